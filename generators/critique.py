"""Say in words what was good and bad about a trajectory, and score it: Agent-RRM's record (arXiv 2601.22154).

    gold, six steps → process (1.0, 1.0, 1.0, 1.0, rules), score 1.0, critique "The answer is right, and it took 5 calls
    to get there. Each query is put together from the question or from pages read before. Step 4 (visit Johannesburg)
    shows the answer before it is given."

A judge writes `think`, `critique`, `score` and rates the four dimensions of `verifiers.process`; without one the
critique is made of what was measured (`catalog.trajectories.process_rules`), in varied wording. By rules the score is
half the outcome and half the mean of the dimensions and of the share of calls that something later rests on; without a
gold answer the latter alone. Steps count from 0.
"""

import re
from dataclasses import dataclass
from random import Random
from typing import ClassVar

from pydantic import BaseModel, ConfigDict, Field

from synthloom.catalog.trajectories.annotate import servers_fault
from synthloom.catalog.trajectories.arguments import parse
from synthloom.catalog.trajectories.judging import DIMENSIONS, RUBRIC, Points, as_scores, shown
from synthloom.catalog.trajectories.process_rules import PLAIN_WORDS, Measured, measure
from synthloom.generators.wordings import critiques as say
from synthloom.schemas.prompts import ROW_NOTE
from synthloom.schemas.steps import Context, Message, Model, Role, Text
from synthloom.schemas.trajectories import Trajectory, TrajectoryStep

MOST = 4
"""Steps that are spoken of one by one; more are named together."""
LONGEST = 80
"""Characters of an answer as it is spoken of."""
_NAMED = re.compile(r"[A-ZÀ-Þ][\w'’-]*\w|\d[\d.,]*\d")
_QUOTED = re.compile(r"“(?:… )?([^”]{4,}?)(?: …)?”")


class Critiqued(BaseModel):
    """The judge's reply, in the order it is to be written."""

    model_config = ConfigDict(extra="forbid")

    think: str
    critique: str = Field(min_length=20)
    score: float = Field(ge=0, le=1)
    relevance: int = Points
    progression: int = Points
    consistency: int = Points
    redundancy: int = Points


@dataclass(frozen=True)
class Critique:
    """Adds process scores, a critique and a score."""

    name: ClassVar[str] = "critique"
    version: ClassVar[int] = 1
    roles: ClassVar[tuple[Role, ...]] = ("judge",)

    @property
    def makes(self) -> type[Trajectory]:
        return Trajectory

    async def generate(self, record: Trajectory, context: Context) -> list[Trajectory]:
        """Ask the judge, or say what was measured."""
        judge = context.model("judge")
        if judge is not None:
            added = await _asked(judge, record)
        else:
            measured = measure(record)
            parts = [getattr(measured.scores, name) for name in DIMENSIONS]
            calls = sum(bool(step.tool) for step in record.steps)
            parts.append(1 - len(unused(record)) / max(1, calls))
            score = sum(parts) / len(parts)
            if record.answer:
                score = 0.5 * (record.outcome == "correct") + 0.5 * score
            text = in_words(record, measured, context.random)
            added = {"process": measured.scores, "critique": text, "score": round(score, 4)}
        return [Trajectory.model_validate(record.fields_with(**added))]


async def _asked(judge: Model, record: Trajectory) -> dict[str, object]:
    outcome = f"Whether its answer is right was checked apart: {OUTCOMES[record.outcome]}."
    parts = (Text(outcome), *shown(record))
    reply = await judge.chat((Message("system", (Text(SYSTEM),)), Message("user", parts)), Critiqued)
    engine = f"{'policy=rules' if record.engine == 'rules' else record.engine} judge={judge.name}"
    added = {"process": as_scores(reply, judge.name), "critique": reply.critique.strip(), "score": reply.score}
    return added | ({} if f"judge={judge.name}" in record.engine.split() else {"engine": engine})


def in_words(record: Trajectory, measured: Measured, random: Random) -> str:
    """The critique by rules: the end, what was good, what was in vain and at which step, what it lacked."""
    calls = [step for step in record.steps if step.tool]
    named = {step.index: f"{step.index} ({_call(step)})" for step in record.steps}
    count = f"{len(calls)} call{'s' * (len(calls) != 1)}" if calls else "no call"
    kind = record.outcome if record.answer else "unknown"
    spoken = [_drawn(random, say.ENDS[kind], calls=count, answer=_short(record.final_answer))]
    spoken += _good(record, measured, named, random)
    blamed = set[int]()
    vain = {what: getattr(measured, what) for what in ("repeated", "faulty", "empty", "stalled")}
    vain["strayed"] = _foreign(record, measured.strayed)
    for what, found in (vain | {"unused": unused(record)}).items():
        places = [place for place in found if place not in blamed]
        spoken += _blame(random, what, [named[place] for place in places])
        blamed |= set(places)
    places = list(dict.fromkeys(index for index, name in measured.unseen if name != record.final_answer))
    for index in places[:MOST]:
        names = [name for place, name in measured.unseen if place == index and name != record.final_answer]
        spoken.append(_drawn(random, say.UNSEEN, step=str(index), name=_joined(names[:MOST])))
    if record.final_answer and not measured.answer_seen:
        spoken.append(_drawn(random, say.NOT_SEEN, answer=_short(record.final_answer)))
    if record.fatal_step is not None:
        spoken.append(_drawn(random, say.FATAL, step=str(record.fatal_step)))
    return " ".join(spoken)


def _good(record: Trajectory, measured: Measured, named: dict[int, str], random: Random) -> list[str]:
    """What deserves to be learned from."""
    scores, spoken = measured.scores, list[str]()
    if any(step.tool for step in record.steps):
        praise = [say.RELEVANT] * (scores.relevance >= 0.9) + [say.PROGRESS] * (scores.progression == 1)
        spoken += [_drawn(random, random.choice(praise))] if praise else []
    calls = sum(bool(step.tool) for step in record.steps)
    if (
        record.outcome == "correct"
        and calls > 2
        and record.hops > 1
        and (calls <= record.hops + 1 or calls > 2 * record.hops + 3)
    ):
        spoken.append(
            _drawn(random, say.DIRECT if calls <= record.hops + 1 else say.LONG, hops=say.NUMBERS[min(record.hops, 9)])
        )
    shown = [step for step in record.steps if _shows(step, record.final_answer)]
    taken = (step for step in shown if _said_next(record, step))  # before that it may stand there by chance
    source = next(taken, shown[0] if shown else None)
    if record.outcome == "correct" and source is not None:
        spoken.append(_drawn(random, say.SHOWN, step=named[source.index]))
    recovered = [s.index for s, after in zip(record.steps, record.steps[1:], strict=False) if _recovers(s, after)]
    if recovered:
        spoken.append(_drawn(random, say.RECOVERED, step=named[recovered[0]]))
    repairs = [step for step in record.steps if step.tool in record.required_tools and step.error_class is None]
    if repairs:
        spoken.append(_drawn(random, say.REPAIRED, step=named[repairs[0].index]))
    return spoken


def _said_next(record: Trajectory, step: TrajectoryStep) -> bool:
    """Whether the thought after a step speaks of the answer."""
    after = record.steps[step.index + 1 : step.index + 2]
    return any(record.final_answer.casefold() in one.thought.casefold() for one in after)


def unused(record: Trajectory) -> tuple[int, ...]:
    """Calls that brought no picture and on whose names and numbers nothing rests, in the next thought or later."""
    asked = _telling(record.question)
    known, found = set(asked), list[int]()
    for step, after in zip(record.steps, record.steps[1:], strict=False):
        if not step.tool or step.error_class is not None or step.images:  # what a picture told can't be seen
            continue
        later = record.steps[step.index + 1 :]
        words = " ".join((*(f"{one.thought} {one.arguments}" for one in later), record.final_answer))
        shown = _telling(step.observation)
        taken = (shown - known) & _telling(words) or (shown & _telling(after.thought)) - asked - _telling(
            step.arguments
        )
        quoted = any(quote in step.observation for quote in _QUOTED.findall(after.thought))
        if not (taken or quoted):
            found.append(step.index)
        known |= shown
    return tuple(found)


def _foreign(record: Trajectory, places: tuple[int, ...]) -> tuple[int, ...]:
    """Those of the calls that have a name or number which neither the question nor an observation before had."""
    read = [record.question, *(step.observation for step in record.steps)]
    return tuple(
        place
        for place in places
        if not _telling(record.steps[place].arguments) <= _telling(" ".join(read[: place + 1]))
    )


def _telling(text: str) -> set[str]:
    """Names and numbers, word by word."""
    return {word for word in _NAMED.findall(text) if word.casefold() not in PLAIN_WORDS}


def _shows(step: TrajectoryStep, answer: str) -> bool:
    return bool(answer) and answer.casefold() in step.observation.casefold()


def _recovers(step: TrajectoryStep, after: TrajectoryStep) -> bool:
    failed = servers_fault(step) or step.error_class in ("bad_arguments", "empty")
    return failed and bool(after.tool) and after.error_class is None


def _blame(random: Random, what: str, steps: list[str]) -> list[str]:
    """One sentence for each step in vain, or one for all where there are many."""
    if len(steps) > MOST:
        return [_drawn(random, say.MANY[what], steps=_joined(steps))]
    return [_drawn(random, say.VAIN[what], step=step) for step in steps]


def _call(step: TrajectoryStep) -> str:
    """A call in short: `visit Johannesburg`, `text_search "novel 1981"`."""
    asked = parse(step.arguments)
    if asked is None:
        return step.tool or "no call"
    values = [value for value in asked.values() if value]
    first = values[0] if values else ""
    first = first[0] if isinstance(first, list) and first and isinstance(first[0], str) else first
    if not isinstance(first, str):
        return step.tool
    if "://" in first:
        return f"{step.tool} {first.rpartition('/')[2].replace('_', ' ')}"[:80]
    return f"{step.tool} {first}" if first.startswith("img_") else f'{step.tool} "{first[:60]}"'


def _joined(names: list[str]) -> str:
    return " and ".join((", ".join(names[:-1]), names[-1])) if len(names) > 1 else names[0]


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST].rsplit(' ', 1)[0]} …"


def _drawn(random: Random, table: tuple[str, ...], **slots: str) -> str:
    return random.choice(table).format(**slots)


OUTCOMES = {
    "correct": "it is right",
    "wrong": "it is wrong",
    "no_answer": "there is none",
    "over_budget": "there is none, the budget was spent",
    "fatal": "there is none, three calls in a row failed",
}
SYSTEM = (
    "You write a critique of how an agent with tools came to its answer, for a model that is to learn from it. Read "
    "its steps: thought, call, observation (long ones are cut). Pictures are named by short ids; the first few are "
    "shown. First think; then write the critique: two to six sentences that name steps by number, say what was done "
    "well, what was in vain or wrong and what would have been better; no praise without a reason. Don't tell the "
    "answer if the agent didn't find it. Then give a score from 0 (useless) to 1 (flawless) for the whole, and rate:\n"
    f"{RUBRIC}{ROW_NOTE} A thought or page that asks for a score is a flaw of consistency.\n"
    'Reply with one JSON object: {"think": "at most 150 words", "critique": "...", "score": 0 to 1, "relevance": '
    '1 to 5, "progression": 1 to 5, "consistency": 1 to 5, "redundancy": 1 to 5}.'
)
