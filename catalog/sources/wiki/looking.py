"""Which reader an address needs, told by what it holds and not by its name.

open_reader("ltgwiki.xml.bz2", cache) → DumpReader     "wikipedia_en.zim" → ZimReader     "sql/" → SqlDumpReader
"wikispeedia/" → WikispeediaReader     "pages.jsonl" → PlainReader     "answers/" → SavedApiReader
"api:https://ltg.wikipedia.org/w/api.php?titles=Latgola" → ApiReader

A folder is opened where it holds one source; where it holds several, they are listed and one has to be named.
"""

import json
from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from synthloom.catalog.sources.wiki.plain import PlainReader, holds_pages, is_edges
from synthloom.catalog.sources.wiki.plain_files import unpacked
from synthloom.catalog.sources.wiki.sample import SampleReader
from synthloom.catalog.sources.wiki.sql_dump import SqlDumpReader, sql_files
from synthloom.catalog.sources.wiki.wikispeedia import WikispeediaReader
from synthloom.schemas.errors import UserError
from synthloom.schemas.wiki import Reader

_HEAD = 65536
_ACCEPTED = (
    "a MediaWiki XML dump (.xml, .bz2, .gz, .zst), a ZIM file, a folder of SQL dumps, a Wikispeedia folder, pages as "
    "JSON Lines, JSON, TSV or CSV, a folder of saved MediaWiki API answers, or api:https://host/w/api.php"
)
_SOURCES_ONLY = ("readme", "license", "licence", "sources", "copying")

Opener = Callable[[], Reader]


def open_reader(address: str, cache: Path) -> Reader:
    """The reader of an address; `cache` keeps what readers prepare. Raises `UserError` for anything unreadable."""
    if address == SampleReader.address:
        return SampleReader()
    if address.startswith("api:"):
        from synthloom.catalog.sources.wiki.api import open_api

        return open_api(address, cache)
    if "://" in address:
        scheme = address.partition("://")[0]
        raise UserError(
            f"{address} can't be read: there is no reader for {scheme}://. Expected {_ACCEPTED}. "
            "Download the file first, or put api: before the address of a wiki's api.php."
        )
    path = Path(address).expanduser()
    try:
        if not path.exists() and not path.with_suffix(".zimaa").exists():
            raise UserError(f"{address} doesn't exist; expected {_ACCEPTED}. Check the path.")
        return _in_folder(path, cache) if path.is_dir() else _in_file(path, cache)
    except PermissionError as error:
        raise UserError(f"{error.filename} can't be read: no permission; change its mode or copy it.") from error


def _in_file(path: Path, cache: Path) -> Reader:
    found = _file(path, cache)
    if found is None:
        raise UserError(f"{path} holds no pages: {_seen(path)}. Expected {_ACCEPTED}.")
    return found()


def _in_folder(folder: Path, cache: Path) -> Reader:
    tables = sql_files(folder)
    if any(folder.glob("links*.tsv")) and (any(folder.glob("plaintext_articles*"))):
        return WikispeediaReader(folder)
    if {"page", "pagelinks"} <= set(tables):
        return SqlDumpReader(folder)
    files = _files(folder)
    answers = [file for file in files if file.suffix.lower() == ".json" and _is_answer(file)]
    rest = [file for file in files if file not in answers and not is_edges(file)]
    found = [(file, opener) for file in rest if (opener := _file(file, cache))]
    if answers and all(file.suffix.lower() == ".json" for file, _ in found) and len(answers) > 4 * len(found):
        from synthloom.catalog.sources.wiki.saved_api import SavedApiReader

        return SavedApiReader(folder)
    if len(found) == 1 and not answers:
        return found[0][1]()
    if found:
        sources = f"{len(found)} source{'s' * (len(found) > 1)}"
        names = ", ".join(str(file.relative_to(folder)) for file, _ in found[:12])
        more = f" and {len(found) - 12} more" if len(found) > 12 else ""
        also = f", and {len(answers)} saved API answers" if answers else ""
        raise UserError(f"{folder} holds {sources}: {names}{more}{also}. Name one of them: {found[0][0]}")
    if tables:
        return SqlDumpReader(folder)
    seen = ", ".join(file.name for file in files[:8]) or "nothing"
    raise UserError(f"{folder} holds no pages: found {seen}. Expected {_ACCEPTED}.")


def _file(path: Path, cache: Path) -> Opener | None:
    """How to open one file; None where it is no source."""
    if path.suffix.lower() in (".zimaa",) or not path.exists() or _starts(path, b"ZIM\x04"):
        from synthloom.catalog.sources.wiki.zim import ZimReader

        return partial(ZimReader, path)
    if path.name.lower().rpartition(".")[0].startswith(_SOURCES_ONLY):
        return None
    head = _head(path)
    wide = head[:2] in (b"\xff\xfe", b"\xfe\xff")
    text = head.decode("utf-16", "replace").encode() if wide else head
    if b"<mediawiki" in text or b"<page>" in text[:4096]:
        from synthloom.catalog.sources.wiki.dump import DumpReader

        return partial(DumpReader, path)
    return partial(PlainReader, path, cache) if b"\0" not in head and holds_pages(path) else None


def _files(folder: Path) -> list[Path]:
    """The folder's files; of a folder with folders only, theirs."""
    own = sorted(file for file in folder.iterdir() if not file.name.startswith(".") and not _is_aside(file))
    inside = [file for file in own if file.is_file()]
    return inside or list(islice(_deeper(own), 200))


def _deeper(folders: list[Path]) -> Iterator[Path]:
    for folder in folders:
        yield from (file for file in sorted(folder.iterdir()) if file.is_file() and not file.name.startswith("."))


def _is_aside(file: Path) -> bool:
    return file.name.lower().startswith(_SOURCES_ONLY)


def _is_answer(file: Path) -> bool:
    """Whether a file is what a MediaWiki API answered."""
    if file.stat().st_size > 1 << 26:
        return False
    try:
        said: Any = json.loads(file.read_bytes())
    except (ValueError, RecursionError):
        return False
    return isinstance(said, dict) and bool(said.keys() & {"query", "parse", "batchcomplete", "error", "servedby"})


def _starts(path: Path, magic: bytes) -> bool:
    with path.open("rb") as file:
        return file.read(len(magic)) == magic


def _head(path: Path) -> bytes:
    """The first bytes, unpacked as far as they can be."""
    try:
        with unpacked(path) as file:
            return file.read(_HEAD)
    except (OSError, EOFError, ValueError):
        return b""


def _seen(path: Path) -> str:
    """What a file begins with, in words."""
    if path.stat().st_size == 0:
        return "it is empty"
    head = _head(path)
    if not head:
        return "it is packed, and can't be unpacked"
    if b"\0" in head[:1000]:
        return f"it is binary and begins with {head[:8].hex(' ')}"
    return f"it begins with {head[:60].decode('utf-8', 'replace').strip()!r}"
