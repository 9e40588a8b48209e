"""`synthloom show`: rows of a version, one row whole, or a contact sheet."""

from pathlib import Path

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
    help="Draw rows side by side: source, instruction, edit.",
)
@json_option
def command(dataset: str, row: str | None, catalog: Path, limit: int, sheet: Path | None, as_json: bool) -> None:
    """Show rows of DATASET, or ROW (an id or its beginning) whole: content, verdicts, lineage, prompts and replies."""
    from synthloom.catalog import reader
    from synthloom.catalog.versions import resolve

    version = resolve(catalog, dataset)
    if row is not None:
        whole = reader.row(version, row)
        if as_json:
            print_json(whole)
        else:
            _tell(whole)
        return
    rows = list(reader.rows(version, limit))
    if sheet is not None:
        from synthloom.catalog.media import LocalMedia
        from synthloom.catalog.sheet import contact_sheet

        picture = contact_sheet(rows, LocalMedia(catalog))
        sheet.parent.mkdir(parents=True, exist_ok=True)
        picture.save(sheet, "PNG")
        click.echo(f"{sheet}: {len(rows)} rows, {picture.width}x{picture.height} pixels", err=True)
        if not as_json:
            return
    if as_json:
        print_json(rows)
    else:
        print_rows(
            rows, [c for c in ("id", "split", "category", "question", "answer", "instruction") if rows and c in rows[0]]
        )


def _tell(whole: dict[str, object]) -> None:
    tables = ("verdicts", "lineage", "calls")
    print_rows([{"field": key, "value": value} for key, value in whole.items() if key not in tables])
    for key in tables:
        entries = whole[key]
        if isinstance(entries, list) and entries:
            click.echo(key)
            print_rows(entries)
