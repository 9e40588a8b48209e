"""Plates: the empty signs that text is written on.

plate("name plate", (180, 60)) → RGBA picture of a brass plate, 180 × 60
"""

from collections.abc import Callable
from functools import lru_cache

from PIL import Image, ImageDraw

from synthloom.catalog.drawing.pen import RGB, dark, light


@lru_cache(maxsize=256)
def plate(sign: str, size: tuple[int, int]) -> Image.Image:
    """The empty sign, drawn at four times its size."""
    width, height = size[0] * 4, size[1] * 4
    image = Image.new("RGBA", (width, height))
    _PLATES[sign](ImageDraw.Draw(image), width - 1, height - 1)
    return image.reduce(4)


def _wood(pen: ImageDraw.ImageDraw, x: int, y: int) -> None:
    plank: RGB = (206, 158, 104)
    pen.rounded_rectangle((0, 0, x, y), 20, dark(plank, 0.55))
    pen.rounded_rectangle((6, 6, x - 6, y - 14), 18, plank)
    for row in range(1, 4):
        pen.line((14, y * row / 4, x - 14, y * row / 4), dark(plank, 0.16), 5)
        pen.line((x * 0.3, y * (row - 0.4) / 4, x * 0.8, y * (row - 0.4) / 4), dark(plank, 0.08), 4)
    for px in (20, x - 20):
        for py in (20, y - 28):
            pen.ellipse((px - 7, py - 7, px + 7, py + 7), (92, 80, 72))


def _paper(pen: ImageDraw.ImageDraw, x: int, y: int) -> None:
    fold = min(x, y) // 7
    pen.polygon([(0, 0), (x - fold, 0), (x, fold), (x, y), (0, y)], (176, 178, 186))
    pen.polygon([(4, 4), (x - fold, 4), (x - 4, fold), (x - 4, y - 8), (4, y - 8)], (252, 252, 249))
    pen.polygon([(x - fold, 0), (x, fold), (x - fold, fold)], (214, 216, 222))


def _brass(pen: ImageDraw.ImageDraw, x: int, y: int) -> None:
    brass: RGB = (226, 188, 96)
    pen.rounded_rectangle((0, 0, x, y), 30, dark(brass, 0.55))
    pen.rounded_rectangle((6, 6, x - 6, y - 12), 26, light(brass, 0.3))
    pen.rounded_rectangle((14, 14, x - 14, y - 20), 20, brass)
    for px in (26, x - 26):
        pen.ellipse((px - 8, y / 2 - 8, px + 8, y / 2 + 8), dark(brass, 0.45))


def _sticky(pen: ImageDraw.ImageDraw, x: int, y: int) -> None:
    note: RGB = (253, 231, 110)
    fold = min(x, y) // 6
    pen.polygon([(0, 0), (x, 0), (x, y - fold), (x - fold, y), (0, y)], dark(note, 0.3))
    pen.polygon([(0, 0), (x - 5, 0), (x - 5, y - fold), (x - fold, y - 8), (0, y - 8)], note)
    pen.rectangle((0, 0, x - 5, y * 0.12), dark(note, 0.07))
    pen.polygon([(x - 5, y - fold), (x - fold, y - 8), (x - fold, y - fold)], dark(note, 0.14))


def _slate(pen: ImageDraw.ImageDraw, x: int, y: int) -> None:
    frame: RGB = (170, 118, 70)
    pen.rounded_rectangle((0, 0, x, y), 16, dark(frame, 0.5))
    pen.rounded_rectangle((4, 4, x - 4, y - 10), 14, frame)
    pen.rectangle((20, 20, x - 20, y - 26), (40, 56, 54))


def _card(pen: ImageDraw.ImageDraw, x: int, y: int) -> None:
    board: RGB = (214, 178, 130)
    pen.rectangle((0, 0, x, y), dark(board, 0.45))
    pen.rectangle((4, 4, x - 4, y - 14), board)
    for row in range(1, 12):
        pen.line((4, y * row / 12, x - 4, y * row / 12), dark(board, 0.05), 4)


_PLATES: dict[str, Callable[[ImageDraw.ImageDraw, int, int], None]] = {
    "wooden sign": _wood,
    "sheet of paper": _paper,
    "name plate": _brass,
    "sticky note": _sticky,
    "small chalkboard": _slate,
    "cardboard sign": _card,
}
