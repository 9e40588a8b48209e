"""Keys of all rows as a table in DuckDB, which spills to disk what doesn't fit in memory.

with opened(version) as duck: make_keys(duck, version, strong(rows), "keys")   # id, split, kind, key; each once
"""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from synthloom.catalog.contamination.keys import Keys
from synthloom.catalog.reader import readable
from synthloom.catalog.versions import Version

if TYPE_CHECKING:
    import duckdb

MEMORY = "2GB"


@contextmanager
def opened(version: Version) -> Iterator["duckdb.DuckDBPyConnection"]:
    """A database in memory. Raises `UserError` where a file of the version is damaged."""
    import duckdb

    spill = str(version.catalog / "work" / f"sort-{uuid.uuid4().hex}")
    damaged = (duckdb.IOException, duckdb.InvalidInputException)
    settings: dict[str, str | bool | int | float | list[str]] = {"temp_directory": spill, "memory_limit": MEMORY}
    with duckdb.connect(config=settings) as duck, readable(version, "", *damaged):
        yield duck


def make_keys(duck: "duckdb.DuckDBPyConnection", version: Version, keys: Keys, name: str) -> None:
    """A table of the version's keys by this name."""
    duck.execute(f"CREATE TABLE {name} (id VARCHAR, split VARCHAR, kind VARCHAR, key VARCHAR)")
    for kind, query in keys.items():
        duck.execute(
            f"INSERT INTO {name} SELECT DISTINCT id, split, ?, unnest({query}) FROM read_parquet(?)",
            [kind, version.files("data")],
        )
