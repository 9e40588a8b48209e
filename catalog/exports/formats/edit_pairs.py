"""`edit_pairs`: one row per edit as plain Hugging Face Image columns, for diffusers' trainers and the Hub's viewer.

    {"input_image": <image>, "edit_prompt": "If there are two cubes, paint them blue …", "edited_image": <image>}

The column names are the defaults of diffusers' instruct-pix2pix trainer. Pictures are the store's bytes (but see
`as_seen`): a re-encoded JPEG differs from itself, and in an edit pair the difference is the label.
"""

from dataclasses import dataclass
from typing import Any, ClassVar

import pyarrow as pa

from synthloom.catalog.exports.families import Family
from synthloom.catalog.exports.format import IMAGE, EmbedOrFiles
from synthloom.catalog.exports.formats.as_seen import as_seen


@dataclass(frozen=True)
class EditPairs(EmbedOrFiles):
    """Source picture, instruction, edited picture."""

    name: ClassVar[str] = "edit_pairs"
    folder: ClassVar[str] = "data/edit_pairs"
    serves: ClassVar[tuple[Family, ...]] = ("edit_pair",)

    def schema(self, rows: pa.Schema) -> pa.Schema:
        return pa.schema([("input_image", IMAGE), ("edit_prompt", pa.string()), ("edited_image", IMAGE)])

    def convert(self, row: dict[str, Any]) -> dict[str, Any]:
        return {
            "input_image": as_seen(row["image"]).embedded,
            "edit_prompt": row["instruction"],
            "edited_image": as_seen(row["edited_image"]).embedded,
        }
