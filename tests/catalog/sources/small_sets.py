"""Small sets on disk for the tests of sources."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PIL import Image

from synthloom.schemas.records import VqaItem
from synthloom.schemas.steps import BadRow

ROW = {"image": "a.png", "question": "q?", "answer": "a"}
Read = Callable[..., tuple[list[VqaItem], list[BadRow]]]


def picture(path: Path, color: str = "red", size: tuple[int, int] = (40, 30)) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", size, color).save(path)
    return path


def lines(path: Path, *rows: Any) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join((row if isinstance(row, str) else json.dumps(row)) + "\n" for row in rows))
    return path


def document(path: Path, value: Any) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value))
    return path


def chat(image: Any, *turns: str) -> dict[str, Any]:
    said = [{"from": ("human", "gpt")[n % 2], "value": text} for n, text in enumerate(turns)]
    return {"id": "1", "image": image, "conversations": said}
