import pytest
from pydantic import ValidationError
from search_tools import SearchDesk, refused, said
from small_corpus import small_corpus

from synthloom.catalog.corpus.addresses import find_page, parse
from synthloom.catalog.media import LocalMedia
from synthloom.generators.tools.text_search import PASSAGE, RESULT, TEXT_SEARCH, TextSearch


@pytest.fixture
def desk(tmp_path):
    return SearchDesk(small_corpus(tmp_path), LocalMedia(tmp_path))


def test_a_description_by_infobox_values_finds_its_page(desk):
    text = said(TEXT_SEARCH, desk, queries=["country whose calling code is +266"])
    assert RESULT.search(text)["title"] == "Lesotho"
    assert "Calling code: +266" in text


def test_words_of_the_text_find_the_passage_that_has_them(desk):
    text = said(TEXT_SEARCH, desk, queries=["gold was found"], top_k=1)
    assert RESULT.search(text)["title"] == "Johannesburg"
    assert "founded in 1886 after gold was found" in text


def test_a_page_comes_once_a_query_and_no_more_than_asked_for(desk):
    titles = [found["title"] for found in RESULT.finditer(said(TEXT_SEARCH, desk, queries=["Lesotho"], top_k=3))]
    assert len(titles) == len(set(titles)) == 3


def test_every_address_leads_back_to_its_page(desk):
    for found in RESULT.finditer(said(TEXT_SEARCH, desk, queries=["Lesotho", "South Africa"], top_k=10)):
        assert desk.corpus.title(find_page(desk.corpus, parse(found["address"]).title)) == found["title"]


def test_a_query_that_finds_nothing_says_so_beside_one_that_does(desk):
    text = said(TEXT_SEARCH, desk, queries=["xyzzy", "Maseru"])
    assert text.startswith('No results for "xyzzy".\n\nResults for "Maseru":')


def test_nothing_found_at_all_is_empty(desk):
    assert refused(TEXT_SEARCH, desk, queries=["xyzzy"]).error == "empty"
    assert refused(TEXT_SEARCH, desk, queries=["?!"]).error == "empty"


def test_pages_of_another_language_are_not_offered(desk):
    assert refused(TEXT_SEARCH, desk, queries=["Maseru"], lang="de").error == "empty"
    assert said(TEXT_SEARCH, desk, queries=["Maseru"], lang="en-GB")


def test_a_passage_is_short_and_the_same_call_says_the_same(desk):
    once, again = (said(TEXT_SEARCH, desk, queries=["king of Lesotho"]) for _ in range(2))
    assert once == again
    assert max(map(len, once.splitlines())) <= PASSAGE + 4


def test_one_query_may_stand_without_a_list_and_four_may_not():
    assert TextSearch.model_validate({"queries": "Ulm"}).queries == ["Ulm"]
    with pytest.raises(ValidationError):
        TextSearch(queries=["a", "b", "c", "d"])
