"""The source of published trajectories: a file or a folder of them.

    TrajectoryFiles("data/webdancer").load(context)
    → Trajectory(question="In a prestigious British equestrian event …", dialect="hermes", mode="imported", steps=(…))

What the files hold is found by looking (`trajectory_files_forms.py`). Every conversation becomes a trajectory or a
`BadRow` that says why not; `trajectory_files_io.write_file` gives the file again. Pictures are taken from the folder.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path
from typing import Any, ClassVar

from synthloom.catalog.dialects.known import named
from synthloom.catalog.sources.json_files import decode
from synthloom.catalog.sources.licences import UNKNOWN, licence_of_folder, spdx
from synthloom.catalog.sources.pictures import SUFFIXES, Pictures, walk
from synthloom.catalog.sources.raw import SourceError, bad_row
from synthloom.catalog.sources.trajectory_files_draft import Origin
from synthloom.catalog.sources.trajectory_files_forms import INFO, open_form
from synthloom.catalog.sources.trajectory_files_io import read_file
from synthloom.schemas.steps import BadRow, Context
from synthloom.schemas.trajectories import Trajectory

MAX_NAME = 50
"""Characters of a source's name: it is part of paths."""
_ELSEWHERE = ". Expected --source FILES: a file or folder of trajectories on this machine"
_LIST = "SOURCES.md"
"""A table of folders and where they are from, in the folder or beside it."""


@dataclass(frozen=True)
class TrajectoryFiles:
    """One address. `dialect`, `licence_given` and `name_given` override what is found."""

    version: ClassVar[int] = 1
    """Raised when the same files give other rows."""
    makes: ClassVar[type[Trajectory]] = Trajectory
    uri: str
    dialect: str = ""
    licence_given: str = ""
    name_given: str = ""

    @cached_property
    def files(self) -> tuple[tuple[Path, ...], tuple[str, ...]]:
        """The files that hold trajectories, and why others aren't read. Raises `SourceError` where none does."""
        path = Path(self.uri).expanduser()
        if not path.exists():
            raise SourceError(f"{self.uri} doesn't exist{_ELSEWHERE}. Check the path.")
        held, others = list[Path](), list[str]()
        for file in walk(path) if path.is_dir() else (path,):
            if path.is_dir() and (file.suffix.lower() in SUFFIXES or file.name in (INFO, _LIST) or not file.is_file()):
                continue
            try:
                open_form(file)
                held.append(file)
            except SourceError as error:
                others.append(str(error))
        if not held:
            said = f"{self.uri} holds no file of trajectories{_ELSEWHERE}. Check the path."
            raise SourceError(others[0] if others else said)
        return tuple(held), tuple(others)

    def __getstate__(self) -> dict[str, Any]:
        """Fields alone: another process looks again."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    @property
    def root(self) -> Path:
        """The folder that pictures may lie in."""
        path = Path(self.uri).expanduser()
        return path if path.is_dir() else path.parent

    @property
    def name(self) -> str:
        path = Path(self.uri).expanduser().resolve()
        name = self.name_given or (path.name if path.is_dir() else path.name.split(".")[0])
        return re.sub(r"[^\w.-]+", "_", name)[-MAX_NAME:]

    @property
    def revision(self) -> str:
        """12 hex digits over names and bytes of the files."""
        digest = hashlib.sha256()
        for file in self.files[0]:
            digest.update(f"{file.relative_to(self.root).as_posix()}\0".encode("utf-8", "surrogateescape"))
            with file.open("rb") as opened:
                digest.update(hashlib.file_digest(opened, "sha256").digest())
        return digest.hexdigest()[:12]

    @property
    def licence(self) -> str:
        """Given, told by a card or LICENSE, or by the row of this folder in a `SOURCES.md`."""
        return self.licence_given or licence_of_folder(self.root) or _listed(self.root) or UNKNOWN

    @property
    def state(self) -> str:
        """A stamp over settings, and names, sizes and times of all files, pictures too."""
        digest = hashlib.sha256(repr(self).encode("utf-8", "backslashreplace"))
        for path in walk(self.root) if Path(self.uri).expanduser().is_dir() else self.files[0]:
            status = path.lstat()
            digest.update(f"{path}\0{status.st_size}\0{status.st_mtime_ns}\n".encode("utf-8", "surrogateescape"))
        return digest.hexdigest()

    @property
    def notes(self) -> tuple[str, ...]:
        """Which files aren't read, and why."""
        return self.files[1]

    @property
    def count(self) -> int | None:
        return None

    def load(self, context: Context) -> Iterator[Trajectory | BadRow]:
        """Trajectories and bad rows in the order of the files; of rows that are alike the first."""
        dialect = named(self.dialect) if self.dialect else None
        origin, seen = Origin(self.name, self.revision, self.licence), Counter[str]()
        pictures = Pictures(self.root, context.media)
        for file in self.files[0]:
            for made in read_file(file, origin, pictures, dialect):
                seen[made.id] += 1
                if seen[made.id] > 1 and isinstance(made, Trajectory):
                    again = [made.id, seen[made.id]]
                    yield bad_row("same_row", file.name, f"the row of {made.id} comes again", again, self.name)
                else:
                    yield made


def _listed(folder: Path) -> str:
    """The licence in the table of a `SOURCES.md`: in the row that begins with the folder's name."""
    for place in (folder, folder.resolve().parent):
        if not (place / _LIST).is_file():
            continue
        rows = [
            [cell.strip() for cell in line.strip().strip("|").split("|")]
            for line in decode((place / _LIST).read_bytes()).splitlines()
            if line.lstrip().startswith("|")
        ]
        heads = [head.lower() for head in rows[0]] if rows else []
        column = next((heads.index(word) for word in ("licence", "license") if word in heads), None)
        row = next((row for row in rows if row[0] == folder.resolve().name and len(row) == len(heads)), None)
        if column is not None and row is not None:
            return spdx(row[column])
    return ""


def open_sources(addresses: Sequence[str]) -> list[TrajectoryFiles]:
    """A source for each `--source` value. Raises `UserError` where one holds no trajectories."""
    if not addresses:
        raise SourceError("There is nothing to read. Expected a --source: a file or folder of trajectories. Give one.")
    sources = [TrajectoryFiles(address) for address in addresses]
    for source in sources:
        source.files  # noqa: B018  what an address holds is found out before anything runs
    return sources
