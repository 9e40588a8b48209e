"""Texts compared: in small letters, words alone, and how much of one stands in another.

    plain("Which city — since 1869 — is it's capital?") → "which city since 1869 is it s capital"
    covered(words of a benchmark's question, grams(words of ours)) → 0.62

Eight words in a row, and more than half of the benchmark's question in such runs: the rule that Tülu 3 was
decontaminated by (arXiv 2411.15124, section 3.2), where shorter runs found mostly chance and longer ones missed texts
with a word changed. A question of fewer words counts only where it is equal.
"""

import re
import unicodedata
from collections.abc import Collection, Sequence

RUN = 8
SHARE = 0.5
_WORD = re.compile(r"[^\W_]+")
Gram = tuple[str, ...]


def plain(text: str) -> str:
    """A text's words in small letters, a space between them."""
    return " ".join(_WORD.findall(unicodedata.normalize("NFC", text).lower()))


def grams(words: Sequence[str]) -> list[Gram]:
    """Every run of `RUN` words."""
    return [tuple(words[start : start + RUN]) for start in range(len(words) - RUN + 1)]


def covered(words: Sequence[str], others: Collection[Gram]) -> float:
    """The share of words that stand in a run which the other text has too."""
    inside: set[int] = set()
    for start, gram in enumerate(grams(words)):
        if gram in others:
            inside.update(range(start, start + RUN))
    return len(inside) / max(len(words), 1)
