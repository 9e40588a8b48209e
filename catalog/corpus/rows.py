"""Rows of a Parquet file by number, without reading the file: the row groups last used are kept.

    Rows(folder / "texts.parquet", 256).slice(1_000, 1_001)["text"] → one page's text, read with 255 others

A group read costs 1–10 ms, a row of a kept one some microseconds.
"""

import threading
from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq


class Rows:
    """A file whose row groups all have `group` rows but the last."""

    def __init__(self, path: Path, group: int, keep: int, columns: Sequence[str] | None = None) -> None:
        self._file = pq.ParquetFile(path, memory_map=True)
        self._columns = list(columns) if columns else self._file.schema_arrow.names
        self._group, self._keep = group, keep
        # `empty_table()` would import pandas, 0.4 s.
        self._empty = pa.Table.from_batches([], self._file.schema_arrow).select(self._columns)
        self._groups: OrderedDict[int, pa.Table] = OrderedDict()
        self._lock = threading.Lock()

    def slice(self, start: int, stop: int) -> pa.Table:
        """The rows from start up to stop."""
        if stop <= start:
            return self._empty
        first, last = start // self._group, (stop - 1) // self._group
        parts = [self._read(number) for number in range(first, last + 1)]
        table = parts[0] if len(parts) == 1 else pa.concat_tables(parts)
        return table.slice(start - first * self._group, stop - start)

    def _read(self, number: int) -> pa.Table:
        with self._lock:
            if number in self._groups:
                self._groups.move_to_end(number)
            else:
                read = self._file.read_row_group(number, self._columns, use_threads=False)
                self._groups[number] = read.combine_chunks()
                while len(self._groups) > self._keep:
                    self._groups.popitem(last=False)
            return self._groups[number]


class RowGroups:
    """Writes such a file: rows come in any lots, groups have the same size."""

    def __init__(self, path: Path, schema: pa.Schema, group: int) -> None:
        self._writer = pq.ParquetWriter(path, schema, compression="zstd")
        self._group, self._schema = group, schema
        self._held: list[pa.Table] = []
        self._rows = 0

    def add(self, table: pa.Table) -> None:
        """Add rows; whole groups are written."""
        self._held.append(table.select(self._schema.names).cast(self._schema))
        self._rows += table.num_rows
        if self._rows >= self._group:
            joined = pa.concat_tables(self._held)
            whole = self._rows // self._group * self._group
            self._writer.write_table(joined.slice(0, whole), row_group_size=self._group)
            self._held, self._rows = [joined.slice(whole)], self._rows - whole

    def close(self) -> None:
        """Write the rest."""
        if self._rows:
            self._writer.write_table(pa.concat_tables(self._held))
        self._writer.close()
