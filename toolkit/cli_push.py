"""`synthloom push`: a version as a tagged revision of a dataset repository on the Hugging Face Hub."""

import sys
from pathlib import Path
from typing import Any

import click

from synthloom.cli_export import names_of
from synthloom.printing import catalog_option, json_option, print_json


@click.command()
@click.argument("dataset", metavar="DATASET[@VERSION]")
@click.argument("repo", metavar="OWNER/NAME")
@click.option(
    "--format",
    "formats",
    metavar="NAME[,NAME]",
    help="Formats beside parquet, the whole rows, as in export.  [default: export's]",
)
@click.option(
    "--split", type=click.Choice(["sft", "rl", "test", "all"]), default="all", show_default=True, help="Which rows."
)
@click.option("--dialect", metavar="NAME", help="How trajectories are written as text.  [default: the format's own]")
@click.option(
    "--masked",
    type=click.Choice(["cut", "carry"]),
    help="Turns of trajectories that are not to be learned from, as in export.  [default: cut]",
)
@click.option(
    "--against",
    multiple=True,
    type=click.Path(path_type=Path),
    help="A benchmark or another export, as in export: rows that are in it are left out.",
)
@click.option("--public", is_flag=True, help="Make the repository public, or push to one that is.  [default: private]")
@click.option("--allow-unknown-licence", is_flag=True, help="Publish rows whose source states no licence.")
@click.option("--replace", is_flag=True, help="Overwrite what was edited there or is another's, and move the tag.")
@click.option("--message", metavar="TEXT", default="", help="The commit's message.  [default: version and rows]")
@click.option("--dry-run", is_flag=True, help="Compare and check, but send nothing.")
@catalog_option
@json_option
def command(dataset: str, repo: str, formats: str | None, catalog: Path, as_json: bool, **options: Any) -> None:
    """Push a version of DATASET to the Hub, with its card, as a revision with a tag.

    A repository that isn't there is made, private unless --public. Only what differs is sent; the same command again
    goes on where a killed one was. The token is read from $HF_TOKEN or the login saved by `hf auth login`.
    """
    from huggingface_hub.utils import disable_progress_bars  # type: ignore[attr-defined]

    from synthloom.catalog.hub.push import push

    if not sys.stderr.isatty():
        disable_progress_bars()
    settings = {name: value for name in ("dialect", "masked") if (value := options.pop(name)) is not None}
    report = push(
        catalog,
        dataset,
        repo,
        formats=names_of(formats),
        settings=settings,
        tell=lambda line: click.echo(line, err=True),
        **options,
    )
    if as_json:
        print_json(report)
        return
    for line in _lines(report):
        click.echo(line)


def _lines(report: dict[str, Any]) -> list[str]:
    """What was done, or would be."""
    same = not report["files_sent"] and not report["removed"]
    done = {
        "pushed": "pushed to",
        "unchanged": "is unchanged in",
        "dry_run": "has nothing to send to" if same else "would be pushed to",
    }[report["status"]]
    revision = "" if report["status"] == "dry_run" else f"; revision {report['revision']}"
    return [
        f"{report['dataset']}@{report['version']} {done} {report['url']}/tree/{report['tag']}",
        f"{report['files_sent']} files new or changed ({report['bytes_sent'] / 1e6:,.2f} MB), "
        f"{report['files_unchanged']} unchanged, {len(report['removed'])} removed; "
        f"{'private' if report['private'] else 'public'}{revision}",
    ]
