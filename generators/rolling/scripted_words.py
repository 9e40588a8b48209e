"""How the scripted policy speaks: sentences by turns from tables, fragments of what was read.

Speaker(random).say(NEXT, target="the city that is the capital of Austria")
→ "What follows is the city that is the capital of Austria."
fragment("Slovenia, officially …, bordering Italy to the west, …, and Austria to the northeast.", "Austria")
→ "… Hungary to the northeast, and Austria to the northeast"
"""

import re
from collections.abc import Mapping, Sequence
from random import Random

from synthloom.catalog.corpus.key import key

LONGEST = 150
"""Characters of a fragment."""
_SLOT = re.compile(r"\{(\w+)\}")
_STARTS = re.compile(r"(?<=[.?!] )\{(\w+)\}")
"""A slot that begins a later sentence."""
_DOUBLED = re.compile(r"([.!?])\.(?=\s|$)")


class Speaker:
    """Draws sentences; none twice in a rollout while others are left, and no two in a row that open alike."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._used: list[str] = []
        self._openings: list[str] = []

    def say(self, table: Sequence[str], **slots: str) -> str:
        """A sentence of a table whose slots are all given and short enough to be read."""
        fit = [text for text in table if all(slots.get(name) for name in _SLOT.findall(text))]
        drawn = self._random.sample(fit, len(fit))
        drawn.sort(key=lambda text: self._used.count(text))
        said = [_filled(text, slots) for text in drawn]
        fresh = [place for place, text in enumerate(said) if _opening(text) not in self._openings[-6:]]
        place = fresh[0] if fresh else 0
        self._used.append(drawn[place])
        self._openings.append(_opening(said[place]))
        return sentence_case(said[place])


def _filled(text: str, slots: Mapping[str, str]) -> str:
    """A sentence with its slots filled: a capital after a stop, and one stop after `Yes Indeed!` or `D.C.`."""
    starts = {found.start() for found in _STARTS.finditer(text)}
    said = _SLOT.sub(lambda slot: sentence_case(slots[slot[1]]) if slot.start() in starts else slots[slot[1]], text)
    return _DOUBLED.sub(r"\1", said)


def sentence_case(text: str) -> str:
    """With a capital at the start, unless a name of a picture stands there (`img_1`)."""
    return text if re.match(r"img_\d", text) else text[:1].upper() + text[1:]


def fragment(sentence: str, *focus: str) -> str:
    """A sentence without its stop, cut around the first focus found where it is long."""
    text = " ".join(sentence.split()).replace("“", '"').replace("”", '"').rstrip(" .;,:")
    if len(text) <= LONGEST:
        return text
    at = next((place for word in focus if (place := _place(text, word)) >= 0), 0)
    start = max(0, min(at - LONGEST // 2, len(text) - LONGEST))
    if start:
        start = text.find(" ", start) + 1
        if start > at:
            start = at
    end = min(len(text), start + LONGEST)
    if end < len(text):
        end = max(text.rfind(" ", start, end), at + max((len(word) for word in focus), default=0))
    return f"{'… ' if start else ''}{text[start:end].rstrip(' ,;:')}{' …' if end < len(text) else ''}"


def _place(text: str, phrase: str) -> int:
    """Where a phrase stands in a text, in whatever letters; -1 where it doesn't."""
    plain = text.casefold().find(phrase.casefold())
    if plain >= 0:
        return plain
    first = (key(phrase).split() or [""])[0]
    return next((found.start() for found in re.finditer(r"[^\W_]+", text) if key(found.group()) == first), -1)


def _opening(text: str) -> str:
    return " ".join(text.casefold().split()[:2])
