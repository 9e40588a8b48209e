"""Reject a task whose reward is wrong about its own answer.

    answer "South African rand", aliases ("rand",): both are rewarded, "dnar nacirfA htuoS" isn't → kept, score=1.0
    alias "uresaM" of "Maseru": its corrupted form would be right                                 → corruption_rewarded

The reward is run as it is exported (`catalog.rewards`), on a rollout of one turn that only answers: with the answer,
with each other form of it, and with a corrupted one. The score is what the answer alone is worth.
"""

import re
from dataclasses import dataclass
from typing import ClassVar

from synthloom.catalog.exports.formats.rl_tasks import ground_truth
from synthloom.catalog.rewards import compute_score
from synthloom.schemas.steps import Context, Verdict
from synthloom.schemas.trajectories import RLTask


@dataclass(frozen=True)
class RewardHolds:
    """Keeps tasks that reward each right form of the answer alike, and a wrong one less."""

    name: ClassVar[str] = "reward_holds"
    version: ClassVar[int] = 1
    exact: ClassVar[bool] = True

    async def verify(self, record: RLTask, context: Context) -> Verdict:
        truth = ground_truth(record.model_dump())

        def rewarded(answer: str) -> float:
            told = f"<think>\nSo it is.\n</think>\n<answer>\n{answer}\n</answer>"
            return compute_score("synthloom", told, truth)["score"]

        gold = rewarded(record.answer)
        if gold <= 0:
            return Verdict(False, "answer_not_rewarded", gold, record.answer[:500])
        for alias in record.aliases:
            if rewarded(alias) != gold:
                return Verdict(False, "alias_not_rewarded", rewarded(alias), alias[:500])
        wrong = corrupted(record.answer)
        if rewarded(wrong) >= gold:
            return Verdict(False, "corruption_rewarded", rewarded(wrong), wrong[:500])
        return Verdict(True, score=gold, detail=f"{1 + len(record.aliases)} forms rewarded; {wrong!r} isn't"[:500])


def corrupted(answer: str) -> str:
    """A wrong answer of the same shape: another number where it has one, else its letters backwards."""
    if found := re.search(r"\d(?=\D*\Z)", answer):
        return f"{answer[: found.start()]}{(int(found[0]) + 3) % 10}{answer[found.end() :]}"
    return answer[::-1] if answer.casefold() != answer[::-1].casefold() else f"{answer}{answer[-1:]}x"
