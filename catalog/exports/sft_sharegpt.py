r"""`sft_sharegpt`: LLaMA-Factory's ShareGPT layout as OpenSearch-VL publishes it, with calls inline in the gpt turns.

    {"id": "9c1f…", "conversations": [{"from": "human", "value": "img_1: <image>\nWhich …?"},
     {"from": "gpt", "value": "<think>…</think>\n<tool_call>…"}, {"from": "observation", "value": "…<image>…"}, …],
     "system": "…", "tools": "[{…}]", "images": [<image>, <image>]}

The roles and columns are those of OpenSearch-VL's `dataset_info.json`, which stands beside. The trainer's template
writes `tools` into the system prompt, so `system` doesn't. The other layout, in which a call is a turn of its own
(`function_call`), can't hold a thought in every template.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from synthloom.catalog.dialects.known import named
from synthloom.catalog.exports.format import IMAGE, Written, has_steps
from synthloom.catalog.exports.llama_factory import registry
from synthloom.catalog.exports.turns import Masked, conversation, embedded

TURN = pa.struct([("from", pa.string()), ("value", pa.string())])
COLUMNS = {"messages": "conversations", "images": "images", "system": "system", "tools": "tools"}
TAGS = {
    "role_tag": "from", "content_tag": "value", "user_tag": "human", "assistant_tag": "gpt",
    "observation_tag": "observation", "function_tag": "function_call", "system_tag": "system",
}  # fmt: skip
_NO_TOOLS = re.compile(r"# Tools\n\n.*?<tools>\s*</tools>\s*", re.DOTALL)
"""A dialect's list of tools, empty because the trainer's template writes them."""


@dataclass(frozen=True)
class SftShareGpt:
    """Human, gpt and observation turns, with system prompt and tools beside them."""

    name: str = "sft_sharegpt"
    folder: str = "data/sft_sharegpt/{split}"
    splits: Mapping[str, str] = field(default_factory=lambda: {"train": "sft", "test": "test"})
    group_rows: int = 10_000
    loadable: bool = True
    dialect: str = "opensearch_vl"
    masked: Masked = "cut"

    def fits(self, rows: pa.Schema) -> bool:
        return has_steps(rows)

    def schema(self, rows: pa.Schema) -> pa.Schema:
        columns = [("id", pa.string()), ("conversations", pa.list_(TURN)), ("system", pa.string())]
        mask = [("loss_mask", pa.list_(pa.int64()))] if self.masked == "carry" else []
        return pa.schema([*columns, ("tools", pa.string()), ("images", pa.list_(IMAGE)), *mask])

    def convert(self, row: dict[str, Any]) -> dict[str, Any]:
        told = conversation({**row, "tools": "[]"}, named(self.dialect), self.masked)
        turns = []
        for place, turn in enumerate(told.turns):
            who = "gpt" if turn.role == "assistant" else "observation" if place else "human"
            turns.append({"from": who, "value": turn.text})
        return {
            "id": row["id"],
            "conversations": turns,
            "system": _NO_TOOLS.sub("", told.system),
            "tools": row["tools"] or "[]",
            "images": embedded(row, told.images),
            **({"loss_mask": told.loss_mask} if self.masked == "carry" else {}),
        }

    def extras(self, files: Sequence[Written]) -> Mapping[str, bytes]:
        return registry(self.name, self.folder, files, COLUMNS, TAGS)
