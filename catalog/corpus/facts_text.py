"""Facts of a page's sentences about its subject: the introduction's, and those below that begin with its name.

"Empties is a 2007 film directed by Jan Svěrák and written by his father Zdeněk Svěrák, who also stars in the film."
→ release_date "2007" · director "Jan Svěrák" · screenwriter "Zdeněk Svěrák"
"""

import re
from collections.abc import Generator, Iterator, Sequence
from operator import attrgetter

from synthloom.catalog.corpus.facts_cued import cued
from synthloom.catalog.corpus.facts_cues import OF, OF_WORK
from synthloom.catalog.corpus.facts_lives import bracket_facts, told_facts
from synthloom.catalog.corpus.facts_names import masked
from synthloom.catalog.corpus.facts_possessed import possessed
from synthloom.catalog.corpus.facts_reading import Reading, Span
from synthloom.catalog.corpus.facts_subject import Subject
from synthloom.catalog.corpus.sentences import sentences
from synthloom.catalog.corpus.types_head import COPULA, noun_end
from synthloom.schemas.wiki import Fact, Page

_YEAR_THING = re.compile(r"\s(?:is|was) an? (\d{4}) ")
_DEMONYM = re.compile(
    r"an? (?:(?:former|retired|noted|prominent|famous|influential|renowned|leading|major|celebrated|"
    r"late|early|contemporary|\d{4}) )*"
    r"(American|British|English|Scottish|Welsh|Irish|Northern Irish|French|German|Italian|Spanish|"
    r"Portuguese|Dutch|Belgian|Swiss|Austrian|"
    r"Swedish|Norwegian|Danish|Finnish|Icelandic|Polish|Czech|Slovak|Hungarian|Romanian|Bulgarian|"
    r"Greek|Turkish|Russian|Ukrainian|Serbian|"
    r"Croatian|Slovenian|Bosnian|Albanian|Canadian|Mexican|Brazilian|Argentine|Chilean|Peruvian|"
    r"Colombian|Venezuelan|Cuban|Jamaican|Bolivian|"
    r"Australian|New Zealand|Indian|Pakistani|Bangladeshi|Sri Lankan|Chinese|Japanese|South Korean|"
    r"North Korean|Taiwanese|Vietnamese|Thai|"
    r"Filipino|Indonesian|Malaysian|Singaporean|Iranian|Iraqi|Israeli|Lebanese|Egyptian|Nigerian|"
    r"Ghanaian|Kenyan|Ethiopian|South African|"
    r"Moroccan|Algerian|Tunisian|Estonian|Latvian|Lithuanian|Belarusian|Georgian|Armenian|"
    r"Azerbaijani|Kazakh|Trinidadian|Uruguayan)(?= [a-z])"
)
_LONGEST = 600
"""Characters of a sentence: longer ones are lists and tables gone wrong."""
_MENTIONS = 60
"""Sentences below the introduction that are looked at."""
_Told = Generator[Fact, None, bool]


class _Text:
    """A page's text with its links by place."""

    def __init__(self, page: Page) -> None:
        self.text = page.text
        self.links = sorted((link for link in page.links if link.start >= 0), key=attrgetter("start"))
        self.starts = [link.start for link in self.links]

    def reading(self, start: int, end: int) -> Reading:
        """One sentence."""
        text = self.text[start:end]
        return Reading(text, masked(text), start, self.links, self.starts)


def text_facts(page: Page, subject: Subject, spans: Sequence[tuple[int, int]], first: int) -> Iterator[Fact]:
    """Facts of the lead's sentences (`spans`, of which the `first` introduces the subject), then of those below."""
    text = _Text(page)
    live, last_line = False, -1
    for number, (start, end) in enumerate(spans):
        line = page.text.rfind("\n", 0, start)
        if number == first:
            live = True
            yield from _introduced(text.reading(start, end), subject)
        elif end - start <= _LONGEST and number > first >= 0:
            near = live and (line == last_line or subject.stratum == "person")
            live = yield from _told(text.reading(start, end), subject, live=near, origin="lead")
        last_line = line
    yield from _below(text, spans[-1][1] if spans else 0, subject)


def _introduced(reading: Reading, subject: Subject) -> Iterator[Fact]:
    """Facts of the sentence that says what the subject is."""
    copula = COPULA.search(reading.masked)
    if copula is None:
        return
    if subject.stratum == "person":
        yield from _facts(reading, bracket_facts(reading, copula.start()), "lead")
        if demonym := _DEMONYM.match(reading.masked[copula.end() :].lstrip()):
            yield _fact(reading, "nationality", demonym[1], None, "lead")
    dated = _YEAR_THING.match(reading.masked, copula.start() - 1)
    if dated and subject.last in OF_WORK:
        written = subject.last in OF["writing"] - {"comic", "manga"}
        yield _fact(reading, "publication_date" if written else "release_date", dated[1], None, "lead")
    after_noun = noun_end(reading.masked, copula.end(), subject.noun)
    yield from _facts(reading, cued(reading, copula.start(), after_noun, subject), "lead")
    if subject.stratum == "person":
        yield from _facts(reading, told_facts(reading, copula.start()), "lead")


def _told(reading: Reading, subject: Subject, *, live: bool, origin: str) -> _Told:
    """Facts of another sentence; returns whether it was about the subject."""
    end = subject.end(reading.text, live=live)
    if end >= 0:
        if subject.stratum == "person":
            yield from _facts(reading, told_facts(reading, end), origin)
        yield from _facts(reading, cued(reading, end, -1, subject), origin)
        return True
    own = subject.own if live else ()
    values = list(possessed(reading, subject, own))
    for relation, span in values:
        yield _fact(reading, relation, reading.value(span), span, origin)
    return bool(values) or (live and reading.text.startswith(subject.own) and not reading.text.startswith("The "))


def _below(text: _Text, begin: int, subject: Subject) -> Iterator[Fact]:
    """Facts of the sentences under headings that begin with the name, and of a person's that follow at once."""
    done = begin
    for at in _named(text.text, begin, subject):
        if at < done:
            continue
        line = text.text.find("\n", at)
        stop = min(line if line >= 0 else len(text.text), at + 2 * _LONGEST)
        live = False
        for number, (start, end) in enumerate(sentences(text.text[at:stop])[: 3 if subject.stratum == "person" else 1]):
            if end - start > _LONGEST:
                break
            live = yield from _told(
                text.reading(at + start, at + end), subject, live=live and number > 0, origin="text"
            )
            done = at + end
            if not live:
                break


def _named(text: str, begin: int, subject: Subject) -> list[int]:
    """Where sentences begin with the subject's name, in order."""
    places = set[int]()
    for name in subject.names[:4]:
        at = text.find(name, begin)
        while at >= 0 and len(places) < _MENTIONS:
            start = at - 4 if text[max(0, at - 4) : at] == "The " else at
            before = text[max(0, start - 3) : start]
            if before.endswith("\n") or re.search(r"[.!?][\"”)]?\s$", before):
                places.add(start)
            at = text.find(name, at + len(name))
    return sorted(places)


def _facts(reading: Reading, found: Iterator[tuple[str, str, Span | None]], origin: str) -> Iterator[Fact]:
    for relation, value, span in found:
        yield _fact(reading, relation, value, span, origin)


def _fact(reading: Reading, relation: str, value: str, span: Span | None, origin: str) -> Fact:
    target = reading.target(span) if span else ""
    return Fact(relation, value, target, " ".join(reading.text.split()), origin)
