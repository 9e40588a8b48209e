"""JSON Lines: a file of rows with their pictures as files beside, for trainers that want files on disk.

    {"id": "9c1f…", "messages": […], "images": ["images/3f/3f2a….png"]}

Each picture is written once, whatever formats and rows show it, under its hash; rows hold paths relative to the
export's folder. 256 folders, since the Hub takes at most 10,000 files in one.

`datasets` takes a file's types from its first 10 MB: where all rows there are without pictures, it stops at the first
that has one ("Couldn't cast array of type string to null"). So the rows that first have something where all before
them had nothing are put in front if they lie behind that.
"""

import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from synthloom.catalog.exports.format import IMAGE

FOLDER = "images"
READ_FOR_TYPES = 8 * 2**20
"""Of the 10 MB, what is safely in the first block."""


class JsonLinesPart:
    """A file of JSON Lines being written."""

    def __init__(self, path: Path, schema: pa.Schema, staging: Path) -> None:
        self.path, self.schema, self.staging, self.groups = path, schema, staging, 0
        self.file = path.open("w", encoding="ascii")
        self.seen: set[str] = set()
        self.leading: list[tuple[int, int]] = []
        """Offset and length of the lines that first fill a field."""
        self.size = 0

    def write(self, group: Sequence[Mapping[str, Any]]) -> None:
        """Append rows and lay their pictures beside."""
        for row in group:
            told = {field.name: self._told(row[field.name], field.type) for field in self.schema}
            line = json.dumps(told) + "\n"
            self.file.write(line)
            filled = set(_filled(told))
            if not filled <= self.seen:
                self.leading.append((self.size, len(line)))
                self.seen |= filled
            self.size += len(line)

    def close(self) -> None:
        """The file is whole."""
        self.file.close()
        if self.leading and sum(self.leading[-1]) > READ_FOR_TYPES:
            self._lead()

    def _lead(self) -> None:
        """Put the lines that first fill a field in front of all others, whose order stays."""
        aside = self.path.with_suffix(".leading")
        with self.path.open("rb") as old, aside.open("wb") as new:
            for offset, length in self.leading:
                old.seek(offset)
                new.write(old.read(length))
            old.seek(0)
            for offset, length in self.leading:
                while rest := offset - old.tell():
                    new.write(old.read(min(rest, 2**20)))
                old.seek(length, 1)
            shutil.copyfileobj(old, new, 2**20)
        aside.replace(self.path)

    def _told(self, value: Any, kind: pa.DataType) -> Any:
        if value is None:
            return None
        if kind == IMAGE:
            return self._laid(value)
        if pa.types.is_struct(kind):
            return {field.name: self._told(value.get(field.name), field.type) for field in kind}
        if pa.types.is_list(kind):
            return [self._told(item, kind.value_type) for item in value]
        return value

    def _laid(self, picture: Mapping[str, Any]) -> str:
        name = picture["path"]
        path = f"{FOLDER}/{name[:2]}/{name}"
        target = self.staging / path
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(picture["bytes"])
        return path


def _filled(value: Any, path: str = "") -> Iterator[str]:
    """The paths of a row's fields that hold something."""
    if isinstance(value, dict):
        for name, item in value.items():
            yield from _filled(item, f"{path}.{name}")
    elif isinstance(value, list):
        for item in value:
            yield from _filled(item, f"{path}[]")
    elif value is not None:
        yield path
