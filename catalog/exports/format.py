"""A format: what a trainer's files look like.

One file beside this one per format: a frozen value that says which rows fit, what columns it has, and how a row becomes
one of its own.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal, Protocol

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
    def serves(self) -> tuple[Family, ...]:
        """The families of rows it can hold."""
        ...

    @property
    def siblings(self) -> str:
        """Empty, or the column by whose values rows come to `convert` together, as `{"siblings": [row, …]}`."""
        ...

    @property
    def container(self) -> Container:
        """What its files are."""
        ...

    @property
    def group_rows(self) -> int:
        """Most rows of a row group."""
        ...

    @property
    def loadable(self) -> bool:
        """Whether `datasets.load_dataset` should offer it as a config of the card."""
        ...

    def schema(self, rows: pa.Schema) -> pa.Schema:
        """Its own columns, pictures as `IMAGE`."""
        ...

    def convert(self, row: dict[str, Any]) -> dict[str, Any]:
        """A row, its media as `Picture` and its maps as `Named`, to a row of the format. Raises `LeftOut`.

        For `tar` a row is `{"key": str, "json": dict, "pictures": {ending: Picture}}`.
        """
        ...

    def extras(self, files: Sequence[Written]) -> Mapping[str, bytes]:
        """Files it needs beside those of rows, by path relative to the export's folder."""
        ...


def kept_as(images: Images) -> Container:
    """Parquet holds pictures; beside JSON Lines they are files."""
    return "parquet" if images == "embed" else "jsonl"


@dataclass
class Made:
    """A format's files, and by split how many rows it couldn't hold and why."""

    form: Format
    files: list[Written] = field(default_factory=list)
    left_out: dict[str, dict[str, int]] = field(default_factory=dict)


SETTINGS = ("dialect", "masked", "images")
"""What of a format a user may choose, where it has it."""


def with_settings(form: Format, settings: Mapping[str, str]) -> Format:
    """The format with those of the settings that it has."""
    return replace(form, **{name: value for name, value in settings.items() if hasattr(form, name)})  # type: ignore[type-var]


def settings_of(form: Format) -> dict[str, str]:
    """A format's settings by name."""
    return {name: str(getattr(form, name)) for name in SETTINGS if hasattr(form, name)}
