"""Token ids as text, for readers: `stretches` of what is learned, the whole text, pictures by their pixels.

    whole(tokenizer, [151644, 117, …])              → "<|im_start|>user\\n<|image_pad|>Hi…"
    stretches(tokenizer, [117, 118], [True, False]) → ["u"]

Imported by scripts that run in a trainer's environment: the standard library and what the caller hands over.
"""

import hashlib
import itertools
import re
from collections.abc import Iterable, Sequence
from typing import Any

IMAGE_PAD = "<|image_pad|>"


def whole(tokenizer: Any, ids: Sequence[int]) -> str:
    """All of it, a picture's tokens as one."""
    text: str = tokenizer.decode(ids)
    return re.sub(f"(?:{re.escape(IMAGE_PAD)})+", IMAGE_PAD, text)


def stretches(tokenizer: Any, ids: Iterable[int], learned: Iterable[bool]) -> list[str]:
    """Each run of tokens that are learned from: a turn."""
    runs = itertools.groupby(zip(ids, learned, strict=True), lambda pair: bool(pair[1]))
    return [tokenizer.decode([token for token, _ in run]) for taken, run in runs if taken]


def pixels(picture: Any) -> list[object]:
    """Width, height and a hash of the pixels of a Pillow image."""
    return [*picture.size, hashlib.sha256(picture.convert("RGB").tobytes()).hexdigest()]


def add(told: dict[str, Any], **values: Any) -> None:
    """Append each value to its list."""
    for name, value in values.items():
        told.setdefault(name, []).append(value)
