r"""Observations as text: what a tool said, then `<image>` for each picture it brought, inside a tag or bare.

write, read = observations(own(("answer", "observation")), "observation", "\n")
write(Seen("img_2: 190x160 pixels", 1)) → "<observation>\nimg_2: 190x160 pixels\n<image>\n</observation>"
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from synthloom.catalog.dialects.dialect import START, Place, ReadObservation, Seen, WriteObservation
from synthloom.catalog.dialects.tags import escape, pad, unescape, unpad

IMAGE = "<image>"


def observations(own: re.Pattern[str], tag: str = "", by: str = "") -> tuple[WriteObservation, ReadObservation]:
    """What writes and reads observations inside a tag, set off by `by`; without a tag they are bare messages."""

    def write_observation(seen: Seen, place: Place = START) -> str:
        text = with_pictures(escape(seen.text, own), seen.pictures)
        return f"<{tag}>{pad(text, by)}</{tag}>" if tag else text

    def read_observation(text: str, place: Place = START) -> Seen:
        if tag and (outer := text.strip()).startswith(f"<{tag}>") and outer.endswith(f"</{tag}>"):
            text = unpad(outer.removeprefix(f"<{tag}>").removesuffix(f"</{tag}>"))
        seen = without_pictures(text)
        return Seen(unescape(seen.text, own), seen.pictures)

    return write_observation, read_observation


def with_pictures(text: str, pictures: int) -> str:
    """A text in which `<image>` is escaped already, and so many pictures."""
    return (f"{text}\n" if text and pictures else text) + IMAGE * pictures


def without_pictures(text: str) -> Seen:
    """The text, still escaped, and its pictures; those that stand amid it are taken out."""
    pictures = text.count(IMAGE)
    if pictures and text.endswith(IMAGE * pictures):
        said = text[: -len(IMAGE) * pictures]
        if not said or said.endswith("\n"):
            return Seen(said[:-1], pictures)
    return Seen(text.replace(IMAGE, "") if pictures else text, pictures)


def always(text: str) -> Callable[[Sequence[Mapping[str, Any]]], str]:
    """What says the same of any tools."""
    return lambda tools: text
