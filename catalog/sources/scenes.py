"""Scenes: the things of one picture of the sample, and the picture itself with the exact box of each.

scene.paint(512) → the picture, and the box of every item in pixels
"""

from dataclasses import dataclass
from functools import lru_cache

from PIL import Image, ImageDraw, ImageFilter

from synthloom.catalog.drawing.surfaces import draw_sign
from synthloom.catalog.drawing.things import THINGS, draw_thing
from synthloom.catalog.sources.scene_backdrops import backdrop
from synthloom.catalog.sources.scene_facts import Fact
from synthloom.catalog.sources.scene_stages import Rect, Stage
from synthloom.catalog.sources.scene_sums import Sum
from synthloom.schemas.records import Box

COUNTED, COLOR, SHAPE, PLACE, FACT, OTHER, SIGN, BOARD, TAG = (
    "counted", "color", "shape", "place", "fact", "other", "sign", "board", "tag",
)  # fmt: skip


@dataclass(frozen=True)
class Item:
    """One thing in a scene: how it is drawn, what it is called, where it is (hundredths), and why it is there."""

    thing: str
    noun: str
    color: str
    shape: str
    where: str
    """Such as `on the table`."""
    area: Rect
    role: str
    floats: bool = False
    text: str = ""

    @property
    def plural(self) -> str:
        return THINGS[self.thing].plural if self.noun == self.thing else f"{self.noun}s"


@dataclass(frozen=True)
class Scene:
    """A stage with its items; the signs' style and the sum written on the board, if there is one."""

    stage: Stage
    variant: int
    items: tuple[Item, ...]
    style: str
    fact: Fact
    sum: Sum | None

    def of(self, role: str) -> list[int]:
        """Indices of the items in a role."""
        return [i for i, item in enumerate(self.items) if item.role == role]

    def paint(self, size: int) -> tuple[Image.Image, tuple[Box, ...]]:
        """The picture and, for every item, the box of its drawn pixels."""
        image = self.empty(size)
        boxes = []
        for item in self.items:
            picture, (x, y) = self._sprite(item, size)
            image.paste(picture, (x, y), picture)
            ink = picture.getchannel("A").getbbox()
            assert ink, item
            boxes.append((x + ink[0], y + ink[1], x + ink[2], y + ink[3]))
        return image, tuple(boxes)

    def empty(self, size: int) -> Image.Image:
        """The stage with posts and shadows, before anything else is put on it."""
        image = backdrop(self.stage.name, self.variant, size).copy()
        for item in self.items:
            picture, (x, y) = self._sprite(item, size)
            if item.role == SIGN and self.stage.post:
                middle, half = x + picture.width // 2, size // 90
                foot = round(self.stage.post * size / 100)
                ImageDraw.Draw(image).rectangle((middle - half, y + 8, middle + half, foot), (112, 76, 48))
                _shade(image, middle, foot, half * 6)
            elif item.role in (SIGN, BOARD) or item.floats:
                if item.where.endswith(("wall", "board")) or item.role in (SIGN, BOARD):
                    _drop(image, picture, x, y, size)
            elif item.role != TAG:
                ink = picture.getchannel("A").getbbox() or (0, 0, 0, 0)
                _shade(image, x + (ink[0] + ink[2]) // 2, y + ink[3] - 2, round((ink[2] - ink[0]) * 1.12))
        return image

    def _sprite(self, item: Item, size: int) -> tuple[Image.Image, tuple[int, int]]:
        x0, y0, x1, y1 = (round(value * size / 100) for value in item.area)
        if item.text:
            picture = _written(item.text, item.thing, self.style, x1 - x0, y1 - y0)
            x = x0 + (x1 - x0 - picture.width) // 2
            stands = item.role == SIGN and self.stage.name == "shelves"
            return picture, (x, y1 - picture.height if stands else y0 + (y1 - y0 - picture.height) // 2)
        picture = draw_thing(item.thing, round((item.area[2] - item.area[0]) * size / 100), item.color)
        ink = picture.getchannel("A").getbbox() or (0, 0, 0, 0)
        return picture, (x0, y0 if item.floats else y1 - ink[3])


@lru_cache(maxsize=64)
def _written(text: str, sign: str, style: str, width: int, height: int) -> Image.Image:
    picture = draw_sign(text, sign, style, width, height)
    if picture is None:  # every text of the sample is short enough for its sign; a test draws them all
        raise ValueError(f"{text!r} doesn't fit a {sign} of {width}x{height}")
    return picture


@lru_cache(maxsize=128)
def _soft(width: int) -> Image.Image:
    mask = Image.new("L", (width + 8, width // 5 + 8))
    ImageDraw.Draw(mask).ellipse((4, 4, width + 3, width // 5 + 3), fill=95)
    return mask.filter(ImageFilter.GaussianBlur(2))


def _shade(image: Image.Image, x: int, y: int, width: int) -> None:
    """A soft shadow on the ground around a foot."""
    mask = _soft(max(width, 10))
    image.paste((20, 16, 30), (x - mask.width // 2, y - mask.height // 2), mask)


def _drop(image: Image.Image, picture: Image.Image, x: int, y: int, size: int) -> None:
    """The shadow of something flat on a wall."""
    shift = max(size // 128, 2)
    alpha = picture.getchannel("A").point(lambda value: value // 4)
    image.paste((20, 16, 30), (x + shift, y + shift), alpha)
