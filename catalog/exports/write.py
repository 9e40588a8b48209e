"""Write: rows with their pictures into Parquet files as the Hub likes them, never holding more than one row group.

Media columns are stored plain and uncompressed (pictures are compressed already), text in snappy; row groups end at
100 MB, files at 500 MB; pages are cut by content, so that the Hub stores again only what changed between two versions.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from synthloom.catalog.content_hash import is_media
from synthloom.catalog.exports.features import parquet_metadata
from synthloom.catalog.exports.format import MEGABYTE, Format, LeftOut, Named, Picture, Written
from synthloom.catalog.reader import batches
from synthloom.catalog.versions import Version
from synthloom.schemas.errors import UserError
from synthloom.schemas.media import Media

GROUP_BYTES = 100 * MEGABYTE
FILE_BYTES = 500 * MEGABYTE
CHUNKING = {"min_chunk_size": 256 * 1024, "max_chunk_size": 1024 * 1024, "norm_level": 0}


def write_split(
    version: Version, form: Format, rows: pa.Schema, split: str, staging: Path
) -> tuple[list[Written], dict[str, int]]:
    """Write one split of a format below the staging folder: the files, and rows it can't hold by reason."""
    folder = form.folder.format(split=split)
    (staging / folder).mkdir(parents=True, exist_ok=True)
    schema = form.schema(rows).with_metadata(parquet_metadata(form.schema(rows)))
    parts: list[_Part] = []
    left_out = Counter[str]()
    for group, group_bytes in _groups(version, form, split, left_out):
        if not parts or parts[-1].size + group_bytes > FILE_BYTES:
            if parts:
                parts[-1].close()
            parts.append(_Part(staging / folder / f"{len(parts)}.part", schema))
        parts[-1].write(group, group_bytes)
    if parts:
        parts[-1].close()
    names = [f"{folder}/{split}-{number:05}-of-{len(parts):05}.parquet" for number in range(len(parts))]
    files = [part.finish(staging, name, split) for part, name in zip(parts, names, strict=True)]
    return files, dict(sorted(left_out.items()))


class _Part:
    """A Parquet file being written; how many there will be, and so its name, is known after the last."""

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        self.path, self.schema, self.size, self.rows, self.groups = path, schema, 0, 0, 0
        self.writer = pq.ParquetWriter(
            path, schema, use_content_defined_chunking=CHUNKING, write_page_index=True, **_column_options(schema)
        )

    def write(self, group: list[dict[str, Any]], group_bytes: int) -> None:
        table = pa.Table.from_pylist(group, schema=self.schema)
        group.clear()  # the pictures are in the table now, and twice 100 MB is enough
        self.writer.write_table(table, row_group_size=table.num_rows)
        self.size, self.rows, self.groups = self.size + group_bytes, self.rows + table.num_rows, self.groups + 1

    def close(self) -> None:
        self.writer.add_key_value_metadata({"content_defined_chunking": json.dumps(CHUNKING)})
        self.writer.close()

    def finish(self, staging: Path, name: str, split: str) -> Written:
        target = self.path.rename(staging / name)
        with target.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        return Written(name, split, self.rows, target.stat().st_size, self.groups, digest)


def _pictured(version: Version, split: str) -> Iterator[tuple[dict[str, Any], int]]:
    """The split's rows with media as `Picture`, and the bytes of their pictures."""
    for batch in batches(version):
        table = pa.Table.from_batches([batch])
        table = table.filter(pc.equal(table["split"], split))
        for row in table.to_pylist():
            pictures: list[Picture] = []
            full = {
                f.name: _with_pictures(version.catalog, row["id"], row[f.name], f.type, pictures) for f in table.schema
            }
            yield full, sum(len(picture.data) for picture in pictures)


def _with_pictures(catalog: Path, row_id: str, value: Any, kind: pa.DataType, found: list[Picture]) -> Any:
    if value is None:
        return None
    if is_media(kind):
        found.append(_read(catalog, row_id, Media(**value)))
        return found[-1]
    if pa.types.is_struct(kind):
        return {f.name: _with_pictures(catalog, row_id, value[f.name], f.type, found) for f in kind}
    if pa.types.is_list(kind):
        return [_with_pictures(catalog, row_id, item, kind.value_type, found) for item in value]
    if pa.types.is_map(kind):
        return Named((name, _with_pictures(catalog, row_id, item, kind.item_type, found)) for name, item in value)
    return value


def _read(catalog: Path, row_id: str, media: Media) -> Picture:
    path = catalog / media.path
    data = path.read_bytes() if path.exists() else b""
    if hashlib.sha256(data).hexdigest() != media.hash:
        state = "doesn't hold the bytes it is named by" if data else "is missing"
        raise UserError(
            f"row {row_id} can't be exported: {media.path} {state}; put the file back, or run the recipe again"
        )
    return Picture(data, path.name)


def _groups(
    version: Version, form: Format, split: str, left_out: Counter[str]
) -> Iterator[tuple[list[dict[str, Any]], int]]:
    """Row groups: the format's rows, and the bytes of their pictures; rows it can't hold are counted."""
    group: list[dict[str, Any]] = []
    size = 0
    for row, row_bytes in _pictured(version, form.splits[split]):
        if group and (size + row_bytes > GROUP_BYTES or len(group) >= form.group_rows):
            yield group, size
            group, size = [], 0
        try:
            group.append(form.convert(row))
        except LeftOut as reason:
            left_out[reason.reason] += 1
            continue
        size += row_bytes
    if group:
        yield group, size


def _column_options(schema: pa.Schema) -> Mapping[str, Any]:
    leaves = [leaf for field in schema for leaf in _leaves(field.name, field.type)]
    media = [path for path, kind in leaves if pa.types.is_binary(kind)]
    return {
        "compression": {path: "none" if path in media else "snappy" for path, _ in leaves},
        "use_dictionary": [path for path, _ in leaves if path not in media],
        "column_encoding": dict.fromkeys(media, "PLAIN"),
    }


def _leaves(path: str, kind: pa.DataType) -> Iterator[tuple[str, pa.DataType]]:
    if pa.types.is_struct(kind):
        for field in kind:
            yield from _leaves(f"{path}.{field.name}", field.type)
    elif pa.types.is_list(kind):
        yield from _leaves(f"{path}.list.element", kind.value_type)
    else:
        yield path, kind
