"""Links for texts that have none: titles of other pages, found in the text.

titles ("Ed Wood", "Tim Burton", "Time zone"), text "Ed Wood is a film by Tim Burton. Burton …" of page "Ed Wood"
→ Link("Tim Burton", 21, 31)

A text is cut into words, and runs of up to eight are looked up, the longest first, so the time grows with the text
alone. Each page is linked once, where it is named first. A title's bracket or state may be missing where no other page
has that name. A title of one word must be capitalised inside a sentence and be no number. A page has no link
to itself.
Scripts that don't part words by spaces (Chinese, Thai) find nothing.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from synthloom.catalog.sources.wiki.plain_links import stands_alone
from synthloom.schemas.wiki import Link

_WORD = re.compile(r"\w+")
_MOST = 8
_SMALL = frozenset((
    "a", "about", "after", "all", "an", "and", "are", "as", "at", "be", "been", "before", "but", "by", "can", "did",
    "do", "for", "from", "had", "has", "have", "he", "her", "here", "him", "his", "how", "i", "if", "in", "into",
    "is", "it", "its", "just", "me", "more", "my", "no", "not", "now", "of", "off", "on", "once", "one", "only", "or",
    "our", "out", "over", "she", "so", "some", "such", "than", "that", "the", "their", "them", "then", "there",
    "these", "they", "this", "to", "too", "under", "until", "up", "us", "was", "we", "were", "what", "when", "where",
    "which", "while", "who", "whom", "why", "will", "with", "you", "your",
))  # fmt: skip


@dataclass(frozen=True)
class Titles:
    """Titles by their words: `names` from words to the title, `longest` from a first word to the most words."""

    names: dict[str, str]
    longest: dict[str, int]


def index_titles(titles: Iterable[str]) -> Titles:
    """The titles made ready for looking up, with the short forms that fit one page only."""
    names: dict[str, str] = {}
    short: dict[str, str] = {}
    for title in dict.fromkeys(titles):
        if (key := _key(title)) and key.count(" ") < _MOST:
            names.setdefault(key, title)
        bare = re.sub(r" \([^)]*\)$", "", title)
        if bare == title and " of " not in title.partition(", ")[2]:
            bare = title.partition(", ")[0]
        if bare != title and (key := _key(bare)) and key.count(" ") < _MOST:
            short[key] = "" if key in short else title
    names.update((key, title) for key, title in short.items() if title and key not in names)
    longest: dict[str, int] = {}
    for key in names:
        first, _, rest = key.partition(" ")
        count = 1 + rest.count(" ") + bool(rest)
        longest[first] = max(longest.get(first, 0), count)
    return Titles(names, longest)


def find_links(text: str, page: str, titles: Titles) -> tuple[Link, ...]:
    """The first place of each title in a page's text."""
    words = [(match.group(), match.start(), match.end()) for match in _WORD.finditer(text)]
    small = [word.lower() for word, _, _ in words]
    found: dict[str, Link] = {}
    at = 0
    while at < len(words):
        step = 1
        for count in range(min(titles.longest.get(small[at], 0), len(words) - at), 0, -1):
            title = titles.names.get(" ".join(small[at : at + count]))
            if title is None:
                continue
            start, end = words[at][1], words[at + count - 1][2]
            if title == page:
                step = count
                break
            if _is_named(text, start, end, title):
                found.setdefault(title, Link(title, start, end))
                step = count
                break
        at += step
    return tuple(found.values())


def _key(title: str) -> str:
    return " ".join(_WORD.findall(title.lower()))


def _is_named(text: str, start: int, end: int, title: str) -> bool:
    """Whether the words stand for the page: written as the title is, and no mere common words."""
    seen = text[start:end]
    if seen not in title:
        if not (seen[0].islower() and seen[0].upper() + seen[1:] in title and " " in seen and seen == seen.lower()):
            return False
    elif not title.startswith(seen.lstrip("\"'(")) and not _bared(title, seen):
        return False
    words = seen.split()
    if len(words) > 1 and not all(word.lower() in _SMALL for word in words):
        return True
    # One word: a name of its own, neither part of a longer one ("New England") nor a sentence's first.
    return seen[0].isupper() and not _starts_sentence(text, start) and stands_alone(text, start, end)


def _bared(title: str, seen: str) -> bool:
    """Whether only marks stand before the words in the title, as in `"Heroes" (album)`."""
    return not re.search(r"\w", title[: title.index(seen)])


def _starts_sentence(text: str, start: int) -> bool:
    before = text[max(0, start - 8) : start].rstrip(" \t\"'“‘([")
    return not before or before[-1] in ".!?:;\n=•*–—"
