"""From finished shards to a version: rows, what every step said of them, what came from what, which calls were used."""

import logging
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Literal, cast

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from synthloom.catalog.commit import SCHEMAS, commit
from synthloom.catalog.sql import write_duckdb
from synthloom.catalog.versions import Kind, Version
from synthloom.flows.recipe import Recipe, check_types, fingerprint, recipe_config
from synthloom.flows.report import Report
from synthloom.flows.shards import VERDICTS, Shard, read_table, write_tables
from synthloom.schemas.records import Record

ERROR = "error"
"""The reason a verdict shows where a step failed on a row; the traceback stays in the step's shard."""
SHARDS_AT_ONCE = 128
"""How many shards' verdicts are in memory at the same time."""
SAID: tuple[Kind, ...] = ("verdicts", "lineage", "calls")


def commit_version(
    catalog: Path,
    dataset: str,
    recipe: Recipe,
    start: type[Record],
    shards: Mapping[str, Sequence[Shard]],
    final: Sequence[Shard],
    run: Mapping[str, Any],
    report: Report,
) -> tuple[Version, Literal["committed", "unchanged"]]:
    """Commit the last step's rows with all verdicts, lineage and calls, and bring the derived database up to date."""
    import duckdb

    config = recipe_config(recipe)
    described = {"name": recipe.name, "version": recipe.version, "fingerprint": fingerprint(config), "config": config}
    said = [_verdicts(catalog, name, made) for name, made in shards.items()]
    version, status = commit(
        catalog,
        dataset,
        files=[shard.file(catalog, "rows") for shard in final],
        record_type=check_types(recipe, start)[-1],
        splits=recipe.splits,
        recipe=described,
        run={**run, "funnel": report.funnel, "read": report.read, "kept": report.kept},
        verdicts=[files["verdicts"] for files in said],
        lineage=[files["lineage"] for files in said],
        calls=[files["calls"] for files in said],
        parents=run["parents"],
        cost=report.cost_of_version,
    )
    try:
        write_duckdb(catalog)
    except (OSError, duckdb.Error) as error:  # it is derived: the version is there without it
        logging.getLogger(__name__).warning("%s is committed, but catalog.duckdb is stale: %s", version.name, error)
    return version, status


def _verdicts(catalog: Path, step: str, shards: Sequence[Shard]) -> dict[str, Path]:
    """One step's verdicts over all shards in the three tables the catalog keeps."""
    folder = catalog / "work" / f"said-{step}-{fingerprint([shard.verdicts_hash for shard in shards])[:12]}"
    folder.mkdir(parents=True, exist_ok=True)
    asides = {kind: folder / f"{kind}-{uuid.uuid4().hex}.tmp" for kind in SAID}  # another run may write the same files
    with ExitStack() as open_files:
        writers = {kind: open_files.enter_context(pq.ParquetWriter(asides[kind], SCHEMAS[kind])) for kind in SAID}
        for some in _blocks(catalog, shards):
            for kind, table in _told(step, some).items():
                writers[kind].write_table(table.cast(SCHEMAS[kind]))
    return {kind: aside.replace(folder / f"{kind}.parquet") for kind, aside in asides.items()}


def _blocks(catalog: Path, shards: Sequence[Shard]) -> Iterator[pl.DataFrame]:
    for start in range(0, len(shards), SHARDS_AT_ONCE):
        some = shards[start : start + SHARDS_AT_ONCE]
        table = pa.concat_tables([read_table(shard.file(catalog, "verdicts")) for shard in some])
        yield cast("pl.DataFrame", pl.from_arrow(table))


def _told(step: str, verdicts: pl.DataFrame) -> dict[Kind, pa.Table]:
    """What the catalog keeps of these verdicts."""
    table = verdicts.lazy().with_columns(pl.lit(step).alias("step"))
    reason = pl.when(pl.col("error") != "").then(pl.lit(ERROR)).otherwise(pl.col("reason")).alias("reason")
    judged = table.filter(~pl.col("pending")).select("step", "record_id", "kept", reason, "score", "detail")
    made = table.filter(pl.col("made").list.len() > 0).explode("made")
    lineage = made.select("step", pl.col("made").alias("record_id"), pl.concat_list("record_id").alias("parents"))
    calls = table.filter(pl.col("calls").list.len() > 0).explode("calls").select("step", "record_id", key="calls")
    frames: dict[Kind, pl.LazyFrame] = {"verdicts": judged, "lineage": lineage, "calls": calls}
    return {kind: frame.collect().to_arrow() for kind, frame in frames.items()}


def trim(catalog: Path, shards: Sequence[Shard], rows: int) -> list[Shard]:
    """The first `rows` rows of these shards; the shard in which the count is reached is cut."""
    kept: list[Shard] = []
    for shard in shards:
        if shard.rows > rows:
            table = read_table(shard.file(catalog, "rows")).slice(0, rows)
            path = f"work/target/{shard.hash[:20]}-{rows}"
            shard = write_tables(catalog, path, table, VERDICTS.empty_table(), 0.0)
        kept.append(shard)
        rows -= shard.rows
        if not rows:
            break
    return kept
