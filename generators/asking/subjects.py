"""A page as a sentence's subject: what kind of thing it is called, and its tense and pronouns.

    Lesotho, "Lesotho is a land-locked country, entirely surrounded by …"
    → Subject(noun="country", modifier="land-locked", person=False, past=False)

What the lead says of it is true of the page, but no proof rests on it.
"""

import re
from typing import NamedTuple

from synthloom.schemas.corpus import Corpus, Entry

_NOUNS = {"person": "person", "building": "building", "location": "place", "organism": "organism", "artifact": "work"}
_ROLES = {"capital": "city", "seat": "city"}
"""Types that say what a thing is for another, not what it is: `the capital that is the capital of`."""
_TOLD = ("language", "alphabet")
"""Last words of titles that say what the page is better than its lead (`Arabic is a branch of …`)."""
_VERB = re.compile(r"\b(is|are|was|were)\b")
_SMALL = frozenset({"a", "an", "the", "of", "and", "or", "in", "on", "by", "to", "as", "one", "for"})
_IDLE = frozenset(
    {
        "first",
        "second",
        "third",
        "last",
        "former",
        "most",
        "more",
        "very",
        "current",
        "present",
        "next",
        "other",
        "only",
    }
    | {"main", "major", "minor", "small", "large", "larger", "great", "big", "powerful", "central", "principal", "new"}
    | {"common", "important", "famous", "notable", "noted", "known", "popular", "influential", "prominent", "leading"}
    | {"borderless", "developed", "developing", "industrialized", "industrialised", "cosmopolitan", "wealthy", "polis"}
    | {"prosperous", "vibrant", "beautiful", "poor", "rich", "modern", "complex", "so-called", "world", "multi-faceted"}
    | {"single", "typical", "generic", "specific", "various", "such", "certain", "same", "respected", "significant"}
)
"""Words before a noun that tell nothing, or what nobody can check."""
_LONGEST = 2
"""Words of a modifier."""


class Subject(NamedTuple):
    """A page as a subject."""

    node: int
    entry: Entry
    noun: str
    modifier: str
    """What the lead puts before the noun: true of this page, but never what a proof rests on."""
    person: bool
    past: bool
    language: str

    def inflected(self, text: str) -> str:
        """A wording in the tense of this page as its subject; `{s}`, `{v}` and `{who}` stay."""
        forms = _PAST if self.past else _PRESENT
        for mark, verb in forms.items():
            text = text.replace(mark, verb)
        return text

    def pronouns(self, text: str) -> str:
        """A wording with the pronouns of this page filled in."""
        return text.replace("{whom}", "whom" if self.person else "which").replace(
            "{who}", "who" if self.person else "that"
        )


_PAST = {"{is}": "was", "{has}": "had", "{does}": "did", "{owns}": "owned", "{includes}": "included"}
_PRESENT = {"{is}": "is", "{has}": "has", "{does}": "does", "{owns}": "owns", "{includes}": "include"}


def subject_of(corpus: Corpus, node: int) -> Subject | None:
    """A page as a subject; None where nobody knows what kind of thing it is.

    The rules name kinds in English wikis alone; a page of another one is a `page` then.
    """
    entry = corpus.entry(node)
    told = entry.title.rpartition(" ")[2]
    noun = told if told in _TOLD else _ROLES.get(entry.type, entry.type) or _NOUNS.get(entry.stratum, "")
    if not noun and corpus.info.language == "en":
        return None
    verb = _VERB.search(entry.lead)
    past = bool(verb and verb[1] in ("was", "were")) or any(f.relation == "death_date" for f in corpus.facts(node))
    modifier = _modifier(entry.lead, noun) if corpus.info.language == "en" else ""
    return Subject(node, entry, noun or "page", modifier, entry.stratum == "person", past, corpus.info.language)


def _modifier(lead: str, noun: str) -> str:
    """The adjectives of `is a land-locked country`; empty where there are none, or words that tell nothing."""
    found = re.search(rf"\b(?:is|was) an? ((?:[\w-]+ ){{1,{_LONGEST}}}){re.escape(noun)}\b", lead)
    words = [word for word in (found[1].split() if found else []) if word.lower() not in _IDLE]
    return "" if any(word in _SMALL or word.endswith(("est", "ing", "ly")) for word in words) else " ".join(words)
