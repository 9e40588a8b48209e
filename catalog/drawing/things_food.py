"""Food: how each fruit, cake and sweet is drawn in its square."""

from synthloom.catalog.drawing.pen import INK, LEAF, RGB, WHITE, WOOD, Draw, Pen, dark, light
from synthloom.catalog.drawing.things_shapes import star_points


def _apple(pen: Pen, color: RGB) -> None:
    pen.blob(
        color,
        (50, 26),
        (66, 19),
        (86, 28),
        (90, 54),
        (76, 86),
        (60, 96),
        (50, 93),
        (40, 96),
        (24, 86),
        (10, 54),
        (14, 28),
        (34, 19),
    )
    pen.stroke(WOOD, 5, (50, 28), (50, 16), (54, 6))
    pen.blob(LEAF, (53, 18), (64, 6), (80, 6), (70, 18))
    pen.stroke(light(color, 0.55), 6, (21, 52), (22, 42), (29, 34))


def _pear(pen: Pen, color: RGB) -> None:
    pen.blob(color, (50, 16), (62, 22), (66, 42), (84, 66), (74, 92), (50, 98), (26, 92), (16, 66), (34, 42), (38, 22))
    pen.stroke(WOOD, 4.5, (50, 20), (50, 10), (55, 3))
    pen.blob(LEAF, (53, 12), (64, 4), (78, 8), (66, 16))
    pen.stroke(light(color, 0.55), 6, (28, 76), (28, 66), (34, 58))


def _orange(pen: Pen, color: RGB) -> None:
    pen.circle(50, 54, 44, color)
    with pen.within():
        pen.circle(50, 54, 44, dark(color, 0.12))
        pen.circle(45, 48, 42, color)
    for x, y in ((40, 76), (58, 82), (70, 66), (30, 62), (56, 62), (44, 46), (68, 48)):
        pen.circle(x, y, 1.5, dark(color, 0.16))
    pen.blob(LEAF, (50, 14), (62, 3), (80, 6), (66, 16))
    pen.circle(50, 14, 4, dark(LEAF, 0.3))
    pen.stroke(light(color, 0.5), 5, (17, 52), (20, 40), (28, 32))


def _lemon(pen: Pen, color: RGB) -> None:
    pen.blob(
        color,
        (3, 52),
        (12, 44),
        (28, 26),
        (52, 22),
        (76, 28),
        (90, 42),
        (98, 50),
        (90, 60),
        (74, 76),
        (50, 80),
        (26, 74),
        (12, 60),
    )
    pen.stroke(light(color, 0.6), 5, (24, 44), (34, 36), (48, 32))
    pen.stroke(dark(color, 0.14), 4, (40, 71), (58, 70), (72, 64))


def _banana(pen: Pen, color: RGB) -> None:
    pen.blob(color, (14, 6), (26, 8), (30, 36), (48, 60), (78, 68), (96, 70), (92, 84), (62, 92), (28, 76), (12, 44))
    pen.blob(dark(color, 0.14), (18, 44), (34, 68), (62, 82), (94, 76), (90, 84), (62, 92), (28, 76), (13, 48))
    pen.poly((96, 72, 36), (13, 3), (24, 5), (25, 14), (14, 14))
    pen.poly((96, 72, 36), (92, 70), (98, 69), (97, 80), (91, 84))


def _cherry(pen: Pen, color: RGB) -> None:
    pen.stroke((96, 132, 62), 4, (28, 66), (36, 36), (62, 8))
    pen.stroke((96, 132, 62), 4, (72, 74), (72, 40), (62, 8))
    pen.blob(LEAF, (62, 8), (78, 2), (96, 12), (80, 20))
    for x, y in ((26, 72), (72, 76)):
        pen.circle(x, y, 22, color)
        pen.oval(x - 14, y - 14, x - 4, y - 5, light(color, 0.6))


def _strawberry(pen: Pen, color: RGB) -> None:
    pen.blob(color, (50, 20), (74, 18), (90, 34), (80, 66), (50, 98), (20, 66), (10, 34), (26, 18))
    for x, y in ((30, 40), (50, 38), (70, 40), (38, 56), (60, 56), (50, 72), (28, 55), (72, 55)):
        pen.oval(x - 2, y - 3, x + 2, y + 3, (252, 222, 130))
    pen.poly(
        LEAF,
        (50, 30),
        (38, 24),
        (22, 30),
        (28, 16),
        (16, 8),
        (38, 10),
        (50, 1),
        (62, 10),
        (84, 8),
        (72, 16),
        (78, 30),
        (62, 24),
    )


def _watermelon(pen: Pen, color: RGB) -> None:
    pen.pie(50, 22, 48, 0, 180, (44, 130, 66))
    pen.pie(50, 22, 43, 0, 180, (206, 236, 176))
    pen.pie(50, 22, 38, 0, 180, color)
    for x, y in ((28, 30), (50, 30), (72, 30), (38, 42), (62, 42), (50, 52)):
        pen.oval(x - 2, y - 3.5, x + 2, y + 3.5, INK)


def _grapes(pen: Pen, color: RGB) -> None:
    pen.stroke(WOOD, 5, (50, 24), (50, 10), (44, 2))
    pen.blob(LEAF, (52, 14), (66, 2), (88, 8), (72, 22))
    for row, count in ((0, 4), (1, 3), (2, 4), (3, 3), (4, 2), (5, 1)):
        for i in range(count):
            x, y = 50 + (i - (count - 1) / 2) * 21, 29 + row * 11.5
            pen.circle(x, y, 11.5, dark(color, 0.14))
            pen.circle(x - 0.8, y - 0.8, 10, color)
            pen.circle(x - 4, y - 4, 2.6, light(color, 0.55))


def _pineapple(pen: Pen, color: RGB) -> None:
    for x, lean in ((36, -16), (64, 16), (42, -8), (58, 8), (50, 0)):
        pen.blob(
            LEAF if lean else dark(LEAF, 0.15), (x, 40), (x + lean - 5, 18), (x + lean * 1.4, 3), (x + lean + 6, 18)
        )
    pen.blob(color, (50, 32), (72, 38), (78, 64), (70, 90), (50, 98), (30, 90), (22, 64), (28, 38))
    with pen.within():
        for shift in range(-40, 90, 13):
            pen.line(dark(color, 0.22), 1.8, (shift, 36), (shift + 60, 100))
            pen.line(dark(color, 0.22), 1.8, (shift + 60, 36), (shift, 100))


def _carrot(pen: Pen, color: RGB) -> None:
    for tip in ((64, 4), (80, 4), (95, 18), (96, 34)):
        pen.line(LEAF, 6, (70, 30), tip)
    pen.blob(color, (58, 24), (72, 22), (78, 32), (74, 46), (44, 76), (6, 97), (3, 94), (24, 56), (48, 30))
    for x, y in ((50, 44), (34, 60), (58, 56)):
        pen.line(dark(color, 0.2), 2, (x - 5, y - 4), (x + 4, y + 2))


def _tomato(pen: Pen, color: RGB) -> None:
    pen.oval(4, 16, 96, 96, color)
    pen.poly(LEAF, *star_points(6, 24, 8, 50, 24))
    pen.line(dark(LEAF, 0.2), 4, (50, 24), (52, 8))
    pen.stroke(light(color, 0.55), 6, (16, 56), (18, 46), (25, 38))


def _egg(pen: Pen, color: RGB) -> None:
    pen.blob(color, (50, 2), (74, 22), (86, 58), (72, 90), (50, 98), (28, 90), (14, 58), (26, 22))
    with pen.within():
        pen.blob(dark(color, 0.1), (86, 50), (80, 92), (50, 104), (20, 90), (50, 92), (74, 78))


def _bread(pen: Pen, color: RGB) -> None:
    pen.blob(color, (8, 30), (18, 12), (50, 8), (82, 12), (94, 30), (86, 46), (88, 90), (50, 92), (12, 90), (14, 46))
    pen.blob(
        light(color, 0.62),
        (16, 31),
        (24, 20),
        (50, 16),
        (76, 20),
        (86, 31),
        (78, 44),
        (80, 83),
        (50, 84),
        (20, 83),
        (22, 44),
    )


def _cheese(pen: Pen, color: RGB) -> None:
    pen.poly(light(color, 0.35), (4, 52), (72, 18), (96, 46), (96, 52))
    pen.box(4, 50, 96, 86, color)
    for x, y, r in ((22, 66, 7), (48, 74, 6), (66, 60, 6), (84, 74, 7), (38, 58, 4)):
        pen.circle(x, y, r, dark(color, 0.2))


def _cake(pen: Pen, color: RGB) -> None:
    pen.box(47, 10, 53, 34, (90, 170, 214), 2)
    pen.blob((252, 180, 60), (50, 0), (54, 7), (50, 12), (46, 7))
    pen.box(12, 32, 88, 90, (246, 222, 178), 6)
    pen.box(12, 60, 88, 68, (196, 124, 72))
    pen.box(12, 32, 88, 46, color, 6)
    for x in (18, 31, 44, 57, 70, 82):
        pen.oval(x - 7, 36, x + 7, 58 if x % 2 else 52, color)
    pen.box(3, 88, 97, 96, (206, 212, 220), 4)


def _cupcake(pen: Pen, color: RGB) -> None:
    pen.poly((124, 176, 206), (20, 54), (80, 54), (70, 97), (30, 97))
    for x in (36, 50, 64):
        pen.line((94, 146, 180), 2.5, (x, 58), (50 + (x - 50) * 0.8, 95))
    pen.blob(
        color,
        (10, 54),
        (16, 38),
        (28, 34),
        (32, 20),
        (50, 12),
        (68, 20),
        (72, 34),
        (84, 38),
        (90, 54),
        (70, 62),
        (30, 62),
    )
    pen.stroke(light(color, 0.45), 3.5, (28, 38), (50, 44), (72, 36))
    pen.circle(50, 11, 9, (208, 40, 52))


def _pizza(pen: Pen, color: RGB) -> None:
    pen.blob((206, 146, 82), (4, 18), (50, 4), (96, 18), (92, 30), (50, 20), (8, 30))
    pen.poly(color, (10, 28), (50, 18), (90, 28), (50, 98))
    for x, y, r in ((36, 36, 8), (62, 38, 8), (50, 60, 7)):
        pen.circle(x, y, r, (198, 58, 46))
    for x, y in ((50, 30), (44, 50), (60, 54), (52, 76)):
        pen.circle(x, y, 2.6, (70, 130, 62))


def _ice_cream(pen: Pen, color: RGB) -> None:
    pen.poly((222, 168, 98), (26, 46), (74, 46), (50, 99))
    for x in (34, 46, 58):
        pen.line((188, 130, 66), 1.6, (x - 6, 48), (x + 12 - (x - 34) * 0.3, 74))
        pen.line((188, 130, 66), 1.6, (x + 10, 48), (x - 6 + (58 - x) * 0.4, 74))
    pen.circle(50, 28, 26, color)
    for x in (28, 42, 57, 72):
        pen.circle(x, 46, 8, color)
    pen.oval(34, 10, 46, 22, light(color, 0.6))


def _donut(pen: Pen, color: RGB) -> None:
    pen.circle(50, 50, 48, (214, 156, 92))
    pen.blob(color, *[(50 + (x - 50) * 0.92, 50 + (y - 50) * 0.92) for x, y in star_points(9, 47, 42)])
    for x, y, tone in (
        (30, 30, 0),
        (50, 18, 1),
        (72, 30, 2),
        (80, 54, 0),
        (66, 76, 1),
        (42, 80, 2),
        (22, 60, 1),
        (36, 44, 2),
    ):
        pen.line(((250, 236, 110), (120, 206, 240), WHITE)[tone], 3.5, (x - 2, y - 2), (x + 3, y + 2))
    pen.circle(50, 50, 17, (190, 130, 72))
    pen.circle(50, 50, 14, None)


def _cookie(pen: Pen, color: RGB) -> None:
    pen.circle(50, 50, 48, dark(color, 0.15))
    pen.circle(50, 49, 44, color)
    for x, y, r in ((32, 30, 6), (62, 26, 5), (74, 52, 7), (50, 52, 6), (28, 62, 5), (54, 78, 6), (40, 44, 3)):
        pen.circle(x, y, r, (84, 52, 36))


def _candy(pen: Pen, color: RGB) -> None:
    pen.poly(dark(color, 0.12), (30, 50), (3, 26), (9, 50), (3, 74))
    pen.poly(dark(color, 0.12), (70, 50), (97, 26), (91, 50), (97, 74))
    pen.circle(50, 50, 27, color)
    with pen.within():
        for x in (30, 48, 66):
            pen.stroke(light(color, 0.65), 6, (x - 4, 20), (x + 6, 50), (x - 4, 80))


FOOD: dict[str, Draw] = {
    "apple": _apple,
    "pear": _pear,
    "orange": _orange,
    "lemon": _lemon,
    "banana": _banana,
    "cherry": _cherry,
    "strawberry": _strawberry,
    "watermelon": _watermelon,
    "grapes": _grapes,
    "pineapple": _pineapple,
    "carrot": _carrot,
    "tomato": _tomato,
    "egg": _egg,
    "bread": _bread,
    "cheese": _cheese,
    "cake": _cake,
    "cupcake": _cupcake,
    "pizza": _pizza,
    "ice cream": _ice_cream,
    "donut": _donut,
    "cookie": _cookie,
    "candy": _candy,
}
