"""`webdataset`: whole rows as samples of tar shards, for Megatron-Energon and WebDataset.

    9c1f….json       {"id": "9c1f…", "instruction": …, "image": "image.png", "edited_image": "edited_image.jpg"}
    9c1f….image.png  9c1f….edited_image.jpg

The JSON has every field, and in place of a picture the name of the part that holds it, so a reader takes
`sample[sample["json"]["image"]]`, or for a trajectory `sample[sample["json"]["images"]["img_2"]]`. A name is the way to
the picture in the row, such as `degradation-clean.png` or `images-img_2.png`: in small letters, since `webdataset`
makes them so, and without a dot of its own. Readers end a key at the first dot and know no EXIF: an id with other signs
than letters, digits, `_` and `-` stands as its hash, and pictures are as rules and tools saw them.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import pyarrow as pa

from synthloom.catalog.exports.families import FAMILIES, Family
from synthloom.catalog.exports.format import Container, Format, Picture
from synthloom.catalog.exports.formats.as_seen import as_seen
from synthloom.schemas.records import content_id

KEY = re.compile(r"[A-Za-z0-9-][A-Za-z0-9_-]{0,39}")
"""Not with `_` first, since `__…__` is for a dataset's own files; a tar's header has room for 100 signs of a name."""
LONGEST = 40


@dataclass(frozen=True)
class WebDataset(Format):
    """Every field of every row as JSON, and its pictures."""

    name: ClassVar[str] = "webdataset"
    folder: ClassVar[str] = "webdataset"
    splits: ClassVar[Mapping[str, str]] = {"sft": "sft", "rl": "rl", "test": "test"}
    serves: ClassVar[tuple[Family, ...]] = FAMILIES
    group_rows: ClassVar[int] = 1_000
    loadable: ClassVar[bool] = False

    @property
    def container(self) -> Container:
        return "tar"

    def schema(self, rows: pa.Schema) -> pa.Schema:
        return rows

    def convert(self, row: dict[str, Any]) -> dict[str, Any]:
        key = row["id"] if KEY.fullmatch(row["id"]) else content_id("webdataset", row["id"])
        pictures = dict[str, Picture]()
        told = {name: _told(value, name, pictures) for name, value in row.items()}
        return {"key": key, "json": told, "pictures": pictures}


def _told(value: Any, way: str, pictures: dict[str, Picture]) -> Any:
    """A value as JSON, its pictures put aside under their names."""
    match value:
        case Picture():
            picture = as_seen(value)
            name = _name(way, picture, pictures)
            pictures[name] = picture
            return name
        case dict():
            return {name: _told(item, f"{way}-{name}", pictures) for name, item in value.items()}
        case list():
            return [_told(item, f"{way}-{place}", pictures) for place, item in enumerate(value)]
        case _:
            return value


def _name(way: str, picture: Picture, taken: Mapping[str, Picture]) -> str:
    """A part's name for a picture: its way in signs that every reader takes, and a number where that is taken."""
    plain = re.sub(r"[^a-z0-9_-]", "_", way.lower())[:LONGEST]
    ending = picture.name.rpartition(".")[2]
    names = (f"{plain}{number or ''}.{ending}" for number in range(len(taken) + 1))
    return next(name for name in names if name not in taken)
