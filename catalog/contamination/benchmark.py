"""A benchmark's rows as texts and pictures, from files as they are published.

    next(benchmark(Path("simplevqa")).items)
    → Item(file="test.jsonl", where="test.jsonl:1", texts=("Who painted this?",), pictures=(b"…",))

Texts are those of columns named like a question, and of a conversation the first user turn; pictures those of columns
named like one: embedded bytes, base64, or paths from the file's folder. A picture that can't be read is counted.
Pictures of a folder that no row points to are items of their own.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any

from synthloom.catalog.media import LocalMedia
from synthloom.catalog.sources.columns import ALIASES
from synthloom.catalog.sources.json_files import open_json
from synthloom.catalog.sources.parquet_files import open_parquet
from synthloom.catalog.sources.pictures import SUFFIXES, Pictures, walk
from synthloom.catalog.sources.raw import Raw, Table
from synthloom.catalog.sources.table_files import open_text
from synthloom.schemas.errors import UserError
from synthloom.schemas.steps import Reject

TURNS = ("messages", "conversations", "prompt", "conversation", "chat", "dialogue")
TEXTS = ("question", "prompt", "problem", "instruction", "query", "input", "text", *ALIASES["question"])
PICTURES = re.compile(r"(image|img|picture|photo|figure|screenshot)s?(bytes|path|file|(file)?name|id|\d+)?|.*images?")
ROWS = (".json", ".jsonl", ".ndjson", ".csv", ".tsv", ".parquet")
FORMS = "JSON, JSON Lines, CSV, TSV or Parquet"


@dataclass(frozen=True)
class Item:
    """What a row asks."""

    file: str
    where: str
    """`file:line`."""
    texts: tuple[str, ...]
    pictures: tuple[bytes, ...]


@dataclass
class Benchmark:
    """The rows, read as they are asked for, and what could not be read of them by reason."""

    items: Iterator[Item]
    unreadable: Counter[str] = field(default_factory=Counter)


def benchmark(path: Path) -> Benchmark:
    """Open a file or a folder of files. Raises `UserError` where there is none that can be read."""
    if not path.exists():
        raise UserError(f"{path} doesn't exist; give --against a file or folder of {FORMS}, or another export")
    root = path if path.is_dir() else path.parent
    files = list(walk(path)) if path.is_dir() else [path]
    shown = [file for file in files if file.suffix.lower() in SUFFIXES]
    tables = [(file, table) for file in files if file not in shown and (table := _table(file))]
    if not tables and not shown:
        raise UserError(
            f"{path} holds no rows to compare with, or is damaged: expected {FORMS} with questions or pictures in it"
        )
    read = {file for file, _ in tables}
    lost = [file for file in files if file.suffix.lower() in ROWS and file not in read]
    found = Benchmark(iter(()), Counter({"file_not_read": len(lost)} if lost else {}))
    rows = _items(root, tables, Pictures(root, LocalMedia(root)), found.unreadable)
    found.items = chain(rows, (_alone(file.relative_to(root).as_posix(), file) for file in shown))
    return found


def _alone(name: str, file: Path) -> Item:
    return Item(name, name, (), (file.read_bytes(),))


def _table(file: Path) -> Table | None:
    with file.open("rb") as opened:
        head = opened.read(64).lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith(b"PAR1"):
        return open_parquet(file)
    if head.startswith((b"{", b"[")):
        return open_json(file)
    if file.suffix.lower() in (".csv", ".tsv"):
        return open_text(file, [cased for name in TEXTS for cased in (name, name.capitalize(), name.upper())])
    return None


def _items(
    root: Path, tables: list[tuple[Path, Table]], pictures: Pictures, unreadable: Counter[str]
) -> Iterator[Item]:
    for file, table in tables:
        name = file.relative_to(root).as_posix()
        for row in table.read(""):
            if not isinstance(row, Raw):
                unreadable[row.reason] += 1
                continue
            found = [_picture(value, pictures, table.base, unreadable) for value in _shown(row.fields)]
            texts = tuple(dict.fromkeys(_texts(row.fields)))
            yield Item(name, row.where, texts, tuple(data for data in found if data))


def _texts(fields: Mapping[str, Any]) -> Iterator[str]:
    for name, value in fields.items():
        plain = _name(name)
        if plain in TEXTS and isinstance(value, str) and value.strip():
            yield value
        elif plain in TURNS and isinstance(value, list):
            yield from _first(value)


def _first(turns: list[Any]) -> Iterator[str]:
    """The text of the first user turn."""
    for turn in turns:
        if isinstance(turn, Mapping) and turn.get("role", turn.get("from")) in ("user", "human"):
            content = turn.get("content", turn.get("value"))
            parts = content if isinstance(content, list) else [content]
            texts = [part.get("text") if isinstance(part, Mapping) else part for part in parts]
            yield "\n".join(text for text in texts if isinstance(text, str))
            return


def _shown(fields: Mapping[str, Any]) -> Iterator[Any]:
    for name, value in fields.items():
        values = value if isinstance(value, list) else [value]
        if PICTURES.fullmatch(_name(name)):
            yield from (item for item in values if item)
        else:
            yield from (item for item in values if isinstance(item, bytes) or _is_picture(item))


def _is_picture(value: Any) -> bool:
    return isinstance(value, Mapping) and isinstance(value.get("bytes"), bytes)


def _picture(value: Any, pictures: Pictures, base: Path, unreadable: Counter[str]) -> bytes:
    """A picture's bytes; empty, and counted, where there are none to be had."""
    if isinstance(value, Mapping):
        value = value.get("bytes") or value.get("path") or value.get("url")
    if isinstance(value, bytes):
        return value
    if not isinstance(value, str | int):
        return b""
    try:
        found = pictures.find(value, base)
        return found.read_bytes() if isinstance(found, Path) else found
    except Reject as reject:
        unreadable[reject.reason] += 1
    except OSError:
        unreadable["image_unreadable"] += 1
    return b""


def _name(column: str) -> str:
    return re.sub(r"[^a-z0-9]", "", column.rsplit(".", 1)[-1].lower())
