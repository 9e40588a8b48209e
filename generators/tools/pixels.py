"""What the picture tools share: how a picture and a region are named, and pixels in OpenCV's order.

ImageId           "img_1"; 1 and "1" are read as it
region_of((10.2, 20, 2000, 180), (640, 480), "img_1") → (10, 20, 640, 180)
named("img_2", picture) → "img_2: 190x160 pixels"
"""

from collections.abc import Sequence
from typing import Annotated, Any

import numpy as np
from PIL import Image
from pydantic import BeforeValidator, Field, PlainSerializer

from synthloom.schemas.tools import ToolError

FARTHEST = 100_000
"""No coordinate lies farther out: JPEG ends at 65,535."""


def _short_id(given: Any) -> Any:
    text = str(given).strip() if isinstance(given, str | int) and not isinstance(given, bool) else ""
    return f"img_{int(text)}" if text.isascii() and text.isdigit() else given


ImageId = Annotated[
    str,
    BeforeValidator(_short_id),
    Field(description="Short id of the picture, such as img_1.", min_length=1, max_length=200),
]
Coordinate = Annotated[
    float,
    Field(ge=-FARTHEST, le=FARTHEST, allow_inf_nan=False),
    PlainSerializer(lambda value: int(value) if value == int(value) else value),
]
Box = Annotated[list[Coordinate], Field(min_length=4, max_length=4)]
Point = Annotated[list[Coordinate], Field(min_length=2, max_length=2)]


def region_of(bbox: Sequence[float], size: tuple[int, int], image: str) -> tuple[int, int, int, int]:
    """The part of a box that lies in the picture, in whole pixels. Raises `ToolError` where nothing of it does."""
    x0, y0, x1, y1 = bbox
    width, height = size
    given = "The bbox [" + ", ".join(f"{value:g}" for value in bbox) + "]"
    space = f"{image} is {width} pixels wide and {height} high"
    if x1 <= x0 or y1 <= y0:
        raise ToolError("bad_arguments", f"{given} is no region: x1 must exceed x0 and y1 must exceed y0; {space}.")
    if max(bbox) <= 1 and min(width, height) > 1 and any(value != int(value) for value in bbox):
        raise ToolError("bad_arguments", f"{given} looks like fractions of the picture; give pixels: {space}.")
    inside = max(round(x0), 0), max(round(y0), 0), min(round(x1), width), min(round(y1), height)
    if inside[0] >= width or inside[1] >= height or inside[2] <= 0 or inside[3] <= 0:
        raise ToolError("bad_arguments", f"{given} lies outside the picture: {space}.")
    left, top = min(inside[0], width - 1), min(inside[1], height - 1)
    return left, top, max(inside[2], left + 1), max(inside[3], top + 1)


def size_of(image: Image.Image) -> str:
    """`WIDTHxHEIGHT pixels`."""
    return f"{image.width}x{image.height} pixels"


def named(ref: str, image: Image.Image) -> str:
    """A new picture's id and size, as observations begin."""
    return f"{ref}: {size_of(image)}"


def to_bgr(image: Image.Image) -> np.ndarray[Any, np.dtype[np.uint8]]:
    """An RGB picture as OpenCV wants it."""
    return np.ascontiguousarray(np.asarray(image.convert("RGB"), np.uint8)[:, :, ::-1])


def from_bgr(pixels: np.ndarray[Any, Any]) -> Image.Image:
    """OpenCV's pixels as an RGB picture."""
    return Image.fromarray(np.ascontiguousarray(pixels[:, :, ::-1]))
