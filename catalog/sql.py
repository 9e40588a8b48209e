"""SQL: DuckDB over every dataset, version, verdict and call of a catalog.

    sql(catalog, 'SELECT category, count(*) AS n FROM "uni-edit" GROUP BY ALL') → [{"category": "count", "n": 231}, …]

Views: each dataset by its name is its newest version, `"name@2"` and `"name@tag"` are others; `versions`, `verdicts`,
`lineage`, `calls`, `runs`, `tags` span them all and tell dataset and version. A query reads this catalog and nothing
else, and writes nothing: only SELECT (and what DuckDB turns into it: FROM, SHOW, DESCRIBE, SUMMARIZE, WITH) is run.
"""

import json
import os
import socket
import tempfile
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from synthloom.catalog.call_log import all_calls
from synthloom.catalog.versions import Kind, Version, datasets, describe, list_versions
from synthloom.schemas.errors import UserError

if TYPE_CHECKING:
    import duckdb

SHARED_VIEWS = ("versions", "verdicts", "lineage", "calls", "runs", "tags")
TABLES = {
    "versions": "dataset VARCHAR, version BIGINT, rows BIGINT, content_hash VARCHAR, fingerprint VARCHAR, "
    "recipe VARCHAR, created TIMESTAMPTZ, parents VARCHAR[], tags VARCHAR[], cost DOUBLE, cost_per_row DOUBLE",
    "runs": "id VARCHAR, dataset VARCHAR, version BIGINT, status VARCHAR, error VARCHAR, recipe VARCHAR, "
    "fingerprint VARCHAR, started TIMESTAMPTZ, ended TIMESTAMPTZ, rows BIGINT, read BIGINT, kept BIGINT, "
    "rejected BIGINT, errors BIGINT, pending BIGINT, calls BIGINT, tokens_in BIGINT, "
    "tokens_out BIGINT, cost DOUBLE, cost_of_version DOUBLE, cost_per_row DOUBLE, seconds DOUBLE",
    "tags": "dataset VARCHAR, tag VARCHAR, version BIGINT",
}
STEP_TABLES: dict[Kind, str] = {
    "verdicts": "step VARCHAR, record_id VARCHAR, kept BOOLEAN, reason VARCHAR, score DOUBLE, detail VARCHAR",
    "lineage": "step VARCHAR, record_id VARCHAR, parents VARCHAR[]",
    "calls": "step VARCHAR, record_id VARCHAR, key VARCHAR",
}


def sql(catalog: Path, query: str) -> list[dict[str, Any]]:
    """The rows of a query as JSON-able objects. Raises `UserError` with DuckDB's own sentence."""
    import duckdb

    if not datasets(catalog):
        raise UserError(
            f"{catalog} holds no datasets to query; make one with `synthloom run`, or point --catalog at another"
        )
    # DuckDB spills here; its own default is a folder in the working directory.
    with tempfile.TemporaryDirectory() as spill, duckdb.connect(config={"temp_directory": spill}) as duck:
        with _as_user_error():
            statements = duck.extract_statements(query)
        if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
            raise UserError("this is not one SELECT; a catalog is read by SQL and written by runs alone")
        with _as_user_error():  # a damaged file of a version is found when its view is made
            _define(duck, catalog, query)
        duck.execute("SET TimeZone = 'UTC'")
        duck.execute(f"SET allowed_directories = [{_text(str(catalog.resolve() / 'datasets'))}]")
        duck.execute("SET enable_external_access = false")
        duck.execute("SET lock_configuration = true")
        with _as_user_error():
            cursor = duck.execute(query)
            names = _distinct([str(column[0]) for column in cursor.description or []])
            return [dict(zip(names, map(_jsonable, row), strict=True)) for row in cursor.fetchall()]


@contextmanager
def _as_user_error() -> Iterator[None]:
    import duckdb

    try:
        yield
    except duckdb.Error as error:
        raise UserError(f"DuckDB can't answer this: {error}") from error


def write_duckdb(catalog: Path) -> None:
    """Write `catalog.duckdb`: the same views, for any DuckDB. Derived and disposable; replaced whole.

    There `calls` has no prompts and replies, because DuckDB can't read SQLite without an extension.
    """
    import duckdb

    aside = catalog / f"catalog.duckdb.{uuid.uuid4().hex}.tmp"
    try:
        with duckdb.connect(str(aside)) as duck:
            _define(duck, catalog, query=None)
        os.replace(aside, catalog / "catalog.duckdb")
    finally:
        for left in (aside, aside.with_name(f"{aside.name}.wal")):
            left.unlink(missing_ok=True)


def _define(duck: "duckdb.DuckDBPyConnection", catalog: Path, query: str | None) -> None:
    """Make the views; of older versions and call texts only what the query names, because each costs opening files."""
    catalog = catalog.resolve()
    duck.execute("CREATE SCHEMA internal")
    versions = list_versions(catalog)
    newest = {version.dataset: version for version in versions}
    for version in versions:
        names = [version.name, *(f"{version.dataset}@{tag}" for tag in version.tags)]
        wanted = [name for name in names if query is not None and name in query]
        for name in wanted + ([version.dataset] if newest[version.dataset] is version else []):
            duck.execute(f"CREATE VIEW {_name(name)} AS SELECT * FROM {_parquet(version.files('data'))}")
    _fill(duck, "versions", TABLES["versions"], [list(describe(version).values()) for version in versions])
    _fill(duck, "tags", TABLES["tags"], [[v.dataset, tag, v.version] for v in versions for tag in v.tags])
    _fill(duck, "runs", TABLES["runs"], _runs(catalog, versions))
    for kind, columns in STEP_TABLES.items():
        _define_step_view(duck, versions, kind, columns, "internal.call_links" if kind == "calls" else kind)
    if query is not None and "calls" in query.lower():
        duck.register("_stored_calls", all_calls(catalog))
        duck.execute("CREATE TABLE internal.call_texts AS SELECT * FROM _stored_calls")
        duck.execute("CREATE VIEW calls AS SELECT * FROM internal.call_links LEFT JOIN internal.call_texts USING (key)")
    else:
        duck.execute("CREATE VIEW calls AS SELECT * FROM internal.call_links")


def _define_step_view(
    duck: "duckdb.DuckDBPyConnection", versions: list[Version], kind: Kind, columns: str, view: str
) -> None:
    """Every version's rows of a kind. Versions share files, so each file is read once and joined to its versions."""
    used = [(version.dataset, version.version, path) for version in versions for path in version.files(kind)]
    if not used:
        duck.execute(f"CREATE TABLE {view} (dataset VARCHAR, version BIGINT, {columns})")
        return
    _fill(duck, f"internal.{kind}_files", "dataset VARCHAR, version BIGINT, path VARCHAR", used)
    rows = _parquet(list(dict.fromkeys(path for _, _, path in used)), ", filename = true")
    duck.execute(
        f"CREATE VIEW {view} AS SELECT f.dataset, f.version, r.* EXCLUDE (filename) "
        f"FROM {rows} r JOIN internal.{kind}_files f ON f.path = r.filename"
    )


def _fill(duck: "duckdb.DuckDBPyConnection", table: str, columns: str, rows: Sequence[Sequence[Any]]) -> None:
    """Make a table of these rows; through Arrow, because `executemany` takes a millisecond a row."""
    duck.execute(f"CREATE TABLE {table} ({columns})")
    if rows:
        duck.register(
            "_rows", pa.table({str(place): list(column) for place, column in enumerate(zip(*rows, strict=True))})
        )
        duck.execute(f"INSERT INTO {table} SELECT * FROM _rows")
        duck.unregister("_rows")


def _runs(catalog: Path, versions: list[Version]) -> list[list[Any]]:
    """Runs by their own manifests, failed ones too; one whose manifest is gone, by the version it made."""
    runs = {
        str(version.run["id"]): {
            **describe(version),
            **version.run,
            "recipe": describe(version)["recipe"],
            "status": "committed",
        }
        for version in versions
        if "id" in version.run
    }
    for path in sorted((catalog / "runs").glob("*.json")):
        if run := _run_manifest(path):
            report = run.get("report", {})
            status = "killed" if _was_killed(run) else run.get("status", report.get("status"))
            runs[run["id"]] = {**run, **report, "status": status}
    names = [column.split()[0] for column in TABLES["runs"].split(", ")]
    return [[run.get(name) for name in names] for run in runs.values()]


def _run_manifest(path: Path) -> dict[str, Any]:
    """What a run tells of itself; nothing, where a power cut left the file empty or short."""
    try:
        run = json.loads(path.read_bytes())
    except ValueError:
        return {}
    return run if isinstance(run, dict) and "id" in run else {}


def _was_killed(run: dict[str, Any]) -> bool:
    """Whether a run that says it is running can't be: its process is gone. Of other hosts nobody knows."""
    pid = run.get("pid")
    if run.get("status") != "running" or run.get("host") != socket.gethostname() or not isinstance(pid, int):
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    except PermissionError:  # it lives and is somebody else's
        return False
    return False


def _parquet(paths: list[str], options: str = "") -> str:
    # Without union_by_name DuckDB takes the first file's columns and silently drops those only later files have.
    return f"read_parquet([{', '.join(map(_text, paths))}], union_by_name = true{options})"


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _name(value: str) -> str:
    return '"' + value.replace('"', '""') + '"'


def _distinct(names: list[str]) -> list[str]:
    """Column names with `_2`, `_3`, … behind those that repeat: an object can't hold one key twice."""
    taken: list[str] = []
    for name in names:
        candidates = (name if n == 1 else f"{name}_{n}" for n in range(1, len(names) + 2))
        taken.append(next(candidate for candidate in candidates if candidate not in taken))
    return taken


def _jsonable(value: Any) -> Any:
    match value:
        case float():
            return value if isfinite(value) else None
        case None | str() | int():
            return value
        case Decimal():
            return float(value)
        case datetime() | date() | time():
            return value.isoformat()
        case timedelta():
            return value.total_seconds()
        case bytes() | bytearray() | memoryview():
            return bytes(value).hex()
        case dict():
            return {str(key): _jsonable(item) for key, item in value.items()}
        case list() | tuple() | set():
            return [_jsonable(item) for item in value]
        case _:
            return str(value)
