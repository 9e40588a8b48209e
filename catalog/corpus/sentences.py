"""Sentences of a plain text, by rules that hold for most languages with full stops.

    sentences("J. S. Bach was born c. 1685. He died in Leipzig.") → [(0, 28), (29, 51)]

A line never runs on into the next, because readers put headings and list items on lines of their own. Stops after
initials, abbreviations and within numbers end nothing.
"""

import re

_END = re.compile(r"[.!?…]+[\"'”’»)\]]*(?=\s)|[。！？]+[」』”）]*|(?<=[؟।።])")
_LAST_WORD = re.compile(r"([^\W\d_][\w.'’-]*|\d+)\.$")
_UNIT = re.compile(r"\d\s?\w$")
_OPENERS = re.compile(r"[\s\"'“‘«(\[¿¡]*")
_WRITTEN = """
mr mrs ms dr prof st ste sr jr rev hon gen col lt sgt capt cmdr gov sen rep pres sir messrs vs v etc al cf eg ie e.g i.e
viz c ca circa b d fl r est approx ed eds op inc ltd co corp bros dept univ assn mt
ft av ave blvd rd jan feb mar apr jun jul aug sep sept oct nov dec bzw usw z.b d.h geb gest u.a inkl sog ggf mme
mlle pl ul tzw np tzn ur zm im ks inż sv sta sto p.ej t.i s.k bl.a т.е т.д гр св ул им проф г гг в вв н.э
"""
_ABBREVIATIONS = frozenset(_WRITTEN.split())
_BEFORE_NUMBERS = frozenset(("no", "nos", "nr", "vol", "vols", "p", "pp", "fig", "figs", "ch", "sec", "abb", "art"))
_STARTERS = "The A An It In He She They This These His Her Its At On By As For From After Since"
_OPENS_ANYWAY = frozenset(_STARTERS.split())
"""After `U.S.` or an initial such a word starts a sentence; any other name goes on."""
_ENDS_ANYWAY = frozenset(("etc", "al", "inc", "ltd", "co", "corp", "jr", "sr"))
"""Abbreviations that often end a sentence: they do before a word of `_OPENS_ANYWAY`."""


def sentences(text: str) -> list[tuple[int, int]]:
    """Where each sentence starts and ends, without the white space around it."""
    found: list[tuple[int, int]] = []
    line_start = 0
    for line in text.split("\n"):
        start = line_start
        for stop in _END.finditer(line):
            end = line_start + stop.end()
            if not _goes_on(line, stop):
                _add(found, text, start, end)
                start = end
        line_start += len(line)
        _add(found, text, start, line_start)
        line_start += 1
    return found


def sentence_at(text: str, start: int, end: int) -> str:
    """The sentence that holds the characters from start to end, cut from their line alone; all of them if several."""
    line_start = text.rfind("\n", 0, start) + 1
    line_end = text.find("\n", end)
    line = text[line_start : line_end if line_end >= 0 else len(text)]
    inside = [s for s in sentences(line) if s[1] + line_start > start and s[0] + line_start < max(end, start + 1)]
    return line[inside[0][0] : inside[-1][1]] if inside else ""


def _add(found: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if end > start:
        found.append((start, end))


def _goes_on(line: str, stop: re.Match[str]) -> bool:
    """Whether the stop ends no sentence: small letters follow, or it belongs to an abbreviation, initial or number."""
    opener = _OPENERS.match(line, stop.end())
    after = line[opener.end() if opener else stop.end() :][:40]
    if not after or line[stop.start()] in "。！？" or not stop.group():
        return False
    if after[0].islower():
        return True
    if not stop.group().startswith(".") or stop.group().startswith(".."):
        return False
    word = _LAST_WORD.search(line, max(0, stop.start() - 30), stop.start() + 1)
    if word is None:
        return False
    last, next_word = word.group(1), re.split(r"\W", after, maxsplit=1)[0]
    small = last.lower()
    if len(last) == 1 and last.islower() and _UNIT.search(line, max(0, stop.start() - 30), stop.start()):
        return False
    if small in _BEFORE_NUMBERS and next_word[:1].isdigit():
        return True
    if small in _ABBREVIATIONS:
        return not (small in _ENDS_ANYWAY and next_word in _OPENS_ANYWAY)
    if (len(last) == 1 and last.isupper()) or re.fullmatch(r"(?:[^\W\d_]\.)+[^\W\d_]", last):
        return next_word not in _OPENS_ANYWAY or next_word == "A"
    # A number at the start of a line or of German ordinals ("am 3. Mai"): short ones go on before a word.
    return last.isdigit() and len(last) <= 2 and stop.start() - len(last) == len(line) - len(line.lstrip())
