r"""The rows of a file that people filled in: CSV, JSON Lines or Parquet, each with its line.

    "id;label\na1;yes\n\na2;no"    → (2, {"id": "a1", "label": "yes"}), (4, {"id": "a2", "label": "no"})

Spreadsheets write `;` where the comma is the decimal sign, put a mark before UTF-8, and leave empty lines at the end.
"""

import csv
import io
import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from synthloom.schemas.errors import UserError

NEEDED = ("id", "label")
KNOWN = (*NEEDED, "annotator")
Row = tuple[int, Mapping[str, Any]]


@dataclass(frozen=True)
class BadLabel:
    """A row of the file that can't be used: its line (of Parquet its row), and why."""

    line: int
    problem: str


def read_rows(path: Path, bad: list[BadLabel]) -> Iterator[Row]:
    """Line and cells of every row; those that are none go to `bad`. Raises `UserError`."""
    readers = {".csv": _csv, ".tsv": _csv, ".jsonl": _json_lines, ".ndjson": _json_lines, ".parquet": _parquet}
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise UserError(f"{path} is neither .csv nor .tsv, .jsonl, .ndjson or .parquet; save the labels as one of them")
    try:
        yield from reader(path, bad)
    except OSError as error:
        raise UserError(f"{path} can't be read: {error.strerror or error}; name a file of labels") from None


def as_text(value: object) -> str:
    """A cell as a label is written: booleans as words, 4.0 as 4."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value).strip()


def _csv(path: Path, bad: list[BadLabel]) -> Iterator[Row]:
    text = _text(path)
    by = max(",;\t", key=text.partition("\n")[0].count)
    limit = csv.field_size_limit(sys.maxsize)  # 131,072 characters otherwise, less than a long rollout
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=by, strict=True)
    try:
        names = _columns(path, next(lines, []))
        line = lines.line_num + 1
        for cells in lines:
            if any(cells[len(names) :]):
                bad.append(BadLabel(line, f"it has {len(cells)} cells for {len(names)} columns"))
            elif any(cells):
                yield line, dict(zip(names, cells, strict=False))
            line = lines.line_num + 1
    except csv.Error as error:
        raise UserError(f"{path} is no CSV at line {lines.line_num}: {error}; save it as CSV again, in UTF-8") from None
    finally:
        csv.field_size_limit(limit)


def _json_lines(path: Path, bad: list[BadLabel]) -> Iterator[Row]:
    seen = dict[str, None]()
    for line, text in enumerate(_text(path).split("\n"), 1):
        if not text.strip():
            continue
        try:
            row = json.loads(text)
        except ValueError:
            row = None
        if not isinstance(row, dict):
            bad.append(BadLabel(line, f"{text.strip()[:40]!r} is no JSON object"))
            continue
        names = _named(row)
        seen |= dict.fromkeys(names)
        yield line, dict(zip(names, row.values(), strict=True))
    if seen:
        _columns(path, seen)


def _parquet(path: Path, bad: list[BadLabel]) -> Iterator[Row]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path) as file:
            found = file.schema_arrow.names
            names = dict(zip(_columns(path, found), found, strict=True))
            rows = file.read([names[name] for name in KNOWN if name in names])
    except pa.ArrowInvalid as error:
        raise UserError(f"{path} is no Parquet file ({str(error).splitlines()[0][:200]}); save it again") from None
    yield from enumerate(rows.rename_columns(_named(rows.column_names)).to_pylist(), 1)


def _text(path: Path) -> str:
    data = path.read_bytes()
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UserError(
            f"{path} is no text in UTF-8 (byte {error.start} is {data[error.start]:#04x}); save it as CSV UTF-8"
        ) from None


def _named(names: Iterable[str]) -> list[str]:
    """Column names as they are looked up: ID, Label and Annotator too."""
    found = [name.strip() for name in names]
    return [name.lower() if name.lower() in KNOWN else name for name in found]


def _columns(path: Path, names: Iterable[str]) -> list[str]:
    """The same. Raises `UserError` where id or label is missing."""
    found = _named(names)
    if missing := [name for name in NEEDED if name not in found]:
        there = f"its columns are {', '.join(found)}" if any(found) else "it is empty"
        raise UserError(f"{path} has no column {' and no column '.join(missing)}: {there}")
    return found
