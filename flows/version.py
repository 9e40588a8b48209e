"""From finished shards to a version: rows, what every step said of them, what came from what, which calls were used."""

import logging
import uuid
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

import polars as pl

from synthloom.catalog.commit import commit
from synthloom.catalog.sql import write_duckdb
from synthloom.catalog.versions import Version
from synthloom.flows.recipe import Recipe, check_types, fingerprint, recipe_config
from synthloom.flows.report import Report
from synthloom.flows.shards import VERDICTS, Shard, read_table, write_tables
from synthloom.schemas.records import Record

ERROR = "error"
"""The reason a verdict shows where a step failed on a row; the traceback stays in the step's shard."""


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
    costs = [entry["cost"] for entry in report.funnel]
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
        cost=None if None in costs else float(sum(costs)),
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
    paths = {kind: folder / f"{kind}.parquet" for kind in ("verdicts", "lineage", "calls")}
    files = [shard.file(catalog, "verdicts") for shard in shards]
    empty: pl.LazyFrame = pl.from_arrow(VERDICTS.empty_table()).lazy()  # type: ignore[union-attr]
    table = (pl.scan_parquet(files) if files else empty).with_columns(pl.lit(step).alias("step"))
    reason = pl.when(pl.col("error") != "").then(pl.lit(ERROR)).otherwise(pl.col("reason")).alias("reason")
    judged = table.filter(~pl.col("pending")).select("step", "record_id", "kept", reason, "score", "detail")
    made = table.filter(pl.col("made").list.len() > 0).explode("made")
    lineage = made.select("step", pl.col("made").alias("record_id"), pl.concat_list("record_id").alias("parents"))
    calls = table.filter(pl.col("calls").list.len() > 0).explode("calls").select("step", "record_id", key="calls")
    for kind, frame in (("verdicts", judged), ("lineage", lineage), ("calls", calls)):
        aside = folder / f"{uuid.uuid4().hex}.tmp"  # another run of the same rows may write the same file
        frame.sink_parquet(aside)
        aside.replace(paths[kind])
    return paths


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
