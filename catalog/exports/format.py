"""A format: what a trainer's files look like.

One file in `formats/` per format: a frozen value that says which rows fit, what columns it has, and how a row becomes
one of its own.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any, ClassVar, Literal

import pyarrow as pa

from synthloom.catalog.exports.families import Family

Container = Literal["parquet", "jsonl", "tar"]
Images = Literal["embed", "files"]
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
    """A finished file of rows; `path` is relative to the export's folder, `split` is the file's."""

    path: str
    split: str
    rows: int
    bytes: int
    row_groups: int
    """0 where the container has none."""
    sha256: str


@dataclass(frozen=True)
class Format(ABC):
    """One export format; its fields are what a user may choose of it."""

    name: ClassVar[str]
    """What `--format` calls it."""
    folder: ClassVar[str]
    """Where its files go; `{split}` stands for the file's split."""
    splits: ClassVar[Mapping[str, str]] = {"train": "sft", "test": "test"}
    """The file's split → the dataset's split."""
    serves: ClassVar[tuple[Family, ...]]
    """The families of rows it can hold."""
    siblings: ClassVar[str] = ""
    """Empty, or the column by whose values rows come to `convert` together, as `{"siblings": [row, …]}`."""
    group_rows: ClassVar[int] = 10_000
    """Most rows of a row group."""
    loadable: ClassVar[bool] = True
    """Whether `datasets.load_dataset` should offer it as a config of the card."""

    @property
    def container(self) -> Container:
        """What its files are."""
        return "parquet"

    @abstractmethod
    def schema(self, rows: pa.Schema) -> pa.Schema:
        """Its own columns, pictures as `IMAGE`."""

    @abstractmethod
    def convert(self, row: dict[str, Any]) -> dict[str, Any]:
        """A row, its media as `Picture` and its maps as `Named`, to a row of the format. Raises `LeftOut`.

        For `tar` a row is `{"key": str, "json": dict, "pictures": {ending: Picture}}`.
        """

    def extras(self, files: Sequence[Written]) -> Mapping[str, bytes]:
        """Files it needs beside those of rows, by path relative to the export's folder."""
        return {}


@dataclass(frozen=True)
class EmbedOrFiles(Format):
    """A format that is Parquet with its pictures in it, or JSON Lines with pictures as files beside."""

    images: Images = "embed"

    @property
    def container(self) -> Container:
        return "parquet" if self.images == "embed" else "jsonl"


@dataclass
class Made:
    """A format's files, and by split how many rows it couldn't hold and why."""

    form: Format
    files: list[Written] = field(default_factory=list)
    left_out: dict[str, dict[str, int]] = field(default_factory=dict)


def with_settings(form: Format, settings: Mapping[str, str]) -> Format:
    """The format with those of the settings that it has."""
    return replace(form, **{name: value for name, value in settings.items() if name in settings_of(form)})


def settings_of(form: Format) -> dict[str, str]:
    """A format's settings by name."""
    return asdict(form)
