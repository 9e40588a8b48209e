"""`synthloom export`: a version as files that trainers read."""

import sys
from pathlib import Path

import click

from synthloom.printing import catalog_option, json_option, print_json
from synthloom.schemas.errors import UserError

FORMATS = """\b
Formats by what they hold; those after a semicolon are written only if named:
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
@click.option(
    "--format",
    "formats",
    metavar="NAME[,NAME]",
    help="Formats, of those below.  [default: all before the semicolon that fit the rows]",
)
@click.option(
    "--split", type=click.Choice(["sft", "rl", "test", "all"]), default="all", show_default=True, help="Which rows."
)
@click.option("--dialect", metavar="NAME", help="How trajectories are written as text.  [default: the format's own]")
@click.option(
    "--masked",
    type=click.Choice(["cut", "carry"]),
    help="Turns of trajectories that are not to be learned from: end the conversation before the first, or keep all "
    "and tell by a column loss_mask.  [default: cut]",
)
@click.option(
    "--images",
    type=click.Choice(["embed", "files"]),
    help="Pictures in the Parquet files, or as files beside JSON Lines.  [default: embed]",
)
@click.option(
    "--against",
    multiple=True,
    type=click.Path(path_type=Path),
    help="A benchmark (JSON, JSONL, CSV, TSV, Parquet, or a folder of them) or another export: rows that are in it, or "
    "in another split of it, are left out; repeatable.",
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
    given = {"dialect": dialect, "masked": masked, "images": images}
    settings = {name: value for name, value in given.items() if value is not None}
    try:
        report = export(catalog, dataset, out, names_of(formats), split, settings, against)
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


def names_of(formats: str | None) -> list[str] | None:
    """What `--format` names. Raises `UserError` where it names nothing."""
    if formats is None:
        return None
    names = [name.strip() for name in formats.split(",") if name.strip()]
    if not names:
        raise UserError(f"--format {formats!r} names no format; leave it out for those that fit, or see --help")
    return names
