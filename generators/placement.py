"""Placement: where in a picture something can be put without covering what matters.

ground = survey(photo, [region.box for region in regions], known=True)
places(ground, (90, 90), 3, Random(1), color=(216, 50, 48), flat=True)
→ [(12, 380, 102, 470), (118, 380, 208, 470), (224, 380, 314, 470)], or [] where there is no room

Where the source says which things are in the picture, their boxes are avoided. Where it doesn't, nobody knows where
the thing asked about is, so only areas are used that are so flat that no border of a thing runs through them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from random import Random
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image

from synthloom.catalog.drawing.pen import RGB
from synthloom.schemas.records import Box

Values = npt.NDArray[Any]

CELLS = 64
"""Cells along the shorter side. Everything is measured on cells, so the cost hardly depends on the picture's size."""
STEEPEST = 12.0
"""Between neighbours at 256 pixels a side, of 255 after a square root, as eyes and dark photos need it. Looked at on
130 photos: at 26 trouser legs and sofas pass for flat, at 12 walls, floors and skies remain."""
WIDEST = 40.0
"""Between the lightest and darkest cell of a flat place, in any channel: soft borders are wide, not steep."""

ROOTS = np.sqrt(np.arange(256, dtype=np.float32) * 255)
"""A level's square root, scaled back to 255: steps in the dark count as the eye sees them."""


@dataclass(frozen=True)
class Ground:
    """A picture as placement sees it: per cell whether it is taken, how steep it is, and its mean color."""

    cell: float
    """Pixels of a cell's side."""
    taken: Values
    steep: Values
    colors: Values
    known: bool
    """Whether all that matters is in `taken`."""


def survey(image: Image.Image, regions: Sequence[Box], known: bool) -> Ground:
    """Measure a picture once for all sizes to be tried."""
    cell = min(image.size) / CELLS
    columns, rows = int(image.width / cell), int(image.height / cell)
    part = (0, 0, columns * cell, rows * cell)
    work = image.resize((columns * 4, rows * 4), Image.Resampling.BOX, part)
    slope = np.zeros((4 * rows, 4 * columns), np.float32)
    for channel in work.split():  # one plane at a time: reducing over a last axis of 3 takes four times as long
        levels = ROOTS[np.asarray(channel)]
        np.maximum(slope[:, 1:], np.abs(np.diff(levels, axis=1)), out=slope[:, 1:])
        np.maximum(slope[1:], np.abs(np.diff(levels, axis=0)), out=slope[1:])
    steep = slope.reshape(rows, 4, 4 * columns).max(1).reshape(rows, columns, 4).max(2)
    colors = np.asarray(work.resize((columns, rows), Image.Resampling.BOX), np.float32)
    taken = np.zeros((rows, columns), bool)
    for x0, y0, x1, y1 in regions:
        taken[max(int(y0 / cell) - 1, 0) : int(y1 / cell) + 2, max(int(x0 / cell) - 1, 0) : int(x1 / cell) + 2] = True
    if not known:
        taken |= ~_reached_from_border(steep <= STEEPEST)
    return Ground(cell, taken, steep, colors, known)


def _reached_from_border(calm: Values) -> Values:
    """Calm cells connected to the picture's border: walls, floors and skies run out of the picture, things don't."""
    reached = calm.copy()
    reached[1:-1, 1:-1] = False
    while True:
        wider = reached.copy()
        wider[1:] |= reached[:-1]
        wider[:-1] |= reached[1:]
        wider[:, 1:] |= reached[:, :-1]
        wider[:, :-1] |= reached[:, 1:]
        wider &= calm
        if (wider == reached).all():
            return reached
        reached = wider


def places(ground: Ground, slot: tuple[int, int], count: int, random: Random, *, color: RGB, flat: bool) -> list[Box]:
    """Free slots of a size in pixels, in rows or, where no rows fit, in a cluster; empty where there is no room.

    `flat` asks for slots that no edge runs through; where not everything is known, all are.
    """
    wide, tall = ceil(slot[0] / ground.cell), ceil(slot[1] / ground.cell)
    rows, columns = ground.taken.shape
    if wide + 2 > columns or tall + 2 > rows:
        return []
    free = _free(ground, wide, tall, flat or not ground.known)
    if free.sum() < count:
        return []
    cost = np.where(free, _cost(ground, wide, tall, random, color), np.inf)
    gap = max(2, ceil(9 / ground.cell), wide // 6)
    cells = _rows(cost, count, wide + gap, tall + gap, random) or _cluster(cost, count, wide + gap, tall + gap)
    corners = [(int(x * ground.cell), int(y * ground.cell)) for x, y in cells]
    return [(x, y, x + slot[0], y + slot[1]) for x, y in corners]


def _free(ground: Ground, wide: int, tall: int, flat: bool) -> Values:
    """For every slot, by its left top cell, whether nothing in it is taken; never at the very border."""
    free = ~_window(ground.taken, wide, tall, np.maximum)
    if flat:
        free &= _window(ground.steep, wide, tall, np.maximum) <= STEEPEST
        levels = np.sqrt(ground.colors * 255)
        spread = _window(levels, wide, tall, np.maximum) - _window(levels, wide, tall, np.minimum)
        free &= spread.max(-1) <= WIDEST
    free[0] = free[-1] = free[:, 0] = free[:, -1] = False
    return free


def _cost(ground: Ground, wide: int, tall: int, random: Random, color: RGB) -> Values:
    """Low where it is calm, where the color stands out, near a random point and, on unknown ground, near a border."""
    calm = _mean(ground.steep, wide, tall) / STEEPEST
    colors = np.stack([_mean(ground.colors[:, :, i], wide, tall) for i in range(3)], -1)
    alike = np.clip(1 - np.abs(colors - np.array(color)).sum(-1) / 160, 0, 1)
    blank = (colors > 250).all(-1)  # the margins of a letterboxed photo belong to no scene
    rows, columns = calm.shape
    x, y = np.linspace(0, 1, columns)[None, :], np.linspace(0, 1, rows)[:, None]
    focus = np.hypot(x - random.random(), y - 0.35 - 0.65 * random.random())
    inward = np.minimum(np.minimum(x, 1 - x), np.minimum(y, 1 - y))
    cost: Values = calm + 2 * alike + 1.5 * blank + 0.8 * focus + (0.5 if ground.known else 2.0) * inward
    return cost


def _rows(cost: Values, count: int, right: int, down: int, random: Random) -> list[tuple[int, int]]:
    """The cheapest place for one, two or three rows, each centred on the first."""
    best: list[tuple[int, int]] = []
    most = 1 if count <= 2 else 2 if count <= 6 else 3
    for lines in random.sample(range(1, most + 1), most):
        longest = ceil(count / lines)
        offsets = [
            (place * right + (longest - min(longest, count - line * longest)) * right // 2, line * down)
            for line in range(lines)
            for place in range(min(longest, count - line * longest))
        ]
        rows = cost.shape[0] - max(y for _, y in offsets)
        columns = cost.shape[1] - max(x for x, _ in offsets)
        if rows < 1 or columns < 1:
            continue
        total = sum(cost[y : y + rows, x : x + columns] for x, y in offsets)
        assert isinstance(total, np.ndarray)
        if np.isfinite(total.min()):
            y0, x0 = np.unravel_index(int(total.argmin()), total.shape)
            best = [(int(x0) + x, int(y0) + y) for x, y in offsets]
            break
    return best


def _cluster(cost: Values, count: int, right: int, down: int) -> list[tuple[int, int]]:
    """One after the other: the cheapest slot first, each next one close to those before."""
    cost, cells = cost.copy(), list[tuple[int, int]]()
    y, x = np.indices(cost.shape)
    reach = 1.25 * max(right, down) * max(count, 4) ** 0.5
    near = np.zeros_like(cost)
    for _ in range(count):
        place = int((cost + near).argmin())
        y0, x0 = divmod(place, cost.shape[1])
        if not np.isfinite(cost[y0, x0]) or (cells and np.hypot(x0 - cells[0][0], y0 - cells[0][1]) > reach):
            return []
        cells.append((x0, y0))
        cost[max(y0 - down + 1, 0) : y0 + down, max(x0 - right + 1, 0) : x0 + right] = np.inf
        middle_x, middle_y = np.mean(cells, axis=0)
        near = np.hypot(x - middle_x, y - middle_y) / max(right, down) * 1.5
    return cells


def _window(values: Values, wide: int, tall: int, best: np.ufunc) -> Values:
    """The largest (`np.maximum`) or smallest (`np.minimum`) value in every window of wide × tall cells."""
    for axis, length in ((1, wide), (0, tall)):
        reach = 1
        while reach < length:
            step = min(reach, length - reach)
            low = [slice(None)] * values.ndim
            high = [slice(None)] * values.ndim
            low[axis], high[axis] = slice(None, -step), slice(step, None)
            values = best(values[tuple(low)], values[tuple(high)])
            reach += step
    return values


def _mean(values: Values, wide: int, tall: int) -> Values:
    total = np.pad(values, ((1, 0), (1, 0))).cumsum(0).cumsum(1)
    sums = total[tall:, wide:] - total[:-tall, wide:] - total[tall:, :-wide] + total[:-tall, :-wide]
    return np.asarray(sums / (wide * tall))
