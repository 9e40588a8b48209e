"""What commands share: the options every one takes, and how rows are printed for people and for programs."""

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])

DEFAULT_CATALOG = Path("synthloom-data")
ROLES = ("classifier", "writer", "editor", "solver", "judge", "policy")


def catalog_option(function: F) -> F:
    """`--catalog DIR`: where datasets, media and calls are kept."""
    return click.option(
        "--catalog",
        type=click.Path(file_okay=False, path_type=Path),
        envvar="SYNTHLOOM_HOME",
        default=DEFAULT_CATALOG,
        show_default="$SYNTHLOOM_HOME or ./synthloom-data",
        help="Where datasets, media and calls are kept.",
    )(function)


def json_option(function: F) -> F:
    """`--json`: one JSON document on stdout."""
    return click.option("--json", "as_json", is_flag=True, help="Print one JSON document on stdout, logs on stderr.")(
        function
    )


def print_json(value: object) -> None:
    """One JSON document on stdout."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=1, default=str))


def print_rows(rows: Sequence[Mapping[str, Any]], columns: Sequence[str] | None = None) -> None:
    """A table for people. On a terminal long cells are folded; in a log or a pipe every row is one line."""
    from rich import box
    from rich.console import Console
    from rich.table import Table

    names = list(columns or (rows[0] if rows else ()))
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for name in names:
        numeric = bool(rows) and all(isinstance(row.get(name), int | float | None) for row in rows)
        table.add_column(name, justify="right" if numeric else "left", overflow="fold")
    for row in rows:
        table.add_row(*(_cell(row.get(name)) for name in names))
    console = Console(soft_wrap=False)
    Console(width=console.width if console.is_terminal else 100_000).print(table)


def _cell(value: object) -> str:
    from rich.markup import escape

    if value is None:
        return "–"
    if isinstance(value, float):
        return f"{value:.4g}"
    if isinstance(value, Mapping | list | tuple):
        return escape(json.dumps(value, ensure_ascii=False, default=str)) if value else "–"
    return escape(str(value))
