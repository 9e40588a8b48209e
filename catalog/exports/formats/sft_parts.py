r"""`sft_parts`: the rows of `sft_flat` with content as parts, which TRL's SFT and Unsloth read unchanged.

    {"id": "9c1f…", "messages": [{"role": "system", "content": [{"type": "text", "text": "… # Tools …"}]},
     {"role": "user", "content": [{"type": "text", "text": "img_1: "}, {"type": "image", "text": null},
      {"type": "text", "text": "\nWhich …?"}]}, …], "images": [<image>, …]}

TRL never looks for `<image>`, and the trainers of `sft_flat` never look into parts; put together by a chat template the
parts give the text of `sft_flat` again. A part has a type and a text only: a key `image` would be null in every other
part, and Qwen's templates print a picture wherever it is. Pictures stand in user turns, since TRL fills none in a
tool's.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

import pyarrow as pa

from synthloom.catalog.exports.formats.flattened import Flattened
from synthloom.catalog.exports.formats.turns import IMAGE_TAG

PART = pa.struct([("type", pa.string()), ("text", pa.string())])
MESSAGE = pa.struct([("role", pa.string()), ("content", pa.list_(PART))])


def parts(text: str) -> Iterator[dict[str, str | None]]:
    """A text as parts, nothing added or taken away at its `<image>`s."""
    for place, piece in enumerate(text.split(IMAGE_TAG)):
        if place:
            yield {"type": "image", "text": None}
        if piece:
            yield {"type": "text", "text": piece}


@dataclass(frozen=True)
class SftParts(Flattened):
    """System, user and assistant turns as parts."""

    name: ClassVar[str] = "sft_parts"
    folder: ClassVar[str] = "data/sft_parts"
    message: ClassVar[pa.DataType] = MESSAGE

    def content(self, text: str) -> list[dict[str, Any]]:
        return list(parts(text))
