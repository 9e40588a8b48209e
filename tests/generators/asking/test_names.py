"""Names that must not be in a question, and how names stand in one."""

import pytest

from synthloom.generators.asking.names import a, forbidden, leak, with_article


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Marie Curie", "the husband of Marie Curie"),
        ("Marie Curie", "the element named after Curie"),
        ("France", "a French physicist"),
        ("Netherlands", "the Dutch East India Company"),
        ("United Kingdom", "a British colony"),
        ("Brazil", "the Brazilian real"),
        ("Italy", "the Italian peninsula"),
        ("São Tomé", "the island of Sao Tome"),
        ("Mercury (planet)", "the planet Mercury"),
    ],
)
def test_a_name_leaks_whole_in_part_and_in_words_made_from_it(name: str, text: str) -> None:
    assert leak(text, forbidden((name,)))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("United Kingdom", "the kingdom whose capital is Maseru"),
        ("South Africa", "a country in South America"),
        ("Mali", "a country that became independent in 1960"),
        ("Austria-Hungary", "the country whose currency is the euro"),
        ("Lake Victoria", "the lake into which the Kagera flows"),
    ],
)
def test_words_that_many_names_share_give_none_away(name: str, text: str) -> None:
    assert not leak(text, forbidden((name,)))


def test_of_an_answer_the_whole_is_forbidden_and_its_words_are_not() -> None:
    banned = forbidden((), ("New York",))
    assert leak("born in New York", banned)
    assert not leak("born in York", banned)


def test_a_year_as_answer_is_found_in_a_date() -> None:
    assert leak("which ended in 1918", forbidden((), ("1918",)))


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("United States", "the United States"),
        ("Orange River", "the Orange River"),
        ("Czech Republic", "the Czech Republic"),
        ("Lesotho", "Lesotho"),
        ("The Bahamas", "the Bahamas"),
        ("Netherlands", "the Netherlands"),
    ],
)
def test_names_take_the_article_that_they_have_in_a_sentence(name: str, said: str) -> None:
    assert with_article(name) == said


@pytest.mark.parametrize(
    "said", ["a country", "an element", "a union", "a European city", "an island", "an Uzbek poet"]
)
def test_the_indefinite_article_follows_the_sound(said: str) -> None:
    assert a(said.split(" ", 1)[1]) == said
