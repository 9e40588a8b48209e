"""The wording of a relation, from the table or, for an infobox key that no rule knows, one that quotes the key.

    wording("capital", "location", "en").ask        → ("What {is} the capital of {s}?", "Which city {is} the capital …")
    wording("other:pluots", "location", "ltg").ask  → ("What is given as “pluots” for {s}?",)

In an English wiki such keys get none: `method`, `ranking` and `gaelic` made grammatical questions without a meaning.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from synthloom.generators.asking.relation_table import TABLE
from synthloom.schemas.relations import Stratum


class Wording(NamedTuple):
    """The wordings of one relation; each use has any number of variants."""

    ask_weight: float
    clause_weight: float
    ask: tuple[str, ...] = ()
    clause: tuple[str, ...] = ()
    into: tuple[str, ...] = ()
    says: tuple[str, ...] = ()
    of: tuple[str, ...] = ()


LINK = "other:"
"""A link of which no fact says what it means; only wikis in other languages are walked along such."""
_LINK = Wording(0, 0, into=("that is linked from {s}",), says=("{s} links to {v}",))
_MARKS = "?:>=@"
_UNWORDED = Wording(0, 0)
_VARIANTS: Mapping[Stratum, str] = {"person": "_person", "building": "_standing", "location": "_standing"}
"""Relations that are worded otherwise for some: a person comes *from* a country, a building lies *in* it."""
_PLACES = (
    "region borders highest_point elevation depth river mouth headwaters postal_code twin_city lies_on largest_city"
)
_PERSONS = """birth_date birth_place birth_country birth_name death_date death_place death_country death_cause
burial_place spouse father mother parent child sibling relative alma_mater teacher student employer field party
military_branch reign_start reign_end"""
_ORGANISMS = "kingdom phylum class order family genus species binomial_name binomial_authority conservation_status"
_ONLY: Mapping[str, tuple[Stratum, ...]] = {
    **dict.fromkeys(_PLACES.split(), ("location", "building")),
    **dict.fromkeys(_PERSONS.split(), ("person",)),
    **dict.fromkeys(_ORGANISMS.split(), ("organism",)),
}
"""Whose relations these are: an infobox key means another thing elsewhere (the `source` of a currency is no spring)."""


def wording(relation: str, stratum: Stratum, language: str) -> Wording:
    """The wording for pages of a stratum in a wiki of a language."""
    if stratum not in _ONLY.get(relation, (stratum,)):
        return _UNWORDED
    if not relation.startswith("other:"):
        return _table().get(relation + _VARIANTS.get(stratum, ""), _table().get(relation, _UNWORDED))
    if language == "en":
        return _UNWORDED
    if relation == LINK:
        return _LINK
    key = relation.removeprefix("other:").replace("_", " ").strip()
    return _quoted(f"“{key}”") if key else _UNWORDED


def _quoted(key: str) -> Wording:
    return Wording(
        ask_weight=1,
        clause_weight=1,
        ask=(f"What is given as {key} for {{s}}?",),
        clause=(f"for which {key} is given as {{v}}",),
        into=(f"that is given as {key} for {{s}}",),
        says=(f"for {{s}}, {key} is given as {{v}}",),
    )


@lru_cache(maxsize=1)
def _table() -> dict[str, Wording]:
    rows = dict[str, list[str]]()
    name = ""
    for line in TABLE.strip().split("\n"):
        if line[0] not in _MARKS:
            name = line
        rows.setdefault(name, []).append(line)
    return {name.split()[0]: _wording(name, lines) for name, lines in rows.items()}


def _wording(name: str, lines: list[str]) -> Wording:
    _, ask, clause = name.split()
    uses = (tuple(line[1:].strip() for line in lines if line[0] == mark) for mark in _MARKS)
    return Wording(float(ask), float(clause), *uses)
