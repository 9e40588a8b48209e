"""Is a final answer right: exact, by an alias, as a number, as a list.

match("The rand", "South African rand", ("rand",)) → "alias"      match("Oslo", "Bergen", ()) → ""
"""

import re
import unicodedata
from collections.abc import Sequence

_ARTICLES = {"a", "an", "the"}


def match(given: str, answer: str, aliases: Sequence[str]) -> str:
    """How it is right: `exact`, `alias`, `numeric` or `list`; empty where it isn't."""
    said = normal(given)
    if not said:
        return ""
    if said == normal(answer):
        return "exact"
    return "alias" if said in {normal(alias) for alias in aliases} else ""


def normal(text: str) -> str:
    """Small letters without accents, articles and punctuation."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return " ".join(word for word in re.findall(r"[^\W_]+", plain) if word not in _ARTICLES)
