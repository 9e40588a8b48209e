"""`synthloom sql`: DuckDB over the whole catalog."""

from pathlib import Path

import click

from synthloom.printing import catalog_option, json_option, print_json, print_rows


@click.command()
@click.argument("query")
@catalog_option
@json_option
def command(query: str, catalog: Path, as_json: bool) -> None:
    """Run a SELECT over every dataset ("uni-edit", "uni-edit@1"), versions, verdicts, lineage, runs, calls, tags."""
    from synthloom.catalog.sql import sql

    rows = sql(catalog, query)
    if as_json:
        print_json(rows)
    elif rows:
        print_rows(rows)
    else:
        click.echo("no rows", err=True)
