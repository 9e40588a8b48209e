"""Does a text give an answer away? Words are compared in any of their forms.

    leaks("3", "Add three stars.") · leaks("box", "Draw the boxes.") · leaks("café", "Go to the CAFE.")   → True
    leaks("red", "Render it with blurred edges.") · leaks("3", "Add 13 stars.")                           → False

A short answer leaks when its telling words stand close together, in any order: as singular or plural, in any tense, as
digit or number word, hyphenated or not, with or without accents. A long one leaks by a run of six words or by more than
half of its telling words.
"""

import re
import unicodedata
from functools import lru_cache
from itertools import pairwise

from synthloom.catalog.trajectories.quantities import NUMBERS as COUNTED

NUMBERS = {word: str(number) for word, number in COUNTED.items()} | {"hundred": "100"}
IRREGULAR = """
man men|woman women|child children|person people|foot feet|tooth teeth|goose geese|mouse mice|ox oxen|die dice
leaf leaves|knife knives|wife wives|life lives|shelf shelves|half halves|wolf wolves|calf calves|loaf loaves
thief thieves|scarf scarves|hoof hooves|sit sat sitting|stand stood|run ran running|hold held|ride rode ridden riding
eat ate eaten|write wrote written writing|wear wore worn|sleep slept|swim swam swum swimming|fly flew flown
drive drove driven driving|throw threw thrown|catch caught|drink drank drunk|lie lay lain lying|make made making
take took taken taking|see saw seen|sell sold|build built|speak spoke spoken|ring rang rung|sing sang sung
draw drew drawn|fall fell fallen|feed fed|fight fought|grow grew grown|hang hung|hide hid hidden hiding|kneel knelt
lean leant|shake shook shaken|shine shone|sweep swept|teach taught|win won winning|buy bought|bring brought
blow blew blown|gray grey|color colour|gold golden|wood wooden|wool woolen|circle circular|triangle triangular
rectangle rectangular|cylinder cylindrical|hexagon hexagonal|sphere spherical|cube cubic|cone conical
"""
_GROUPS = [group.split() for group in IRREGULAR.strip().replace("\n", "|").split("|")]
FORMS = {word: group[0] for group in _GROUPS for word in group}
_STOP_WORDS = """a an the of and or in on at to with is are was were be it its this that these those there by for from
as i you he she they"""
STOP_WORDS = frozenset(_STOP_WORDS.split())
SHORT = 3
"""Telling words; a longer answer is judged by how much of it stands in the instruction."""
RUN = 6
SHARE = 0.5
SLACK = 4
"""Other words that may stand between those of a short answer."""
ENDINGS = {
    "ies": ("y", "ie"), "es": ("", "e"), "s": ("",), "ied": ("y",), "ed": ("", "e"), "ing": ("", "e"), "er": ("", "e"),
    "ly": ("",), "ish": ("", "e"),
}  # fmt: skip


@lru_cache(maxsize=65536)
def forms_of(word: str) -> frozenset[str]:
    """What a word may be a form of: `boxes` → {boxes, box, boxe}; a number word becomes its digits."""
    word = FORMS.get(word, word)
    if word in NUMBERS:
        return frozenset({NUMBERS[word]})
    found = {word}
    for ending, replacements in ENDINGS.items():
        stem = word.removesuffix(ending)
        if stem == word or len(stem) < 2 or not re.search(r"[aeiouy]", stem) or (ending == "s" and stem[-1] == "s"):
            continue
        found |= {stem + replacement for replacement in replacements}
        if len(stem) > 3 and stem[-1] == stem[-2] and ending[0] in "ei":
            found.add(stem[:-1])
    return frozenset(FORMS.get(form, form) for form in found)


@lru_cache(maxsize=1024)
def tokens_of(text: str) -> tuple[str, ...]:
    """Lower-case words and numbers without accents; hyphens and underscores part words."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    plain = plain.lower().replace("’", "'")
    plain = re.sub(r"(?<=\d),(?=\d{3})", "", plain)
    return tuple(token.removesuffix("'s") for token in re.findall(r"\d+(?:\.\d+)?|[^\W\d_]+(?:'[^\W\d_]+)*", plain))


def same(a: str, b: str) -> bool:
    """Whether two words may be forms of one."""
    return a == b or not forms_of(a).isdisjoint(forms_of(b))


def leaks(answer: str, text: str, question: str = "") -> bool:
    """Whether a text gives the answer away; a long answer not by words it shares with the question."""
    words = tokens_of(text)
    telling = [token for token in tokens_of(answer) if token not in STOP_WORDS]
    if not telling:
        return False
    if len(telling) <= SHORT:
        return _close_together(telling, words) or _joined(telling, words)
    asked, answer_words = tokens_of(question), tokens_of(answer)
    known = {asked[i : i + RUN] for i in range(len(asked) - RUN + 1)}
    runs = {answer_words[i : i + RUN] for i in range(len(answer_words) - RUN + 1)}
    if any(words[i : i + RUN] in runs - known for i in range(len(words) - RUN + 1)):
        return True
    said = frozenset(form for word in words for form in forms_of(word))
    asked_forms = frozenset(form for word in asked for form in forms_of(word))
    telling = [token for token in telling if asked_forms.isdisjoint(forms_of(token))]
    return sum(not said.isdisjoint(forms_of(token)) for token in telling) > SHARE * len(telling)


def _close_together(telling: list[str], words: tuple[str, ...]) -> bool:
    """Whether all telling words stand within a window a little wider than they are many."""
    places = [[i for i, word in enumerate(words) if same(token, word)] for token in telling]
    width = len(telling) + SLACK
    return any(all(any(abs(i - start) < width for i in place) for place in places) for start in places[0])


def _joined(telling: list[str], words: tuple[str, ...]) -> bool:
    """`tape dispenser` against `tapedispenser`, and `bathtub` against `bath tub`."""
    whole = "".join(telling)
    pairs = (a + b for a, b in pairwise(words)) if len(whole) > 3 else ()
    return any(same(whole, word) for word in (*(words if len(telling) > 1 else ()), *pairs))
