"""The core of an answer: what is left when the sentence around it is gone.

    short_answer("The color of the elephant in the image is grey.", "color") → "grey"
    short_answer("There are two dogs.", "count") → "two"
    short_answer("It is on the left of the desk.", "location") → "on the left of the desk"

The source's own words are kept (`two` stays `two`); an answer without a core of the category's kind gives "".
"""

import re
from collections import Counter
from collections.abc import Sequence

from synthloom.generators.wordings.words import COLOR_WORDS, NUMBERS, OTHER_SHAPES, SHADES, SHAPES, number_of

LEAD = re.compile(
    r"^(?:(?:it|they|he|she|this|that|these|those|there)(?:'s|'re| is| are| was| were| appears to be| seems to be)"
    r"|(?:i can see|you can see|i see)) +(?:just |only |probably )?",
    re.IGNORECASE,
)
SAYS = re.compile(r"^(?:it|the \w+(?: \w+)?) (?:says|reads|is)[:,]? ", re.IGNORECASE)
COPULA = re.compile(r"^.+? (?:is|are|was|were) +", re.IGNORECASE)
ARTICLE = re.compile(r"^(?:a|an|the|some|just|only)\s+", re.IGNORECASE)
PLACED = re.compile(
    r"^(?:located|placed|positioned|situated|found|standing|sitting|lying|laying|parked)\s+", re.IGNORECASE
)
SEEN = re.compile(r"(?:pictured|shown|seen|visible|present|parked|located|standing|in|on|at) ", re.IGNORECASE)
PREPOSITION = (
    r"above|across|against|along|alongside|among|around|at|atop|behind|below|beneath|beside|between|by|down|in|inside"
    r"|near|next|off|on|onto|opposite|out|outside|over|to the|under|underneath|up|upon|within"
)
PLACE = re.compile(rf"\b(?:{PREPOSITION})\b", re.IGNORECASE)
SHADE = rf"(?:(?:{'|'.join(sorted(SHADES))})[ -])?"
COLOR = rf"{SHADE}(?:{'|'.join(sorted(COLOR_WORDS))})"
COLORS_NAMED = re.compile(rf"\b{COLOR}(?:(?:,? and |, | or |/| & ){COLOR})*\b", re.IGNORECASE)
SHAPE_NAMED = re.compile(
    rf"\b(?:{'|'.join(sorted((*SHAPES, *OTHER_SHAPES), key=len, reverse=True))})(?:[- ]shaped)?\b", re.IGNORECASE
)
UNKNOWN = frozenset(
    {
        "unanswerable",
        "unknown",
        "n/a",
        "na",
        "unsuitable",
        "not sure",
        "can't tell",
        "cannot tell",
        "nan",
        "answering does not require reading text in the image",
        "i don't know",
        "don't know",
    }
)


def tidy(answer: str) -> str:
    """One line without underscores, quotes around it or a closing full stop."""
    text = re.sub(r"\s+", " ", answer.replace("_", " ")).strip().strip('"“”').strip()
    return re.sub(r"(?<!\bSt)(?<!\bJr)(?<!\bSr)(?<!\b[A-Z])[.!,;:]+$", "", text)


def short_answer(answer: str, category: str) -> str:
    """The core of an answer to a question of this category; caption, ocr and math answers stay as they are."""
    text = tidy(answer)
    if category == "count":
        return _count(text)
    if category == "color":
        named = COLORS_NAMED.findall(text)
        # A bare list would break the sentence it is put into: "if it is black, white, ...".
        return re.sub(r", (?!and)", " and ", named[0]) if len(set(named)) == 1 else ""
    if category == "shape":
        named = SHAPE_NAMED.findall(text)
        return str(named[0]) if len({name.lower() for name in named}) == 1 else ""
    if category == "location":
        return _place(text)
    if category == "knowledge":
        return _thing(text)
    return SAYS.sub("", tidy(answer)) if category == "ocr" else answer.strip()


def _count(text: str) -> str:
    told = re.match(r"there (?:is|are) (?:only |just )?(\w+)\b", text, re.IGNORECASE)
    if told and number_of(told[1]) is not None:
        return told[1]
    if number_of(text) is None:
        return ""
    words: list[str] = re.findall(r"[^\W\d_]+|\d+", text)
    return next(word for word in words if word.isdecimal() or word.lower() in NUMBERS)


def _place(text: str) -> str:
    text = LEAD.sub("", text)
    if len(text.split()) > 6 or re.match(r"(?:the|a|an)\b.* (?:is|are)\b", text, re.IGNORECASE):
        text = COPULA.sub("", text)
    text = PLACED.sub("", text)
    if re.search(r"\d", text) or len(text.split()) > 14:
        return ""
    return text if PLACE.match(text) else ARTICLE.sub("", text)


def _thing(text: str) -> str:
    text = LEAD.sub("", text)
    if len(text.split()) > 4:
        told = COPULA.sub("", text)
        text = re.split(r" (?:is|are|was|were) ", text)[0] if SEEN.match(told) else told
    text = ARTICLE.sub("", text)
    unfit = PLACE.match(text) or re.match(r"[\d$€£.]", text) or re.search(r"[,;&()]|\b(?:and|or|not|idk)\b", text)
    return "" if unfit or len(text.split()) > 5 else text


def majority(answers: Sequence[str]) -> tuple[str, int]:
    """The answer most annotators gave, in the form the first of them wrote it, and how many gave it."""
    said = Counter(ARTICLE.sub("", tidy(answer).lower()) for answer in answers)
    key, votes = said.most_common(1)[0]
    return next(answer for answer in answers if ARTICLE.sub("", tidy(answer).lower()) == key), votes
