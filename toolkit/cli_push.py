"""`synthloom push`: a version as a tagged revision of a dataset repository on the Hugging Face Hub."""

import sys
from functools import partial
from pathlib import Path
from typing import Any

import click

from synthloom.export_options import export_options, names_of, settings_of
from synthloom.printing import catalog_option, json_option, print_json


@click.command()
@click.argument("dataset", metavar="DATASET[@VERSION]")
@click.argument("repo", metavar="OWNER/NAME")
@export_options
@click.option("--public", is_flag=True, help="Make the repository public, or push to one that is.  [default: private]")
@click.option("--allow-unknown-licence", is_flag=True, help="Publish rows whose source states no licence.")
@click.option("--replace", is_flag=True, help="Overwrite what was edited there or is another's, and move the tag.")
@click.option("--message", metavar="TEXT", default="", help="The commit's message.  [default: version and rows]")
@click.option("--dry-run", is_flag=True, help="Compare and check, but send nothing.")
@catalog_option
@json_option
def command(dataset: str, repo: str, formats: str | None, catalog: Path, as_json: bool, **options: Any) -> None:
    """Push a version of DATASET to the Hub, with its card and its whole rows, as a revision with a tag.

    A repository that isn't there is made, private unless --public. Only what differs is sent; the same command again
    goes on where a killed one was. The token is read from $HF_TOKEN or the login saved by `hf auth login`.
    """
    from huggingface_hub.utils import disable_progress_bars  # type: ignore[attr-defined]

    from synthloom.catalog.hub.push import push

    if not sys.stderr.isatty():
        disable_progress_bars()
    settings = settings_of({name: options.pop(name) for name in ("dialect", "masked")})
    report = push(
        catalog,
        dataset,
        repo,
        formats=names_of(formats),
        settings=settings,
        tell=partial(click.echo, err=True),
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
