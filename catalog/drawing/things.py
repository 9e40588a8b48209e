"""Things that can be drawn: what each is called, how it looks, and its picture.

draw_thing("balloon", 96, "blue") → RGBA 96 × 96 with a blue balloon
find_thing("two red apples") → Thing(name="apple", plural="apples", shape="round", color="red", recolors=True)
"""

from functools import lru_cache

from PIL import Image, ImageFilter

from synthloom.catalog.drawing.pen import MASTER, Draw, Pen, dark
from synthloom.catalog.drawing.things_animals import ANIMALS
from synthloom.catalog.drawing.things_food import FOOD
from synthloom.catalog.drawing.things_house import HOUSE
from synthloom.catalog.drawing.things_list import COLORS, THINGS, Thing, find_thing
from synthloom.catalog.drawing.things_nature import NATURE
from synthloom.catalog.drawing.things_rooms import ROOMS
from synthloom.catalog.drawing.things_shapes import SHAPES
from synthloom.catalog.drawing.things_street import STREET
from synthloom.catalog.drawing.things_tools import TOOLS

__all__ = ["COLORS", "THINGS", "Thing", "draw_thing", "find_thing"]

_DRAW: dict[str, Draw] = SHAPES | FOOD | ANIMALS | NATURE | HOUSE | ROOMS | TOOLS | STREET


@lru_cache(maxsize=2048)
def _picture(name: str, size: int, color: str) -> Image.Image:
    """Drawn at four times a usual size, cut to its ink, outlined in its own shade, and reduced into the square."""
    rgb = COLORS[color or THINGS[name].color] if color or THINGS[name].color else COLORS["red"]
    pen = Pen(max(min(4 * size, MASTER), 2 * size, 100))
    _DRAW[name](pen, rgb)
    ink = pen.image.getbbox()
    assert ink, name
    inner = max(size - 2, 1)
    share = inner / max(ink[2] - ink[0], ink[3] - ink[1])
    width, height = max(round((ink[2] - ink[0]) * share), 1), max(round((ink[3] - ink[1]) * share), 1)
    small = pen.image.resize((width, height), Image.Resampling.BOX, ink)
    square = Image.new("RGBA", (size, size))
    square.paste(small, ((size - width) // 2, (size - height) // 2))
    if size < 24:
        return square
    edge = square.getchannel("A").filter(ImageFilter.BoxBlur(1)).point(lambda alpha: min(alpha * 4, 255))
    outlined = Image.new("RGBA", (size, size), (*dark(rgb, 0.62), 0))
    outlined.putalpha(edge)
    return Image.alpha_composite(outlined, square)


def draw_thing(name: str, size: int, color: str = "") -> Image.Image:
    """A thing on a transparent square, in one of `COLORS` where it recolors; the caller's own copy."""
    return _picture(name, size, color if THINGS[name].recolors else "").copy()
