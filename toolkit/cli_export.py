"""`synthloom export`: a version as files that trainers read."""

from pathlib import Path

import click

from synthloom.printing import catalog_option, json_option, print_json


@click.command()
@click.argument("dataset", metavar="DATASET[@VERSION]")
@click.option(
    "--out", required=True, type=click.Path(file_okay=False, path_type=Path), metavar="DIR", help="Where the files go."
)
@click.option(
    "--format", "formats", metavar="NAME[,NAME]", help="Formats.  [default: all portable ones that fit the dataset]"
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
    help="A benchmark (JSON, JSONL, CSV, Parquet, or a folder of them) or another export: rows that are in it, or in "
    "another split of it, are left out.",
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
    from synthloom.catalog.exports.export import export

    names = None if formats is None else [name.strip() for name in formats.split(",") if name.strip()]
    given = {"dialect": dialect, "masked": masked, "images": images}
    settings = {name: value for name, value in given.items() if value is not None}
    report = export(catalog, dataset, out, names, split, settings, against)
    if as_json:
        print_json(report)
        return
    for entry in report["files"]:
        click.echo(f"{entry['rows']:>8} rows  {out / entry['path']}")
    for name, splits in report["left_out"].items():
        for reason, count in (pair for reasons in splits.values() for pair in reasons.items()):
            click.echo(f"{count:>8} rows  not in {name}: {reason}")
    written = [name for name, splits in report["formats"].items() if splits]
    click.echo(f"{report['dataset']} exported to {out} as {', '.join(written)}")
