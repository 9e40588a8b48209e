r"""Facts of infobox rows.

    Field("Born", "March 14, 1879\\nUlm, Württemberg, Germany", (Link("Ulm", 15, 18),))
    → birth_date "March 14, 1879" · birth_place "Ulm" → Ulm · birth_country "Germany"

A place is its first part, so that "Ulm" and "Ulm, Germany" are equal; a person's country of birth is a fact of its own.
A row that no rule understands keeps its key; a row whose value doesn't look like its relation's kind gives nothing.
"""

import re
from collections.abc import Iterator

from synthloom.catalog.corpus.facts_cues import OF
from synthloom.catalog.corpus.facts_fitting import fitting
from synthloom.catalog.corpus.facts_keys import UNITS, foreign, relation, tidy_key
from synthloom.catalog.corpus.facts_values import COUNTRIES, MONTH, find_date, measure, place_parts, split, tidy
from synthloom.schemas.relations import RELATIONS, Stratum
from synthloom.schemas.wiki import Fact, Field

_LIVES = {
    "born": "birth", "birth": "birth", "died": "death", "death": "death", "baptised": "", "baptized": "",
}  # fmt: skip
_COMMA_LISTS = """occupation genre official_language influenced_by instrument field award child spoken_in label
movement known_for starring product author composer producer director performer screenwriter
lyricist creator currency influenced participant commander"""
_AT_COMMAS = frozenset(_COMMA_LISTS.split())
"""Relations whose values commas part; titles and places have commas in them."""
_AND_LISTS = """author composer producer director performer screenwriter lyricist creator starring child spoken_in
official_language influenced"""
_MAKERS = frozenset(_AND_LISTS.split())
"""Those of which `and` joins two values: rhythm and blues are one."""
_CODE = re.compile(r"[\w+.()/:−–-][\w+.()/: −–-]{0,24}")
_WORDS = re.compile(r"[^\W\d_]")
_FROM = re.compile(r"[Ff]rom (?:the )?(?!.*\band\b)(?=[^\W\d_a-z])")
_WRAPPED = re.compile(r"\n(?=Sign Language)")
_PAIR = re.compile(r"^(?!Bosnia)[\w. ]+(?: \([^()]*\))? and [\w.]* ?[A-Z]\w+(?: dollar| [Dd]inar)?\b")
_MIXED = re.compile(r"\)\s*[^\W\d_a-z]")
"""Two persons whose comma is missing: `Dunia (Mai-Mai) Paul Kagame`."""
_SIDES = ("participant", "commander")
"""Rows parted by headings such as `Allied powers:`."""
_LATER = re.compile(r"(?:Great |Grand)")
"""Headings inside a list of children, of those that aren't."""
_NAMED = "Name, Symbol, Number"
_RANGE = re.compile(
    rf"(?:\d|{MONTH})\s*[–—-]\s*(?:\d|present|{MONTH})|\d{{4}}(?:{MONTH}|\d{{1,2}} (?:{MONTH}))", re.IGNORECASE
)
"""Two dates; a template for the dash that a reader doesn't know leaves none."""


def infobox_facts(fields: tuple[Field, ...], title: str, noun: str, stratum: Stratum, language: str) -> Iterator[Fact]:
    """The facts of a page's infobox, in its order."""
    english = language in ("en", "simple")
    for row in fields:
        if not row.value or len(row.value) > 2_000:
            continue
        if not english:
            if name := foreign(row.key):
                yield from _others(row, name, title)
        elif row.key == _NAMED:
            yield from _element(row)
        elif (part := _LIVES.get(tidy_key(row.key))) is not None:
            yield from _life(row, part)
        elif name := relation(row.key, stratum):
            if name == "author" and noun.rpartition(" ")[2] in OF["film"]:
                name = "screenwriter"
            yield from _others(row, name, title) if name.startswith("other:") else _known(row, name, title)


def _fact(row: Field, name: str, value: str, start: int = -1, end: int = -1) -> Fact:
    """A fact with the page linked to within the value's stretch of the row, if that link is all of it or nearly."""
    target = ""
    for link in row.links:
        if start <= link.start < link.end <= end or (start < 0 and link.start < 0):
            words = tidy(row.value[link.start : link.end])
            if words and (words in value and len(words) >= 0.6 * len(value)):
                # "Georgia" as a state is no country, whatever page a reader found by its name.
                target = "" if name == "region" and link.target.endswith("(country)") else link.target
                break
    return Fact(name, value, target, f"{row.key}: {' '.join(row.value.split())}"[:400])


def _life(row: Field, part: str) -> Iterator[Fact]:
    """Date and place of a row such as `Born`."""
    if not part:
        return
    date = find_date(row.value)
    if date:
        yield _fact(row, f"{part}_date", date.group())
    bare = row.value
    for line_start, line_end in split(bare):
        line = bare[line_start:line_end]
        inner = find_date(line)
        rest = line[inner.end() :] if inner else line
        offset = line_end - len(rest)
        rest_bare = re.sub(
            r"\((?:age|aged)\b[^)]*\)|\bage[d]? \d+\b|^\W*(?:in|at)\s", lambda m: " " * len(m.group()), rest
        )
        if rest_bare.strip().startswith("(") and not re.search(r"\)\W*\w", rest_bare):
            rest_bare = rest_bare.replace("(", " ", 1).replace(")", " ")
        if _is_place(rest_bare):
            yield from place_facts(row, f"{part}_place", rest_bare, offset)
            return


def _is_place(text: str) -> bool:
    """Whether a row's line is a place: names parted by commas, no numbers."""
    parts = place_parts(text)
    return (
        0 < len(parts) <= 5
        and all(p[0].isupper() and len(p.split()) <= 5 for p in parts)
        and not re.search(r"\d", text)
    )


def place_facts(row: Field, name: str, text: str, offset: int) -> Iterator[Fact]:
    """The first part of a place, and the country of birth or death."""
    parts = place_parts(text)
    if not parts or not parts[0][0].isupper() or len(parts[0].split()) > 6 or re.search(r"\d", parts[0]):
        return
    if parts[0] == "Washington" and len(parts) > 1 and parts[1].startswith("D.C"):
        parts[:2] = ["Washington, D.C."]
    parts[0] = fitting(parts[0], name)
    if not parts[0]:
        return
    start = offset + max(text.find(parts[0]), 0)
    first = _fact(row, name, parts[0], start, start + len(parts[0]) + 40)
    yield first
    if name in ("birth_place", "death_place") and len(parts) > 1 and parts[-1] in COUNTRIES:
        at = offset + text.rfind(parts[-1])
        yield _fact(row, f"{name.split('_')[0]}_country", parts[-1], at, at + len(parts[-1]))


def _element(row: Field) -> Iterator[Fact]:
    """`gold, Au, 79` → symbol, atomic number."""
    parts = [part.strip() for part in row.value.split(",")]
    if len(parts) == 3 and parts[2].isdigit():
        yield _fact(row, "symbol", parts[1])
        yield _fact(row, "atomic_number", parts[2])


def _known(row: Field, name: str, title: str) -> Iterator[Fact]:
    """The values of a row whose relation is known, each checked against the relation's kind."""
    rule = RELATIONS.get(name)
    kind = rule.kind if rule else "thing"
    if name == "independence_date" and (ruler := _FROM.match(row.value)):
        yield from place_facts(row, "independence_from", row.value[ruler.end() :], ruler.end())
        return
    if kind == "date":
        date = find_date(row.value)
        if date and (name.endswith("end_date") or not _RANGE.search(row.value[: date.end() + 14])):
            yield _fact(row, name, date.group())
        return
    if name == "length" and re.search(r"\d:\d\d", row.value):
        yield _fact(row, "runtime", tidy(row.value.split("\n")[0]))
        return
    if kind == "number":
        if value := measure(tidy(row.value.split("\n")[0]) or row.value):
            unit = UNITS.get(tidy_key(row.key), "")
            yield _fact(row, name, value + unit if value[-1].isdigit() else value)
        return
    yield from _listed(row, name, title)


def _listed(row: Field, name: str, title: str) -> Iterator[Fact]:
    """The values of a row that may list several: persons, places, things, codes and texts."""
    rule = RELATIONS.get(name)
    kind = rule.kind if rule else "thing"
    text = _WRAPPED.sub(" ", row.value)
    stretches = _stretches(row, name, text)
    for start, stop in stretches[:1] if rule and rule.one else stretches[:40]:
        end = _without_mark(row, text, start, stop)
        value = tidy(text[start:end])
        if _ends_list(text[start:end], value, name):
            break
        if _in_bracket(text, start) or (name in _SIDES and _MIXED.search(text[start:end])):
            continue
        if kind == "place":
            yield from place_facts(row, name, text[start:end], start)
            continue
        value = fitting(value, name)
        if value and value != title and _fits(value, kind) and not _shares_name(value, text[end:], kind):
            yield _fact(row, name, value, start, end)


def _stretches(row: Field, name: str, text: str) -> list[tuple[int, int]]:
    """Where the single values of a row stand in its text."""
    commas = name in _AT_COMMAS or tidy_key(row.key) == "basin countries"
    lines = name in ("child", "award") and "\n" in text.strip()
    pair = name == "currency" and _PAIR.search(text) is not None
    found = split(text, at_commas=commas and not lines, at_and=name in _MAKERS or pair)
    return [span for span in found if name not in _SIDES or not text[slice(*span)].rstrip().endswith(":")]


def _without_mark(row: Field, text: str, start: int, end: int) -> int:
    """Where a value ends before the letter of a footnote right behind a link: `Euro` of "Eurod", a link to Euro."""
    last = len(text[:end].rstrip()) - 1
    if text[last] not in "abcdefgh":
        return end
    ends = (link for link in row.links if start <= link.start and last <= link.end <= last + 1)
    return last if any(f"{link.target} ".startswith(f"{text[link.start : last]} ") for link in ends) else end


def _ends_list(stretch: str, value: str, name: str) -> bool:
    """Whether a value is a heading, below which other things stand."""
    return stretch.rstrip().endswith(":") or (name == "child" and _LATER.match(value) is not None)


def _in_bracket(text: str, at: int) -> bool:
    """Whether a place stands in a bracket: a comma or line break cut what is only a remark."""
    return text.count("(", 0, at) > text.count(")", 0, at)


def _shares_name(value: str, rest: str, kind: str) -> bool:
    """Whether a value is a first name alone: `Felice` of "Felice and Boudleaux Bryant"."""
    return (
        kind == "person" and " " not in value and re.match(r" (?:and|&) [^\W\d_a-z]\S* [^\W\d_a-z]", rest) is not None
    )


def _fits(value: str, kind: str) -> bool:
    """Whether a value may be of a kind."""
    if kind == "code":
        return bool(_CODE.fullmatch(value)) and ": " not in value and not re.fullmatch(r"[A-Z][a-z]{3,}", value)
    if not _WORDS.search(value) or len(value) > 120:
        return False
    if kind == "person":
        return value[0].isupper() and not re.search(r"\d", value) and len(value.split()) <= 7
    return len(value.split()) <= 12


def _others(row: Field, name: str, title: str) -> Iterator[Fact]:
    """The lines of a row that no rule knows."""
    for start, end in split(row.value)[:20]:
        value = tidy(row.value[start:end])
        if value and value != title and len(value) <= 120:
            yield _fact(row, name, value, start, end)
