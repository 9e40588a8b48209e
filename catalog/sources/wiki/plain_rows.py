"""Rows of plain corpora as dictionaries, whatever file they come from.

    {"title": "Teutberga", "text": "Teutberga( died 11 November 875) was a queen of …"}       JSON, JSON Lines, TSV, CSV
    {"question": …, "context": {"title": ["Ed Wood", …], "sentences": [["Ed Wood is …"], …]}}   HotpotQA, 2Wiki, MuSiQue
    Wikipedia Title: Walls and Bridges⏎Walls and Bridges is the fifth studio album by …         prompts of IRCoT

Questions are shared among paragraphs: a page that several of them bring is given once, with every paragraph of it.
"""

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from synthloom.catalog.sources.wiki.plain_files import DAMAGE, unpacked
from synthloom.schemas.wiki import BadPage

Row = Mapping[str, Any] | BadPage

PROMPT = "Wikipedia Title: "
_HEAD = 65536
_LONGEST_LINE = 1 << 26
_LISTS = (
    "pages",
    "articles",
    "data",
    "rows",
    "documents",
    "docs",
    "corpus",
    "entries",
    "items",
    "passages",
    "paragraphs",
)
TITLES = ("title", "page_title", "name", "Title", "wikipedia_title", "article")
TEXTS = (
    "text",
    "paragraph_text",
    "paragraph",
    "content",
    "contents",
    "body",
    "passage",
    "plain_text",
    "extract",
    "sentences",
)


def form_of(path: Path) -> str:
    """`lines`, `json`, `tsv`, `csv`, `prompt`, or empty for a file that holds no rows."""
    try:
        with unpacked(path) as file:
            head = file.readline(_LONGEST_LINE).removeprefix(b"\xef\xbb\xbf")
            below = file.readline(_LONGEST_LINE)
            head += below + file.read(_HEAD)
    except DAMAGE:
        return ""
    start = head.lstrip()
    if start.startswith(b"["):
        return "json"
    if start.startswith(b"{"):
        row = _object(start.split(b"\n", 1)[0])
        return "lines" if row is not None and (_object(below) is not None or _is_row(row)) else "json"
    if PROMPT.encode() in head:
        return "prompt"
    titles = head.split(b"\n", 1)[0].decode("utf-8", "replace").lower()
    for form, mark in (("tsv", "\t"), ("csv", ",")):
        columns = {column.strip(' "\r') for column in titles.split(mark)}
        if columns & {"title", "page_title", "source", "from"} and len(columns) > 1:
            return form
    return ""


def read_rows(path: Path, form: str = "") -> Iterator[Row]:
    """The file's rows, one page each. JSON Lines, TSV and CSV are streamed; a JSON document is parsed whole."""
    form = form or form_of(path)
    rows = _survived(
        path, {"lines": _lines, "json": _document, "tsv": _table, "csv": _table, "prompt": _prompt}[form](path)
    )
    if form == "prompt":
        return _united(rows)
    first = next(rows, None)
    chained = (row for part in ((first,), rows) for row in part if row is not None)
    if isinstance(first, Mapping) and _paragraphs(first):
        return _united(part for row in chained for part in ([row] if isinstance(row, BadPage) else _paragraphs(row)))
    return chained


def first_of(row: Mapping[str, Any], names: tuple[str, ...]) -> Any:
    """The value of the first of the names the row has."""
    return next((row[name] for name in names if row.get(name) not in (None, "")), None)


def _survived(path: Path, rows: Iterator[Row]) -> Iterator[Row]:
    """The rows up to where a packed file is cut or broken."""
    try:
        yield from rows
    except DAMAGE as error:
        yield BadPage(path.name, "damaged_file", str(error)[:200])


def _lines(path: Path) -> Iterator[Row]:
    with unpacked(path) as file:
        for number, line in enumerate(file, 1):
            if not line.strip():
                continue
            where = f"{path.name}:{number}"
            try:
                row = json.loads(line.removeprefix(b"\xef\xbb\xbf"))
            except (ValueError, RecursionError) as error:
                yield BadPage(where, "not_json", str(error)[:200])
                continue
            yield row if isinstance(row, dict) else BadPage(where, "not_an_object", str(row)[:200])


def _document(path: Path) -> Iterator[Row]:
    try:
        with unpacked(path) as file:
            document = json.loads(file.read().removeprefix(b"\xef\xbb\xbf"))
    except (ValueError, RecursionError) as error:
        yield BadPage(path.name, "not_json", str(error)[:200])
        return
    if isinstance(document, dict):
        found = (document[name] for name in _LISTS if isinstance(document.get(name), list))
        held = None if _is_row(document) else next(found, None)
        if (
            held is None
            and not first_of(document, TITLES)
            and all(isinstance(row, str | dict) for row in document.values())
        ):
            held = [
                {"title": title, **(row if isinstance(row, dict) else {"text": row})} for title, row in document.items()
            ]
        document = [document] if held is None else held
    for number, row in enumerate(document, 1):
        if isinstance(row, dict):
            yield row
        elif isinstance(row, list) and len(row) == 2 and isinstance(row[0], str):
            yield {"title": row[0], "text": row[1]}
        else:
            yield BadPage(f"{path.name}[{number}]", "not_an_object", str(row)[:200])


def _table(path: Path) -> Iterator[Row]:
    """A table with a head; cells that begin like JSON lists and objects are parsed."""
    csv.field_size_limit(1 << 30)
    with unpacked(path) as file:
        text = io.TextIOWrapper(file, "utf-8-sig", "replace", newline="")
        head = text.readline()
        mark = "\t" if "\t" in head else ","
        names = [name.strip() for name in next(csv.reader([head], delimiter=mark))]
        lines = (line.replace("\0", "") for line in text)
        # Tab-separated tables have quotes as they stand in the text.
        rows = csv.reader(lines) if mark == "," else csv.reader(lines, delimiter=mark, quoting=csv.QUOTE_NONE)
        for cells in rows:
            if not cells:
                continue
            if len(cells) != len(names):
                yield BadPage(
                    f"{path.name}: {cells[0][:80]}", "wrong_number_of_cells", f"{len(cells)}, not {len(names)}"
                )
            else:
                yield {name: _cell(cell) for name, cell in zip(names, cells, strict=True)}


def _cell(cell: str) -> Any:
    if cell[:1] in "[{" and cell[-1:] in "]}" and cell:
        try:
            return json.loads(cell)
        except ValueError:
            return cell
    return cell


def _prompt(path: Path) -> Iterator[Row]:
    with unpacked(path) as file:
        text = file.read().decode("utf-8", "replace")
    for block in re.split(rf"^{PROMPT}", text, flags=re.MULTILINE)[1:]:
        title, _, rest = block.partition("\n")
        yield {"title": title.strip(), "text": re.split(r"\n(?=\s*\n|#|Q: |A: )", rest)[0].strip()}


def _paragraphs(row: Mapping[str, Any]) -> list[Row]:
    """The paragraphs a question comes with; empty for a row that is a page itself."""
    context = row.get("context", row.get("paragraphs"))
    if "question" not in row or not context:
        return []
    if isinstance(context, Mapping) and isinstance(context.get("title"), list):
        texts = context.get("sentences", context.get("content", []))
        context = list(zip(context["title"], texts, strict=False))
    if not isinstance(context, list):
        return []
    made: list[Row] = []
    for part in context:
        if isinstance(part, Mapping):
            made.append(part)
        elif isinstance(part, list | tuple) and len(part) == 2:
            made.append({"title": part[0], "text": part[1]})
    return made


def _united(rows: Iterator[Row]) -> Iterator[Row]:
    """Rows with each title once, its different texts as paragraphs of one page."""
    texts: dict[str, list[str]] = {}
    for row in rows:
        if isinstance(row, BadPage):
            yield row
            continue
        title, text = str(first_of(row, TITLES) or ""), joined_text(first_of(row, TEXTS))
        if text not in texts.setdefault(title, []):
            texts[title].append(text)
    yield from ({"title": title, "text": "\n\n".join(parts)} for title, parts in texts.items())


def joined_text(value: Any) -> str:
    """A text, or sentences of one paragraph, or paragraphs of sentences, as one text."""
    if isinstance(value, list):
        apart = "\n\n" if any(isinstance(part, list) for part in value) else ""
        parts = [joined_text(part) for part in value]
        loose = not apart and any(not part.startswith((" ", "\n")) for part in parts[1:])
        return (apart or (" " if loose else "")).join(parts).strip()
    return value.strip() if isinstance(value, str) else ""


def _object(line: bytes) -> dict[str, Any] | None:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return row if isinstance(row, dict) else None


def _is_row(row: Mapping[str, Any]) -> bool:
    """Whether an object that is all there is on its line is a row rather than a document with rows in it."""
    return bool(first_of(row, TITLES)) or "question" in row or "source" in row
