r"""Is a final answer right: exact, by an alias, as a number or date, as a list.

    match("The rand", "South African rand", ("rand",))    → "alias"      match("Oslo", "Bergen", ())         → ""
    match("March 14, 1879", "14 March 1879", ())          → "numeric"    match("415 km²", "414.90 km²", ())  → "numeric"
    match("Sesotho and English", "English; Sesotho", ())  → "list"       match("Oslo or Bergen", "Oslo", ()) → ""

More than the answer is wrong, but for a frame (`The answer is …`, `\boxed{…}`) and one short gloss: in brackets, after
a comma with an article (`Pretoria, the capital`), or the land a place lies in (`Ulm, Germany`).
"""

import re
from collections.abc import Sequence

from synthloom.catalog.corpus.key import key
from synthloom.catalog.trajectories.lands import LANDS
from synthloom.catalog.trajectories.quantities import dates, quantity, same_quantity

GLOSS_WORDS = 5
_FRAME = re.compile(r"^\W*(?:so\W+)?(?:the\s+)?(?:final\s+|correct\s+)?answer(?:\s+is\b|\s*:)[\s:]*", re.IGNORECASE)
_BOXED = re.compile(r"^\$*\\boxed\{(?:\\text\{)?(.*?)\}*\$*\.?$", re.DOTALL)
_BRACKETS = re.compile(r"^([^()]*\S)\s*\(([^()]+)\)\W*$")
_STRONG = re.compile(r"\s*[;\n•·]\s*(?:and\s+)?", re.IGNORECASE)
_WEAK = re.compile(r"\s*(?:(?<!\d),|,(?!\d)|\band\b|&)\s*", re.IGNORECASE)
_HEDGES = re.compile(r"\b(?:or|not|maybe|perhaps|possibly|either|also|and|but)\b|[?/]", re.IGNORECASE)
_SIGNS = {ord("+"): " plus", ord("#"): " sharp"}


def match(given: str, answer: str, aliases: Sequence[str]) -> str:
    """How it is right: `exact`, `alias`, `numeric` or `list`; empty where it isn't."""
    bare = _without_frame(given)
    return _match(bare, answer, aliases) or _match(_without_gloss(bare), answer, aliases)


def _match(given: str, answer: str, aliases: Sequence[str]) -> str:
    said = normal(given)
    if not said:
        return ""
    if said == normal(answer):
        return "exact"
    if said in {normal(alias) for alias in aliases}:
        return "alias"
    if any(same_value(given, right) for right in (answer, *aliases)):
        return "numeric"
    return "list" if any(_same_items(given, right) for right in (answer, *aliases)) else ""


def same_value(given: str, right: str) -> bool:
    """Whether two texts are the same date or quantity."""
    days = dates(given)
    if days:
        return not days.isdisjoint(dates(right))
    wanted = quantity(right)
    told = quantity(given) if wanted else None
    return bool(told and wanted and same_quantity(told, wanted))


def _same_items(given: str, right: str) -> bool:
    """Whether two lists have the same items, in any order."""
    told, wanted = items(given), items(right)
    if len(wanted) < 2 or len(told) != len(wanted):
        return False
    left = list(wanted)
    for item in told:
        found = next((other for other in left if normal(item) == normal(other) or same_value(item, other)), None)
        if found is None:
            return False
        left.remove(found)
    return True


def items(text: str) -> tuple[str, ...]:
    """The items of a list, each once: between semicolons or on lines, else between commas and `and`."""
    strong = [item for item in _STRONG.split(text) if normal(item)]
    found = strong if len(strong) > 1 else [item for item in _WEAK.split(text) if normal(item)]
    return tuple({normal(item): item for item in found}.values())


def normal(text: str) -> str:
    """Small letters without accents, articles and punctuation; a minus, a point within a number and `C++` stay."""
    telling = re.sub(r"(?<![\w.])[-−](?=\.?\d)", " minus ", text)
    telling = re.sub(r"(?<=\d)\.(?=\d)", " point ", telling)
    telling = re.sub(
        r"(?<=[A-Za-z])(\++|#)", lambda sign: sign[1].replace("+", " plus").replace("#", " sharp"), telling
    )
    words = key(telling).split()
    kept = [word for place, word in enumerate(words) if word != "the" and (place or word not in ("a", "an"))]
    return " ".join(kept or words) or text.strip().casefold()


def _without_frame(text: str) -> str:
    bare = text.strip().strip("*`_ \n")
    for _ in range(2):
        bare = _FRAME.sub("", bare).strip("*`_ \n")
        boxed = _BOXED.match(bare)
        bare = boxed[1] if boxed else bare
    return bare


def _without_gloss(text: str) -> str:
    """What stands before a short gloss; empty where there is none, or where it hedges."""
    found = _BRACKETS.match(text)
    head, gloss = found.groups() if found else (part.strip() for part in text.partition(",")[::2])
    if not gloss or len(gloss.split()) > GLOSS_WORDS or _HEDGES.search(gloss):
        return ""
    if found is None and not re.match(r"(?:the|an?)\s", gloss, re.IGNORECASE):
        lands = {normal(part) for part in gloss.split(",")}
        if not lands <= LANDS or normal(head) in LANDS:
            return ""
    value, other = quantity(head), quantity(gloss)
    if dates(head) or (value and other and not same_quantity(other, value) and not same_quantity(value, other)):
        return ""
    return str(head)
