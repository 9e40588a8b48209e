"""`synthloom export`: a version as files that trainers read."""

import sys
from functools import partial
from pathlib import Path

import click

from synthloom.export_options import export_options, names_of, settings_of
from synthloom.printing import catalog_option, json_option, print_json
from synthloom.schemas.errors import UserError

FORMATS = """\b
Formats by what they hold; those before a semicolon are portable, those after it written only if named:
  trajectories          sft_flat sft_parts pref_parts; sft_sharegpt sft_swift sft_openai
  questions, RL tasks   rl_verl rl_parts
  edit pairs            edit_pairs; bagel diffsynth
  all of these          parquet (whole rows, for `synthloom load`); webdataset"""


@click.command(epilog=FORMATS)
@click.argument("dataset", metavar="DATASET[@VERSION]")
@click.option(
    "--out",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Folder for the files; those an earlier export left there are replaced, others are never touched.",
)
@export_options
@click.option(
    "--images",
    type=click.Choice(["embed", "files"]),
    help="Pictures in the Parquet files, or as files beside JSON Lines.  [default: embed]",
)
@catalog_option
@json_option
def command(
    dataset: str,
    out: Path,
    formats: str | None,
    split: str,
    dialect: str | None,
    masked: str | None,
    images: str | None,
    against: tuple[Path, ...],
    catalog: Path,
    as_json: bool,
) -> None:
    """Write a version of DATASET as files that trainers read unchanged, with a dataset card."""
    from synthloom.catalog.contamination.report import lines
    from synthloom.catalog.exports.export import export

    if out.resolve().is_relative_to(catalog.resolve()):
        raise UserError(f"{out} is inside the catalog {catalog}; choose a folder outside of it")
    settings = settings_of({"dialect": dialect, "masked": masked, "images": images})
    try:
        names, tell = names_of(formats), partial(click.echo, err=True)
        report = export(catalog, dataset, out, names, split, settings, against, tell)
    except KeyboardInterrupt:
        click.echo("Stopped before all was in place; the same command writes it anew.", err=True)
        sys.exit(130)
    if as_json:
        print_json(report)
        return
    for entry in report["files"]:
        click.echo(f"{entry['rows']:>8} rows  {out / entry['path']}")
    for line in lines(report):
        click.echo(line)
    if report["removed"]:
        click.echo(f"{len(report['removed']):>8} files of an earlier export removed from {out}")
    written = [name for name, splits in report["formats"].items() if splits]
    click.echo(f"{report['dataset']}@{report['version']} exported to {out} as {', '.join(written)}")
