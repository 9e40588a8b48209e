r"""`sft_sharegpt`: LLaMA-Factory's ShareGPT layout, in which a call is a turn that its template writes.

    {"id": "9c1f…", "conversations": [{"from": "human", "value": "img_1: <image>\nWhich …?"},
     {"from": "function_call", "value": "<think>\n…\n</think>\n\n{\"name\": \"crop\", \"arguments\": {…}}"},
     {"from": "observation", "value": "img_2: …\n<image>"}, …, {"from": "gpt", "value": "<think>…"}],
     "system": "…", "tools": "[{…}]", "images": [<image>, <image>]}

The template writes tools, calls and results in its model's own words. Of the 121 templates of 0.9.5 those of Qwen, GLM,
InternVL, Llama, Mistral and most others take a thought before a call as it is spelt here (116); those of Gemma 4, Kimi,
Seed and GPT-OSS stop with "Invalid JSON format in function message": give them `sft_flat`.

With `dialect`, calls stand inline in `gpt` turns, in any template: `opensearch_vl` gives the layout that OpenSearch-VL
publishes. There the template writes the tools too, so the dialect's list of them is taken out of `system`, and it sets
an observation in its own tags once more. `dataset_info.json` has the roles and columns of both.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple

import pyarrow as pa

from synthloom.catalog.dialects.known import named
from synthloom.catalog.exports.families import Family
from synthloom.catalog.exports.format import IMAGE, EmbedOrFiles, Written
from synthloom.catalog.exports.formats.exchanges import dialogue
from synthloom.catalog.exports.formats.llama_factory import registry
from synthloom.catalog.exports.formats.turns import Masked, conversation, embedded, tools_text

NATIVE = "native"
TURN = pa.struct([("from", pa.string()), ("value", pa.string())])
COLUMNS = {"messages": "conversations", "images": "images", "system": "system", "tools": "tools"}
TAGS = {
    "role_tag": "from", "content_tag": "value", "user_tag": "human", "assistant_tag": "gpt",
    "observation_tag": "observation", "function_tag": "function_call", "system_tag": "system",
}  # fmt: skip
_NO_TOOLS = re.compile(r"# Tools\n\n.*?<tools>\s*</tools>\s*", re.DOTALL)
"""A dialect's list of tools, empty because the trainer's template writes them."""


@dataclass(frozen=True)
class SftShareGpt(EmbedOrFiles):
    """Human, gpt, function_call and observation turns, with system prompt and tools beside them."""

    name: ClassVar[str] = "sft_sharegpt"
    folder: ClassVar[str] = "data/sft_sharegpt"
    serves: ClassVar[tuple[Family, ...]] = ("trajectory",)
    dialect: str = NATIVE
    masked: Masked = "cut"

    def schema(self, rows: pa.Schema) -> pa.Schema:
        columns = [("id", pa.string()), ("conversations", pa.list_(TURN)), ("system", pa.string())]
        mask = [("loss_mask", pa.list_(pa.int64()))] if self.masked == "carry" else []
        return pa.schema([*columns, ("tools", pa.string()), ("images", pa.list_(IMAGE)), *mask])

    def convert(self, row: dict[str, Any]) -> dict[str, Any]:
        told = _called(row, self.masked) if self.dialect == NATIVE else _inline(row, self.dialect, self.masked)
        return {
            "id": row["id"],
            "conversations": [{"from": who, "value": text} for who, text in told.turns],
            "system": told.system,
            "tools": tools_text(row),
            "images": embedded(row, told.images),
            **({"loss_mask": told.loss_mask} if self.masked == "carry" else {}),
        }

    def extras(self, files: Sequence[Written]) -> Mapping[str, bytes]:
        return registry(self.name, files, COLUMNS, TAGS)


class _Told(NamedTuple):
    """A conversation in ShareGPT's roles."""

    turns: list[tuple[str, str]]
    system: str
    images: Sequence[str]
    loss_mask: list[int]


def _called(row: Mapping[str, Any], masked: Masked) -> _Told:
    """Calls as turns of their own."""
    told = dialogue(row, masked)
    turns = [("human", told.asked)]
    for one in told.exchanges:
        turns.append(("function_call", one.think + one.call) if one.tool else ("gpt", one.think + one.said))
        turns.append(("observation" if one.tool else "human", one.result))
    return _Told(turns[:-1], told.system, told.images, told.loss_mask)


def _inline(row: Mapping[str, Any], dialect: str, masked: Masked) -> _Told:
    """Calls in a dialect's words."""
    told = conversation({**row, "tools": "[]"}, named(dialect), masked)
    asked, *rest = told.turns
    turns = [("gpt" if turn.role == "assistant" else "observation", turn.text) for turn in rest]
    return _Told([("human", asked.text), *turns], _NO_TOOLS.sub("", told.system), told.images, told.loss_mask)
