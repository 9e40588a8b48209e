"""`synthloom verify`: is a version still what it was committed as, and do its rows hold?"""

from contextlib import closing
from pathlib import Path

import click

from synthloom.printing import catalog_option, json_option, print_json, print_rows

SHOWN = 20


@click.command()
@click.argument("dataset", metavar="DATASET[@VERSION]")
@click.option("--deep", is_flag=True, help="Also run every exact check again, from the rows and the corpus they name.")
@click.option(
    "--recipe", "recipe_name", metavar="RECIPE", help="Where the recipe is now.  [default: the one it was made with]"
)
@catalog_option
@json_option
def command(dataset: str, deep: bool, recipe_name: str | None, catalog: Path, as_json: bool) -> None:
    """Check every hash of a version of DATASET. Exits 1 where anything doesn't hold."""
    from synthloom.catalog.versions import resolve
    from synthloom.flows.built_in import BUILT_IN, find_recipe
    from synthloom.flows.verify import verify
    from synthloom.progress import open_progress
    from synthloom.schemas.errors import RunFailed

    version = resolve(catalog, dataset)
    name = recipe_name or version.recipe["name"]
    recipe = find_recipe(name) if recipe_name or name in BUILT_IN else None
    if deep and recipe is None:
        click.echo(f"recipe {name} doesn't come with Synthloom; give --recipe FILE.py to run its checks", err=True)
    with closing(open_progress()) as progress:
        progress.start("verify", version.rows)
        report = verify(version, recipe, deep, progress.advance)
    if as_json:
        print_json(report)
    else:
        told = f"{report['ok']} ok, {report['unchecked']} unchecked, {len(report['bad'])} findings"
        click.echo(f"{version.name}: {report['checked']} rows checked: {told}")
        if report["bad"]:
            print_rows(report["bad"][:SHOWN])
    if report["bad"]:
        raise RunFailed(f"{version.name} doesn't hold: {len(report['bad'])} findings, the first: {report['bad'][0]}")
    if deep and report["unchecked"]:
        raise RunFailed(
            f"{report['unchecked']} of {report['checked']} rows of {version.name} could not be checked: their corpus "
            f"isn't under {catalog / 'corpora'}, or their recipe isn't here or has changed; put the corpus back"
        )
