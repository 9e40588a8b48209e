"""Vehicles and things outdoors: how each is drawn in its square."""

from math import cos, pi, sin

from synthloom.catalog.drawing.pen import INK, RGB, WHITE, WOOD, Draw, Pen, dark, light

GLASS: RGB = (186, 226, 244)
METAL: RGB = (196, 202, 210)


def _tire(pen: Pen, x: float, y: float, r: float) -> None:
    pen.circle(x, y, r, INK)
    pen.circle(x, y, r * 0.5, METAL)


def _car(pen: Pen, color: RGB) -> None:
    pen.blob(color, (22, 46), (32, 26), (46, 22), (62, 23), (76, 34), (82, 46))
    pen.poly(GLASS, (30, 46), (37, 31), (50, 29), (50, 46))
    pen.poly(GLASS, (54, 46), (54, 29), (65, 31), (75, 46))
    pen.box(3, 45, 97, 70, color, 10)
    pen.box(3, 60, 97, 70, dark(color, 0.18), 5)
    pen.oval(88, 49, 96, 58, (255, 236, 150))
    for x in (25, 75):
        _tire(pen, x, 70, 12)


def _bus(pen: Pen, color: RGB) -> None:
    pen.box(2, 18, 98, 78, color, 8)
    for x in (8, 26, 44, 62):
        pen.box(x, 27, x + 14, 46, GLASS, 2)
    pen.box(80, 27, 93, 74, GLASS, 2)
    pen.box(2, 56, 78, 62, light(color, 0.55))
    for x in (22, 66):
        _tire(pen, x, 78, 11)


def _truck(pen: Pen, color: RGB) -> None:
    pen.box(2, 20, 62, 72, light(color, 0.62), 3)
    pen.blob(color, (64, 34), (82, 34), (90, 46), (98, 54), (98, 72), (64, 72))
    pen.poly(GLASS, (70, 40), (80, 40), (87, 52), (70, 52))
    pen.box(2, 68, 98, 76, dark(color, 0.35), 2)
    for x in (18, 44, 82):
        _tire(pen, x, 76, 11)


def _train(pen: Pen, color: RGB) -> None:
    pen.box(76, 16, 86, 40, dark(color, 0.3))
    pen.box(72, 12, 90, 20, dark(color, 0.45), 2)
    pen.box(4, 12, 44, 74, color, 3)
    pen.box(0, 8, 48, 16, dark(color, 0.3), 3)
    pen.box(12, 24, 36, 44, GLASS, 2)
    pen.box(40, 38, 94, 74, light(color, 0.12), 12)
    pen.poly(METAL, (88, 74), (100, 86), (84, 86))
    for x, y, r in ((20, 78, 15), (52, 84, 9), (74, 84, 9)):
        _tire(pen, x, y, r)


def _bicycle(pen: Pen, color: RGB) -> None:
    for x in (22, 78):
        pen.arc(x, 66, 21, 0, 360, INK, 4)
        pen.circle(x, 66, 3, INK)
    for line in (
        ((22, 66), (38, 36), (68, 36), (48, 66), (22, 66)),
        ((38, 36), (48, 66)),
        ((78, 66), (65, 24), (74, 20)),
    ):
        pen.line(color, 4, *line)
    pen.line(INK, 5, (32, 30), (44, 30))
    pen.line(color, 4, (38, 36), (37, 30))


def _boat(pen: Pen, color: RGB) -> None:
    pen.box(46, 4, 50, 66, WOOD)
    pen.poly(WHITE, (52, 6), (90, 60), (52, 60))
    pen.poly((246, 206, 110), (44, 16), (44, 60), (16, 60))
    pen.blob(color, (3, 66), (50, 68), (97, 66), (86, 88), (66, 95), (32, 95), (14, 88))
    with pen.within():
        pen.box(0, 84, 100, 88, light(color, 0.55))


def _rocket(pen: Pen, color: RGB) -> None:
    pen.blob((252, 180, 50), (40, 80), (60, 80), (56, 92), (50, 99), (44, 92))
    pen.poly(dark(color, 0.15), (32, 52), (14, 82), (34, 78))
    pen.poly(dark(color, 0.15), (68, 52), (86, 82), (66, 78))
    pen.blob((240, 242, 246), (50, 2), (64, 20), (69, 50), (63, 82), (37, 82), (31, 50), (36, 20))
    with pen.within():
        pen.box(20, -2, 80, 26, color)
        pen.box(20, 74, 80, 84, color)
    pen.circle(50, 45, 11, dark(color, 0.3))
    pen.circle(50, 45, 8, GLASS)


def _airplane(pen: Pen, color: RGB) -> None:
    pen.poly(dark(color, 0.2), (34, 46), (56, 8), (68, 8), (62, 46))
    pen.poly(color, (5, 20), (18, 20), (30, 46), (8, 46))
    pen.blob((242, 244, 248), (4, 46), (30, 40), (78, 40), (97, 52), (80, 62), (26, 62), (8, 54))
    with pen.within():
        pen.box(0, 56, 100, 70, color)
    for x in (32, 44, 56, 68):
        pen.circle(x, 49, 3.4, (90, 150, 200))
    pen.poly(GLASS, (80, 44), (90, 50), (80, 51))
    pen.poly(dark(color, 0.1), (40, 58), (64, 58), (44, 92), (32, 92))


def _hot_air_balloon(pen: Pen, color: RGB) -> None:
    for x in (36, 64):
        pen.line((120, 90, 66), 2, (x, 62), (44 if x < 50 else 56, 84))
    pen.blob(color, (50, 2), (78, 12), (86, 36), (66, 66), (34, 66), (14, 36), (22, 12))
    pen.blob(light(color, 0.6), (50, 2), (62, 14), (66, 36), (58, 67), (42, 67), (34, 36), (38, 14))
    pen.box(40, 82, 60, 98, (176, 118, 66), 2)


def _house(pen: Pen, color: RGB) -> None:
    pen.box(68, 10, 79, 36, (150, 80, 66))
    pen.box(14, 44, 86, 96, color)
    pen.poly((188, 84, 66), (50, 5), (98, 48), (2, 48))
    pen.box(42, 64, 60, 96, (122, 78, 50))
    for x in (20, 66):
        pen.box(x, 58, x + 15, 73, (150, 210, 240))
        pen.box(x + 6.8, 58, x + 8.2, 73, WHITE)


def _castle(pen: Pen, color: RGB) -> None:
    pen.box(16, 44, 84, 96, color)
    for x in (16, 30, 44, 58, 72):
        pen.box(x, 36, x + 9, 46, color)
    for x in (2, 76):
        pen.box(x, 28, x + 22, 96, dark(color, 0.12))
        pen.poly((178, 70, 80), (x - 2, 30), (x + 24, 30), (x + 11, 4))
        pen.box(x + 8, 46, x + 14, 60, INK, 3)
    pen.box(40, 66, 60, 98, (96, 64, 44), 10)
    pen.box(40, 84, 60, 96, (96, 64, 44))


def _lighthouse(pen: Pen, color: RGB) -> None:
    pen.poly(WHITE, (36, 30), (64, 30), (72, 92), (28, 92))
    with pen.within():
        pen.box(0, 42, 100, 56, color)
        pen.box(0, 70, 100, 84, color)
    pen.box(38, 16, 62, 30, (255, 226, 120))
    pen.poly(color, (34, 17), (66, 17), (50, 2))
    pen.box(32, 28, 68, 33, INK, 1)
    pen.box(18, 90, 82, 98, (130, 124, 122), 3)


def _traffic_cone(pen: Pen, color: RGB) -> None:
    pen.poly(color, (43, 4), (57, 4), (80, 86), (20, 86))
    with pen.within():
        pen.box(0, 28, 100, 42, WHITE)
        pen.box(0, 58, 100, 72, WHITE)
    pen.box(6, 84, 94, 96, dark(color, 0.15), 4)


def _traffic_light(pen: Pen, color: RGB) -> None:
    pen.box(28, 2, 72, 98, color, 10)
    for y, lamp in ((20, (226, 58, 52)), (50, (250, 200, 50)), (80, (70, 184, 86))):
        pen.circle(50, y, 13, lamp)
        pen.arc(50, y, 9, 180, 270, light(lamp, 0.6), 3)


def _anchor(pen: Pen, color: RGB) -> None:
    pen.arc(50, 50, 42, 20, 160, color, 9)
    pen.box(45, 18, 55, 94, color)
    pen.box(28, 28, 72, 37, color, 4)
    pen.arc(50, 13, 12, 0, 360, color, 6)
    for x, tip in ((10, 3), (90, 97)):
        pen.poly(color, (tip, 74), (x, 52), (50 + (x - 50) * 0.5, 74))


def _wheel(pen: Pen, color: RGB) -> None:
    for turn in range(0, 180, 30):
        x, y = 42 * cos(turn * pi / 180), 42 * sin(turn * pi / 180)
        pen.line(color, 5, (50 - x, 50 - y), (50 + x, 50 + y))
    pen.arc(50, 50, 48, 0, 360, color, 9)
    pen.circle(50, 50, 10, dark(color, 0.3))


def _mailbox(pen: Pen, color: RGB) -> None:
    pen.box(44, 58, 56, 98, WOOD)
    pen.pie(30, 34, 26, 180, 360, dark(color, 0.2))
    pen.box(4, 33, 56, 62, dark(color, 0.2))
    pen.box(30, 8, 80, 62, color)
    pen.pie(74, 34, 24, 180, 360, color)
    pen.box(50, 33, 98, 62, color)
    pen.box(66, 22, 70, 48, INK)
    pen.box(66, 14, 84, 26, (250, 210, 70))


def _bucket(pen: Pen, color: RGB) -> None:
    pen.arc(50, 40, 40, 180, 360, METAL, 4)
    pen.poly(color, (8, 38), (92, 38), (78, 97), (22, 97))
    pen.oval(8, 28, 92, 48, dark(color, 0.3))
    pen.poly(light(color, 0.35), (20, 50), (29, 52), (36, 90), (30, 90))


def _ship(pen: Pen, color: RGB) -> None:
    for x in (36, 54):
        pen.box(x, 8, x + 11, 36, (214, 70, 60))
        pen.box(x, 8, x + 11, 15, INK)
    pen.box(22, 34, 78, 62, WHITE)
    for x in (30, 44, 58, 70):
        pen.circle(x, 47, 3.6, (90, 150, 200))
    pen.poly(color, (2, 60), (98, 60), (84, 92), (16, 92))
    pen.poly(dark(color, 0.3), (11, 80), (89, 80), (84, 92), (16, 92))


STREET: dict[str, Draw] = {
    "car": _car,
    "bus": _bus,
    "truck": _truck,
    "train": _train,
    "bicycle": _bicycle,
    "boat": _boat,
    "rocket": _rocket,
    "airplane": _airplane,
    "hot air balloon": _hot_air_balloon,
    "house": _house,
    "castle": _castle,
    "lighthouse": _lighthouse,
    "traffic cone": _traffic_cone,
    "traffic light": _traffic_light,
    "anchor": _anchor,
    "wheel": _wheel,
    "mailbox": _mailbox,
    "bucket": _bucket,
    "ship": _ship,
}
