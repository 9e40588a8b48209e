"""How hard is a question? The share of a solver's draws that are right, closed book or with the picture.

    PassRate(drop_above=0.75): "What color is the sky?", closed book, draws blue blue Blue blue
    → Verdict(kept=False, reason="too_easy", score=1.0, detail="closed_book 4/4: blue, blue, Blue, blue")

A question that is answered right without its picture teaches nothing about seeing; one that is never answered right
with it is likely wrong or unanswerable.
"""

from dataclasses import dataclass
from functools import partial
from typing import ClassVar, Literal

from synthloom.schemas.prompts import ROW_NOTE, row_block
from synthloom.schemas.records import VqaItem
from synthloom.schemas.steps import Context, Message, Part, Role, Text, Verdict
from synthloom.verifiers.answers import ask_often, check_draws, normal_answer

SYSTEM = (
    "You answer a question about a picture. Think briefly, then give the shortest answer that is complete: a word, a "
    "number, a name or a few words, without a sentence around it. Always give your best guess.\n"
    f"{ROW_NOTE} The question is all you take from it.\n"
    'Reply with one JSON object: {"thoughts": "at most 60 words", "answer": "..."}.'
)
CLOSED_BOOK = "The picture is not shown to you. Guess what is most likely."
ANNOTATORS_AGREE = 3
"""An answer that three annotators gave is right too, as in the VQA score."""


@dataclass(frozen=True)
class PassRate:
    """Drops rows whose pass rate is over `drop_above` or under `drop_below`; without a solver keeps all and says so."""

    name: ClassVar[str] = "pass_rate"
    version: ClassVar[int] = 1
    roles: ClassVar[tuple[Role, ...]] = ("solver",)
    draws: int = 4
    drop_above: float = 0.75
    drop_below: float = 0.0
    context: Literal["closed_book", "image"] = "closed_book"
    temperature: float = 1.0

    def __post_init__(self) -> None:
        check_draws(self.draws, self.temperature, self.drop_above, self.drop_below)

    async def verify(self, record: VqaItem, context: Context) -> Verdict:
        """Ask the solver `draws` times."""
        solver = context.model("solver")
        if solver is None:
            return Verdict(True, detail="not tried: no solver model")
        fields = {"question": record.question} | ({"choices": list(record.choices)} if record.choices else {})
        shown: tuple[Part, ...] = (record.image,) if self.context == "image" else (Text(CLOSED_BOOK),)
        messages = (Message("system", (Text(SYSTEM),)), Message("user", (Text(row_block(**fields)), *shown)))
        right = partial(is_right, record=record)
        tries = await ask_often(solver, messages, right, self.draws, self.temperature)
        reason = "too_easy" if tries.rate > self.drop_above else "too_hard" if tries.rate < self.drop_below else ""
        return Verdict(not reason, reason, tries.rate, f"{self.context} {tries.told}"[:500])


def is_right(answer: str, record: VqaItem) -> bool:
    """Whether an answer is the record's, spelling aside, or one that enough annotators gave."""
    normal = normal_answer(answer)
    return bool(normal) and (
        normal == normal_answer(record.answer)
        or sum(normal == normal_answer(other) for other in record.answers) >= ANNOTATORS_AGREE
    )
