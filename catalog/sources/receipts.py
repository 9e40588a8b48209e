"""Receipts as SROIE has them: what is on it in `key/*.json`, lines of text with their corners in `box/*.csv`.

key/000.json {"company": "BOOK TA .K", "total": "9.00"} and box/000.csv "72,25,326,25,326,64,72,64,TAN WOON YANN"
→ {"image": "000", "question": "What is the total on this receipt?", "answer": "9.00", "regions": (Box("text", …),)}
"""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from synthloom.catalog.sources.json_files import decode, flat_object
from synthloom.catalog.sources.raw import Box, Raw, Rows, Table, bad_row, fault_of

BOX_LINE = re.compile(r"(-?\d+(?:, *-?\d+){7}),(.*)")
_QUESTIONS = {
    "company": "What is the name of the company on this receipt?",
    "date": "What is the date on this receipt?",
    "address": "What is the address on this receipt?",
    "total": "What is the total on this receipt?",
}


def open_receipts(keys: Sequence[Path], boxes: Sequence[Path], root: Path) -> Table:
    """Key files as one table; the boxes of a receipt are in the file of the same name."""
    by_stem = {path.stem: path for path in boxes}
    return Table("receipts", (*keys, *boxes), lambda _: _read(keys, by_stem, root), folder=root)


def _read(keys: Sequence[Path], boxes: Mapping[str, Path], root: Path) -> Rows:
    for path in keys:
        values = flat_object(path)
        if values is None:
            yield bad_row("bad_json", path.relative_to(root).as_posix(), "not one object of plain values")
            continue
        lines: tuple[Box, ...] = ()
        if path.stem in boxes:
            where, text = boxes[path.stem].relative_to(root).as_posix(), decode(boxes[path.stem].read_bytes())
            if fault := fault_of(text):
                yield bad_row(fault, where, content=text)
            else:
                lines = tuple(_box(line) for line in text.splitlines() if BOX_LINE.match(line))
        for name, value in values.items():
            question = _QUESTIONS.get(name, f"What is the {name.replace('_', ' ')} in this document?")
            row: dict[str, Any] = {"image": path.stem, "question": question, "answer": value, "regions": lines}
            row["asked"] = _lines_of(str(value).strip(), lines)
            yield Raw(f"{path.relative_to(root).as_posix()}:{name}", row)


def _lines_of(value: str, lines: Sequence[Box]) -> tuple[int, ...]:
    """The one line that is a value, or holds it. A sum often stands on several; then nobody knows which is meant."""
    same = [number for number, box in enumerate(lines) if value and box.text == value]
    holding = [number for number, box in enumerate(lines) if len(value) >= 6 and value in box.text]
    if len(same) > 1:
        return ()
    return tuple(next((found for found in (same, holding) if len(found) == 1), ()))


def _box(line: str) -> Box:
    found = BOX_LINE.match(line)
    assert found
    numbers = [int(number) for number in found[1].split(",")]
    corners = (min(numbers[::2]), min(numbers[1::2]), max(numbers[::2]), max(numbers[1::2]))
    return Box("text", corners, text=found[2].strip())
