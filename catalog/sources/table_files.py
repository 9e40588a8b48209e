"""Tables as text: CSV, TSV, and DAQUAR's two lines for each question.

question,answer,image_id                          what is on the desk in the image3 ?
what is on the desk,"book, scissor",image3        book, scissor
"""

import csv
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from synthloom.catalog.sources.columns import find_columns
from synthloom.catalog.sources.json_files import decode
from synthloom.catalog.sources.raw import Raw, Rows, Table, bad_row, fault_of

_DAQUAR = re.compile(r"(.*?)\s+in (?:the )?(image\d+)\s*\?\s*")
CELL_BYTES = 128 * 2**20
"""MMBench's TSV holds pictures in its cells; csv's own limit is 128 KiB."""


def open_text(path: Path, columns: Sequence[str] = ()) -> Table | None:
    """A CSV, TSV or DAQUAR file; None for any other text. A header with one of `columns` in it is one for sure."""
    first, second = ([line.rstrip("\r\n") for line in _head(path)] + ["", ""])[:2]
    if _DAQUAR.fullmatch(first) and not _DAQUAR.fullmatch(second):
        return Table("daquar", (path,), lambda _: _read_daquar(path))
    delimiter = max("\t,;|", key=first.count)
    names = next(csv.reader([first], delimiter=delimiter), [])
    found = find_columns([dict.fromkeys(names, "")]) if len(names) >= 2 else {}
    # A line of prose splits at commas too, so a header must name what a row can't do without.
    plain = {"image", "question", "caption"} & found.keys() and len(found) >= 2 and max(map(len, names)) <= 40
    if not plain and not set(columns) & set(names):
        return None
    return Table("tsv" if delimiter == "\t" else "csv", (path,), lambda _: _read_csv(path, delimiter))


def _head(path: Path) -> list[str]:
    with path.open("rb") as file:
        return decode(file.read(65_536)).splitlines()[:2]


def _lines(path: Path) -> Iterator[str]:
    with path.open("rb") as file:
        wide = file.read(2) in (b"\xff\xfe", b"\xfe\xff")
    with path.open(encoding="utf-16" if wide else "utf-8-sig", errors="surrogateescape", newline="") as lines:
        yield from lines


def _read_csv(path: Path, delimiter: str) -> Rows:
    csv.field_size_limit(CELL_BYTES)
    reader = csv.reader(_lines(path), delimiter=delimiter)
    names = next(reader)
    while True:
        where = f"{path.name}:{reader.line_num + 1}"
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield bad_row("bad_csv", where, str(error))
            continue
        if not any(cells):
            continue
        if fault := fault_of(cells):
            yield bad_row(fault, where, content=cells)
        elif len(cells) != len(names):
            yield bad_row("bad_csv", where, f"{len(cells)} cells under {len(names)} names", content=cells)
        else:
            yield Raw(where, {name: cell or None for name, cell in zip(names, cells, strict=True)})


def _read_daquar(path: Path) -> Rows:
    question, asked_at = "", 0
    for number, line in enumerate(_lines(path), 1):
        where, text = f"{path.name}:{number}", line.strip()
        if fault := fault_of(text):
            yield bad_row(fault, where, content=text)
            question = ""
        elif not question:
            question, asked_at = text, number
        elif not (found := _DAQUAR.fullmatch(question)):
            yield bad_row("no_image", f"{path.name}:{asked_at}", "the question names no picture", content=question)
            question, asked_at = text, number
        else:
            yield Raw(f"{path.name}:{asked_at}", {"question": found[1], "answer": text, "image": found[2]})
            question = ""
    if question:
        yield bad_row("no_answer", f"{path.name}:{asked_at}", content=question)
