"""Maps of the sample wiki: one country highlighted among its neighbours, drawn of outlines in degrees.

    draw_map({"LSO": [[(28.9, -28.9), …]], "ZAF": …}, "LSO") → PNG bytes, 640 x 640 pixels

Equirectangular around the country's middle, stretched by the cosine of its latitude, three times as wide as the
country. Land is grey, the country orange; no names, since the map is what a question asks to recognise.
"""

import io
import math

from PIL import Image, ImageDraw

SIDE = 640
OVERSAMPLED = 2
SEA, LAND, BORDER, CHOSEN = (206, 226, 240), (232, 230, 222), (150, 148, 140), (232, 119, 34)
MARGIN = 1.0
"""Of the country's size, on each side."""
SMALLEST = 16.0
"""Degrees: a smaller country is shown in this much of its surroundings at least."""
Ring = list[tuple[float, float]]


def draw_map(outlines: dict[str, list[Ring]], chosen: str) -> bytes | None:
    """A PNG; None where the country has no outline."""
    if not outlines.get(chosen):
        return None
    left, bottom, right, top = _bounds(outlines[chosen])
    middle_x, middle_y = (left + right) / 2, (bottom + top) / 2
    stretch = math.cos(math.radians(min(abs(middle_y), 75)))
    span = max((right - left) * stretch, top - bottom, SMALLEST / (1 + 2 * MARGIN)) * (1 + 2 * MARGIN)
    side = SIDE * OVERSAMPLED
    image = Image.new("RGB", (side, side), SEA)
    pen = ImageDraw.Draw(image)

    def pixel(x: float, y: float) -> tuple[float, float]:
        return side * (0.5 + (x - middle_x) * stretch / span), side * (0.5 - (y - middle_y) / span)

    half_x, half_y = span / stretch / 2, span / 2
    for code, rings in sorted(outlines.items(), key=lambda item: item[0] == chosen):
        for ring in rings:
            west, south, east, north = _box(ring)
            if abs(west + east - 2 * middle_x) > 2 * half_x + east - west:
                continue
            if abs(south + north - 2 * middle_y) > 2 * half_y + north - south:
                continue
            pen.polygon([pixel(x, y) for x, y in ring], fill=CHOSEN if code == chosen else LAND)
            pen.line([pixel(x, y) for x, y in [*ring, ring[0]]], fill=BORDER, width=2 * OVERSAMPLED, joint="curve")
    data = io.BytesIO()
    image.reduce(OVERSAMPLED).save(data, "PNG")
    return data.getvalue()


def _bounds(rings: list[Ring]) -> tuple[float, float, float, float]:
    """Of the largest ring and those near it: overseas islands and the far side of the date line aren't in view."""
    largest = max(rings, key=lambda ring: _area(_box(ring)))
    left, bottom, right, top = _box(largest)
    width, height = right - left, top - bottom
    near = [
        box
        for box in map(_box, rings)
        if left - width < box[0] and box[2] < right + width and bottom - height < box[1] and box[3] < top + height
    ]
    return min(b[0] for b in near), min(b[1] for b in near), max(b[2] for b in near), max(b[3] for b in near)


def _box(ring: Ring) -> tuple[float, float, float, float]:
    xs, ys = [x for x, _ in ring], [y for _, y in ring]
    return min(xs), min(ys), max(xs), max(ys)


def _area(box: tuple[float, float, float, float]) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])
