import pytest

from synthloom.catalog.corpus.profiles import thresholds


def test_wikipedia_has_the_papers_numbers():
    paper = thresholds("wikipedia", 600)
    assert (paper.seed_in_degree, paper.hub, paper.image_side) == ((50, 10_000), 10_000, 512)
    assert (paper.need_infobox, paper.need_picture) == (True, True)
    assert paper.strata == ("person", "building", "location", "organism", "artifact")


def test_auto_takes_the_papers_numbers_from_a_million_articles_on():
    assert thresholds("auto", 1_000_000).name == "wikipedia"
    assert thresholds("auto", 999_999).name == "small"


@pytest.mark.parametrize(
    ("articles", "told"),
    [
        (100, "small: in-degree 1..25, hubs over 25"),
        (600, "small: in-degree 1..150, hubs over 150"),
        (2_000, "small: in-degree 1..500, hubs over 500"),
    ],
)
def test_a_small_wiki_is_measured_by_scaled_numbers_that_are_told(articles, told):
    small = thresholds("small", articles)
    assert small.describe() == told
    assert not small.need_infobox
    assert "" in small.strata


def test_at_wikipedias_size_the_small_profile_meets_the_papers_numbers():
    assert thresholds("small", 7_000_000).seed_in_degree == (50, 10_000)


def test_a_page_linked_once_may_always_be_a_seed_on_a_small_wiki():
    for articles in (1, 50, 10_000):
        low, high = thresholds("small", articles).seed_in_degree
        assert 1 <= low <= high
