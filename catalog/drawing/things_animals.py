"""Animals: how each is drawn in its square."""

from synthloom.catalog.drawing.pen import INK, RGB, WHITE, Draw, Pen, dark, light
from synthloom.catalog.drawing.things_shapes import ring_points


def _eye(pen: Pen, x: float, y: float, r: float) -> None:
    pen.circle(x, y, r, INK)
    pen.circle(x - r * 0.3, y - r * 0.35, r * 0.38, WHITE)


def _fish(pen: Pen, color: RGB) -> None:
    pen.poly(dark(color, 0.12), (70, 50), (98, 26), (92, 50), (98, 74))
    pen.blob(dark(color, 0.12), (34, 32), (50, 12), (66, 22), (60, 36))
    pen.blob(color, (3, 52), (18, 32), (44, 26), (72, 44), (76, 50), (72, 57), (44, 76), (18, 70))
    for x in (40, 54):
        pen.arc(x - 8, 50, 14, -55, 55, light(color, 0.5), 3)
    pen.circle(19, 47, 6, WHITE)
    pen.circle(18, 47, 3.4, INK)


def _cat(pen: Pen, color: RGB) -> None:
    for side in (-1, 1):
        pen.poly(color, (50 + side * 42, 4), (50 + side * 44, 52), (50 + side * 10, 26))
        pen.poly((240, 170, 170), (50 + side * 37, 14), (50 + side * 38, 40), (50 + side * 18, 27))
    pen.blob(color, (50, 22), (80, 26), (94, 56), (80, 86), (50, 95), (20, 86), (6, 56), (20, 26))
    for side in (-1, 1):
        pen.oval(50 + side * 20 - 8, 44, 50 + side * 20 + 8, 62, (202, 226, 110))
        pen.oval(50 + side * 20 - 3, 45, 50 + side * 20 + 3, 61, INK)
        for y in (68, 75):
            pen.line(INK, 1.4, (50 + side * 22, y), (50 + side * 47, y + (y - 71)))
    for x in (42, 58):
        pen.circle(x, 75, 10, light(color, 0.7))
    pen.poly((230, 120, 130), (44, 64), (56, 64), (50, 72))


def _dog(pen: Pen, color: RGB) -> None:
    pen.blob(color, (50, 8), (76, 14), (84, 46), (74, 78), (50, 95), (26, 78), (16, 46), (24, 14))
    for side in (-1, 1):
        x = 50 + side * 34
        pen.blob(
            dark(color, 0.35),
            (x - side * 10, 12),
            (x + side * 8, 20),
            (x + side * 13, 52),
            (x + side * 2, 62),
            (x - side * 8, 40),
        )
        _eye(pen, 50 + side * 16, 42, 5.5)
    pen.blob(light(color, 0.7), (50, 48), (66, 60), (64, 80), (50, 88), (36, 80), (34, 60))
    pen.oval(41, 54, 59, 67, INK)
    pen.stroke(INK, 2, (40, 76), (50, 78), (60, 76))
    pen.blob((238, 120, 130), (45, 78), (55, 78), (55, 88), (50, 92), (45, 88))


def _rabbit(pen: Pen, color: RGB) -> None:
    for side in (-1, 1):
        pen.oval(50 + side * 18 - 10, 2, 50 + side * 18 + 10, 58, color)
        pen.oval(50 + side * 18 - 5, 10, 50 + side * 18 + 5, 48, (244, 176, 184))
    pen.circle(50, 66, 32, color)
    for side in (-1, 1):
        _eye(pen, 50 + side * 13, 60, 4.6)
        pen.circle(50 + side * 20, 74, 5, (246, 190, 190))
    pen.oval(46, 68, 54, 74, (226, 110, 124))
    pen.box(45, 80, 55, 88, WHITE, 1)
    pen.stroke(INK, 1.6, (42, 78), (46, 80), (50, 75), (54, 80), (58, 78))


def _bird(pen: Pen, color: RGB) -> None:
    pen.poly((244, 168, 40), (82, 34), (99, 40), (82, 46))
    pen.poly(dark(color, 0.25), (24, 60), (1, 48), (4, 70), (24, 72))
    for x in (46, 58):
        pen.line((214, 130, 40), 3, (x, 82), (x, 96), (x + 6, 96))
    pen.blob(color, (66, 16), (84, 24), (86, 42), (78, 68), (56, 86), (30, 82), (16, 66), (34, 52), (50, 30))
    pen.blob(light(color, 0.65), (78, 50), (74, 70), (56, 84), (46, 82), (60, 66))
    pen.blob(dark(color, 0.25), (22, 62), (40, 46), (56, 54), (52, 68), (36, 74))
    _eye(pen, 72, 32, 4.6)


def _butterfly(pen: Pen, color: RGB) -> None:
    for side in (-1, 1):

        def at(x: float, y: float, side: int = side) -> tuple[float, float]:
            return 50 + side * x, y

        pen.stroke(INK, 1.8, at(1, 24), at(6, 12), at(14, 6))
        pen.blob(color, at(3, 42), at(16, 16), at(40, 10), at(47, 28), at(34, 50), at(8, 52))
        pen.blob(dark(color, 0.15), at(4, 52), at(26, 52), at(38, 68), at(28, 90), at(12, 78))
        pen.blob(light(color, 0.6), at(20, 28), at(34, 20), at(38, 30), at(26, 40))
        pen.circle(*at(23, 68), 6, light(color, 0.6))
    pen.oval(46, 24, 54, 84, INK)


def _ladybug(pen: Pen, color: RGB) -> None:
    for side in (-1, 1):
        for y in (44, 60, 76):
            pen.line(INK, 3, (50 + side * 34, y), (50 + side * 48, y + (y - 60) * 0.4))
        pen.stroke(INK, 2.4, (50 + side * 8, 16), (50 + side * 14, 8), (50 + side * 22, 4))
    pen.circle(50, 28, 20, INK)
    pen.oval(10, 22, 90, 98, color)
    for x, y, r in ((32, 46, 7), (68, 46, 7), (28, 70, 7), (72, 70, 7), (40, 86, 5), (60, 86, 5)):
        pen.circle(x, y, r, INK)
    pen.line(INK, 3, (50, 24), (50, 97))
    for x in (42, 58):
        pen.circle(x, 17, 4, WHITE)


def _bee(pen: Pen, color: RGB) -> None:
    pen.poly(INK, (88, 58), (99, 63), (88, 68))
    pen.blob((206, 232, 246), (46, 42), (26, 18), (40, 4), (54, 18))
    pen.blob((222, 240, 250), (54, 42), (54, 14), (74, 6), (74, 28))
    pen.oval(8, 34, 92, 90, color)
    with pen.within():
        for x in (40, 60, 80):
            pen.blob(INK, (x, 28), (x + 9, 28), (x + 11, 62), (x + 9, 94), (x, 94), (x + 3, 62))
    _eye(pen, 22, 56, 5)
    pen.stroke(INK, 2, (16, 70), (22, 74), (28, 71))
    for x in (20, 30):
        pen.stroke(INK, 2, (x, 38), (x - 4, 28), (x - 10, 24))


def _snail(pen: Pen, color: RGB) -> None:
    body: RGB = (226, 190, 140)
    for x in (14, 26):
        pen.line(body, 4, (20, 60), (x - 6, 32))
        pen.circle(x - 6, 30, 4, INK)
    pen.blob(body, (8, 56), (22, 50), (30, 76), (60, 82), (98, 86), (90, 94), (30, 95), (10, 84))
    pen.circle(60, 52, 32, color)
    pen.stroke(
        dark(color, 0.3), 5, (84, 66), (62, 76), (40, 62), (42, 38), (64, 30), (78, 46), (70, 62), (56, 58), (58, 48)
    )


def _turtle(pen: Pen, color: RGB) -> None:
    skin: RGB = (168, 196, 98)
    for x in (24, 64):
        pen.box(x, 62, x + 14, 90, skin, 6)
    pen.poly(skin, (90, 62), (99, 76), (86, 76))
    pen.blob(skin, (4, 44), (12, 34), (24, 38), (28, 56), (30, 72), (14, 62))
    _eye(pen, 13, 45, 3.4)
    pen.pie(56, 70, 40, 180, 360, color)
    pen.box(14, 66, 96, 76, dark(color, 0.25), 5)
    for x, y in ((40, 54), (58, 46), (74, 56)):
        pen.poly(light(color, 0.35), *ring_points(6, 9, -90, x, y))


def _penguin(pen: Pen, color: RGB) -> None:
    for x in (36, 64):
        pen.oval(x - 14, 88, x + 12, 98, (244, 160, 40))
    for side in (-1, 1):
        pen.blob(
            dark(color, 0.1), (50 + side * 28, 40), (50 + side * 44, 60), (50 + side * 40, 76), (50 + side * 28, 66)
        )
    pen.blob(color, (50, 3), (72, 14), (80, 52), (74, 86), (50, 95), (26, 86), (20, 52), (28, 14))
    pen.blob(WHITE, (50, 30), (62, 20), (68, 32), (70, 70), (50, 90), (30, 70), (32, 32), (38, 20))
    for x in (40, 60):
        _eye(pen, x, 29, 3.8)
    pen.poly((244, 160, 40), (43, 36), (57, 36), (50, 46))


def _owl(pen: Pen, color: RGB) -> None:
    for side in (-1, 1):
        pen.poly(color, (50 + side * 34, 4), (50 + side * 36, 34), (50 + side * 8, 18))
    pen.blob(color, (50, 12), (80, 22), (86, 60), (74, 90), (50, 97), (26, 90), (14, 60), (20, 22))
    pen.blob(light(color, 0.6), (50, 54), (68, 62), (66, 84), (50, 92), (34, 84), (32, 62))
    for x in (33, 67):
        pen.circle(x, 38, 17, WHITE)
        _eye(pen, x, 38, 9)
    pen.poly((244, 170, 50), (43, 48), (57, 48), (50, 62))


ANIMALS: dict[str, Draw] = {
    "fish": _fish,
    "cat": _cat,
    "dog": _dog,
    "rabbit": _rabbit,
    "bird": _bird,
    "butterfly": _butterfly,
    "ladybug": _ladybug,
    "bee": _bee,
    "snail": _snail,
    "turtle": _turtle,
    "penguin": _penguin,
    "owl": _owl,
}
