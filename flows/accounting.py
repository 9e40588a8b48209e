"""Where every row went: the fate of each source row, and the funnel of each step.

For every step, in = kept + rejected + errors + pending. A source row is kept when anything that descends from it is,
else an error when a step failed on it, else pending when it was never reached, else rejected.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from synthloom.engines.call_cache import CallCache
from synthloom.flows.recipe import Recipe, kind_of
from synthloom.flows.shards import ROOT, Shard


@dataclass(frozen=True)
class Fates:
    """Source rows by what became of them; read = kept + rejected + errors + pending."""

    read: int
    kept: int
    rejected: int
    errors: int
    pending: int


def fates(
    catalog: Path,
    shards: Mapping[str, Sequence[Shard]],
    final: Sequence[Shard],
    unread: Sequence[Shard] = (),
    failed: Collection[str] = (),
) -> Fates:
    """Count source rows by fate.

    `final` are the rows committed, `unread` the source shards no step has seen, `failed` the source rows that failed in
    a step that ended the run.
    """
    steps = {name: made for name, made in shards.items() if name != "source"}
    last = steps[list(steps)[-1]] if steps else shards.get("source", [])
    kept = _roots(catalog, final, "rows")
    stopped = [
        _roots(
            catalog,
            [shard for made in steps.values() for shard in made if shard.errors],
            "verdicts",
            pl.col("error") != "",
        ),
        _roots(
            catalog,
            [shard for made in steps.values() for shard in made if shard.pending],
            "verdicts",
            pl.col("pending"),
        ),
    ]
    errors = (stopped[0] | set(failed)) - kept
    pending = (stopped[1] | _roots(catalog, unread, "rows") | _roots(catalog, last, "rows")) - kept - errors
    read = sum(shard.taken for shard in shards.get("source", []))
    return Fates(read, len(kept), read - len(kept) - len(errors) - len(pending), len(errors), len(pending))


def _roots(catalog: Path, shards: Iterable[Shard], kind: str, which: pl.Expr | None = None) -> set[str]:
    files = [shard.file(catalog, kind) for shard in shards]
    if not files:
        return set()
    lazy = pl.scan_parquet(files)
    lazy = lazy if which is None else lazy.filter(which)
    return set(lazy.select(pl.col(ROOT).unique()).collect(engine="streaming")[ROOT])


def funnel(catalog: Path, recipe: Recipe, shards: Mapping[str, Sequence[Shard]]) -> list[dict[str, Any]]:
    """What `funnel --json` prints: one entry for the source and each step, in order."""
    kinds = {"source": "source", **{step.name: kind_of(step) for step in recipe.steps}}
    entries = []
    with CallCache(catalog / "calls") as cache:
        for name, kind in kinds.items():
            entries.append(_entry(catalog, name, kind, shards.get(name, []), cache))
    return entries


def _entry(catalog: Path, name: str, kind: str, made: Sequence[Shard], cache: CallCache) -> dict[str, Any]:
    rejected: dict[str, int] = {}
    for shard in made:
        for reason, count in shard.rejected.items():
            rejected[reason] = rejected.get(reason, 0) + count
    keys = _calls(catalog, [shard for shard in made if shard.calls])
    used = cache.get_all(keys) if keys else []
    paid = [call.cost for call in used]
    return {
        "step": name,
        "kind": kind,
        "in": sum(shard.taken for shard in made),
        "out": sum(shard.rows for shard in made),
        "kept": sum(shard.kept for shard in made),
        "rejected": dict(sorted(rejected.items(), key=lambda item: (-item[1], item[0]))),
        "errors": sum(shard.errors for shard in made),
        "pending": sum(shard.pending for shard in made),
        "calls": len(keys),
        "tokens_in": sum(call.tokens_in or 0 for call in used),
        "tokens_out": sum(call.tokens_out or 0 for call in used),
        "cost": None if None in paid else float(sum(cost for cost in paid if cost is not None)),
        "seconds": round(sum(shard.seconds for shard in made), 2),
    }


def _calls(catalog: Path, shards: Sequence[Shard]) -> list[str]:
    if not shards:
        return []
    lazy = pl.scan_parquet([shard.file(catalog, "verdicts") for shard in shards]).select(pl.col("calls").explode())
    return [key for key in lazy.collect()["calls"] if key]


def why_nothing(entries: Sequence[Mapping[str, Any]], last_error: str = "") -> str:
    """Why a run kept no row: the reasons, most frequent first, with the step that gave them, and the last error."""
    if not entries[0]["in"]:
        return "The source has no rows, so there is nothing to commit; check --source and --limit."
    reasons = [(count, entry["step"], reason) for entry in entries for reason, count in entry["rejected"].items()]
    reasons += [(entry["errors"], entry["step"], "error") for entry in entries if entry["errors"]]
    told = ", ".join(f"{step}: {reason} ({count})" for count, step, reason in sorted(reasons, reverse=True)[:5])
    failed = f" The last error: {last_error.rstrip('.')}. Errors are tried again by the next run." if last_error else ""
    return f"None of {entries[0]['in']} rows was kept, so nothing was committed. Most were dropped by {told}.{failed}"
