"""One rollout: a policy moves, a tool answers, until there is an answer or a budget is spent.

    await roll(policy, session, Limits(turns=20), oracle=None)
    → Rolled(steps=(…), final_answer="Pretoria", stopped="answer", tokens=0)

The loop knows no model and no dialect: a policy says its next move, given the steps so far. Three failures in a row are
fatal and end it (OpenSearch-VL). An oracle sees observations and says that the truth has come up; it only stops the
search: the policy is then asked for its answer in the same words as when turns run out. What a policy raises, such as
an engine's error, ends the rollout with that error; budgets are looked at between turns, so a turn under way is ended.
"""

import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from synthloom.catalog.trajectories.annotate import FATAL_AFTER, annotate, fatal_step
from synthloom.catalog.trajectories.arguments import one_line
from synthloom.schemas.tools import FAILURES, ErrorClass, Returned, Session
from synthloom.schemas.trajectories import TrajectoryStep

NO_MORE_CALLS = "No call was made: the answer was asked for."
Stopped = Literal["answer", "turns", "tokens", "seconds", "images", "fatal", "oracle"]


@dataclass(frozen=True)
class Move:
    """A policy's turn: a call (`tool` and `arguments`), or an answer, or text with neither (`problem` says why)."""

    thought: str
    tool: str = ""
    arguments: str = ""
    """JSON text."""
    answer: str | None = None
    problem: str = ""
    """Why no call could be read from the turn; goes to the policy as the observation."""
    error: ErrorClass | None = None
    """What class of failure the problem is."""
    raw: str = ""
    """The turn as the model wrote it, where that isn't what its dialect would write."""
    said: str = ""
    """The turn as the model wrote it; kept where it called a tool by another name than ours."""
    tokens: int = 0
    stage: str = ""


class Policy(Protocol):
    """What moves. One object for each rollout."""

    async def move(self, steps: Sequence[TrajectoryStep], must_answer: bool) -> Move:
        """The next turn after these; `must_answer`: there is no other."""
        ...


@dataclass(frozen=True)
class Limits:
    """What a rollout may spend."""

    turns: int = 20
    tokens: int = 32_000
    """Written by the policy."""
    seconds: float = 600.0
    images: int = 40
    """That tools may bring."""
    fatal_after: int = FATAL_AFTER


@dataclass(frozen=True)
class Rolled:
    """What came of it."""

    steps: tuple[TrajectoryStep, ...]
    final_answer: str
    stopped: Stopped
    tokens: int
    fatal_step: int | None


async def roll(
    policy: Policy, session: Session, limits: Limits, oracle: Callable[[Returned], Awaitable[bool]] | None = None
) -> Rolled:
    """Run a policy to its end. Raises what the policy raises; a tool's faults are observations."""
    begun, given, tokens = time.monotonic(), len(session.images), 0
    steps: list[TrajectoryStep] = []
    stopped: Stopped = "answer"
    answer: str | None = None
    while answer is None:
        spent: dict[Stopped, bool] = {
            "turns": len(steps) + 1 >= limits.turns,
            "tokens": tokens >= limits.tokens,
            "seconds": time.monotonic() - begun >= limits.seconds,
            "images": len(session.images) - given >= limits.images,
        }
        if stopped == "answer":
            stopped = next((name for name, over in spent.items() if over), "answer")
        last = stopped != "answer"
        move = await policy.move(steps, last)
        tokens += move.tokens
        if move.answer is not None:
            steps.append(_step(len(steps), move, Returned("", "")))
            answer = move.answer
        elif last:
            steps.append(_step(len(steps), move, _unmade(move.problem or NO_MORE_CALLS, move.error)))
            break
        else:
            if move.problem:
                returned = _unmade(move.problem, move.error or "malformed")
            else:
                returned = await session.call(move.tool, move.arguments)
            steps.append(_step(len(steps), move, returned))
            if fatal_step(steps, limits.fatal_after) is not None:
                stopped = "fatal"
                break
            if oracle is not None and returned.error not in FAILURES and await oracle(returned):
                stopped = "oracle"
    done = annotate(steps, limits.fatal_after)
    return Rolled(done, (answer or "").strip(), stopped, tokens, fatal_step(done, limits.fatal_after))


def _unmade(problem: str, error: ErrorClass | None) -> Returned:
    """What stands for a call that was never made; there is nothing to replay."""
    return Returned("", problem, (), error, deterministic=False)


def _step(index: int, move: Move, returned: Returned) -> TrajectoryStep:
    tool, arguments = returned.tool or move.tool, one_line(move.arguments) or move.arguments
    ours = one_line(returned.arguments) or arguments
    renamed = (tool, ours) != (move.tool, arguments)
    return TrajectoryStep(
        index=index,
        thought=move.thought,
        tool=tool,
        arguments=ours,
        observation=returned.text,
        images=returned.images,
        error_class=returned.error,
        observation_hash=returned.hash,
        deterministic=returned.deterministic,
        stage=move.stage,
        raw=move.raw or (move.said if renamed else ""),
    )
