r"""`sft_flat`: a conversation per trajectory in plain text, which LLaMA-Factory, ms-swift and verl SFT read unchanged.

    {"id": "9c1f…", "messages": [{"role": "system", "content": "… # Tools …"}, {"role": "user", "content":
     "img_1: <image>\nWhich …?"}, {"role": "assistant", "content": "<think>…</think>\n<tool_call>…"}, …], "images": […]}

Tool use is flattened: schemas in the system turn, calls in the assistant's text, observations in user turns, in the
words of a dialect. That is the only way of writing it in which those trainers learn the same tokens. A row without
pictures has an empty list of them: verl takes the length of it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

import pyarrow as pa

from synthloom.catalog.exports.format import Written
from synthloom.catalog.exports.formats.flattened import Flattened
from synthloom.catalog.exports.formats.llama_factory import registry

MESSAGE = pa.struct([("role", pa.string()), ("content", pa.string())])


@dataclass(frozen=True)
class SftFlat(Flattened):
    """System, user and assistant turns as text."""

    name: ClassVar[str] = "sft_flat"
    folder: ClassVar[str] = "data/sft_flat"
    message: ClassVar[pa.DataType] = MESSAGE

    def content(self, text: str) -> str:
        return text

    def extras(self, files: Sequence[Written]) -> Mapping[str, bytes]:
        tags = {"role_tag": "role", "content_tag": "content", "user_tag": "user", "assistant_tag": "assistant"}
        tags |= {"system_tag": "system", "observation_tag": "tool", "function_tag": "function_call"}
        return registry(self.name, files, {"messages": "messages", "images": "images"}, tags)
