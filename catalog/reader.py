"""Rows of a version as `show` prints them, and one row whole: content, verdicts, lineage, prompts and replies.

next(rows(version)) → {"id": "0b6d…", "group_id": …, "split": "sft", …,
"image": {"hash": "3f2a…", …, "path": "media/3f/3f2a….png"}}
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from synthloom.catalog.call_log import read_calls
from synthloom.catalog.content_hash import is_media
from synthloom.catalog.versions import Kind, Version
from synthloom.schemas.errors import UserError
from synthloom.schemas.media import Media

if TYPE_CHECKING:
    import duckdb

BATCH = 1_000
FIRST = ("id", "group_id", "split")


def batches(version: Version) -> Iterator[pa.RecordBatch]:
    """The rows as Arrow batches, in the order they were committed in. Raises `UserError` where a file is damaged."""
    for path in version.files("data"):
        with readable(version, path), pq.ParquetFile(Path(path)) as file:
            yield from file.iter_batches(BATCH)


def row_schema(version: Version) -> pa.Schema:
    """The columns of the rows. Raises `UserError` where the first file is damaged."""
    path = version.files("data")[0]
    with readable(version, path):
        return pq.read_schema(path)


@contextmanager
def readable(version: Version, path: str = "", *errors: type[Exception]) -> Iterator[None]:
    """Turns what Arrow, or another reader by its errors, says of a damaged or missing file into a sentence."""
    try:
        yield
    except (pa.ArrowInvalid, OSError, *errors) as error:
        told = str(error).splitlines()[0][:300]
        raise UserError(
            f"{path or 'a file'} of {version.name} can't be read ({told}); put the file back, or run the recipe again; "
            f"`synthloom verify {version.name}` tells all that is damaged"
        ) from error


def rows(version: Version, limit: int = 20) -> Iterator[dict[str, Any]]:
    """The first rows; all of them with limit 0. Media tell their path in the catalog."""
    left = limit or version.rows
    for batch in batches(version):
        yield from _shown(pa.Table.from_batches([batch]).slice(0, left))
        left -= batch.num_rows
        if left <= 0:
            return


def row(version: Version, prefix: str) -> dict[str, Any]:
    """One row by its id or a unique beginning of it, with all that is known of it and of what it was made from."""
    import duckdb

    with readable(version, "", duckdb.Error), duckdb.connect() as duck:
        record_id = _find_id(duck, version, prefix)
        found = _select(duck, version, "data", "id = $1", record_id)
        lineage = _walk_lineage(duck, version, record_id)
        family = list({record_id: None} | {parent: None for link in lineage for parent in link["parents"]})
        steps = [step["step"] for step in version.run["funnel"]]
        verdicts = _in_step_order(
            _select(duck, version, "verdicts", "record_id IN (SELECT unnest($1))", family).to_pylist(), steps
        )
        links = _in_step_order(
            _select(duck, version, "calls", "record_id IN (SELECT unnest($1))", family).to_pylist(), steps
        )
    stored = read_calls(version.catalog, list(dict.fromkeys(link["key"] for link in links)))
    return {
        **next(_shown(found)),
        "lineage": _in_step_order(lineage, steps),
        "verdicts": verdicts,
        "calls": [{"step": link["step"], **stored[link["key"]]} for link in links if link["key"] in stored],
    }


def funnel(version: Version) -> list[dict[str, Any]]:
    """Per step what went in, what was kept, and why not, as the run counted it."""
    steps: list[dict[str, Any]] = version.run["funnel"]
    return steps


def _find_id(duck: "duckdb.DuckDBPyConnection", version: Version, prefix: str) -> str:
    ids = duck.execute(
        "SELECT id FROM read_parquet($1) WHERE starts_with(id, $2) ORDER BY id LIMIT 4", [version.files("data"), prefix]
    ).fetchall()
    found = [value for (value,) in ids]
    if prefix in found or len(found) == 1:
        return str(found[0])
    if found:
        raise UserError(
            f"{prefix!r} begins several ids of {version.name}, such as {', '.join(found[:3])}; give more of it"
        )
    raise UserError(
        f"no row of {version.name} has an id that begins with {prefix!r}; `synthloom show {version.name}` lists ids"
    )


def _select(duck: "duckdb.DuckDBPyConnection", version: Version, kind: Kind, where: str, value: object) -> pa.Table:
    paths = version.files(kind)
    if not paths:
        return pa.table({})
    query = f"SELECT * FROM read_parquet($2, union_by_name = true) WHERE {where}"
    return duck.sql(query, params=[value, paths]).to_arrow_table()


def _walk_lineage(duck: "duckdb.DuckDBPyConnection", version: Version, record_id: str) -> list[dict[str, Any]]:
    """The links of a record and of everything it descends from."""
    links: list[dict[str, Any]] = []
    seen: set[str] = set()
    frontier = {record_id}
    while frontier:
        seen |= frontier
        found = _select(duck, version, "lineage", "record_id IN (SELECT unnest($1))", sorted(frontier)).to_pylist()
        links += found
        frontier = {parent for link in found for parent in link["parents"]} - seen
    return links


def _in_step_order(found: list[dict[str, Any]], steps: list[str]) -> list[dict[str, Any]]:
    places = {step: place for place, step in enumerate(steps)}
    return sorted(found, key=lambda item: (places.get(item["step"], len(places)), item["record_id"]))


def _shown(table: pa.Table) -> Iterator[dict[str, Any]]:
    names = [*FIRST, *(name for name in table.column_names if name not in FIRST)]
    fields = {field.name: field.type for field in table.schema}
    for record in table.select(names).to_pylist(maps_as_pydicts="strict"):
        yield {name: show_value(value, fields[name]) for name, value in record.items()}


def show_value(value: Any, kind: pa.DataType) -> Any:
    """A value with the path of every media in it."""
    if value is None:
        return None
    if is_media(kind):
        return {**value, "path": Media(**value).path}
    if pa.types.is_struct(kind):
        return {field.name: show_value(value[field.name], field.type) for field in kind}
    if pa.types.is_list(kind):
        return [show_value(item, kind.value_type) for item in value]
    if pa.types.is_map(kind):
        return {key: show_value(item, kind.item_type) for key, item in value.items()}
    return value
