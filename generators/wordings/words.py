"""Words the rules know: numbers, colors, shapes; and whether a text mentions a phrase.

number_of("three dogs") → 3        mentions("put a blue frame around it", "Blue") → True
"""

import re
from functools import lru_cache

_NUMBERS = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
seventeen eighteen nineteen twenty"""
_COLORS = """red orange yellow green blue purple pink brown black white gray grey teal gold golden silver beige
turquoise navy maroon tan cream violet magenta cyan lime olive khaki bronze copper burgundy lavender peach ivory
crimson scarlet indigo aqua charcoal mustard blonde blond brunette rust salmon coral lilac mauve"""
_SHAPE_NOUNS = """circle sphere ball disc disk square cube rectangle triangle pyramid star heart diamond rhombus hexagon
oval ellipse crescent cylinder cone pentagon octagon trapezoid"""
_OTHER_SHAPES = "cylinder cylindrical cone conical pentagon octagon octagonal trapezoid curved rounded"
_EMPTY = "a an the of and or in on at to with is are it its"

NUMBERS = {word: number for number, word in enumerate(_NUMBERS.split())} | {"none": 0}

COLOR_WORDS = frozenset(_COLORS.split())
SHADES = frozenset({"light", "dark", "bright", "pale", "deep", "neon", "hot"})

SHAPES = {
    **dict.fromkeys(("circle", "circular", "round", "sphere", "spherical", "ball", "disc", "disk"), "round"),
    **dict.fromkeys(("square", "cube", "cubic"), "square"),
    **dict.fromkeys(("rectangle", "rectangular", "oblong"), "rectangular"),
    **dict.fromkeys(("triangle", "triangular", "pyramid"), "triangular"),
    **dict.fromkeys(("star", "star-shaped", "star shaped"), "star-shaped"),
    **dict.fromkeys(("heart", "heart-shaped", "heart shaped"), "heart-shaped"),
    **dict.fromkeys(("diamond", "diamond-shaped", "diamond shaped", "rhombus"), "diamond-shaped"),
    **dict.fromkeys(("hexagon", "hexagonal"), "hexagonal"),
    **dict.fromkeys(("oval", "ellipse", "elliptical"), "oval"),
    **dict.fromkeys(("crescent", "crescent-shaped", "crescent shaped"), "crescent-shaped"),
}
"""An answer's word → the `shape` of a drawable thing. Solids count as their outline in a picture."""
OTHER_SHAPES = frozenset(_OTHER_SHAPES.split())
SHAPE_NOUNS = frozenset(_SHAPE_NOUNS.split())

INEXACT = re.compile(
    r"\b(?:about|around|over|under|more|less|least|most|approximately|nearly|almost|or)\b|[+~><%$/:]|\d[.,]\d|(?<!\w)[-−–]\s?\d|\bminus\b"
)
WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")


def number_of(text: str) -> int | None:
    """The only number a text names, in digits or words; None for none, several, or an inexact one."""
    text = text.lower()
    if INEXACT.search(text):
        return None
    found = [int(word) if word.isdecimal() else NUMBERS.get(word) for word in re.findall(r"[a-z]+|\d+", text)]
    numbers = {number for number in found if number is not None}
    return numbers.pop() if len(numbers) == 1 else None


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """A crude common form, so that `boxes`, `box` and `boxed` are one; numbers become digits."""
    word = word.lower()
    if word in NUMBERS:
        return str(NUMBERS[word])
    if word == "grey":
        return "gray"
    for ending in ("ing", "ies", "es", "ed", "s", "e", "y"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


def stems(text: str) -> frozenset[str]:
    """The stems of all words of a text."""
    return frozenset(stem(word) for word in WORD.findall(text))


EMPTY = frozenset(stem(word) for word in _EMPTY.split())


def mentions(text: str, phrase: str) -> bool:
    """Whether every telling word of the phrase stands somewhere in the text, in some form."""
    telling = stems(phrase) - EMPTY
    return bool(telling) and telling <= stems(text)
