"""Facts of infobox rows."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synthloom.catalog.corpus.facts_infobox import infobox_facts
from synthloom.catalog.corpus.facts_keys import relation, tidy_key
from synthloom.catalog.corpus.facts_values import measure, split, tidy
from synthloom.schemas.relations import Stratum
from synthloom.schemas.wiki import Field, Link


def rows(*fields: Field, stratum: Stratum = "person", language: str = "en") -> list[tuple[str, str, str]]:
    found = infobox_facts(fields, "Page", "", stratum, language)
    return [(fact.relation, fact.value, fact.target) for fact in found]


@pytest.mark.parametrize(
    ("key", "stratum", "expected"),
    [
        ("birth_place", "person", "birth_place"),
        ("Writer(s)", "artifact", "author"),
        ("Government - Prime Minister", "location", "head_of_government"),
        ("LargestCity", "location", "largest_city"),
        ("Class", "organism", "class"),
        ("Class", "artifact", "other:class"),
        ("image_map2", "location", ""),
        ("Notable ideas", "person", "other:notable ideas"),
    ],
)
def test_keys_of_templates_and_printed_labels_mean_relations(key: str, stratum: Stratum, expected: str) -> None:
    assert relation(key, stratum) == expected


def test_a_birth_row_is_parted_into_date_place_and_country() -> None:
    born = Field("Born", "March 14, 1879 (age 76)\nUlm, Württemberg, Germany", (Link("Ulm", 24, 27),))
    assert rows(born) == [
        ("birth_date", "March 14, 1879", ""),
        ("birth_place", "Ulm", "Ulm"),
        ("birth_country", "Germany", ""),
    ]


def test_values_are_split_where_the_relation_has_many() -> None:
    assert [v for _, v, _ in rows(Field("Genre(s)", "Rhythm and blues, soul, jazz"))] == [
        "Rhythm and blues",
        "soul",
        "jazz",
    ]
    writers = rows(Field("Writer(s)", "Robert Sharp, Jr., Teddy Powell"), stratum="artifact")
    assert [v for _, v, _ in writers] == ["Robert Sharp, Jr.", "Teddy Powell"]
    assert [v for _, v, _ in rows(Field("spouse", "Mileva Marić (1903–1919)\nElsa Löwenthal"))] == [
        "Mileva Marić",
        "Elsa Löwenthal",
    ]


def test_a_range_of_days_is_no_date() -> None:
    assert rows(Field("Recorded", "April 30 - November 26, 1956"), stratum="artifact") == []

    assert rows(Field("date", "April 19, 1775September 3, 1783"), stratum="") == []


def test_the_letter_of_a_footnote_behind_a_link_is_no_part_of_a_value() -> None:
    euro = Field("currency", "Eurod", (Link("Euro", 0, 5),))
    assert [v for _, v, _ in rows(euro, stratum="location")] == ["Euro"]
    assert [v for _, v, _ in rows(Field("capital", "Lusaka", (Link("Lusaka", 0, 6),)), stratum="location")] == [
        "Lusaka"
    ]


def test_a_row_of_two_currencies_or_languages_has_two_values() -> None:
    assert [v for _, v, _ in rows(Field("Currency", "Balboa and US dollar"), stratum="location")] == [
        "Balboa",
        "US dollar",
    ]
    tongues = Field("Official languages", "Arabic and French")
    assert [v for _, v, _ in rows(tongues, stratum="location")] == ["Arabic", "French"]


def test_sides_of_a_war_are_read_below_their_headings() -> None:
    sides = Field("Combatants", "Allied powers:\nSoviet Union\nUnited Kingdom\nAxis powers:\nGermany", ())
    assert [v for _, v, _ in rows(sides, stratum="")] == ["Soviet Union", "United Kingdom", "Germany"]


def test_independence_from_a_country_is_no_date() -> None:
    row = Field("Independence", "from the UK")
    assert rows(row, stratum="location") == [("independence_from", "United Kingdom", "")]


def test_a_bare_number_gets_the_unit_its_key_states() -> None:
    assert rows(Field("area_km2", "178.91"), stratum="location") == [("area", "178.91 km²", "")]


def test_rows_of_other_languages_keep_their_keys() -> None:
    row = Field("centrys", "Anna", (Link("Anna (cīms)", 0, 4),))
    assert rows(row, stratum="", language="ltg") == [("other:centrys", "Anna", "Anna (cīms)")]
    assert rows(Field("zemislopa", "Latgale LocMap.png"), stratum="", language="ltg") == []


def test_tidy_drops_ranks_footnotes_and_nothings() -> None:
    assert tidy("Loti ( LSL)") == "Loti"
    assert tidy("Maseru^1") == "Maseru"
    assert tidy("n/a") == tidy("{{broken") == tidy("www.example.org") == ""
    assert measure("30,355 km² ( 140th)") == "30,355 km²"
    assert measure("59/km²") == "59/km²"


@given(st.text(alphabet="ab,;•\n ()&and", max_size=40), st.booleans(), st.booleans())
def test_stretches_of_a_value_are_in_order_and_apart(value: str, at_commas: bool, at_and: bool) -> None:
    found = split(value, at_commas=at_commas, at_and=at_and)
    assert all(0 <= start < end <= len(value) for start, end in found)
    assert all(a[1] <= b[0] for a, b in pairwise(found))


@given(st.text(max_size=80))
def test_tidy_is_final(text: str) -> None:
    assert tidy_key(tidy_key(text)) == tidy_key(text) or not text.isascii()
