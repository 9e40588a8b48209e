"""What the readers hand over: rows as they lie in a file, before anything is believed about them.

Raw("questions.jsonl:3", {"image": "2.jpg", "question": "What is it?", "answer": "a cat"})
"""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from synthloom.schemas.errors import UserError
from synthloom.schemas.records import content_id
from synthloom.schemas.steps import BadRow

MAX_DEPTH = 40
"""No annotation nests deeper; a file that does is meant to break its reader."""


class SourceError(UserError, ValueError):
    """A source that can't be read: what was found, what was expected, what to do."""


@dataclass(frozen=True)
class Raw:
    """One row: where it stands (`file:line`), and its fields by the names the file gives them."""

    where: str
    fields: dict[str, Any]


Rows = Iterator[Raw | BadRow]


@dataclass(frozen=True)
class Box:
    """A named box as the source writes it: x0, y0, x1, y1 in pixels of `size`, or in fractions of the picture."""

    label: str
    corners: tuple[float, float, float, float]
    text: str = ""
    color: str = ""
    shape: str = ""
    fraction: bool = False


@dataclass(frozen=True)
class Table:
    """Rows of one form: `read("")` gives them whole, `read(column)` may leave out the other columns."""

    form: str
    files: tuple[Path, ...]
    read: Callable[[str], Rows]
    licence: str = ""
    folder: Path | None = None
    """Where image paths start, when it isn't the folder of the first file."""
    count: int | None = None
    """How many rows, where that is known without reading them."""

    @property
    def base(self) -> Path:
        """The folder that image paths in the rows are relative to."""
        return self.folder or self.files[0].parent


def is_size(width: object, height: object) -> bool:
    """Whether two values can be a picture's width and height."""
    return isinstance(width, int) and isinstance(height, int) and 0 < width <= 1_000_000 and 0 < height <= 1_000_000


def are_corners(value: object) -> bool:
    """Whether a value is four numbers that a float can hold."""
    return (
        isinstance(value, list)
        and len(value) == 4
        and all(isinstance(n, float) or (isinstance(n, int) and abs(n) < 2**53) for n in value)
    )


def fault_of(value: object) -> str:
    """Why a parsed row can't be used as it is: `not_utf8`, `bad_json` (nested too deep), or nothing."""
    stack: list[tuple[object, int]] = [(value, 0)]
    while stack:
        item, depth = stack.pop()
        if isinstance(item, str):
            if not item.isascii() and any("\ud800" <= letter <= "\udfff" for letter in item):
                return "not_utf8"
        elif isinstance(item, dict | list | tuple):
            if depth > MAX_DEPTH:
                return "bad_json"
            stack.extend(
                (part, depth + 1) for part in ((*item.keys(), *item.values()) if isinstance(item, dict) else item)
            )
    return ""


def bad_row(reason: str, where: str, detail: str = "", content: object = None, source: str = "") -> BadRow:
    """A row that can't be used; its id comes from its content, or from its place where there is none."""
    identity = _plain(content) if content is not None and fault_of(content) != "bad_json" else where
    return BadRow(
        id=content_id("bad", identity), reason=reason, detail=f"{where}: {detail}" if detail else where, source=source
    )


def _plain(value: object) -> object:
    """The same value as JSON can write it; bytes become their hash."""
    if isinstance(value, dict):
        return {str(_plain(key)): _plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    if isinstance(value, bytes):
        return hashlib.sha256(value).hexdigest()
    if value is None or isinstance(value, bool | int | float):
        return value
    return str(value).encode("utf-8", "backslashreplace").decode()
