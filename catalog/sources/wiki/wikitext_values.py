r"""Templates that stand for words: how each kind is shown, as wikitext; which names are of a kind: `wikitext_shown`.

    {{lang|de|Ulm}} → "Ulm"      {{ubl|a|b}} → "\n* a\n* b\n"      {{sortname|Ada|Lovelace}} → "[[Ada Lovelace]]"

Every function takes a template's arguments and the number of templates around it: 0 in running text.
"""

from collections.abc import Callable
from typing import NamedTuple

from synthloom.catalog.sources.wiki.wikitext_dates import MONTHS
from synthloom.catalog.sources.wiki.wikitext_units import convert, grouped, unit_symbol

IPA = "\x02"
"""Stands for a pronunciation that was left out; `tidy` takes the words around it away too."""
HOLE = "\x03"
"""Stands for what depends on the day, such as an age; `tidy` takes away the bracket it stands in."""


GAP = "\x04"
"""Stands for words that a template not listed would have shown within a sentence; the sentence is left out."""


class Arguments(NamedTuple):
    """A template's arguments."""

    places: list[str]
    names: dict[str, str]

    def at(self, place: int) -> str:
        """By place, from 0; empty where there is none."""
        return self.places[place] if place < len(self.places) else ""


Value = Callable[[Arguments, int], str]
"""What a template shows, from its arguments and the number of templates around it."""


def place(number: int) -> Value:
    """Shows one argument."""
    return lambda given, depth: given.at(number)


def last(given: Arguments, depth: int) -> str:
    """Shows the last argument."""
    return given.places[-1] if given.places else ""


def word(text: str) -> Value:
    """Shows always the same."""
    return lambda given, depth: text


def before(text: str) -> Value:
    """Shows a word and then a year or two, such as `c. 1850`; or a sign of money and an amount."""
    return lambda given, depth: f"{text}{'–'.join(part for part in given.places[:2] if part)}" if given.at(0) else ""


def money(sign: str) -> Value:
    """Shows a sign and an amount."""
    return lambda given, depth: f"{sign}{given.at(0)}"


def items(given: Arguments, depth: int) -> str:
    """Each argument on a line of its own."""
    return "\n" + "".join(f"* {item}\n" for item in given.places if item)


def listed(given: Arguments, depth: int) -> str:
    """A list written as wikitext."""
    return f"\n{given.at(0)}\n" if len(given.places) < 2 else items(given, depth)


def folded(given: Arguments, depth: int) -> str:
    """A list that is folded away in running text."""
    return items(given, depth) if depth else ""


def quote(given: Arguments, depth: int) -> str:
    """A paragraph of its own."""
    text = given.at(0) or given.names.get("text", "") or given.names.get("quote", "")
    return f"\n\n{text}\n\n"


def japanese(given: Arguments, depth: int) -> str:
    """`English (kanji, romaji)`."""
    inside = ", ".join(text for text in given.places[1:3] if text)
    return f"{given.at(0)} ({inside})" if inside and given.at(0) else given.at(0) or inside


def link(given: Arguments, depth: int) -> str:
    """A link to the page that the argument names."""
    return f"[[{given.at(0)}]]" if given.at(0) else ""


def red_link(given: Arguments, depth: int) -> str:
    """A page that only another wiki has: its name."""
    return given.names.get("lt") or given.names.get("display") or given.at(0)


def sorted_name(given: Arguments, depth: int) -> str:
    """First and last name, linked."""
    name = f"{given.at(0)} {given.at(1)}".strip()
    return name if given.names.get("nolink") else f"[[{given.at(2) or name}|{name}]]"


def ship(*prefix: str) -> Value:
    """A ship's name, linked to the page that has its hull number too."""

    def shown(given: Arguments, depth: int) -> str:
        name, hull = (" ".join([*prefix, *given.places][:2]), [*prefix, *given.places][2:3])
        return f"[[{name} ({hull[0]})|{name}]]" if hull and not hull[0].isdecimal() else f"[[{name}]]" if name else ""

    return shown


def fraction(given: Arguments, depth: int) -> str:
    """`1/2`, `3 1/2`."""
    parts = [part for part in given.places if part]
    if len(parts) == 3:
        return f"{parts[0]} {parts[1]}/{parts[2]}"
    return "/".join(parts) if len(parts) == 2 else f"1/{parts[0]}" if parts else ""


def as_of(given: Arguments, depth: int) -> str:
    """`As of May 2012`."""
    year, month, day = given.at(0), given.at(1), given.at(2)
    named = MONTHS[int(month) - 1] if month.isdecimal() and len(month) < 3 and 0 < int(month) < 13 else month
    words = ("Since" if "since" in given.names else "As of", day if named else "", named, year)
    start = given.names.get("alt") or " ".join(part for part in words if part)
    return start[:1].lower() + start[1:] if "lc" in given.names else start


def coordinates(given: Arguments, depth: int) -> str:
    """Degrees as written; in running text nothing, for there they only put a mark on the map."""
    if not depth:
        return ""
    parts = [part for part in given.places if part and ":" not in part]
    marks = [number for number, part in enumerate(parts) if part.upper() in ("N", "S", "E", "W", "O")]
    if len(marks) == 2:
        return f"{_angle(parts[: marks[0] + 1])} {_angle(parts[marks[0] + 1 : marks[1] + 1])}"
    return ", ".join(parts[:2])


def _angle(parts: list[str]) -> str:
    return "".join(f"{part}{sign}" for part, sign in zip(parts[:-1], "°′″", strict=False)) + parts[-1]


def measured(given: Arguments, depth: int) -> str:
    """A number with its spread and unit, as `{{val}}` shows it."""
    unit = given.names.get("u") or given.names.get("ul") or given.names.get("unit", "")
    power = f"×10^{given.names['e']}" if given.names.get("e") else ""
    spread = f"±{given.at(1)}" if given.at(1) else ""
    return f"{grouped(given.at(0))}{spread}{power} {unit_symbol(unit)}".rstrip()


def height(given: Arguments, depth: int) -> str:
    """`5 ft 11 in`, `1.8 m`."""
    return " ".join(f"{given.names[unit]} {unit}" for unit in ("m", "cm", "ft", "in") if given.names.get(unit))


def married(given: Arguments, depth: int) -> str:
    """`Elsa (m. 1919–1936)`."""
    years = "–".join(year for year in given.places[1:3] if year)
    return f"{given.at(0)} (m. {years})" if years else given.at(0)


def converted(given: Arguments, depth: int) -> str:
    """The measure as written, without what it is in other units."""
    return convert(given.places)


def address(given: Arguments, depth: int) -> str:
    """The words of a web address, or the address."""
    return given.at(1) or given.at(0)


def based_on(given: Arguments, depth: int) -> str:
    """`Emma by Jane Austen`."""
    return " by ".join(part for part in given.places[:2] if part)


def formula(given: Arguments, depth: int) -> str:
    """`H2O`."""
    return "".join(given.places)


def musical(given: Arguments, depth: int) -> str:
    """A sign of music."""
    return {"flat": "♭", "sharp": "♯", "natural": "♮"}.get(given.at(0), given.at(0))
