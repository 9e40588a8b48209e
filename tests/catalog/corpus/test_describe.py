"""What a page is said to be: type, stratum, other names."""

from itertools import islice
from pathlib import Path

import pytest

from synthloom.catalog.corpus.describe import describe
from synthloom.catalog.sources.wiki.dump import DumpReader
from synthloom.catalog.sources.wiki.wikispeedia import WikispeediaReader
from synthloom.schemas.relations import RELATIONS
from synthloom.schemas.wiki import BadPage, Field, Link, Page


def of(title: str, text: str, **rest: object) -> tuple[str, str]:
    found = describe(Page(title, text=text, **rest), "en")  # type: ignore[arg-type]
    return found.type, found.stratum


@pytest.mark.parametrize(
    ("title", "text", "expected"),
    [
        (
            "Albert Einstein",
            "Albert Einstein (14 March 1879 – 18 April 1955) was a German-born theoretical physicist widely known.",
            ("theoretical physicist", "person"),
        ),
        ("Lesotho", "Lesotho, officially the Kingdom of Lesotho, is a land-locked country.", ("country", "location")),
        ("Wheat", "Wheat (Triticum spp.) is a grass that is cultivated worldwide.", ("grass", "organism")),
        ("Empties", "Empties is a 2007 film directed by Jan Svěrák.", ("film", "artifact")),
        ("Chicken", "A chicken is a type of domesticated bird which is often raised.", ("bird", "organism")),
        ("Lead", "Lead is a chemical element in the periodic table that has the symbol Pb.", ("chemical element", "")),
        ("Aberdeen", "Aberdeen is Scotland's third largest city.", ("city", "location")),
        ("Arctic Ocean", "The Arctic Ocean is the smallest of the world's five oceans.", ("ocean", "location")),
        ("Rio de Janeiro", "Rio de Janeiro is the name of both a state and a city in Brazil.", ("city", "location")),
        ("Forest", "A forest is an area with a high density of trees.", ("", "")),
        ("Star Wars", "Star Wars is a saga and fictional galaxy by George Lucas.", ("saga", "artifact")),
        ("Donald Duck", "Donald Duck is a cartoon and comic book character from Walt Disney.", ("character", "")),
    ],
)  # fmt: skip
def test_the_head_noun_of_the_first_sentence_is_the_type(title: str, text: str, expected: tuple[str, str]) -> None:
    assert of(title, text) == expected


def test_the_sentence_that_names_the_subject_is_asked_and_not_a_caption_before_it() -> None:
    text = "About 70 percent of these are insectivorous animals.\n\nBats are flying mammals."
    assert of("Bat", text) == ("mammal", "organism")


def test_bracket_infobox_and_title_help_where_the_sentence_says_nothing() -> None:
    assert of("Rakka (film)", "It came out in 2017.") == ("film", "artifact")
    assert of("Kepler", "Kepler lived long ago.", infobox="Infobox scientist") == ("scientist", "person")
    assert of("Baltic Sea", "The Baltic Sea lies in the north.")[0] == "sea"


def test_a_noun_that_only_relates_is_no_type_but_dates_still_make_a_person() -> None:
    text = "Osthryth (12 May 640 – 3 June 697), queen consort, was the wife of King Æthelred."
    assert of("Osthryth", text) == ("", "person")


def test_a_value_that_is_the_title_of_a_page_linked_to_elsewhere_points_to_it() -> None:
    page = Page("Fiji", text="Fiji left the United Kingdom.", links=(Link("United Kingdom", 14, 28),))
    found = describe(
        page._replace(infobox="Infobox country", fields=(Field("Independence", "from the United Kingdom"),)), "en"
    )
    assert [(f.relation, f.target) for f in found.facts] == [("independence_from", "United Kingdom")]


def test_other_languages_get_no_type_from_sentences_they_are_not_read_in() -> None:
    assert describe(Page("Ludza", text="Ludza is a town in Latvia."), "ltg").type == ""


def test_names_in_the_introduction_are_aliases_and_the_last_name_comes_last() -> None:
    text = 'Muhammad Ali (born Cassius Marcellus Clay Jr.; January 17, 1942) was an American boxer, nicknamed "X".'
    assert describe(Page("Muhammad Ali", text=text), "en").aliases == ("Cassius Marcellus Clay Jr.", "Ali")
    text = "Lesotho (pronounced [lɪˈsuːtu]), officially the Kingdom of Lesotho, is a country."
    assert describe(Page("Lesotho", text=text), "en").aliases == ("Kingdom of Lesotho",)


def test_of_a_relation_with_one_value_the_infobox_goes_before_the_text() -> None:
    page = Page(
        "Maseru Land",
        text="Maseru Land is a country. Its capital is Oldtown.",
        infobox="Infobox country",
        fields=(Field("capital", "Newtown", (Link("Newtown (city)", 0, 7),)),),
    )
    capitals = [fact for fact in describe(page, "en").facts if fact.relation == "capital"]
    assert [(fact.value, fact.target, fact.origin) for fact in capitals] == [("Newtown", "Newtown (city)", "infobox")]


@pytest.fixture(scope="module")
def schools(real_data: Path) -> list[Page]:
    """The first articles of Wikipedia for Schools."""
    part = next(WikispeediaReader(real_data / "wikipedia" / "wikispeedia").parts())
    return [page for page in islice(part.pages(), 40) if not isinstance(page, BadPage)]


def test_facts_of_real_pages_keep_to_the_contract(real_data: Path, schools: list[Page]) -> None:
    dump = DumpReader(next((real_data / "wikipedia" / "gensim_dumps").glob("enwiki-latest*.bz2")))
    checked = 0
    for pages in (schools, islice(next(dump.parts()).pages(), 80)):
        for page in pages:
            facts = () if isinstance(page, BadPage) else describe(page, "en").facts
            checked += len(facts)
            for fact in facts:
                assert fact.relation in RELATIONS or fact.relation.startswith("other:"), fact
                assert fact.value == fact.value.strip() != "", fact
                assert "\n" not in fact.value + fact.sentence, fact
                assert fact.origin in ("infobox", "lead", "text"), fact
            single = [fact.relation for fact in facts if fact.relation in RELATIONS and RELATIONS[fact.relation].one]
            assert len(single) == len(set(single))
    assert checked > 500


def test_known_facts_of_angola_are_found(schools: list[Page]) -> None:
    angola = describe(next(page for page in schools if page.title == "Angola"), "en")
    found = {(fact.relation, fact.value) for fact in angola.facts}
    assert (angola.type, angola.stratum) == ("country", "location")
    assert {("capital", "Luanda"), ("official_language", "Portuguese"), ("internet_domain", ".ao")} <= found
    assert {("borders", "Namibia"), ("currency", "Kwanza"), ("located_in", "Africa")} <= found
