"""How hard is a question? The share of a solver's draws that are right, closed book or with the picture.

    PassRate(drop_above=0.75): "What color is the sky?", closed book, draws blue blue Blue blue
    → Verdict(kept=False, reason="too_easy", score=1.0, detail="closed_book 4/4: blue, blue, Blue, blue")

A question that is answered right without its picture teaches nothing about seeing; one that is never answered right
with it is likely wrong or unanswerable.
"""

import asyncio
import re
import unicodedata
from dataclasses import dataclass
from typing import ClassVar, Literal

from pydantic import BaseModel, ConfigDict

from synthloom.schemas.prompts import ROW_NOTE, row_block
from synthloom.schemas.records import VqaItem
from synthloom.schemas.steps import Context, Message, Part, Role, Text, Verdict

SYSTEM = (
    "You answer a question about a picture. Think briefly, then give the shortest answer that is complete: a word, a "
    "number, a name or a few words, without a sentence around it. Always give your best guess.\n"
    f"{ROW_NOTE} The question is all you take from it.\n"
    'Reply with one JSON object: {"thoughts": "at most 60 words", "answer": "..."}.'
)
CLOSED_BOOK = "The picture is not shown to you. Guess what is most likely."
ANNOTATORS_AGREE = 3
"""An answer that three annotators gave is right too, as in the VQA score."""
NUMBERS = {"zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9}
NUMBERS |= {"ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16}
NUMBERS |= {"seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50}
NUMBERS |= {"sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}


class Solution(BaseModel):
    """The solver's reply."""

    model_config = ConfigDict(extra="forbid")

    thoughts: str
    answer: str


@dataclass(frozen=True)
class PassRate:
    """Drops rows whose pass rate is over `drop_above` or under `drop_below`; without a solver keeps all and says so."""

    name: ClassVar[str] = "pass_rate"
    version: ClassVar[int] = 1
    role: ClassVar[Role] = "solver"
    draws: int = 4
    drop_above: float = 0.75
    drop_below: float = 0.0
    context: Literal["closed_book", "image"] = "closed_book"
    temperature: float = 1.0

    def __post_init__(self) -> None:
        if self.draws < 1 or self.temperature <= 0 or not 0 <= self.drop_below <= self.drop_above <= 1:
            raise ValueError(
                f"draws={self.draws}, temperature={self.temperature}, drop_below={self.drop_below}, drop_above="
                f"{self.drop_above}: draws must be 1 or more, temperature over 0, 0 <= drop_below <= drop_above <= 1"
            )

    async def verify(self, record: VqaItem, context: Context) -> Verdict:
        """Ask the solver `draws` times."""
        solver = context.model("solver")
        if solver is None:
            return Verdict(True, detail="not tried: no solver model")
        fields = {"question": record.question} | ({"choices": list(record.choices)} if record.choices else {})
        shown: tuple[Part, ...] = (record.image,) if self.context == "image" else (Text(CLOSED_BOOK),)
        messages = (Message("system", (Text(SYSTEM),)), Message("user", (Text(row_block(**fields)), *shown)))
        replies = await asyncio.gather(
            *(solver.chat(messages, Solution, temperature=self.temperature, draw=draw) for draw in range(self.draws))
        )
        right = sum(is_right(reply.answer, record) for reply in replies)
        rate = right / self.draws
        reason = "too_easy" if rate > self.drop_above else "too_hard" if rate < self.drop_below else ""
        given = ", ".join(reply.answer for reply in replies)
        return Verdict(not reason, reason, rate, f"{self.context} {right}/{self.draws}: {given}"[:500])


def is_right(answer: str, record: VqaItem) -> bool:
    """Whether an answer is the record's, spelling aside, or one that enough annotators gave."""
    normal = normal_answer(answer)
    return bool(normal) and (
        normal == normal_answer(record.answer)
        or sum(normal == normal_answer(other) for other in record.answers) >= ANNOTATORS_AGREE
    )


def normal_answer(text: str) -> str:
    """One spelling: small letters, no articles or punctuation, digits for number words ("The Six cats." → "6 cats")."""
    text = unicodedata.normalize("NFKC", text).casefold()
    text = re.sub(r"(?<=\d),(?=\d{3}\b)", "", text)
    text = re.sub(r"(?<=\d)\.0+\b", "", text)
    words: list[str] = []
    for word in re.findall(r"[^\W_]+(?:[.:/]\d+)*|[-−](?=\d)|%", text):
        if word in ("a", "an", "the"):
            continue
        value = NUMBERS.get(word)
        tens = words[-1] if words else ""
        if value is not None and 1 <= value <= 9 and tens.isdigit() and tens[-1] == "0" and 20 <= int(tens) <= 90:
            words[-1] = str(int(tens) + value)
        else:
            words.append(word if value is None else str(value))
    return " ".join(words)
