"""Lettering: text set in a typeface, wrapped to fit a box at the largest size.

    fit_text("Please keep off the grass", 200, 90, "serif", largest=60) → Lettering of two lines at 34 pixels

Typefaces come from font packages, so a picture is the same on every machine.
"""

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import as_file, files
from math import ceil, floor

from PIL import Image, ImageDraw, ImageFont

STYLES: dict[str, str] = {
    "handwriting": "a loose handwritten style",
    "serif": "a classic serif typeface",
    "bold serif": "a bold serif typeface",
    "italic": "an elegant italic typeface",
    "sans": "a clean sans-serif typeface",
    "bold": "a bold sans-serif typeface",
    "rounded": "a chunky rounded typeface",
    "book": "an old-fashioned book typeface",
}
_FILES = {
    "handwriting": ("font_amatic_sc", "AmaticSC-Bold.ttf"),
    "serif": ("font_caladea", "Caladea-Regular.ttf"),
    "bold serif": ("font_caladea", "Caladea-Bold.ttf"),
    "italic": ("font_caladea", "Caladea-Italic.ttf"),
    "sans": ("font_roboto", "Roboto-Medium.ttf"),
    "bold": ("font_roboto", "Roboto-Bold.ttf"),
    "rounded": ("font_fredoka_one", "FredokaOne-Regular.ttf"),
    "book": ("font_source_serif_pro", "SourceSerifPro-Semibold.ttf"),
}
_SCALE = {"handwriting": 1.4}
"""Amatic's letters are small for their size; the reader sees a 14 there as a 10."""
_PITCH = {"handwriting": 1.5}
"""Of the size, from baseline to baseline; 1.22 for the others."""


@lru_cache(maxsize=512)
def font(style: str, size: int) -> ImageFont.FreeTypeFont:
    """A style's typeface at a size in pixels. Basic layout: shaping libraries differ between machines."""
    package, name = _FILES[style]
    with as_file(files(package) / "files" / name) as path:
        return ImageFont.truetype(path, round(size * _SCALE.get(style, 1)), layout_engine=ImageFont.Layout.BASIC)


@lru_cache(maxsize=8192)
def _has_glyph(char: str, style: str) -> bool:
    face = font(style, 40)
    missing, mask = face.getmask("\U0010fffe"), face.getmask(char)
    return mask.size != missing.size or bytes(mask) != bytes(missing)


def can_write(text: str, style: str) -> bool:
    """Whether every character has a glyph in the style."""
    return all(char.isspace() or (char.isprintable() and _has_glyph(char, style)) for char in text)


@dataclass(frozen=True)
class Lettering:
    """Lines of text that fit; `width` and `height` are those of the ink, to the pixel."""

    lines: tuple[str, ...]
    style: str
    size: int
    width: int
    height: int
    boxes: tuple[tuple[int, int, int, int], ...]
    """Where each line's ink lies around the start of its baseline."""

    @property
    def pitch(self) -> int:
        """Pixels from baseline to baseline."""
        return _pitch(self.style, self.size)

    def draw(self, image: Image.Image, xy: tuple[int, int], fill: tuple[int, ...] | int, align: str = "center") -> None:
        """Write on an image; `xy` is the left top of the ink, `align` is `center` or `left`."""
        pen = ImageDraw.Draw(image)
        face = font(self.style, self.size)
        top = min(box[1] + row * self.pitch for row, box in enumerate(self.boxes) if box[2] > box[0])
        for row, (line, box) in enumerate(zip(self.lines, self.boxes, strict=True)):
            spare = self.width - (box[2] - box[0])
            x = xy[0] - box[0] + (spare // 2 if align == "center" else 0)
            pen.text((x, xy[1] - top + row * self.pitch), line, fill, face, anchor="ls")


def _pitch(style: str, size: int) -> int:
    return round(size * _PITCH.get(style, 1.22))


@lru_cache(maxsize=65536)
def _em(word: str, style: str) -> float:
    """A word's width for a size of 1. Widths hardly depend on hinting, so one measurement serves every size."""
    return font(style, 100).getlength(word) / 100


def fit_text(text: str, width: int, height: int, style: str, *, largest: int, smallest: int = 14) -> Lettering | None:
    """The largest lettering that stays inside the box; None where `smallest` is too large or a glyph is missing."""
    paragraphs = [line.split() for line in text.strip().splitlines()]
    if not any(paragraphs) or not can_write(text, style):
        return None
    # Smaller letters rather than broken words: a word is cut only where it doesn't fit even in the smallest.
    unbroken = int(width / max(_em(word, style) for words in paragraphs for word in words))
    whole = _fit(paragraphs, width, height, style, min(largest, unbroken), smallest, cut=False)
    return whole or _fit(paragraphs, width, height, style, largest, smallest, cut=True)


def _fit(
    paragraphs: list[list[str]], width: int, height: int, style: str, largest: int, smallest: int, *, cut: bool
) -> Lettering | None:
    low, high = smallest, max(largest, smallest)
    while low < high:
        middle = (low + high + 1) // 2
        if len(_wrap(paragraphs, width / middle, style, cut)) * _pitch(style, middle) <= height + middle * 0.25:
            low = middle
        else:
            high = middle - 1
    unwrapped = int(width / max(_em(" ".join(words), style) for words in paragraphs))
    if len(paragraphs) > 1 and unwrapped > max(low * 0.55, smallest):  # lines such as sums read badly when broken
        low = min(low, unwrapped)
    for size in range(low, smallest - 1, -1):
        found = _set(_wrap(paragraphs, width / size, style, cut), style, size)
        if found.width > width:  # hinting widens small letters by a few percent, so wrap that much earlier
            found = _set(_wrap(paragraphs, width / size * 0.98 * width / found.width, style, cut), style, size)
        if found.width <= width and found.height <= height:
            return _balance(paragraphs, found, cut)
    return None


def _balance(paragraphs: list[list[str]], best: Lettering, cut: bool) -> Lettering:
    """The same size and number of lines in the narrowest measure, so that no last line is a lone word."""
    widest = max(_em(word, best.style) for line in best.lines for word in line.split()) * best.size
    low = max(best.width / 2, widest * 1.001)  # advance widths: the ink is narrower
    high = max(low, best.width)
    lines = best.lines
    for _ in range(6):
        middle = (low + high) / 2
        narrower = _wrap(paragraphs, middle / best.size, best.style, cut)
        if len(narrower) == len(lines):
            lines, high = narrower, middle
        else:
            low = middle
    found = _set(lines, best.style, best.size)
    return found if found.width <= best.width and found.height <= best.height else best


def _set(lines: tuple[str, ...], style: str, size: int) -> Lettering:
    face = font(style, size)
    boxes = tuple(_ink(line, face) for line in lines)
    pitch = _pitch(style, size)
    inked = [(box[1] + row * pitch, box[3] + row * pitch) for row, box in enumerate(boxes) if box[2] > box[0]]
    width = max(box[2] - box[0] for box in boxes)
    height = max(bottom for _, bottom in inked) - min(top for top, _ in inked)
    return Lettering(lines, style, size, width, height, boxes)


def _ink(line: str, face: ImageFont.FreeTypeFont) -> tuple[int, int, int, int]:
    left, top, right, bottom = face.getbbox(line, anchor="ls")
    return floor(left), floor(top), ceil(right), ceil(bottom)


def _wrap(paragraphs: list[list[str]], ems: float, style: str, cut: bool) -> tuple[str, ...]:
    """Greedy lines of at most `ems` times the size; a word wider than that is cut, or stands alone and overhangs."""
    lines = []
    space = _em(" ", style)
    for words in paragraphs:
        line, used = "", 0.0
        for word in words:
            length = _em(word, style)
            if line and used + space + length <= ems:
                line, used = f"{line} {word}", used + space + length
                continue
            if line:
                lines.append(line)
            while cut and length > ems and len(word) > 1:
                at = min(max(int(len(word) * ems / length), 1), len(word) - 1)
                while at > 1 and _em(word[:at], style) > ems:
                    at -= 1
                lines.append(word[:at])
                word = word[at:]
                length = _em(word, style)
            line, used = word, length
        lines.append(line)
    return tuple(lines)
