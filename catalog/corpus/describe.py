"""What a page says of its subject, by rules: its type, other names, and facts.

    Page("Lesotho", text="Lesotho, officially the Kingdom of Lesotho, is a land-locked country …", fields=(Capital …))
    → Described("country", "location", ("Kingdom of Lesotho",), (Fact("capital", "Maseru", …), …))

Of a relation that has one value at most the first fact stays: the infobox goes before the introduction, and this before
the text below.
"""

import re
from collections.abc import Iterable, Iterator

from synthloom.catalog.corpus.facts_infobox import infobox_facts
from synthloom.catalog.corpus.facts_names import alias_names, bare_title, lead_sentences, masked, opening
from synthloom.catalog.corpus.facts_subject import Subject
from synthloom.catalog.corpus.facts_text import text_facts
from synthloom.catalog.corpus.key import key
from synthloom.catalog.corpus.types_head import COPULA
from synthloom.catalog.corpus.types_page import page_type
from synthloom.schemas.relations import RELATIONS
from synthloom.schemas.wiki import Described, Fact, Page

ENGLISH = ("en", "simple")
"""Wikis whose sentences the rules understand."""


_WATER = re.compile(r"\b(?:Ocean|Sea|Gulf|Bay|Channel|Lake|Straits?|River)\b")
"""A country borders a sea, but a list of its neighbours isn't complete with that."""


def describe(page: Page, language: str) -> Described:
    """Everything the rules find in a page of a wiki in a language (its code)."""
    spans = lead_sentences(page)
    first = opening(page, spans)
    start, end = spans[max(first, 0)] if spans else (0, 0)
    sentence = page.text[start:end]
    blank = masked(sentence)
    noun, stratum = page_type(page, sentence if first >= 0 else "", blank if first >= 0 else "", language)
    rows = tuple(infobox_facts(page.fields, page.title, noun, stratum, language))
    copula = COPULA.search(blank) if first >= 0 else None
    aliases = alias_names(page, sentence, copula.start() if copula else -1, stratum, rows)
    told: tuple[Fact, ...] = ()
    if language in ENGLISH:
        lead = page.text[: spans[-1][1]] if spans else ""
        subject = Subject(page.title, noun, stratum, (bare_title(page.title), *aliases), lead)
        told = tuple(text_facts(page, subject, spans, first))
    return Described(noun, stratum, aliases, _settled(page, _linked(page, (*rows, *told))))


def _linked(page: Page, facts: Iterable[Fact]) -> Iterator[Fact]:
    """The facts, a value that is the title of a page linked to elsewhere with that page: wikis link a name but once."""
    titles = dict[str, str]()
    for link in (*page.links, *(link for row in page.fields for link in row.links)):
        if link.start >= 0:
            titles.setdefault(key(link.target), link.target)
    for fact in facts:
        target = "" if fact.target else titles.get(key(fact.value), "")
        known = RELATIONS.get(fact.relation)
        named = known is not None and known.kind in ("person", "place", "thing") and not fact.value.islower()
        # A country written out (`UK`) stands in no sentence as a link could show it.
        shown = target and named and fact.value in fact.sentence
        yield fact._replace(target=target) if shown else fact


def _settled(page: Page, facts: Iterable[Fact]) -> tuple[Fact, ...]:
    """Each fact once, and one value where a relation has one; nothing that only names the subject itself.

    "A song by X" names its singer, unless X is known to have written it.
    """
    kept = dict[tuple[str, str], Fact]()
    own = {key(page.title), key(bare_title(page.title)), ""}
    for fact in facts:
        if fact.relation == "borders" and _WATER.search(fact.value):
            fact = fact._replace(relation="lies_on")
        value = key(fact.value)
        single = fact.relation in RELATIONS and RELATIONS[fact.relation].one
        if value not in own and fact.target != page.title:
            kept.setdefault((fact.relation, "" if single else value), fact)
    wrote = {value for relation, value in kept if relation in ("author", "composer", "lyricist")}
    return tuple(
        f for (name, value), f in kept.items() if not (name == "performer" and f.origin == "lead" and value in wrote)
    )
