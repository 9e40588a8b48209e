r"""The rows of an infobox out of the lines that print it.

       Capital                                          Capital               Maseru
       (and largest city)         Maseru                Largest city          Maseru
                                  29°18′S 27°28′E       Capital - Coordinates 29°18′S 27°28′E
                                     Area          →    Area - Total          30,355 km² (140th)\n11,717 sq mi
        - Total                   30,355 km² ( 140th)
                                  11,717 sq mi

A table that fitted its column is printed in two columns, which are found by the place most values begin at; one that
didn't has a single space between key and value, so the key must be one of `plain_box_keys`. A row that begins with a
dash belongs to the key above it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from synthloom.catalog.sources.wiki.plain_box_keys import CHAPTERS, KEYS
from synthloom.catalog.sources.wiki.plain_box_lines import (
    DASH,
    cut_at,
    dashed_row,
    find_column,
    gap_at,
    is_dashed,
    known,
)
from synthloom.catalog.sources.wiki.plain_lynx import tidy

_PICTURES = re.compile(
    r"^(Official )?(Flag|Emblem|Seal|State|City|Coat|Arms|Map|Location)\b"
    r".*([Cc]oat of [Aa]rms|[Ss]eal|[Ff]lag|[Ee]mblem|Location)\b"
)
_NOISE = re.compile(
    r"(Flag|Coat of [Aa]rms|Location( of| in|$|map)|Map\b|Official (flag|seal)|Image:|Skyline|Arms\b|Logo|Seal\b|"
    r"Emblem|Shield|CAPTION:|Municipal coat|City flag|SOS Children|This is a featured|This article|Note:|"
    r"How to read|Infobox|\[|"
    r"References?:?$|Related subjects|Click image|Not to be confused|Part of|P/Pa|at T/K|iso |Coats? of arms|Satellite|"
    r"Except where|Signature$|External|See .* in other languages|mater"
    r"ials in their|Main article|Percentages|Source: USDA|"
    r"Children in |.*[←→↑↓]|\(in detail\)|\^|http)"
)
_PLACED = re.compile(r"^\d+° ?\d+['′].*[NSEW]\.?$")
_COLON = re.compile(r"^([A-Z(][^:]{0,44}?)\s*:\s+(\S.*)$")
_HOME = re.compile(
    r"^(?:Flag of (?:the )?)?"
    r"(United States|United Kingdom|England|Scotland|Wales|Germany|France|Italy|India|Japan|Canada|Australia)"
    r" (?=[A-Z][\w.'-]*(?: [A-Z][\w.'-]*){0,2}(?:,|$|\s\())"
)
_RANKS = frozenset(
    (
        "Kingdom",
        "Phylum",
        "Division",
        "Class",
        "Order",
        "Suborder",
        "Superfamily",
        "Family",
        "Subfamily",
        "Tribe",
        "Genus",
    )
)
_ISOTOPES = re.compile(r"^ *(Selected|Main|Most stable) isotopes$")
_OFFICE = re.compile(r"^ *(In office|Incumbent)( since)?$")
_LOOSE = re.compile(r"(?:[,;&(/]|\b(?:of|the|and|in|for|to|from|by|or|with|de|von|–|-))$")


@dataclass
class _Rows:
    """Rows so far; `key` is the one being filled, `above` the one that dashed rows belong to."""

    rows: list[tuple[str, list[str]]] = field(default_factory=list)
    above: str = ""
    waiting: str = ""
    open: bool = False

    def begin(self, key: str, value: str) -> None:
        """A row; one without a value waits for the lines below."""
        if self.waiting and key[:1] in ("–", "•"):
            # Cells of several lines: which value is whose isn't printed.
            self.close()
            return
        key = " ".join(key.rstrip(":^ ").split())
        if self.waiting and (key[:1].islower() or key.startswith("(") or _LOOSE.search(self.waiting)) and value:
            key = f"{self.waiting} {key}"
        elif is_dashed(self.waiting) and is_dashed(key):
            # Two keys above one another and the values below: whose is whose isn't printed.
            self.close()
            return
        if not is_dashed(key):
            self.above = key
        self.waiting, self.open = ("", True) if value else (key, key.lower() in KEYS)
        if value and not re.fullmatch(r"\d{4} est(imate|\.)", value):
            self.rows.append((_full(key, self.above), [value]))

    def more(self, text: str, *, wrapped: bool) -> None:
        """A line below: the value waited for, or more of the last one."""
        if self.waiting and (self.open or is_dashed(self.waiting)):
            self.rows.append((_full(self.waiting, self.above), [text]))
            self.waiting, self.open = "", True
        elif self.open and self.rows:
            lines = self.rows[-1][1]
            if wrapped or _LOOSE.search(lines[-1]) or text[0].islower() or re.match(r"\((?!\d\))", text):
                lines[-1] += f" {text}"
            else:
                lines.append(text)

    def in_motto(self) -> bool:
        """Whether the lines below may well go on with words of another language."""
        return self.open and bool(self.rows) and self.rows[-1][0] in ("Motto", "Anthem", "Royal anthem")

    def close(self) -> None:
        """Nothing below belongs to the last row."""
        self.open = False
        self.waiting = ""


def read_box(head: Sequence[str], title: str) -> list[tuple[str, str]]:
    """Keys and values in order; empty unless most rows have keys that infoboxes have."""
    notes = {match[1] for line in head if (match := re.match(r"^ *\^(\d+) \S", line))}
    rows = _Rows()
    overall = find_column(head)
    for start, stop in _stretches(head):
        lines = head[start:stop]
        note = next((at for at, line in enumerate(lines) if re.match(r"^ *\^(\d+|[a-z†]) ?\S", line)), len(lines))
        ends = next((at for at, line in enumerate(lines) if _ISOTOPES.match(line)), None)
        column = find_column(lines) or (overall if any(gap_at(line, overall) for line in lines) else 0)
        _read_stretch(lines[: note if ends is None else ends], column, rows, notes, title)
        if ends is not None:
            break
        if not rows.waiting:
            rows.open = rows.open and bool(overall)
    found = [(key, value) for key, lines in rows.rows if (value := _value(lines)) and _is_key(key)]
    found = [(key, value) for key, value in found if value != "Incumbent" and title.lower() not in key.lower()]
    usual = sum(1 for key, _ in found if _is_usual(key))
    return _finished(found) if len(found) > 1 and usual >= 0.5 * len(found) else []


def _is_key(key: str) -> bool:
    return (
        len(key) <= 60
        and key.count("(") == key.count(")")
        and key[0].isupper()
        and len(key.split(" - ")[-1].split()) <= 6
        and "·" not in key
    )


def _is_usual(key: str) -> bool:
    """Whether the key or the one it belongs to is known from infoboxes."""
    first = key.partition(" - ")[0].partition(" (")[0].lower()
    return first in KEYS or key.lower() in KEYS or first == "office"


def _stretches(lines: Sequence[str]) -> list[tuple[int, int]]:
    edges = [-1, *(at for at, line in enumerate(lines) if not line.strip()), len(lines)]
    return [(a + 1, b) for a, b in pairwise(edges) if b > a + 1]


def _read_stretch(lines: Sequence[str], column: int, rows: _Rows, notes: set[str], title: str) -> None:
    """Add the rows of lines without a blank one between them."""
    office = next((at for at, line in enumerate(lines) if _OFFICE.match(line)), 0)
    if office:
        rows.close()
        rows.begin("Office", tidy(lines[0]).strip())
        for line in lines[1:office]:
            rows.more(tidy(line).strip(), wrapped=False)
    above = ""
    for at, line in enumerate(lines[office:], office):
        text = tidy(line, notes).strip()
        indent = len(line) - len(line.lstrip())
        if not text or re.match(r"^[*+o#] ", text) or len(re.findall(r" [·•] ", text)) > 1 or _PICTURES.match(text):
            rows.close()
            continue
        left = len(above) - len(above.lstrip()) <= 4 and indent <= 4
        wrapped = bool(above) and left and len(above) + 1 + len(line.split()[0]) > 72
        above = line
        key = known(text)[0]
        if column and (cut := cut_at(line, column, indent)) and ": " not in cut[0]:
            rows.begin(tidy(cut[0], notes), tidy(cut[1], notes))
        elif column and abs(indent - column) <= 1 and " " in key and known(text)[1]:
            rows.begin(*known(text))
        elif column and abs(indent - column) <= 1 and not _is_heading(text, lines[at + 1 : at + 2]):
            rows.more(text, wrapped=False)
        elif _NOISE.match(text) and not key:
            rows.close()
        elif column and len(line) <= column and not key and not text.startswith(("(", '"', "“")) and ":" not in text:
            rows.begin(text, "")
        else:
            below = lines[at + 1] if at + 1 < len(lines) else ""
            _read_line(line, text, below, rows, title, wrapped=wrapped)


def _is_heading(text: str, below: Sequence[str]) -> bool:
    """Whether a line set in the middle names the rows below it rather than goes on with a value."""
    dashed = bool(below) and is_dashed(below[0].strip())
    return text.lower() in CHAPTERS or (text.lower() in KEYS and dashed)


def _read_line(line: str, text: str, below: str, rows: _Rows, title: str, *, wrapped: bool) -> None:
    """A line with no column in it."""
    key, value = known(text)
    dashed = DASH.match(text)
    colon = _COLON.match(text)
    whole = not value and not key.endswith(")")
    follows = wrapped and bool(rows.open and rows.rows and _LOOSE.search(rows.rows[-1][1][-1]))
    if dashed:
        rows.begin(*dashed_row(text[dashed.end() :].strip()))
    elif text.rstrip(":").lower() in CHAPTERS:
        rows.close()
        rows.above = text
    elif colon and (
        colon[1].lower() in KEYS or (len(colon[1].split()) <= 4 and not (key or wrapped or rows.in_motto()))
    ):
        rows.begin(colon[1], colon[2])
    elif whole and key == "Children":
        # A family tree beside the page, not the subject's own children.
        rows.close()
    elif key and (not follows or whole) and text.rstrip(":").lower() != title.lower():
        rows.begin(key, value)
    elif text.startswith("(and largest") and rows.waiting:
        rows.begin("(and largest city)", text.partition(")")[2].strip())
    elif below.strip() and len(below) - len(below.lstrip()) >= len(line) - len(line.lstrip()) + 7 and "  " not in text:
        rows.begin(text, "")
        rows.open = True
    else:
        rows.more(text, wrapped=wrapped)


def _full(key: str, above: str) -> str:
    """The key of a dashed row with what it belongs to; a bare key of a currency's pieces likewise."""
    if is_dashed(key):
        key = key[1:].strip()
        return f"{above} - {key}" if above and not above.startswith("(") else key
    return key


def _value(lines: Sequence[str]) -> str:
    """The value's lines without flags before names and names said twice."""
    out = []
    for line in lines:
        line = re.sub(r"^Ranked \d+\w\w\b *| \^\d+$", "", line.strip())
        line = re.sub(r"^\(([^()]*)\)$", r"\1", line) if len(lines) == 1 else line
        line = _HOME.sub("", re.sub(r"^(.{3,}) \1(?=$|[,\s])", r"\1", line.strip()))
        if line and line not in out:
            out.append(line)
    return "\n".join(out)


def _parted(rows: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Rows with `Capital (and largest city)` as the two that it is."""
    for key, value in rows:
        if match := re.match(r"Capital \((?:and )?largest city\)\s*", f"{key} {value}"):
            yield "Capital", f"{key} {value}"[match.end() :]
            yield "Largest city", f"{key} {value}"[match.end() :].partition("\n")[0]
        else:
            yield key, value


def _finished(rows: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Rows with the keys that stand for two parted, and a place's coordinates apart."""
    out: list[tuple[str, str]] = []
    for key, value in _parted(rows):
        lines = value.split("\n")
        if len(lines) > 1 and any(map(_PLACED.match, lines)) and not key.endswith("Coordinates"):
            rest = [line for line in lines if not _PLACED.match(line)]
            out += [(key, "\n".join(rest))] if rest else []
            out += [(f"{key.partition(' (')[0]} - Coordinates", next(filter(_PLACED.match, lines)))]
        elif match := re.fullmatch(r"(Binomial|Trinomial) name", key):
            name, _, authority = lines[0].partition(" (")
            authority = authority or " ".join(lines[1:])
            out.append((key, name))
            out += [(f"{match[1]} authority", authority.strip("()"))] if authority else []
        elif key in _RANKS:
            # The second line is who described it: "Chiroptera", "Blumenbach, 1779".
            out.append((key, lines[0].rstrip(" *")))
        else:
            out.append((key, value))
    return out
