r"""`sft_openai`: OpenAI's messages with native tool calls, an interchange format.

    {"id": "9c1f…", "messages": [{"role": "user", "content": "img_1: <image>\nWhich …?", …},
     {"role": "assistant", "content": "<think>\n…\n</think>\n\n", "tool_calls": [{"id": "call_0", "type": "function",
      "function": {"name": "crop", "arguments": "{\"image\": \"img_1\", …}"}}], "weight": 1},
     {"role": "tool", "tool_call_id": "call_0", "content": "img_2: …"}, {"role": "user", "content": "img_2: <image>"},
     …], "tools": "[{…}]", "images": […]}

Arguments and schemas are JSON text: as Arrow structs all rows' keys would be joined and printed as nulls. Pictures
follow their result in a user turn, since OpenAI takes none in a tool's and several templates drop them there. `weight`
0, and `loss` false for ms-swift, says that a turn isn't to be learned from, so the conversation goes on after it; from
the fatal step on it ends. Trainers have layouts of their own: LLaMA-Factory's `formatting: openai` drops the thought
beside a call (`sft_sharegpt` keeps it), and ms-swift drops a row in which a user turn follows a tool's (`sft_swift`).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

import pyarrow as pa

from synthloom.catalog.exports.formats.exchanges import Dialogue, Exchange, WithCalls
from synthloom.catalog.exports.formats.turns import IMAGE_TAG

CALL = pa.struct(
    [
        ("id", pa.string()),
        ("type", pa.string()),
        ("function", pa.struct([("name", pa.string()), ("arguments", pa.string())])),
    ]
)
MESSAGE = pa.struct(
    [
        ("role", pa.string()),
        ("content", pa.string()),
        ("tool_calls", pa.list_(CALL)),
        ("tool_call_id", pa.string()),
        ("weight", pa.int64()),
        ("loss", pa.bool_()),
    ]
)


@dataclass(frozen=True)
class SftOpenAi(WithCalls):
    """Messages with tool calls."""

    name: ClassVar[str] = "sft_openai"
    folder: ClassVar[str] = "data/sft_openai"
    message: ClassVar[pa.DataType] = MESSAGE

    def messages(self, told: Dialogue) -> list[dict[str, Any]]:
        messages: list[dict[str, Any]] = [{"role": "system", "content": told.system}] if told.system else []
        messages.append({"role": "user", "content": told.asked})
        for place, one in enumerate(told.exchanges):
            messages += _messages(one, f"call_{place}", last=one is told.exchanges[-1])
        return messages


def _messages(one: Exchange, name: str, last: bool) -> Iterator[dict[str, Any]]:
    """What the agent did, then what came back."""
    said: dict[str, Any] = {"role": "assistant", "content": one.think + one.said, "weight": int(one.learned)}
    said["loss"] = None if one.learned else False
    if one.tool:
        function = {"name": one.tool, "arguments": one.arguments}
        said["tool_calls"] = [{"id": name, "type": "function", "function": function}]
    yield said
    if last:
        return
    if not one.tool:
        yield {"role": "user", "content": one.result}
        return
    yield {"role": "tool", "content": one.seen, "tool_call_id": name}
    if one.images:
        yield {"role": "user", "content": "\n".join(f"{picture}: {IMAGE_TAG}" for picture in one.images)}
