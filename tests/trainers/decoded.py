"""What readers tell of tokens and pictures, so that all of them tell it alike.

    conversation(tokenizer, [151644, …, 117, 118], [False, …, True, False])
    → {"learned": 1, "learned_text": ["u"], "image_tokens": 0, "texts": "<|im_start|>user\\n…uv"}

Imported by scripts that run in a trainer's environment: the standard library, Pillow and what the caller hands over.
"""

import hashlib
import io
import itertools
import re
from collections.abc import Iterable, Sequence
from typing import Any

IMAGE_PAD = "<|image_pad|>"
IGNORED = -100
"""The label of a token that isn't learned."""


def conversation(tokenizer: Any, ids: Sequence[int], learned: Sequence[bool]) -> dict[str, Any]:
    """A row: how many tokens are learned and what they say, tokens of pictures, and all of its text."""
    return {
        "learned": sum(map(bool, learned)),
        "learned_text": stretches(tokenizer, ids, learned),
        "image_tokens": list(ids).count(tokenizer.convert_tokens_to_ids(IMAGE_PAD)),
        "texts": whole(tokenizer, ids),
    }


def whole(tokenizer: Any, ids: Sequence[int]) -> str:
    """All of it, a picture's tokens as one."""
    text: str = tokenizer.decode(ids)
    return re.sub(f"(?:{re.escape(IMAGE_PAD)})+", IMAGE_PAD, text)


def stretches(tokenizer: Any, ids: Iterable[int], learned: Iterable[bool]) -> list[str]:
    """Each run of tokens that are learned from: a turn."""
    runs = itertools.groupby(zip(ids, learned, strict=True), lambda pair: bool(pair[1]))
    return [tokenizer.decode([token for token, _ in run]) for taken, run in runs if taken]


def pixels(picture: Any) -> list[object]:
    """Width, height and a hash of the pixels of a Pillow image, or of one as it stands in a row: a path, bytes."""
    from PIL import Image

    if isinstance(picture, dict):
        picture = io.BytesIO(picture["bytes"]) if picture["bytes"] else picture["path"]
    opened = picture if isinstance(picture, Image.Image) else Image.open(picture)
    return [*opened.size, hashlib.sha256(opened.convert("RGB").tobytes()).hexdigest()]


def add(told: dict[str, Any], **values: Any) -> None:
    """Append each value to its list."""
    for name, value in values.items():
        told.setdefault(name, []).append(value)
