r"""`react`: lines that begin with `Thought:`, `Action:` and `Observation:` (ReAct, FireAct).

    Thought: The show is "American Dad!"\nAction: search[American Dad!]
    → Turn('The show is "American Dad!"', "search", '{"query": "American Dad!"}')
    Action: finish[Seth MacFarlane] → Turn("", answer="Seth MacFarlane")

`react_numbered` counts the turns (`Thought 1:`), `react_cot` thinks once and says `Answer:`. What stands in brackets is
the argument `query`; several arguments, or one of another name, stand there as JSON. Nothing but placeholders and
special tokens is escaped: a turn in which a line begins like the next part of it is refused.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from synthloom.catalog.dialects.dialect import START, CannotSay, Dialect, Place, Seen, Turn
from synthloom.catalog.dialects.observed import with_pictures, without_pictures
from synthloom.catalog.dialects.tags import escape, own, unescape
from synthloom.catalog.trajectories.arguments import dump, parse

_OWN = own(())
_THOUGHT = re.compile(r"Thought(?: \d+)?: ")
_NEXT = re.compile(r"(?:^|\n)(Action(?: \d+)?|Answer): ?")
_CALL = re.compile(r"([^\[\]\n]*)\[(.*)\]\s*", re.DOTALL)
_OBSERVED = re.compile(r"Observation(?: \d+)?: ")
_SYSTEM = """Solve the task by turns of three lines, Thought, Action and Observation; you write the first two:
Thought{n}: what you conclude from what you know so far
Action{n}: one of {tools}, or {finish}[answer] to end
An action has its argument in brackets, or all its arguments as a JSON object: tool[{{"name": "value"}}]."""


@dataclass(frozen=True)
class _Lines:
    """With or without numbers; `finish` ends it, and where it is empty a line `Answer:` does."""

    numbered: bool
    finish: str

    def dialect(self, name: str, used_by: tuple[str, ...]) -> Dialect:
        """The dialect."""
        seen = (self.write_observation, self.read_observation)
        stop = ("\nObservation",)
        return Dialect(name, used_by, self.write_turn, self.read_turn, *seen, self.system, stop=stop)

    def write_turn(self, turn: Turn, place: Place = START) -> str:
        """A turn as lines. Raises `CannotSay`."""
        lines = [self._label("Thought", place) + escape(turn.thought, _OWN)] if turn.thought else []
        if (kind := turn.kind()) == "answer":
            said = escape(turn.answer or "", _OWN)
            lines.append(f"{self._label('Action', place)}{self.finish}[{said}]" if self.finish else f"Answer: {said}")
        elif kind == "call":
            if _OWN.search(turn.tool):
                raise CannotSay(f"there is no way to call {turn.tool}")
            lines.append(f"{self._label('Action', place)}{turn.tool}[{escape(_argument(turn), _OWN)}]")
        text = "\n".join(lines)
        if self.read_turn(text, place)[:4] != turn[:4]:
            raise CannotSay("a line of it would read as another part of the turn")
        return text

    def read_turn(self, text: str, place: Place = START) -> Turn:
        """A turn of any text."""
        began = _THOUGHT.match(text)
        start = began.end() if began else 0
        found = _NEXT.search(text, start)
        thought = unescape(text[start : found.start() if found else len(text)], _OWN)
        if not found:
            return Turn(thought, problem="there is no line that begins with Action:")
        rest = text[found.end() :]
        return Turn(thought, answer=unescape(rest, _OWN)) if found[1] == "Answer" else _action(thought, rest)

    def write_observation(self, seen: Seen, place: Place = START) -> str:
        """An observation behind its label."""
        return self._label("Observation", place) + with_pictures(escape(seen.text, _OWN), seen.pictures)

    def read_observation(self, text: str, place: Place = START) -> Seen:
        """An observation of any text."""
        began = _OBSERVED.match(text)
        seen = without_pictures(text[began.end() :] if began else text)
        return Seen(unescape(seen.text, _OWN), seen.pictures)

    def system(self, tools: Sequence[Mapping[str, Any]]) -> str:
        """What the system prompt says of tools."""
        names = ", ".join(f"{tool['function']['name']}[…]" for tool in tools) or "no tool"
        return _SYSTEM.format(n=" N" if self.numbered else "", tools=names, finish=self.finish or "finish")

    def _label(self, part: str, place: Place) -> str:
        return f"{part} {place.number}: " if self.numbered else f"{part}: "


def _action(thought: str, text: str) -> Turn:
    call = _CALL.fullmatch(text)
    if not call:
        return Turn(thought, problem="an action has the form tool[argument]")
    tool, inside = call[1].strip(), unescape(call[2], _OWN)
    if tool.lower() == "finish":
        return Turn(thought, answer=inside)
    if not tool:
        return Turn(thought, problem="the action names no tool")
    given = parse(inside)
    return Turn(thought, tool, dump({"query": inside} if given is None else given))


def _argument(turn: Turn) -> str:
    given = turn.given()
    match given:
        case {"query": str() as query, **others} if not others and parse(query) is None:
            return query
    return dump(given)


REACT = _Lines(False, "finish").dialect("react", ("FireAct",))
REACT_NUMBERED = _Lines(True, "Finish").dialect("react_numbered", ("ReAct",))
REACT_COT = _Lines(False, "").dialect("react_cot", ("ReAct's prompts without actions",))
