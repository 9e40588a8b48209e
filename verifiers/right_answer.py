"""Is the final answer right, and does the record say so truthfully?

    gold "Pretoria", final answer "pretoria."        → Verdict(kept=True, detail="exact")
    gold "Pretoria", final answer "Cape Town"        → Verdict(kept=False, reason="wrong_answer")
    outcome "correct", but "Cape Town" by the rules  → Verdict(kept=False, reason="outcome_contradicts", detail="…")

What can be computed is computed again: the match, the fatal step, how the steps end. Where the rules see no match, a
judge is asked; without one a row that a model called right is kept on that model's word, and the detail says so. What
a judge finds right and the record calls wrong is dropped too: its outcome is false. A published trajectory without a
gold answer can't be checked and is kept.
"""

from dataclasses import dataclass
from typing import ClassVar

from synthloom.catalog.trajectories.annotate import FATAL_AFTER, fatal_step
from synthloom.catalog.trajectories.answers import match
from synthloom.catalog.trajectories.judging import judge_answer
from synthloom.schemas.steps import Context, Role, Verdict
from synthloom.schemas.trajectories import Trajectory

BY_RULES = ("exact", "alias", "numeric", "list")


@dataclass(frozen=True)
class RightAnswer:
    """Keeps trajectories whose answer is right; the others are rejected by outcome."""

    name: ClassVar[str] = "right_answer"
    version: ClassVar[int] = 1
    roles: ClassVar[tuple[Role, ...]] = ("judge",)
    exact: ClassVar[bool] = True
    fatal_after: int = FATAL_AFTER

    async def verify(self, record: Trajectory, context: Context) -> Verdict:
        """Check the outcome against the steps, then the answer."""
        wrong = contradiction(record, self.fatal_after)
        if wrong:
            return Verdict(False, "outcome_contradicts", detail=wrong)
        if record.outcome in ("no_answer", "over_budget", "fatal"):
            return Verdict(False, record.outcome, detail=f"stopped by {record.stopped}")
        if not record.answer:
            return Verdict(True, detail="no gold answer")
        how = match(record.final_answer, record.answer, record.aliases)
        if how:
            return Verdict(True, score=1.0, detail=how)
        judge = context.model("judge")
        if judge is not None:
            asked = (record.question, record.final_answer, record.answer, record.aliases)
            ruling = await judge_answer(judge, *asked)
            right = ruling.right == "yes"
            reason = "" if right and record.outcome == "correct" else "outcome_contradicts" if right else "wrong_answer"
            return Verdict(not reason, reason, float(right), f"{judge.name}: {ruling.reasoning}"[:500])
        if record.outcome == "correct":
            return Verdict(True, detail=f"on the word of {record.judged_by}")
        return Verdict(False, "wrong_answer", 0.0, f"{record.final_answer!r} for {record.answer!r}"[:500])


def contradiction(record: Trajectory, fatal_after: int) -> str:
    """What of the outcome doesn't follow from steps and answer; empty if all does."""
    fatal = fatal_step(record.steps, fatal_after)
    if record.fatal_step != fatal:
        return f"fatal_step is {record.fatal_step}, the steps say {fatal}"
    if (record.outcome == "fatal") != (fatal is not None):
        return f"outcome is {record.outcome}, and the fatal step {fatal}"
    given = record.final_answer.strip()
    if record.outcome in ("correct", "wrong"):
        last = record.steps[-1] if record.steps else None
        if not given or last is None or last.tool or last.observation:
            return f"outcome is {record.outcome}, but the last step gives no final answer"
        return _ruling(record) if record.answer else ""
    return f"outcome is no_answer, but there is one: {given[:100]!r}" if record.outcome == "no_answer" and given else ""


def _ruling(record: Trajectory) -> str:
    """Whether right or wrong, and by which rule, is as the rules see it; a model may see more than they."""
    how = match(record.final_answer, record.answer, record.aliases)
    told = f"{record.final_answer!r} for {record.answer!r}"[:300]
    if record.outcome == "wrong" and how:
        return f"outcome is wrong, but {told} is right by {how}"
    if record.outcome == "correct" and not how and record.judged_by in (*BY_RULES, "rules", ""):
        return f"outcome is correct by {record.judged_by!r}, which {told} isn't"
    if how and record.judged_by in BY_RULES and how != record.judged_by:
        return f"judged_by is {record.judged_by}, but {told} is right by {how}"
    return ""
