r"""What a dialect of tool trajectories is: how turns and observations are written as text, and read again.

    HERMES.write_turn(Turn("Who made it?", "text_search", '{"queries": ["maker"]}'))
    → "<think>\nWho made it?\n</think>\n<tool_call>\n{"name": "text_search", "arguments": {…}}\n</tool_call>"
    HERMES.read_turn("<think>done</think><answer>Oslo</answer>") → Turn(thought="done", answer="Oslo")
    HERMES.read_turn("Let me think.") → Turn(thought="Let me think.", problem="there is no <tool_call> and no <answer>")

Whatever `write_turn` writes, `read_turn` reads back to the same thought, tool, arguments and answer; `read_turn` takes
any text at all and never raises. Each picture of an observation stands as `<image>`, the placeholder that trainers
count. A dialect's own tags inside a text are escaped (`tags.py`), so that they can't break the framing.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple, Protocol

from synthloom.catalog.trajectories.arguments import parse


class CannotSay(Exception):
    """A dialect has no words for something; the reason is a sentence about it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Turn(NamedTuple):
    """An agent's turn: a call, an answer, or neither."""

    thought: str
    tool: str = ""
    arguments: str = ""
    """JSON text of an object, in one line, its order kept."""
    answer: str | None = None
    problem: str = ""
    """Why neither call nor answer could be read."""

    def kind(self) -> Literal["answer", "call", "thought"]:
        """What it does. Raises `CannotSay` where it does two things at once, or calls nothing."""
        if self.answer is not None and (self.tool or self.arguments):
            raise CannotSay("a turn calls or answers, not both")
        if self.arguments and not self.tool:
            raise CannotSay("a call names no tool")
        return "answer" if self.answer is not None else "call" if self.tool else "thought"

    def given(self) -> dict[str, Any]:
        """The arguments of a call. Raises `CannotSay` where they are no object."""
        value = parse(self.arguments)
        if value is None:
            raise CannotSay(f"the arguments of {self.tool} are no JSON object")
        return value


class Seen(NamedTuple):
    """An observation: its text, and how many pictures came with it."""

    text: str
    pictures: int = 0


class Place(NamedTuple):
    """Where in a trajectory a turn stands: some dialects number turns, some mean the latest picture unnamed."""

    number: int = 1
    """The turn's, from 1."""
    picture: str = ""
    """The latest picture's short id."""


START = Place()


class WriteTurn(Protocol):
    """Writes a turn. Raises `CannotSay`."""

    def __call__(self, turn: Turn, place: Place = START) -> str: ...


class ReadTurn(Protocol):
    """Reads a turn of any text; never raises."""

    def __call__(self, text: str, place: Place = START) -> Turn: ...


class WriteObservation(Protocol):
    """Writes an observation. Raises `CannotSay`."""

    def __call__(self, seen: Seen, place: Place = START) -> str: ...


class ReadObservation(Protocol):
    """Reads an observation of any text; never raises."""

    def __call__(self, text: str, place: Place = START) -> Seen: ...


@dataclass(frozen=True)
class Dialect:
    """One way to write trajectories as text."""

    name: str
    used_by: tuple[str, ...]
    write_turn: WriteTurn
    read_turn: ReadTurn
    write_observation: WriteObservation
    read_observation: ReadObservation
    system: Callable[[Sequence[Mapping[str, Any]]], str]
    """Tool schemas as OpenAI's `tools` to what the system prompt says of tools, turns and answers."""
    tools: tuple[str, ...] | None = None
    """The only tools it can call, by our names; None: any."""
    references: str = "img_{n}"
    """How texts and arguments of a whole trajectory call picture n; single turns keep our `img_N`."""
    stop: tuple[str, ...] = ()
    """Where a model that speaks it must be stopped, or it goes on with the environment's part."""
