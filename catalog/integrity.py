"""Integrity: whether a version's bytes are still those it was committed with.

    check_files(version) → [Bad(id="", check="file_hash", detail="data/3f2a….parquet holds other bytes than …")]

Files of a version are named by their SHA-256, pictures too, and the manifest holds the hash of the content; so every
claim can be checked from the bytes alone, without the run that made them.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from synthloom.catalog.content_hash import content_hash, is_media
from synthloom.catalog.versions import Kind, Version, dataset_folder
from synthloom.schemas.media import Media

KINDS: tuple[Kind, ...] = ("data", "verdicts", "lineage", "calls")


@dataclass(frozen=True)
class Bad:
    """Something that doesn't hold; `id` is empty where it is no single row's."""

    id: str
    check: str
    detail: str


def check_files(version: Version) -> Iterator[Bad]:
    """Every file of the version against its name, then the content against the manifest."""
    damaged = False
    for kind in KINDS:
        for file in getattr(version, kind):
            path = dataset_folder(version.catalog, version.dataset) / file.path
            problem = _problem(path, path.stem)
            if problem:
                damaged |= kind == "data"
                yield Bad("", "file_hash", f"{file.path} {problem}")
    if not damaged:
        schema = pq.read_schema(version.files("data")[0]).remove_metadata()
        found, rows = content_hash([Path(p) for p in version.files("data")], schema, version.catalog / "work")
        if (found, rows) != (version.content_hash, version.rows):
            told = f"the rows hash to {found[:12]}… ({rows} rows); the manifest says {version.content_hash[:12]}…"
            yield Bad("", "content_hash", f"{told} ({version.rows} rows)")


def check_media(version: Version, row: dict[str, Any], schema: pa.Schema, seen: dict[str, str]) -> Iterator[Bad]:
    """Every picture of a row; `seen` remembers what was found of a picture before."""
    for name, media in ((f.name, m) for f in schema for m in _media(row[f.name], f.type)):
        if media.hash not in seen:
            seen[media.hash] = _problem(version.catalog / media.path, media.hash)
        if seen[media.hash]:
            yield Bad(row["id"], "media_hash", f"{name}: {media.path} {seen[media.hash]}")


def check_corpus(catalog: Path, key: str) -> list[str] | None:
    """What is wrong with each damaged file of a corpus; None where the catalog doesn't have it."""
    folder = catalog / "corpora" / key
    if folder.parent.resolve() != folder.resolve().parent or not (folder / "corpus.json").is_file():
        return None
    hashes: dict[str, str] = json.loads((folder / "corpus.json").read_bytes())["files"]
    problems = ((name, _problem(folder / name, digest)) for name, digest in sorted(hashes.items()))
    return [f"{name} {problem}" for name, problem in problems if problem]


def _problem(path: Path, digest: str) -> str:
    if not path.is_file():
        return "is missing"
    with path.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    return "" if found == digest else f"holds other bytes than it was written with (their hash begins {found[:12]})"


def _media(value: Any, kind: pa.DataType) -> Iterator[Media]:
    if value is None:
        return
    if is_media(kind):
        yield Media(**value)
    elif pa.types.is_struct(kind):
        for field in kind:
            yield from _media(value[field.name], field.type)
    elif pa.types.is_list(kind):
        for item in value:
            yield from _media(item, kind.value_type)
    elif pa.types.is_map(kind):
        for item in value.values():
            yield from _media(item, kind.item_type)
