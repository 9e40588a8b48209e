import time

from hypothesis import given
from hypothesis import strategies as st

from synthloom.catalog.sources.wiki.title_links import find_links, index_titles

TITLES = index_titles(
    (
        "Tim Burton", "Ed Wood (film)", "Time zone", "Atlanta, Georgia", "New York", "New York City", "Frozen", "1984",
        "The Who", "Georgia", "Heart (song)", "Heart (band)", "William, Duke of Bavaria",
    )
)  # fmt: skip


def found(text, page=""):
    return {link.target: text[link.start : link.end] for link in find_links(text, page, TITLES)}


def test_a_title_is_linked_where_it_is_first_named():
    text = "It was made by Tim Burton. Later Tim Burton left."
    (link,) = find_links(text, "", TITLES)
    assert (link.target, link.start) == ("Tim Burton", 15)


def test_the_longest_title_wins():
    assert found("He lives in New York City now.") == {"New York City": "New York City"}


def test_a_page_does_not_link_to_itself():
    assert found("Tim Burton was born.", "Tim Burton") == {}


def test_brackets_and_states_may_be_missing_where_one_page_only_has_the_name():
    assert found("He saw Ed Wood in Atlanta today.") == {"Ed Wood (film)": "Ed Wood", "Atlanta, Georgia": "Atlanta"}
    assert found("A song called Heart is known.") == {}


def test_first_letters_may_be_small_in_a_title_of_common_words():
    assert found("Every time zone has a name.") == {"Time zone": "time zone"}
    assert found("He met tim burton.") == {}


def test_single_words_count_only_capitalised_inside_a_sentence():
    assert found("We watched Frozen twice.") == {"Frozen": "Frozen"}
    assert found("Frozen food is cheap. It was frozen. Frozen peas.") == {}
    assert found("The West Georgia office, in 1984.") == {}


def test_common_words_are_no_band():
    assert found("People the who of it. The Who played.") == {}
    assert found("They heard The Who yesterday.") == {"The Who": "The Who"}


def test_a_dukes_first_name_is_not_the_duke():
    assert found("It was William who came.") == {}


@given(st.text("abc AB.(),", max_size=200), st.lists(st.text("abAB (),", max_size=8), max_size=10))
def test_links_lie_in_the_text_in_order_and_each_title_once(text, titles):
    links = find_links(text, "a", index_titles(titles))
    ends = [0, *(link.end for link in links)]
    assert all(before <= link.start < link.end <= len(text) for before, link in zip(ends, links, strict=False))
    assert len({link.target for link in links}) == len(links)


def test_time_grows_with_the_text_alone():
    titles = index_titles([f"Alpha Beta {n}" for n in range(20_000)])
    text = "Alpha Beta Gamma delta. " * 4000
    start = time.perf_counter()
    find_links(text, "", titles)
    assert time.perf_counter() - start < 2
