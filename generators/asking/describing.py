"""Descriptions that stand for a page's name: its kind, the step of the path into it, and as few facts as single it out.

    South Africa, after Lesotho · borders
    → Described(Subject("country"), Incoming("Lesotho", "borders"), clauses=("that became independent in 1910",), …)
    → Proof("South Africa", "country; borders of Lesotho; independence_date 1910", "SELECT title …", ("South Africa",))

Within a path, facts that would single the page out alone come last: with them nobody would need the path. Facts are
otherwise drawn by the weight of their wording times the share of such pages that have one: what most pages of a kind
say, few leave open.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import lru_cache
from random import Random
from typing import NamedTuple

from synthloom.catalog.corpus.key import key
from synthloom.generators.asking.names import Forbidden, a, leak
from synthloom.generators.asking.subjects import Subject
from synthloom.generators.asking.uniqueness import Held, Incoming, conditions, fitting, own, query, titles
from synthloom.generators.asking.values import is_one, phrase, readable, sought
from synthloom.generators.asking.wording import wording
from synthloom.schemas.corpus import Corpus, Entry, Known
from synthloom.schemas.search import Proof

MOST_FACTS = 3
"""More make a list of a description."""
WITH_YEAR = {
    "birth_place": "birth_date", "death_place": "death_date", "independence_from": "independence_date",
    "discovered_by": "discovery_date", "founded_by": "founding_date", "inventor": "invention_date",
    "location": "event_date", "performer": "recorded_date", "publisher": "publication_date",
}  # fmt: skip
"""Facts that share a verb with a date: `who was born in Ulm in 1879`."""
LONGEST_VALUE = 6
"""Words of a value within a description."""
LONGEST_DRAWN = 12
"""Facts tried in one description; each costs a query."""


_PLACED = ("person", "location", "building")
"""What can be `from` or `in` a place; a language `in Africa` isn't English."""


class Clause(NamedTuple):
    """A fact in words: before the noun, after it, or as a relative clause."""

    fact: Known
    place: str
    text: str


class Described(NamedTuple):
    """A description that fits one page."""

    subject: Subject
    incoming: Incoming | None
    modifier: str
    clauses: tuple[Clause, ...]
    tried: int


class Sayable(NamedTuple):
    """A fact that may describe a page, with its value as it stands in a sentence."""

    fact: Known
    value: str
    weight: float
    templates: tuple[str, ...]


def sayable(corpus: Corpus, subject: Subject, left_out: Sequence[str], shares: Mapping[str, float]) -> list[Sayable]:
    """The facts that may describe a page: of known wording, readable, and saying more than the noun."""
    facts = corpus.facts(subject.node)
    values = defaultdict[str, set[str]](set)
    for fact in facts:
        values[fact.relation].add(sought(fact))
    found = list[Sayable]()
    for fact in facts:
        if fact.relation in left_out or (is_one(fact.relation) and len(values[fact.relation]) > 1):
            continue
        row = wording(fact.relation, subject.entry.stratum, subject.language)
        weight = row.clause_weight * (0.1 + shares.get(fact.relation, 0.0))
        value, told = phrase(fact), sought(fact)
        if not (weight and row.clause and value and told) or told in key(subject.noun):
            continue
        if readable(value, subject.language):
            found.append(Sayable(fact, value, weight, row.clause))
    return found


def clauses(subject: Subject, facts: Sequence[Sayable], banned: Forbidden, random: Random) -> list[Clause]:
    """Facts in words that give no name away, in a random order that prefers good ones; one per relation."""
    drawn = list[tuple[float, Clause]]()
    for fact in facts:
        clause = _clause(subject, fact, random)
        if clause and not leak(clause.text, banned):
            drawn.append((random.random() ** (1 / fact.weight), clause))
    drawn.sort(key=lambda pair: -pair[0])
    by_relation = dict[str, Clause]()
    for _, clause in drawn:
        by_relation.setdefault(clause.fact.relation, clause)
    return list(by_relation.values())


def _clause(subject: Subject, told: Sayable, random: Random) -> Clause | None:
    """A fact in one of its wordings; None where that doesn't suit the page or the value."""
    template = random.choice(told.templates)
    place = {"~": "after", "^": "before"}.get(template[0], "relative")
    if len(told.value.split()) > LONGEST_VALUE or (place == "after" and subject.entry.stratum not in _PLACED):
        return None
    text = subject.pronouns(subject.inflected(template.lstrip("~^ ")))
    return Clause(told.fact, place, text.replace("{av}", a(told.value)).replace("{v}", told.value))


def describe(
    corpus: Corpus,
    subject: Subject,
    incoming: Incoming | None,
    banned: Forbidden,
    left_out: Sequence[str],
    random: Random,
    proposals: int,
    wanted: int = 0,
) -> Described | None:
    """The first of some random descriptions that fits this page alone, or None; with `wanted` facts where it can.

    Of a page in the path, one whose own facts would single it out without the path is the last resort.
    """
    shares = relation_shares(Held(corpus, corpus.info.key), subject.entry.type)
    facts = sayable(corpus, subject, left_out, shares)
    shortcut: Described | None = None
    for tried in range(1, proposals + 1):
        offered = clauses(subject, facts, banned, random)
        offered = _offered(corpus, subject.entry, offered) if incoming is not None else offered[:LONGEST_DRAWN]
        chosen = _narrowed(corpus, subject, incoming, offered)
        if chosen is None:
            continue
        chosen = _filled(corpus, subject, incoming, chosen, offered, wanted)
        if not chosen and (incoming is None or incoming.open):
            continue
        described = Described(subject, incoming, _modifier(subject, chosen, banned), tuple(chosen), tried)
        if incoming is None or not _alone(corpus, subject.entry, chosen):
            return described
        shortcut = shortcut or described
    return shortcut


def _offered(corpus: Corpus, entry: Entry, drawn: Sequence[Clause]) -> list[Clause]:
    """As many clauses as are tried: first those that others share, looked for no further than needed."""
    shared, alone = list[Clause](), list[Clause]()
    for clause in drawn:
        if len(shared) == LONGEST_DRAWN:
            break
        (alone if _alone(corpus, entry, [clause]) else shared).append(clause)
    return [*shared, *alone][:LONGEST_DRAWN]


def _filled(
    corpus: Corpus,
    subject: Subject,
    incoming: Incoming | None,
    chosen: Sequence[Clause],
    offered: Sequence[Clause],
    wanted: int,
) -> list[Clause]:
    """The chosen clauses with as many more as wanted that don't make the path needless; in the order to be said."""
    filled = list(chosen)
    for clause in offered:
        if len(filled) >= wanted or clause in filled or not _fits_beside(clause, filled):
            continue
        if incoming is None or not _alone(corpus, subject.entry, [*filled, clause]):
            filled.append(clause)
    if not filled and offered and incoming is not None and incoming.open:
        filled.append(offered[0])
    return sorted(filled, key=lambda clause: (clause.place == "relative", len(clause.text)))


def prove(corpus: Corpus, described: Described) -> Proof:
    """The query that a description fits its page alone, and what it gives."""
    entry, incoming = described.subject.entry, described.incoming
    sql = query(conditions(corpus, entry, incoming, [clause.fact for clause in described.clauses]))
    said = [f"{incoming.relation} of {incoming.title}"] if incoming else []
    said += [f"{clause.fact.relation} {sought(clause.fact)}" for clause in described.clauses]
    descriptor = "; ".join((described.subject.noun, *said))
    return Proof(title=entry.title, descriptor=descriptor, query=sql, matches=titles(corpus, sql))


def _modifier(subject: Subject, chosen: Sequence[Clause], banned: Forbidden) -> str:
    """The page's own adjectives, where they give no name away and no clause says the same."""
    told = key(subject.modifier)
    said = any(clause.place == "before" or told in sought(clause.fact) for clause in chosen)
    return "" if said or leak(subject.modifier, banned) else subject.modifier


def same_verb(relation: str) -> tuple[str, ...]:
    """Relations not to describe a page by whose next step or question is the relation: `who died in 1791 died in`."""
    pairs = [pair for pair in WITH_YEAR.items() if relation in pair]
    return tuple(dict.fromkeys((relation, *(name for pair in pairs for name in pair))))


def needs_path(corpus: Corpus, described: Described) -> bool:
    """Whether a description's own facts fit other pages too, so that only the path leads to this one."""
    return not _alone(corpus, described.subject.entry, described.clauses)


def _alone(corpus: Corpus, entry: Entry, chosen: Sequence[Clause]) -> bool:
    """Whether the facts are known of no other page: someone who looks them up finds this one without the path."""
    return bool(chosen) and len(fitting(corpus, own(corpus, entry, [clause.fact for clause in chosen]))) == 1


def _narrowed(
    corpus: Corpus, subject: Subject, incoming: Incoming | None, offered: Sequence[Clause]
) -> list[Clause] | None:
    """Clauses taken in order while they rule pages out, less those that turned out needless; None if pages are left."""

    def left(chosen: Sequence[Clause]) -> int:
        return len(fitting(corpus, conditions(corpus, subject.entry, incoming, [clause.fact for clause in chosen])))

    chosen = list[Clause]()
    count = left(chosen)
    for clause in offered:
        if count == 1 or len(chosen) == MOST_FACTS:
            break
        if _fits_beside(clause, chosen) and (fewer := left([*chosen, clause])) < count:
            chosen.append(clause)
            count = fewer
    for clause in list(chosen[:-1]):
        rest = [other for other in chosen if other is not clause]
        if count == 1 and left(rest) == 1:
            chosen = rest
    return chosen if count == 1 else None


def _fits_beside(clause: Clause, chosen: Sequence[Clause]) -> bool:
    """One phrase at most right before and right after the noun, and no value twice."""
    if clause.place != "relative" and any(other.place == clause.place for other in chosen):
        return False
    return all(sought(other.fact) != sought(clause.fact) for other in chosen)


@lru_cache(maxsize=4096)
def relation_shares(held: Held, kind: str) -> Mapping[str, float]:
    """For each relation the share of the pages of a type that have it."""
    total = held.corpus.sql("SELECT count(*) FROM pages WHERE type = ?", [kind])[0][0]
    rows = held.corpus.sql("SELECT relation, count(DISTINCT node) FROM facts WHERE type = ? GROUP BY relation", [kind])
    return {str(relation): int(count) / max(int(total), 1) for relation, count in rows}
