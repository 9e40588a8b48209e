"""Things of the kitchen and the rooms: how each is drawn in its square."""

from synthloom.catalog.drawing.pen import INK, LEAF, RGB, WHITE, WOOD, Draw, Pen, dark, light

GLASS: RGB = (176, 222, 240)
METAL: RGB = (190, 196, 206)


def _cup(pen: Pen, color: RGB) -> None:
    pen.arc(80, 44, 17, 0, 360, dark(color, 0.12), 7)
    pen.blob(color, (8, 22), (50, 24), (86, 22), (82, 56), (64, 80), (30, 80), (12, 56))
    pen.oval(8, 14, 86, 32, light(color, 0.4))
    pen.oval(14, 18, 80, 30, (110, 68, 42))
    pen.oval(2, 80, 92, 94, dark(color, 0.15))


def _mug(pen: Pen, color: RGB) -> None:
    pen.arc(70, 52, 25, -90, 90, dark(color, 0.12), 9)
    pen.box(6, 8, 72, 94, color, 8)
    pen.box(6, 8, 72, 20, light(color, 0.35), 6)
    pen.box(14, 28, 20, 82, light(color, 0.4), 3)


def _glass(pen: Pen, color: RGB) -> None:
    pen.poly(GLASS, (16, 4), (84, 4), (74, 97), (26, 97))
    pen.poly((240, 150, 50), (19, 30), (81, 30), (74, 94), (26, 94))
    pen.poly(light((240, 150, 50), 0.4), (24, 34), (32, 34), (34, 88), (29, 88))
    pen.line((222, 70, 70), 4, (60, 88), (76, 1))


def _bottle(pen: Pen, color: RGB) -> None:
    pen.box(42, 1, 58, 12, (196, 150, 96), 2)
    pen.blob(color, (43, 12), (57, 12), (58, 30), (70, 46), (71, 92), (66, 98), (34, 98), (29, 92), (30, 46), (42, 30))
    pen.box(30, 56, 70, 82, WHITE)
    pen.box(36, 64, 64, 67, dark(color, 0.1))
    pen.box(36, 71, 56, 74, dark(color, 0.1))


def _plate(pen: Pen, color: RGB) -> None:
    pen.circle(50, 50, 48, dark(color, 0.08))
    pen.circle(50, 50, 46, color)
    pen.circle(50, 50, 32, dark(color, 0.1))
    pen.circle(50, 51, 30, light(color, 0.35))


def _bowl(pen: Pen, color: RGB) -> None:
    pen.pie(50, 34, 47, 0, 180, color)
    pen.oval(3, 24, 97, 46, light(color, 0.4))
    pen.oval(9, 28, 91, 43, dark(color, 0.25))
    pen.box(34, 76, 66, 86, dark(color, 0.15), 3)


def _spoon(pen: Pen, color: RGB) -> None:
    pen.line(color, 8, (44, 48), (92, 94))
    pen.blob(color, (10, 10), (32, 6), (52, 30), (56, 52), (36, 56), (10, 36))
    pen.blob(dark(color, 0.2), (16, 16), (32, 14), (46, 32), (48, 46), (36, 46), (16, 32))


def _fork(pen: Pen, color: RGB) -> None:
    pen.line(color, 7, (50, 40), (50, 96))
    pen.blob(color, (36, 28), (64, 28), (62, 46), (50, 52), (38, 46))
    for x in (37, 45.7, 54.3, 63):
        pen.line(color, 4.6, (x, 6), (x, 36))


def _book(pen: Pen, color: RGB) -> None:
    pen.box(8, 4, 90, 97, dark(color, 0.25), 4)
    pen.box(16, 84, 90, 94, (246, 240, 222))
    pen.box(8, 4, 90, 86, color, 4)
    pen.box(8, 4, 20, 90, dark(color, 0.2), 4)
    pen.box(34, 20, 78, 27, light(color, 0.65), 2)
    pen.box(34, 34, 66, 39, light(color, 0.65), 2)


def _clock(pen: Pen, color: RGB) -> None:
    pen.circle(50, 50, 48, color)
    pen.circle(50, 50, 39, WHITE)
    for x, y in ((50, 17), (83, 50), (50, 83), (17, 50)):
        pen.circle(x, y, 3.4, INK)
    pen.line(INK, 5, (50, 50), (50, 26))
    pen.line(INK, 5, (50, 50), (67, 58))
    pen.circle(50, 50, 5, (214, 60, 60))


def _umbrella(pen: Pen, color: RGB) -> None:
    pen.line((110, 80, 62), 4.5, (50, 6), (50, 84))
    pen.arc(41, 84, 11, 0, 180, (110, 80, 62), 4.5)
    pen.pie(50, 54, 48, 180, 360, color)
    pen.pie(50, 54, 0.1, 180, 360, color)
    pen.blob(light(color, 0.4), (50, 6), (64, 26), (67, 54), (33, 54), (36, 26))
    for x in (14, 50, 86):
        pen.oval(x - 18, 46, x + 18, 62, None)
    pen.line((110, 80, 62), 4.5, (50, 46), (50, 84))
    pen.line((110, 80, 62), 4, (50, 2), (50, 7))


def _lamp(pen: Pen, color: RGB) -> None:
    pen.box(46, 50, 54, 90, (150, 116, 80))
    pen.oval(26, 86, 74, 98, (126, 92, 62))
    pen.poly(color, (30, 4), (70, 4), (90, 56), (10, 56))
    pen.poly(light(color, 0.35), (36, 4), (46, 4), (42, 56), (24, 56))


def _light_bulb(pen: Pen, color: RGB) -> None:
    pen.blob(color, (50, 3), (76, 12), (84, 38), (70, 60), (64, 74), (36, 74), (30, 60), (16, 38), (24, 12))
    pen.stroke((206, 130, 30), 2.4, (42, 72), (38, 46), (46, 52), (50, 44), (54, 52), (62, 46), (58, 72))
    pen.stroke(light(color, 0.7), 5, (27, 38), (28, 26), (36, 18))
    for y in (76, 83, 90):
        pen.box(36, y, 64, y + 5, METAL, 2)


def _key(pen: Pen, color: RGB) -> None:
    pen.line(color, 9, (40, 42), (88, 90))
    pen.line(color, 8, (78, 80), (88, 70))
    pen.line(color, 8, (66, 68), (76, 58))
    pen.circle(27, 28, 25, color)
    pen.circle(22, 23, 9, None)


def _candle(pen: Pen, color: RGB) -> None:
    pen.blob((252, 170, 50), (50, 2), (60, 18), (50, 30), (40, 18))
    pen.blob((255, 232, 130), (50, 12), (55, 20), (50, 28), (45, 20))
    pen.line(INK, 2.4, (50, 27), (50, 35))
    pen.box(32, 34, 68, 92, color, 4)
    pen.blob(light(color, 0.45), (32, 34), (50, 37), (68, 34), (66, 50), (60, 44), (52, 60), (46, 46), (38, 54))
    pen.box(18, 88, 82, 98, (196, 160, 84), 4)


def _lantern(pen: Pen, color: RGB) -> None:
    pen.arc(50, 16, 13, 150, 390, dark(color, 0.2), 4)
    pen.poly(color, (32, 20), (68, 20), (80, 34), (20, 34))
    pen.box(24, 34, 76, 84, (255, 240, 184))
    pen.blob((252, 168, 50), (50, 44), (60, 64), (50, 78), (40, 64))
    for x in (24, 72):
        pen.box(x, 34, x + 5, 84, dark(color, 0.15))
    pen.box(18, 84, 82, 97, color, 3)


def _envelope(pen: Pen, color: RGB) -> None:
    pen.box(3, 20, 97, 84, color, 4)
    pen.poly(dark(color, 0.12), (4, 83), (40, 52), (60, 52), (96, 83))
    pen.poly(light(color, 0.35), (5, 21), (95, 21), (50, 60))
    pen.circle(50, 56, 8, (206, 50, 56))


def _bell(pen: Pen, color: RGB) -> None:
    pen.circle(50, 88, 9, dark(color, 0.35))
    pen.circle(50, 9, 7, dark(color, 0.2))
    pen.blob(color, (50, 10), (70, 20), (76, 54), (92, 78), (50, 82), (8, 78), (24, 54), (30, 20))
    pen.box(8, 74, 92, 84, dark(color, 0.12), 5)
    pen.stroke(light(color, 0.55), 5, (34, 60), (37, 36), (44, 24))


def _hat(pen: Pen, color: RGB) -> None:
    pen.oval(2, 62, 98, 84, dark(color, 0.1))
    pen.blob(color, (24, 70), (26, 30), (38, 18), (50, 22), (62, 18), (74, 30), (76, 70), (50, 74))
    pen.poly(dark(color, 0.45), (24, 54), (50, 59), (76, 54), (76, 68), (50, 73), (24, 68))


def _chair(pen: Pen, color: RGB) -> None:
    for x in (20, 72):
        pen.box(x, 54, x + 8, 98, dark(color, 0.25))
    pen.box(20, 3, 28, 60, dark(color, 0.12), 3)
    pen.box(72, 3, 80, 60, dark(color, 0.12), 3)
    for y in (8, 24, 40):
        pen.box(24, y, 76, y + 9, color, 2)
    pen.box(14, 54, 86, 66, color, 4)


def _table(pen: Pen, color: RGB) -> None:
    for x in (12, 80):
        pen.box(x, 34, x + 8, 88, dark(color, 0.2))
    pen.box(3, 24, 97, 38, color, 4)
    pen.box(20, 38, 80, 46, dark(color, 0.12))


def _sofa(pen: Pen, color: RGB) -> None:
    for x in (12, 80):
        pen.box(x, 76, x + 8, 88, WOOD)
    pen.box(12, 18, 88, 62, dark(color, 0.08), 10)
    pen.box(16, 48, 50, 68, light(color, 0.2), 5)
    pen.box(50, 48, 84, 68, light(color, 0.2), 5)
    pen.box(3, 38, 19, 78, color, 8)
    pen.box(81, 38, 97, 78, color, 8)
    pen.box(10, 64, 90, 78, color, 4)


def _gift(pen: Pen, color: RGB) -> None:
    ribbon: RGB = (250, 214, 80) if color[0] > color[2] and sum(color) < 560 else (224, 60, 70)
    pen.blob(ribbon, (50, 28), (30, 4), (16, 10), (24, 26))
    pen.blob(ribbon, (50, 28), (70, 4), (84, 10), (76, 26))
    pen.box(10, 44, 90, 97, color, 2)
    pen.box(4, 28, 96, 46, light(color, 0.18), 3)
    pen.box(42, 28, 58, 97, ribbon)


def _basket(pen: Pen, color: RGB) -> None:
    pen.arc(50, 48, 38, 180, 360, dark(color, 0.2), 7)
    pen.poly(color, (6, 46), (94, 46), (80, 94), (20, 94))
    with pen.within():
        for row in range(3):
            for column in range(7):
                if (row + column) % 2:
                    pen.box(8 + column * 12, 54 + row * 14, 20 + column * 12, 68 + row * 14, dark(color, 0.18), 3)
    pen.box(3, 42, 97, 54, dark(color, 0.12), 4)


def _vase(pen: Pen, color: RGB) -> None:
    for x, tone in ((30, (236, 110, 140)), (50, (250, 206, 80)), (70, (150, 110, 210))):
        pen.line(LEAF, 3, (50, 48), (x, 14))
        pen.circle(x, 12, 10, tone)
        pen.circle(x, 12, 4, WHITE)
    pen.blob(color, (38, 38), (62, 38), (60, 50), (78, 70), (66, 96), (34, 96), (22, 70), (40, 50))
    pen.box(34, 36, 66, 43, dark(color, 0.15), 3)
    pen.stroke(light(color, 0.55), 5, (31, 74), (34, 64), (42, 56))


def _door(pen: Pen, color: RGB) -> None:
    pen.box(16, 2, 84, 98, dark(color, 0.4))
    pen.box(22, 7, 78, 98, color)
    for y in (14, 54):
        pen.box(30, y, 70, y + 32, dark(color, 0.16), 2)
    pen.circle(70, 51, 4, (246, 214, 110))


HOUSE: dict[str, Draw] = {
    "cup": _cup,
    "mug": _mug,
    "glass": _glass,
    "bottle": _bottle,
    "plate": _plate,
    "bowl": _bowl,
    "spoon": _spoon,
    "fork": _fork,
    "book": _book,
    "clock": _clock,
    "umbrella": _umbrella,
    "lamp": _lamp,
    "light bulb": _light_bulb,
    "key": _key,
    "candle": _candle,
    "lantern": _lantern,
    "envelope": _envelope,
    "bell": _bell,
    "hat": _hat,
    "chair": _chair,
    "table": _table,
    "sofa": _sofa,
    "gift": _gift,
    "basket": _basket,
    "vase": _vase,
    "door": _door,
}
