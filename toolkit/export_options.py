"""What `export` and `push` let a user choose of what is written."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import click

from synthloom.schemas.errors import UserError

F = TypeVar("F", bound=Callable[..., Any])
OPTIONS = (
    click.option(
        "--format",
        "formats",
        metavar="NAME[,NAME]",
        help="Formats; `synthloom export --help` lists them.  [default: the portable ones that fit the rows]",
    ),
    click.option(
        "--split", type=click.Choice(["sft", "rl", "test", "all"]), default="all", show_default=True, help="Which rows."
    ),
    click.option(
        "--dialect", metavar="NAME", help="How trajectories are written as text.  [default: the format's own]"
    ),
    click.option(
        "--masked",
        type=click.Choice(["cut", "carry"]),
        help="Turns of trajectories that are not to be learned from: end the conversation before the first, or keep "
        "all and tell by a column loss_mask.  [default: cut]",
    ),
    click.option(
        "--against",
        multiple=True,
        type=click.Path(path_type=Path),
        help="A benchmark (JSON, JSONL, CSV, TSV, Parquet, or a folder of them) or another export: rows that are in "
        "it, or in another split of it, are left out; repeatable.",
    ),
)


def export_options(function: F) -> F:
    """The options, in this order."""
    for option in reversed(OPTIONS):
        function = option(function)
    return function


def names_of(formats: str | None) -> list[str] | None:
    """What `--format` names. Raises `UserError` where it names nothing."""
    if formats is None:
        return None
    names = [name.strip() for name in formats.split(",") if name.strip()]
    if not names:
        raise UserError(f"--format {formats!r} names no format; leave it out for those that fit, or see --help")
    return names


def settings_of(given: Mapping[str, str | None]) -> dict[str, str]:
    """The settings that were given."""
    return {name: value for name, value in given.items() if value is not None}
