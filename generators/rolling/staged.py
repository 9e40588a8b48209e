"""A staged agent: a fixed order of stages, each with its own tools and instruction (Unify-Agent, arXiv 2603.29620).

    Staged(Talk(model, Native(), question, session), SEARCH)
    look:   crop, ocr, …            at most 4 calls, then or at <done/>
    read:   text_search, visit, …   at least 1 call, at most 12
    answer: no tools; the turn is the answer

Only a stage's tools are offered; a call of another is refused, as an observation. A turn that ends a stage is no step:
its words go before the thought of the next stage's first turn.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from synthloom.generators.rolling.loop import Move
from synthloom.generators.rolling.prompts import CANT_USE
from synthloom.generators.rolling.talk import Talk
from synthloom.generators.rolling.turns import offered
from synthloom.schemas.steps import Message, Text
from synthloom.schemas.trajectories import TrajectoryStep

DONE = "<done/>"
NEXT = "Stage {name}. {instruction}"
CALLS = " Make {least} to {most} calls here; when this stage has given what it can, write {done} instead of a call."


@dataclass(frozen=True)
class Stage:
    """One stage; the last of a sequence answers. A stage without tools is one turn."""

    name: str
    tools: tuple[str, ...]
    least: int
    """Calls before it may be left."""
    most: int
    instruction: str


@dataclass
class Staged:
    """A `Policy` that goes through stages."""

    talk: Talk
    stages: tuple[Stage, ...]
    _at: int = -1
    _made: int = 0
    """Calls in the present stage."""

    async def move(self, steps: Sequence[TrajectoryStep], must_answer: bool) -> Move:
        """The next turn, of a further stage where the model says that one is done. Raises what the engine raises."""
        last = len(self.stages) - 1
        if must_answer and self._at < last:
            self._enter(last, len(steps))
        elif self._at < 0 or (self._at < last and self._made >= self.stages[self._at].most):
            self._enter(self._at + 1, len(steps))
        thoughts, tokens = list[str](), 0
        while True:
            stage, schemas = self.stages[self._at], self._offered(self._at)
            move, turn = await self.talk.ask(steps, schemas, must_answer)
            tokens += move.tokens
            done = self._at < last and not move.tool and (not schemas or move.answer is not None or _says_done(turn))
            if not done or self._made < stage.least:
                break
            thoughts += [move.thought.replace(DONE, ""), move.answer or ""]
            self.talk.say(len(steps), turn)
            self._enter(self._at + 1, len(steps))
        self.talk.turns.append(turn)
        thought = "\n\n".join(filter(None, (text.strip() for text in (*thoughts, move.thought))))
        move = replace(move, stage=stage.name, tokens=tokens, thought=thought)
        if done:
            problem = f"the stage {stage.name} takes at least {stage.least} calls, and {self._made} were made"
            return replace(move, answer=None, problem=CANT_USE.format(problem=problem), error="malformed")
        names = [schema["function"]["name"] for schema in schemas]
        if move.tool and not must_answer and move.tool not in names:
            there = f"there are {', '.join(names)}" if names else "none is"
            return replace(
                move, problem=f"{move.tool} isn't offered in the stage {stage.name}; {there}", error="refused"
            )
        self._made += bool(move.tool)
        return move

    def _offered(self, at: int) -> list[Mapping[str, Any]]:
        tools = [tool for tool in self.talk.session.tools if tool.name in self.stages[at].tools]
        return offered(self.talk.speech, tools)

    def _enter(self, at: int, steps: int) -> None:
        """Begin a stage and tell the model; one whose tools are all missing is left out."""
        while self.stages[at].tools and not self._offered(at):
            at += 1
        self._at, self._made = at, 0
        stage = self.stages[at]
        told = NEXT.format(name=stage.name, instruction=stage.instruction)
        if stage.tools:
            told += CALLS.format(least=stage.least, most=stage.most, done=DONE)
        self.talk.say(steps, Message("user", (Text(told),)))


def _says_done(turn: Message) -> bool:
    return any(isinstance(part, Text) and DONE in part.text for part in turn.parts)


_REPAIRS = ("rotate", "sharpen", "super_resolution", "perspective_correct")

SEARCH = (
    Stage(
        "look", ("crop", *_REPAIRS, "ocr", "visual_search"), 0, 6,
        "Find out what the picture shows: mend or crop it where that helps, read its text, search with it.",
    ),
    Stage(
        "read", ("text_search", "image_search", "visual_search", "visit", "fetch_image", "crop", "ocr"), 1, 14,
        "Follow the question from what the picture shows to what is asked for, one page after the other.",
    ),
    Stage("answer", (), 0, 1, "Say which findings the answer rests on, then give the final answer."),
)  # fmt: skip
"""Look, read, answer."""

UNIFY = (
    Stage(
        "text_search", ("text_search", "visit"), 1, 6,
        "Find out in text what is asked to be shown: what it is, what it looks like, what belongs to it.",
    ),
    Stage(
        "image_search", ("image_search", "fetch_image"), 1, 4,
        "Find pictures of it that could serve as references.",
    ),
    Stage(
        "judge", (), 0, 1,
        "Judge each picture found from 0 to 10: is it really what is meant, does it stand out, is it sharp, is it free "
        "of watermarks and of much text? Give for each its id, score and reason, then name the best two.",
    ),
    Stage(
        "recaption", (), 0, 1,
        "Write the final prompt for an image model as your final answer, in the language of the question: what is to "
        "be seen, which of the two pictures shows what, and what of them must be preserved.",
    ),
)  # fmt: skip
"""Unify-Agent: text, pictures, a judgement of each, a prompt that rests on them."""
