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
@click.option("--dialect", metavar="NAME", help="How trajectories are written as text.  [default: the format's own]")
@click.option(
    "--masked",
    type=click.Choice(["cut", "carry"]),
    help="Turns of trajectories that are not to be learned from: end the conversation before the first, or keep all "
    "and tell by a column loss_mask.  [default: cut]",
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
    catalog: Path,
    as_json: bool,
) -> None:
    """Write a version of DATASET as files that trainers read unchanged, with a dataset card."""
    from synthloom.catalog.exports import export

    names = None if formats is None else [name.strip() for name in formats.split(",") if name.strip()]
    settings = {name: value for name, value in (("dialect", dialect), ("masked", masked)) if value is not None}
    report = export(catalog, dataset, out, names, split, settings)
    if as_json:
        print_json(report)
        return
    for entry in report["files"]:
        click.echo(f"{entry['rows']:>8} rows  {out / entry['path']}")
    for name, splits in report["left_out"].items():
        for reason, count in (pair for reasons in splits.values() for pair in reasons.items()):
            click.echo(f"{count:>8} rows  not in {name}: {reason}")
    click.echo(f"{report['dataset']} exported to {out} as {', '.join(report['formats'])}")
