"""Was the answer come to in a way worth learning from? Relevance, progression, consistency, redundancy, 0 to 1 each.

    each query of words that were seen, each page new, nothing repeated → kept, score=0.94, detail="rules: relevance …"
    half of the calls repeated                                          → redundancy_low, score=0.61
    a thought of the rules' policy names a page that nothing showed     → names_unseen, detail="step 3: Mount Kenya"
    one search, then the answer                                         → too_few_calls

OpenSearch-VL's process judge. A model's thoughts may name what it knows: that costs consistency. The rules' policy
knows nothing, so there a name from nowhere is a fault. With a judge its scores decide, and the rules aren't asked;
scores that the record brings are never believed.
"""

from dataclasses import dataclass
from typing import ClassVar

from synthloom.catalog.trajectories.judging import DIMENSIONS, as_scores, judge_process
from synthloom.catalog.trajectories.process_rules import Measured, measure
from synthloom.schemas.steps import Context, Role, Verdict
from synthloom.schemas.trajectories import ProcessScores, Trajectory


@dataclass(frozen=True)
class Process:
    """Keeps trajectories that reach `least` in every dimension; the score is their mean."""

    name: ClassVar[str] = "process"
    version: ClassVar[int] = 1
    roles: ClassVar[tuple[Role, ...]] = ("judge",)
    least: float = 0.5
    """The same for the judge's scores: 3 of 5."""
    least_calls: int = 2
    """What answers a question of several hops by fewer was lucky, and teaches guessing."""

    def __post_init__(self) -> None:
        if not 0 <= self.least <= 1:
            raise ValueError(f"least is {self.least}; it must be 0 to 1")

    async def verify(self, record: Trajectory, context: Context) -> Verdict:
        """Ask the judge, or measure."""
        calls = sum(bool(step.tool) for step in record.steps)
        if calls < self.least_calls:
            return Verdict(False, "too_few_calls", 0.0, f"{calls} calls, at least {self.least_calls}")
        judge = context.model("judge")
        if judge is not None:
            ruling = await judge_process(judge, record)
            return self._judged(as_scores(ruling, judge.name), ruling.analysis)
        measured = measure(record)
        if record.policy == "rules" and measured.unseen:
            index, name = measured.unseen[0]
            return Verdict(False, "names_unseen", mean(measured.scores), f"step {index}: {name}"[:500])
        return self._judged(measured.scores, told(measured))

    def _judged(self, scores: ProcessScores, why: str) -> Verdict:
        given = {name: getattr(scores, name) for name in DIMENSIONS}
        worst = min(DIMENSIONS, key=lambda name: given[name])
        kept = given[worst] >= self.least
        numbers = ", ".join(f"{name} {value:.2f}" for name, value in given.items())
        detail = f"{scores.judge}: {numbers}; {why}".rstrip("; ")[:500]
        return Verdict(kept, "" if kept else f"{worst}_low", mean(scores), detail)


def mean(scores: ProcessScores) -> float:
    """The mean of the four."""
    return round((scores.relevance + scores.progression + scores.consistency + scores.redundancy) / 4, 4)


def told(measured: Measured) -> str:
    """Where points were lost."""
    lost = {
        "strayed": measured.strayed,
        "nothing new": measured.stalled,
        "repeated": measured.repeated,
        "faulty": measured.faulty,
        "empty": measured.empty,
        "named unseen": tuple(f"{index} {name}" for index, name in measured.unseen),
    }
    return "; ".join(f"{what} in step {', '.join(map(str, where))}" for what, where in lost.items() if where)
