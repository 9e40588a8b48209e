"""Boards: the empty surfaces that text is shown on, each with the area where text may stand.

board("chalkboard", (512, 512), 0) → RGB picture of an empty chalkboard, (49, 49, 463, 448)
"""

from collections.abc import Callable
from functools import lru_cache
from random import Random

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from synthloom.catalog.drawing.pen import RGB, dark, light, mix

Area = tuple[int, int, int, int]
TUBES: tuple[RGB, ...] = ((255, 70, 160), (60, 220, 255), (120, 255, 120), (255, 190, 60))
POSTER_INKS: tuple[RGB, ...] = ((255, 250, 236), (255, 244, 214), (40, 34, 60), (255, 255, 255))
_POSTERS: tuple[RGB, ...] = ((176, 44, 52), (28, 96, 120), (250, 204, 92), (88, 58, 138))


def board(surface: str, size: tuple[int, int], variant: int) -> tuple[Image.Image, Area]:
    """The empty surface in one of its variants, and where text may stand; not to be drawn on."""
    # Photos come in all sizes: large ones would fill the memory and seldom come again.
    return _kept(surface, size, variant) if size[0] * size[1] <= 640 * 640 else _PAINTERS[surface](size, variant)


@lru_cache(maxsize=48)
def _kept(surface: str, size: tuple[int, int], variant: int) -> tuple[Image.Image, Area]:
    return _PAINTERS[surface](size, variant)


@lru_cache(maxsize=6)
def _noise(size: tuple[int, int], scale: int) -> np.ndarray:
    """Smooth noise from -1 to 1: equal on every machine, since its seed is fixed and its sum is not random access."""
    rows, columns = size[1] // scale + 2, size[0] // scale + 2
    values = np.random.default_rng(scale).integers(0, 256, (rows, columns), dtype=np.uint8)
    image = Image.fromarray(values).resize(size, Image.Resampling.BICUBIC)
    return np.asarray(image, dtype=np.float32) / 127.5 - 1


@lru_cache(maxsize=2)
def chalk_grain(size: tuple[int, int]) -> Image.Image:
    """Where chalk took: mostly everywhere, with pale grains."""
    return Image.fromarray((232 + 23 * _noise(size, 2)).astype(np.uint8))


def _textured(size: tuple[int, int], color: RGB, fine: float, coarse: float, fall: float = 0.0) -> Image.Image:
    """A plane of color with grain, cloudiness and a falling light from the left top."""
    width, height = size
    field = fine * _noise(size, 2) + coarse * _noise(size, max(min(size) // 6, 4))
    slope = np.linspace(0.5, -0.5, height)[:, None] + np.linspace(0.5, -0.5, width)[None, :]
    field = field + fall * slope
    pixels = np.asarray(color, dtype=np.float32) + field[:, :, None]
    return Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))


def _shadow(image: Image.Image, area: Area, unit: float, strength: int = 110) -> None:
    """A soft shadow below and right of a box."""
    mask = Image.new("L", (image.width // 4 + 1, image.height // 4 + 1))
    shift = unit * 2
    corners = [(area[0] + shift) / 4, (area[1] + shift) / 4, (area[2] + shift) / 4, (area[3] + shift * 1.5) / 4]
    ImageDraw.Draw(mask).rectangle(corners, fill=strength)
    mask = mask.filter(ImageFilter.GaussianBlur(unit * 0.6)).resize(image.size, Image.Resampling.BILINEAR)
    image.paste((16, 12, 18), (0, 0), mask)


def _inset(size: tuple[int, int], x: float, top: float, bottom: float) -> Area:
    return round(size[0] * x), round(size[1] * top), round(size[0] * (1 - x)), round(size[1] * (1 - bottom))


def _shrink(area: Area, by: float) -> Area:
    step = round(by)
    return area[0] + step, area[1] + step, area[2] - step, area[3] - step


def _whiteboard(size: tuple[int, int], variant: int) -> tuple[Image.Image, Area]:
    unit = min(size) / 100
    wall = ((196, 206, 212), (214, 206, 194), (190, 204, 196), (206, 200, 214))[variant]
    image = _textured(size, wall, 2, 3, 26)
    area = _inset(size, 0.05, 0.06, 0.13)
    _shadow(image, area, unit)
    pen = ImageDraw.Draw(image)
    pen.rectangle(area, (158, 166, 174))
    pen.rectangle(_shrink(area, unit * 0.5), (206, 212, 218))
    inner = _shrink(area, unit * 2)
    image.paste(_textured((inner[2] - inner[0], inner[3] - inner[1]), (246, 248, 249), 0.6, 3, 8), inner[:2])
    tray = (area[0] + unit * 16, area[3], area[2] - unit * 16, area[3] + unit * 2.6)
    pen.rounded_rectangle(tray, unit, (150, 158, 166))
    for row, color in enumerate(((30, 60, 160), (190, 40, 44), (36, 130, 70))):
        x = area[0] + unit * (22 + row * 15)
        pen.rounded_rectangle(
            (x, area[3] - unit * 1.6, x + unit * 11, area[3] + unit * 0.2), unit * 0.8, (240, 240, 240)
        )
        pen.rounded_rectangle((x, area[3] - unit * 1.6, x + unit * 4, area[3] + unit * 0.2), unit * 0.8, color)
    return image, _shrink(inner, unit * 4)


def _parchment(size: tuple[int, int], variant: int) -> tuple[Image.Image, Area]:
    unit = min(size) / 100
    random = Random(variant)
    image = _planks(size, ((92, 58, 36), (70, 48, 36), (104, 74, 50))[variant])
    area = _inset(size, 0.07, 0.06, 0.06)
    _shadow(image, area, unit, 150)
    outline = _torn(area, unit, random)
    mask = Image.new("L", size)
    ImageDraw.Draw(mask).polygon(outline, 255)
    sheet = _textured(size, (233, 208, 158), 4, 11, 8)
    small = mask.reduce(4).filter(ImageFilter.GaussianBlur(unit * 1.6))
    rim = small.point(lambda value: max(0, min(round((255 - value) * 1.1), 255))).resize(
        size, Image.Resampling.BILINEAR
    )
    sheet.paste((128, 78, 34), (0, 0), rim)
    image.paste(sheet, (0, 0), mask)
    return image, _shrink(area, unit * 8)


def _torn(area: Area, unit: float, random: Random) -> list[tuple[float, float]]:
    """A box's outline with an uneven edge."""
    x0, y0, x1, y1 = area
    steps = 26

    def off() -> float:
        return random.uniform(-0.9, 0.9) * unit

    top = [(x0 + (x1 - x0) * i / steps, y0 + off()) for i in range(steps)]
    right = [(x1 + off(), y0 + (y1 - y0) * i / steps) for i in range(steps)]
    bottom = [(x1 - (x1 - x0) * i / steps, y1 + off()) for i in range(steps)]
    left = [(x0 + off(), y1 - (y1 - y0) * i / steps) for i in range(steps)]
    return top + right + bottom + left


def _planks(size: tuple[int, int], color: RGB) -> Image.Image:
    image = _textured(size, color, 5, 6, 18)
    grain = np.asarray(image, dtype=np.int16) + (9 * _noise((1, size[1]), 3)).astype(np.int16)[:, :, None]
    image = Image.fromarray(np.clip(grain, 0, 255).astype(np.uint8))
    pen = ImageDraw.Draw(image)
    for row in range(1, 6):
        y = size[1] * row / 6
        pen.line((0, y, size[0], y), dark(color, 0.5), max(size[1] // 170, 1))
    return image


def _neon(size: tuple[int, int], variant: int) -> tuple[Image.Image, Area]:
    unit = min(size) / 100
    image = Image.new("RGB", size, (22, 18, 22))
    pen = ImageDraw.Draw(image)
    random = Random(7)
    height, width = unit * 6.2, unit * 15
    for row in range(int(size[1] / height) + 1):
        for column in range(-1, int(size[0] / width) + 1):
            x, y = (column + row % 2 / 2) * width, row * height
            tone = mix((58, 34, 34), (40, 26, 32), random.random())
            pen.rectangle((x, y, x + width - unit * 0.9, y + height - unit * 0.9), tone)
    image = Image.fromarray(np.clip(np.asarray(image) + 5 * _noise(size, 2)[:, :, None], 0, 255).astype(np.uint8))
    area = _inset(size, 0.07, 0.08, 0.08)
    tube = Image.new("L", (size[0] * 2, size[1] * 2))
    doubled = tuple(2 * value for value in area)
    ImageDraw.Draw(tube).rounded_rectangle(doubled, unit * 12, None, 255, max(round(unit * 2), 2))
    mask = tube.reduce(2)
    color = TUBES[(variant + 1) % 4]
    halo = mask.reduce(4).filter(ImageFilter.GaussianBlur(unit * 0.7)).resize(size, Image.Resampling.BILINEAR)
    image.paste(dark(color, 0.2), (0, 0), halo.point(lambda value: min(round(value * 1.6), 255)))
    image.paste(light(color, 0.6), (0, 0), mask)
    return image, _shrink(area, unit * 6)


def _screen(size: tuple[int, int], variant: int) -> tuple[Image.Image, Area]:
    unit = min(size) / 100
    image = _textured(size, (206, 214, 222) if variant == 0 else (96, 104, 122), 1.5, 4, 30)
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, size[1] - unit * 9, *size), (150, 112, 78) if variant == 0 else (62, 50, 48))
    middle = size[0] / 2
    pen.rectangle((middle - unit * 6, size[1] * 0.84, middle + unit * 6, size[1] - unit * 5), (58, 62, 70))
    pen.rounded_rectangle(
        (middle - unit * 18, size[1] - unit * 6, middle + unit * 18, size[1] - unit * 3), unit, (44, 48, 56)
    )
    area = _inset(size, 0.04, 0.05, 0.13)
    pen.rounded_rectangle(area, unit * 2, (24, 26, 32))
    x0, y0, x1, y1 = _shrink(area, unit * 2.2)
    page: RGB = (250, 251, 253) if variant == 0 else (27, 32, 44)
    pen.rectangle((x0, y0, x1, y1), page)
    pen.rectangle((x0, y0, x1, y0 + unit * 6), mix(page, (120, 130, 150), 0.3))
    for row, color in enumerate(((236, 96, 88), (244, 190, 80), (98, 196, 92))):
        x, r = x0 + unit * (4 + row * 4), unit * 1.2
        pen.ellipse((x - r, y0 + unit * 3 - r, x + r, y0 + unit * 3 + r), color)
    return image, (x0 + round(unit * 4), y0 + round(unit * 10), x1 - round(unit * 4), y1 - round(unit * 4))


def _chalkboard(size: tuple[int, int], variant: int) -> tuple[Image.Image, Area]:
    unit = min(size) / 100
    image = _planks(size, (150, 104, 62))
    inner = _inset(size, 0.045, 0.045, 0.075)
    pen = ImageDraw.Draw(image)
    pen.rectangle(_shrink(inner, -unit * 0.7), (88, 58, 34))
    board = ((34, 74, 58), (30, 66, 62), (40, 70, 50))[variant]
    image.paste(_textured((inner[2] - inner[0], inner[3] - inner[1]), board, 2, 8, 8), inner[:2])
    for row, color in enumerate(((250, 250, 244), (250, 226, 130), (240, 150, 160))):
        x, y = inner[0] + unit * (8 + row * 9), inner[3] + unit * 1.2
        pen.rounded_rectangle((x, y, x + unit * 7, y + unit * 1.8), unit * 0.5, color)
    return image, _shrink(inner, unit * 5)


def _notebook(size: tuple[int, int], variant: int) -> tuple[Image.Image, Area]:
    unit = min(size) / 100
    image = _textured(size, ((74, 104, 120), (128, 92, 72), (96, 110, 84))[variant], 3, 4, 26)
    area = _inset(size, 0.06, 0.05, 0.05)
    _shadow(image, area, unit, 140)
    sheet = _textured((area[2] - area[0], area[3] - area[1]), (251, 249, 240), 1, 2, 6)
    pen = ImageDraw.Draw(sheet)
    for row in range(3, int(sheet.height / (unit * 5.5)) + 1):
        pen.line((0, row * unit * 5.5, sheet.width, row * unit * 5.5), (206, 219, 236), 1)
    pen.line((unit * 13, 0, unit * 13, sheet.height), (240, 178, 178), max(round(unit * 0.4), 1))
    image.paste(sheet, area[:2])
    pen = ImageDraw.Draw(image)
    y = area[1] + unit * 4
    while y < area[3] - unit * 3:
        pen.ellipse((area[0] + unit * 3.2, y - unit, area[0] + unit * 5.2, y + unit), (60, 62, 66))
        pen.line((area[0] - unit * 1.6, y, area[0] + unit * 4.2, y), (176, 180, 186), max(round(unit), 1))
        y += unit * 6
    return image, (
        area[0] + round(unit * 16),
        area[1] + round(unit * 7),
        area[2] - round(unit * 4),
        area[3] - round(unit * 6),
    )


def _poster(size: tuple[int, int], variant: int) -> tuple[Image.Image, Area]:
    unit = min(size) / 100
    image = _textured(size, (198, 192, 184), 5, 5, 24)
    area = _inset(size, 0.06, 0.05, 0.05)
    _shadow(image, area, unit, 120)
    color = _POSTERS[variant]
    image.paste(_textured((area[2] - area[0], area[3] - area[1]), color, 1.5, 3, 16), area[:2])
    pen = ImageDraw.Draw(image)
    ink = mix(POSTER_INKS[variant], color, 0.35)
    pen.rectangle(_shrink(area, unit * 2.5), None, ink, max(round(unit * 0.8), 1))
    pen.rectangle(_shrink(area, unit * 4.2), None, ink, max(round(unit * 0.3), 1))
    return image, _shrink(area, unit * 8)


_PAINTERS: dict[str, Callable[[tuple[int, int], int], tuple[Image.Image, Area]]] = {
    "whiteboard": _whiteboard,
    "parchment": _parchment,
    "neon": _neon,
    "screen": _screen,
    "chalkboard": _chalkboard,
    "notebook": _notebook,
    "poster": _poster,
}
