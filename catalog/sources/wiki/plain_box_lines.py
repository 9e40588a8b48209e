"""One line of a printed infobox: where its key ends and its value begins.

known("Central bank Bank of England") → ("Central bank", "Bank of England")
dashed_row("King Letsie III") → ("- King", "Letsie III"); dashed_row("Total 30,355 km²") → ("- Total", "30,355 km²")
"""

import re
from collections import Counter
from collections.abc import Sequence

from synthloom.catalog.sources.wiki.plain_box_keys import KEYS, LONGEST, OFFICERS
from synthloom.catalog.sources.wiki.plain_lynx import tidy

DASH = re.compile(r"^[-–•·] ?(?=[^\d\s-])|^[-–•] ")
_MONTH = "January|February|March|April|May|June|July|August|September|October|November|December"
_DATED = re.compile(
    rf"^(.*?\S) ((?:(?:{_MONTH})\b|\d{{1,2}} (?:{_MONTH})\b|c\. ?\d|\d{{3,4}}\b(?! (?:est|census))).*)$"
)
_COUNTED = re.compile(
    r"^((?:Total|Density|Land|Water|City|Metro|Urban|Per capita|Town|District|Municipality|Region|%\s?water|"
    r"Water \(%\)|Summer|Rural|(?:\w+\.? )?\d{4} (?:est\.?|estimate|census)|Census \d{4}|Day|Mean|Width|Length|"
    r"Latitude|"
    r"Longitude|Highest point|Lowest point|Median income|Area|Population|Land area|Coastline|[Pp]ercent (?:land|water)|"
    r"Date)(?: \([^)]*\))?),? ((?!\().*|\(\D.*)$"
)
_NO_VALUE = re.compile(
    r"(&|/|(?:of|and|or|in|for|by|with|to|at|on|member|d['’]|de|is|was|that|series)\b)", re.IGNORECASE
)


def find_column(lines: Sequence[str]) -> int:
    """The place most values begin at; 0 without two columns."""
    gaps: Counter[int] = Counter()
    indents: Counter[int] = Counter()
    for line in lines:
        inner = [match.end() for match in re.finditer(r"(?<=\S) {2,}(?=\S)", line)]
        gaps.update(inner[:1])
        indents[len(line) - len(line.lstrip())] += 1
    votes = {at: count + indents[at] for at, count in gaps.items()}
    best = max(votes, key=lambda at: (votes[at], -at), default=0)
    filled = sum(1 for line in lines if line.strip())
    return best if best and votes[best] >= 3 and votes[best] >= 0.2 * filled else 0


def gap_at(line: str, column: int) -> bool:
    """Whether a key, a gap and a value that begins at the column stand in the line."""
    return bool(
        column and line[column - 2 : column] == "  " and line[:column].strip() and line[column : column + 1].strip()
    )


def cut_at(line: str, column: int, indent: int) -> tuple[str, str] | None:
    """Key and value of a line of two columns; a single space parts them only where the key is a known one."""
    if len(line) <= column or indent >= column - 1:
        return None
    for at in (column, column - 1, column + 1):
        if line[at - 1 : at] == " " and line[at : at + 1].strip():
            key, value = line[:at].strip(), line[at:].strip()
            bare = re.sub(r" *\(.*|\^.*", "", tidy(key)).rstrip(":").lower()
            if line[:at].endswith("  ") or bare in KEYS or (is_dashed(key) and at == column):
                inner = re.match(r"^(\S.*?) {3,}(\S.*)$", key)
                return (inner[1], f"{inner[2]} {value}") if inner else (key, value)
    wide = re.match(r"^ *(\S.*?) {3,}(\S.*)$", line)
    return (wide[1], wide[2]) if wide and indent < 20 else None


def known(text: str) -> tuple[str, str]:
    """The longest known key a line begins with, and the rest; empty where it begins with none."""
    words = text.split(" ")
    for count in range(min(LONGEST, len(words)), 0, -1):
        key = " ".join(words[:count])
        if key.rstrip(":").lower() in KEYS and (
            key[0].isupper() or count == len(words) or key.lower() in ("penny", "cent")
        ):
            value = " ".join(words[count:])
            if _NO_VALUE.match(value):
                continue
            extra = re.match(r"^(\([^)]*\))(?: (?=[\d~−±<>$€£.])|$)(.*)$", value)
            if extra and not re.match(r"\((UTC|CET|GMT|[A-Z]{3}\))", extra[1]) and (extra[2] or "°C" in extra[1]):
                return f"{key} {extra[1]}", extra[2]
            return key, value
    return "", ""


def dashed_row(text: str) -> tuple[str, str]:
    """Key and value of a row that begins with a dash: `King Letsie III`, `Total 30,355 km²`, `Union 31 May 1910`."""
    for office in OFFICERS:
        if text.startswith(f"{office} ") and not text.startswith(f"{office} of the"):
            return f"- {office}", text[len(office) + 1 :]
    if match := re.match(r"^(Summer \(DST\)) (.*)$", text) or _COUNTED.match(text) or _DATED.match(text):
        return f"- {match[1]}", match[2]
    colon = re.match(r"^([^:]{1,40}):\s*(.*)$", text)
    return (f"- {colon[1]}", colon[2]) if colon else (f"- {text}", "")


def is_dashed(key: str) -> bool:
    """Whether a row belongs to the key above it."""
    return bool(DASH.match(key))
