"""Excerpts: the sentences of a text that fit a question best, by the words they share.

    excerpt("Maseru is the capital. It lies on the Caledon River. Maseru was founded in 1869.", "river", 40, "en")
    → "… It lies on the Caledon River. …"

Words are cut and stemmed as the search index does it, and weighed by BM25 among the text's own pieces (k1 = 1.2,
b = 0.75), so that a word which every piece has, the page's own name for one, counts next to nothing.
"""

import math
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from synthloom.catalog.corpus.search import _analyzer
from synthloom.catalog.corpus.sentences import sentences
from synthloom.schemas.corpus import Known

if TYPE_CHECKING:
    import tantivy

K1, B = 1.2, 0.75
GAP = "…"
_WRITTEN = """
a an and are as at be by did do does for from had has have he her his how in into is it its of on or she that the their
they this to was were what when where which who whom whose why will with
"""
_ASKING = frozenset(_WRITTEN.split())
"""English words that ask or join: rare in infobox rows, they would count as much there as what is asked for."""


def fitting(pieces: Sequence[str], question: str, language: str, besides: str = "") -> list[float]:
    """How well each piece fits a question: BM25 with the pieces as the whole collection; 0 without a common word.

    `besides`: words that don't count.
    """
    without = _ASKING.union(words(besides, language))
    wanted = dict.fromkeys(word for word in words(question, language) if word not in without)
    counted = [Counter(words(piece, language)) for piece in pieces]
    lengths = [sum(counts.values()) for counts in counted]
    mean = sum(lengths) / len(lengths) if sum(lengths) else 1.0
    holding = {word: sum(word in counts for counts in counted) for word in wanted}
    weights = {word: math.log(1 + (len(pieces) - held + 0.5) / (held + 0.5)) for word, held in holding.items() if held}
    return [
        sum(
            weight * counts[word] * (K1 + 1) / (counts[word] + K1 * (1 - B + B * length / mean))
            for word, weight in weights.items()
        )
        for counts, length in zip(counted, lengths, strict=True)
    ]


def excerpt(text: str, question: str, limit: int, language: str) -> str:
    """Whole sentences, one after another, of at most so many characters: those that fit best, the first of equals."""
    flat = " ".join(text.split())
    if len(flat) <= limit:
        return flat
    spans = sentences(flat)
    scores = fitting([flat[start:end] for start, end in spans], question, language)
    best, chosen = -1.0, (0, 0)
    for first in range(len(spans)):
        score = 0.0
        for last in range(first, len(spans)):
            if spans[last][1] - spans[first][0] > limit:
                break
            score += scores[last]
            if score > best + 1e-9:
                best, chosen = score, (spans[first][0], spans[last][1])
    if best < 0:  # not one sentence is short enough
        return clipped(flat[slice(*spans[max(range(len(spans)), key=lambda place: scores[place])])], limit)
    start, end = chosen
    return f"{GAP} " * (start > 0) + flat[start:end] + f" {GAP}" * (end < len(flat))


def infobox_rows(facts: Sequence[Known], limit: int) -> dict[Known, str]:
    """The row that each infobox fact was read off, as a page shows it and no longer than so many characters."""
    values = dict[str, list[str]]()
    for fact in facts:
        values.setdefault(fact.sentence, []).append(fact.value)
    return {fact: clipped(_row(fact, values[fact.sentence]), limit) for fact in facts if fact.origin == "infobox"}


def _row(fact: Known, values: Sequence[str]) -> str:
    """A template's own keys made readable, several values parted; where the row doesn't hold the value, the fact."""
    row = " ".join(fact.sentence.split())
    named = row if fact.value in row else f"{fact.relation.removeprefix('other:')}: {fact.value}"
    head, colon, value = named.partition(": ")
    # Values on lines of their own are parted by spaces only in the row.
    value = ", ".join(values) if value == " ".join(values) else value
    return f"{head[:1].upper()}{head[1:].replace('_', ' ')}{colon}{value}"


def opening(text: str, limit: int) -> str:
    """The first whole sentences, of at most so many characters; the first one cut where it alone is longer."""
    flat = " ".join(text.split())
    ends = [end for _, end in sentences(flat) if end <= limit]
    return flat[: ends[-1]] if ends else clipped(flat, limit)


def clipped(text: str, limit: int) -> str:
    """A text cut after a word."""
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    return f"{head[: head.rfind(' ')] if ' ' in head else head} {GAP}"


def words(text: str, language: str) -> list[str]:
    """The words of a text as search compares them."""
    found: list[str] = _cutter(language).analyze(text.encode("utf-8", "replace").decode())
    return found


@lru_cache(maxsize=8)
def _cutter(language: str) -> "tantivy.TextAnalyzer":
    return _analyzer(language)
