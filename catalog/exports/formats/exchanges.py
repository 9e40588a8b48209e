r"""A trajectory step by step, for formats in which a call is no text of a dialect but a thing of its own.

    dialogue(row, "carry") → Dialogue(system="You answer …", asked="img_1: <image>\nWhich …?", shown=("img_1",),
    exchanges=(Exchange(thought="A closer look.", tool="crop", arguments="{…}", seen="img_2: …", images=("img_2",)),
    …, Exchange(thought="It says 1869.", said="Maseru")))

The trainer's chat template then writes calls, results and tools in its model's own words. Thoughts are `<think>` blocks
as Qwen's templates set them, two newlines after the closing tag: LLaMA-Factory takes a block spelt otherwise for a
broken call and stops. Calls are parsed and printed again there, so what must not stand in a text is made harmless in a
way that survives it (`&lt;image>`, not JSON's `\u003c`).
"""

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple

import pyarrow as pa

from synthloom.catalog.dialects.observed import with_pictures
from synthloom.catalog.dialects.tags import escape, own
from synthloom.catalog.exports.families import Family
from synthloom.catalog.exports.format import IMAGE, EmbedOrFiles, LeftOut
from synthloom.catalog.exports.formats.turns import (
    IMAGE_TAG,
    Masked,
    embedded,
    plain,
    question,
    refuse_not_right,
    shown_steps,
    system_text,
    tools_text,
)
from synthloom.catalog.trajectories.arguments import dump, one_line

_FRAMING = own(("think", "tool_call", "tool_response"))
"""What templates of Qwen's family set thoughts, calls and results in."""


class Exchange(NamedTuple):
    """What the agent did in a step, and what came back."""

    thought: str
    tool: str = ""
    """Empty where it called nothing that can be read."""
    arguments: str = ""
    """A JSON object in one line."""
    said: str = ""
    """Where it called nothing: the answer, or what stood in place of a call."""
    seen: str = ""
    images: tuple[str, ...] = ()
    """Short ids of the pictures that came back."""
    learned: bool = True

    @property
    def think(self) -> str:
        """The thought as a block; empty without one."""
        return f"<think>\n{self.thought}\n</think>\n\n" if self.thought else ""

    @property
    def call(self) -> str:
        """The call as JSON text."""
        return f'{{"name": {_quoted(dump(self.tool))}, "arguments": {self.arguments}}}'

    @property
    def result(self) -> str:
        """What came back, pictures too, as dialects write it."""
        return with_pictures(self.seen, len(self.images))


@dataclass(frozen=True)
class Dialogue:
    """A trajectory as a question and exchanges; the last is learned from, and nothing came back."""

    system: str
    asked: str
    shown: tuple[str, ...]
    """Short ids of the question's pictures."""
    exchanges: tuple[Exchange, ...]

    @property
    def images(self) -> tuple[str, ...]:
        """Short ids of the pictures shown, one for each `<image>`."""
        return (*self.shown, *(name for one in self.exchanges for name in one.images))

    @property
    def loss_mask(self) -> list[int]:
        """For each exchange 1 where it is to be learned from, else 0."""
        return [int(one.learned) for one in self.exchanges]


@dataclass(frozen=True)
class WithCalls(EmbedOrFiles):
    """A format whose messages have calls, results and masks in them, with the tools beside."""

    message: ClassVar[pa.DataType]
    serves: ClassVar[tuple[Family, ...]] = ("trajectory",)

    @abstractmethod
    def messages(self, told: Dialogue) -> list[dict[str, Any]]:
        """The conversation in the format's own messages."""

    def schema(self, rows: pa.Schema) -> pa.Schema:
        columns = [("id", pa.string()), ("messages", pa.list_(self.message)), ("tools", pa.string())]
        return pa.schema([*columns, ("images", pa.list_(IMAGE))])

    def convert(self, row: dict[str, Any]) -> dict[str, Any]:
        told = dialogue(row, "carry")
        images = embedded(row, told.images)
        return {"id": row["id"], "messages": self.messages(told), "tools": tools_text(row), "images": images}


def dialogue(row: Mapping[str, Any], masked: Masked) -> Dialogue:
    """A trajectory's row as far as it is shown. Raises `LeftOut` where nothing of it can be learned from."""
    refuse_not_right(row)
    steps = shown_steps(row, masked)
    exchanges = [_exchange(step, row, last=place == len(row["steps"]) - 1) for place, step in enumerate(steps)]
    while exchanges and not exchanges[-1].learned:
        exchanges.pop()
    if not exchanges:
        raise LeftOut("nothing_to_learn", "its first turns are fatal or not to be learned from")
    exchanges[-1] = exchanges[-1]._replace(seen="", images=())
    asked, shown = question(row["messages"])
    if row["mode"] == "imported":  # its prompt tells of tags that a template doesn't use
        asked = f"{IMAGE_TAG}\n" * len(shown) + plain(row["question"])
    return Dialogue(system_text(row["messages"]), asked, shown, tuple(exchanges))


def _exchange(step: Mapping[str, Any], row: Mapping[str, Any], last: bool) -> Exchange:
    thought, seen, images = _quoted(step["thought"]), _quoted(step["observation"]), tuple(step["images"])
    arguments = one_line(step["arguments"])
    # Templates parse a call, so what is no JSON object can't stand as one.
    if step["tool"] and arguments is not None:
        called = Exchange(thought, step["tool"], _quoted(arguments), "", seen, images)
        return called._replace(learned=step["loss_mask"])
    answers = last and not (step["observation"] or images)
    said = _quoted(row["final_answer"] if answers else step["arguments"])
    return Exchange(thought, said=said, seen=seen, images=images, learned=step["loss_mask"] and bool(thought or said))


def _quoted(text: str) -> str:
    """A text, or JSON text, without words that templates and trainers take for their own."""
    return escape(text, _FRAMING)
