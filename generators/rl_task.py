"""A question with its pass rate becomes a task for reinforcement learning.

    SearchQuestion("The flag shown in the image …", answer="Maseru"), 3 of 4 rollouts right
    → RLTask(messages=(system, user), answer="Maseru", reward=(format gate, 0.8 answer, 0.2 query), pass_rate=0.75)
    none of 4 right → Reject("never_solved")

The rollouts show that the task can be done with these tools, and how hard it is; they are not kept. The prompt is what
an agent is told before its first move: no evidence, no solution. `max_pass` drops what a model always gets right (all
rewards equal teach nothing); the rules' policy knows the path, so its pass rate says nothing of that.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import ClassVar

from synthloom.catalog.rewards import TERMS
from synthloom.generators.rolling.attempts import ChosenMode, attempts
from synthloom.generators.rollout import Rollout, attempt_settings
from synthloom.schemas.records import Record
from synthloom.schemas.search import SearchQuestion
from synthloom.schemas.steps import Context, Reject, Role
from synthloom.schemas.trajectories import RewardTerm, RLTask, Trajectory

TAKEN = (
    "question", "answer", "aliases", "hops", "corpus", "corpus_name", "language", "required_tools", "evidence", "tools",
    "pass_rate", "rollouts", "pass_rate_without_tools", "tool_benefit", "engine",
)  # fmt: skip
"""Fields that a task has from its rollouts as they are."""


@dataclass(frozen=True)
class MakeRLTask:
    """K tries at a question, and the task where some are right."""

    name: ClassVar[str] = "rl_task"
    version: ClassVar[int] = 1
    roles: ClassVar[tuple[Role, ...]] = ("policy", "judge")
    mode: ChosenMode = "auto"
    k: int = 4
    turns: int = 20
    tokens: int = 32_000
    seconds: float = 600.0
    images: int = 40
    fatal_after: int = 3
    fold: int = 0
    dialect: str = "native"
    temperature: float = 1.0
    without_tools: int = 0
    tools: tuple[str, ...] = ()
    backends: tuple[tuple[str, str], ...] = ()
    timeout: float = 20.0
    clip: str = ""
    min_pass: float = 0.0
    """A model's pass rate below this is `too_hard`; one of 0 is `never_solved` in any case."""
    max_pass: float = 1.0
    """A model's pass rate above this is `too_easy`; 1: none is."""

    def __post_init__(self) -> None:
        if not 0 <= self.min_pass <= self.max_pass <= 1:
            raise ValueError(
                f"min_pass={self.min_pass}, max_pass={self.max_pass}: expected 0 <= min_pass <= max_pass <= 1"
            )
        self._rollout  # noqa: B018 - checks the other settings

    @property
    def _rollout(self) -> Rollout:
        """The step `rollout` with the settings that both have."""
        return Rollout(**{field.name: getattr(self, field.name) for field in fields(Rollout)})

    @property
    def makes(self) -> type[RLTask]:
        return RLTask

    @property
    def draws(self) -> int:
        """About how many calls of a model a question takes, for `plan`."""
        return self._rollout.draws

    @property
    def environment(self) -> str:
        """What decides observations on this machine. Raises `UserError` where a tool isn't known."""
        return self._rollout.environment

    async def generate(self, record: SearchQuestion, context: Context) -> Sequence[RLTask]:
        done = await attempts(record, context, attempt_settings(self._rollout))
        first, rate = done[0], done[0].pass_rate or 0.0
        told = f"{sum(one.outcome == 'correct' for one in done)} of {len(done)} correct, by {first.policy}"
        if rate == 0:
            raise Reject("never_solved", told, rate)
        if first.mode != "scripted" and rate < self.min_pass:
            raise Reject("too_hard", told, rate)
        if first.mode != "scripted" and rate > self.max_pass:
            raise Reject("too_easy", told, rate)
        return [task(record, first, self.fatal_after)]


def task(record: SearchQuestion, rollout: Trajectory, fatal_after: int) -> RLTask:
    """The task of a question, with what any of its rollouts tells of all of them; the id stays the question's."""
    given = [part.image_url.url for message in rollout.messages[:2] for part in message.content if part.image_url]
    common = {name: getattr(record, name) for name in Record.model_fields}
    taken = {name: getattr(rollout, name) for name in TAKEN}
    return RLTask(
        **common,
        **taken,
        messages=rollout.messages[:2],
        images={name: rollout.images[name] for name in given},
        reward=tuple(RewardTerm.model_validate(term) for term in TERMS),
        fatal_after=fatal_after,
        solved_by=rollout.policy,
    )
