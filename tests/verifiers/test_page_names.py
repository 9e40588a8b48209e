"""Which names a text says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synthloom.verifiers.names import FUNCTION_WORDS, said_name, says_word, stands, telling_words


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Lesotho", "Who ruled Lesotho?"),
        ("Lesotho", "Who ruled LESOTHO’s north?"),
        ("São Tomé", "the sao tome islands"),
        ("Rainbow", "How do rainbows form?"),
        ("Glass", "two glasses"),
        ("Country house", "the country houses of England"),
        ("Joan of Arc", "Joan of Arc's sword"),
        ("McDonald's", "a McDonalds"),
        ("Saint-Denis", "in Saint Denis"),
        ("U.S.", "the U.S. army"),
        ("IT", "an IT firm"),
        ("The Who", "a record of The Who from 1970"),
        ("東京", "彼は東京で生まれた。"),
        ("京", "彼は東京で生まれた。"),
        ("Łódź", "born in Lodz"),
        ("Санкт-Петербург", "в городе Санкт-Петербург"),
    ],
)
def test_a_name_is_found_in_any_dress(name: str, text: str) -> None:
    assert said_name(name, text)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Lesotho", "Who ruled the Basotho?"),
        ("IT", "where it stands"),
        ("US", "tell us who"),
        ("Who", "Who ruled it?"),
        ("Who", "It is a kingdom. Who ruled it?"),
        ("The King", "the king of the hill"),
        ("May", "it may be seen"),
        ("Ray", "X-rays of the brain array"[7:]),
        ("Rome", "a chrome wheel"),
        ("", "anything"),
        ("!", "anything!"),
    ],
)
def test_what_only_looks_alike_is_no_name(name: str, text: str) -> None:
    assert not said_name(name, text)


def test_the_words_that_tell_have_capitals_and_are_not_alone() -> None:
    assert telling_words("Marie Curie") == ("Marie", "Curie")
    assert telling_words("Battle of the Bulge (film)") == ("Bulge",)
    assert telling_words("Lesotho") == telling_words("The of") == ()
    assert says_word("Curie", "the Curies’ house")
    assert not says_word("Curie", "the curie is a unit")


WORDS = st.text("abcdefghilmnorstuéößйж", min_size=3, max_size=9).map(str.capitalize)
NAMES = WORDS.filter(lambda word: word.lower() not in FUNCTION_WORDS)
"""`Had` at the start of a sentence is a verb, whatever page is called so."""


@given(NAMES, st.sampled_from(["{}", "{}'s", "({}),", "“{}”", "the-{}-like"]), st.integers(0, 5))
def test_a_name_spliced_in_anywhere_is_found(name: str, form: str, place: int) -> None:
    words = ["which", "of", "the", "five", "was", "older"]
    text = " ".join((*words[:place], form.format(name), *words[place:]))
    assert stands(name, text)
    assert said_name(name, text)
