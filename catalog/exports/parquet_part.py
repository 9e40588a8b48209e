"""Parquet as the Hub likes it: pages cut by content, text in snappy, pictures plain, types in `datasets`' words.

Pictures are compressed already, so their columns are stored as they are; pages cut by content let the Hub store again
only what changed between two versions; the page index lets its viewer read single rows.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from synthloom.catalog.exports.features import parquet_metadata

CHUNKING = {"min_chunk_size": 256 * 1024, "max_chunk_size": 1024 * 1024, "norm_level": 0}
LOT = 64
"""Rows that become Arrow together; the file's bytes don't depend on it."""


class RowGroup:
    """Rows gathered as Arrow, a few at a time: converted all at the end, 100 MB of pictures would be there twice."""

    def __init__(self, schema: pa.Schema) -> None:
        self.schema, self.rows = schema, 0
        self.lots: list[pa.RecordBatch] = []
        self.waiting: list[dict[str, Any]] = []

    def __len__(self) -> int:
        return self.rows

    def append(self, row: dict[str, Any]) -> None:
        """One row more."""
        self.waiting.append(row)
        self.rows += 1
        if len(self.waiting) >= LOT:
            self._pack()

    def table(self) -> pa.Table:
        """All of them."""
        self._pack()
        return pa.Table.from_batches(self.lots, self.schema)

    def _pack(self) -> None:
        self.lots.append(pa.RecordBatch.from_pylist(self.waiting, schema=self.schema))
        self.waiting = []


class ParquetPart:
    """A Parquet file being written."""

    def __init__(self, path: Path, schema: pa.Schema, staging: Path) -> None:
        self.schema, self.groups = schema.with_metadata(parquet_metadata(schema)), 0
        self.writer = pq.ParquetWriter(
            path, self.schema, use_content_defined_chunking=CHUNKING, write_page_index=True, **_column_options(schema)
        )

    def write(self, group: "RowGroup") -> None:
        """Append a row group."""
        self.writer.write_table(group.table(), row_group_size=len(group))
        self.groups += 1

    def close(self) -> None:
        """The file is whole."""
        self.writer.add_key_value_metadata({"content_defined_chunking": json.dumps(CHUNKING)})
        self.writer.close()


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
