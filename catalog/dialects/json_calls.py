r"""The family of dialects that call tools by JSON in `<tool_call>`; they differ in how replies and answers are tagged.

<think>
Who made it?
</think>
<tool_call>
{"name": "text_search", "arguments": {"queries": ["maker of the Comet"]}}
</tool_call>

Any tool can be called. Own tags inside arguments are escaped the way JSON does it (`\u003c`).
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from synthloom.catalog.dialects.dialect import START, CannotSay, Dialect, Place, Turn
from synthloom.catalog.dialects.observed import observations
from synthloom.catalog.dialects.tags import Frame, escape_json, pad, unpad
from synthloom.catalog.trajectories.arguments import dump, parse

CALL = "tool_call"
BY = "\n"
_SYSTEM = """# Tools

You may call tools. Their signatures, one JSON object a line:
<tools>
{signatures}
</tools>

In every turn, first think inside <think></think>, then either call one tool:
<tool_call>
{{"name": <tool name>, "arguments": <arguments as a JSON object>}}
</tool_call>
and wait for what comes back inside <{reply}></{reply}>, or give the final answer:
<{answer}>
<answer itself>
</{answer}>"""


@dataclass(frozen=True)
class JsonCalls:
    """The tags of one of them."""

    reply: str
    answer: str

    @cached_property
    def frame(self) -> Frame:
        """Its tags as blocks."""
        return Frame("think", (CALL, self.answer), (self.reply,))

    def dialect(self, name: str, used_by: tuple[str, ...], references: str = "img_{n}") -> Dialect:
        """The dialect; `references` is how it calls pictures."""
        seen = observations(self.frame.own, self.reply, BY)
        stop = (f"<{self.reply}>",)
        turns = (self.write_turn, self.read_turn)
        return Dialect(name, used_by, *turns, *seen, self.system, references=references, stop=stop)

    def write_turn(self, turn: Turn, place: Place = START) -> str:
        """A turn as text. Raises `CannotSay`."""
        if (kind := turn.kind()) == "thought":
            return self.frame.write(turn.thought)
        if kind == "answer":
            return self.frame.write(turn.thought, self.answer, pad(self.frame.escape(turn.answer or ""), BY))
        if not turn.tool.strip():
            raise CannotSay("a call names no tool")
        call = dump({"name": turn.tool, "arguments": turn.given()})
        return self.frame.write(turn.thought, CALL, f"\n{escape_json(call, self.frame.own)}\n")

    def read_turn(self, text: str, place: Place = START) -> Turn:
        """A turn of any text."""
        split = self.frame.split(text)
        if split.problem:
            return Turn(split.thought, problem=split.problem)
        if split.tag == self.answer:
            return Turn(split.thought, answer=self.frame.unescape(unpad(split.inside)))
        return _call(split.thought, split.inside)

    def system(self, tools: Sequence[Mapping[str, Any]]) -> str:
        """What the system prompt says of tools."""
        signatures = "\n".join(json.dumps(tool, ensure_ascii=False) for tool in tools)
        return _SYSTEM.format(signatures=signatures, reply=self.reply, answer=self.answer)


def _call(thought: str, inside: str) -> Turn:
    call = parse(inside)
    if call is None:
        return Turn(thought, problem=f"what stands in <{CALL}> is no JSON object")
    tool, given = call.get("name"), call.get("arguments", {})
    if not isinstance(tool, str) or not tool.strip():
        return Turn(thought, problem=f"the JSON in <{CALL}> has no name")
    arguments = parse(given) if isinstance(given, str) else given
    if not isinstance(arguments, dict):
        return Turn(thought, problem="the arguments are no JSON object")
    return Turn(thought, tool, dump(arguments))
