"""A format: what a trainer's files look like.

One file beside this one per format: a frozen value that says which rows fit, what columns it has, and how a row becomes
one of its own.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import pyarrow as pa

from synthloom.catalog.content_hash import is_media

MEGABYTE = 2**20
IMAGE = pa.struct([("bytes", pa.binary()), ("path", pa.string())])
"""An embedded picture. `path` is only a name: `datasets` prefers a file of that path to the bytes if there is one."""


class LeftOut(Exception):
    """Raised by `convert` for a row that the format can't hold: a `snake_case` reason, counted, and a detail."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason


@dataclass(frozen=True)
class Picture:
    """A media of a row with its encoded bytes, and `<hash>.<ending>` as its name."""

    data: bytes
    name: str

    @property
    def embedded(self) -> dict[str, Any]:
        """As a value of `IMAGE`."""
        return {"bytes": self.data, "path": self.name}


class Named(dict[str, Any]):
    """The entries of a map field; a plain dict is a struct."""


@dataclass(frozen=True)
class Written:
    """A finished Parquet file; `path` is relative to the export's folder, `split` is the file's."""

    path: str
    split: str
    rows: int
    bytes: int
    row_groups: int
    sha256: str


class Format(Protocol):
    """One export format."""

    @property
    def name(self) -> str:
        """What `--format` calls it."""
        ...

    @property
    def folder(self) -> str:
        """Where its files go; `{split}` stands for the file's split."""
        ...

    @property
    def splits(self) -> Mapping[str, str]:
        """The file's split → the dataset's split."""
        ...

    @property
    def group_rows(self) -> int:
        """Most rows of a row group."""
        ...

    @property
    def loadable(self) -> bool:
        """Whether `datasets.load_dataset` should offer it as a config of the card."""
        ...

    def fits(self, rows: pa.Schema) -> bool:
        """Whether it can hold rows of this schema."""
        ...

    def schema(self, rows: pa.Schema) -> pa.Schema:
        """Its own columns."""
        ...

    def convert(self, row: dict[str, Any]) -> dict[str, Any]:
        """A row, its media as `Picture` and its maps as `Named`, to a row of the format. Raises `LeftOut`."""
        ...

    def extras(self, files: Sequence[Written]) -> Mapping[str, bytes]:
        """Files it needs beside the Parquet files, by path relative to the export's folder."""
        ...


@dataclass
class Made:
    """A format's files, and by split how many rows it couldn't hold and why."""

    form: Format
    files: list[Written] = field(default_factory=list)
    left_out: dict[str, dict[str, int]] = field(default_factory=dict)


def has_edit(rows: pa.Schema) -> bool:
    """Whether rows hold a source picture, an instruction and an edited picture."""
    media = [name for name in rows.names if is_media(rows.field(name).type)]
    return {"image", "edited_image"} <= set(media) and "instruction" in rows.names


def has_steps(rows: pa.Schema) -> bool:
    """Whether rows are trajectories: an agent's steps, the conversation, and its pictures by short id."""
    return {"messages", "steps", "final_answer", "images", "fatal_step"} <= set(rows.names)


def has_reward(rows: pa.Schema) -> bool:
    """Whether rows are tasks for reinforcement learning: a prompt, its pictures, an answer and what rewards it."""
    return {"messages", "answer", "images", "reward"} <= set(rows.names)
