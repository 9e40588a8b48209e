"""A model's turn read as a move and told back to it: native tool calls, or text in a dialect.

Native().read(Said("", (Called("x1", "crop", '{"image": "img_1"}'),), reasoning="too small"), …)
→ Move("too small", "crop", '{"image": "img_1"}')
Tagged(HERMES).read(Said("<think>It is Oslo.</think><answer>Oslo</answer>"), …) → Move("It is Oslo.", answer="Oslo")
Native().read(Said("Let me see."), …) → Move("Let me see.", problem="there is no call …", error="malformed")
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol

from synthloom.catalog.dialects.dialect import CannotSay, Dialect, Place, Seen, Turn
from synthloom.catalog.dialects.openai import OPENAI
from synthloom.catalog.trajectories.arguments import dump, parse
from synthloom.generators.rolling.loop import Move
from synthloom.generators.rolling.prompts import CANT_USE, neutral, result
from synthloom.schemas.steps import Called, Message, Said, Text
from synthloom.schemas.tools import Tool

_THINK = re.compile(r"\A\s*<think>(.*?)</think>", re.DOTALL)
_ANSWER = re.compile(r"<answer>(.*?)(?:</answer>|\Z)", re.DOTALL)
_ANSWER_LINE = re.compile(
    r"^[\s*_#]*(?:final\s+)?answer[\s*_]*:[\s*_]*(?P<answer>\S.*?)[\s*_]*\Z", re.IGNORECASE | re.MULTILINE
)
_CUT = "it was cut off at the length limit"


class Speech(Protocol):
    """How a model speaks in one rollout."""

    @property
    def dialect(self) -> Dialect | None:
        """None: native calls."""
        ...

    def read(self, said: Said, place: Place, must_answer: bool) -> Move:
        """The turn as a move."""
        ...

    def turn(self, said: Said, place: Place) -> Message:
        """The turn as the model sees it later."""
        ...

    def observation(self, turn: Message, text: str, place: Place) -> Message:
        """What came back for a turn."""
        ...


@dataclass(frozen=True)
class Native:
    """Calls by the server's own format; an answer in `<answer>`, or in a last line that begins with `Answer:`."""

    dialect: None = None

    def read(self, said: Said, place: Place, must_answer: bool) -> Move:
        thoughts, text = _split(said)
        answer, rest = _find_answer(text)
        thought = "\n\n".join(filter(None, (*thoughts, rest)))
        tokens = said.tokens_out or 0
        if said.finish == "length":
            return _unread(thought, _CUT, "", tokens)
        if answer and (must_answer or not said.calls):
            return Move(thought, answer=answer, tokens=tokens)
        if said.calls:  # of several, though one was asked for, only the first is ever made
            name, arguments = said.calls[0].name, said.calls[0].arguments
            return Move(thought, name, arguments, said=_message(thought, name, arguments), tokens=tokens)
        if must_answer and answer is None and rest:
            return Move("\n\n".join(thoughts), answer=rest, tokens=tokens)
        return _unread(thought, "there is no call and no <answer>", "", tokens)

    def turn(self, said: Said, place: Place) -> Message:
        calls = () if said.finish == "length" else said.calls[:1]
        # Nine letters and digits, as the strictest server wants ids; the server's own would change from run to run.
        told = tuple(Called(f"call{place.number - 1:05}", call.name, _object(call.arguments)) for call in calls)
        text = said.text or said.reasoning or ("" if told else "(nothing)")
        return Message("assistant", (Text(text),), told)

    def observation(self, turn: Message, text: str, place: Place) -> Message:
        if not turn.calls:
            return Message("user", (Text(text),))
        return Message("tool", (Text(result(text)),), call_id=turn.calls[0].id)


@dataclass(frozen=True)
class Tagged:
    """Text in a dialect, observations as the user's messages."""

    dialect: Dialect

    def read(self, said: Said, place: Place, must_answer: bool) -> Move:
        tokens = said.tokens_out or 0
        if said.finish == "length":
            return _unread("\n\n".join(filter(None, (said.reasoning, said.text))), _CUT, said.text, tokens)
        read = self.dialect.read_turn(said.text, place)
        thought = "\n\n".join(filter(None, (said.reasoning, read.thought)))
        raw = "" if self._would_write(read, place) == said.text.strip() else said.text
        if read.problem:
            return _unread(thought, read.problem, raw, tokens)
        if read.answer is not None and not read.answer.strip():
            return _unread(thought, "the answer is empty", raw, tokens)
        return Move(thought, read.tool, read.arguments, read.answer, raw=raw, said=said.text, tokens=tokens)

    def turn(self, said: Said, place: Place) -> Message:
        return Message("assistant", (Text(said.text or "(nothing)"),))

    def observation(self, turn: Message, text: str, place: Place) -> Message:
        return Message("user", (Text(self.dialect.write_observation(Seen(neutral(text)), place)),))

    def _would_write(self, turn: Turn, place: Place) -> str | None:
        try:
            return self.dialect.write_turn(turn, place).strip()
        except CannotSay:
            return None


def offered(speech: Speech, tools: Sequence[Tool]) -> list[Mapping[str, Any]]:
    """The schemas of those of the tools that can be called in a way of speaking."""
    only = speech.dialect.tools if speech.dialect else None
    return [_schema(tool) for tool in tools if only is None or tool.name in only]


@cache
def _schema(tool: Tool) -> Mapping[str, Any]:
    """Made once: pydantic takes a millisecond for each, which would be most of a turn's work."""
    return tool.schema()


def _unread(thought: str, problem: str, raw: str, tokens: int) -> Move:
    return Move(thought, problem=CANT_USE.format(problem=problem), error="malformed", raw=raw, tokens=tokens)


def _message(thought: str, name: str, arguments: str) -> str:
    """A native call as text; empty where its arguments can't be read."""
    try:
        return OPENAI.write_turn(Turn(thought, name, arguments))
    except CannotSay:
        return ""


def _split(said: Said) -> tuple[list[str], str]:
    """Thoughts given apart or in front, and the rest of the text."""
    found = _THINK.match(said.text)
    thoughts = [said.reasoning.strip(), found[1].strip() if found else ""]
    return [thought for thought in thoughts if thought], said.text[found.end() if found else 0 :].strip()


def _find_answer(text: str) -> tuple[str | None, str]:
    """The answer, None where there is none, and the text before it."""
    if tagged := list(_ANSWER.finditer(text)):
        return tagged[-1][1].strip(), text[: tagged[-1].start()].strip()
    if line := _ANSWER_LINE.search(text):
        return line["answer"], text[: line.start()].strip()
    return None, text


def _object(arguments: str) -> str:
    """Arguments that a server's chat template can parse, or the whole conversation would be refused."""
    told = arguments or "{}"
    return told if parse(told) is not None else dump({"unreadable": arguments})
