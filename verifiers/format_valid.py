"""Is a trajectory well formed: messages, calls, pictures, order, masks and dialect all say the same?

    messages made anew from the steps are the record's            → kept
    a call of `crop` without `bbox` that no error tells of        → arguments_invalid, detail="step 2: 'bbox' is a …"
    a mask turned on at a step that failed by the agent's fault   → mask_differs, detail="step 3: loss_mask is True, …"

A call that failed may be ill formed: the error is the lesson. Of a published trajectory the opening messages are its
own, its tools needn't be offered as schemas, and its masks are checked all the same.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from synthloom.catalog.dialects.dialect import CannotSay, Dialect, Place, Turn
from synthloom.catalog.dialects.known import named
from synthloom.catalog.trajectories.annotate import (
    FATAL_AFTER,
    annotate,
    is_answer,
    reflection_count,
    starting_images,
)
from synthloom.catalog.trajectories.arguments import load, parse, values
from synthloom.catalog.trajectories.messages import messages
from synthloom.schemas.steps import Context, Verdict
from synthloom.schemas.trajectories import ChatMessage, Trajectory, TrajectoryStep

ANNOTATED = ("loss_mask", "repeated", "reflects")
_REFERENCE = re.compile(r"img_\d+")


@dataclass(frozen=True)
class FormatValid:
    """Keeps trajectories that a trainer can read as they are."""

    name: ClassVar[str] = "format_valid"
    version: ClassVar[int] = 1
    exact: ClassVar[bool] = True
    fatal_after: int = FATAL_AFTER

    async def verify(self, record: Trajectory, context: Context) -> Verdict:
        """Reject with the first rule broken."""
        for reason, found in (
            ("steps_out_of_order", _order(record)),
            ("images_differ", _images(record)),
            ("arguments_invalid", _arguments(record)),
            ("messages_differ", _messages(record)),
            ("mask_differs", self._masks(record)),
            ("not_in_dialect", _dialect(record)),
        ):
            for detail in found:
                return Verdict(False, reason, detail=detail[:500])
        return Verdict(True, detail=f"{len(record.steps)} steps, {len(record.images)} pictures, {record.dialect}")

    def _masks(self, record: Trajectory) -> Iterator[str]:
        wanted = annotate(record.steps, self.fatal_after)
        for step, right in zip(record.steps, wanted, strict=True):
            for name in ANNOTATED:
                if getattr(step, name) != getattr(right, name):
                    yield f"step {step.index}: {name} is {getattr(step, name)}, expected {getattr(right, name)}"
        if record.reflections != reflection_count(wanted):
            yield f"reflections is {record.reflections}, the steps have {reflection_count(wanted)}"


def _order(record: Trajectory) -> Iterator[str]:
    """Steps are numbered through, and only the last one answers."""
    if not record.steps:
        yield "there are no steps"
    for place, step in enumerate(record.steps):
        if step.index != place:
            yield f"step {place} has index {step.index}"
        if is_answer(step) and place < len(record.steps) - 1:
            yield f"step {place} answers, and {len(record.steps) - 1 - place} more follow"
    if record.final_answer and record.steps and not is_answer(record.steps[-1]):
        yield "there is a final answer, but the last step doesn't give it"


def _images(record: Trajectory) -> Iterator[str]:
    """Ids are `img_1`, `img_2`, … in the order in which they come up, and a call names only those that are there.

    Published trajectories seldom come with their pictures: of those only the names are known.
    """
    if record.mode == "imported":
        return
    come_up = [*starting_images(record)]
    for step in record.steps:
        if step.error_class is None:
            for name in values(step.arguments):
                if _is_reference(name) and name not in come_up:
                    yield f"step {step.index} works on {name}; there are {', '.join(come_up) or 'none'}"
        come_up += step.images
    if come_up != [f"img_{place}" for place in range(1, len(come_up) + 1)]:
        yield f"pictures come up as {', '.join(come_up)}"
    if sorted(come_up) != sorted(record.images):
        yield f"pictures come up as {', '.join(come_up)}, kept are {', '.join(record.images)}"


def _is_reference(value: object) -> bool:
    return isinstance(value, str) and bool(_REFERENCE.fullmatch(value))


def _arguments(record: Trajectory) -> Iterator[str]:
    """Calls that worked have arguments that are JSON of the schema offered."""
    from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

    try:
        offered = {tool["function"]["name"]: tool["function"]["parameters"] for tool in json.loads(record.tools)}
    except (ValueError, KeyError, TypeError):
        offered = {}
        if record.mode != "imported":
            yield f"tools is no list of schemas: {record.tools[:100]}"
    checks = {name: Draft202012Validator(schema) for name, schema in offered.items()}
    for step in record.steps:
        if not step.tool or step.error_class is not None:
            continue
        given = load(step.arguments)
        if given is None:
            yield f"step {step.index}: {step.arguments[:100]} is no JSON"
            continue
        if step.tool in checks:
            wrong = next(checks[step.tool].iter_errors(given), None)
            if wrong is not None:
                yield f"step {step.index}: {wrong.message}"
        elif record.mode != "imported":
            yield f"step {step.index} calls {step.tool}; offered are {', '.join(checks)}"


def _messages(record: Trajectory) -> Iterator[str]:
    """The messages are those that the steps make."""
    opening = [message for message in record.messages[:2] if message.role in ("system", "user")]
    system = _text(opening[0]) if opening and opening[0].role == "system" else ""
    asked = _text(opening[-1]) if opening else record.question
    wanted = messages(system, starting_images(record), asked, record.steps, record.final_answer)
    if record.mode != "imported" and record.question not in asked:
        yield f"the question isn't asked: {asked[:200]}"
    skipped = len(opening) if record.mode == "imported" else 0
    given, expected = record.messages[skipped:], wanted[skipped:]
    for place, (message, right) in enumerate(zip(given, expected, strict=False), skipped):
        if message != right:
            yield f"message {place} is {_short(message)}, the steps make {_short(right)}"
    if len(given) != len(expected):
        yield f"there are {len(record.messages)} messages, the steps make {len(wanted)}"


def _text(message: ChatMessage) -> str:
    return "\n".join(part.text for part in message.content if part.text is not None)


def _short(message: ChatMessage) -> str:
    call = f"{message.tool_calls[0].function.name} " if message.tool_calls else ""
    return f"{message.role}: {call}{_text(message)[:120]!r}"


def _dialect(record: Trajectory) -> Iterator[str]:
    """Every turn can be written in the record's dialect and reads back as it was."""
    dialect = named("openai" if record.dialect == "native" else record.dialect)
    picture = ["", *starting_images(record)][-1]
    for step in record.steps:
        said = _turn(step, record.final_answer)
        if said is not None:
            yield from _reads_back(dialect, step, said, Place(step.index + 1, picture))
        picture = step.images[-1] if step.images else picture


def _turn(step: TrajectoryStep, final_answer: str) -> Turn | None:
    """A step as its turn; None for one in which nothing could be read."""
    if is_answer(step):
        return Turn(step.thought, answer=final_answer) if final_answer else None
    return Turn(step.thought, step.tool, step.arguments) if step.tool and parse(step.arguments) is not None else None


def _reads_back(dialect: Dialect, step: TrajectoryStep, said: Turn, place: Place) -> Iterator[str]:
    try:
        written = step.raw or dialect.write_turn(said, place)
    except CannotSay as cannot:
        yield f"step {step.index} can't be said in {dialect.name}: {cannot.reason}"
        return
    read = dialect.read_turn(written, place)
    if step.raw:  # as a model wrote it: a thought may have come apart, and a tool be called by a paper's name
        same = not read.problem and read.answer == said.answer and bool(read.tool) == bool(said.tool)
        if not same or read.thought not in said.thought:
            yield f"step {step.index} stood as {step.raw[:200]!r}, which {dialect.name} reads as {read}"
        return
    if (read.thought, read.tool, read.arguments, read.answer) != (said.thought, said.tool, said.arguments, said.answer):
        yield f"step {step.index} reads back from {dialect.name} as {read}"
