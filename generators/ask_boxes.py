"""Make questions from boxes: how many there are of a label, and where the only one of a label is.

    VqaItem(question="", regions=(raccoon at the left third, dog, dog))
    → "How many dogs are there in this picture?" / "2",  "Where is the raccoon?" / "on the left"

Items that come with a question pass unchanged. Regions of written text are not asked about.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from random import Random
from typing import Any, ClassVar

from synthloom.schemas.records import Box, Region, VqaItem, content_id
from synthloom.schemas.steps import Context, Reject

COUNT_QUESTIONS = (
    "How many {things} are there in this picture?",
    "How many {things} can you see?",
    "How many {things} are visible?",
    "What is the number of {things} in this picture?",
    "How many {things} does this picture show?",
    "How many {things} are in the image?",
)
PLACE_QUESTIONS = (
    "Where is the {thing}?",
    "Where is the {thing} in this picture?",
    "Where can the {thing} be seen?",
    "In which part of the picture is the {thing}?",
    "What is the position of the {thing}?",
)
PLACES = (
    ("at the top left", "at the top", "at the top right"),
    ("on the left", "in the middle", "on the right"),
    ("at the bottom left", "at the bottom", "at the bottom right"),
)
FULL_NAMES = {"rbc": "red blood cell", "wbc": "white blood cell", "platelets": "platelet"}
"""Abbreviations and plurals whose meaning is beyond doubt; any other label keeps the source's words."""
LARGEST_SHARE = 0.5
"""Of the picture. A larger thing is everywhere, so it has no place to ask for."""

FEW, CLEARLY = 4, 1.5
"""Of so few things, one that covers so many times the next one's box is the largest at a glance."""


@dataclass(frozen=True)
class AskBoxes:
    """Count and location questions for items that have regions but no question."""

    name: ClassVar[str] = "ask_boxes"
    version: ClassVar[int] = 1
    most: int = 12
    """More things than this are hard to count, and their boxes seldom complete."""

    @property
    def makes(self) -> type[VqaItem]:
        return VqaItem

    async def generate(self, record: VqaItem, context: Context) -> Sequence[VqaItem]:
        if record.question.strip():
            return [record]
        labels: dict[str, list[int]] = {}
        for index, region in enumerate(record.regions):
            if readable(region.label) and not region.text:
                labels.setdefault(readable(region.label), []).append(index)
        asked = [
            _item(record, question, answer, about)
            for label, indices in sorted(labels.items())
            for question, answer, about in self._questions(record, label, indices, context.random)
        ]
        if not asked:
            raise Reject("no_question")
        return asked

    def _questions(
        self, record: VqaItem, label: str, indices: list[int], random: Random
    ) -> Iterator[tuple[str, str, tuple[int, ...]]]:
        """Questions, answers, and the regions they are about."""
        if len(indices) <= self.most:
            yield random.choice(COUNT_QUESTIONS).format(things=plural(label)), str(len(indices)), tuple(indices)
        shares = sorted(((_share(record.regions[index], record), index) for index in indices), reverse=True)
        share, largest = shares[0]
        told_apart = len(shares) == 1 or (len(shares) <= FEW and share >= CLEARLY * shares[1][0])
        if told_apart and share <= LARGEST_SHARE:
            place = place_of(record.regions[largest].box, record.image.width, record.image.height)
            thing = label if len(shares) == 1 else f"largest {label}"
            yield random.choice(PLACE_QUESTIONS).format(thing=thing), place, (largest,)


def _item(record: VqaItem, question: str, answer: str, asked: tuple[int, ...]) -> VqaItem:
    new_id = content_id(record.image.hash, question, answer, record.source, "boxes")
    return VqaItem.model_validate(record.fields_with(id=new_id, question=question, answer=answer, asked=asked))


def _share(region: Region, record: VqaItem) -> float:
    x0, y0, x1, y1 = region.box
    return (x1 - x0) * (y1 - y0) / (record.image.width * record.image.height)


def place_of(box: Box, width: int, height: int) -> str:
    """The ninth of the picture that the center of a box lies in, in words."""
    across = min(2, max(0, 3 * (box[0] + box[2]) // (2 * width)))
    down = min(2, max(0, 3 * (box[1] + box[3]) // (2 * height)))
    return PLACES[down][across]


def readable(label: str) -> str:
    """A label as words: `tape_dispenser-12` → `tape dispenser`."""
    words = label.replace("_", " ").replace("-", " ").split()
    while len(words) > 1 and words[-1].isdecimal():
        words.pop()
    text = " ".join(words).lower()
    return FULL_NAMES.get(text, "" if text.isdecimal() else text)


@lru_cache(maxsize=4096)
def plural(label: str) -> str:
    """The plural of a label; one that is plural already stays (`platelets`)."""
    engine = _inflect()
    if engine.singular_noun(label):
        return label
    return str(engine.plural_noun(label))


@lru_cache(maxsize=1)
def _inflect() -> Any:
    import inflect

    return inflect.engine()
