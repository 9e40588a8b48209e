r"""What a conversation of an export must look like to a Qwen trainer, written down without any trainer's code.

    whole([{"role": "user", "content": "<image>Hi"}, {"role": "assistant", "content": "Yes"}]) →
    "<|im_start|>user\n<|vision_start|><|image_pad|><|vision_end|>Hi<|im_end|>\n<|im_start|>assistant\nYes<|im_end|>\n"
    learned(…) → ["Yes<|im_end|>\n"]

Trainers learn the line end after `<|im_end|>` too. Texts are in NFC, as Qwen's tokenizer makes them.
"""

import hashlib
import io
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from PIL import Image

PICTURE = "<|vision_start|><|image_pad|><|vision_end|>"
END = "<|im_end|>\n"


def whole(messages: Sequence[Mapping[str, Any]]) -> str:
    """All of it; each `<image>` is a picture."""
    turns = [f"<|im_start|>{turn['role']}\n{turn['content']}{END}" for turn in messages]
    return composed("".join(turns)).replace("<image>", PICTURE)


def learned(messages: Sequence[Mapping[str, Any]]) -> list[str]:
    """The assistant's turns."""
    return [composed(turn["content"] + END) for turn in messages if turn["role"] == "assistant"]


def composed(text: str) -> str:
    """In NFC."""
    return unicodedata.normalize("NFC", text)


def shown(images: Sequence[Mapping[str, Any]], encoded_again: bool = False) -> list[list[object]]:
    """Width, height and a hash of the pixels; no hash of a JPEG's where a trainer has encoded pictures again."""
    found: list[list[object]] = []
    for image in images:
        with Image.open(io.BytesIO(image["bytes"])) as picture:
            lost = encoded_again and picture.format == "JPEG"
            found.append([*picture.size, "" if lost else hashlib.sha256(picture.convert("RGB").tobytes()).hexdigest()])
    return found
