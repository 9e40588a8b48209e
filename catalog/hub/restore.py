r"""Restore: whole rows of an export as rows of a catalog again, their pictures in the media store.

    {"image": {"bytes": b"\x89PNG…", "path": "3f2a….png"}, "images": [{"name": "img_1", "value": …}], …}
    → {"image": {"hash": "3f2a…", "mime": "image/png", "width": 512, "height": 512}, "images": {"img_1": …}, …}

Types are those of the record, never guessed from the file. A picture's bytes must be those it is named by.
"""

import hashlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from synthloom.catalog.content_hash import is_media
from synthloom.catalog.exports.formats.whole_rows import WholeRows
from synthloom.catalog.hub.manifests import AGAIN
from synthloom.catalog.media import LocalMedia
from synthloom.schemas.errors import UserError
from synthloom.schemas.media import BadImage

BATCH = 500
"""Rows in memory at once, and never of two row groups: those end at 100 MB, however many pictures a row has."""


def restored(path: Path, schema: pa.Schema, media: LocalMedia) -> Iterator[pa.Table]:
    """The rows of a file as tables of this schema. Raises `UserError` for what is damaged."""
    try:
        with pq.ParquetFile(path) as file:
            _check_columns(path, file.schema_arrow, schema)
            for batch in _batches(file, schema.names):
                known = _stored(path, batch, media)
                rows = [
                    {field.name: _restored(row[field.name], field, known) for field in schema}
                    for row in batch.to_pylist()
                ]
                yield pa.Table.from_pylist(rows, schema=schema)
    except (pa.ArrowInvalid, OSError) as error:
        raise UserError(f"{path} can't be read ({str(error).splitlines()[0][:200]}); {AGAIN}") from error


def _batches(file: pq.ParquetFile, columns: list[str]) -> Iterator[pa.RecordBatch]:
    for group in range(file.num_row_groups):
        yield from file.iter_batches(BATCH, row_groups=[group], columns=columns)


def _check_columns(path: Path, found: pa.Schema, schema: pa.Schema) -> None:
    wanted = WholeRows().schema(schema)
    odd = [
        field.name
        for field in wanted
        if found.get_field_index(field.name) < 0 or found.field(field.name).type != field.type
    ]
    odd += [name for name in found.names if name not in wanted.names]
    if odd:
        raise UserError(
            f"{path} has other columns than these rows have here ({', '.join(odd)}): another release of Synthloom "
            "wrote it; load it with that one"
        )


def _stored(path: Path, batch: pa.RecordBatch, media: LocalMedia) -> dict[str, dict[str, Any]]:
    """The batch's pictures by the names they have, as stored."""
    found = dict[str, bytes]()
    for column in batch.columns:
        for name, data in _pictures(column):
            found[name] = data
    with ThreadPoolExecutor() as pool:
        told = list(pool.map(lambda item: _put(path, item[0], item[1], media), found.items()))
    return dict(zip(found, told, strict=True))


def _put(path: Path, name: str, data: bytes, media: LocalMedia) -> dict[str, Any]:
    if hashlib.sha256(data or b"").hexdigest() != name.partition(".")[0]:
        raise UserError(f"{path} holds other bytes for picture {name} than it is named by; {AGAIN}")
    try:
        return media.put(data).model_dump()
    except BadImage as error:
        raise UserError(f"{path} holds a picture {name} that can't be opened ({error}); {AGAIN}") from error


def _pictures(column: pa.Array) -> Iterator[tuple[str, bytes]]:
    """Names and bytes of all pictures in a column, at any depth."""
    kind = column.type
    if pa.types.is_list(kind):
        yield from _pictures(column.flatten())
    elif pa.types.is_struct(kind) and {field.name for field in kind} == {"bytes", "path"}:
        yield from ((cell["path"] or "", cell["bytes"]) for cell in column.to_pylist() if cell is not None)
    elif pa.types.is_struct(kind):
        for inner in column.flatten():
            yield from _pictures(inner)


def _restored(value: Any, field: pa.Field, known: dict[str, dict[str, Any]]) -> Any:
    kind = field.type
    if value is None:
        if not field.nullable:
            raise UserError(f"a row has no {field.name}, which every row of its type has; {AGAIN}")
        return None
    if is_media(kind):
        return known[value["path"]]
    if pa.types.is_struct(kind):
        return {inner.name: _restored(value[inner.name], inner, known) for inner in kind}
    if pa.types.is_list(kind):
        return [_restored(item, kind.value_field, known) for item in value]
    if pa.types.is_map(kind):
        return [(item["name"], _restored(item["value"], kind.item_field, known)) for item in value]
    return value
