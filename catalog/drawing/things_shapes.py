"""Geometric things and small symbols: how each is drawn in its square."""

from math import cos, pi, sin

from synthloom.catalog.drawing.pen import RGB, WHITE, Draw, Pen, Point, dark, light


def ring_points(count: int, r: float, turn: float = -90, x: float = 50, y: float = 50) -> list[Point]:
    """Points evenly around a circle."""
    return [
        (x + r * cos((turn + 360 * i / count) * pi / 180), y + r * sin((turn + 360 * i / count) * pi / 180))
        for i in range(count)
    ]


def star_points(tips: int, outer: float, inner: float, x: float = 50, y: float = 50) -> list[Point]:
    """Tips and dents of a star, by turns."""
    outside = ring_points(tips, outer, -90, x, y)
    inside = ring_points(tips, inner, -90 + 180 / tips, x, y)
    return [point for pair in zip(outside, inside, strict=True) for point in pair]


def _ball(pen: Pen, color: RGB) -> None:
    pen.circle(50, 50, 48, color)
    with pen.within():
        pen.blob(WHITE, (-5, 30), (50, 50), (105, 38), (105, 64), (50, 76), (-5, 56))
        pen.blob(dark(color, 0.12), (-5, 56), (50, 76), (105, 64), (105, 110), (-5, 110))
        pen.blob(light(color, 0.5), (22, 22), (34, 14), (40, 18), (30, 26), (22, 32))


def _sphere(pen: Pen, color: RGB) -> None:
    for step in range(12):
        pen.circle(
            50 - step * 1.4,
            50 - step * 1.6,
            48 - step * 3.6,
            light(dark(color, 0.3 - step * 0.025), max(0, step - 4) * 0.05),
        )
    pen.oval(25, 20, 40, 32, light(color, 0.75))


def _cube(pen: Pen, color: RGB) -> None:
    pen.poly(light(color, 0.35), (50, 4), (92, 26), (50, 48), (8, 26))
    pen.poly(color, (8, 26), (50, 48), (50, 97), (8, 74))
    pen.poly(dark(color, 0.28), (92, 26), (50, 48), (50, 97), (92, 74))


def _box(pen: Pen, color: RGB) -> None:
    pen.poly(light(color, 0.25), (4, 34), (24, 14), (76, 14), (96, 34))
    pen.box(4, 34, 96, 88, color)
    pen.box(4, 34, 96, 40, dark(color, 0.14))
    pen.poly(light(color, 0.55), (42, 34), (45, 14), (55, 14), (58, 34))
    pen.box(42, 34, 58, 56, light(color, 0.55))


def _cylinder(pen: Pen, color: RGB) -> None:
    pen.box(18, 16, 82, 84, color)
    pen.oval(18, 70, 82, 98, color)
    with pen.within():
        pen.box(60, 16, 82, 100, dark(color, 0.2))
        pen.box(24, 16, 32, 100, light(color, 0.25))
    pen.oval(18, 2, 82, 30, light(color, 0.4))


def _cone(pen: Pen, color: RGB) -> None:
    pen.poly(color, (50, 3), (90, 86), (10, 86))
    pen.oval(10, 76, 90, 97, color)
    with pen.within():
        pen.poly(dark(color, 0.22), (50, 3), (95, 100), (56, 100))


def _pyramid(pen: Pen, color: RGB) -> None:
    pen.poly(color, (52, 6), (66, 94), (4, 78))
    pen.poly(dark(color, 0.28), (52, 6), (97, 74), (66, 94))
    for y in (30, 52, 72):
        pen.line(dark(color, 0.12), 1.2, (52 - (y - 6) * 0.6, y + 1), (52 + (y - 6) * 0.16, y + 4))


def _triangle(pen: Pen, color: RGB) -> None:
    pen.poly(color, (50, 6), (97, 92), (3, 92))
    pen.poly(light(color, 0.28), (50, 26), (80, 82), (20, 82))


def _square(pen: Pen, color: RGB) -> None:
    pen.box(4, 4, 96, 96, color, 3)
    pen.box(13, 13, 87, 87, light(color, 0.25), 2)


def _circle(pen: Pen, color: RGB) -> None:
    pen.circle(50, 50, 47, color)
    pen.circle(50, 50, 37, light(color, 0.25))


def _oval(pen: Pen, color: RGB) -> None:
    pen.oval(3, 20, 97, 80, color)
    pen.oval(13, 29, 87, 71, light(color, 0.25))


def _rectangle(pen: Pen, color: RGB) -> None:
    pen.box(3, 22, 97, 78, color, 3)
    pen.box(12, 31, 88, 69, light(color, 0.25), 2)


def _hexagon(pen: Pen, color: RGB) -> None:
    pen.poly(color, *ring_points(6, 48))
    pen.poly(light(color, 0.25), *ring_points(6, 37))


def _star(pen: Pen, color: RGB) -> None:
    points = star_points(5, 49, 22, 50, 52)
    pen.poly(color, *points)
    for i in range(5):
        pen.poly(light(color, 0.35), (50, 52), points[2 * i], points[2 * i - 1])


def _heart(pen: Pen, color: RGB) -> None:
    pen.blob(
        color,
        (50, 24),
        (60, 10),
        (78, 6),
        (94, 20),
        (94, 44),
        (76, 70),
        (50, 95),
        (24, 70),
        (6, 44),
        (6, 20),
        (22, 6),
        (40, 10),
    )
    pen.blob(light(color, 0.5), (16, 36), (16, 24), (28, 15), (36, 18), (26, 24))


def _diamond(pen: Pen, color: RGB) -> None:
    pen.poly(color, (50, 3), (86, 50), (50, 97), (14, 50))
    pen.poly(light(color, 0.5), (50, 3), (50, 50), (14, 50))
    pen.poly(light(color, 0.2), (50, 3), (86, 50), (50, 50))
    pen.poly(dark(color, 0.2), (50, 97), (86, 50), (50, 50))


def _moon(pen: Pen, color: RGB) -> None:
    pen.circle(46, 50, 47, color)
    pen.circle(68, 40, 41, None)
    pen.circle(22, 60, 5, dark(color, 0.12))
    pen.circle(38, 82, 4, dark(color, 0.12))
    pen.circle(16, 42, 3, dark(color, 0.12))


def _ring(pen: Pen, color: RGB) -> None:
    pen.circle(50, 60, 36, color)
    pen.arc(50, 60, 33, 150, 280, light(color, 0.5), 3)
    pen.circle(50, 60, 25, None)
    pen.poly((150, 220, 245), (34, 12), (66, 12), (74, 22), (50, 42), (26, 22))
    pen.poly((214, 242, 252), (34, 12), (26, 22), (44, 22))
    pen.poly((98, 178, 220), (66, 12), (74, 22), (56, 22))


def _coin(pen: Pen, color: RGB) -> None:
    pen.circle(50, 50, 48, dark(color, 0.25))
    pen.circle(50, 48, 46, color)
    pen.circle(50, 48, 37, light(color, 0.3))
    pen.poly(dark(color, 0.12), *star_points(5, 25, 11, 50, 50))


def _button(pen: Pen, color: RGB) -> None:
    pen.circle(50, 50, 48, dark(color, 0.12))
    pen.circle(50, 50, 41, color)
    pen.arc(50, 50, 34, 0, 360, light(color, 0.35), 3)
    for x in (40, 60):
        for y in (40, 60):
            pen.circle(x, y, 6, dark(color, 0.6))


def _drop(pen: Pen, color: RGB) -> None:
    pen.blob(color, (50, 2), (56, 16), (80, 54), (78, 82), (50, 97), (22, 82), (20, 54), (44, 16))
    pen.stroke(light(color, 0.6), 6, (31, 64), (34, 78), (46, 86))


def _lightning_bolt(pen: Pen, color: RGB) -> None:
    pen.poly(color, (56, 2), (14, 56), (44, 56), (34, 98), (84, 38), (54, 38), (74, 2))
    pen.poly(light(color, 0.45), (58, 8), (26, 50), (40, 50), (66, 8))


def _music_note(pen: Pen, color: RGB) -> None:
    pen.poly(color, (34, 16), (88, 4), (88, 24), (34, 36))
    pen.box(34, 20, 41, 82, color)
    pen.box(81, 10, 88, 72, color)
    pen.oval(10, 70, 41, 95, color)
    pen.oval(57, 60, 88, 85, color)


def _snowflake(pen: Pen, color: RGB) -> None:
    for i in range(6):
        tip = ring_points(6, 46)[i]
        pen.line(color, 6, (50, 50), tip)
        for turn in (-24, 24):
            start = ring_points(6, 26)[i]
            end = ring_points(6, 42, -90 + turn)[i]
            pen.line(color, 5, start, end)
    pen.circle(50, 50, 8, light(color, 0.4))


def _flame(pen: Pen, color: RGB) -> None:
    pen.blob(color, (52, 2), (62, 26), (82, 44), (84, 74), (50, 98), (16, 74), (20, 48), (34, 40), (40, 22))
    pen.blob((252, 204, 62), (52, 40), (64, 60), (66, 80), (50, 94), (34, 80), (38, 62))


SHAPES: dict[str, Draw] = {
    "ball": _ball,
    "sphere": _sphere,
    "cube": _cube,
    "box": _box,
    "cylinder": _cylinder,
    "cone": _cone,
    "pyramid": _pyramid,
    "triangle": _triangle,
    "square": _square,
    "circle": _circle,
    "oval": _oval,
    "rectangle": _rectangle,
    "hexagon": _hexagon,
    "star": _star,
    "heart": _heart,
    "diamond": _diamond,
    "moon": _moon,
    "ring": _ring,
    "coin": _coin,
    "button": _button,
    "drop": _drop,
    "lightning bolt": _lightning_bolt,
    "music note": _music_note,
    "snowflake": _snowflake,
    "flame": _flame,
}
