"""Values as text: what files hold as numbers, lists, flags or noisy floats, said the way a person would write it.

to_text("5.000000000000001") → "5"      to_text([12, 8, 5]) → "12, 8, 5"      to_text(True) → "yes"
"""

import json
import math
import re
from collections import Counter

from synthloom.schemas.steps import Reject

_NOISY = re.compile(r"-?\d+\.\d{10,}")
_IMAGE_TAG = re.compile(
    r"<\|vision_start\|>.*?<\|vision_end\|>|</?(?:image|img)[_ ]?\d*>|<\|image(?:_pad|_\d+)?\|>|\[IMG\]|<ImageHere>",
    re.IGNORECASE | re.DOTALL,
)
NOTHING = frozenset({"", "none", "null", "nan", "n/a"})
"""How files write that there is no explanation."""


def to_text(value: object) -> str:
    """A scalar or a list of scalars as text; rejects with `wrong_type` what is neither."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return "" if not math.isfinite(value) else f"{value:.12g}"
    if isinstance(value, int):
        # Python refuses to print integers of more than 4300 digits.
        return str(value) if value.bit_length() < 1000 else _wrong(value)
    if isinstance(value, str):
        return _quiet(value.replace("\r\n", "\n").replace("\x00", "").strip())
    if isinstance(value, list | tuple) and all(isinstance(part, str | int | float) for part in value):
        return ", ".join(to_text(part) for part in value)
    return _wrong(value)


def _quiet(text: str) -> str:
    """`5.000000000000001` and `0.30000000000000004` lose the noise of binary fractions; `3.141592653589793` stays."""
    if not _NOISY.fullmatch(text):
        return text
    rounded = f"{float(text):.12g}"
    return rounded if len(rounded) + 6 <= len(text) else text


def _wrong(value: object) -> str:
    raise Reject("wrong_type", f"{type(value).__name__} where text was expected")


def to_texts(value: object) -> tuple[str, ...]:
    """Several texts: a list, a list of `{"answer": ...}`, a JSON list in a string, `{"text": [...]}`, or one scalar."""
    if isinstance(value, str) and value.lstrip().startswith("["):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            return (to_text(value),)
    if isinstance(value, dict):
        value = next((value[key] for key in ("text", "answer", "value") if key in value), None) or list(value.values())
    if isinstance(value, list | tuple):
        parts = [part.get("answer", part.get("text")) if isinstance(part, dict) else part for part in value]
        return tuple(text for text in map(to_text, parts) if text)
    text = to_text(value)
    return (text,) if text else ()


def most_common(texts: tuple[str, ...]) -> str:
    """What most annotators said; of equals, the first."""
    return Counter(texts).most_common(1)[0][0] if texts else ""


def count_image_tags(text: str) -> int:
    """How many pictures a text points to."""
    return len(_IMAGE_TAG.findall(text))


def without_image_tags(text: str) -> str:
    """The text alone; what stands for the picture is taken out."""
    return _IMAGE_TAG.sub("", text).strip()
