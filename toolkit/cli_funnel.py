"""`synthloom funnel`: where the rows of a version went."""

from pathlib import Path

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
    print_rows(rows, shown)
