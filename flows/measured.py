"""What earlier runs of a recipe measured: how many rows each step lets through, and what its calls take.

    measured = find_measured(catalog, recipe, fingerprint)
    measured.rates("judge") → Rates(rows=50, out=0.82, calls=1.04, tokens_in=63.0, tokens_out=9.1, cost=0.00021)

Taken from the run manifests in `runs/`: the newest run of the same recipe with the same steps and models, rather one
with the same settings. Replies that were thrown away count, since they are paid for.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from synthloom.flows.recipe import Recipe, told_models
from synthloom.flows.shards import read_json

FINISHED = ("committed", "unchanged", "sampled")


@dataclass(frozen=True)
class Rates:
    """What a step does to a row, on average."""

    rows: int
    """Over how many input rows that was measured."""
    out: float
    """Rows that leave for each that enters."""
    calls: float
    tokens_in: float
    tokens_out: float
    tokens_cached: float
    cost: float | None
    """USD, at the prices of then; None where one was unknown."""


@dataclass(frozen=True)
class Measured:
    """One run's funnel."""

    run: str
    rows: int
    """Source rows that went through."""
    same_settings: bool
    entries: Mapping[str, Mapping[str, Any]]

    def rates(self, step: str) -> Rates | None:
        """A step's; None where it saw no row."""
        entry = self.entries[step]
        rows = entry["in"] - entry.get("pending", 0)
        if rows <= 0:
            return None
        return Rates(
            rows=rows,
            out=entry["out"] / rows,
            calls=(entry["calls"] + entry.get("unusable", 0)) / rows,
            tokens_in=entry.get("tokens_in", 0) / rows,
            tokens_out=entry.get("tokens_out", 0) / rows,
            tokens_cached=entry.get("tokens_cached", 0) / rows,
            cost=None if entry["cost"] is None else entry["cost"] / rows,
        )


def find_measured(catalog: Path, recipe: Recipe, fingerprint: str) -> Measured | None:
    """The newest run that tells something of this recipe."""
    names = ["source", *(step.name for step in recipe.steps)]
    similar: Measured | None = None
    for path in sorted((catalog / "runs").glob("*.json"), reverse=True):
        run = read_json(path)
        if not isinstance(run, dict) or run.get("status") not in FINISHED:
            continue
        if str(run["recipe"]).partition("@")[0] != recipe.name or run.get("models") != told_models(recipe.models):
            continue
        entries = {entry["step"]: entry for entry in run["report"]["funnel"]}
        rows = run["report"]["read"] - run["report"]["pending"]
        if list(entries) != names or rows <= 0:
            continue
        found = Measured(run["id"], rows, run["fingerprint"] == fingerprint, entries)
        if found.same_settings:
            return found
        similar = similar or found
    return similar
