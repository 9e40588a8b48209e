"""Looks at a folder or file and says what is in it: by content, not by name.

look("data/bccd") → Found(name="bccd", tables=(Opened(Table("voc", …)),), licence="unknown", revision="5f0c…")
"""

import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from synthloom.catalog.sources.choosing import Opened, check_given, choose, sketch
from synthloom.catalog.sources.huggingface import open_hub, open_saved
from synthloom.catalog.sources.json_files import decode, flat_object, forget, open_json
from synthloom.catalog.sources.licences import UNKNOWN, licence_of_folder
from synthloom.catalog.sources.parquet_files import open_parquet
from synthloom.catalog.sources.pictures import SUFFIXES, walk
from synthloom.catalog.sources.raw import Raw, Rows, SourceError, Table, bad_row
from synthloom.catalog.sources.receipts import BOX_LINE, open_receipts
from synthloom.catalog.sources.table_files import open_text
from synthloom.catalog.sources.voc import open_voc

_MAGIC = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"RIFF", b"II*\x00", b"MM\x00*")
_SILENT = re.compile(r"readme|licen[sc]e|copying|sources\.md|dataset_infos?\.json", re.IGNORECASE)
_FORMS = "JSON, JSON Lines, CSV, TSV, Parquet, a saved dataset, COCO or Pascal VOC annotations, receipts, or pictures"


@dataclass(frozen=True)
class Found:
    """What looking found: the tables to read, where pictures may lie, and what travels with every row."""

    name: str
    root: Path
    revision: str
    licence: str
    tables: tuple[Opened, ...]
    notes: tuple[str, ...]


@dataclass
class _Kinds:
    """The files of a folder by kind."""

    tables: list[Table] = field(default_factory=list)
    voc: list[Path] = field(default_factory=list)
    keys: list[Path] = field(default_factory=list)
    boxes: list[Path] = field(default_factory=list)
    images: list[Path] = field(default_factory=list)
    binary: list[Path] = field(default_factory=list)
    broken: dict[Path, SourceError] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def look(uri: str, given: Sequence[tuple[str, str]] = ()) -> Found:
    """Open a source. Raises `SourceError` for what isn't there, is empty, is broken or isn't recognised."""
    if uri.startswith("hf://"):
        hub = open_hub(uri)
        sketched = sketch(hub.table, given)
        check_given([sketched], given)
        return Found(hub.name, hub.table.base, hub.commit, hub.licence or UNKNOWN, (sketched.opened,), hub.notes)
    if "://" in uri:
        scheme = uri.partition("://")[0]
        raise SourceError(
            f"{uri} can't be read: there is no reader for {scheme}://. Expected a local path or hf://owner/name. "
            "Copy it to a local folder first."
        )
    path = Path(uri).expanduser()
    if not path.exists():
        raise SourceError(f"{uri} doesn't exist. Expected a file, a folder or hf://owner/name. Check the path.")
    try:
        files = list(walk(path)) if path.is_dir() else [path]
        kinds = _sort(files, path if path.is_dir() else path.parent, given)
    except PermissionError as error:
        raise SourceError(
            f"{error.filename} can't be read: no permission. Expected a readable source. Change its mode."
        ) from error
    if not files:
        raise SourceError(f"{uri} is an empty folder. Expected {_FORMS}. Give the folder that holds the data.")
    root = path if path.is_dir() else path.parent
    tables = _tables(kinds, root, uri)
    sketches = [sketch(table, given) for table in tables]
    check_given(sketches, given)
    chosen, notes = choose(sketches, root, given)
    forget()
    licence = next((opened.table.licence for opened in chosen if opened.table.licence), "") if len(chosen) == 1 else ""
    chosen = [replace(one, table=replace(one.table, licence=one.table.licence or licence)) for one in chosen]
    name = path.resolve().name if path.is_dir() else path.resolve().stem.split(".")[0]
    return Found(
        name=re.sub(r"[^\w.-]+", "_", name),
        root=root,
        revision=_fingerprint(
            [file for one in chosen for file in one.table.files], root, chosen[0].table.form == "images"
        ),
        licence=licence_of_folder(root) or licence or UNKNOWN,
        tables=tuple(chosen),
        notes=tuple(kinds.notes + notes),
    )


def _sort(files: Sequence[Path], root: Path, given: Sequence[tuple[str, str]]) -> _Kinds:
    kinds = _Kinds()
    saved = {
        path.parent for path in files if path.name == "state.json" and path.with_name("dataset_info.json") in files
    }
    kinds.tables += [open_saved(folder) for folder in sorted(saved)]
    for path in files:
        if path.parent in saved or path.name == "dataset_dict.json":
            continue
        if path.suffix.lower() in SUFFIXES:
            kinds.images.append(path)
        elif not path.is_file() or not path.resolve().is_relative_to(root.resolve()):
            kinds.notes.append(f"{path.relative_to(root)} is not read: it is no file of this folder")
        else:
            _sort_data(path, root, kinds, [column for _, column in given])
    return kinds


def _sort_data(path: Path, root: Path, kinds: _Kinds, columns: Sequence[str]) -> None:
    """One file that isn't named like a picture, by its first bytes."""
    kind, table = _kind(path), None
    try:
        if kind == "json" and flat_object(path) is not None:
            kind = "keys"
        read_text = partial(open_text, columns=columns)
        readers: dict[str, Callable[[Path], Table | None]]
        readers = {"parquet": open_parquet, "json": open_json, "text": read_text}
        table = readers[kind](path) if kind in readers else None
    except SourceError as error:
        kinds.broken[path] = error
        return
    places = {"image": kinds.images, "voc": kinds.voc, "boxes": kinds.boxes, "keys": kinds.keys, "binary": kinds.binary}
    if table is not None:
        kinds.tables.append(table)
    elif kind in places:
        places[kind].append(path)
    elif not _SILENT.match(path.name):
        kinds.notes.append(f"{path.relative_to(root).as_posix()} is not read: {_why_not(path)}")


def _why_not(path: Path) -> str:
    with path.open("rb") as file:
        first = decode(file.read(300)).splitlines()[:1]
    if not first:
        return "it is empty"
    return f"no rows were recognised in it; it begins with {first[0][:80]!r}"


def _kind(path: Path) -> str:
    with path.open("rb") as file:
        head = file.read(4096)
    text = decode(head).lstrip()
    if head.startswith(b"PAR1"):
        return "parquet"
    if head.startswith(_MAGIC):
        return "image"
    if text.startswith(("{", "[")):
        return "json"
    if text.startswith("<") and "<annotation" in text:
        return "voc"
    if BOX_LINE.match(text):
        return "boxes"
    return "binary" if "\x00" in text else "text"


def _tables(kinds: _Kinds, root: Path, uri: str) -> list[Table]:
    """All tables of a folder. What stays broken among good tables is a row of its own, so that it's counted."""
    tables = list(kinds.tables)
    if kinds.voc:
        tables.append(open_voc(kinds.voc, root))
    stems = {path.stem for path in kinds.images}
    keys = [path for path in kinds.keys if path.stem in stems]
    if keys:
        tables.append(open_receipts(keys, kinds.boxes, root))
    for path in kinds.keys:
        if path not in keys and (table := open_json(path)):
            tables.append(table)
    if not tables and kinds.broken:
        raise next(iter(kinds.broken.values()))
    if not tables and kinds.images:
        return [_images([*kinds.images, *kinds.binary], root)]
    if not tables:
        seen = "; ".join(kinds.notes[:5]) or f"{len(kinds.binary)} binary files"
        raise SourceError(
            f"Nothing in {uri} was recognised ({seen}). Expected {_FORMS}. Name the columns, such as --set "
            """'source.columns={"question": "Q", "answer": "A", "image": "file"}', or convert it."""
        )
    return tables + [_broken(path, str(error), root) for path, error in kinds.broken.items()]


def _images(files: Sequence[Path], root: Path) -> Table:
    """Pictures and nothing else: rows that ask nothing."""
    files = sorted(files)
    names = [path.relative_to(root).as_posix() for path in files]
    return Table(
        "images",
        tuple(files),
        lambda _: iter([Raw(name, {"image": name}) for name in names]),
        folder=root,
        count=len(files),
    )


def _broken(path: Path, why: str, root: Path) -> Table:
    def read(_: str) -> Rows:
        yield bad_row("bad_file", path.relative_to(root).as_posix(), why)

    return Table("broken", (path,), read)


def _fingerprint(files: Sequence[Path], root: Path, by_size: bool) -> str:
    """12 hex digits over names and bytes of the files read; of bare pictures, hashed later, the sizes."""
    digest = hashlib.sha256()
    for path in sorted(set(files)):
        digest.update(f"{path.relative_to(root).as_posix()}\0".encode("utf-8", "surrogateescape"))
        if by_size:
            digest.update(f"{path.stat().st_size if path.is_file() else -1}\0".encode())
        else:
            with path.open("rb") as file:
                digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()[:12]
