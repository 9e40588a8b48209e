"""Facts of sentences: what is taken, with which page behind it, and what is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synthloom.catalog.corpus.describe import describe
from synthloom.catalog.corpus.facts_names import masked
from synthloom.schemas.wiki import Link, Page


def told(title: str, text: str) -> set[tuple[str, str]]:
    return {(fact.relation, fact.value) for fact in describe(Page(title, text=text), "en").facts}


FILM = "Empties is a 2007 film directed by Jan Svěrák and written by his father Zdeněk Svěrák, who also stars in it."


@pytest.mark.parametrize(
    ("title", "text", "expected"),
    [
        ("Empties", FILM, ("director", "Jan Svěrák")),
        ("Empties", FILM, ("screenwriter", "Zdeněk Svěrák")),
        ("Empties", FILM, ("release_date", "2007")),
        (
            "Nile",
            "The Nile is a river in Africa. It flows through Egypt and empties into the Mediterranean Sea.",
            ("mouth", "Mediterranean Sea"),
        ),
        ("Lion", "The lion is a mammal of the family Felidae.", ("family", "Felidae")),
        (
            "Radium",
            "Radium is a chemical element. Radium was discovered by Marie Curie in 1898.",
            ("discovered_by", "Marie Curie"),
        ),
        ("Belgium", "Belgium is a country. Its capital is Brussels.", ("capital", "Brussels")),
        (
            "Niger",
            "Niger is a country. It borders Nigeria and Benin to the south and Mali to the west.",
            ("borders", "Benin"),
        ),
        ("Pori Inn", "Pori Inn is an inn in Bend, Oregon, United States.", ("country", "United States")),
        ("Ann Lee", "Ann Lee (born 9 July 1956 in Ulm, Germany) is a German singer.", ("birth_place", "Ulm")),
        (
            "Ann Lee",
            "Ann Lee (born 9 July 1956 in Ulm, Germany) is a German singer.",
            ("birth_country", "Germany"),
        ),
        ("Ann Lee", "Ann Lee (24 August 1973, Berlin – 25 June 2019, Bonn) was a singer.", ("death_place", "Bonn")),
        (
            "Ann Lee",
            "Ann Lee was a singer. She was the daughter of Henry II, Duke of Brabant, and Marie of Ghent.",
            ("parent", "Marie of Ghent"),
        ),
        ("Ann Lee", "Ann Lee is a singer. Her father, Alphonso Taft, came to Ohio.", ("father", "Alphonso Taft")),
    ],
)
def test_what_a_sentence_says_of_the_subject_is_taken(title: str, text: str, expected: tuple[str, str]) -> None:
    assert expected in told(title, text)


@pytest.mark.parametrize(
    ("title", "text", "relation"),
    [
        ("Empties", "Empties is a film that was not directed by Jan Svěrák.", "director"),
        ("Empties", "Empties is a film allegedly directed by Jan Svěrák.", "director"),
        ("Empties", "Empties is a film based on a play written by Jan Svěrák.", "screenwriter"),
        ("Ann Lee", "Ann Lee is a singer. There she met Mariya, the sister of Dmitri Shostakovich.", "sibling"),
        ("Ann Lee", "Ann Lee is a singer. Her father was Roman Catholic and her mother was Jewish.", "father"),
        ("Ann Lee", "Ann Lee is a singer whose teacher was born in Paris.", "birth_place"),
        ("Ann Lee", "Ann Lee (c. 1350 – 1400) was a singer.", "birth_date"),
        (
            "Nintendo",
            "Nintendo is a company.\n\n== Abroad ==\n\nNintendo of Canada is based in Richmond.",
            "headquarters",
        ),
        ("Canberra", "Canberra is a city. Canberra has two hospitals, one located in Garran.", "located_in"),
        ("Empties", "Empties is a film. It is scheduled to be released on July 3, 2020.", "release_date"),
        ("Frankfurt", "Frankfurt is the largest city in the German state of Hesse.", "located_in"),
    ],
)
def test_what_is_denied_doubted_or_said_of_others_is_not_taken(title: str, text: str, relation: str) -> None:
    assert relation not in {name for name, _ in told(title, text)}


def test_a_list_of_names_ends_where_the_next_statement_begins() -> None:
    text = (
        "Empties is a film written and directed by Rod Amateau and starring Peter Sellers, Jo Ann Pflug and Pat Morita."
    )
    assert {value for name, value in told("Empties", text) if name == "director"} == {"Rod Amateau"}
    assert {value for name, value in told("Empties", text) if name == "starring"} == {
        "Peter Sellers",
        "Jo Ann Pflug",
        "Pat Morita",
    }


def test_the_page_linked_on_a_value_is_its_target() -> None:
    text = "Belgium is a country in Europe. It borders France and the Netherlands."
    links = (Link("France", 42, 48), Link("Kingdom of the Netherlands", 57, 68))
    facts = {
        f.value: f for f in describe(Page("Belgium", text=text, links=links), "en").facts if f.relation == "borders"
    }
    assert facts["France"].target == "France"
    assert facts["Netherlands"].target == "Kingdom of the Netherlands"
    assert facts["France"].sentence == "It borders France and the Netherlands."


def test_a_pronoun_counts_only_right_after_a_sentence_about_the_subject() -> None:
    text = "Bonn is a city. Berlin is larger. It lies in Prussia, Germany."
    assert "located_in" not in {name for name, _ in told("Bonn", text)}


@given(st.text(alphabet="ab ()[]é\n", max_size=60))
def test_masking_keeps_every_character_in_its_place(text: str) -> None:
    blank = masked(text)
    assert len(blank) == len(text)
    assert all(b in (" ", a) for a, b in zip(text, blank, strict=True))


@given(st.text(max_size=300), st.text(min_size=1, max_size=20))
def test_any_text_is_survived(text: str, title: str) -> None:
    describe(Page(title, text=f"{title} is a film directed by {text}. {text}"), "en")
