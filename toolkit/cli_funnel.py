"""`synthloom funnel`: where the rows of a version went."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from synthloom.printing import catalog_option, in_dollars, json_option, print_json, print_rows

OF_CALLS = (
    *("calls", "unusable", "tokens_in", "tokens_out", "tokens_cached", "tokens_reasoning"),
    *("cost", "cost_unusable"),
)
MAY_DROP = (
    *("cost_unusable", "cost_per_kept", "kind", "kept", "tokens_cached", "tokens_reasoning", "seconds"),
    *("tokens_out", "tokens_in"),
)


@click.command()
@click.argument("dataset", metavar="DATASET[@VERSION]")
@catalog_option
@json_option
def command(dataset: str, catalog: Path, as_json: bool) -> None:
    """Show per step: rows in, kept, rejected by reason, errors, calls, tokens, cost, time."""
    from synthloom.catalog.reader import funnel
    from synthloom.catalog.versions import resolve

    version = resolve(catalog, dataset)
    entries = funnel(version)
    if as_json:
        print_json(entries)
        return
    shown = [name for name in entries[0] if any(entry[name] for entry in entries) and name != "unpriced"]
    rows = [
        {**entry, **_blank(entry), "rejected": ", ".join(f"{r} {n}" for r, n in entry["rejected"].items())}
        for entry in entries
    ]
    click.echo(f"{version.name}: {version.rows} rows")
    print_rows(rows, shown, MAY_DROP)
    if any(entry["calls"] for entry in entries):
        click.echo(_total(version, entries))


def _blank(entry: Mapping[str, Any]) -> dict[str, None]:
    """What a step that asked no model has nothing of."""
    return {} if entry["calls"] else dict.fromkeys(OF_CALLS)


def _total(version: Any, entries: Sequence[Mapping[str, Any]]) -> str:
    """What the version cost, or why nobody knows."""
    if version.cost is None:
        models = ", ".join(sorted({name for entry in entries for name in entry.get("unpriced", ())})) or "a model"
        return f"total: unknown, because no price is known for calls of {models}; set price_in and price_out there"
    thrown = sum(entry.get("cost_unusable") or 0.0 for entry in entries)
    each = in_dollars(version.cost / version.rows)
    told = f"total: {in_dollars(version.cost)} for {version.rows} rows, {each} per accepted row"
    return told + (f", of it {in_dollars(thrown)} for replies that were thrown away" if thrown else "")
