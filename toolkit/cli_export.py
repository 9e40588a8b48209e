"""`synthloom export`: a version as files that trainers read."""

from pathlib import Path

import click

from synthloom.printing import catalog_option, json_option, print_json


@click.command()
@click.argument("dataset", metavar="DATASET[@VERSION]")
@click.option(
    "--out", required=True, type=click.Path(file_okay=False, path_type=Path), metavar="DIR", help="Where the files go."
)
@click.option("--format", "formats", metavar="NAME[,NAME]", help="Formats.  [default: all that fit the dataset]")
@click.option(
    "--split", type=click.Choice(["sft", "rl", "test", "all"]), default="all", show_default=True, help="Which rows."
)
@catalog_option
@json_option
def command(dataset: str, out: Path, formats: str | None, split: str, catalog: Path, as_json: bool) -> None:
    """Write a version of DATASET as files that trainers read unchanged, with a dataset card."""
    from synthloom.catalog.exports import export

    names = None if formats is None else [name.strip() for name in formats.split(",") if name.strip()]
    report = export(catalog, dataset, out, names, split)
    if as_json:
        print_json(report)
        return
    for entry in report["files"]:
        click.echo(f"{entry['rows']:>8} rows  {out / entry['path']}")
    click.echo(f"{report['dataset']} exported to {out} as {', '.join(report['formats'])}")
