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
from functools import lru_cache, reduce
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


def conditions(corpus: Corpus, entry: Entry, incoming: Incoming | None, facts: Sequence[Known]) -> tuple[str, ...]:
    """What of a page must hold, each as SQL over the view `pages`."""
    follows = [_follows(incoming)] if incoming else []
    alike = _alike(Held(corpus, corpus.info.key), entry.type, entry.stratum)
    return (alike, *follows, *(_has(fact, corpus) for fact in facts if rules_out(fact)))


def own(corpus: Corpus, entry: Entry, facts: Sequence[Known]) -> tuple[str, ...]:
    """What pages that are known to be described by these facts have: a page that might be isn't counted."""
    alike = _alike(Held(corpus, corpus.info.key), entry.type, entry.stratum)
    return (alike, *(f"node IN ({_told(fact, corpus)})" for fact in facts))


def rules_out(fact: Known) -> bool:
    """Whether a fact can rule pages out: of a neighbour without a page nobody knows which others it has."""
    return fact.relation not in LOOSE and (fact.relation not in SYMMETRIC or fact.target >= 0)


def query(stated: Sequence[str]) -> str:
    """SQL for the titles that a description fits."""
    return f"SELECT title FROM pages WHERE NOT excluded AND {' AND '.join(stated)} ORDER BY title"


def titles(corpus: Corpus, sql: str) -> tuple[str, ...]:
    """The titles that a query gives."""
    return tuple(str(row[0]) for row in corpus.sql(sql))


def fitting(corpus: Corpus, stated: Sequence[str]) -> NDArray[np.int32]:
    """The nodes that meet all conditions. Each is asked once and kept, since descriptions try the same ones in turn."""
    found = [_nodes(Held(corpus, corpus.info.key), condition) for condition in stated]
    return reduce(lambda a, b: np.intersect1d(a, b, assume_unique=True), found)


@lru_cache(maxsize=256)
def _nodes(held: Held, condition: str) -> NDArray[np.int32]:
    rows = held.corpus.sql(f"SELECT node FROM pages WHERE NOT excluded AND {condition} ORDER BY node")
    return np.array([row[0] for row in rows], np.int32)


def _alike(held: Held, kind: str, stratum: str) -> str:
    alike = f"type IN ({', '.join(map(_text, _types_like(held, kind)))})"
    return f"({alike} OR stratum = {_text(stratum)})" if stratum and not _group(kind) else alike


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


def _follows(incoming: Incoming) -> str:
    before, relation = _text(incoming.title), _text(incoming.relation.removeprefix(BACK))
    if incoming.relation.startswith(BACK):
        told = f"SELECT node FROM facts WHERE target_title = {before} AND relation = {relation}"
        return f"(node IN ({told}) OR ({_linked(incoming.title)} AND {_without(relation)}))"
    parts = [f"SELECT target FROM facts WHERE title = {before} AND relation = {relation} AND target >= 0"]
    if incoming.relation in SYMMETRIC:
        parts.append(f"SELECT node FROM facts WHERE target_title = {before} AND relation = {relation}")
    if not incoming.complete and not is_one(incoming.relation):
        told = f"SELECT target FROM facts WHERE title = {before} AND relation <> {relation}"
        parts.append(f"SELECT target FROM links WHERE source_title = {before} AND target NOT IN ({told})")
        parts.append(f"SELECT source FROM links WHERE target_title = {before} AND source NOT IN ({told})")
    return f"node IN ({' UNION '.join(parts)})"


def _has(fact: Known, corpus: Corpus) -> str:
    mentions = f"contains(said, {_text(f' {sought(fact)} ')})"
    if is_one(fact.relation):
        mentions = f"({mentions} AND {_without(_text(fact.relation))})"
    if fact.relation in SYMMETRIC and fact.target >= 0:
        mentions = f"{mentions} OR ({_linked(corpus.title(fact.target))} AND {_without(_text(fact.relation))})"
    return f"(node IN ({_told(fact, corpus)}) OR {mentions})"


def _told(fact: Known, corpus: Corpus) -> str:
    """The nodes that have a fact of the same relation and value."""
    equal = f"contains(' ' || key || ' ', {_text(f' {sought(fact)} ')})"
    if fact.target >= 0:
        equal = f"({equal} OR target_title = {_text(corpus.title(fact.target))})"
    return f"SELECT node FROM facts WHERE relation = {_text(fact.relation)} AND {equal}"


def _linked(title: str) -> str:
    name = _text(title)
    sources = f"SELECT source FROM links WHERE target_title = {name}"
    return f"node IN ({sources} UNION SELECT target FROM links WHERE source_title = {name})"


def _without(relation: str) -> str:
    return f"node NOT IN (SELECT node FROM facts WHERE relation = {relation})"


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
