"""Keys: what of a text must be the same for two values to be equal, and for a word to be found in another text.

    key("Łódź, Poland") → "lodz poland"      key("30,355 km²") → "30 355 km2"      key("東京") → "東 京"

Small letters, no accents, words parted by single spaces. Letters of scripts written without spaces stand alone, so
that a search for whole words finds a name within a sentence there too.
"""

import re
import unicodedata
from functools import lru_cache

_ACCENTS = re.compile("[\u0300-\u036f]")
_ASCII_WORDS = re.compile("[a-z0-9]+")
_UNSPACED = re.compile("([\u0e00-\u0eff\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff])")
_LETTERS = {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ŧ": "t"}
"""Letters that Unicode doesn't take apart into a plain one and an accent."""


class _Words(dict[int, str]):
    """A `str.translate` table, filled as letters come: what is no letter, mark or digit becomes a space."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        kept = unicodedata.category(letter)[0] in "LMN"
        self[code] = _LETTERS.get(letter, letter) if kept else " "
        return self[code]


_WORDS = _Words()


def key(text: str) -> str:
    """The key of a text."""
    return _short(text) if len(text) < 200 else _key(text)


def _key(text: str) -> str:
    if text.isascii():
        return " ".join(_ASCII_WORDS.findall(text.lower()))
    plain = unicodedata.normalize("NFC", _ACCENTS.sub("", unicodedata.normalize("NFKD", text.casefold())))
    return " ".join(_UNSPACED.sub(r" \1 ", plain.casefold().translate(_WORDS)).split())


_short = lru_cache(65_536)(_key)


def spaced(text: str) -> str:
    """The key with a space at both ends: what `pages.said` is, so that `contains(said, ' ulm ')` asks for a word."""
    return f" {key(text)} "
