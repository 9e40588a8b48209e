"""Dataset repositories in memory: commits, branches, tags, and the objects that large files are.

    repo = Repo("alice/set", private=True)
    repo.edit("notes.md", b"by hand").sha → "77be…";  repo.tree()["notes.md"].oid → what git calls the blob

Also `read_shard`: which files a shard of hf_xet tells of, after the layout that xet-core's specification gives.
"""

import base64
import hashlib
import json
import struct
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

GIT_ATTRIBUTES = "".join(
    f"*.{ending} filter=lfs diff=lfs merge=lfs -text\n"
    for ending in ("parquet", "arrow", "tar", "gz", "zip", "bin", "png", "jpg", "jpeg", "webp", "gif", "mp4")
)
BOOKEND = b"\xff" * 32
"""Ends the list of files in a shard."""


class Refused(Exception):
    """An HTTP error with the Hub's headers."""

    def __init__(self, status: int, message: str, code: str = "", **body: Any) -> None:
        super().__init__(message)
        self.status, self.message, self.code, self.body = status, message, code, body


@dataclass(frozen=True)
class Blob:
    """A file of a tree: its bytes, or the SHA-256 of an object."""

    data: bytes = b""
    sha256: str = ""
    bytes: int = 0

    @property
    def oid(self) -> str:
        """What git calls it; that of the pointer for an object."""
        data = f"version https://git-lfs.github.com/spec/v1\noid sha256:{self.sha256}\nsize {self.bytes}\n".encode()
        return git_oid(data if self.sha256 else self.data)

    def entry(self, path: str, hashes: Mapping[str, str]) -> dict[str, Any]:
        """As the tree lists it."""
        told: dict[str, Any] = {"type": "file", "oid": self.oid, "size": self.bytes or len(self.data), "path": path}
        if self.sha256:
            told["lfs"] = {"oid": self.sha256, "size": self.bytes, "pointerSize": 134}
            if self.sha256 in hashes:
                told["xetHash"] = hashes[self.sha256]
        return told


def git_oid(data: bytes) -> str:
    """The id git gives these bytes."""
    return hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()


@dataclass
class Commit:
    """A state of a repository."""

    sha: str
    title: str
    files: dict[str, Blob]
    parent: str = ""
    made: float = field(default_factory=time.time)


class Repo:
    """A dataset repository."""

    def __init__(self, name: str, private: bool) -> None:
        self.name, self.private = name, private
        self.commits: dict[str, Commit] = {}
        self.branches: dict[str, str] = {}
        self.tags: dict[str, str] = {}
        self.objects: set[str] = set()
        self.put({".gitattributes": Blob(GIT_ATTRIBUTES.encode())}, "initial commit")

    def put(self, files: dict[str, Blob], title: str, branch: str = "main") -> Commit:
        """A commit of this state."""
        parent = self.branches.get(branch, "")
        told = [title, parent, len(self.commits), {path: blob.oid for path, blob in files.items()}]
        sha = hashlib.sha1(json.dumps(told).encode()).hexdigest()
        self.commits[sha] = Commit(sha, title, files, parent)
        self.branches[branch] = sha
        return self.commits[sha]

    def find(self, revision: str) -> Commit:
        """The commit that a branch, a tag or a hash means."""
        sha = self.branches.get(revision) or self.tags.get(revision) or revision
        found = [commit for known, commit in self.commits.items() if len(sha) >= 7 and known.startswith(sha)]
        if not found:
            raise Refused(404, f"Invalid rev id: {revision}", "RevisionNotFound")
        return found[0]

    def tree(self, revision: str = "main") -> dict[str, Blob]:
        """Its files."""
        return self.find(revision).files

    def history(self, revision: str = "main") -> list[Commit]:
        """Its commits, the newest first."""
        found = [self.find(revision)]
        while found[-1].parent:
            found.append(self.commits[found[-1].parent])
        return found

    def edit(self, path: str, data: bytes | None, title: str = "by hand") -> Commit:
        """Somebody's commit of one small file; None deletes it."""
        files = {name: blob for name, blob in self.tree().items() if name != path}
        return self.put(files if data is None else {**files, path: Blob(data)}, title)


def apply(key: str, value: dict[str, Any], files: dict[str, Blob], is_there: Callable[[str], bool]) -> None:
    """Carry out one line of a commit; `is_there` tells of an object. Raises `Refused`."""
    path = value["path"]
    if path.startswith("/") or {"..", ".git"} & set(PurePosixPath(path).parts):
        raise Refused(400, f"{path} is no path of a file")
    match key:
        case "file":
            data = base64.b64decode(value["content"], validate=True)
            if len(data) > 10 * 2**20:
                raise Refused(400, f"{path} is larger than 10 MiB and must go to LFS")
            files[path] = Blob(data)
        case "lfsFile":
            if not is_there(value["oid"]):
                raise Refused(400, f"the commit names object {value['oid']}, which was never uploaded")
            files[path] = Blob(sha256=value["oid"], bytes=value["size"])
        case "deletedFile":
            if files.pop(path, None) is None:
                raise Refused(404, f"A file with this name doesn't exist: {path}", "EntryNotFound")
        case "deletedFolder":
            for name in [name for name in files if name.startswith(f"{path.rstrip('/')}/")]:
                del files[name]
        case _:
            raise Refused(400, f"unknown operation {key}")


def read_shard(data: bytes) -> Iterator[tuple[str, str]]:
    """SHA-256 and Xet hash of every file that a shard of hf_xet tells of."""
    place = 48
    while data[place : place + 32] != BOOKEND and place + 48 <= len(data):
        file_hash, (flags, entries) = data[place : place + 32], struct.unpack("<II", data[place + 32 : place + 40])
        place += 48 + entries * 48 * (2 if flags & 0x80000000 else 1)
        if flags & 0x40000000:
            yield _hex(data[place : place + 32]), _hex(file_hash)
            place += 48


def _hex(digest: bytes) -> str:
    """A hash as Xet writes it: four little-endian numbers of eight bytes."""
    return "".join(f"{number:016x}" for number in struct.unpack("<4Q", digest))
