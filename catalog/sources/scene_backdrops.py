"""Backdrops: the empty pictures of the sample's stages, each in four lights.

backdrop("meadow", 0, 512) → RGB 512 × 512: sky, hills and grass, with nothing on them
"""

from collections.abc import Callable
from functools import lru_cache
from random import Random

from PIL import Image

from synthloom.catalog.drawing.pen import RGB, Pen, dark, light, mix

VARIANTS = 4


@lru_cache(maxsize=64)
def backdrop(stage: str, variant: int, size: int) -> Image.Image:
    """The empty place in one of its lights, drawn at twice its size. All of them are 28 MB at 512 pixels."""
    pen = Pen(size * 2)
    _PAINT[stage](pen, variant, Random(variant))
    return pen.image.convert("RGB").reduce(2)


def _fade(pen: Pen, y0: float, y1: float, top: RGB, bottom: RGB, x0: float = 0, x1: float = 100) -> None:
    steps = round((y1 - y0) * 2.5)
    for step in range(steps):
        y = y0 + (y1 - y0) * step / steps
        pen.box(x0, y, x1, y + 0.8, mix(top, bottom, step / steps))


def _meadow(pen: Pen, variant: int, random: Random) -> None:
    top, low = (((96, 176, 232), (222, 240, 250)), ((122, 160, 226), (250, 226, 206)),
                ((86, 190, 214), (232, 246, 236)),
                ((148, 178, 206), (236, 240, 240)))[variant]  # fmt: skip
    grass: RGB = ((128, 188, 92), (150, 184, 88), (108, 180, 98), (136, 176, 100))[variant]
    _fade(pen, 0, 62, top, low)
    pen.blob(mix(grass, low, 0.55), (-20, 58), (8, 44), (34, 52), (58, 42), (86, 50), (120, 42), (120, 90), (-20, 90))
    pen.blob(mix(grass, low, 0.28), (-20, 60), (20, 54), (50, 58), (80, 52), (120, 58), (120, 90), (-20, 90))
    _fade(pen, 60, 100, light(grass, 0.12), dark(grass, 0.22))
    for _ in range(90):
        x, y = random.uniform(0, 100), random.uniform(62, 99)
        tone = mix(light(grass, 0.12), dark(grass, 0.34), (y - 60) / 40)
        pen.line(tone, 0.35, (x - 0.6, y - 1.4), (x, y), (x + 0.7, y - 1.2))


def _kitchen(pen: Pen, variant: int, random: Random) -> None:
    wall: RGB = ((244, 228, 202), (206, 226, 220), (226, 220, 236), (246, 218, 206))[variant]
    wood: RGB = ((190, 136, 86), (172, 120, 78), (206, 160, 112), (156, 108, 72))[variant]
    _fade(pen, 0, 60, light(wall, 0.2), dark(wall, 0.08))
    for row in range(3):
        for column in range(13):
            x, y = column * 8 - 2, 42 + row * 6.2
            pen.box(x, y, x + 7.6, y + 5.8, mix(light(wall, 0.55), wall, random.random() * 0.5), 0.4)
    _table(pen, wood, 60)


def _table(pen: Pen, wood: RGB, y: float) -> None:
    _fade(pen, y, 100, light(wood, 0.22), wood)
    pen.box(0, y, 100, y + 0.8, light(wood, 0.45))
    for i in range(1, 6):
        row = y + (100 - y) * (i / 6) ** 1.4
        pen.line(dark(wood, 0.1), 0.25, (0, row), (100, row))


def _shelves(pen: Pen, variant: int, random: Random) -> None:
    wall: RGB = ((196, 214, 206), (228, 214, 196), (200, 206, 226), (226, 204, 204))[variant]
    wood: RGB = ((176, 122, 76), (136, 94, 64), (206, 164, 116), (160, 112, 78))[variant]
    _fade(pen, 0, 100, light(wall, 0.25), dark(wall, 0.12))
    for column in range(11):
        pen.box(column * 10, 0, column * 10 + 5, 100, None)
    stripes = pen.image
    base = Pen(stripes.width)
    _fade(base, 0, 100, light(wall, 0.34), dark(wall, 0.07))
    base.image.alpha_composite(stripes)
    pen.image.paste(base.image)
    for y in (31, 60, 89):
        pen.box(0, y + 3.5, 100, y + 5.2, dark(wall, 0.24))
        pen.box(0, y, 100, y + 3.6, wood)
        pen.box(0, y, 100, y + 0.9, light(wood, 0.35))


def _street(pen: Pen, variant: int, random: Random) -> None:
    sky = ((126, 190, 236), (236, 200, 170), (150, 206, 222), (170, 190, 212))[variant]
    _fade(pen, 0, 60, sky, light(sky, 0.6))
    tones: tuple[RGB, ...] = ((222, 180, 140), (170, 196, 190), (216, 160, 150), (206, 200, 160), (184, 176, 206))
    for i, (x0, x1, top) in enumerate(((-2, 26, 36), (26, 74, 33), (74, 102, 38))):
        tone = tones[(variant + i * 2) % 5]
        pen.box(x0, top, x1, 70, tone)
        pen.box(x0, top, x1, top + 2, dark(tone, 0.3))
        for x in range(int(x0) + 5, int(x1) - 5, 9):
            if i != 1:
                for y in (top + 6, top + 17):
                    pen.box(x, y, x + 5, y + 7, (226, 240, 246), 0.4)
                    pen.box(x, y + 7, x + 5, y + 7.8, dark(tone, 0.25))
    pen.box(26, 61, 74, 70, dark(tones[(variant + 2) % 5], 0.14))
    _fade(pen, 68, 80, (206, 204, 200), (184, 182, 180))
    pen.box(0, 79, 100, 81, (150, 148, 148))
    _fade(pen, 81, 100, (104, 106, 114), (84, 86, 94))
    for x in range(-4, 100, 16):
        pen.box(x, 97, x + 9, 98.2, (238, 234, 214))


def _classroom(pen: Pen, variant: int, random: Random) -> None:
    wall: RGB = ((238, 226, 192), (200, 222, 228), (224, 230, 206), (236, 212, 200))[variant]
    _fade(pen, 0, 64, light(wall, 0.15), dark(wall, 0.1))
    pen.box(0, 54, 100, 56, light(wall, 0.6))
    pen.box(0, 56, 100, 64, dark(wall, 0.18))
    _table(pen, ((200, 150, 96), (178, 130, 90), (214, 172, 120), (168, 116, 76))[variant], 62)


def _shop(pen: Pen, variant: int, random: Random) -> None:
    wall: RGB = ((234, 222, 206), (204, 220, 210), (216, 210, 228), (240, 214, 198))[variant]
    wood: RGB = ((150, 104, 68), (120, 84, 60), (176, 128, 84), (138, 98, 80))[variant]
    _fade(pen, 0, 100, light(wall, 0.2), dark(wall, 0.14))
    for y in (41.5, 67.5, 93.5):
        pen.box(0, y + 6, 100, y + 8, dark(wall, 0.28))
        pen.box(0, y, 100, y + 6.6, wood)
        pen.box(0, y, 100, y + 0.8, light(wood, 0.4))
    for x in (0, 98):
        pen.box(x, 24, x + 2, 100, dark(wood, 0.2))


def _noticeboard(pen: Pen, variant: int, random: Random) -> None:
    wall: RGB = ((190, 206, 216), (222, 212, 196), (200, 214, 196), (216, 202, 216))[variant]
    cork: RGB = ((206, 160, 110), (214, 172, 124), (192, 148, 104), (200, 158, 116))[variant]
    _fade(pen, 0, 100, light(wall, 0.2), dark(wall, 0.1))
    pen.box(2, 3.5, 99, 75, dark(wall, 0.3), 1)
    pen.box(1.5, 2, 98.5, 73.5, (128, 88, 58), 1)
    pen.box(3.5, 4, 96.5, 71.5, cork)
    for _ in range(700):
        x, y = random.uniform(4, 96), random.uniform(4.5, 71)
        pen.circle(x, y, random.uniform(0.15, 0.4), mix(cork, random.choice(((120, 76, 44), (246, 214, 170))), 0.35))
    _table(pen, (158, 112, 74), 84)


def _night(pen: Pen, variant: int, random: Random) -> None:
    top, low = (((14, 20, 56), (70, 74, 130)), ((20, 16, 48), (104, 70, 120)), ((8, 28, 54), (44, 100, 128)),
                ((18, 22, 40), (80, 84, 110)))[variant]  # fmt: skip
    _fade(pen, 0, 66, top, low)
    for _ in range(110):
        pen.circle(random.uniform(0, 100), random.uniform(0, 50), random.uniform(0.1, 0.28), (236, 236, 246))
    hill: RGB = ((52, 92, 84), (70, 84, 92), (44, 96, 88), (66, 88, 78))[variant]
    pen.blob(mix(hill, low, 0.5), (-20, 62), (14, 50), (44, 58), (72, 48), (120, 60), (120, 90), (-20, 90))
    _fade(pen, 61, 100, light(hill, 0.14), dark(hill, 0.2))
    for _ in range(60):
        x, y = random.uniform(0, 100), random.uniform(64, 99)
        pen.line(light(hill, 0.2 - (y - 60) / 400), 0.3, (x - 0.5, y - 1.2), (x, y))


def _beach(pen: Pen, variant: int, random: Random) -> None:
    sky: RGB = ((116, 196, 240), (250, 190, 150), (140, 210, 220), (160, 200, 230))[variant]
    sea: RGB = ((40, 140, 190), (70, 130, 170), (30, 150, 160), (50, 120, 170))[variant]
    sand: RGB = ((244, 220, 164), (238, 208, 160), (248, 228, 184), (234, 212, 168))[variant]
    _fade(pen, 0, 38, sky, light(sky, 0.65))
    _fade(pen, 37, 62, dark(sea, 0.1), light(sea, 0.35))
    for _ in range(26):
        x, y = random.uniform(0, 95), random.uniform(39, 56)
        pen.line(light(sea, 0.5), 0.3, (x, y), (x + random.uniform(2, 6), y))
    pen.blob((248, 250, 248), (-10, 60), (20, 57), (50, 60), (80, 57), (110, 60), (110, 80), (-10, 80))
    pen.blob(light(sand, 0.2), (-10, 61), (20, 58.4), (50, 61), (80, 58.4), (110, 61), (110, 90), (-10, 90))
    _fade(pen, 63, 100, light(sand, 0.2), dark(sand, 0.1))
    for _ in range(260):
        pen.circle(random.uniform(0, 100), random.uniform(63, 99), 0.2, dark(sand, random.uniform(0.05, 0.25)))


_PAINT: dict[str, Callable[[Pen, int, Random], None]] = {
    "meadow": _meadow,
    "kitchen": _kitchen,
    "shelves": _shelves,
    "street": _street,
    "classroom": _classroom,
    "shop": _shop,
    "noticeboard": _noticeboard,
    "night": _night,
    "beach": _beach,
}
