"""What to ask of the last page of a path: one short value that nothing in the path gives away.

    physicist Albert Einstein → Asked("birth_date", template "In what year was {s} born?", answer "1879",
                                      aliases (), sentence "Albert Einstein (14 March 1879 …")

Easily checked facts are preferred: dates, persons, places and titles before measures.
"""

import re
from collections.abc import Sequence
from random import Random
from typing import NamedTuple

from synthloom.catalog.corpus.key import key
from synthloom.generators.asking.subjects import Subject
from synthloom.generators.asking.values import (
    date_forms,
    is_one,
    is_sure,
    kind_of,
    other_forms,
    plain,
    read_date,
    readable,
    sought,
)
from synthloom.generators.asking.wording import wording
from synthloom.schemas.corpus import Corpus, Known

_SEVERAL = re.compile(r", | and | & |/")
"""Between two values that were read as one; of a relation that can have many, both would have to be named."""


class Asked(NamedTuple):
    """A question with its answer."""

    fact: Known
    templates: tuple[str, ...]
    answer: str
    aliases: tuple[str, ...]


def askable(corpus: Corpus, subject: Subject, path: Sequence[int], most_words: int, random: Random) -> list[Asked]:
    """What can be asked, in a random order that prefers facts that are easy to check."""
    names = [key(alias) for node in path for alias in (corpus.title(node), *corpus.entry(node).aliases)]
    facts = corpus.facts(subject.node)
    found = list[tuple[float, Asked]]()
    for relation in dict.fromkeys(fact.relation for fact in facts):
        values = [fact for fact in facts if fact.relation == relation]
        row = wording(relation, subject.entry.stratum, subject.language)
        if not (row.ask and row.ask_weight) or len({sought(fact) for fact in values}) != 1:
            continue
        asked = _ask(corpus, values[0], row.ask, random)
        if (
            asked is None
            or not readable(asked.answer, subject.language)
            or values[0].target in path
            or len(asked.answer.split()) > most_words
        ):
            continue
        if any(_overlap(key(asked.answer), name) for name in names):
            continue
        weight = row.ask_weight * (1.0 if is_one(relation) else 0.5)
        found.append((random.random() ** (1 / weight), asked))
    return [asked for _, asked in sorted(found, key=lambda pair: -pair[0])]


def _ask(corpus: Corpus, fact: Known, templates: Sequence[str], random: Random) -> Asked | None:
    answer = plain(fact)
    if kind_of(fact.relation) == "date":
        date = read_date(fact.value)
        if date is None or not is_sure(fact):
            return None
        years = tuple(template for template in templates if " year " in template)
        days = tuple(template for template in templates if template not in years)
        by_day = bool(date.day and days) and (not years or random.random() < 0.4)
        if not (by_day or years):
            return None
        answer, templates = (date_forms(date)[0], days) if by_day else (str(date.year), years)
    if not is_one(fact.relation) and _SEVERAL.search(answer):
        return None
    if not key(answer) or (kind_of(fact.relation) == "person" and not answer[:1].isupper()):
        return None
    forms = dict.fromkeys(other_forms(fact, answer))
    if fact.target >= 0:
        entry = corpus.entry(fact.target)
        forms |= dict.fromkeys((entry.title, *entry.aliases))
    aliases = tuple(form for form in forms if form and form != answer)
    return Asked(fact, tuple(templates), answer, aliases)


def _overlap(answer: str, name: str) -> bool:
    return f" {answer} " in f" {name} " or f" {name} " in f" {answer} "
