"""Effects: what an edit can turn a region or a whole picture into.

change_region(photo, (40, 60, 180, 200), "bricks", "", Random(1)) → the photo, its box now a red brick wall
change_picture(photo, "star_mark", "blue") → the photo with a blue star, ((452, 15, 497, 60),)
"""

from random import Random

import numpy as np
from PIL import Image, ImageFilter, ImageOps

from synthloom.catalog.drawing.pen import RGB, Pen, dark
from synthloom.catalog.drawing.stickers import paste, with_rim
from synthloom.catalog.drawing.textures import TEXTURES, paint
from synthloom.catalog.drawing.things import COLORS, draw_thing

Box = tuple[int, int, int, int]

REGION_EFFECTS: dict[str, str] = {
    "bricks": "a red brick wall",
    "checkerboard": "a black and white checkerboard",
    "flowers": "a bed of small flowers",
    "mosaic": "a coarse mosaic of square tiles",
    "night_sky": "a starry night sky",
    "water": "rippling blue water",
    "polka_dots": "white polka dots on a {color} ground",
    "stripes": "slanted {color} and white stripes",
    "plain": "a plain {color} block",
    "grass": "fresh green grass",
    "wood": "brown wooden planks",
    "cobblestones": "gray cobblestones",
    "lava": "dark rock with glowing lava in its cracks",
    "stained_glass": "a colorful stained-glass window",
    "honeycomb": "a golden honeycomb",
}
RECOLOR = "recolor"
PICTURE_EFFECTS: dict[str, str] = {
    "grayscale": "turn the whole picture black and white",
    "sepia": "give the whole picture a warm sepia tone",
    "negative": "invert all colors of the whole picture, as in a photo negative",
    "mirror": "mirror the whole picture left to right",
    "upside_down": "turn the whole picture upside down",
    "vignette": "darken the whole picture toward its corners",
    "tint": "lay a {color} tint over the whole picture",
    "frame": "put a solid {color} frame around the whole picture",
    "star_mark": "put a {color} star into the top right corner",
    "heart_mark": "put a {color} heart into the top left corner",
    "check_mark": "put a {color} check mark into the bottom right corner",
    "arrow_mark": "put a {color} arrow into the bottom left corner",
}
_MARKS = {"star_mark": ("star", 1, 0), "heart_mark": ("heart", 0, 0), "arrow_mark": ("arrow", 0, 1)}
"""The thing, and whether it stands right and below."""


def change_region(image: Image.Image, box: Box, effect: str, color: str, random: Random) -> Image.Image:
    """A copy in which only the pixels of the box are changed. `box` lies inside the picture."""
    x0, y0, x1, y1 = box
    if effect == RECOLOR:
        pixels = _recolored(image, box, COLORS[color])
    elif effect in TEXTURES:
        pixels = paint(effect, (x1 - x0, y1 - y0), COLORS[color] if color else (0, 0, 0), random)
    else:
        pixels = _mosaic(image.crop(box))
    changed = image.copy()
    changed.paste(Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8)), (x0, y0))
    return changed


def _mosaic(region: Image.Image) -> np.ndarray:
    """Tiles of the region's own colors, bevelled and grouted."""
    width, height = region.size
    side = int(np.clip(min(width, height) // 7, 4, 36))
    columns, rows = -(-width // side), -(-height // side)
    tiles = np.asarray(region.resize((columns, rows), Image.Resampling.BOX), np.float32)
    pixels = tiles.repeat(side, 0).repeat(side, 1)[:height, :width]
    x, y = np.arange(width)[None, :] % side, np.arange(height)[:, None] % side
    bevel = max(side // 8, 1)
    shade = np.where((x < 2 * bevel) | (y < 2 * bevel), 1.2, 1.0)
    shade = np.where((x >= side - bevel) | (y >= side - bevel), 0.72, shade)
    grout = (x < bevel) | (y < bevel)
    return np.where(grout[:, :, None], (62.0, 60.0, 58.0), pixels * shade[:, :, None])


def _recolored(image: Image.Image, box: Box, color: RGB) -> np.ndarray:
    """The region in another color with its shading kept; what looks like its surroundings stays as it is."""
    region = np.asarray(image.crop(box), np.float32)
    light = region @ np.array((0.299, 0.587, 0.114), np.float32)
    share = _foreground(image, box)
    middle = float((light * share).sum() / max(float(share.sum()), 1))
    painted = np.array(color, np.float32) + 0.85 * (light - middle)[:, :, None]
    return np.asarray(region + (painted - region) * share[:, :, None])


def _foreground(image: Image.Image, box: Box) -> np.ndarray:
    """How sure each pixel of the box belongs to the thing in it, going by the colors in and around the box."""
    x0, y0, x1, y1 = box
    rim = max(min(x1 - x0, y1 - y0) // 6, 4)
    outer = (max(x0 - rim, 0), max(y0 - rim, 0), min(x1 + rim, image.width), min(y1 + rim, image.height))
    inside = (slice(y0 - outer[1], y1 - outer[1]), slice(x0 - outer[0], x1 - outer[0]))
    pixels = np.asarray(image.crop(outer))
    share = _unlike_plain_ring(pixels, inside)
    return _unlike_mixed_ring(pixels, inside) if share is None else share


def _unlike_plain_ring(pixels: np.ndarray, inside: tuple[slice, slice]) -> np.ndarray | None:
    """By distance to six colors that make up the surroundings; None where six don't, or the thing looks like them."""
    ring = np.ones(pixels.shape[:2], bool)
    ring[inside] = False
    if not ring.any():
        return None
    palette = Image.fromarray(pixels[ring][None, :]).quantize(6, Image.Quantize.MEDIANCUT).getpalette() or []
    away = np.full(pixels.shape[:2], np.inf, np.float32)
    for place in range(0, len(palette), 3):
        part = pixels.astype(np.float32) - np.array(palette[place : place + 3], np.float32)
        away = np.minimum(away, (part**2).sum(-1))
    away = np.sqrt(away)
    mask = Image.fromarray((np.clip((away[inside] - 20) / 20, 0, 1) * 255).astype(np.uint8))
    closed = mask.filter(ImageFilter.MaxFilter(3)).filter(ImageFilter.MinFilter(3)).filter(ImageFilter.BoxBlur(0.6))
    share = np.asarray(closed, np.float32) / 255
    return share if away[ring].mean() < 5 and share.mean() > 0.2 else None


def _unlike_mixed_ring(pixels: np.ndarray, inside: tuple[slice, slice]) -> np.ndarray:
    """By how often a color occurs in the middle of the box and outside: a thing fills the middle of its box."""
    height, width = inside[0].stop - inside[0].start, inside[1].stop - inside[1].start
    x = np.abs(np.linspace(-1, 1, width, dtype=np.float32))[None, :]
    y = np.abs(np.linspace(-1, 1, height, dtype=np.float32))[:, None]
    prior = np.zeros(pixels.shape[:2], np.float32)
    prior[inside] = np.clip((1.12 - np.cbrt(x**3 + y**3)) / 0.5, 0.03, 0.85)
    levels = pixels.astype(np.int32) // 16
    color = levels[:, :, 0] * 256 + levels[:, :, 1] * 16 + levels[:, :, 2]
    sure = prior
    for _ in range(3):  # each round learns the colors of thing and surroundings from the last one's guess
        thing = _histogram(color, sure)[color] * prior
        rest = _histogram(color, (1 - sure) ** 2)[color] * (1 - prior)
        sure = thing / np.maximum(thing + rest, 1e-9)
    mask = Image.fromarray((sure[inside] * 255).astype(np.uint8))
    smooth = np.asarray(mask.filter(ImageFilter.BoxBlur(max(min(mask.size) / 60, 0.7))), np.float32) / 255
    return np.clip((smooth - 0.3) / 0.4, 0, 1)


def _histogram(color: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """The share of each of 16 × 16 × 16 colors, blurred a little over neighbouring ones."""
    counts = np.bincount(color.ravel(), weight.ravel(), 4096).reshape(16, 16, 16)
    for axis in range(3):
        padded = np.pad(counts, [(1, 1) if axis == other else (0, 0) for other in range(3)], "edge")
        counts = 0.6 * counts + 0.2 * (padded.take(range(16), axis) + padded.take(range(2, 18), axis))
    return np.asarray(counts / max(counts.sum(), 1e-9), np.float32).ravel()


def change_picture(image: Image.Image, effect: str, color: str) -> tuple[Image.Image, tuple[Box, ...]]:
    """A changed copy, and the boxes outside of which no pixel differs."""
    whole = ((0, 0, image.width, image.height),)
    match effect:
        case "grayscale":
            return image.convert("L").convert("RGB"), whole
        case "sepia":
            return _duotone(image, (38, 24, 12), (214, 176, 128), (255, 246, 226)), whole
        case "tint":
            paint_ = COLORS[color]
            middle = [round(0.45 * part + 0.55 * 128) for part in paint_]
            return _duotone(image, dark(paint_, 0.8), (middle[0], middle[1], middle[2]), (255, 255, 255), 0.75), whole
        case "negative":
            return ImageOps.invert(image), whole
        case "mirror":
            return ImageOps.mirror(image), whole
        case "upside_down":
            return image.transpose(Image.Transpose.ROTATE_180), whole
        case "vignette":
            return _vignette(image), whole
        case "frame":
            return _frame(image, COLORS[color])
        case _:
            return _mark(image, effect, color)


def _duotone(image: Image.Image, black: RGB, middle: RGB, white: RGB, share: float = 1.0) -> Image.Image:
    """The picture's light and dark in three colors, mixed with the picture itself."""
    toned = ImageOps.colorize(image.convert("L"), black, white, middle)
    return toned if share == 1 else Image.blend(image, toned, share)


def _vignette(image: Image.Image) -> Image.Image:
    x = np.linspace(-1, 1, image.width, dtype=np.float32)[None, :]
    y = np.linspace(-1, 1, image.height, dtype=np.float32)[:, None]
    away = np.sqrt((x**2 + y**2) / 2)
    light = 1 - 0.85 * np.clip((away - 0.35) / 0.65, 0, 1) ** 1.5
    return Image.fromarray((np.asarray(image, np.float32) * light[:, :, None]).astype(np.uint8))


def _frame(image: Image.Image, color: RGB) -> tuple[Image.Image, tuple[Box, ...]]:
    width, height = image.size
    rim = max(round(min(width, height) * 0.045), 4)
    framed = Image.new("RGB", image.size, color)
    framed.paste(image.crop((rim, rim, width - rim, height - rim)), (rim, rim))
    sides = ((0, rim, rim, height - rim), (width - rim, rim, width, height - rim))
    return framed, ((0, 0, width, rim), (0, height - rim, width, height), *sides)


def _mark(image: Image.Image, effect: str, color: str) -> tuple[Image.Image, tuple[Box, ...]]:
    """A thing in a corner, with a pale rim so that it stands out from anything."""
    side = max(round(min(image.size) * 0.14), 20)
    if effect == "check_mark":
        name, right, below = "", 1, 1
        pen = Pen()
        pen.line(COLORS[color], 17, (12, 54), (40, 82), (90, 20))
        mark = pen.image.resize((side, side), Image.Resampling.LANCZOS)
    else:
        name, right, below = _MARKS[effect]
        mark = draw_thing(name, side, color)
    stamp = with_rim(mark, 255)
    gap = max(round(min(image.size) * 0.03), 2)
    x = image.width - gap - stamp.width if right else gap
    y = image.height - gap - stamp.height if below else gap
    return paste(image, [(stamp, (x, y))])
