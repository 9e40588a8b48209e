"""What commands share: the options every one takes, and how rows are printed for people and for programs."""

import json
from collections.abc import Callable, Mapping, Sequence
from math import floor, log10
from pathlib import Path
from textwrap import indent
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])

READABLE = 20
"""Characters a folded column keeps at least before columns are left out: names of steps and ids have up to 20."""
FEWEST = 12
"""Fewer, and a table is no longer read but deciphered."""
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


def print_rows(
    rows: Sequence[Mapping[str, Any]], columns: Sequence[str] | None = None, may_drop: Sequence[str] = ()
) -> None:
    """A table for people. In a log or a pipe every row is one line.

    On a terminal long cells are folded. Where that would cut words to pieces, columns of `may_drop` are left out, the
    first first, and named; where it still would, every row is a list of its own.
    """
    from rich import box
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    names = list(columns or (rows[0] if rows else ()))
    console = Console(soft_wrap=False)
    cells = [{name: _cell(row.get(name)) for name in names} for row in rows]
    dropped = list[str]()
    if console.is_terminal:
        for name in may_drop:
            if _fold_at(cells, names, console.width) >= READABLE:
                break
            if name in names:
                names.remove(name)
                dropped.append(name)
        if _fold_at(cells, names, console.width) < FEWEST:
            _print_lists(cells, names)
            return
    else:
        console = Console(width=100_000)
        cells = [{name: text.replace("\n", "\\n") for name, text in row.items()} for row in cells]
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for name in names:
        numeric = bool(rows) and all(isinstance(row.get(name), int | float | None) for row in rows)
        table.add_column(name, justify="right" if numeric else "left", overflow="fold")
    for row in cells:
        table.add_row(*(escape(row[name]) for name in names))
    console.print(table)
    if dropped:
        click.echo(f"left out for want of room: {', '.join(dropped)}; --json has all")


def in_dollars(dollars: float | None) -> str:
    """A sum as it is told: to the cent from $100 on, below with four decimals, or with two digits that count."""
    if dollars is None:
        return "unknown"
    if dollars >= 100 or not dollars:
        return f"${dollars:,.2f}"
    return f"${dollars:.{max(4, 1 - floor(log10(dollars)))}f}"


def _fold_at(cells: Sequence[Mapping[str, str]], names: Sequence[str], width: int) -> int:
    """How many characters the widest columns keep when a table is folded into this width; 0 where nothing fits."""
    from rich.cells import cell_len

    left = width - 3 * len(names)
    widths = sorted(
        max(cell_len(line) for text in (name, *(row[name] for row in cells)) for line in text.splitlines() or [""])
        for name in names
    )
    for count, wide in enumerate(widths):
        if wide * (len(widths) - count) > left:
            return max(0, left // (len(widths) - count))
        left -= wide
    return width


def _print_lists(cells: Sequence[Mapping[str, str]], names: Sequence[str]) -> None:
    for number, row in enumerate(cells, 1):
        click.echo(f"── {number} of {len(cells)}")
        for name in names:
            text = row[name]
            click.echo(f"{name}: {text}" if "\n" not in text else f"{name}:\n{indent(text, '  ')}")


def _cell(value: object) -> str:
    if value is None:
        return "–"
    if isinstance(value, float):
        return f"{value:.4g}"
    if isinstance(value, Mapping | list | tuple):
        return json.dumps(value, ensure_ascii=False, default=str) if value else "–"
    return str(value)
