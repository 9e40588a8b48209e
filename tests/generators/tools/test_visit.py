import pytest
from pictured_corpus import pictured_corpus
from search_tools import SearchDesk, refused, said
from small_corpus import ListReader, page

from synthloom.catalog.corpus.store import LocalCorpora
from synthloom.catalog.media import LocalMedia
from synthloom.generators.tools.visit import PAGE, VISIT


@pytest.fixture
def desk(tmp_path):
    return SearchDesk(pictured_corpus(tmp_path), LocalMedia(tmp_path))


def long_page(tmp_path):
    paragraphs = [f"Paragraph {n} tells of the {n}th year. It says nothing new. {'Filler. ' * 40}" for n in range(60)]
    paragraphs[40] = "The bridge was built by Ada Stone in 1888, of granite."
    text = "Longtown is a town.\n\n== History ==\n\n" + "\n\n".join(paragraphs)
    corpus = LocalCorpora(tmp_path / "long").build(ListReader((page("Longtown", text),)), workers=1)
    return SearchDesk(corpus, LocalMedia(tmp_path))


def test_a_page_opens_by_address_title_or_redirect_in_any_letters(desk):
    for url in ("wiki://small/Lesotho", "Lesotho", "wiki://small/Kingdom_of_Lesotho", "Basutoland", "LESOTHO"):
        assert PAGE.search(said(VISIT, desk, urls=[url]))["title"] == "Lesotho"


def test_goal_shows_introduction_infobox_and_the_passage_that_fits(desk):
    text = said(VISIT, desk, urls=["Lesotho"], goal="highest point")
    assert "Lesotho, officially the Kingdom of Lesotho" in text
    assert "- Capital: Maseru" in text
    assert "[Geography]" in text
    assert "Thabana Ntlenyana, at 3,482 m" in text


def test_infobox_links_are_titles_that_open(desk):
    text = said(VISIT, desk, urls=["Lesotho"])
    line = next(line for line in text.splitlines() if line.startswith("Links: "))
    for title in line.removeprefix("Links: ").split("; "):
        assert PAGE.search(said(VISIT, desk, urls=[title]))["title"] == title


def test_only_pictures_that_can_be_fetched_are_named(desk):
    text = said(VISIT, desk, urls=["Lesotho"])
    assert "Semonkong landscape.jpg (wiki://small/File:Semonkong_landscape.jpg)" in text
    assert "Flag" not in text


def test_a_page_that_is_not_there_names_similar_ones(desk):
    error = refused(VISIT, desk, urls=["Marseru"])
    assert error.error == "bad_arguments"
    assert "Maseru (wiki://small/Maseru)" in error.text


def test_one_missing_page_does_not_spoil_the_others(desk):
    text = said(VISIT, desk, urls=["Lesotho", "Nowhere at all"])
    assert PAGE.search(text)["title"] == "Lesotho"
    assert 'There is no page "Nowhere at all".' in text


def test_pages_elsewhere_and_pictures_are_no_pages(desk):
    for url in ("https://en.wikipedia.org/wiki/Lesotho", "wiki://other/Lesotho", "wiki://small/File:Cape_Town.jpg"):
        assert refused(VISIT, desk, urls=[url]).error == "bad_arguments"


def test_a_long_page_is_cut_to_what_fits_and_says_what_it_left_out(tmp_path):
    text = said(VISIT, long_page(tmp_path), urls=["Longtown"], goal="Who built the bridge?")
    assert "Ada Stone in 1888" in text
    assert len(text) < 2_600
    assert "Shown: " in text


def test_start_and_full_show_more_and_stay_bounded(tmp_path):
    desk = long_page(tmp_path)
    start, full = (said(VISIT, desk, urls=["Longtown"], mode=mode) for mode in ("start", "full"))
    assert len(start) < 2_800 < len(full) < 12_400
    assert "## History" in start


def test_the_same_visit_says_the_same(desk):
    assert len({said(VISIT, desk, urls=["Moshoeshoe I"], goal="his son") for _ in range(3)}) == 1
