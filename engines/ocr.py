"""Reading text in a picture with whichever OCR is installed: the tesseract program, else rapidocr (extra `ocr`).

available()          → "rapidocr 1.4.4", or "" where there is none
read_text(picture)   → Reading(engine="rapidocr 1.4.4", text="Marie Curie"), or None where there is none
read_lines(picture)  → (Line("Marie Curie", box=(12, 20, 300, 44), score=0.99), …), or None where there is none

Readers differ: rapidocr often drops the spaces between words. Compare what they read without spaces.
"""

import io
import shutil
import subprocess
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from importlib.util import find_spec
from math import ceil, floor
from typing import Any

import numpy as np
from PIL import Image

TIMEOUT = 60
"""Seconds for tesseract to read one picture; it takes 0.3 to 3."""
ONE_BLOCK, ANY_LAYOUT = "6", "3"
"""Tesseract's page modes: one block of text, which is what a board or a sign shows; blocks and columns it finds."""
MOST_OBLONG = 4
"""Times the shorter side: rapidocr enlarges that one to 736 pixels, so that 1x500 pixels would take more than 20 GB."""
MOST_SIDE, LEAST_SIDE = 2000, 6
"""Pixels: rapidocr makes longer pictures this small anyway, and no letters are lower."""
LEAST_SCORE = 0.5
"""Lines less sure are not told: rapidocr's own rule. Of a page upside down tesseract is sure to 0.33 to 0.43."""


@dataclass(frozen=True)
class Reading:
    """What an OCR read."""

    engine: str
    text: str


@dataclass(frozen=True)
class Line:
    """A line, or a part of one that stands apart; its box is x0, y0, x1, y1 in pixels of the picture."""

    text: str
    box: tuple[int, int, int, int]
    score: float
    """How sure the OCR is, 0 to 1."""


@lru_cache(maxsize=1)
def available() -> str:
    """The OCR that is asked, with its version; empty where none is installed."""
    if program := shutil.which("tesseract"):
        first, _, _ = subprocess.run(
            [program, "--version"], capture_output=True, text=True, check=True
        ).stdout.partition("\n")
        return first.strip()
    if find_spec("rapidocr_onnxruntime"):
        return f"rapidocr {version('rapidocr-onnxruntime')}"
    return ""


def read_text(image: Image.Image) -> Reading | None:
    """All text of a picture in reading order, lines divided by line breaks; None where no OCR is installed."""
    name = available()
    if not name:
        return None
    text = _by_tesseract(image) if name.startswith("tesseract") else _by_rapidocr(image)
    return Reading(name, text)


def read_lines(image: Image.Image) -> tuple[Line, ...] | None:
    """The lines of a picture in reading order, each with its box; None where no OCR is installed."""
    name = available()
    if not name:
        return None
    found = _lines_by_tesseract(image) if name.startswith("tesseract") else _lines_by_rapidocr(image)
    return tuple(_inside(line, image.size) for line in found if line.text.strip() and line.score >= LEAST_SCORE)


def _by_tesseract(image: Image.Image) -> str:
    return _tesseract(image, "--psm", ONE_BLOCK).strip()


def _lines_by_tesseract(image: Image.Image) -> list[Line]:
    """Words of one block, paragraph and line together, as tesseract's table tells them."""
    header, *rows = _tesseract(image, "--psm", ANY_LAYOUT, "tsv").split("\n")
    columns = header.split("\t")
    lines = dict[tuple[str, ...], list[dict[str, str]]]()
    for row in rows:
        word = dict(zip(columns, row.split("\t"), strict=False))
        if word.get("text", "").strip() and float(word["conf"]) >= 0:
            lines.setdefault((word["block_num"], word["par_num"], word["line_num"]), []).append(word)
    return [_joined(words) for words in lines.values()]


def _joined(words: list[dict[str, str]]) -> Line:
    boxes = [[int(word[side]) for side in ("left", "top", "width", "height")] for word in words]
    left, top = min(box[0] for box in boxes), min(box[1] for box in boxes)
    right, bottom = max(box[0] + box[2] for box in boxes), max(box[1] + box[3] for box in boxes)
    score = sum(float(word["conf"]) for word in words) / len(words) / 100
    return Line(" ".join(word["text"] for word in words), (left, top, right, bottom), round(score, 3))


def _tesseract(image: Image.Image, *arguments: str) -> str:
    data = io.BytesIO()
    image.save(data, "PNG", compress_level=1)
    command = ["tesseract", "-", "-", *arguments]
    return subprocess.run(
        command, input=data.getvalue(), capture_output=True, check=True, timeout=TIMEOUT
    ).stdout.decode()


@lru_cache(maxsize=1)
def _rapidocr() -> Any:
    from rapidocr_onnxruntime import RapidOCR  # loading its models takes 2 s

    return RapidOCR(intra_op_num_threads=1, inter_op_num_threads=1)  # 0.21 s a picture; 0.43 s with all of two cores


def _by_rapidocr(image: Image.Image) -> str:
    return "\n".join(line.text for line in _lines_by_rapidocr(image))


def _lines_by_rapidocr(image: Image.Image) -> list[Line]:
    factor = min(MOST_SIDE / max(image.size), 1.0)
    size = round(image.width * factor), round(image.height * factor)
    if min(size) < LEAST_SIDE:
        return []
    least = -(-max(size) // MOST_OBLONG)
    padded = Image.new("RGB", (max(size[0], least), max(size[1], least)), "white")
    padded.paste(image if factor == 1 else image.resize(size, Image.Resampling.LANCZOS))
    found, _ = _rapidocr()(np.asarray(padded)[:, :, ::-1])
    return [Line(text, _around(corners, factor), round(float(score), 3)) for corners, text, score in found or []]


def _around(corners: list[list[float]], factor: float) -> tuple[int, int, int, int]:
    across, down = [corner[0] / factor for corner in corners], [corner[1] / factor for corner in corners]
    return floor(min(across)), floor(min(down)), ceil(max(across)), ceil(max(down))


def _inside(line: Line, size: tuple[int, int]) -> Line:
    x0, y0, x1, y1 = line.box
    return Line(line.text, (max(x0, 0), max(y0, 0), min(x1, size[0]), min(y1, size[1])), line.score)
