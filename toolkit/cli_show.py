"""`synthloom show`: rows of a version, one row whole, or a contact sheet."""

from pathlib import Path
from typing import Any

import click

from synthloom.printing import catalog_option, json_option, print_json, print_rows


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
@json_option
def command(dataset: str, row: str | None, catalog: Path, limit: int, sheet: Path | None, as_json: bool) -> None:
    """Show rows of DATASET, or ROW (an id or its beginning) whole: content, verdicts, lineage, prompts and replies."""
    from synthloom.catalog import reader
    from synthloom.catalog.versions import resolve

    version = resolve(catalog, dataset)
    found = [reader.row(version, row)] if row is not None else list(reader.rows(version, limit))
    if sheet is not None:
        _draw(found, catalog, sheet)
        if not as_json:
            return
    if row is not None:
        print_json(found[0]) if as_json else _tell(found[0])
    elif as_json:
        print_json(found)
    else:
        columns = ("id", "split", "category", "question", "answer", "instruction")
        print_rows(found, [name for name in columns if found and name in found[0]] or None)


def _draw(rows: list[dict[str, Any]], catalog: Path, sheet: Path) -> None:
    from synthloom.catalog.media import LocalMedia
    from synthloom.catalog.sheet import contact_sheet

    if sheet.suffix.lower() != ".png":
        raise click.UsageError(f"--sheet {sheet} would hold a PNG; give it a name that ends in .png")
    picture = contact_sheet(rows, LocalMedia(catalog))
    sheet.parent.mkdir(parents=True, exist_ok=True)
    picture.save(sheet, "PNG")
    click.echo(f"{sheet}: {len(rows)} row{'s' * (len(rows) != 1)}, {picture.width}x{picture.height} pixels", err=True)


def _tell(whole: dict[str, object]) -> None:
    tables = ("verdicts", "lineage", "calls")
    print_rows([{"field": key, "value": value} for key, value in whole.items() if key not in tables])
    for key in tables:
        entries = whole[key]
        if isinstance(entries, list) and entries:
            click.echo(key)
            print_rows(entries)
