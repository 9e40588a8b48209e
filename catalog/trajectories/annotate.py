"""What can be told of a trajectory's steps by rule: failures, the fatal step, repetitions, what to learn from.

annotate(steps)[4].repeated       → True: the call of step 2 again, with the same result
fatal_step(steps)                 → 3: the first of three failures in a row (OpenSearch-VL, arXiv 2605.05185)
tool_benefit(0.75, 0.25)          → 0.5 (AdaTooler-V, arXiv 2512.16918)
"""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from synthloom.catalog.corpus.key import key
from synthloom.catalog.rollout_text import FATAL_AFTER as FATAL_AFTER
from synthloom.catalog.rollout_text import first_of_run
from synthloom.catalog.trajectories.arguments import load, values
from synthloom.schemas.tools import FAILURES
from synthloom.schemas.trajectories import Trajectory, TrajectoryStep

LOOP_WORDS, LOOP_TIMES = 50, 3
"""A thought is stuck where the same 50 words stand in it three times (MMFineReason, arXiv 2601.21822)."""
_PHRASES = (
    r"(?:^|[.!?…]\s*)(?:wait|hmm+|hold on|oops)\b",
    r"\bon second thoughts?\b|\bi was wrong\b|\bmy mistake\b|\bnot what\b",
    r"\bthat (?:is|was) (?:wrong|not right|not it|not the)\b|\bthat (?:isn't|wasn't) (?:it|right|the)\b",
    r"\b(?:let me|i should|i need to|i must) (?:re-?check|re-?consider|re-?think|double-check|verify)\b",
    r"\b(?:let me|i should|i need to|i must|i'll|i will) try (?:again|another|a different)\b",
    r"\b(?:doesn't|does not|didn't|did not) (?:help|answer|say|tell|mention|show|match|fit|work)\b",
    r"等等|不对|我错了|重新(?:检查|考虑|搜索)",
)
_DOUBT = re.compile("|".join(_PHRASES), re.IGNORECASE)


def fatal_step(steps: Sequence[TrajectoryStep], after: int = FATAL_AFTER) -> int | None:
    """Index of the first of `after` failed steps in a row; None where there are none."""
    return first_of_run((step.error_class in FAILURES for step in steps), after)


def annotate(steps: Sequence[TrajectoryStep], after: int = FATAL_AFTER) -> tuple[TrajectoryStep, ...]:
    """Steps with `repeated`, `reflects` and `loss_mask` set.

    Not learned from: calls the agent itself got wrong, repetitions, thoughts that go in circles, and everything from
    the fatal step on. A server's fault is not the agent's: such a step is learned from, unless the fatal run has it.
    """
    fatal = fatal_step(steps, after)
    seen = set[tuple[str, str, str]]()
    drawn, origin = dict[tuple[str, str], set[str]](), dict[str, str]()
    told = []
    for place, step in enumerate(steps):
        said = (step.tool, canonical_arguments(step.arguments), plain_observation(step))
        alike = (step.tool, _words(step.arguments), plain_observation(step))
        repeated = bool(step.tool) and not servers_fault(step) and (said in seen or alike in seen)
        seen |= {said, alike}
        reflects = bool(_DOUBT.search(step.thought)) or _redraws(step, drawn, origin)
        learn = not (agents_fault(step) or repeated or goes_in_circles(step.thought))
        changes = {"repeated": repeated, "reflects": reflects, "loss_mask": learn and (fatal is None or place < fatal)}
        told.append(step.model_copy(update=changes))
    return tuple(told)


def agents_fault(step: TrajectoryStep) -> bool:
    """Whether the step failed by what the agent wrote, so that nobody should learn to write it."""
    unread = step.error_class == "malformed" and not servers_fault(step)
    return unread or step.error_class in ("bad_arguments", "refused")


def servers_fault(step: TrajectoryStep) -> bool:
    """Whether the step failed by its tool: no answer, or one that can't be read to a call that could be."""
    read = bool(step.tool) and load(step.arguments or "{}") is not None
    return step.error_class in ("timeout", "unavailable") or (step.error_class == "malformed" and read)


def is_answer(step: TrajectoryStep) -> bool:
    """Whether a step gives the final answer."""
    return not (step.tool or step.arguments or step.observation)


def starting_images(record: Trajectory) -> tuple[str, ...]:
    """The pictures that were there before the first step, in order."""
    brought = {name for step in record.steps for name in step.images}
    return tuple(sorted((name for name in record.images if name not in brought), key=lambda name: (len(name), name)))


def reflection_count(steps: Sequence[TrajectoryStep]) -> int:
    """How many annotated steps reflect."""
    return sum(step.reflects for step in steps)


def tool_benefit(pass_rate: float | None, without_tools: float | None) -> float | None:
    """Pass rate with minus without tools; None where one wasn't measured."""
    return None if pass_rate is None or without_tools is None else pass_rate - without_tools


def goes_in_circles(thought: str) -> bool:
    """Whether 50 words of a thought stand in it three times."""
    words = key(thought).split()
    runs = Counter(tuple(words[start : start + LOOP_WORDS]) for start in range(len(words) - LOOP_WORDS + 1))
    return max(runs.values(), default=0) >= LOOP_TIMES


def plain_observation(step: TrajectoryStep) -> str:
    """An observation without the short ids of the pictures it brought: the same crop again is the same result."""
    text = step.observation
    for place, name in enumerate(step.images):
        text = re.sub(rf"\b{re.escape(name)}\b", f"<{place}>", text)
    return text


def canonical_arguments(text: str) -> str:
    """Arguments in one spelling; text that is no JSON as it is."""
    value = load(text)
    return text if value is None else json.dumps(value, sort_keys=True, ensure_ascii=False)


def observation_hash(text: str, error: str | None, hashes: Sequence[str]) -> str:
    """SHA-256 over an observation's text, its error and the hashes of its pictures."""
    said = json.dumps([text, error, list(hashes)], ensure_ascii=False)
    return hashlib.sha256(said.encode()).hexdigest()


def _words(arguments: str) -> str:
    """The words and numbers of arguments in any order: a query put differently that finds the same is the same."""
    if load(arguments) is None:
        return arguments
    given = values(arguments)
    numbers = [repr(value) for value in given if not isinstance(value, str)]
    texts = " ".join(value for value in given if isinstance(value, str))
    return " ".join([*sorted(set(key(texts).split())), "|", *numbers])


def _redraws(step: TrajectoryStep, drawn: dict[tuple[str, str], set[str]], origin: dict[str, str]) -> bool:
    """Whether a label is drawn again in another place of the same picture (ViLaSR, arXiv 2506.09965).

    Notes what is drawn, and which picture each was made from.
    """
    asked = load(step.arguments)
    if step.error_class is not None or not isinstance(asked, dict):
        return False
    picture = str(asked.get("image", ""))
    picture = origin.get(picture, picture)
    origin |= dict.fromkeys(step.images, picture)
    now = dict[tuple[str, str], set[str]]()
    for thing in _things(asked):
        place = json.dumps([value for _, value in sorted(thing.items()) if isinstance(value, list)])
        now.setdefault((picture, key(str(thing["label"]))), set()).add(place)
    changed = any(not drawn[label] <= places for label, places in now.items() if label in drawn)
    drawn |= now
    return changed


def _things(value: Any) -> Iterator[dict[str, Any]]:
    """The labelled objects anywhere in arguments."""
    if isinstance(value, dict) and "label" in value:
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _things(inner)
