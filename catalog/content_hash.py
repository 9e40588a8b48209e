r"""The content hash: SHA-256 over a dataset's rows sorted by id, each as one line of canonical JSON.

    {"answer":"2","edited_image":"9a1c…","engine":"rules","id":"0b6d…","image":"3f2a…",…,"split":"sft"}

Keys are sorted at every depth, media stand as their hash, there are no spaces, text is UTF-8. DuckDB writes the JSON
and sorts, spilling to disk: 100,000 edit pairs take 0.8 s, Python's `to_pylist` and `json.dumps` 4 s
without the sorting. Its JSON is Python's but for the case of control characters (`\u001F`, not `\u001f`) and for floats
with an exponent.
"""

import hashlib
import uuid
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from synthloom.schemas.media import Media

BATCH = 10_000
LEAST_MEMORY, MOST_MEMORY = 256_000_000, 2_000_000_000
"""Bytes that DuckDB may take before it spills; its own limit is 80 % of the machine, which isn't ours alone. A million
rows of 200 bytes are sorted in 8.6 s within 256 MB, in 6.3 s within 2 GB."""
ROWS_IN_MEMORY = 100_000
"""So many rows must fit: with less than about 40,000 rows of 20 kB DuckDB fails instead of spilling."""


def content_hash(paths: Sequence[Path], schema: pa.Schema, spill: Path) -> tuple[str, int]:
    """The hash and the number of rows. Raises ValueError where an id occurs twice."""
    import duckdb

    digest, rows = hashlib.sha256(), 0
    last: str | None = None
    with duckdb.connect(
        config={"temp_directory": str(spill / f"sort-{uuid.uuid4().hex}"), "memory_limit": f"{_memory(paths)}B"}
    ) as duck:
        row = canonical_struct("r", list(schema))
        reader = duck.sql(
            f"SELECT id, to_json({row})::VARCHAR || chr(10) FROM read_parquet(?) r ORDER BY id",
            params=[[str(path) for path in paths]],
        ).to_arrow_reader(BATCH)
        for batch in reader:
            ids: list[str] = batch.column(0).to_pylist()
            for before, after in pairwise([last, *ids]):
                if before == after:
                    raise ValueError(f"two rows have the id {after!r}; a step made the same record twice")
            digest.update(_joined(batch.column(1)))
            rows, last = rows + len(ids), ids[-1]
    return digest.hexdigest(), rows


def _memory(paths: Sequence[Path]) -> int:
    """Bytes to sort these rows in: the same for any number of them, more where they are wide."""
    files = [pq.read_metadata(path) for path in paths]
    size: int = sum(file.row_group(group).total_byte_size for file in files for group in range(file.num_row_groups))
    rows: int = sum(file.num_rows for file in files)
    return min(LEAST_MEMORY + size * ROWS_IN_MEMORY // max(rows, 1), MOST_MEMORY)


def _joined(column: pa.Array) -> memoryview:
    """All texts of a column one behind the other, as Arrow holds them: no Python string is made."""
    texts = column.cast(pa.large_string())
    _, offsets, data = texts.buffers()
    ends = memoryview(offsets).cast("q")
    return memoryview(data)[ends[texts.offset] : ends[texts.offset + len(texts)]]


def is_media(kind: pa.DataType) -> bool:
    """Whether an Arrow type is that of a media field."""
    return bool(pa.types.is_struct(kind)) and {field.name for field in kind} == set(Media.model_fields)


def canonical_struct(value: str, fields: Sequence[pa.Field], depth: int = 0) -> str:
    """SQL for a struct with sorted keys."""
    ordered = sorted(fields, key=lambda field: field.name)
    parts = (f"{_quote(f.name)} := {_canonical(f'{value}.{_quote(f.name)}', f.type, depth)}" for f in ordered)
    return f"struct_pack({', '.join(parts)})"


def _canonical(value: str, kind: pa.DataType, depth: int) -> str:
    if is_media(kind):
        return f"{value}.hash"
    if pa.types.is_struct(kind):
        return f"CASE WHEN {value} IS NOT NULL THEN {canonical_struct(value, list(kind), depth)} END"
    if pa.types.is_list(kind):
        item = f"e{depth}"
        return f"list_transform({value}, lambda {item}: {_canonical(item, kind.value_type, depth + 1)})"
    if pa.types.is_map(kind):
        item = f"e{depth}"
        pair = f"struct_pack(k := {item}.key, v := {_canonical(f'{item}.value', kind.item_type, depth + 1)})"
        return f"map_from_entries(list_transform(list_sort(map_entries({value})), lambda {item}: {pair}))"
    return value


def _quote(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
