"""`synthloom versions`: what the catalog holds."""

from pathlib import Path

import click

from synthloom.printing import catalog_option, json_option, print_json, print_rows

MAY_DROP = ("fingerprint", "parents", "tags")


@click.command()
@click.argument("dataset", required=False)
@catalog_option
@json_option
def command(dataset: str | None, catalog: Path, as_json: bool) -> None:
    """List versions, of one DATASET or of all: rows, when, recipe, fingerprint, parents, tags, cost."""
    from synthloom.catalog.versions import describe, list_versions

    found = [describe(version) for version in list_versions(catalog, dataset)]
    if as_json:
        print_json(found)
    elif found:
        columns = (
            "dataset",
            "version",
            "rows",
            "created",
            "recipe",
            "fingerprint",
            "parents",
            "tags",
            "cost",
            "cost_per_row",
        )
        print_rows([{**row, "created": row["created"][:19]} for row in found], columns, MAY_DROP)
    else:
        click.echo(f"{catalog} holds no datasets; make one with `synthloom run`.")
