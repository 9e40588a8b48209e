"""`synthloom show`: rows of a version, one row whole, a contact sheet, or a trajectory as a page."""

from io import BytesIO
from pathlib import Path
from textwrap import indent
from typing import Any

import click

from synthloom.printing import catalog_option, in_dollars, json_option, print_json, print_rows


@click.command()
@click.argument("dataset", metavar="DATASET[@VERSION]")
@click.argument("row", required=False)
@catalog_option
@click.option(
    "--limit", type=click.IntRange(min=0), default=20, show_default=True, metavar="N", help="How many rows; 0 for all."
)
@click.option(
    "--sheet",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE.png",
    help="Draw rows with their pictures.",
)
@click.option(
    "--page",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE.html",
    help="Write ROW, a trajectory, as one HTML file with its pictures in it.",
)
@json_option
def command(
    dataset: str, row: str | None, catalog: Path, limit: int, sheet: Path | None, page: Path | None, as_json: bool
) -> None:
    """Show rows of DATASET, or ROW (an id or its beginning) whole: content, verdicts, lineage, prompts and replies."""
    from synthloom.catalog import reader
    from synthloom.catalog.versions import resolve

    version = resolve(catalog, dataset)
    found = [reader.row(version, row)] if row is not None else list(reader.rows(version, limit))
    if sheet is not None:
        _draw(found, catalog, sheet)
    if page is not None:
        _write_page(found[0] if row is not None else None, catalog, page)
    if (sheet or page) and not as_json:
        return
    if row is not None:
        print_json(found[0]) if as_json else _tell(found[0])
    elif as_json:
        print_json(found)
    else:
        columns = ("id", "split", "category", "question", "answer", "instruction", "final_answer", "outcome")
        print_rows(found, [name for name in columns if found and name in found[0]] or None)


def _draw(rows: list[dict[str, Any]], catalog: Path, sheet: Path) -> None:
    from synthloom.catalog.media import LocalMedia
    from synthloom.catalog.sheet import contact_sheet

    if sheet.suffix.lower() != ".png":
        raise click.UsageError(f"--sheet {sheet} would hold a PNG; give it a name that ends in .png")
    try:
        picture = contact_sheet(rows, LocalMedia(catalog))
    except FileNotFoundError as error:
        raise click.UsageError(f"{error.filename} is missing; put the file back, or run the recipe again") from None
    buffer = BytesIO()
    picture.save(buffer, "PNG")
    _save(buffer.getvalue(), sheet)
    click.echo(f"{sheet}: {len(rows)} row{'s' * (len(rows) != 1)}, {picture.width}x{picture.height} pixels", err=True)


def _write_page(row: dict[str, Any] | None, catalog: Path, page: Path) -> None:
    from synthloom.catalog.media import LocalMedia
    from synthloom.catalog.trajectory_page import page as page_of

    if row is None:
        raise click.UsageError("--page shows one trajectory; name its ROW, an id or the beginning of one")
    if page.suffix.lower() not in (".html", ".htm"):
        raise click.UsageError(f"--page {page} would hold HTML; give it a name that ends in .html")
    text = page_of(row, LocalMedia(catalog))
    _save(text.encode("utf-8"), page)
    click.echo(f"{page}: {len(row['steps'])} turns, {len(row['images'])} pictures", err=True)


def _save(data: bytes, file: Path) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    except OSError as error:
        raise click.UsageError(f"{file} can't be written: {error.strerror}; name a file in a folder of yours") from None


def _tell(whole: dict[str, Any]) -> None:
    tables = ("verdicts", "lineage")
    print_rows([{"field": key, "value": value} for key, value in whole.items() if key not in (*tables, "calls")])
    for key in tables:
        if entries := whole[key]:
            click.echo(key)
            print_rows(entries)
    if whole["calls"]:
        click.echo(f"calls: {len(whole['calls'])}")
    for call in whole["calls"]:
        _tell_call(call)


def _tell_call(call: dict[str, Any]) -> None:
    """Who was asked and what it took in one line, then the prompt and what came back as they are."""
    counts = {"in": "tokens_in", "out": "tokens_out", "cached": "tokens_cached", "reasoning": "tokens_reasoning"}
    tokens = ", ".join(f"{call[key]} {word}" for word, key in counts.items() if call.get(key))
    cost = "no price known" if call["cost"] is None else in_dollars(call["cost"])
    click.echo(f"\n{call['step']}: {call['model']}; tokens: {tokens or 'not told'}; {cost}; key {call['key']}")
    for part in ("prompt", "reasoning", "reply"):
        if call[part]:
            click.echo(f"  {part}\n{indent(call[part], '    ')}")
