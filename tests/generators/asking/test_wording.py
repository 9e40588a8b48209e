"""The table of wordings covers the list of relations and is well formed."""

import re

import pytest

from synthloom.generators.asking.relation_table import TABLE
from synthloom.generators.asking.wording import Wording, wording
from synthloom.schemas.relations import RELATIONS, Stratum

MARKS = {"{s}", "{v}", "{av}", "{is}", "{has}", "{does}", "{owns}", "{includes}", "{who}", "{whom}"}
LINKS = ("person", "place", "thing")


def unguarded(relation: str) -> Wording:
    """The row for whichever stratum has one."""
    strata: tuple[Stratum, ...] = ("", "location", "person", "organism")
    return max((wording(relation, stratum, "en") for stratum in strata), key=lambda row: len(row.clause) + len(row.ask))


@pytest.mark.parametrize("relation", RELATIONS)
def test_every_relation_has_a_row(relation: str) -> None:
    assert re.search(rf"^{relation} \d+ \d+$", TABLE, re.MULTILINE)


def test_the_table_words_no_relation_that_is_not_on_the_list() -> None:
    named = re.findall(r"^(\w+) \d+ \d+$", TABLE, re.MULTILINE)
    assert {re.sub(r"_(person|standing)$", "", name) for name in named} <= set(RELATIONS)


@pytest.mark.parametrize("relation", RELATIONS)
def test_every_wording_has_its_places_and_no_others(relation: str) -> None:
    row = unguarded(relation)
    for text in (*row.ask, *row.clause, *row.into, *row.says, *row.of):
        assert set(re.findall(r"\{\w+\}", text)) <= MARKS
    assert all(text.endswith("?") and text.count("{s}") == 1 for text in row.ask)
    assert all("{v}" in text or "{av}" in text for text in row.clause)
    assert all(text.count("{s}") == 1 and "{v}" not in text for text in (*row.into, *row.of))
    assert all(text.count("{s}") == text.count("{v}") == 1 for text in row.says)


@pytest.mark.parametrize("relation", [name for name, row in RELATIONS.items() if row.kind in LINKS])
def test_what_is_asked_for_or_described_by_can_be_walked_along(relation: str) -> None:
    row = unguarded(relation)
    assert not row.clause_weight or row.into


def test_figures_that_change_are_neither_asked_for_nor_described_by() -> None:
    for relation in ("population", "head_of_state", "head_of_government", "mayor", "employees", "density"):
        row = wording(relation, "location", "en")
        assert row.ask_weight == row.clause_weight == 0


def test_a_person_comes_from_a_country_that_a_place_lies_in() -> None:
    assert wording("country", "person", "en").clause == ("~ from {v}",)
    assert wording("country", "location", "en").clause == ("~ in {v}",)


def test_an_unknown_key_is_quoted_in_a_wiki_of_another_language_and_unused_in_english() -> None:
    assert wording("other:pluots", "location", "ltg").ask == ("What is given as “pluots” for {s}?",)
    assert wording("other:nickname", "person", "en") == Wording(0, 0)


def test_a_key_that_means_another_thing_elsewhere_is_worded_for_its_own_kind_alone() -> None:
    assert wording("headwaters", "location", "en").ask
    assert not wording("headwaters", "", "en").ask
    assert wording("location", "location", "en").clause == ("~ in {v}",)
