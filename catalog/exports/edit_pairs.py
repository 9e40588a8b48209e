"""`edit_pairs`: one row per edit as plain Hugging Face Image columns, for diffusers' trainers and the Hub's viewer.

    {"input_image": <image>, "edit_prompt": "If there are two cubes, paint them blue …", "edited_image": <image>}

The column names are the defaults of diffusers' instruct-pix2pix trainer. Pictures are the store's bytes, untouched: a
re-encoded JPEG differs from itself, and in an edit pair the difference is the label.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from synthloom.catalog.exports.format import IMAGE, Written, has_edit


@dataclass(frozen=True)
class EditPairs:
    """Source picture, instruction, edited picture."""

    name: str = "edit_pairs"
    folder: str = "data/edit_pairs"
    splits: Mapping[str, str] = field(default_factory=lambda: {"train": "sft", "test": "test"})
    group_rows: int = 10_000
    loadable: bool = True

    def fits(self, rows: pa.Schema) -> bool:
        return has_edit(rows)

    def schema(self, rows: pa.Schema) -> pa.Schema:
        return pa.schema([("input_image", IMAGE), ("edit_prompt", pa.string()), ("edited_image", IMAGE)])

    def convert(self, row: dict[str, Any]) -> dict[str, Any]:
        return {
            "input_image": row["image"].embedded,
            "edit_prompt": row["instruction"],
            "edited_image": row["edited_image"].embedded,
        }

    def extras(self, files: Sequence[Written]) -> Mapping[str, bytes]:
        return {}
