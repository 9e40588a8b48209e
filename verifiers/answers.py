"""Answers of solvers: how they are asked for, compared and counted.

    normal_answer("The twenty-one cats.")                      → "21 cats"
    is_one_of("It was in Ulm, Germany", ("Ulm",))              → True
    is_one_of("March 14, 1879", ("14 March 1879",))            → True
    is_right("Three", VqaItem(answer="3", …))                  → True
    ask_often(solver, messages, right, draws=4)                → Tries(right=1, draws=4, told="1/4: Ulm, Bern, Bonn, …")

Comparing is more lenient than `catalog.trajectories.answers.match`, which judges rollouts: a gate that asks whether a
question is too easy should know a right reply in any dress.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from pydantic import BaseModel, ConfigDict

from synthloom.catalog.trajectories.answers import match
from synthloom.catalog.trajectories.quantities import NUMBERS
from synthloom.schemas.steps import Message, Model

ANNOTATORS_AGREE = 3
"""An answer that three annotators gave is right too, as in the VQA score."""
AROUND = 4
"""Words a solver may put around the answer, such as the country of a town."""
LONGEST = 60
"""Characters of an answer that a verdict tells, so that the answers of all draws have room."""


class Solution(BaseModel):
    """The solver's reply."""

    model_config = ConfigDict(extra="forbid")

    thoughts: str
    answer: str


class Tries(NamedTuple):
    """How many of a solver's draws were right, and what it said."""

    right: int
    draws: int
    told: str

    @property
    def rate(self) -> float:
        """The share that was right."""
        return self.right / self.draws


async def ask_often(
    solver: Model, messages: Sequence[Message], right: Callable[[str], bool], draws: int, temperature: float
) -> Tries:
    """Which of `draws` replies are right."""
    replies = await solver.draws(messages, Solution, draws, temperature=temperature)
    count = sum(right(reply.answer) for reply in replies)
    return Tries(count, draws, f"{count}/{draws}: {tell(reply.answer for reply in replies)}")


def tell(answers: Iterable[str]) -> str:
    """Answers as a verdict's detail has them, long ones cut."""
    return ", ".join(answer if len(answer) <= LONGEST else f"{answer[: LONGEST - 1]}…" for answer in answers)


def check_draws(draws: int, temperature: float, drop_above: float, drop_below: float = 0.0) -> None:
    """Raises ValueError for settings that make no sense."""
    if draws < 1 or temperature <= 0 or not 0 <= drop_below <= drop_above <= 1:
        raise ValueError(
            f"draws={draws}, temperature={temperature}, drop_below={drop_below}, drop_above={drop_above}: "
            "draws must be 1 or more, temperature over 0, 0 <= drop_below <= drop_above <= 1"
        )


def is_right(given: str, record: Any) -> bool:
    """Whether a reply is the record's `answer`, one of its `aliases`, or what enough of its annotators said."""
    if hasattr(record, "aliases"):
        return is_one_of(given, (record.answer, *record.aliases))
    normal = normal_answer(given)
    others: Sequence[str] = getattr(record, "answers", ())
    agree = sum(normal == normal_answer(other) for other in others)
    return bool(normal) and (normal == normal_answer(record.answer) or agree >= ANNOTATORS_AGREE)


def is_one_of(given: str, right: Iterable[str]) -> bool:
    """Whether a reply is one of the right answers: as `match` has it, in any order of words, or within a few words."""
    words = normal_answer(given).split()
    return any(match(given, answer, ()) or _says(words, normal_answer(answer).split()) for answer in right)


def _says(words: list[str], wanted: list[str]) -> bool:
    if not wanted or len(words) > len(wanted) + AROUND:
        return False
    if sorted(words) == sorted(wanted):
        return True
    return any(words[i : i + len(wanted)] == wanted for i in range(len(words) - len(wanted) + 1))


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
