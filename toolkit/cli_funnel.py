"""`synthloom funnel`: where the rows of a version went."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from synthloom.printing import catalog_option, json_option, print_json, print_rows


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
    shown = [name for name in entries[0] if name == "cost" or any(entry[name] for entry in entries)]
    rows = [{**entry, "rejected": ", ".join(f"{r} {n}" for r, n in entry["rejected"].items())} for entry in entries]
    click.echo(f"{version.name}: {version.rows} rows")
    print_rows(rows, [name for name in shown if name != "unpriced"])
    if any(entry["calls"] for entry in entries):
        click.echo(_total(version, entries))


def _total(version: Any, entries: Sequence[Mapping[str, Any]]) -> str:
    """What the version cost, or why nobody knows."""
    if version.cost is None:
        models = ", ".join(sorted({name for entry in entries for name in entry.get("unpriced", ())})) or "a model"
        return f"total: unknown, because no price is known for calls of {models}; set price_in and price_out there"
    thrown = sum(entry.get("cost_unusable") or 0.0 for entry in entries)
    told = f"total: ${version.cost:.4f} for {version.rows} rows, ${version.cost / version.rows:.6f} per accepted row"
    return told + (f", of it ${thrown:.4f} for replies that were thrown away" if thrown else "")
