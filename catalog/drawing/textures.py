"""Textures: what a region of a picture can be turned into, painted to fill a box of any size.

paint("bricks", (120, 80), (0, 0, 0), Random(1)) → float array 80 × 120 × 3 of a red brick wall

Light falls from the left top everywhere. A texture's grain follows the box, so that small boxes stay recognisable.
"""

from collections.abc import Callable
from random import Random
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image

from synthloom.catalog.drawing.pen import RGB

Pixels = npt.NDArray[np.floating[Any]]
Painter = Callable[[int, int, Pixels, np.random.Generator], Pixels]


def paint(texture: str, size: tuple[int, int], color: RGB, random: Random) -> Pixels:
    """A texture of a size; `color` is used by those that take one."""
    width, height = size
    seed = np.random.default_rng(random.getrandbits(32))
    return np.clip(TEXTURES[texture](width, height, np.asarray(color, np.float32), seed), 0, 255)


def _grain(width: int, height: int) -> int:
    """The side of one brick, stone or flower: a sixth of the box, within what reads well."""
    return int(np.clip(min(width, height) / 5, 6, 44))


def _noise(width: int, height: int, step_x: float, step_y: float, seed: np.random.Generator) -> Pixels:
    """Smooth noise from 0 to 1 whose lumps are about `step_x` by `step_y` pixels."""
    shape = (int(height / step_y) + 3, int(width / step_x) + 3)
    lumps = Image.fromarray(seed.integers(0, 256, shape, dtype=np.uint8))
    return np.asarray(lumps.resize((width, height), Image.Resampling.BICUBIC), np.float32) / 255


def _ramp(value: Pixels, *colors: RGB) -> Pixels:
    """Colors for values from 0 to 1, blended between neighbours."""
    stops = np.linspace(0, 1, len(colors))
    return np.stack([np.interp(value, stops, [color[i] for color in colors]) for i in range(3)], -1, dtype=np.float32)


def _light(width: int, height: int, fall: float = 0.14) -> Pixels:
    """Brighter at the left top, darker at the right bottom."""
    slope = np.linspace(0.5, -0.5, height)[:, None] + np.linspace(0.5, -0.5, width)[None, :]
    return (1 + fall * slope)[:, :, None].astype(np.float32)


def _over(below: Pixels, above: Pixels, share: Pixels) -> Pixels:
    """`above` laid over `below`; the share, cut to 0..1, is of its opacity."""
    alpha = np.clip(share, 0, 1)[:, :, None]
    return below + (above - below) * alpha


class _Cells:
    """Points on a staggered, jittered grid, and for every pixel its nearest: how far, which way, how lucky."""

    def __init__(self, width: int, height: int, unit: float, jitter: float, seed: np.random.Generator) -> None:
        rows, columns = int(height / unit) + 5, int(width / unit) + 5
        at_x = (
            np.arange(columns)[None, :] + 0.5 * (np.arange(rows)[:, None] % 2) + jitter * seed.random((rows, columns))
        )
        at_y = np.arange(rows)[:, None] + jitter * seed.random((rows, columns))
        luck = seed.random((rows, columns))
        x = (np.arange(width, dtype=np.float32) / unit + 2)[None, :].repeat(height, 0)
        y = (np.arange(height, dtype=np.float32) / unit + 2)[:, None].repeat(width, 1)
        row, column = y.astype(np.int32), x.astype(np.int32)
        self.near = np.full((height, width), 9, np.float32)
        second = self.near.copy()
        self.dx, self.dy, self.luck = self.near.copy(), self.near.copy(), self.near.copy()
        for down in (-1, 0, 1):
            for right in (-1, 0, 1):
                place = (row + down) * columns + column + right
                dx = x - at_x.astype(np.float32).take(place)
                dy = y - at_y.astype(np.float32).take(place)
                away = np.hypot(dx, dy)
                closer = away < self.near
                second = np.where(closer, self.near, np.minimum(second, away))
                self.near = np.where(closer, away, self.near)
                self.dx, self.dy = np.where(closer, dx, self.dx), np.where(closer, dy, self.dy)
                self.luck = np.where(closer, luck.astype(np.float32).take(place), self.luck)
        self.gap = second - self.near
        """How far from the border to the next cell, in units."""


def _bricks(width: int, height: int, _: Pixels, seed: np.random.Generator) -> Pixels:
    tall = max(_grain(width, height) * 0.55, 5)
    wide = tall * 2.2
    y = np.arange(height, dtype=np.float32)[:, None].repeat(width, 1) / tall
    row = y.astype(np.int32)
    x = np.arange(width, dtype=np.float32)[None, :] / wide + 0.5 * (row % 2)
    column = x.astype(np.int32)
    across, down = (x - column) * wide, (y - row) * tall
    edge = np.minimum(np.minimum(across, wide - across), np.minimum(down, tall - down)) - max(tall * 0.06, 0.6)
    luck = seed.random((row.max() + 2, column.max() + 2), np.float32)[row, column]
    brick = _ramp(luck * 0.75 + 0.25 * _noise(width, height, 3, 3, seed), (138, 50, 40), (176, 70, 52), (198, 96, 72))
    bevel = np.where((across < wide * 0.09) | (down < tall * 0.18), 1.12, 1.0)
    bevel = np.where((wide - across < wide * 0.08) | (tall - down < tall * 0.2), 0.82, bevel)
    mortar = _ramp(_noise(width, height, 2, 2, seed), (186, 178, 166), (214, 208, 198))
    return _over(mortar, brick * bevel[:, :, None], edge + 0.5) * _light(width, height)


def _checkerboard(width: int, height: int, _: Pixels, seed: np.random.Generator) -> Pixels:
    side = max(_grain(width, height), 7)
    odd = (np.arange(height)[:, None] // side + np.arange(width)[None, :] // side) % 2
    return _ramp(odd.astype(np.float32), (26, 26, 30), (246, 246, 242)) * _light(width, height, 0.1)


def _flowers(width: int, height: int, _: Pixels, seed: np.random.Generator) -> Pixels:
    unit = max(_grain(width, height) * 0.95, 9)
    leaves = _Cells(width, height, unit * 0.4, 0.7, seed)
    green = _ramp(leaves.luck * 0.6 + 0.4 * (1 - leaves.near), (24, 74, 34), (58, 128, 52), (104, 170, 76))
    bed = _Cells(width, height, unit, 0.35, seed)
    turn = np.arctan2(bed.dy, bed.dx) + bed.luck * 6
    reach = 0.36 + 0.1 * np.cos(turn * 5)
    palette = np.array([(240, 92, 120), (250, 250, 246), (252, 208, 62), (176, 112, 214), (246, 142, 66)], np.float32)
    petal = palette[(bed.luck * 4.999).astype(np.int32)] * (0.78 + 0.5 * bed.near)[:, :, None]
    soft = unit * (reach - bed.near) + 0.5
    shaded = _over(green, green * 0.45, unit * (reach + 0.05 - np.hypot(bed.dx - 0.05, bed.dy - 0.07)) + 0.5)
    heart = np.array((214, 150, 30), np.float32) * (1.1 - 0.9 * (bed.dx + bed.dy))[:, :, None]
    return _over(_over(shaded, petal, soft), heart, unit * (0.13 - bed.near) + 0.5)


def _night_sky(width: int, height: int, _: Pixels, seed: np.random.Generator) -> Pixels:
    sky = _ramp(np.linspace(0, 1, height)[:, None].repeat(width, 1), (8, 10, 34), (20, 26, 74), (54, 48, 112))
    haze = _noise(width, height, width / 3, height / 4, seed) * _noise(width, height, width / 7, height / 8, seed)
    sky = _over(sky, np.full_like(sky, (150, 130, 190)), haze * 0.5)
    unit = max(_grain(width, height) * 0.62, 5)
    stars = _Cells(width, height, unit, 0.8, seed)
    size = np.where(stars.luck > 0.35, 0.5 + 1.5 * stars.luck**6, 0) * (0.7 + unit / 40)
    sky = _over(sky, np.full_like(sky, (255, 250, 230)), size - stars.near * unit + 0.5)
    radius = min(width, height) * 0.13
    if radius < 4:
        return sky
    x, y = np.arange(width)[None, :] - width * 0.76, np.arange(height)[:, None] - height * 0.27
    full = radius - np.hypot(x, y) + 0.5
    bitten = np.hypot(x + radius * 0.5, y + radius * 0.22) - radius * 0.86 + 0.5
    sky = _over(sky, np.full_like(sky, (190, 180, 220)), np.exp(-np.hypot(x, y) / (radius * 1.1)) * 0.4)
    return _over(sky, np.full_like(sky, (250, 240, 196)), np.minimum(full, bitten))


def _water(width: int, height: int, _: Pixels, seed: np.random.Generator) -> Pixels:
    unit = max(_grain(width, height), 7)
    swell = _noise(width, height, unit * 2.2, unit * 0.5, seed)
    y = np.arange(height, dtype=np.float32)[:, None] / unit
    wave = 0.5 + 0.5 * np.sin(y * 5.5 + swell * 7 + 2 * _noise(width, height, unit * 4, unit * 2, seed))
    glint = np.clip(wave * 1.5 - 1.08, 0, 1) * np.clip(_noise(width, height, unit, unit * 0.3, seed) * 2.4 - 0.7, 0, 1)
    water = _ramp(0.55 * wave + 0.45 * swell, (10, 62, 122), (24, 104, 172), (66, 156, 212))
    return _over(water, np.full_like(water, (226, 246, 255)), glint * 2.2) * _light(width, height)


def _polka_dots(width: int, height: int, color: Pixels, seed: np.random.Generator) -> Pixels:
    unit = max(_grain(width, height), 8)
    dots = _Cells(width, height, unit, 0, seed)
    ground = np.broadcast_to(color, (height, width, 3)).astype(np.float32)
    return _over(ground, np.full_like(ground, 252), unit * (0.27 - dots.near) + 0.5) * _light(width, height)


def _stripes(width: int, height: int, color: Pixels, seed: np.random.Generator) -> Pixels:
    period = max(_grain(width, height) * 1.3, 8)
    along = (np.arange(width)[None, :] + np.arange(height)[:, None]) / np.sqrt(2) % period
    ground = np.full((height, width, 3), 250, np.float32)
    stripe = np.minimum(along, period / 2 - along) + 0.5
    return _over(ground, np.broadcast_to(color, ground.shape), stripe) * _light(width, height)


def _plain(width: int, height: int, color: Pixels, seed: np.random.Generator) -> Pixels:
    block = np.broadcast_to(color, (height, width, 3)) * _light(width, height, 0.1)
    rim = max(round(min(width, height) * 0.05), 1)
    block[:rim] *= 1.12
    block[:, :rim] *= 1.06
    block[-rim:] *= 0.72
    block[:, -rim:] *= 0.84
    return np.asarray(block, np.float32)


def _grass(width: int, height: int, _: Pixels, seed: np.random.Generator) -> Pixels:
    unit = max(_grain(width, height) * 0.14, 1.2)
    field = np.zeros((height, width, 3), np.float32)
    field[:] = (28, 74, 30)
    for layer in range(4):  # from the dark blades below to the bright ones on top
        bend = (_noise(width, height, unit * 9, unit * 9, seed) - 0.5) * unit * 7
        shifted = np.arange(width)[None, :] + bend
        blades = _noise(width * 2, height, unit * 1.1, unit * 8, seed)
        picked = np.take_along_axis(blades, np.clip(shifted.astype(np.int32) + width // 2, 0, 2 * width - 1), 1)
        shade = _ramp(picked, *((36, 92 + 16 * layer, 34), (78 + 18 * layer, 138 + 18 * layer, 52 + 6 * layer)))
        field = _over(field, shade, (picked - 0.58) * 5)
    return field * _light(width, height)


def _wood(width: int, height: int, _: Pixels, seed: np.random.Generator) -> Pixels:
    plank = max(_grain(width, height), 8)
    y = np.arange(height)
    row = y // plank
    drift = _noise(width, height, plank * 3, plank * 0.6, seed)
    rings = 0.5 + 0.5 * np.sin(y[:, None] / plank * 16 + drift * 9)
    fine = _noise(width, height, plank * 1.5, 1.5, seed)
    tone = seed.random(int(row.max()) + 1, np.float32)[row][:, None]
    wood = _ramp(0.35 * rings + 0.35 * fine + 0.3 * tone, (112, 70, 38), (164, 112, 66), (206, 156, 102))
    inside = np.minimum(y % plank, plank - 1 - y % plank)[:, None].repeat(width, 1)
    return _over(wood * 0.35, wood, inside / max(plank * 0.08, 1)) * _light(width, height)


def _cobblestones(width: int, height: int, _: Pixels, seed: np.random.Generator) -> Pixels:
    unit = max(_grain(width, height) * 0.8, 6)
    stones = _Cells(width, height, unit, 0.55, seed)
    dome = 1.12 - 0.45 * (stones.dx + stones.dy) - 0.35 * stones.near
    stone = _ramp(stones.luck, (98, 98, 104), (132, 130, 128), (166, 162, 156)) * dome[:, :, None]
    stone *= 0.92 + 0.16 * _noise(width, height, 2, 2, seed)[:, :, None]
    return _over(np.full_like(stone, (52, 48, 46)), stone, (stones.gap - 0.07) * unit * 0.7)


def _lava(width: int, height: int, _: Pixels, seed: np.random.Generator) -> Pixels:
    unit = max(_grain(width, height), 8)
    plates = _Cells(width, height, unit, 0.8, seed)
    crack = plates.gap + 0.22 * (_noise(width, height, unit * 0.4, unit * 0.4, seed) - 0.5)
    heat = np.clip(1 - crack * 2.4, 0, 1)
    crust = np.full((height, width, 3), (46, 32, 32), np.float32) * (0.7 + 0.8 * plates.luck)[:, :, None]
    return _over(crust, _ramp(heat, (70, 16, 10), (196, 44, 10), (250, 130, 20), (255, 232, 120)), heat * 2.2)


def _stained_glass(width: int, height: int, _: Pixels, seed: np.random.Generator) -> Pixels:
    unit = max(_grain(width, height) * 1.1, 9)
    panes = _Cells(width, height, unit, 0.9, seed)
    palette = [(206, 40, 52), (30, 92, 190), (240, 186, 40), (28, 138, 88), (128, 56, 158), (60, 170, 200)]
    glass = np.array(palette, np.float32)[(panes.luck * 5.999).astype(np.int32)]
    glass = glass * (1.2 - 0.5 * panes.near + 0.16 * _noise(width, height, unit, unit * 0.4, seed))[:, :, None]
    return _over(np.full_like(glass, (24, 24, 28)), glass, (panes.gap - 0.06) * unit * 0.9)


def _honeycomb(width: int, height: int, _: Pixels, seed: np.random.Generator) -> Pixels:
    unit = max(_grain(width, height) * 0.8, 8)
    cells = _Cells(width, round(height * 1.1547) + 1, unit, 0, seed)  # stretched rows make the hexagons regular
    rows = np.minimum((np.arange(height) * 1.1547).astype(np.int32), cells.gap.shape[0] - 1)
    gap, near, dx, dy, luck = (part[rows] for part in (cells.gap, cells.near, cells.dx, cells.dy, cells.luck))
    honey = _ramp(0.45 + 0.35 * luck - 0.5 * (dx + dy), (176, 98, 12), (226, 150, 28), (250, 204, 86))
    wax = np.full_like(honey, (250, 214, 120)) * (1 - 0.3 * near)[:, :, None]
    return _over(wax, honey * 0.95, (gap - 0.2) * unit * 0.6) * _light(width, height)


TEXTURES: dict[str, Painter] = {
    "bricks": _bricks,
    "checkerboard": _checkerboard,
    "flowers": _flowers,
    "night_sky": _night_sky,
    "water": _water,
    "polka_dots": _polka_dots,
    "stripes": _stripes,
    "plain": _plain,
    "grass": _grass,
    "wood": _wood,
    "cobblestones": _cobblestones,
    "lava": _lava,
    "stained_glass": _stained_glass,
    "honeycomb": _honeycomb,
}
