"""Sentences from described paths."""

from dataclasses import replace
from random import Random

import pytest

from synthloom.catalog.corpus.key import key
from synthloom.generators.asking.composing import Plan, Step, compose, render
from synthloom.generators.asking.describing import Clause
from synthloom.generators.asking.subjects import Subject
from synthloom.generators.asking.wording import wording
from synthloom.schemas.corpus import Entry, Known

NOBODY = frozenset[int]()


def step(
    number: int, title: str, noun: str, *clauses: tuple[str, str, str], via: str = "", before: str = "location"
) -> Step:
    entry = Entry(number, title, None, None, noun, "location", "", "", "", (), (), (), 1)
    subject = Subject(number, entry, noun, "", noun == "composer", noun == "composer", "en")
    made = tuple(
        Clause(
            Known(relation, value, key(value), -1, value, "infobox"), "after" if text[:3] == "in " else "relative", text
        )
        for relation, value, text in clauses
    )
    row = wording(via, "person" if before == "person" else "location", "en")
    return Step(subject, "", made, via, row.into, row.says, row.of)


LESOTHO = step(0, "Lesotho", "kingdom", ("capital", "Maseru", "whose capital is Maseru"))
AFRICA = step(
    1, "South Africa", "country", ("independence_date", "1910", "that became independent in 1910"), via="borders"
)
NAMIBIA = step(2, "Namibia", "country", ("borders", "Angola", "that borders Angola"), via="borders")
MOZART = step(0, "Mozart", "composer", ("birth_place", "Salzburg", "who was born in Salzburg"))
VIENNA = step(1, "Vienna", "city", via="death_place", before="person")
AUSTRIA = step(2, "Austria", "country", ("located_in", "Europe", "in Europe"), via="country")


def said(
    steps: list[Step], cuts: tuple[int, ...], joins: tuple[int, ...], ask: str, named: frozenset[int] = NOBODY
) -> str:
    plan = Plan(cuts, joins, tuple((*s.into, "")[0] for s in steps), tuple((*s.says, "")[0] for s in steps), ask)
    return render(steps, plan, named).text


def test_a_path_is_one_nested_question() -> None:
    assert said([LESOTHO, AFRICA], (), (), "What {is} the capital of {s}?") == (
        "What is the capital of the country that became independent in 1910 and borders "
        "the kingdom whose capital is Maseru?"
    )


def test_a_path_is_told_and_then_asked_about() -> None:
    assert said([LESOTHO, AFRICA], (1,), (), "What {is} the capital of {s}?") == (
        "The kingdom whose capital is Maseru borders a country that became independent in 1910. "
        "What is the capital of this country?"
    )


def test_a_second_country_is_told_from_the_first() -> None:
    text = said([LESOTHO, AFRICA, NAMIBIA], (1, 2), (), "What {is} the capital of {s}?")
    assert "This country borders a second country, which also borders Angola. " in text
    assert text.endswith("What is the capital of this second country?")


def test_two_neighbours_are_joined_by_both() -> None:
    text = said([LESOTHO, AFRICA, NAMIBIA], (1,), (), "What {is} the capital of {s}?")
    assert text.endswith("What is the capital of the country that borders both Angola and this country?")


def test_statements_are_joined_to_one_sentence_and_take_the_tense_of_the_dead() -> None:
    assert said([MOZART, VIENNA, AUSTRIA], (1, 2), (2,), "What {is} the capital of {s}?") == (
        "The composer who was born in Salzburg died in a city that lies in a country in Europe. "
        "What is the capital of this country?"
    )


def test_with_names_a_bridge_keeps_how_the_path_comes_to_it() -> None:
    assert said([LESOTHO, AFRICA], (), (), "What {is} the capital of {s}?", frozenset({0, 1})) == (
        "What is the capital of South Africa (the country that borders Lesotho)?"
    )


@pytest.mark.parametrize("seed", range(20))
def test_whatever_is_drawn_says_each_fact_once_and_holds_the_anchor(seed: int) -> None:
    _, made = compose([MOZART, VIENNA, AUSTRIA], ("What {is} the capital of {s}?",), Random(seed))
    assert made.text.count("born in Salzburg") == made.text.count("in Europe") == 1
    assert made.text.count(made.anchor) == 1
    assert "{" not in made.text
    assert "  " not in made.text
    assert made.text.endswith("?")


def test_a_verb_is_not_held_open_over_a_long_phrase() -> None:
    for seed in range(10):
        _, made = compose([MOZART, VIENNA, AUSTRIA], ("In what year was {s} founded?",), Random(seed))
        assert made.text.endswith("In what year was this country founded?")


def test_what_stands_before_a_noun_becomes_a_clause_where_the_noun_is_counted() -> None:
    german = Clause(Known("nationality", "German", "german", -1, "", "infobox"), "before", "German")
    second = replace(step(1, "Beethoven", "composer", via="influenced_by", before="person"), clauses=(german,))
    assert said([MOZART, second], (1,), (), "Where did {s} die?") == (
        "The composer who was born in Salzburg was influenced by a second composer, who was German. "
        "Where did this second composer die?"
    )
