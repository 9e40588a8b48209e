"""`parquet`: the rows whole, every field and the split, with pictures embedded.

    {"id": "0b6d…", "split": "sft", "image": <image 3f2a….png>, "question": …, "plan": {…}, "edited_image": <image>, …}

Pictures are embedded and not left as hashes, because away from the catalog a hash leads nowhere; nothing is lost, since
the name of each is its hash and its ending its type. A map is a list of name and value, since `datasets` has no maps.
One set of files per split, named as the catalog names them; rows that leak (`catalog/contamination`) are files of their
own, `left_out`, so nothing is lost and no split shares anything with another.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import pyarrow as pa

from synthloom.catalog.content_hash import is_media
from synthloom.catalog.exports.families import FAMILIES, Family
from synthloom.catalog.exports.format import IMAGE, Format, Named, Picture
from synthloom.catalog.splits import LEFT_OUT


@dataclass(frozen=True)
class WholeRows(Format):
    """Every field of every row."""

    name: ClassVar[str] = "parquet"
    folder: ClassVar[str] = "data/parquet"
    splits: ClassVar[Mapping[str, str]] = {"sft": "sft", "rl": "rl", "test": "test", LEFT_OUT: LEFT_OUT}
    serves: ClassVar[tuple[Family, ...]] = FAMILIES

    def schema(self, rows: pa.Schema) -> pa.Schema:
        return pa.schema([(field.name, _embedded_type(field.type)) for field in rows])

    def convert(self, row: dict[str, Any]) -> dict[str, Any]:
        return {name: _embedded(value) for name, value in row.items()}


def _embedded_type(kind: pa.DataType) -> pa.DataType:
    if is_media(kind):
        return IMAGE
    if pa.types.is_struct(kind):
        return pa.struct([(field.name, _embedded_type(field.type)) for field in kind])
    if pa.types.is_list(kind):
        return pa.list_(_embedded_type(kind.value_type))
    if pa.types.is_map(kind):
        return pa.list_(pa.struct([("name", kind.key_type), ("value", _embedded_type(kind.item_type))]))
    return kind


def _embedded(value: Any) -> Any:
    match value:
        case Picture():
            return value.embedded
        case Named():
            return [{"name": name, "value": _embedded(item)} for name, item in value.items()]
        case dict():
            return {name: _embedded(item) for name, item in value.items()}
        case list():
            return [_embedded(item) for item in value]
        case _:
            return value
