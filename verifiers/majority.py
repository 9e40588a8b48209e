"""Do solvers agree on an answer, and is it the row's? Self-consistency over several draws of one or more models.

    MajorityVote(draws=8, least=6): "How many dogs?", answer "3", draws 3 three 3 3 "3 dogs" 3 3 3
    → Verdict(kept=True, score=0.875, detail="7/8 say 3; A: 3, three, 3, 3, 3 dogs, 3, 3, 3")
    answer "4"               → Verdict(kept=False, reason="disagrees", score=0.875, …)
    draws 3 4 2 3 3 5 3 3    → Verdict(kept=False, reason="no_consensus", score=0.625, …)

Answers are one where their normal spelling is one. Several models named `solver` share the draws, as in Zooming without
Zooming (arXiv 2602.11858): four of one, four of another, six of eight must agree.
"""

from collections import Counter
from dataclasses import dataclass
from typing import Any, ClassVar

from synthloom.engines.asking.together import together
from synthloom.schemas.records import Record
from synthloom.schemas.steps import Context, Role, Verdict
from synthloom.verifiers.answers import Solution, is_right, normal_answer, tell
from synthloom.verifiers.shown import VIEWS, NotShown, check_view, solver_messages


@dataclass(frozen=True)
class MajorityVote:
    """Keeps rows whose answer is what at least `least` of `draws` say; without a solver all, and says so."""

    version: ClassVar[int] = 1
    roles: ClassVar[tuple[Role, ...]] = ("solver",)
    votes: ClassVar[bool] = True
    draws: int = 8
    """Dealt out over the solvers."""
    least: int = 6
    sees: str = "image"
    """The context, of `shown.VIEWS`."""
    temperature: float = 0.7
    name: str = "majority_vote"

    def __post_init__(self) -> None:
        if not self.draws / 2 < self.least <= self.draws or self.temperature <= 0:
            raise ValueError(
                f"draws={self.draws}, least={self.least}, temperature={self.temperature}: least must be more than half "
                "of draws and at most all, temperature over 0"
            )
        if self.sees not in VIEWS or VIEWS[self.sees].show is None:
            able = ", ".join(name for name, view in VIEWS.items() if view.show)
            raise ValueError(f"solvers can't be asked in the context {self.sees!r}; there are {able}")

    def check_type(self, record_type: type[Record]) -> None:
        """Raises `UserError` where such records haven't got what the context shows."""
        check_view(self.name, self.sees, record_type)

    async def verify(self, record: Record, context: Context) -> Verdict:
        """Ask the solvers; a row that has no answer needs the consensus alone."""
        panel = context.panel("solver")[: self.draws]
        if not panel:
            return Verdict(True, detail="not tried: no solver model")
        try:
            messages = solver_messages(self.sees, record, context)
        except NotShown as missing:
            return Verdict(False, "context_missing", detail=str(missing))
        dealt = [len(range(place, self.draws, len(panel))) for place in range(len(panel))]
        replies = await together(
            solver.draws(messages, Solution, count, temperature=self.temperature)
            for solver, count in zip(panel, dealt, strict=True)
        )
        said = {solver.name: [reply.answer for reply in given] for solver, given in zip(panel, replies, strict=True)}
        return self._verdict(record, said)

    def _verdict(self, record: Any, said: dict[str, list[str]]) -> Verdict:
        answers = [answer for given in said.values() for answer in given]
        clusters = Counter(filter(None, map(normal_answer, answers))).most_common(1)
        chosen, count = clusters[0] if clusters else ("", 0)
        reason = "" if count >= self.least else "no_consensus"
        if not reason and record.answer:
            agreed = (answer for answer in answers if normal_answer(answer) == chosen)
            reason = "" if any(is_right(answer, record) for answer in agreed) else "disagrees"
        told = "; ".join(f"{name}: {tell(given)}" for name, given in said.items())
        return Verdict(
            not reason, reason, count / self.draws, f"{count}/{self.draws} say {tell([chosen])}; {told}"[:500]
        )
