"""A pen for flat pictures in a square of 100 × 100, drawn large so that reducing it smooths the edges.

pen = Pen(); pen.circle(50, 50, 40, (214, 48, 49)); pen.image → RGBA 400 × 400 with a red disc
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from PIL import Image, ImageDraw

RGB = tuple[int, int, int]
Point = tuple[float, float]
MASTER = 400
"""Pixels of the square that is drawn on: four times a usual thing of 100 pixels."""
INK: RGB = (52, 46, 60)
WHITE: RGB = (252, 251, 248)
LEAF: RGB = (82, 160, 72)
WOOD: RGB = (146, 96, 56)


def mix(color: RGB, other: RGB, share: float) -> RGB:
    """`color` with a share (0 to 1) of another."""
    r, g, b = (round(one + (two - one) * share) for one, two in zip(color, other, strict=True))
    return r, g, b


def dark(color: RGB, share: float = 0.25) -> RGB:
    """A shade of a color."""
    return mix(color, (24, 16, 36), share)


def light(color: RGB, share: float = 0.45) -> RGB:
    """A tint of a color."""
    return mix(color, (255, 255, 255), share)


def smooth(points: Sequence[Point], closed: bool, steps: int = 8) -> list[Point]:
    """The Catmull-Rom curve through the points."""
    n = len(points)
    path: list[Point] = []
    for i in range(n if closed else n - 1):
        if closed:
            a, b, c, d = (points[(i + j) % n] for j in (-1, 0, 1, 2))
        else:
            a, b, c, d = (points[min(max(i + j, 0), n - 1)] for j in (-1, 0, 1, 2))
        for step in range(steps):
            t = step / steps
            x, y = (
                0.5 * (2 * b[k] + (c[k] - a[k]) * t + (2 * a[k] - 5 * b[k] + 4 * c[k] - d[k]) * t * t
                       + (3 * b[k] - a[k] - 3 * c[k] + d[k]) * t**3)
                for k in (0, 1)
            )  # fmt: skip
            path.append((x, y))
    return path if closed else [*path, points[-1]]


class Pen:
    """Draws opaque shapes; a fill of None rubs out."""

    def __init__(self, size: int = MASTER) -> None:
        self.image = Image.new("RGBA", (size, size))
        self._draw = ImageDraw.Draw(self.image)
        self._unit = size / 100

    def _to_pixels(self, points: Sequence[Point]) -> list[Point]:
        return [(x * self._unit, y * self._unit) for x, y in points]

    def poly(self, fill: RGB | None, *points: Point) -> None:
        """A polygon."""
        self._draw.polygon(self._to_pixels(points), fill or (0, 0, 0, 0))

    def blob(self, fill: RGB | None, *points: Point) -> None:
        """A closed smooth outline through the points."""
        self.poly(fill, *smooth(points, closed=True))

    def oval(self, x0: float, y0: float, x1: float, y1: float, fill: RGB | None) -> None:
        """An ellipse in a box."""
        self._draw.ellipse(self._to_pixels([(x0, y0), (x1, y1)]), fill or (0, 0, 0, 0))

    def circle(self, x: float, y: float, r: float, fill: RGB | None) -> None:
        """A disc."""
        self.oval(x - r, y - r, x + r, y + r, fill)

    def box(self, x0: float, y0: float, x1: float, y1: float, fill: RGB | None, radius: float = 0) -> None:
        """A rectangle, with round corners if asked."""
        corners = self._to_pixels([(x0, y0), (x1, y1)])
        self._draw.rounded_rectangle(corners, radius * self._unit, fill or (0, 0, 0, 0))

    def line(self, fill: RGB | None, width: float, *points: Point) -> None:
        """A line with round ends and joints."""
        pixels = self._to_pixels(points)
        self._draw.line(pixels, fill or (0, 0, 0, 0), round(width * self._unit), "curve")
        r = width * self._unit / 2
        for x, y in (pixels[0], pixels[-1]):
            self._draw.ellipse((x - r, y - r, x + r, y + r), fill or (0, 0, 0, 0))

    def stroke(self, fill: RGB | None, width: float, *points: Point) -> None:
        """A smooth line through the points."""
        self.line(fill, width, *smooth(points, closed=False))

    def pie(self, x: float, y: float, r: float, start: float, end: float, fill: RGB | None) -> None:
        """A slice of a disc; degrees clockwise from three o'clock."""
        box = self._to_pixels([(x - r, y - r), (x + r, y + r)])
        self._draw.pieslice((*box[0], *box[1]), start, end, fill or (0, 0, 0, 0))

    def arc(self, x: float, y: float, r: float, start: float, end: float, fill: RGB, width: float) -> None:
        """A piece of a circle's outline; degrees clockwise from three o'clock."""
        box = self._to_pixels([(x - r, y - r), (x + r, y + r)])
        self._draw.arc((*box[0], *box[1]), start, end, fill, round(width * self._unit))

    @contextmanager
    def within(self) -> Iterator[None]:
        """What is drawn inside the block stays inside what was drawn before."""
        alpha = self.image.getchannel("A")
        yield
        self.image.putalpha(alpha)


Draw = Callable[[Pen, RGB], None]
"""How one thing is drawn in its main color."""
