"""Reading text in a picture with whichever OCR is installed: the tesseract program, else rapidocr (extra `ocr`).

available()          → "rapidocr 1.4.4", or "" where there is none
read_text(picture)   → Reading(engine="rapidocr 1.4.4", text="Marie Curie"), or None where there is none

Readers differ: rapidocr often drops the spaces between words. Compare what they read without spaces.
"""

import io
import shutil
import subprocess
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from importlib.util import find_spec
from typing import Any

import numpy as np
from PIL import Image

TIMEOUT = 60
"""Seconds for tesseract to read one picture; it takes 0.3 to 3."""
ONE_BLOCK = "6"
"""Tesseract's page mode for one block of text, which is what a board or a sign shows."""


@dataclass(frozen=True)
class Reading:
    """What an OCR read."""

    engine: str
    text: str


@lru_cache(maxsize=1)
def available() -> str:
    """The OCR that `read_text` asks, with its version; empty where none is installed."""
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


def _by_tesseract(image: Image.Image) -> str:
    data = io.BytesIO()
    image.save(data, "PNG", compress_level=1)
    command = ["tesseract", "-", "-", "--psm", ONE_BLOCK]
    done = subprocess.run(command, input=data.getvalue(), capture_output=True, check=True, timeout=TIMEOUT)
    return done.stdout.decode().strip()


@lru_cache(maxsize=1)
def _rapidocr() -> Any:
    from rapidocr_onnxruntime import RapidOCR  # loading its models takes 2 s

    return RapidOCR(intra_op_num_threads=1, inter_op_num_threads=1)  # 0.21 s a picture; 0.43 s with all of two cores


def _by_rapidocr(image: Image.Image) -> str:
    found, _ = _rapidocr()(np.asarray(image.convert("RGB"))[:, :, ::-1])
    return "\n".join(text for _, text, _ in found or [])
