"""Furniture and fittings of rooms, which photographs of rooms ask about: how each is drawn in its square."""

from synthloom.catalog.drawing.pen import INK, RGB, WHITE, WOOD, Draw, Pen, dark, light

GLASS: RGB = (176, 222, 240)
METAL: RGB = (176, 182, 192)
CERAMIC: RGB = (240, 242, 246)


def _bed(pen: Pen, color: RGB) -> None:
    pen.box(4, 20, 12, 92, WOOD, 3)
    pen.box(88, 46, 96, 92, WOOD, 3)
    pen.box(10, 62, 90, 80, dark(color, 0.2), 3)
    pen.box(10, 50, 90, 68, WHITE, 5)
    pen.box(34, 46, 90, 72, color, 6)
    pen.box(34, 46, 90, 53, light(color, 0.4), 4)
    pen.blob(light(GLASS, 0.5), (14, 42), (30, 40), (33, 52), (14, 53))


def _toilet(pen: Pen, color: RGB) -> None:
    pen.box(24, 4, 76, 44, CERAMIC, 6)
    pen.box(21, 2, 79, 12, dark(CERAMIC, 0.1), 4)
    pen.box(30, 17, 40, 21, METAL, 2)
    pen.blob(dark(CERAMIC, 0.12), (30, 66), (70, 66), (64, 98), (36, 98))
    pen.oval(16, 42, 84, 80, dark(CERAMIC, 0.08))
    pen.oval(18, 40, 82, 74, CERAMIC)
    pen.oval(27, 47, 73, 67, (150, 190, 214))


def _sink(pen: Pen, color: RGB) -> None:
    pen.stroke(METAL, 8, (50, 36), (50, 16), (60, 8), (70, 16), (70, 24))
    pen.box(26, 28, 36, 38, METAL, 3)
    pen.pie(50, 42, 44, 0, 180, CERAMIC)
    pen.box(4, 36, 96, 48, dark(CERAMIC, 0.08), 6)
    pen.oval(18, 39, 82, 47, (150, 190, 214))
    pen.blob(dark(CERAMIC, 0.16), (42, 82), (58, 82), (64, 98), (36, 98))


def _laptop(pen: Pen, color: RGB) -> None:
    pen.box(14, 10, 86, 66, dark(color, 0.35), 5)
    pen.box(19, 15, 81, 61, (96, 168, 220))
    pen.poly((132, 196, 236), (19, 15), (54, 15), (30, 61), (19, 61))
    pen.poly(color, (12, 66), (88, 66), (99, 88), (1, 88))
    pen.poly(dark(color, 0.3), (20, 69), (80, 69), (85, 79), (15, 79))
    pen.box(40, 81, 60, 86, dark(color, 0.15), 2)
    pen.box(1, 86, 99, 91, dark(color, 0.2), 2)


def _refrigerator(pen: Pen, color: RGB) -> None:
    pen.box(24, 1, 76, 97, dark(color, 0.08), 6)
    pen.box(27, 4, 73, 35, color, 4)
    pen.box(27, 38, 73, 92, color, 4)
    pen.box(32, 16, 37, 31, METAL, 2)
    pen.box(32, 42, 37, 66, METAL, 2)
    pen.box(30, 95, 38, 99, INK)
    pen.box(62, 95, 70, 99, INK)


def _fan(pen: Pen, color: RGB) -> None:
    pen.box(46, 60, 54, 92, METAL)
    pen.oval(28, 88, 72, 99, dark(color, 0.2))
    pen.circle(50, 38, 37, dark(color, 0.1))
    pen.circle(50, 38, 33, WHITE)
    for turn in (-90, 30, 150):
        pen.pie(50, 38, 31, turn, turn + 62, color)
    pen.circle(50, 38, 8, dark(color, 0.25))


def _bench(pen: Pen, color: RGB) -> None:
    for x in (12, 80):
        pen.box(x, 26, x + 8, 96, dark(INK, 0.1), 2)
    for y in (22, 36):
        pen.box(3, y, 97, y + 10, color, 3)
    pen.box(1, 58, 99, 70, light(color, 0.15), 3)
    pen.box(1, 68, 99, 72, dark(color, 0.25), 2)


def _window(pen: Pen, color: RGB) -> None:
    pen.box(8, 4, 92, 90, color, 3)
    for x0, x1 in ((15, 47), (53, 85)):
        for y0, y1 in ((11, 44), (50, 83)):
            pen.box(x0, y0, x1, y1, GLASS)
            pen.poly(light(GLASS, 0.6), (x0, y0), (x0 + 16, y0), (x0, y0 + 18))
    pen.box(3, 88, 97, 97, dark(color, 0.2), 2)


def _mirror(pen: Pen, color: RGB) -> None:
    pen.oval(16, 2, 84, 98, color)
    pen.oval(23, 9, 77, 91, GLASS)
    pen.poly(light(GLASS, 0.65), (34, 30), (54, 14), (60, 18), (30, 44))
    pen.poly(light(GLASS, 0.65), (30, 58), (68, 26), (71, 32), (32, 66))


def _pillow(pen: Pen, color: RGB) -> None:
    pen.blob(color, (6, 20), (50, 27), (94, 20), (90, 50), (94, 80), (50, 74), (6, 80), (10, 50))
    pen.stroke(dark(color, 0.18), 3, (20, 36), (34, 42), (30, 54))
    pen.stroke(dark(color, 0.18), 3, (80, 64), (66, 58), (70, 46))


def _giraffe(pen: Pen, color: RGB) -> None:
    spots = (150, 92, 44)
    for x in (28, 40, 60, 70):
        pen.box(x, 66, x + 6, 99, dark(color, 0.1), 2)
    pen.blob(color, (24, 54), (50, 48), (74, 52), (78, 66), (68, 74), (30, 74))
    pen.poly(color, (62, 58), (76, 60), (80, 16), (70, 14))
    pen.blob(color, (68, 8), (80, 6), (97, 18), (94, 24), (76, 22))
    pen.line(spots, 3, (71, 10), (70, 1))
    pen.line(spots, 3, (77, 8), (78, 1))
    for x, y in ((34, 60), (48, 56), (60, 62), (44, 68), (72, 48), (75, 36), (74, 25)):
        pen.circle(x, y, 4, spots)
    pen.circle(83, 14, 2, INK)


ROOMS: dict[str, Draw] = {
    "bed": _bed,
    "toilet": _toilet,
    "sink": _sink,
    "laptop": _laptop,
    "refrigerator": _refrigerator,
    "fan": _fan,
    "bench": _bench,
    "window": _window,
    "mirror": _mirror,
    "pillow": _pillow,
    "giraffe": _giraffe,
}
