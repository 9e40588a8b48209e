"""`diffsynth`: edit pairs as DiffSynth-Studio's image trainers read them, a line of metadata each, pictures as files.

    {"prompt": "If there are two cubes, paint them blue …", "image": "images/3f/3f2a….png",
     "edit_image": "images/04/04ab….png"}

`image` is the target and `edit_image` the source. Paths are relative to the export's folder, which is
`--dataset_base_path`. DiffSynth-Studio 2.1 opens them with Pillow alone, so pictures are as edits were made on. It cuts
both sides down to a multiple of 16, so a picture with a side under 16 pixels would end the training with an error.
"""

import io
from dataclasses import dataclass
from typing import Any, ClassVar

import pyarrow as pa
from PIL import Image

from synthloom.catalog.exports.families import Family
from synthloom.catalog.exports.format import IMAGE, Container, Format, LeftOut, Picture
from synthloom.catalog.exports.formats.as_seen import as_seen

LEAST = 16
"""`height_division_factor` and `width_division_factor` of its image operator."""


@dataclass(frozen=True)
class DiffSynth(Format):
    """Instruction, target and source."""

    name: ClassVar[str] = "diffsynth"
    folder: ClassVar[str] = "diffsynth"
    serves: ClassVar[tuple[Family, ...]] = ("edit_pair",)
    loadable: ClassVar[bool] = False

    @property
    def container(self) -> Container:
        return "jsonl"

    def schema(self, rows: pa.Schema) -> pa.Schema:
        return pa.schema([("prompt", pa.string()), ("image", IMAGE), ("edit_image", IMAGE)])

    def convert(self, row: dict[str, Any]) -> dict[str, Any]:
        source, target = as_seen(row["image"]), as_seen(row["edited_image"])
        for picture in (source, target):
            if min(_size(picture)) < LEAST:
                width, height = _size(picture)
                raise LeftOut("smaller_than_16_pixels", f"{picture.name} has {width}x{height} pixels")
        return {"prompt": row["instruction"], "image": target.embedded, "edit_image": source.embedded}


def _size(picture: Picture) -> tuple[int, int]:
    return Image.open(io.BytesIO(picture.data)).size
