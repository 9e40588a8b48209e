"""Shards at rest: what one step made of one piece of its input.

    work/classify-3f2a9c01d4/
      7be1….rows.parquet      kept records, and `_root`, the id of the source row each descends from
      7be1….verdicts.parquet  one row for every input record: kept or not, why, ids made, calls used, traceback
      7be1….done.json         counts; written last, by rename: without it the other two don't count

A shard's name is a hash of the step's configuration and of its input's bytes. So a second run finds finished work
by name, rows added to a source touch only the shards they fall into, and a changed step redoes itself and what
depends on it, nothing else.

Nothing here is flushed to the disk: the marker holds the files' hashes, and a shard whose bytes don't match after a
power cut is made again. What a version needs is made durable when it is committed.
"""

import hashlib
import json
import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from synthloom.catalog.tables import to_table
from synthloom.schemas.records import Record

ROOT = "_root"
VERDICTS = pa.schema(
    [
        pa.field("record_id", pa.string(), nullable=False),
        pa.field(ROOT, pa.string(), nullable=False),
        pa.field("kept", pa.bool_(), nullable=False),
        pa.field("reason", pa.string(), nullable=False),
        pa.field("score", pa.float64()),
        pa.field("detail", pa.string(), nullable=False),
        pa.field("made", pa.list_(pa.string()), nullable=False),
        pa.field("calls", pa.list_(pa.string()), nullable=False),
        pa.field("error", pa.string(), nullable=False),
        pa.field("pending", pa.bool_(), nullable=False),
    ]
)


@dataclass
class RowVerdict:
    """What a step said of one input record."""

    record_id: str
    root: str
    kept: bool
    reason: str = ""
    score: float | None = None
    detail: str = ""
    made: list[str] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    error: str = ""
    """The traceback, where the step failed; such a row is tried again on the next run."""
    pending: bool = False
    """Not tried, because the money was spent."""


@dataclass(frozen=True)
class Shard:
    """A finished shard: where it lies, what is in it, and the hash its successors are named by."""

    path: str
    """Without the endings; relative to the catalog."""
    hash: str
    verdicts_hash: str
    rows: int
    rejected: dict[str, int]
    kept: int
    errors: int
    pending: int
    calls: int
    seconds: float
    last_error: str = ""

    @property
    def taken(self) -> int:
        """Input rows."""
        return self.kept + sum(self.rejected.values()) + self.errors + self.pending

    def file(self, catalog: Path, kind: str) -> Path:
        """The file of a kind: `rows` or `verdicts`."""
        return catalog / f"{self.path}.{kind}.parquet"


def find(catalog: Path, path: str) -> Shard | None:
    """The shard of that name, if it was finished without errors and its bytes are what they were."""
    done = read_json(catalog / f"{path}.done.json")
    try:
        shard = Shard(**done)
        hashes = [_hash(shard.file(catalog, kind).read_bytes()) for kind in ("rows", "verdicts")]
    except (FileNotFoundError, TypeError):  # TypeError: no marker, or one of another release
        return None
    whole = hashes == [shard.hash, shard.verdicts_hash]
    return shard if whole and not shard.errors and not shard.pending else None


def read_table(path: Path, columns: list[str] | None = None) -> pa.Table:
    """A Parquet file as a table. `pq.read_table` does the same after 0.7 s of importing Arrow's datasets."""
    with pq.ParquetFile(path) as file:
        return file.read(columns)


def read_json(path: Path) -> Any:
    """What a JSON file holds; None where it isn't there or was cut by a power cut."""
    try:
        return json.loads(path.read_bytes())
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return None


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def write(
    catalog: Path,
    path: str,
    record_type: type[Record],
    records: Sequence[Record],
    roots: Sequence[str],
    verdicts: Sequence[RowVerdict],
    seconds: float,
) -> Shard:
    """Write a shard from records; see `write_tables`. Raises ValueError where two records share an id."""
    if len({record.id for record in records}) != len(records):
        raise ValueError(f"{path}: two records of one shard share an id; an id must tell its content apart")
    table = to_table(records, record_type).append_column(ROOT, pa.array(roots, pa.string()))
    rows = [{ROOT if key == "root" else key: value for key, value in vars(v).items()} for v in verdicts]
    return write_tables(catalog, path, table, pa.Table.from_pylist(rows, schema=VERDICTS), seconds)


def write_tables(catalog: Path, path: str, table: pa.Table, verdicts: pa.Table, seconds: float) -> Shard:
    """Write rows and verdicts, then the marker."""
    verdicts_digest = _write_parquet(verdicts, catalog / f"{path}.verdicts.parquet")
    digest = _write_parquet(table, catalog / f"{path}.rows.parquet")
    rejected: dict[str, int] = {}
    errors = kept = pending = calls = 0
    last_error = ""
    columns = (verdicts[name].to_pylist() for name in ("kept", "reason", "error", "detail", "pending", "calls"))
    for is_kept, reason, error, detail, is_pending, keys in zip(*columns, strict=True):
        calls += len(keys)
        if is_pending:
            pending += 1
        elif error:
            errors += 1
            last_error = detail
        elif is_kept:
            kept += 1
        else:
            rejected[reason] = rejected.get(reason, 0) + 1
    rejected = dict(sorted(rejected.items()))
    counts = (table.num_rows, rejected, kept, errors, pending, calls, round(seconds, 3), last_error)
    shard = Shard(path, digest, verdicts_digest, *counts)
    write_aside(catalog / f"{path}.done.json", json.dumps(asdict(shard)).encode())
    return shard


def _write_parquet(table: pa.Table, target: Path) -> str:
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression="zstd")
    data = sink.getvalue().to_pybytes()
    write_aside(target, data)
    return _hash(data)


def write_aside(target: Path, data: bytes) -> None:
    """Write a file whole or not at all: aside, then rename."""
    target.parent.mkdir(parents=True, exist_ok=True)
    aside = target.with_name(f"{target.name}.{uuid.uuid4().hex}.tmp")
    aside.write_bytes(data)
    aside.replace(target)
