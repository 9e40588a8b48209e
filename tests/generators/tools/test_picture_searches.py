import random

import pytest
from pictured_corpus import NAMES, drawn, encoded, pictured_corpus
from search_tools import SearchDesk, refused, said
from small_corpus import small_corpus

from synthloom.catalog.media import LocalMedia
from synthloom.generators.degrade import degraded
from synthloom.generators.tools.fetch_image import FETCH_IMAGE
from synthloom.generators.tools.image_search import IMAGE_SEARCH, SHOWN_ON
from synthloom.generators.tools.text_search import RESULT
from synthloom.generators.tools.visual_search import SIMILARITY, VISUAL_SEARCH


@pytest.fixture
def desk(tmp_path):
    return SearchDesk(pictured_corpus(tmp_path), LocalMedia(tmp_path), {"img_1": drawn("Maseru aerial.jpg")})


def test_a_picture_finds_the_page_that_shows_it(desk):
    text = said(VISUAL_SEARCH, desk, image="img_1", top_k=2)
    assert RESULT.search(text)["title"] == "Maseru"
    assert float(SIMILARITY.search(text)["similarity"]) > 0.9
    assert "Picture: Maseru aerial.jpg (wiki://small/File:Maseru_aerial.jpg), 240x180 pixels" in text


@pytest.mark.parametrize("operation", ["blur", "downsample", "perspective"])
def test_a_spoilt_picture_finds_it_too(desk, operation):
    desk.held["img_1"], _ = degraded(drawn("Maseru aerial.jpg"), operation, random.Random(4))
    assert RESULT.search(said(VISUAL_SEARCH, desk, image="img_1"))["title"] == "Maseru"


def test_a_region_is_searched_for_alone(desk):
    both = drawn("Maseru aerial.jpg").resize((480, 180))
    both.paste(drawn("Orange River.jpg"), (240, 0))
    desk.held["img_2"] = both
    text = said(VISUAL_SEARCH, desk, image="img_2", bbox=[240, 0, 480, 180], top_k=1)
    assert text.startswith("Pages with pictures like the region (240, 0)-(480, 180) of img_2:")
    assert RESULT.search(text)["title"] == "Orange River"


def test_search_brings_no_picture_of_its_own(desk):
    said(VISUAL_SEARCH, desk, image="img_1")
    said(IMAGE_SEARCH, desk, query="Maseru")
    assert list(desk.held) == ["img_1"]


def test_words_find_pictures_by_name_and_page(desk):
    text = said(IMAGE_SEARCH, desk, query="skyline of the largest city", top_k=1)
    assert RESULT.search(text)["title"] == "Johannesburg skyline.jpg"
    assert SHOWN_ON.search(text)["title"] == "Johannesburg"


def test_nothing_found_and_a_wiki_without_pictures_are_empty(desk, tmp_path):
    assert refused(IMAGE_SEARCH, desk, query="xyzzy").error == "empty"
    bare = SearchDesk(small_corpus(tmp_path / "bare"), LocalMedia(tmp_path), desk.held)
    assert refused(VISUAL_SEARCH, bare, image="img_1").error == "empty"


def test_what_a_search_names_can_be_fetched(desk):
    address = RESULT.search(said(IMAGE_SEARCH, desk, query="King Moshoeshoe"))["address"]
    assert said(FETCH_IMAGE, desk, url=address) == "img_2: 240x180 pixels, King Moshoeshoe.jpg"
    assert desk.held["img_2"].tobytes() == drawn("King Moshoeshoe.jpg").tobytes()


def test_a_file_is_found_however_its_name_is_written(desk):
    for url in ("wiki://small/File:Cape_Town.jpg", "File:Cape Town.jpg", "cape_Town.jpg"):
        assert said(FETCH_IMAGE, desk, url=url).endswith("240x180 pixels, Cape Town.jpg")


def test_what_is_no_picture_here_is_told(desk):
    for url in (
        "wiki://small/File:Gone.jpg",
        "https://example.org/a.jpg",
        "wiki://small/Lesotho",
        "wiki://x/File:A.jpg",
    ):
        assert refused(FETCH_IMAGE, desk, url=url).error == "bad_arguments"


def test_every_picture_finds_itself_first(desk):
    for name in NAMES:
        desk.held["img_1"] = drawn(name)
        assert f"Picture: {name} " in said(VISUAL_SEARCH, desk, image="img_1", top_k=1)


def test_a_picture_of_one_colour_is_no_fault(desk):
    desk.held["img_1"] = drawn("x").resize((1, 1)).resize((90, 60))
    assert said(VISUAL_SEARCH, desk, image="img_1")
    assert encoded(desk.held["img_1"])
