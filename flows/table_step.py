"""One filter on the whole table: it judges all shards together, and each is written again without what it dropped."""

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa

from synthloom.catalog.corpus.store import LocalCorpora
from synthloom.catalog.media import LocalMedia
from synthloom.flows.context import StepContext, seeded
from synthloom.flows.shards import ROOT, VERDICTS, Shard, read_table, write_tables

JUDGED = {"id": pl.String, "kept": pl.Boolean, "reason": pl.String, "score": pl.Float64, "detail": pl.String}


async def run_table(
    catalog: Path,
    step: Any,
    seed: int,
    sources: Sequence[Shard],
    paths: Sequence[str],
) -> list[Shard]:
    """Judge all rows together, then split the verdicts along the shards they came in."""
    started = time.monotonic()
    table = pl.scan_parquet([source.file(catalog, "rows") for source in sources])
    context = StepContext(LocalMedia(catalog), seeded(seed, step.name), LocalCorpora(catalog))
    lazy = await step.judge(table, context)
    judged = lazy.select(pl.col(name).cast(kind) for name, kind in JUDGED.items()).collect(engine="streaming")
    total = sum(source.rows for source in sources)
    different = table.select(pl.col("id").n_unique()).collect().item()
    if different != total:
        raise ValueError(f"{total - different} rows share an id with another; the step before {step.name} made them so")
    if judged.height != total or judged["id"].n_unique() != total:
        raise ValueError(
            f"filter {step.name} judged {judged['id'].n_unique()} different rows of {total}; it must judge each once"
        )
    seconds = (time.monotonic() - started) / max(len(sources), 1)
    return [
        _split(catalog, source, path, judged, step.name, seconds) for source, path in zip(sources, paths, strict=True)
    ]


def _split(catalog: Path, source: Shard, path: str, judged: pl.DataFrame, name: str, seconds: float) -> Shard:
    rows = read_table(source.file(catalog, "rows"))
    ids = pl.DataFrame(
        {"id": rows.column("id").to_pylist(), ROOT: rows.column(ROOT).to_pylist()},
        schema_overrides={"id": pl.String, ROOT: pl.String},
    )
    verdicts = ids.join(judged, on="id", how="left", maintain_order="left")
    if verdicts["kept"].null_count():
        raise ValueError(f"filter {name} said nothing of {verdicts['kept'].null_count()} rows")
    kept = rows.filter(pa.array(verdicts["kept"].to_list(), pa.bool_()))
    said = [
        {"record_id": row.pop("id"), **row, "made": [], "calls": [], "error": "", "pending": False}
        for row in verdicts.with_columns(pl.col("reason", "detail").fill_null("")).to_dicts()
    ]
    return write_tables(catalog, path, kept, pa.Table.from_pylist(said, schema=VERDICTS), seconds)
