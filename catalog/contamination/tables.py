"""Keys of all rows as a table in DuckDB, which spills to disk what doesn't fit in memory.

with opened(version) as duck: make_keys(duck, version, strong(rows), "keys")   # id, split, kind, key; each once
"""

import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

import pyarrow as pa

from synthloom.catalog.contamination.keys import Keys
from synthloom.catalog.reader import readable
from synthloom.catalog.versions import Version

if TYPE_CHECKING:
    import duckdb

Row = TypeVar("Row")
MEMORY = "2GB"
LOT = 10_000
"""Rows inserted together."""


@contextmanager
def opened(version: Version) -> Iterator["duckdb.DuckDBPyConnection"]:
    """A database in memory. Raises `UserError` where a file of the version is damaged."""
    import duckdb

    spill = str(version.catalog / "work" / f"sort-{uuid.uuid4().hex}")
    damaged = (duckdb.IOException, duckdb.InvalidInputException)
    settings: dict[str, str | bool | int | float | list[str]] = {"temp_directory": spill, "memory_limit": MEMORY}
    with duckdb.connect(config=settings) as duck, readable(version, "", *damaged):
        yield duck


def lots(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """The same, so many at a time as are inserted together."""
    waiting = iter(rows)
    while lot := list(islice(waiting, LOT)):
        yield lot


def insert(duck: "duckdb.DuckDBPyConnection", table: str, rows: Sequence[Sequence[str]]) -> None:
    """Append rows of texts to a table."""
    if rows:
        columns = [pa.array(column, pa.string()) for column in zip(*rows, strict=True)]
        duck.register("lot", pa.table(columns, names=[str(place) for place in range(len(columns))]))
        duck.execute(f"INSERT INTO {table} SELECT * FROM lot")
        duck.unregister("lot")


def make_keys(duck: "duckdb.DuckDBPyConnection", version: Version, keys: Keys, name: str) -> None:
    """A table of the version's keys by this name."""
    duck.execute(f"CREATE TABLE {name} (id VARCHAR, split VARCHAR, kind VARCHAR, key VARCHAR)")
    for kind, query in keys.items():
        duck.execute(
            f"INSERT INTO {name} SELECT DISTINCT id, split, ?, unnest({query}) FROM read_parquet(?)",
            [kind, version.files("data")],
        )
