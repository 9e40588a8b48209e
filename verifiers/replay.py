"""Do the tools still say what the trajectory says they said? Every deterministic call is made again.

    step 2 crop(img_1, [10, 20, 200, 180]) → "img_2: 190x160 pixels …", the same pixels   → kept, "4 of 4 calls equal"
    one letter of an observation changed                                    → observation_altered, detail="step 2: …"
    a page of the corpus, or a tool, says something else today              → observation_differs, detail="step 2: …"

Calls to servers, calls that a server failed and turns without a call can't be made again: they are passed over, and
the pictures they brought are taken from the record, so that later ids fit. A published trajectory has no environment
to be replayed in and is kept, the detail saying so.
"""

import json
import re
from dataclasses import dataclass
from typing import ClassVar

from synthloom.catalog.trajectories.annotate import observation_hash, servers_fault, starting_images
from synthloom.schemas.steps import Context, Verdict
from synthloom.schemas.tools import Returned, Session, ToolSettings
from synthloom.schemas.trajectories import Trajectory, TrajectoryStep

SECONDS = 120.0
"""For one call: a machine under load must not look like another answer."""


@dataclass(frozen=True)
class Replay:
    """Keeps trajectories whose calls give the same observations again."""

    name: ClassVar[str] = "replay"
    version: ClassVar[int] = 1
    exact: ClassVar[bool] = True

    async def verify(self, record: Trajectory, context: Context) -> Verdict:
        """Check every hash against the record, then make the calls."""
        if record.mode == "imported":
            return Verdict(True, detail="not replayable: published, without its environment")
        altered = next((step for step in record.steps if step.observation_hash and not _is_whole(record, step)), None)
        if altered is not None:
            return Verdict(False, "observation_altered", detail=f"step {altered.index}: not what its hash is of")
        held = list(starting_images(record))
        session = _open(record, held, context)
        environment, made, calls = session.environment, 0, 0
        for step in record.steps:
            calls += bool(step.tool)
            if can_replay(record, step):
                returned = await session.call(step.tool, step.arguments)
                if returned.hash != step.observation_hash or returned.images != step.images:
                    told = f"step {step.index}: {_difference(step, returned)}{_changed(record, environment)}"
                    return Verdict(False, "observation_differs", made / max(calls, 1), told[:500])
                made += 1
                held += step.images
            elif step.images:
                held += step.images
                session = _open(record, held, context)
        score = made / calls if calls else None
        return Verdict(True, score=score, detail=f"{made} of {calls} calls equal{_changed(record, environment)}"[:500])


def settings_of(record: Trajectory) -> ToolSettings:
    """The tools that a trajectory was offered, all embedded: what asked a server isn't called."""
    names = tuple(tool["function"]["name"] for tool in json.loads(record.tools))
    clip = re.search(r"(?:^|; )clip (\S+?)(?:;|$)", record.environment)
    return ToolSettings(names=names, clip=clip[1] if clip else "", timeout=SECONDS)


def can_replay(record: Trajectory, step: TrajectoryStep) -> bool:
    """Whether a call must give the same again."""
    asked_server = any(entry.partition("=")[0] == step.tool for entry in record.backends)
    called = bool(step.tool and step.observation_hash)
    return called and step.deterministic and not asked_server and not servers_fault(step)


def _open(record: Trajectory, held: list[str], context: Context) -> Session:
    return context.session(record.corpus, [record.images[name] for name in held], settings_of(record))


def _is_whole(record: Trajectory, step: TrajectoryStep) -> bool:
    known = [record.images[name].hash for name in step.images if name in record.images]
    return step.observation_hash == observation_hash(step.observation, step.error_class, known)


def _difference(step: TrajectoryStep, returned: Returned) -> str:
    if returned.text == step.observation and returned.error == step.error_class:
        return "the pictures differ"
    then, now = step.observation, returned.text
    same = next((i for i, (a, b) in enumerate(zip(then, now, strict=False)) if a != b), min(len(then), len(now)))
    start = max(same - 20, 0)
    return f"was {then[start : same + 60]!r}, now {now[start : same + 60]!r}"


def _changed(record: Trajectory, environment: str) -> str:
    """What is told of an environment that isn't the one the calls were first made in."""
    then = record.environment.removesuffix("; " + ", ".join(record.backends)) if record.backends else record.environment
    return "" if environment == then else f"; the environment was {then}, now it is {environment}"
