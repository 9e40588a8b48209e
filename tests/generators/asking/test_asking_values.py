"""Values in sentences, in queries, and as answers."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synthloom.catalog.corpus.key import key
from synthloom.generators.asking.values import Date, clean, date_forms, other_forms, phrase, read_date, sought
from synthloom.schemas.corpus import Known


def known(relation: str, value: str, sentence: str = "") -> Known:
    return Known(relation, value, key(value), -1, sentence or f"{relation}: {value}", "infobox")


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("14 March 1879", Date(1879, 3, 14)),
        ("March 14, 1879", Date(1879, 3, 14)),
        ("1879-03-14", Date(1879, 3, 14)),
        ("1869", Date(1869)),
        ("October 1966", Date(1966)),
        ("c. 1786", None),
        ("1914–1918", None),
        ("551 BC", None),
        ("19th century", None),
        ("unknown", None),
    ],
)
def test_a_date_is_read_only_where_it_is_one_and_sure(text: str, read: Date | None) -> None:
    assert read_date(text) == read


@given(st.dates(date(1000, 1, 1), date(2099, 12, 31)))
def test_every_written_form_of_a_day_reads_as_the_same_day(day: date) -> None:
    written = Date(day.year, day.month, day.day)
    assert {read_date(form) for form in date_forms(written)[:3]} == {written}


@pytest.mark.parametrize(
    ("fact", "said"),
    [
        (known("currency", "Loti (LSL)"), "the loti"),
        (known("currency", "South African Rand"), "the South African rand"),
        (known("birth_date", "14 March 1879"), "1879"),
        (known("country", "United States"), "the United States"),
        (known("field", "Physics"), "physics"),
        (known("official_language", "French"), "French"),
        (known("internet_domain", ".ls"), ".ls"),
        (known("other:x", "{{broken"), ""),
    ],
)
def test_a_value_stands_in_a_sentence_as_english_writes_it(fact: Known, said: str) -> None:
    assert phrase(fact) == said


def test_a_query_looks_for_the_year_of_a_date_and_for_all_of_another_value() -> None:
    assert sought(known("founding_date", "4 October 1966")) == "1966"
    assert sought(known("capital", "Łódź")) == "lodz"


def test_an_answer_may_be_written_in_other_right_forms() -> None:
    assert "14 March 1879" in other_forms(known("birth_date", "14 March 1879"), "1879")
    assert "30355 km²" in other_forms(known("area", "30,355 km²"), "30,355 km²")
    assert "ls" in other_forms(known("internet_domain", ".ls"), ".ls")


@given(st.text())
def test_cleaning_leaves_plain_words_or_nothing(text: str) -> None:
    assert not set(clean(text)) & set("{}<>|=*\n")


@pytest.mark.parametrize(
    "sentence", ["He died about 1822.", "Born 1822 or 1823.", "It was founded c. 1822.", "Died 1822 BC."]
)
def test_a_year_that_a_sentence_doubts_is_not_used(sentence: str) -> None:
    assert phrase(known("death_date", "1822", sentence)) == ""
    assert phrase(known("death_date", "1822", "He died in 1822.")) == "1822"
