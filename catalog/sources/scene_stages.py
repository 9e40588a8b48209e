"""Stages: the places of the sample's scenes, with the zones where things may stand and the signs that hang there.

Coordinates are hundredths of the picture's side.
"""

from dataclasses import dataclass

Rect = tuple[float, float, float, float]


@dataclass(frozen=True)
class Zone:
    """Rows of cells, one thing a cell: things stand with their foot on a row's `y`, or float around it."""

    phrase: str
    tag: str
    rows: tuple[float, ...]
    x0: float
    x1: float
    cell: float
    floats: bool = False


@dataclass(frozen=True)
class Stage:
    """A place: how a caption names it, its zones, and where its signs hang."""

    name: str
    place: str
    zones: tuple[Zone, ...]
    sign: str
    sign_area: Rect
    shaped: tuple[tuple[int, str], ...]
    """Zones where a thing of any shape may be, and what it is called there."""
    post: float = 0
    """Where a sign's post ends, if it stands on one."""
    board: str = ""
    board_area: Rect = (0, 0, 0, 0)
    tags: float = 0
    """How far below a shelf price tags hang; 0 for none."""


STAGES: tuple[Stage, ...] = (
    Stage(
        "meadow",
        "A meadow",
        (Zone("in the sky", "sky", (12, 30), 3, 97, 15.4, True), Zone("on the grass", "grass", (70, 93), 3, 97, 15.4)),
        "wooden sign",
        (58, 52, 97, 74),
        ((0, "kite"), (1, "cushion")),
        post=92,
    ),
    Stage(
        "kitchen",
        "A kitchen",
        (
            Zone("on the wall", "wall", (17, 36), 52, 98, 15.4, True),
            Zone("on the table", "table", (74, 94), 3, 97, 15.4),
        ),
        "small chalkboard",
        (4, 8, 46, 38),
        ((0, "ornament"), (1, "box")),
    ),
    Stage(
        "shelves",
        "A set of wooden shelves",
        (
            Zone("on the top shelf", "shelf", (31.5,), 3, 97, 15.4),
            Zone("on the middle shelf", "shelf", (60.5,), 3, 97, 15.4),
            Zone("on the bottom shelf", "shelf", (89.5,), 3, 97, 15.4),
        ),
        "name plate",
        (50, 42, 97, 60.5),
        ((0, "box"), (1, "box"), (2, "box")),
    ),
    Stage(
        "street",
        "A street",
        (
            Zone("in the sky", "sky", (9, 23), 3, 97, 13, True),
            Zone("on the sidewalk", "sidewalk", (76,), 3, 97, 13),
            Zone("on the road", "road", (94,), 3, 97, 17),
        ),
        "wooden sign",
        (28, 42, 72, 59),
        ((0, "kite"),),
    ),
    Stage(
        "classroom",
        "A classroom",
        (Zone("on the wall", "wall", (44,), 66, 98, 15.4, True), Zone("on the desk", "desk", (78, 95), 3, 97, 15.4)),
        "sheet of paper",
        (66, 7, 97, 33),
        ((1, "box"), (0, "ornament")),
        board="small chalkboard",
        board_area=(4, 7, 62, 48),
    ),
    Stage(
        "shop",
        "A shop",
        (
            Zone("on the upper shelf", "shelf", (42,), 4, 96, 15.4),
            Zone("on the lower shelf", "shelf", (68,), 4, 96, 15.4),
            Zone("on the counter", "shelf", (94,), 4, 96, 15.4),
        ),
        "cardboard sign",
        (12, 3, 88, 22),
        ((0, "box"), (1, "box"), (2, "box")),
        tags=1.2,
    ),
    Stage(
        "noticeboard",
        "A cork notice board",
        (
            Zone("on the cork board", "pinned", (47, 62), 5, 95, 15.4, True),
            Zone("on the ledge", "desk", (91,), 3, 97, 15.4),
        ),
        "sheet of paper",
        (6, 8, 54, 37),
        ((0, "sticker"), (1, "box")),
        board="sticky note",
        board_area=(60, 8, 94, 36),
    ),
    Stage(
        "night",
        "A hill at night",
        (
            Zone("in the night sky", "night", (12, 30), 3, 97, 15.4, True),
            Zone("on the hill", "hill", (72, 94), 3, 97, 15.4),
        ),
        "wooden sign",
        (3, 54, 44, 75),
        ((1, "cushion"), (0, "kite")),
        post=93,
    ),
    Stage(
        "beach",
        "A beach",
        (
            Zone("in the sky", "sky", (11,), 3, 97, 15.4, True),
            Zone("on the water", "water", (50,), 3, 97, 17),
            Zone("on the sand", "sand", (77, 95), 3, 97, 15.4),
        ),
        "cardboard sign",
        (3, 56, 38, 76),
        ((2, "cushion"), (0, "kite")),
        post=94,
    ),
)
