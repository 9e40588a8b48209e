"""Where every row went, and every cent: the fate of each source row, and the funnel of each step.

For every step, in = kept + rejected + errors + pending. A source row is kept when anything that descends from it is,
else an error when a step failed on it, else pending when it was never reached, else rejected.

A call that several rows or steps used was paid once: a step's money is that of its different calls, the version's that
of the different calls of all steps, so it may be less than their sum. Calls of rejected and failed rows count, and so
do replies that were thrown away.

All of it is counted shard by shard or inside SQLite: what is in memory doesn't grow with the rows.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.compute as pc

from synthloom.engines.calls.call_cache import CallCache
from synthloom.engines.calls.spent import Spent
from synthloom.flows.recipe import Recipe, kind_of
from synthloom.flows.shards import ROOT, Shard, read_table


@dataclass(frozen=True)
class Fates:
    """Source rows by what became of them; read = kept + rejected + errors + pending."""

    read: int
    kept: int
    rejected: int
    errors: int
    pending: int


def fates(
    catalog: Path, shards: Mapping[str, Sequence[Shard]], final: Sequence[Shard], failed: Collection[str] = ()
) -> Fates:
    """Count source rows by fate.

    `final` are the shards committed, `failed` the source rows that failed in a step that ended the run.
    """
    source = shards.get("source", [])
    steps = [made for name, made in shards.items() if name != "source"]
    read = sum(shard.taken for shard in source)
    kept = errors = 0
    # Source shards that no step has seen.
    pending = sum(shard.rows for shard in source) - sum(shard.taken for shard in steps[0]) if steps else 0
    failures, committed = set(failed), iter(final)
    for chain in _chains(steps or [source]):
        own = next(committed, None) if len(chain) == len(steps) else None
        accepted = _roots(catalog, own) if own else set()
        reached = accepted if own is chain[-1] else _roots(catalog, chain[-1])
        wrong = (_stopped(catalog, chain, "error") | (failures & reached)) - accepted
        kept, errors = kept + len(accepted), errors + len(wrong)
        pending += len((_stopped(catalog, chain, "pending") | reached) - accepted - wrong)
    return Fates(read, kept, read - kept - errors - pending, errors, pending)


def _chains(steps: Sequence[Sequence[Shard]]) -> list[list[Shard]]:
    """What each step made of each shard of the first: all rows of a chain descend from the same source shard."""
    chains = alive = [[shard] for shard in steps[0]]
    for made in steps[1:]:
        alive = [chain for chain in alive if chain[-1].rows][: len(made)]
        for chain, shard in zip(alive, made, strict=True):
            chain.append(shard)
    return chains


def _roots(catalog: Path, shard: Shard) -> set[str]:
    if not shard.rows:
        return set()
    return set(read_table(shard.file(catalog, "rows"), [ROOT]).column(0).to_pylist())


def _stopped(catalog: Path, chain: Sequence[Shard], how: str) -> set[str]:
    """The source rows on which a step stopped, by an `error` or because they are `pending`."""
    roots: set[str] = set()
    for shard in chain:
        if shard.errors if how == "error" else shard.pending:
            said = read_table(shard.file(catalog, "verdicts"), [ROOT, how])
            roots |= {root for root, stopped in zip(*(column.to_pylist() for column in said), strict=True) if stopped}
    return roots


@dataclass(frozen=True)
class Funnel:
    """Where a run's rows and money went."""

    entries: list[dict[str, Any]]
    """What `funnel --json` prints: one for the source and each step, in order."""
    spent: Spent
    """All different calls of all steps."""


def per_row(cost: float | None, rows: int) -> float | None:
    """USD a row; None where a price is unknown or there are no rows."""
    return None if cost is None or not rows else cost / rows


def funnel(catalog: Path, recipe: Recipe, shards: Mapping[str, Sequence[Shard]]) -> Funnel:
    """Count rows and add up calls, step by step."""
    kinds = {"source": "source", **{step.name: kind_of(step) for step in recipe.steps}}
    asked = {name: calls for name in kinds if (calls := [shard for shard in shards.get(name, []) if shard.calls])}
    every = [shard for made in asked.values() for shard in made]
    with CallCache(catalog / "calls") as cache:
        spent = {name: cache.spent(_keys(catalog, made)) for name, made in asked.items()}
        whole = cache.spent(_keys(catalog, every)) if len(spent) > 1 else next(iter(spent.values()), Spent())
    entries = [_entry(name, kind, shards.get(name, []), spent.get(name, Spent())) for name, kind in kinds.items()]
    return Funnel(entries, whole)


def _keys(catalog: Path, shards: Iterable[Shard]) -> Iterator[str]:
    """The keys of the calls that rows of these shards used; those of several rows again and again."""
    for shard in shards:
        lists = read_table(shard.file(catalog, "verdicts"), ["calls"]).column(0)
        yield from pc.list_flatten(lists).to_pylist()


def _entry(name: str, kind: str, made: Sequence[Shard], spent: Spent) -> dict[str, Any]:
    rejected: dict[str, int] = {}
    for shard in made:
        for reason, count in shard.rejected.items():
            rejected[reason] = rejected.get(reason, 0) + count
    kept = sum(shard.kept for shard in made)
    return {
        "step": name,
        "kind": kind,
        "in": sum(shard.taken for shard in made),
        "out": sum(shard.rows for shard in made),
        "kept": kept,
        "rejected": dict(sorted(rejected.items(), key=lambda item: (-item[1], item[0]))),
        "errors": sum(shard.errors for shard in made),
        "pending": sum(shard.pending for shard in made),
        **spent._asdict(),
        "cost_per_kept": per_row(spent.cost, kept) if spent.calls or spent.unusable else None,
        "seconds": round(sum(shard.seconds for shard in made), 2),
    }


def why_nothing(entries: Sequence[Mapping[str, Any]], last_error: str = "") -> str:
    """Why a run kept no row: the reasons, most frequent first, with the step that gave them, and the last error."""
    if not entries[0]["in"]:
        return "The source has no rows, so there is nothing to commit; check --source and --limit."
    reasons = [(count, entry["step"], reason) for entry in entries for reason, count in entry["rejected"].items()]
    reasons += [(entry["errors"], entry["step"], "error") for entry in entries if entry["errors"]]
    told = ", ".join(f"{step}: {reason} ({count})" for count, step, reason in sorted(reasons, reverse=True)[:5])
    failed = f" The last error: {last_error.rstrip('.')}. Errors are tried again by the next run." if last_error else ""
    return f"None of {entries[0]['in']} rows was kept, so nothing was committed. Most were dropped by {told}.{failed}"
