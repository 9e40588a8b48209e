"""A source as the first step: its rows become shards, its bad rows verdicts, and no row gets lost between them.

Reading starts over after a kill (a source has no cursor), but media is already stored, and the shards come out equal.
"""

import json
import time
from collections.abc import Callable
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Any

from synthloom.catalog.corpus.store import LocalCorpora
from synthloom.catalog.media import LocalMedia
from synthloom.flows.context import StepContext, seeded
from synthloom.flows.recipe import fingerprint, step_config
from synthloom.flows.seen_ids import SeenIds
from synthloom.flows.shards import RowVerdict, Shard, find, read_json, write, write_aside
from synthloom.schemas.records import Record
from synthloom.schemas.steps import BadRow, Source


def read_source(
    catalog: Path,
    source: Source[Any],
    seed: int,
    limit: int | None,
    shard_rows: int,
    on_rows: Callable[[int], None],
    on_start: Callable[[], None],
) -> list[Shard]:
    """All rows of a source as shards. Nothing is read again while the source says it is unchanged."""
    state = {"source": step_config(source), "state": source.state, "seed": seed, "limit": limit, "rows": shard_rows}  # type: ignore[arg-type]
    folder = f"work/source-{source.name}-{fingerprint(state)[:12]}"
    index = catalog / folder / "index.json"
    found = [find(catalog, path) for path in read_json(index) or [""]]
    shards = [shard for shard in found if shard]
    if len(shards) == len(found):
        on_rows(sum(shard.taken for shard in shards))
        return shards
    on_start()
    shards = _read(catalog, folder, source, seed, limit, shard_rows, on_rows)
    write_aside(index, json.dumps([shard.path for shard in shards]).encode())
    return shards


def _read(
    catalog: Path,
    folder: str,
    source: Source[Any],
    seed: int,
    limit: int | None,
    shard_rows: int,
    on_rows: Callable[[int], None],
) -> list[Shard]:
    media = LocalMedia(catalog)
    shards: list[Shard] = []
    records: list[Record] = []
    verdicts: list[RowVerdict] = []
    started = time.monotonic()

    def flush() -> None:
        nonlocal started
        media.sync()
        roots = [record.id for record in records]
        path = f"{folder}/{len(shards):06d}"
        shards.append(write(catalog, path, source.makes, records, roots, verdicts, time.monotonic() - started))
        on_rows(len(verdicts))
        records.clear()
        verdicts.clear()
        started = time.monotonic()

    context = StepContext(media, seeded(seed, source.name), LocalCorpora(catalog))
    with closing(SeenIds()) as seen:
        for row in islice(source.load(context), limit):
            if isinstance(row, BadRow):
                verdicts.append(RowVerdict(row.id, row.id, kept=False, reason=row.reason, detail=row.detail[:500]))
            elif seen.add(row.id):
                records.append(row)
                verdicts.append(RowVerdict(row.id, row.id, kept=True, made=[row.id]))
            else:
                verdicts.append(RowVerdict(row.id, row.id, kept=False, reason="duplicate_row"))
            if len(verdicts) >= shard_rows:
                flush()
    if verdicts:
        flush()
    return shards


def read_sources(
    catalog: Path,
    sources: list[Source[Any]],
    seed: int,
    limit: int | None,
    shard_rows: int,
    on_rows: Callable[[int], None],
    on_start: Callable[[], None],
) -> list[Shard]:
    """Every source's shards; `on_start` is called before one is really read.

    A limit is shared out evenly; what one source lacks, the ones after it may use.
    """
    shards: list[Shard] = []
    for index, source in enumerate(sources):
        share = None if limit is None else -(-limit // (len(sources) - index))
        read = read_source(catalog, source, seed, share, shard_rows, on_rows, on_start)
        shards += read
        if limit is not None:
            limit -= sum(shard.taken for shard in read)
    return shards
