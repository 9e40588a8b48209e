"""That a description fits one page only, proved by a query over the whole corpus.

    a country (Lesotho's borders → it), that became independent in 1910
    → SELECT title FROM pages WHERE NOT excluded AND (type IN ('country', '') OR stratum = 'location') AND …
    → South Africa

What a corpus doesn't say may still be true, so a page counts as fitting unless the corpus contradicts it:

- its type is the same, a like one (a `republic` may be called a country) or unknown; of a type that no group of like
  ones has, all of its stratum may be meant;
- for each clause it has the fact, or its lead and infobox mention the value while it has no fact of that relation;
  of a relation that can have many values the mention alone is enough;
- nor do clauses of relations that everybody words and lists as he likes (`LOOSE`) rule a page out: they are true of
  the page and may be said, but no proof rests on them;
- a neighbour or spouse fits also where a page with no such fact is linked with the value's page;
- for the link from the page before: that page has the fact about it; and where the fact was read from prose, which
  seldom names all, any page linked with it in either direction fits too. An infobox row is taken as complete.

A date fits by its year, a text by its words: `French` by `French, English` too.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from synthloom.generators.asking.values import is_one, sought
from synthloom.schemas.corpus import Corpus, Entry, Known
from synthloom.schemas.relations import BACK

_LIKE = """
country nation state republic kingdom monarchy principality sultanate emirate federation union empire island archipelago
city town capital municipality village settlement port metropolis borough commune suburb
river stream tributary | mountain peak summit volcano hill massif | sea ocean gulf bay lake strait channel
film movie documentary | song single track | album record soundtrack | book novel play poem story novella epic
planet moon satellite asteroid | element metal gas nonmetal metalloid halogen actinide lanthanide isotope
company corporation firm business manufacturer | language dialect tongue | war conflict battle campaign
"""
_GROUPS = _LIKE.strip().replace("\n", "|").split("|")
"""Types that one thing may have by turns."""
_VAGUE = ("", "area", "land", "name", "part", "place", "region", "term", "territory", "thing")
"""Types that say too little to rule a page out."""
SYMMETRIC = frozenset(("borders", "spouse", "sibling", "twin_city", "opponent", "relative"))
"""Relations that hold both ways."""

_LOOSE = """
government language_family member_of part_of located_in region continent genre field occupation office movement
known_for influenced_by award subject used_for found_in spoken_in material religion contains participant commander
starring writing_system industry product appearance conservation_status cause character relative
"""
LOOSE = frozenset(_LOOSE.split())
"""Relations that rule no page out: of two republics there one page says `presidential republic` and `West Africa`, the
other `republic` and `Western Africa`; and nobody lists all that influenced a philosopher."""


KEPT = 4096
"""Conditions whose nodes are kept in a process: most are met by a few pages …"""
KINDS_KEPT = 32
"""… but kinds of pages by up to all, 28 MB on English Wikipedia."""


class Incoming(NamedTuple):
    """The step of the path into a page."""

    title: str
    """The page before."""
    relation: str
    complete: bool
    """Whether the page before names all values of the relation."""
    open: bool
    """Whether some of them have no page, so that nobody can ask about them: then the step alone says too little."""


@dataclass(frozen=True)
class Held:
    """A corpus as a key of a cache: two with one key hold the same."""

    corpus: Corpus = field(compare=False)
    key: str


class Part(NamedTuple):
    """A predicate on pages, and the query for its nodes: small queries are asked once and put together here."""

    predicate: str
    nodes: str


class Way(NamedTuple):
    """One way to meet a condition; `but` is what rules it out."""

    part: Part
    but: Part | None = None


Condition = tuple[Way, ...]
"""What of a page must hold, in any of these ways."""


def conditions(
    corpus: Corpus, entry: Entry, incoming: Incoming | None, facts: Sequence[Known]
) -> tuple[Condition, ...]:
    """What of a page must hold."""
    held = Held(corpus, corpus.info.key)
    follows = [_follows(incoming)] if incoming else []
    return (_alike(held, entry.type, entry.stratum), *follows, *(_has(held, fact) for fact in facts if rules_out(fact)))


def own(corpus: Corpus, entry: Entry, facts: Sequence[Known]) -> tuple[Condition, ...]:
    """What pages that are known to be described by these facts have: a page that might be isn't counted."""
    held = Held(corpus, corpus.info.key)
    return (_alike(held, entry.type, entry.stratum), *((Way(_told(held, fact)),) for fact in facts))


def rules_out(fact: Known) -> bool:
    """Whether a fact can rule pages out: of a neighbour without a page nobody knows which others it has."""
    return fact.relation not in LOOSE and (fact.relation not in SYMMETRIC or fact.target >= 0)


def query(stated: Sequence[Condition]) -> str:
    """SQL for the titles that a description fits."""
    return f"SELECT title FROM pages WHERE NOT excluded AND {' AND '.join(map(_predicate, stated))} ORDER BY title"


def _predicate(condition: Condition) -> str:
    ways = [f"({part.predicate} AND node NOT IN ({but.nodes}))" if but else part.predicate for part, but in condition]
    return f"({' OR '.join(ways)})" if len(ways) > 1 else ways[0]


def titles(corpus: Corpus, sql: str) -> tuple[str, ...]:
    """The titles that a query gives."""
    return tuple(str(row[0]) for row in corpus.sql(sql))


def fitting(corpus: Corpus, stated: Sequence[Condition]) -> NDArray[np.int32]:
    """The nodes that `query` gives, by number; the first condition tells what kinds of pages are meant."""
    held = Held(corpus, corpus.info.key)
    kinds = _of_kind(held, stated[0])
    fewest, *others = sorted((kinds, *(_meeting(held, condition) for condition in stated[1:])), key=len)
    for nodes in others:
        fewest = fewest[_among(fewest, nodes)]
    return fewest


@lru_cache(maxsize=KINDS_KEPT)
def _of_kind(held: Held, condition: Condition) -> NDArray[np.int32]:
    return _asked(held, condition[0].part.nodes)


@lru_cache(maxsize=KEPT)
def _meeting(held: Held, condition: Condition) -> NDArray[np.int32]:
    found = []
    for part, but in condition:
        nodes = _nodes(held, part.nodes)
        found.append(nodes[~_among(nodes, _nodes(held, but.nodes))] if but else nodes)
    return np.unique(np.concatenate(found)) if len(found) > 1 else found[0]


@lru_cache(maxsize=KEPT // 4)
def _nodes(held: Held, sql: str) -> NDArray[np.int32]:
    return _asked(held, sql)


def _asked(held: Held, sql: str) -> NDArray[np.int32]:
    return np.unique(np.array([row[0] for row in held.corpus.sql(sql)], np.int32))


def _among(nodes: NDArray[np.int32], others: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Which of some nodes are among others, both sorted: a few are looked up in many without touching the many."""
    if not len(others):
        return np.zeros(len(nodes), bool)
    found: NDArray[np.bool_] = others[np.minimum(np.searchsorted(others, nodes), len(others) - 1)] == nodes
    return found


@lru_cache(maxsize=1024)
def _alike(held: Held, kind: str, stratum: str) -> Condition:
    alike = f"type IN ({', '.join(map(_text, _types_like(held, kind)))})"
    if stratum and not _group(kind):
        alike = f"({alike} OR stratum = {_text(stratum)})"
    return (Way(Part(alike, f"SELECT node FROM pages WHERE NOT excluded AND {alike}")),)


@lru_cache(maxsize=1024)
def _types_like(held: Held, kind: str) -> tuple[str, ...]:
    """The types of a corpus that a page of a type may have as well, the vague ones included."""
    rows = held.corpus.sql("SELECT DISTINCT type FROM pages ORDER BY type")
    group = _group(kind)
    return tuple(
        dict.fromkeys((kind, *_VAGUE, *(str(name) for (name,) in rows if group and _group(str(name)) is group)))
    )


def _group(kind: str) -> str | None:
    """The group that a type's last word is in: `island nation` is a nation."""
    last = kind.replace("-", " ").rpartition(" ")[2]
    return next((group for group in _GROUPS if last in group.split()), None)


def _follows(incoming: Incoming) -> Condition:
    before, relation = _text(incoming.title), _text(incoming.relation.removeprefix(BACK))
    if incoming.relation.startswith(BACK):
        told = f"SELECT node FROM facts WHERE target_title = {before} AND relation = {relation}"
        return Way(_one_of(told)), Way(_linked(incoming.title), _with(relation))
    parts = [f"SELECT target FROM facts WHERE title = {before} AND relation = {relation} AND target >= 0"]
    if incoming.relation in SYMMETRIC:
        parts.append(f"SELECT node FROM facts WHERE target_title = {before} AND relation = {relation}")
    elif not is_one(incoming.relation):
        # The page before may leave out what others say of it: `spoken_in` of a language, `official_language` of them.
        parts.append(f"SELECT node FROM facts WHERE target_title = {before}")
    if not incoming.complete and not is_one(incoming.relation):
        told = f"SELECT target FROM facts WHERE title = {before} AND relation <> {relation}"
        parts.append(f"SELECT target FROM links WHERE source_title = {before} AND target NOT IN ({told})")
        parts.append(f"SELECT source FROM links WHERE target_title = {before} AND source NOT IN ({told})")
    return (Way(_one_of(" UNION ".join(parts))),)


@lru_cache(maxsize=KEPT)
def _has(held: Held, fact: Known) -> Condition:
    said, relation = f"contains(said, {_text(f' {sought(fact)} ')})", _text(fact.relation)
    mentioned = Part(said, f"SELECT node FROM pages WHERE {said}")
    ways = [Way(_told(held, fact)), Way(mentioned, _with(relation) if is_one(fact.relation) else None)]
    if fact.relation in SYMMETRIC and fact.target >= 0:
        ways.append(Way(_linked(held.corpus.title(fact.target)), _with(relation)))
    return tuple(ways)


@lru_cache(maxsize=KEPT)
def _told(held: Held, fact: Known) -> Part:
    """The pages that have a fact of the same relation and value."""
    equal = f"contains(' ' || key || ' ', {_text(f' {sought(fact)} ')})"
    if fact.target >= 0:
        equal = f"({equal} OR target_title = {_text(held.corpus.title(fact.target))})"
    return _one_of(f"SELECT node FROM facts WHERE relation = {_text(fact.relation)} AND {equal}")


def _linked(title: str) -> Part:
    name = _text(title)
    sources = f"SELECT source FROM links WHERE target_title = {name}"
    return _one_of(f"{sources} UNION SELECT target FROM links WHERE source_title = {name}")


def _with(relation: str) -> Part:
    """The pages that have a fact of the relation."""
    return _one_of(f"SELECT node FROM facts WHERE relation = {relation}")


def _one_of(nodes: str) -> Part:
    return Part(f"node IN ({nodes})", nodes)


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
