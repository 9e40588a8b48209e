"""Changes: what a push has to send and take away, told from the files here, those there, and whose those are.

    changes({"README.md": …, "data/parquet/sft-00000-of-00001.parquet": …}, there={…}, ours={…}, left={…})
    → Changes(send=["README.md"], unchanged=["data/…"], remove=["data/parquet/old.parquet"], in_the_way=[], edited=[])

Files are the same where SHA-256 (large files) or git's blob id (small ones) are, so nothing is downloaded to compare.
"""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any


@dataclass(frozen=True)
class Stored:
    """A file of a revision of a repository."""

    bytes: int
    oid: str
    """Git's id of the blob; of its pointer, for a large file."""
    sha256: str = ""
    """Only of a large file."""


@dataclass(frozen=True)
class Changes:
    """Paths by what becomes of them."""

    send: list[str]
    unchanged: list[str]
    remove: list[str]
    in_the_way: list[str]
    """Files that no push wrote and that would be overwritten, or be read as part of a split."""
    edited: list[str]
    """Files of an earlier push that somebody changed since and that would be overwritten or removed."""


def changes(
    here: Mapping[str, Path],
    there: Mapping[str, Stored],
    ours: Collection[str],
    left: Mapping[str, Stored] | None = None,
) -> Changes:
    """What makes `there` hold the files of `here`; `ours` are those an earlier push left, `left` as it left them."""
    unchanged = [path for path in sorted(here) if path in there and is_same(here[path], there[path])]
    send = sorted(set(here) - set(unchanged))
    remove = sorted((set(ours) & set(there)) - set(here))
    others = set(there) - set(ours) - set(unchanged)
    kinds = {_kind(path) for path in here if len(PurePosixPath(path).parts) > 2}
    in_the_way = sorted(path for path in others if path in here or _kind(path) in kinds)
    touched = [path for path in (*send, *remove) if path in there and path in ours]
    edited = sorted(path for path in touched if left is not None and there[path] != left.get(path))
    return Changes(send, unchanged, remove, in_the_way, edited)


def is_same(path: Path, stored: Stored) -> bool:
    """Whether a file holds what is stored."""
    if path.stat().st_size != stored.bytes:
        return False
    if stored.sha256:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == stored.sha256
    return git_oid(path.read_bytes()) == stored.oid


def git_oid(data: bytes) -> str:
    """The id that git gives a blob of these bytes."""
    return hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


def listed(manifest: Any) -> set[str]:
    """The paths that a pushed `synthloom.json` lists, and none of a file that isn't one or of a place outside."""
    try:
        paths = [file["path"] for files in manifest["formats"].values() for file in files] + list(manifest["others"])
    except (KeyError, TypeError, AttributeError):
        return set()
    parts = {path: PurePosixPath(path) for path in paths if isinstance(path, str)}
    return {path for path, pure in parts.items() if not pure.is_absolute() and ".." not in pure.parts}


def _kind(path: str) -> tuple[str, str]:
    """What a config's pattern takes together: the folder, and the ending."""
    return str(PurePosixPath(path).parent), PurePosixPath(path).suffix
