"""`synthloom load`: a version read back from the Hub or from an export."""

import sys
from pathlib import Path

import click

from synthloom.printing import catalog_option, json_option, print_json


@click.command()
@click.argument("source")
@click.option("--revision", metavar="TAG", help="Which revision: a tag such as v2, a branch or a commit.")
@click.option("--dataset", metavar="NAME", help="What the dataset is called here.  [default: its own name]")
@catalog_option
@json_option
def command(source: str, revision: str | None, dataset: str | None, catalog: Path, as_json: bool) -> None:
    """Read back what push or export wrote, as a version of the catalog that is equal row by row.

    SOURCE is OWNER/NAME[@TAG] on the Hub, the same after hf://datasets/, or the folder of an export. Where that version
    is there already, nothing is done.
    """
    from huggingface_hub.utils import disable_progress_bars  # type: ignore[attr-defined]

    from synthloom.catalog.hub.load import load

    if not sys.stderr.isatty():
        disable_progress_bars()
    report = load(catalog, source, revision, dataset)
    if as_json:
        print_json(report)
        return
    name = f"{report['dataset']}@{report['version']}"
    part = "" if report["rows"] == report["rows_of"] else f" of {report['rows_of']}"
    told = "is there already" if report["status"] == "unchanged" else f"loaded from {source}"
    shares = ", ".join(f"{split} {rows}" for split, rows in report["split_rows"].items())
    click.echo(f"{name} {told}: {report['rows']}{part} rows ({shares}), written as {report['original']}")
    click.echo(f"look: synthloom show {name} --catalog {catalog}")
