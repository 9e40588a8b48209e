"""Tools, toys and instruments: how each is drawn in its square."""

from synthloom.catalog.drawing.pen import INK, RGB, WHITE, Draw, Pen, dark, light
from synthloom.catalog.drawing.things_shapes import star_points

GLASS: RGB = (176, 222, 240)
METAL: RGB = (190, 196, 206)


def _pencil(pen: Pen, color: RGB) -> None:
    pen.poly(color, (24, 62), (76, 10), (90, 24), (38, 76))
    pen.poly(dark(color, 0.18), (31, 69), (83, 17), (90, 24), (38, 76))
    pen.poly((240, 208, 160), (24, 62), (38, 76), (6, 94))
    pen.poly(INK, (12, 80), (20, 88), (4, 96))
    pen.poly(METAL, (70, 16), (76, 10), (90, 24), (84, 30))
    pen.poly((240, 140, 150), (76, 10), (84, 2), (98, 16), (90, 24))


def _scissors(pen: Pen, color: RGB) -> None:
    pen.poly(METAL, (22, 3), (30, 6), (58, 62), (50, 66))
    pen.poly(dark(METAL, 0.15), (78, 3), (70, 6), (42, 62), (50, 66))
    for x in (32, 68):
        pen.arc(x, 80, 17, 0, 360, color, 8)
    pen.circle(50, 54, 4, INK)


def _phone(pen: Pen, color: RGB) -> None:
    pen.box(24, 2, 76, 98, color, 8)
    pen.box(29, 12, 71, 84, (120, 190, 236))
    pen.poly((90, 170, 110), (29, 84), (29, 68), (44, 54), (58, 66), (71, 58), (71, 84))
    pen.circle(60, 30, 7, (252, 220, 100))
    pen.circle(50, 91, 4, light(color, 0.4))


def _camera(pen: Pen, color: RGB) -> None:
    pen.box(34, 14, 66, 34, dark(color, 0.2), 4)
    pen.box(4, 26, 96, 86, color, 8)
    pen.box(4, 40, 96, 50, light(color, 0.25))
    pen.circle(50, 56, 25, dark(color, 0.4))
    pen.circle(50, 56, 19, (70, 100, 140))
    pen.circle(44, 50, 7, (176, 210, 236))
    pen.circle(83, 34, 4, (250, 220, 110))


def _television(pen: Pen, color: RGB) -> None:
    pen.line(INK, 3, (50, 22), (30, 3))
    pen.line(INK, 3, (50, 22), (70, 3))
    pen.box(3, 20, 97, 88, color, 8)
    pen.box(12, 29, 74, 79, (130, 190, 216), 8)
    pen.poly((190, 224, 238), (20, 34), (44, 34), (26, 62), (18, 62))
    for y in (38, 54):
        pen.circle(86, y, 5, (250, 230, 160))
    for x in (18, 74):
        pen.poly(dark(color, 0.3), (x, 88), (x + 10, 88), (x + 5, 98))


def _glasses(pen: Pen, color: RGB) -> None:
    for x in (25, 75):
        pen.circle(x, 52, 23, color)
        pen.circle(x, 52, 16.5, GLASS)
    pen.stroke(color, 6, (45, 46), (50, 43), (55, 46))


def _guitar(pen: Pen, color: RGB) -> None:
    pen.line((104, 70, 46), 8, (50, 52), (88, 10))
    pen.line((70, 46, 34), 12, (84, 14), (93, 5))
    pen.blob(color, (48, 40), (62, 50), (58, 62), (60, 82), (40, 97), (14, 92), (6, 70), (18, 50), (36, 52))
    pen.circle(42, 62, 9, INK)
    pen.line(INK, 4, (20, 74), (30, 84))


def _drum(pen: Pen, color: RGB) -> None:
    pen.line((210, 160, 100), 4, (8, 2), (46, 28))
    pen.line((210, 160, 100), 4, (92, 2), (54, 28))
    pen.box(10, 34, 90, 84, color)
    pen.oval(10, 70, 90, 97, color)
    for x in (10, 30, 50, 70):
        pen.line((250, 226, 150), 2.6, (x, 38), (x + 10, 88), (x + 20, 38))
    pen.oval(8, 22, 92, 46, (150, 110, 70))
    pen.oval(11, 23, 89, 43, (250, 244, 228))


def _compass(pen: Pen, color: RGB) -> None:
    pen.circle(50, 50, 48, color)
    pen.circle(50, 50, 38, WHITE)
    for x, y in ((50, 18), (82, 50), (50, 82), (18, 50)):
        pen.circle(x, y, 3, INK)
    pen.poly((214, 54, 54), (66, 24), (57, 57), (43, 43))
    pen.poly((80, 96, 130), (34, 76), (57, 57), (43, 43))
    pen.circle(50, 50, 4, INK)


def _globe(pen: Pen, color: RGB) -> None:
    pen.arc(50, 42, 46, -60, 150, (176, 130, 70), 5)
    pen.box(47, 84, 53, 94, (150, 104, 60))
    pen.oval(26, 90, 74, 99, (150, 104, 60))
    pen.circle(48, 42, 36, color)
    with pen.within():
        pen.blob((104, 176, 92), (24, 20), (44, 12), (46, 28), (34, 36), (38, 52), (28, 58), (16, 40))
        pen.blob((104, 176, 92), (58, 24), (76, 22), (84, 40), (72, 60), (62, 56), (60, 40))


def _telescope(pen: Pen, color: RGB) -> None:
    for x in (24, 50, 76):
        pen.line((120, 84, 56), 5, (50, 52), (x, 97))
    pen.poly(dark(color, 0.2), (8, 62), (16, 74), (34, 64), (26, 52))
    pen.poly(color, (24, 50), (34, 66), (70, 44), (60, 28))
    pen.poly(light(color, 0.2), (58, 24), (72, 48), (98, 30), (84, 6))


def _microscope(pen: Pen, color: RGB) -> None:
    pen.arc(46, 56, 34, -50, 90, color, 10)
    pen.box(14, 86, 86, 97, dark(color, 0.2), 4)
    pen.box(16, 70, 60, 77, dark(color, 0.35), 2)
    pen.poly(light(color, 0.25), (40, 4), (58, 12), (40, 60), (22, 52))
    pen.poly(dark(color, 0.45), (42, 1), (62, 9), (59, 16), (39, 8))
    pen.poly(METAL, (27, 54), (37, 58), (33, 68), (24, 64))


def _ladder(pen: Pen, color: RGB) -> None:
    for y in range(14, 96, 16):
        pen.box(28, y, 72, y + 6, dark(color, 0.12))
    for x in (22, 70):
        pen.box(x, 2, x + 8, 98, color, 3)


def _flag(pen: Pen, color: RGB) -> None:
    pen.box(12, 4, 19, 98, (150, 116, 84), 3)
    pen.blob(color, (19, 10), (40, 4), (66, 14), (94, 8), (92, 34), (94, 58), (66, 62), (40, 54), (19, 60))
    pen.box(12, 4, 19, 98, (150, 116, 84), 3)


def _arrow(pen: Pen, color: RGB) -> None:
    pen.poly(color, (3, 36), (54, 36), (54, 12), (97, 50), (54, 88), (54, 64), (3, 64))


def _medal(pen: Pen, color: RGB) -> None:
    pen.poly((206, 60, 62), (20, 2), (42, 2), (60, 44), (44, 52))
    pen.poly((58, 96, 190), (80, 2), (58, 2), (40, 44), (56, 52))
    pen.circle(50, 67, 31, dark(color, 0.2))
    pen.circle(50, 66, 27, color)
    pen.poly(light(color, 0.55), *star_points(5, 18, 8, 50, 67))


def _crown(pen: Pen, color: RGB) -> None:
    pen.poly(color, (6, 26), (28, 52), (50, 14), (72, 52), (94, 26), (86, 86), (14, 86))
    pen.box(14, 76, 86, 88, dark(color, 0.2), 2)
    for x, y in ((6, 24), (50, 13), (94, 24)):
        pen.circle(x, y, 6, light(color, 0.3))
    for x, gem in ((30, (214, 60, 70)), (50, (60, 120, 214)), (70, (214, 60, 70))):
        pen.circle(x, 68, 5, gem)


def _trophy(pen: Pen, color: RGB) -> None:
    pen.arc(24, 26, 18, 0, 360, dark(color, 0.1), 6)
    pen.arc(76, 26, 18, 0, 360, dark(color, 0.1), 6)
    pen.box(45, 56, 55, 78, dark(color, 0.2))
    pen.blob(color, (24, 6), (50, 6), (76, 6), (72, 40), (58, 62), (42, 62), (28, 40))
    pen.box(24, 2, 76, 12, light(color, 0.3), 4)
    pen.box(34, 76, 66, 84, dark(color, 0.1), 2)
    pen.box(26, 84, 74, 98, (96, 66, 48), 2)
    pen.poly(light(color, 0.6), *star_points(5, 12, 5, 50, 32))


def _die(pen: Pen, color: RGB) -> None:
    pen.box(4, 4, 96, 96, dark(color, 0.15), 18)
    pen.box(4, 4, 94, 92, color, 18)
    pips = INK if sum(color) > 380 else WHITE
    for x, y in ((26, 26), (74, 26), (50, 49), (26, 72), (74, 72)):
        pen.circle(x, y, 8, pips)


def _magnet(pen: Pen, color: RGB) -> None:
    pen.pie(50, 46, 44, 180, 360, color)
    pen.box(6, 46, 34, 96, color)
    pen.box(66, 46, 94, 96, color)
    pen.circle(50, 46, 16, None)
    pen.box(34, 46, 66, 98, None)
    for x in (6, 66):
        pen.box(x, 74, x + 28, 96, (206, 210, 216))


def _balloon(pen: Pen, color: RGB) -> None:
    pen.stroke((120, 110, 110), 1.8, (50, 76), (46, 84), (54, 92), (50, 99))
    pen.poly(dark(color, 0.2), (50, 68), (57, 78), (43, 78))
    pen.blob(color, (50, 2), (74, 10), (82, 36), (68, 62), (50, 72), (32, 62), (18, 36), (26, 10))
    pen.blob(light(color, 0.55), (30, 32), (33, 18), (42, 12), (40, 22))


def _kite(pen: Pen, color: RGB) -> None:
    pen.stroke((120, 100, 90), 1.8, (50, 70), (60, 80), (44, 88), (58, 98))
    pen.poly(color, (50, 2), (82, 32), (50, 74), (18, 32))
    pen.poly(light(color, 0.45), (50, 2), (50, 32), (18, 32))
    pen.poly(light(color, 0.45), (82, 32), (50, 74), (50, 32))
    for x, y in ((57, 82), (50, 92)):
        pen.poly(dark(color, 0.15), (x, y), (x - 8, y - 4), (x - 8, y + 4))
        pen.poly(dark(color, 0.15), (x, y), (x + 8, y - 4), (x + 8, y + 4))


TOOLS: dict[str, Draw] = {
    "pencil": _pencil,
    "scissors": _scissors,
    "phone": _phone,
    "camera": _camera,
    "television": _television,
    "glasses": _glasses,
    "guitar": _guitar,
    "drum": _drum,
    "compass": _compass,
    "globe": _globe,
    "telescope": _telescope,
    "microscope": _microscope,
    "ladder": _ladder,
    "flag": _flag,
    "arrow": _arrow,
    "medal": _medal,
    "crown": _crown,
    "trophy": _trophy,
    "die": _die,
    "magnet": _magnet,
    "balloon": _balloon,
    "kite": _kite,
}
