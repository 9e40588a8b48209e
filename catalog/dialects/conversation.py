r"""A whole trajectory in a dialect: what is said by whom, both ways.

    write(trajectory, VRAG) → system, user "<image>Which river …", assistant "<think>…</think>\n<search>…</search>",
                              observation "1. Kaveri …", …, assistant "<think>…</think>\n<answer>…</answer>"
    read(said, VRAG)        → Read(system="…", steps=(…), final_answer="the Cauvery")

Every picture stands as one `<image>` in a text, and `images` names them in that order. A step keeps its text as it
stood (`raw`, `raw_observation`) only where the dialect would write its fields otherwise; `write` uses it for the
dialect that the trajectory was spoken in, and no other.
"""

import json
import re
from collections.abc import Callable, Sequence
from typing import Literal, NamedTuple

from synthloom.catalog.dialects.dialect import CannotSay, Dialect, Place, Seen, Turn
from synthloom.catalog.dialects.observed import IMAGE
from synthloom.catalog.dialects.tags import escape, own, unescape
from synthloom.catalog.trajectories.annotate import annotate
from synthloom.catalog.trajectories.error_words import error_in
from synthloom.schemas.trajectories import ContentPart, ImageRef, Trajectory, TrajectoryStep

OURS = re.compile(r"\bimg_([1-9]\d*)\b")
_OWN = own(())


class Spoken(NamedTuple):
    """One message: its text, with `<image>` for each picture, and the pictures' short ids."""

    role: Literal["system", "user", "assistant", "observation"]
    text: str
    images: tuple[str, ...] = ()


class Read(NamedTuple):
    """What a conversation says, as fields of a trajectory."""

    system: str
    user: tuple[ContentPart, ...]
    steps: tuple[TrajectoryStep, ...]
    final_answer: str


def write(trajectory: Trajectory, dialect: Dialect) -> tuple[Spoken, ...]:
    """What is said. Raises `CannotSay` where the dialect has no words for a call, or a text would break its framing."""
    same = trajectory.dialect == dialect.name
    as_it_stood = same and trajectory.mode == "imported"
    system, asked = _prompt(trajectory, dialect, as_it_stood)
    said = [Spoken("system", system), asked] if system else [asked]
    latest = asked.images[-1] if asked.images else ""
    for place, step in enumerate(trajectory.steps):
        at, last = Place(place + 1, latest), place == len(trajectory.steps) - 1
        answer = trajectory.final_answer if last else ""
        text = step.raw if same and step.raw else _to_theirs(dialect.write_turn(_turn(step, answer), at), dialect)
        said.append(Spoken("assistant", text))
        if last and not (step.observation or step.images or (same and step.raw_observation)):
            break
        seen = step.raw_observation if same else ""
        if not seen:
            seen = _to_theirs(dialect.write_observation(Seen(step.observation, len(step.images)), at), dialect)
        said.append(Spoken("observation", seen, step.images))
        latest = step.images[-1] if step.images else latest
    return tuple(said)


def read(said: Sequence[Spoken], dialect: Dialect) -> Read:
    """Fields of a conversation that begins with a prompt. Raises `ValueError` for one out of order."""
    said = list(said)
    system = said.pop(0).text if said and said[0].role == "system" else ""
    if not said or said[0].role != "user":
        raise ValueError("it doesn't begin with a user's message")
    asked = said.pop(0)
    latest, steps, final = asked.images[-1] if asked.images else "", list[TrajectoryStep](), ""
    while said:
        role, text, _ = said.pop(0)
        if role != "assistant":
            raise ValueError(f"a message of the {role} where an assistant's was expected")
        at = Place(len(steps) + 1, latest)
        seen = said.pop(0) if said and said[0].role in ("observation", "user") else None
        turn = dialect.read_turn(_to_ours(text, dialect), at)
        if turn.answer is not None and said:  # a reply that the conversation goes on after
            turn = Turn("\n\n".join(filter(None, (turn.thought, turn.answer))))
        elif turn.answer is not None:
            final = turn.answer
        steps.append(_step(text, turn, seen, at, dialect))
        latest = seen.images[-1] if seen and seen.images else latest
    return Read(system, parts(asked), annotate(steps), final)


def parts(said: Spoken) -> tuple[ContentPart, ...]:
    """A message as OpenAI's content parts. Raises `ValueError` where placeholders and pictures don't match."""
    texts = said.text.split(IMAGE)
    if len(texts) - 1 != len(said.images):
        raise ValueError(f"{len(texts) - 1} times {IMAGE} and {len(said.images)} pictures")
    made = list[ContentPart]()
    for place, text in enumerate(texts):
        if place:
            made.append(ContentPart(type="image_url", image_url=ImageRef(url=said.images[place - 1])))
        if text:
            made.append(ContentPart(type="text", text=unescape(text, _OWN)))
    return tuple(made)


def _prompt(trajectory: Trajectory, dialect: Dialect, as_it_stood: bool) -> tuple[str, Spoken]:
    """The system prompt, with what the dialect says of tools, and the question."""
    first = {message.role: message.content for message in reversed(trajectory.messages)}
    system = "".join(part.text or "" for part in first.get("system", ()))
    content = first.get("user", ())
    images = tuple(part.image_url.url for part in content if part.image_url)
    if as_it_stood:
        text = "".join(IMAGE if part.image_url else escape(part.text or "", _OWN) for part in content)
        return system, Spoken("user", _to_theirs(text, dialect), images)
    if trajectory.mode == "imported":  # its prompt tells of tags and tools that are not this dialect's
        text = "".join(f"{IMAGE}\n" for _ in images) + escape(trajectory.question, _OWN)
    else:
        text = "\n".join(
            f"{part.image_url.url}: {IMAGE}" if part.image_url else escape(part.text or "", _OWN) for part in content
        )
    offered = json.loads(trajectory.tools or "[]")
    tools = [tool for tool in offered if dialect.tools is None or tool["function"]["name"] in dialect.tools]
    told = "\n\n".join(filter(None, (system, dialect.system(tools))))
    return told, Spoken("user", _to_theirs(text, dialect), images)


def _turn(step: TrajectoryStep, final_answer: str) -> Turn:
    answers = final_answer and not (step.tool or step.arguments or step.observation or step.images)
    return Turn(step.thought, step.tool, step.arguments, final_answer if answers else None)


def _step(text: str, turn: Turn, seen: Spoken | None, at: Place, dialect: Dialect) -> TrajectoryStep:
    observed = Seen("") if seen is None else dialect.read_observation(_to_ours(seen.text, dialect), at)
    images = seen.images if seen else ()
    if observed.pictures != len(images):
        raise ValueError(f"{observed.pictures} times {IMAGE} and {len(images)} pictures")
    if turn.answer is not None and seen is not None:  # what the environment says of the answer is no observation
        if images:
            raise ValueError("pictures come after the final answer")
        observed = Seen("")
    step = TrajectoryStep(
        index=at.number - 1,
        thought=turn.thought,
        tool=turn.tool,
        arguments=turn.arguments,
        observation=observed.text,
        images=images,
        error_class="malformed" if turn.problem else error_in(observed.text) if turn.tool and not images else None,
        deterministic=False,
    )
    asked = _turn(step, turn.answer or "")
    raw = "" if _said(lambda: dialect.write_turn(asked, at), dialect) == text else text
    seen_as = _said(lambda: dialect.write_observation(observed, at), dialect)
    raw_observation = seen.text if seen and seen_as != seen.text else ""
    return step.model_copy(update={"raw": raw, "raw_observation": raw_observation})


def _said(write: Callable[[], str], dialect: Dialect) -> str | None:
    """What the dialect would write; None where it has no words."""
    try:
        return _to_theirs(write(), dialect)
    except CannotSay:
        return None


def _pattern(dialect: Dialect) -> re.Pattern[str]:
    return re.compile(rf"\b{re.escape(dialect.references.partition('{')[0])}(\d+)\b")


def _to_theirs(text: str, dialect: Dialect) -> str:
    """The text with pictures called as the dialect does. Raises `CannotSay` where it calls something so already."""
    if dialect.references == "img_{n}":
        return text
    if found := _pattern(dialect).search(text):
        raise CannotSay(f"{found[0]} stands in a text and would read as a picture")
    return OURS.sub(lambda found: dialect.references.format(n=int(found[1])), text)


def _to_ours(text: str, dialect: Dialect) -> str:
    if dialect.references == "img_{n}":
        return text
    return _pattern(dialect).sub(lambda found: f"img_{int(found[1])}", text)
