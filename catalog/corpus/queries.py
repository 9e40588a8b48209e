"""SQL over a corpus: DuckDB over its Parquet files, in memory where they are small.

    Queries(folder, 6_000).rows("SELECT title FROM facts WHERE relation = 'capital' AND key = ?", ["maseru"])

Views are those of `schemas.corpus.Corpus.sql`. A query reads this corpus and nothing else, and writes nothing: queries
come from records, which come from anywhere.
"""

import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from synthloom.schemas.errors import UserError

if TYPE_CHECKING:
    import duckdb

IN_MEMORY = 2_000_000
"""Facts up to which tables are loaded and indexed: about 1 GB."""
BATCH = 5_000
_PAGES = (
    "SELECT node, title, type, stratum, infobox, files, in_degree, excluded, said "
    "FROM read_parquet('{folder}/pages.parquet')"
)
_FACTS = "SELECT * FROM read_parquet('{folder}/facts_by_value.parquet')"
_LINKS = "SELECT * FROM read_parquet('{folder}/links.parquet')"
_ALIASES = "SELECT * FROM read_parquet('{folder}/aliases.parquet')"
_NAMED_LINKS = (
    "CREATE VIEW links AS SELECT source, target, s.title AS source_title, t.title AS target_title "
    "FROM internal.link_pairs JOIN pages s ON s.node = source JOIN pages t ON t.node = target"
)
_INDEXES = ("pages(title)", "facts(key)", "facts(node)", "aliases(key)", "aliases(node)")


class Queries:
    """One connection, opened at the first query; threads take turns."""

    def __init__(self, folder: Path, facts: int) -> None:
        self._folder, self._in_memory = folder.resolve(), facts < IN_MEMORY
        self._duck: duckdb.DuckDBPyConnection | None = None
        self._lock = threading.Lock()

    def rows(self, query: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """The rows of one SELECT. Raises `UserError` with DuckDB's own sentence."""
        import duckdb

        duck = self._opened()
        with self._lock:
            try:
                statements = duck.extract_statements(query)
                if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
                    raise UserError(f"a corpus is asked by one SELECT, not by {query[:200]!r}")
                return list(duck.execute(query, list(values)).fetchall())
            except duckdb.Error as error:
                raise UserError(f"DuckDB can't answer {query[:500]!r}: {error}") from error

    def stream(self, query: str) -> Iterator[tuple[Any, ...]]:
        """The rows of a query of our own, a batch at a time, on a cursor of its own."""
        with self._opened().cursor() as cursor:
            cursor.execute(query)
            while rows := cursor.fetchmany(BATCH):
                yield from rows

    def _opened(self) -> "duckdb.DuckDBPyConnection":
        with self._lock:
            if self._duck is None:
                self._duck = self._connect()
            return self._duck

    def _connect(self) -> "duckdb.DuckDBPyConnection":
        import duckdb

        # Workers ask side by side, so a small corpus gets one thread each.
        duck = duckdb.connect(config={"threads": 1} if self._in_memory else {"memory_limit": "4GB"})
        duck.execute("CREATE SCHEMA internal")
        kind = "TABLE" if self._in_memory else "VIEW"
        folder = str(self._folder).replace("'", "''")
        for name, select in (
            ("pages", _PAGES),
            ("facts", _FACTS),
            ("internal.link_pairs", _LINKS),
            ("aliases", _ALIASES),
        ):
            duck.execute(f"CREATE {kind} {name} AS {select.format(folder=folder)}")
        duck.execute(_NAMED_LINKS)
        if self._in_memory:
            for number, index in enumerate(_INDEXES):
                duck.execute(f"CREATE INDEX i{number} ON {index}")
        duck.execute(f"SET allowed_directories = ['{folder}']")
        duck.execute("SET enable_external_access = false")
        duck.execute("SET lock_configuration = true")
        return duck
