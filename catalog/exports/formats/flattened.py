"""A conversation of system, user and assistant turns in a dialect's words, which `sft_flat` and `sft_parts` both are.

They are the same rows, pictures and texts; only how a turn's text stands in its message is a format's own.
"""

from abc import abstractmethod
from dataclasses import dataclass
from typing import Any, ClassVar

import pyarrow as pa

from synthloom.catalog.dialects.known import named
from synthloom.catalog.exports.families import Family
from synthloom.catalog.exports.format import IMAGE, EmbedOrFiles
from synthloom.catalog.exports.formats.turns import Masked, conversation, embedded


@dataclass(frozen=True)
class Flattened(EmbedOrFiles):
    """Trajectories as `messages` and `images`, with `loss_mask` where masks are carried."""

    message: ClassVar[pa.DataType]
    serves: ClassVar[tuple[Family, ...]] = ("trajectory",)
    dialect: str = "hermes"
    masked: Masked = "cut"

    @abstractmethod
    def content(self, text: str) -> Any:
        """A turn's text, pictures as `<image>`, as it stands in its message."""

    def schema(self, rows: pa.Schema) -> pa.Schema:
        columns = [("id", pa.string()), ("messages", pa.list_(self.message)), ("images", pa.list_(IMAGE))]
        return pa.schema([*columns, *([("loss_mask", pa.list_(pa.int64()))] if self.masked == "carry" else [])])

    def convert(self, row: dict[str, Any]) -> dict[str, Any]:
        told = conversation(row, named(self.dialect), self.masked)
        messages = [{"role": role, "content": self.content(text)} for role, text in told.messages]
        mask = {"loss_mask": told.loss_mask} if self.masked == "carry" else {}
        return {"id": row["id"], "messages": messages, "images": embedded(row, told.images), **mask}
