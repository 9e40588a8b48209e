"""`bagel`: edit pairs as BAGEL's editing loader reads them, with the index it can't do without.

    {"image_list": [<bytes>, <bytes>], "instruction_list": [["If there are two cubes, paint them blue …"]]}
    bagel/parquet_info.json: {"bagel/train/train-00000-of-00001.parquet": {"num_row_groups": 44, "num_rows": 1390}}

`image_list` holds encoded bytes with no struct around them; `instruction_list` has, for each image after the first, a
list of wordings of which the loader draws one. A file whose path, exactly as the loader lists it, isn't in
parquet_info.json is skipped without a word, so the paths are those seen from the export's folder. Each split has its
own folder, because the loader takes every Parquet file of one. Workers share row groups out, so groups are small. The
loader opens pictures with Pillow alone, so they are as edits were made on.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import pyarrow as pa

from synthloom.catalog.exports.families import Family
from synthloom.catalog.exports.format import Format, Written
from synthloom.catalog.exports.formats.as_seen import as_seen


@dataclass(frozen=True)
class Bagel(Format):
    """Images and the instructions between them."""

    name: ClassVar[str] = "bagel"
    folder: ClassVar[str] = "bagel/{split}"
    serves: ClassVar[tuple[Family, ...]] = ("edit_pair",)
    group_rows: ClassVar[int] = 32
    loadable: ClassVar[bool] = False

    def schema(self, rows: pa.Schema) -> pa.Schema:
        return pa.schema([("image_list", pa.list_(pa.binary())), ("instruction_list", pa.list_(pa.list_(pa.string())))])

    def convert(self, row: dict[str, Any]) -> dict[str, Any]:
        images = [as_seen(row[name]).data for name in ("image", "edited_image")]
        return {"image_list": images, "instruction_list": [[row["instruction"]]]}

    def extras(self, files: Sequence[Written]) -> Mapping[str, bytes]:
        info = {file.path: {"num_row_groups": file.row_groups, "num_rows": file.rows} for file in files}
        return {"bagel/parquet_info.json": json.dumps(info, indent=1).encode()}
