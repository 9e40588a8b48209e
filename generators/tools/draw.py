"""Draw: boxes, lines, points and labels on a copy of a picture, to check a place by looking.

    draw(image="img_1", boxes=[{"bbox": [10, 20, 200, 180], "label": "door"}])
    → 'img_2: 640x480 pixels, img_1 with a red box "door" at (10, 20)-(200, 180)'

Shapes take their colours in turn and have a dark rim, so that they show on any ground. What ViLaSR and AdaTooler-V
write is read too: `bbox_2d`, `start_point_2d`, `end_point_2d`, an `index` that counts pictures from 0, and one line as
its two ends.
"""

from collections.abc import Iterator
from typing import Any

from PIL import Image, ImageDraw
from pydantic import BaseModel, ConfigDict, Field, model_validator

from synthloom.catalog.drawing.lettering import can_write, font
from synthloom.generators.tools.pixels import Box, ImageId, Point, named, region_of, size_of
from synthloom.schemas.tools import Alias, Desk, Tool, ToolError

COLORS = {
    "red": (230, 25, 45), "lime": (60, 220, 60), "blue": (40, 90, 255), "yellow": (255, 220, 30),
    "magenta": (235, 50, 220), "cyan": (40, 215, 235), "orange": (255, 140, 20), "white": (250, 250, 250),
}  # fmt: skip
DARK = (15, 15, 15)
STYLE, LEAST_LETTERS = "bold", 9
MOST_SHAPES = 40
SAME = {"bbox_2d": "bbox", "start_point_2d": "start", "end_point_2d": "end", "point_2d": "point"}
"""A paper's name of a coordinate → ours."""
LABEL = Field("", max_length=80, description="Written beside it; optional.")


class DrawnBox(BaseModel):
    """A box to draw."""

    model_config = ConfigDict(extra="forbid")

    bbox: Box = Field(description="[x0, y0, x1, y1] in pixels.")
    label: str = LABEL


class DrawnLine(BaseModel):
    """A line to draw."""

    model_config = ConfigDict(extra="forbid")

    start: Point = Field(description="[x, y] in pixels.")
    end: Point = Field(description="[x, y] in pixels.")
    label: str = LABEL


class DrawnPoint(BaseModel):
    """A point to draw."""

    model_config = ConfigDict(extra="forbid")

    point: Point = Field(description="[x, y] in pixels.")
    label: str = LABEL


class DrawArguments(BaseModel):
    """What `draw` takes."""

    model_config = ConfigDict(extra="forbid")

    image: ImageId = Field("img_1", description="Short id of the picture to draw on, such as img_1.")
    boxes: list[DrawnBox] = Field([], max_length=MOST_SHAPES, description="Boxes to draw.")
    lines: list[DrawnLine] = Field([], max_length=MOST_SHAPES, description="Straight lines to draw.")
    points: list[DrawnPoint] = Field([], max_length=MOST_SHAPES, description="Points to mark.")

    @model_validator(mode="before")
    @classmethod
    def _as_papers_write(cls, given: Any) -> Any:
        if not isinstance(given, dict):
            return given
        read = dict(given)
        for kind in ("boxes", "lines", "points"):
            items = read.get(kind)
            if kind == "lines" and isinstance(items, list) and len(items) == 2 and all(map(_is_point, items)):
                items = [{"start": items[0], "end": items[1]}]
            if isinstance(items, list):
                read[kind] = [_ours(item, read) if isinstance(item, dict) else item for item in items]
        return read


def _is_point(item: Any) -> bool:
    return isinstance(item, list) and len(item) == 2 and all(isinstance(value, int | float) for value in item)


def _ours(item: dict[str, Any], read: dict[str, Any]) -> dict[str, Any]:
    """A shape in our names; its index becomes the call's image where none is named."""
    renamed = {SAME.get(name, name): value for name, value in item.items()}
    if isinstance(index := renamed.pop("index", None), int) and index >= 0:
        read.setdefault("image", f"img_{index + 1}")
    return renamed


def draw(arguments: DrawArguments, desk: Desk) -> str:
    """Draw on a copy of a picture. Raises `ToolError`."""
    picture = desk.image(arguments.image)
    if not (arguments.boxes or arguments.lines or arguments.points):
        raise ToolError("bad_arguments", "There is nothing to draw: give boxes, lines or points.")
    pen = _Pen(picture, arguments.image)
    told = list(pen.shapes(arguments))
    return f"{named(desk.add(picture), picture)}, {arguments.image} with {', '.join(told)}"


class _Pen:
    """Draws shapes, each in the next colour, and says what it drew."""

    def __init__(self, picture: Image.Image, name: str) -> None:
        self.picture, self.name = picture, name
        self.draw = ImageDraw.Draw(picture)
        self.width = max(2, round(min(picture.size) / 200))

    def shapes(self, arguments: DrawArguments) -> Iterator[str]:
        """Draw all shapes, then all labels, so that none is covered. Raises `ToolError`."""
        colors = [*COLORS] * MOST_SHAPES
        labels = []
        for box in arguments.boxes:
            x0, y0, x1, y1 = region_of(box.bbox, self.picture.size, self.name)
            self._outline((x0, y0, x1 - 1, y1 - 1), color := colors.pop(0))
            labels.append((color, "box", (x0, y0), box.label, f"({x0}, {y0})-({x1}, {y1})"))
        for line in arguments.lines:
            start, end = self._inside(line.start), self._inside(line.end)
            self._stroke(start, end, color := colors.pop(0))
            middle = (start[0] + end[0]) // 2, (start[1] + end[1]) // 2
            labels.append((color, "line", middle, line.label, f"{start}-{end}"))
        for mark in arguments.points:
            at = self._inside(mark.point)
            self._dot(at, color := colors.pop(0))
            labels.append((color, "point", (at[0] + 2 * self.width, at[1]), mark.label, f"{at}"))
        for color, kind, at, label, place in labels:
            written = self._label(at, label, COLORS[color])
            quoted = f' "{label}"' if label and written else ""
            unwritten = " (its label has characters that can't be written here)" if label and not written else ""
            yield f"a {color} {kind}{quoted} at {place}{unwritten}".replace("a orange", "an orange")

    def _inside(self, point: list[float]) -> tuple[int, int]:
        x, y = round(point[0]), round(point[1])
        if not (0 <= x <= self.picture.width and 0 <= y <= self.picture.height):
            size = size_of(self.picture)
            raise ToolError("bad_arguments", f"The point ({x}, {y}) lies outside {self.name}, which is {size}.")
        return min(x, self.picture.width - 1), min(y, self.picture.height - 1)

    def _outline(self, box: tuple[int, int, int, int], color: str) -> None:
        x0, y0, x1, y1 = box
        rim = (x0 - 1, y0 - 1, x1 + 1, y1 + 1)
        self.draw.rectangle(rim, outline=DARK, width=self.width + 2)
        self.draw.rectangle(box, outline=COLORS[color], width=self.width)

    def _stroke(self, start: tuple[int, int], end: tuple[int, int], color: str) -> None:
        self.draw.line((start, end), DARK, self.width + 2)
        self.draw.line((start, end), COLORS[color], self.width)

    def _dot(self, at: tuple[int, int], color: str) -> None:
        self.draw.circle(at, 2 * self.width + 1, DARK)
        self.draw.circle(at, 2 * self.width, COLORS[color])

    def _label(self, at: tuple[int, int], label: str, color: tuple[int, int, int]) -> bool:
        """Write on a plate above the place, or below it at the upper rim; False where a glyph is missing."""
        text = " ".join(label.split())
        if not text or not can_write(text, STYLE):
            return not text
        size = max(round(min(self.picture.size) / 28), 12)
        while size > LEAST_LETTERS and font(STYLE, size).getlength(text) + 6 > self.picture.width:
            size -= 1
        left, top, right, bottom = self.draw.textbbox((0, 0), text, font(STYLE, size), anchor="ls")
        width, height = round(right - left) + 6, round(bottom - top) + 6
        x = max(min(at[0], self.picture.width - width), 0)
        y = at[1] - height if at[1] >= height else min(at[1], max(self.picture.height - height, 0))
        self.draw.rectangle((x, y, x + width - 1, y + height - 1), color, DARK)
        light = 0.3 * color[0] + 0.59 * color[1] + 0.11 * color[2] > 130
        ink = DARK if light else COLORS["white"]
        self.draw.text((x + 3 - left, y + 3 - top), text, ink, font(STYLE, size), anchor="ls")
        return True


DRAW = Tool(
    name="draw",
    summary="Draw boxes, lines and points with labels on a copy of a picture, to check where something is. "
    "Gives a new picture of the same size.",
    arguments=DrawArguments,
    run=draw,
    aliases=(
        Alias("ViLaSR", "Object Mapper", (("objects[]", "boxes"),)),
        Alias("ViLaSR", "Path Tracer", (("paths[]", "lines"),)),
        Alias("AdaTooler-V", "PathTracer", (("target_image", "image"), ("start_point_2d,end_point_2d", "lines"))),
    ),
)
