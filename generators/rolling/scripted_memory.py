r"""What the scripted policy has read: pages by title, addresses, and the sentences that say something of a thing.

    memory.take('Results for "…":\n\n1. Slovenia (wiki://w/Slovenia)\nCapital: Ljubljana. …')
    memory.evidence("Slovenia", ("Ljubljana",)) → [Evidence("Capital: Ljubljana.", page="Slovenia")]

The policy knows of the world what stands here and nothing else.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

from synthloom.catalog.corpus.key import key, spaced
from synthloom.catalog.corpus.sentences import sentences

_PAGE = re.compile(r"^(?:\d+\.|#) (?P<title>.+?) \((?P<address>\w+://\S+)\)(?P<rest>.*)$", re.MULTILINE)
"""The first line of a search result or of a page, as the embedded tools write it."""
_APART = re.compile(
    r"^(?:Links|Pictures?|Pages with pictures|Shown|Infobox|On \".*\"|Results for .*|No results for .*)(?::|\b)"
)
_LINKS = re.compile(r"^Links: (.+)$", re.MULTILINE)
_MARKS = re.compile(r"^(?:- |\[[^\]]*\] |… )+")
"""Before a row, a passage, and where something was left out; rows shown in one line have ` · ` between them."""


class Evidence(NamedTuple):
    """A sentence that was read, and the title of the page it stood under (empty: none)."""

    sentence: str
    page: str


class Memory:
    """Everything read so far."""

    def __init__(self, question: str) -> None:
        self.addresses: dict[str, str] = {}
        """Of the pages that observations named, by title."""
        self.linked: set[str] = set()
        """Titles that a page said can be visited as they are."""
        self._read: list[Evidence] = []
        self._pages: dict[str, str] = {}
        self._all = spaced(question)

    def take(self, observation: str) -> None:
        """Read an observation."""
        self._all += spaced(observation)
        found = list(_PAGE.finditer(observation))
        self._sentences("", observation[: found[0].start()] if found else observation)
        for at, page in enumerate(found):
            end = found[at + 1].start() if at + 1 < len(found) else len(observation)
            text = observation[page.end() : end]
            self.addresses.setdefault(page["title"], page["address"])
            for row in _LINKS.finditer(text):
                self.linked |= set(row[1].split("; "))
            self._sentences(page["title"], text)

    def seen(self, phrase: str) -> bool:
        """Whether a phrase stood in the question or in an observation."""
        return spaced(phrase) in self._all

    def page(self, title: str) -> str:
        """The key of what was read under a title, with a space at both ends."""
        return self._pages.get(title, " ")

    def said(self, title: str, phrases: Iterable[str]) -> bool:
        """Whether all phrases stood under a title."""
        return all(spaced(phrase) in self.page(title) for phrase in phrases)

    def evidence(self, title: str, phrases: Iterable[str], like: str = "") -> list[Evidence]:
        """The sentences under a title (empty: anywhere) with one of the phrases, those most like another first."""
        wanted = [spaced(phrase) for phrase in phrases if key(phrase)]
        found = [
            known
            for known in self._read
            if (not title or known.page == title) and any(phrase in spaced(known.sentence) for phrase in wanted)
        ]
        return sorted(found, key=lambda known: (-likeness(known.sentence, like), len(known.sentence)))

    def _sentences(self, page: str, text: str) -> None:
        for line in text.split("\n"):
            if _APART.match(line):
                continue
            for part in _MARKS.sub("", line).removesuffix(" …").split(" · "):
                self._read += [Evidence(part[start:end], page) for start, end in sentences(part)]
        # Links are no statement, but a reader sees them.
        self._pages[page] = self._pages.get(page, " ") + spaced(text)


def likeness(sentence: str, other: str) -> float:
    """How much of the other sentence's words stand in a sentence, 0 to 1."""
    words = set(key(other).split())
    return len(words & set(key(sentence).split())) / len(words) if words else 0.0
