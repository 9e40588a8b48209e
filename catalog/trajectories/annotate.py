"""What can be told of a trajectory's steps by rule: failures, the fatal step, repetitions, what to learn from.

annotate(steps)[4].repeated → True: the call of step 2 again, with the same result
fatal_step(steps)           → 3: the first of three failures in a row (OpenSearch-VL, arXiv 2605.05185)
"""

import hashlib
import json
import re
from collections.abc import Sequence

from synthloom.schemas.tools import FAILURES
from synthloom.schemas.trajectories import TrajectoryStep

FATAL_AFTER = 3
_DOUBT = re.compile(
    r"\b(?:wait|hmm|actually|on second thought|that (?:is|was|isn't|wasn't) (?:wrong|not|right)|let me (?:re-?check|"
    r"try (?:again|another|a different))|instead|mistake|doesn't (?:help|answer|say)|not what)\b",
    re.IGNORECASE,
)


def fatal_step(steps: Sequence[TrajectoryStep], after: int = FATAL_AFTER) -> int | None:
    """Index of the first of `after` failed steps in a row; None where there are none."""
    run = 0
    for place, step in enumerate(steps):
        run = run + 1 if step.error_class in FAILURES else 0
        if run == after:
            return place - after + 1
    return None


def annotate(steps: Sequence[TrajectoryStep], after: int = FATAL_AFTER) -> tuple[TrajectoryStep, ...]:
    """Steps with `repeated`, `reflects` and `loss_mask` set.

    Not learned from: calls the agent itself got wrong, repetitions, and everything from the fatal step on. A server's
    fault is not the agent's: such a step is learned from, unless it is part of the fatal run.
    """
    fatal = fatal_step(steps, after)
    seen = set[tuple[str, str, str]]()
    told = []
    for place, step in enumerate(steps):
        said = (step.tool, canonical_arguments(step.arguments), step.observation)
        repeated = bool(step.tool) and said in seen
        seen.add(said)
        mine = step.error_class in ("bad_arguments", "malformed") or repeated
        learn = not mine and (fatal is None or place < fatal)
        changes = {"repeated": repeated, "reflects": bool(_DOUBT.search(step.thought)), "loss_mask": learn}
        told.append(step.model_copy(update=changes))
    return tuple(told)


def canonical_arguments(text: str) -> str:
    """Arguments in one spelling; text that is no JSON as it is."""
    try:
        return json.dumps(json.loads(text), sort_keys=True, ensure_ascii=False)
    except ValueError:
        return text


def observation_hash(text: str, error: str | None, hashes: Sequence[str]) -> str:
    """SHA-256 over an observation's text, its error and the hashes of its pictures."""
    said = json.dumps([text, error, list(hashes)], ensure_ascii=False)
    return hashlib.sha256(said.encode()).hexdigest()
