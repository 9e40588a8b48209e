"""Trajectories over the corpus of `small_corpus`, made by really calling tools; and ways to corrupt one.

gold(corpus, context)                     → July's People → Nadine Gordimer → Johannesburg → "1886", replayable
changed(record, 2, observation="…")       → the same with one step changed and the messages made anew
"""

import asyncio
import json
from collections.abc import Sequence
from typing import Any

from PIL import Image, ImageDraw
from search_rows import QUESTION
from step_context import StepContext

from synthloom.catalog.corpus.opened import LocalCorpus
from synthloom.catalog.trajectories.annotate import reflection_count
from synthloom.catalog.trajectories.answers import match
from synthloom.catalog.trajectories.messages import messages
from synthloom.generators.rolling.loop import Limits, Move, Rolled, roll
from synthloom.schemas.tools import ToolSettings
from synthloom.schemas.trajectories import Trajectory, TrajectoryStep

SYSTEM = "You answer questions with tools. Pictures are named img_1, img_2, …"
TOOLS = ("text_search", "visit", "crop")
ADDRESS = "wiki://small/"


def call(thought: str, tool: str, **arguments: Any) -> Move:
    """A move that calls."""
    return Move(thought, tool, json.dumps(arguments))


def page(thought: str, title: str) -> Move:
    """A move that visits a page of the small corpus."""
    return call(thought, "visit", urls=[ADDRESS + title.replace(" ", "_")], goal="")


GOLD: tuple[Move, ...] = (
    call("Let me look at the cover first.", "crop", image="img_1", bbox=[10, 10, 150, 90]),
    call("It shows a novel published in 1981. Who wrote it?", "text_search", queries=["novel published 1981 author"]),
    page("July's People fits. Its page should name the author.", "July's People"),
    page("The author is Nadine Gordimer. Where did she die?", "Nadine Gordimer"),
    page("She died in Johannesburg. When was the city founded?", "Johannesburg"),
    Move("Johannesburg was founded in 1886.", answer="1886"),
)


class Moves:
    """A policy that makes the moves it is given, then answers with nothing."""

    def __init__(self, moves: Sequence[Move]) -> None:
        self.moves = list(moves)

    async def move(self, steps: Sequence[TrajectoryStep], must_answer: bool) -> Move:
        """The next one."""
        return self.moves[len(steps)] if len(steps) < len(self.moves) else Move("I don't know.", answer="")


def poster() -> Image.Image:
    """A picture to start from."""
    image = Image.new("RGB", (200, 120), "white")
    ImageDraw.Draw(image).text((20, 30), "July's People", fill="black", font_size=20)
    return image


def gold(
    corpus: LocalCorpus,
    context: StepContext,
    moves: Sequence[Move] = GOLD,
    limits: Limits | None = None,
    **changes: Any,
) -> Trajectory:
    """A trajectory of these moves, every call really made."""
    session = context.session(corpus.info.key, [context.media.put_image(poster())], ToolSettings(names=TOOLS))
    rolled = asyncio.run(roll(Moves(moves), session, limits or Limits()))
    how = match(rolled.final_answer, "1886", ())
    fields: dict[str, Any] = {
        "id": "t1", "group_id": "g1", "source": "small", "revision": corpus.info.revision, "licence": "CC0-1.0",
        "task_id": "q1", "question": QUESTION, "answer": "1886", "hops": 2, "corpus": corpus.info.key,
        "corpus_name": "small", "language": "en", "evidence": ("July's People", "Nadine Gordimer", "Johannesburg"),
        "mode": "scripted", "policy": "rules", "dialect": "native", "rollout": 0, "steps": rolled.steps,
        "messages": messages(SYSTEM, ("img_1",), QUESTION, rolled.steps, rolled.final_answer),
        "tools": json.dumps([tool.schema() for tool in session.tools]), "final_answer": rolled.final_answer,
        "outcome": _outcome(rolled, how), "judged_by": how or "rules", "stopped": rolled.stopped,
        "fatal_step": rolled.fatal_step, "images": dict(session.images),
        "reflections": reflection_count(rolled.steps), "environment": session.environment, "engine": "rules",
    }  # fmt: skip
    return Trajectory(**(fields | changes))


def _outcome(rolled: Rolled, how: str) -> str:
    if rolled.fatal_step is not None:
        return "fatal"
    return "no_answer" if not rolled.final_answer else "correct" if how else "wrong"


def changed(record: Trajectory, place: int, **changes: Any) -> Trajectory:
    """A record with one step changed, and messages that say the same."""
    steps = list(record.steps)
    steps[place] = steps[place].model_copy(update=changes)
    return remade(record, steps=tuple(steps))


def remade(record: Trajectory, **changes: Any) -> Trajectory:
    """A record with fields changed, and messages that say the same."""
    record = record.model_copy(update=changes)
    given = tuple(name for name in record.images if name not in {n for step in record.steps for n in step.images})
    told = messages(SYSTEM, given, record.question, record.steps, record.final_answer)
    return record.model_copy(update={"messages": told})
