r"""`sft_openai`: OpenAI's messages with native tool calls, for ms-swift and as an interchange format.

    {"id": "9c1f…", "messages": [{"role": "user", "content": "img_1: <image>\nWhich …?", …},
     {"role": "assistant", "content": "<think>\n…\n</think>", "tool_calls": [{"id": "call_0", "type": "function",
      "function": {"name": "crop", "arguments": "{\"image\": \"img_1\", …}"}}], "weight": 1},
     {"role": "tool", "tool_call_id": "call_0", "content": "img_2: …"}, {"role": "user", "content": "img_2: <image>"},
     …], "tools": "[{…}]", "images": […]}

Arguments and schemas are JSON text: as Arrow structs all rows' keys would be joined and printed as nulls. Pictures
follow their result in a user turn, since OpenAI takes none in a tool's and several templates drop them there. `weight`
0 says that a turn isn't to be learned from, so the conversation goes on after it; from the fatal step on it ends.
LLaMA-Factory's `formatting: openai` drops the thought beside a call: give it `sft_flat` or `sft_sharegpt`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from synthloom.catalog.exports.format import IMAGE, LeftOut, Written, has_steps
from synthloom.catalog.exports.turns import IMAGE_TAG, embedded, plain, question, shown_steps, system_text
from synthloom.catalog.trajectories.arguments import parse

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
    ]
)


@dataclass(frozen=True)
class SftOpenAi:
    """Messages with tool calls."""

    name: str = "sft_openai"
    folder: str = "data/sft_openai/{split}"
    splits: Mapping[str, str] = field(default_factory=lambda: {"train": "sft", "test": "test"})
    group_rows: int = 10_000
    loadable: bool = True

    def fits(self, rows: pa.Schema) -> bool:
        return has_steps(rows)

    def schema(self, rows: pa.Schema) -> pa.Schema:
        columns = [("id", pa.string()), ("messages", pa.list_(MESSAGE)), ("tools", pa.string())]
        return pa.schema([*columns, ("images", pa.list_(IMAGE))])

    def convert(self, row: dict[str, Any]) -> dict[str, Any]:
        asked, images = question(row["messages"])
        system = system_text(row["messages"])
        messages: list[dict[str, Any]] = [{"role": "system", "content": system}] if system else []
        messages.append({"role": "user", "content": asked})
        shown = list(images)
        for step in shown_steps(row, "carry"):
            messages += _step(step, row)
            shown += step["images"]
        while messages and (messages[-1]["role"] != "assistant" or not messages[-1]["weight"]):
            dropped = messages.pop()
            shown = shown[: len(shown) - dropped["content"].count(IMAGE_TAG)]
        if not messages:
            raise LeftOut("nothing_to_learn", "its first turn is fatal or not to be learned from")
        return {"id": row["id"], "messages": messages, "tools": row["tools"] or None, "images": embedded(row, shown)}

    def extras(self, files: Sequence[Written]) -> Mapping[str, bytes]:
        return {}


def _step(step: Mapping[str, Any], row: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    thought = f"<think>\n{plain(step['thought'])}\n</think>" if step["thought"] else ""
    said: dict[str, Any] = {"role": "assistant", "content": thought, "weight": int(step["loss_mask"])}
    told = plain(step["observation"])
    # Some templates parse arguments, so what is no JSON object can't stand as a call.
    if step["tool"] and parse(step["arguments"]) is not None:
        name = f"call_{step['index']}"
        function = {"name": step["tool"], "arguments": plain(step["arguments"])}
        yield {**said, "tool_calls": [{"id": name, "type": "function", "function": function}]}
        yield {"role": "tool", "content": told, "tool_call_id": name}
    elif told:
        yield {**said, "content": "\n\n".join(text for text in (thought, plain(step["arguments"])) if text)}
        yield {"role": "user", "content": told}
    else:
        yield {**said, "content": "\n\n".join(text for text in (thought, plain(row["final_answer"])) if text)}
    if step["images"]:
        yield {"role": "user", "content": "\n".join(f"{name}: {IMAGE_TAG}" for name in step["images"])}
