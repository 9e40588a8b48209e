"""Pairs: of one task's rollouts a right and a wrong one, and the turn at which their ways part.

    pairs([right, wrong, …]) → [Pair(right, wrong, step=2, parted="answer"), …]

Rollouts go the same way as long as they make the same calls and see the same: the thought may be worded otherwise. At
the first step that differs, what the right one did is preferred to what the wrong one did. The step tells how sure
that is (`parted`), and of a task's pairs the surest is taken:
- `answer`: knowing the same, one gave the right answer or went on, the other gave a wrong one
- `mistake`: the other's turn is wrong in itself: a call with bad arguments, a repetition, a thought that goes in
  circles, nothing to read an answer from
- `call`: both made calls that could be made. How one rollout ended says little of one call in it, so there must be
  three or more that went on with the one, all of them right, and three or more with the other, all of them wrong: three
  right and three wrong rollouts fall so by chance once in 20 times, two and two once in 6

Then the right one with the best score, the fewest steps. Where ways part by what tools returned, nobody's turn is to
blame; nor is a rollout that a server's failures ended a wrong one. A right answer that nothing seen by then shows is a
guess, and never preferred.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import Any, Literal, NamedTuple

from synthloom.catalog.exports.format import LeftOut
from synthloom.catalog.trajectories.annotate import (
    agents_fault,
    canonical_arguments,
    goes_in_circles,
    servers_fault,
)
from synthloom.catalog.trajectories.answers import normal
from synthloom.schemas.trajectories import TrajectoryStep

Row = Mapping[str, Any]
Parted = Literal["answer", "mistake", "call"]
SURE: tuple[Parted, ...] = ("answer", "mistake", "call")
"""The surest first."""
ENOUGH = 3
"""Rollouts that must have gone either way."""


class Pair(NamedTuple):
    """Two rollouts and the step at which they part; all before it is the same."""

    right: Row
    wrong: Row
    step: int
    parted: Parted


def pairs(rows: Sequence[Row]) -> list[Pair]:
    """A task's pairs, the best first. Raises `LeftOut` where there is none, with what is missing."""
    if len(rows) < 2:
        raise LeftOut("lone_rollout", "its task has no other rollout here")
    right = [row for row in rows if row["outcome"] == "correct"]
    wrong = [row for row in rows if row["outcome"] != "correct" and not _ended_by_servers(row)]
    if not right or not wrong:
        raise LeftOut("no_wrong_rollout" if right else "no_right_rollout", f"{len(right)} of {len(rows)} are right")
    found = [pair for one, other in product(right, wrong) for pair in _parting(one, other)]
    if not found:
        raise LeftOut("no_parting_turn", "they part by what tools returned, or the right ones guessed")
    sure = [pair for pair in found if pair.parted != "call" or _borne_out(pair, [*right, *wrong])]
    if not sure:
        raise LeftOut("nothing_to_blame", "they part at calls that could both be made, and too few rollouts made them")
    return sorted(sure, key=_rank)


def _rank(pair: Pair) -> tuple[int, float, int, float, str, str]:
    right, wrong = pair.right, pair.wrong
    return (SURE.index(pair.parted), -_score(right), len(right["steps"]), _score(wrong), right["id"], wrong["id"])


def _score(row: Row) -> float:
    """The critique's score, else the mean of the process's, else 0."""
    if row["score"] is not None:
        return float(row["score"])
    rated = [value for value in (row["process"] or {}).values() if isinstance(value, float)]
    return sum(rated) / len(rated) if rated else 0.0


def _parting(right: Row, wrong: Row) -> Iterator[Pair]:
    """The pair that two rollouts make, if they make one."""
    place = _together(right, wrong)
    if place < min(len(right["steps"]), len(wrong["steps"])):
        one, other = right["steps"][place], wrong["steps"][place]
        learned = one["loss_mask"] and not (_answers(one) and _guessed(right, place))
        if learned and _move(right, one) != _move(wrong, other):
            yield Pair(right, wrong, place, _told(other, wrong))


def _together(one: Row, other: Row) -> int:
    """How many first steps are the same in both: what was done and what was seen."""
    steps = zip(one["steps"], other["steps"], strict=False)
    same = (_move(one, a) == _move(other, b) and _seen(one, a) == _seen(other, b) for a, b in steps)
    return next((place for place, alike in enumerate(same) if not alike), min(len(one["steps"]), len(other["steps"])))


def _borne_out(pair: Pair, rows: Sequence[Row]) -> bool:
    """Whether all that went either way at the parting, `ENOUGH` each, ended as the pair's did."""
    there = [row for row in rows if _together(pair.right, row) >= pair.step < len(row["steps"])]
    for told, ending in ((pair.right, True), (pair.wrong, False)):
        move = _move(told, told["steps"][pair.step])
        went = [row["outcome"] == "correct" for row in there if _move(row, row["steps"][pair.step]) == move]
        if len(went) < ENOUGH or any(right != ending for right in went):
            return False
    return True


def _move(row: Row, step: Row) -> tuple[str, str]:
    """What a step does: the call, however it is spelled, or the answer."""
    return (step["tool"], row["final_answer"] if _answers(step) else canonical_arguments(step["arguments"]))


def _seen(row: Row, step: Row) -> tuple[Any, ...]:
    """What came back of a step."""
    return (step["observation"], step["error_class"], [row["images"].get(name) for name in step["images"]])


def _answers(step: Row) -> bool:
    return not (step["tool"] or step["arguments"] or step["observation"])


def _guessed(row: Row, place: int) -> bool:
    """Whether no observation before a step shows the answer in any of its forms."""
    seen = " ".join(normal(step["observation"]) for step in row["steps"][:place])
    forms = {normal(form) for form in (row["final_answer"], row["answer"], *row["aliases"])}
    return not any(form and f" {form} " in f" {seen} " for form in forms)


def _told(step: Row, row: Row) -> Parted:
    if _answers(step):
        return "answer" if row["final_answer"] else "mistake"
    made = TrajectoryStep.model_validate(step)
    return "mistake" if agents_fault(made) or made.repeated or goes_in_circles(made.thought) else "call"


def _ended_by_servers(row: Row) -> bool:
    """Whether failures of tools ended a rollout, none of them the agent's."""
    fatal = row["fatal_step"]
    return fatal is not None and all(
        servers_fault(TrajectoryStep.model_validate(step)) for step in row["steps"][fatal:]
    )
