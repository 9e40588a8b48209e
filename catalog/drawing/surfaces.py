"""Surfaces that text is shown on: whole pictures of a board, a page or a screen, and signs to put into a scene.

render_text("3 + 4 = 7", "chalkboard", "handwriting", (512, 512), Random(1)) → RGB picture of a chalkboard
draw_sign("Marie Curie", "name plate", "serif", 180, 80) → RGBA picture of a brass plate, at most 180 × 80
"""

from random import Random

from PIL import Image, ImageChops, ImageFilter

from synthloom.catalog.drawing.boards import POSTER_INKS, TUBES, board, chalk_grain
from synthloom.catalog.drawing.lettering import Lettering, fit_text
from synthloom.catalog.drawing.pen import RGB, dark, light
from synthloom.catalog.drawing.plates import plate

SURFACES: dict[str, str] = {
    "whiteboard": "a clean whiteboard",
    "parchment": "a sheet of aged parchment",
    "neon": "a glowing neon sign on a dark brick wall",
    "screen": "a computer screen",
    "chalkboard": "a green chalkboard",
    "notebook": "a page of a lined notebook",
    "poster": "a colorful poster",
}
_INKS: dict[str, tuple[RGB, ...]] = {
    "whiteboard": ((28, 48, 120), (30, 30, 36), (150, 24, 32), (16, 96, 56)),
    "parchment": ((62, 34, 16), (40, 26, 20), (84, 22, 14)),
    "neon": TUBES,
    "screen": ((34, 40, 52), (236, 242, 248)),
    "chalkboard": ((246, 246, 238), (250, 240, 176), (200, 232, 250)),
    "notebook": ((26, 52, 140), (24, 24, 30), (128, 24, 40)),
    "poster": POSTER_INKS,
}
SIGNS: dict[str, str] = {
    "wooden sign": "a wooden sign",
    "sheet of paper": "a sheet of paper",
    "name plate": "a brass name plate",
    "sticky note": "a yellow sticky note",
    "small chalkboard": "a small chalkboard",
    "cardboard sign": "a cardboard sign",
}
_SIGN_INKS: dict[str, RGB] = {
    "wooden sign": (48, 26, 12),
    "sheet of paper": (28, 34, 60),
    "name plate": (44, 30, 8),
    "sticky note": (40, 40, 70),
    "small chalkboard": (250, 250, 242),
    "cardboard sign": (34, 24, 20),
}
SMALLEST = 14
"""Pixels of the smallest lettering that reads well."""


class TextDoesNotFit(ValueError):
    """Text too long for the picture at a legible size, or with a character the style can't write."""


def render_text(text: str, surface: str, style: str, size: tuple[int, int], random: Random) -> Image.Image:
    """A new RGB picture of a surface that shows the text. Raises `TextDoesNotFit`."""
    variant = random.randrange(len(_INKS[surface]))
    empty, area = board(surface, size, variant)
    x0, y0, x1, y1 = area
    largest = max(round(min(x1 - x0, y1 - y0) * 0.36), 14)
    lettering = fit_text(text, x1 - x0, y1 - y0, style, largest=largest)
    if lettering is None:
        raise TextDoesNotFit(f"{len(text)} characters in {style} on {size[0]}x{size[1]}")
    image = empty.copy()
    align = "left" if surface in ("screen", "notebook") and len(lettering.lines) > 2 else "center"
    at = (x0 + (x1 - x0 - lettering.width) // 2, y0 + (y1 - y0 - lettering.height) // 2)
    mask = Image.new("L", size)
    lettering.draw(mask, at, 255, align)
    ink = _INKS[surface][variant]
    if surface == "neon":
        _glow(image, mask, ink, lettering)
    elif surface == "chalkboard":
        image.paste(ink, (0, 0), ImageChops.multiply(mask, chalk_grain(size)))
    else:
        image.paste(ink, (0, 0), mask)
    return image


def _glow(image: Image.Image, mask: Image.Image, color: RGB, lettering: Lettering) -> None:
    """Light around tubes: two blurs at a quarter of the size, then the tube and its bright core."""
    small = mask.reduce(4)
    reach = max(lettering.size / 40, 0.7)
    near = small.filter(ImageFilter.GaussianBlur(reach)).point(lambda value: min(round(value * 1.1), 255))
    far = small.filter(ImageFilter.GaussianBlur(reach * 5)).point(lambda value: min(round(value * 0.9), 255))
    halo = ImageChops.lighter(near, far).resize(image.size, Image.Resampling.BILINEAR)
    image.paste(dark(color, 0.35), (0, 0), halo.point(lambda value: round(value * 0.7)))
    image.paste(light(color, 0.72), (0, 0), mask)


def draw_sign(text: str, sign: str, style: str, width: int, height: int) -> Image.Image | None:
    """A sign just large enough for its text, at most width × height; None if it can't be legible in whole words."""
    pad = max(round(min(width, height) * 0.1), 7)
    largest = max(round(min(height * 0.5, width * 0.3)), SMALLEST)
    lettering = fit_text(text, width - 2 * pad, height - 2 * pad, style, largest=largest, smallest=SMALLEST)
    if lettering is None or " ".join(lettering.lines).split() != text.split():  # a broken word is no sign
        return None
    least = min(height, round(lettering.size * 1.9))
    size = (min(width, lettering.width + 2 * pad), max(min(height, lettering.height + 2 * pad), least))
    image = plate(sign, size).copy()
    at = ((size[0] - lettering.width) // 2, (size[1] - lettering.height) // 2)
    lettering.draw(image, at, (*_SIGN_INKS[sign], 255))
    return image
