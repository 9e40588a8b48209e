"""The rollouts of a question become one task for reinforcement learning, with the pass rate that they show.

    4 Trajectories of "The flag shown in the image …", 3 of them right
    → the first: RLTask(messages=(system, user), answer="Maseru", reward=(format gate, 0.8 answer, 0.2 query),
      pass_rate=0.75); the others: Reject("sibling_rollout")
    none of 4 right → Reject("never_solved")

The rollouts show that the task can be done with these tools, and how hard it is; they are not kept. The prompt is what
an agent is told before its first move: no evidence, no solution. `max_pass` drops what a model always gets right (all
rewards equal teach nothing); the rules' policy knows the path, so its pass rate says nothing of that.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from synthloom.catalog.rewards import TERMS
from synthloom.schemas.records import Record
from synthloom.schemas.steps import Context, Reject
from synthloom.schemas.trajectories import RewardTerm, RLTask, Trajectory

TAKEN = (
    "question", "answer", "aliases", "hops", "corpus", "corpus_name", "language", "required_tools", "evidence", "tools",
    "pass_rate", "rollouts", "pass_rate_without_tools", "tool_benefit", "engine",
)  # fmt: skip
"""Fields that a task has from its rollouts as they are."""


@dataclass(frozen=True)
class MakeRLTask:
    """The task of a question, made of its first rollout, where some rollout is right."""

    name: ClassVar[str] = "rl_task"
    version: ClassVar[int] = 1
    fatal_after: int = 3
    """Failures in a row after which the reward counts no more."""
    min_pass: float = 0.0
    """A model's pass rate below this is `too_hard`; one of 0 is `never_solved` in any case."""
    max_pass: float = 1.0
    """A model's pass rate above this is `too_easy`; 1: none is."""

    def __post_init__(self) -> None:
        if not 0 <= self.min_pass <= self.max_pass <= 1 or self.fatal_after < 1:
            raise ValueError(
                f"min_pass={self.min_pass}, max_pass={self.max_pass}, fatal_after={self.fatal_after}: expected "
                "0 <= min_pass <= max_pass <= 1 and fatal_after of 1 or more"
            )

    @property
    def makes(self) -> type[RLTask]:
        return RLTask

    async def generate(self, record: Trajectory, context: Context) -> Sequence[RLTask]:
        rate = record.pass_rate or 0.0
        told = f"{round(rate * record.rollouts)} of {record.rollouts} correct, by {record.policy}"
        if rate == 0:
            raise Reject("never_solved", told, rate)
        if record.mode != "scripted" and rate < self.min_pass:
            raise Reject("too_hard", told, rate)
        if record.mode != "scripted" and rate > self.max_pass:
            raise Reject("too_easy", told, rate)
        if record.rollout:
            raise Reject("sibling_rollout", told, rate)
        return [task(record, self.fatal_after)]


def task(rollout: Trajectory, fatal_after: int) -> RLTask:
    """What a rollout tells of its question and of all its siblings; the id is the question's."""
    given = [part.image_url.url for message in rollout.messages[:2] for part in message.content if part.image_url]
    common = {name: getattr(rollout, name) for name in Record.model_fields}
    taken = {name: getattr(rollout, name) for name in TAKEN}
    return RLTask(
        **(common | {"id": rollout.task_id}),
        **taken,
        messages=rollout.messages[:2],
        images={name: rollout.images[name] for name in given},
        reward=tuple(RewardTerm.model_validate(term) for term in TERMS),
        fatal_after=fatal_after,
        solved_by=rollout.policy,
    )
