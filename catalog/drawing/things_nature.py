"""Plants and the sky: how each is drawn in its square."""

from synthloom.catalog.drawing.pen import LEAF, RGB, WHITE, WOOD, Draw, Pen, dark, light
from synthloom.catalog.drawing.things_shapes import ring_points


def _tree(pen: Pen, color: RGB) -> None:
    pen.poly(WOOD, (43, 58), (57, 58), (60, 98), (40, 98))
    for x, y, r in ((28, 46, 22), (72, 46, 22), (50, 26, 24), (50, 50, 22)):
        pen.circle(x, y, r, color)
    for x, y, r in ((24, 40, 10), (44, 20, 11), (64, 38, 10)):
        pen.circle(x, y, r, light(color, 0.22))


def _pine_tree(pen: Pen, color: RGB) -> None:
    pen.box(44, 80, 56, 98, WOOD)
    for y, half in ((44, 36), (24, 29), (2, 21)):
        pen.poly(color, (50, y), (50 + half, y + 42), (50 - half, y + 42))
        pen.poly(dark(color, 0.16), (50, y), (50 + half, y + 42), (50, y + 42))


def _flower(pen: Pen, color: RGB) -> None:
    pen.stroke((80, 150, 70), 5, (50, 40), (48, 70), (50, 98))
    pen.blob(LEAF, (49, 86), (56, 68), (76, 64), (68, 80))
    pen.blob(LEAF, (49, 92), (40, 78), (24, 76), (32, 88))
    for x, y in ring_points(6, 20, -90, 50, 32):
        pen.circle(x, y, 13, color)
    pen.circle(50, 32, 11, (250, 204, 60) if color != (250, 208, 44) else (190, 110, 40))


def _rose(pen: Pen, color: RGB) -> None:
    pen.stroke((70, 132, 62), 5, (50, 50), (52, 76), (50, 98))
    pen.blob(LEAF, (51, 82), (60, 66), (80, 64), (70, 80))
    pen.circle(50, 30, 28, color)
    pen.blob(dark(color, 0.14), (24, 30), (38, 46), (50, 40), (70, 50), (78, 32), (72, 54), (50, 62), (28, 52))
    pen.stroke(
        dark(color, 0.35), 3, (60, 30), (50, 36), (42, 28), (50, 18), (62, 22), (66, 34), (54, 46), (36, 38), (34, 20)
    )


def _sunflower(pen: Pen, color: RGB) -> None:
    pen.stroke((80, 150, 70), 5, (50, 50), (48, 76), (50, 98))
    pen.blob(LEAF, (49, 90), (58, 72), (80, 70), (68, 86))
    for i, (x, y) in enumerate(ring_points(14, 34, -90, 50, 36)):
        turn = ring_points(14, 20, -84, 50, 36)[i]
        back = ring_points(14, 20, -96, 50, 36)[i]
        pen.blob(color, turn, (x, y), back, (50, 36))
    pen.circle(50, 36, 17, (110, 70, 40))
    pen.circle(50, 36, 10, (140, 94, 52))


def _leaf(pen: Pen, color: RGB) -> None:
    pen.line(dark(color, 0.3), 4, (4, 97), (26, 74))
    pen.blob(color, (96, 4), (94, 44), (74, 74), (40, 84), (20, 80), (16, 60), (26, 26), (56, 6))
    pen.line(dark(color, 0.25), 3, (20, 80), (84, 16))
    for t in (0.25, 0.45, 0.65):
        x, y = 20 + 64 * t, 80 - 64 * t
        pen.line(dark(color, 0.25), 2, (x, y), (x - 2, y - 20))
        pen.line(dark(color, 0.25), 2, (x, y), (x + 20, y + 2))


def _mushroom(pen: Pen, color: RGB) -> None:
    pen.blob((246, 234, 214), (36, 46), (64, 46), (64, 72), (72, 94), (50, 98), (28, 94), (36, 72))
    pen.blob(color, (3, 52), (10, 26), (34, 6), (66, 6), (90, 26), (97, 52), (80, 58), (50, 54), (20, 58))
    for x, y, r in ((30, 26, 8), (58, 20, 7), (76, 40, 7), (46, 42, 5), (18, 44, 5)):
        pen.circle(x, y, r, WHITE)


def _cactus(pen: Pen, color: RGB) -> None:
    for points in (((44, 62), (22, 62), (22, 34)), ((56, 54), (78, 54), (78, 24))):
        pen.line(color, 14, *points)
    pen.box(38, 4, 62, 78, color, 12)
    for x in (45, 55):
        pen.line(light(color, 0.35), 1.6, (x, 14), (x, 70))
    pen.poly((200, 104, 62), (26, 76), (74, 76), (68, 98), (32, 98))
    pen.box(22, 70, 78, 80, (216, 122, 76), 2)


def _potted_plant(pen: Pen, color: RGB) -> None:
    for x, y, lean in ((50, 4, 0), (20, 16, -12), (80, 16, 12), (8, 42, -16), (92, 42, 16)):
        pen.blob(
            color if lean else light(color, 0.2),
            (50, 68),
            ((50 + x) / 2 - 9, (60 + y) / 2),
            (x, y),
            ((50 + x) / 2 + 9, (68 + y) / 2),
        )
    pen.poly((206, 110, 66), (26, 68), (74, 68), (66, 98), (34, 98))
    pen.box(22, 62, 78, 72, (222, 130, 84), 2)


def _sun(pen: Pen, color: RGB) -> None:
    for i, tip in enumerate(ring_points(12, 49)):
        left, right = ring_points(12, 32, -100)[i], ring_points(12, 32, -80)[i]
        pen.poly(dark(color, 0.06) if i % 2 else light(color, 0.15), left, tip, right)
    pen.circle(50, 50, 30, color)
    pen.circle(50, 50, 24, light(color, 0.3))


def _cloud(pen: Pen, color: RGB) -> None:
    for x, y, r in ((24, 58, 20), (48, 42, 25), (74, 54, 22)):
        pen.circle(x, y, r, color)
    pen.box(8, 54, 95, 78, color, 11)
    with pen.within():
        pen.box(0, 70, 100, 90, dark(color, 0.08))


def _mountain(pen: Pen, color: RGB) -> None:
    pen.poly(dark(color, 0.2), (66, 26), (98, 90), (30, 90))
    pen.poly(color, (38, 8), (78, 90), (2, 90))
    pen.poly(WHITE, (38, 8), (50, 33), (43, 28), (38, 36), (32, 28), (26, 34))
    pen.poly(WHITE, (66, 26), (75, 44), (68, 40), (61, 44), (56, 46))


def _rainbow(pen: Pen, color: RGB) -> None:
    bands: tuple[RGB, ...] = (
        (214, 52, 52),
        (244, 144, 40),
        (250, 212, 60),
        (70, 170, 84),
        (54, 116, 216),
        (128, 70, 180),
    )
    for i, band in enumerate(bands):
        pen.pie(50, 74, 48 - i * 5, 180, 360, band)
    pen.pie(50, 74, 18, 180, 360, None)
    for x in (16, 84):
        for dx, r in ((-9, 8), (0, 11), (9, 8)):
            pen.circle(x + dx * 0.9, 76, r * 0.85, WHITE)


def _planet(pen: Pen, color: RGB) -> None:
    pen.oval(2, 38, 98, 66, (222, 196, 140))
    pen.oval(12, 43, 88, 60, None)
    pen.circle(50, 50, 30, color)
    with pen.within():
        pen.circle(50, 50, 29.5, color)
        pen.stroke(light(color, 0.3), 5, (18, 40), (50, 36), (82, 40))
        pen.stroke(dark(color, 0.2), 5, (18, 66), (50, 72), (82, 64))
    pen.stroke((222, 196, 140), 5.5, (6, 56), (30, 63), (70, 63), (94, 56))


def _shell(pen: Pen, color: RGB) -> None:
    pen.blob(color, (50, 6), (78, 14), (97, 44), (86, 64), (60, 92), (40, 92), (14, 64), (3, 44), (22, 14))
    for x, y in ((14, 36), (32, 16), (50, 10), (68, 16), (86, 36)):
        pen.line(dark(color, 0.22), 3, (50, 90), (x, y))
    pen.box(36, 86, 64, 97, dark(color, 0.1), 4)


def _acorn(pen: Pen, color: RGB) -> None:
    pen.stroke(WOOD, 5, (50, 18), (52, 10), (60, 3))
    pen.blob(color, (18, 40), (82, 40), (76, 70), (56, 90), (50, 98), (44, 90), (24, 70))
    pen.blob(dark(color, 0.4), (8, 42), (18, 22), (50, 14), (82, 22), (92, 42), (50, 50))


NATURE: dict[str, Draw] = {
    "tree": _tree,
    "pine tree": _pine_tree,
    "flower": _flower,
    "rose": _rose,
    "sunflower": _sunflower,
    "leaf": _leaf,
    "mushroom": _mushroom,
    "cactus": _cactus,
    "potted plant": _potted_plant,
    "sun": _sun,
    "cloud": _cloud,
    "mountain": _mountain,
    "rainbow": _rainbow,
    "planet": _planet,
    "shell": _shell,
    "acorn": _acorn,
}
