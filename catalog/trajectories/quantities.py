"""Numbers and dates as answers say them.

    quantity("2.2 million km²")  → Quantity(value=2200000, places=5, unit="m2", factor=1000000)
    quantity("twenty-one cats")  → Quantity(value=21, places=0, unit="cats", factor=1)
    dates("14 March 1879")       → {(1879, 3, 14)}      dates("01/07/1646") → {(1646, 1, 7), (1646, 7, 1)}

Factors are exact: a foot is 0.3048 m, a pound 0.45359237 kg, an acre 4046.8564224 m². Money isn't converted.
"""

import re
from decimal import Decimal, InvalidOperation, localcontext
from typing import NamedTuple

NUMBERS = {"zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9}
NUMBERS |= {"ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16}
NUMBERS |= {"seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50}
NUMBERS |= {"sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
_SCALES = {"hundred": 100, "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_SHORT = {"k": "thousand", "m": "million", "mn": "million", "mio": "million", "bn": "billion", "b": "billion"}
_LENGTHS = """1 m metre metres meter meters|1000 km kilometre kilometres kilometer kilometers|0.01 cm centimetre
centimetres centimeter centimeters|0.001 mm millimetre millimetres millimeter millimeters|0.3048 ft foot feet|
0.0254 in inch inches|1609.344 mi mile miles|0.9144 yd yard yards"""
_OTHERS = """m 1852 nmi|m2 10000 ha hectare hectares|m2 4046.8564224 acre acres|m3 0.001 l litre litres liter liters|
kg 1 kg kilogram kilograms kilo kilos|kg 0.001 g gram grams|kg 1000 t tonne tonnes|kg 0.45359237 lb lbs pound pounds|
s 1 s sec secs second seconds|s 60 min mins minute minutes|s 3600 h hr hrs hour hours|s 86400 day days|
one 0.01 % percent pct|usd 1 $ us$ usd dollar dollars|eur 1 € eur euro euros|gbp 1 £ gbp|jpy 1 ¥ jpy yen"""


def _units() -> dict[str, tuple[str, Decimal]]:
    """Name → kind and factor to the kind's own unit."""
    found = dict[str, tuple[str, Decimal]]()
    for line in _LENGTHS.split("|"):
        factor, *names = line.split()
        for power, before in ((1, ""), (2, "sq"), (3, "cu")):
            forms = [form for name in names for form in ({f"{before}{name}", f"{name}{power}"} if before else {name})]
            found |= {form: (f"m{power}" if before else "m", Decimal(factor) ** power) for form in forms}
    for line in _OTHERS.split("|"):
        kind, factor, *names = line.split()
        found |= {name: (kind, Decimal(factor)) for name in names}
    return found


UNITS = _units()
_KINDS = {kind for kind, _ in UNITS.values()}
MONTHS = tuple("january february march april may june july august september october november december".split())  # noqa: SIM905
_MONTH = {name[:length]: place for place, name in enumerate(MONTHS, 1) for length in (3, len(name))} | {"sept": 9}
_HEDGE = re.compile(r"^(?:(?:in|on|at|about|around|approximately|approx|roughly|nearly|circa|ca|c)\b\.?\s*|[~≈]\s*)+")
_SQUARE = {r"\bsquare\s+|\bsq\.?\s*": "sq", r"\bcubic\s+|\bcu\.?\s+": "cu", "²": "2", "³": "3"}
_WHOLE = r"\d{1,3}(?:,\d{3})+(?!\d)|\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?!\d)|\d+"
_NUMBER = re.compile(rf"(?P<sign>[-−])?(?P<money>us\$|[$€£¥])?\s*(?P<digits>(?:{_WHOLE})(?:\.\d+)?|\.\d+)")
LEAST_DIGITS = 3
"""Significant digits that a rounded number must keep to count as the same."""
SLACK = Decimal("0.005")
"""The largest share by which a rounded number may be off."""


class Quantity(NamedTuple):
    """A number with its unit; `unit` is a kind of `UNITS` (then `factor` leads to it), a noun, or empty."""

    value: Decimal
    places: int
    """Power of ten of the last digit that is told: -1 for 2.5, 0 for 25, 5 for 2.5 million."""
    unit: str = ""
    factor: Decimal = Decimal(1)

    @property
    def measured(self) -> bool:
        """Whether it is a measure, which may be rounded, and no count or year."""
        return self.places != 0 or self.unit in _KINDS


def quantity(text: str) -> Quantity | None:
    """The number that a text is, with hedges and unit; None where it is anything more."""
    said = _HEDGE.sub("", text.strip().casefold()).strip().rstrip(".")
    for written, short in _SQUARE.items():
        said = re.sub(written, short, said)
    found = _NUMBER.match(said)
    if found is None:
        return _in_words(said)
    try:
        value = Decimal(re.sub(r"[ ,\u00a0\u202f]", "", found["digits"]))
    except InvalidOperation:
        return None
    places = int(value.as_tuple().exponent)
    rest = said[found.end() :]
    if re.match(r"[-–/:]\s*\d|\s*\d", rest) or (rest == "s" and value % 10 == 0):
        return None  # a range, a time, a date, a decade
    words = rest.replace("-", " ").split()
    scale = _SHORT.get(words[0], words[0]) if words and (found["money"] or words[0] not in UNITS) else ""
    if scale in _SCALES:
        value, places, words = value * _SCALES[scale], places + len(str(_SCALES[scale])) - 1, words[1:]
    if found["sign"]:
        value = -value
    return _with_unit(value, places, [*words, *([found["money"]] if found["money"] else [])], text)


def _in_words(said: str) -> Quantity | None:
    """`three hundred and five goals` → 305 goals."""
    words = re.findall(r"[^\W_]+|\S", said.replace("-", " "))
    total = part = used = 0
    for place, word in enumerate(words):
        if word in NUMBERS:
            part += NUMBERS[word]
        elif word == "hundred" and part:
            part *= 100
        elif word in _SCALES and part:
            total, part = total + part * _SCALES[word], 0
        elif word not in ("and", "a") or not place + 1 < len(words) or words[place + 1] not in NUMBERS:
            break
        used = place + 1
    if not used or not (total or part or words[0] == "zero"):
        return None
    return _with_unit(Decimal(total + part), 0, words[used:], said)


def _with_unit(value: Decimal, places: int, words: list[str], text: str) -> Quantity | None:
    """None for a unit of more than two words, or one that is a name, such as that of `21 Savage`."""
    name = " ".join(words).strip(" .")
    if name in UNITS:
        return Quantity(value, places, *UNITS[name])
    if len(words) > 2 or not re.fullmatch(r"[^\W\d_ ]*(?: [^\W\d_]+)?", name) or (name and name not in text):
        return None
    return Quantity(value, places, name)


def same_quantity(given: Quantity, gold: Quantity) -> bool:
    """Whether they are equal, or the given one is the gold one rounded: to three digits or more, 0.5 % off at most."""
    if given.unit and gold.unit and given.unit != gold.unit:
        return False
    converts = bool(given.unit and gold.unit)
    with localcontext(prec=40):
        wanted = gold.value * gold.factor / given.factor if converts else gold.value
        if given.value == wanted:
            return True
        if not (given.measured or gold.measured) or abs(given.value - wanted) > SLACK * abs(wanted):
            return False
        told = given.value.scaleb(-given.places).to_integral_value()
        kept = len(str(abs(told)))
        zeros = kept - len(str(abs(told)).rstrip("0"))
        roundings = range(given.places, given.places + min(zeros, max(kept - LEAST_DIGITS, 0)) + 1)
        return kept >= LEAST_DIGITS and any(
            (given.value - wanted.scaleb(-place).to_integral_value().scaleb(place)) == 0 for place in roundings
        )


Date = tuple[int | None, int, int | None]
"""Year, month, day; years and days may be left out."""


def dates(text: str) -> frozenset[Date]:
    """The days or months that a text may mean; empty where it is none. A year alone is a number."""
    said = re.sub(r"\b(?:the|of|on|in)\b|,", " ", text.casefold())
    said = re.sub(r"(?<=\d)(?:st|nd|rd|th)\b", "", said)
    words = re.findall(r"[^\W\d_]+\.?|\d+|\S", re.sub(r"^\s*\w+day\b", "", said))
    numbers = [int(word) for word in words if word.isdecimal() and len(word) <= 4]
    names = [month for word in words if (month := _MONTH.get(word.rstrip(".")))]
    if len(names) == 1 and len(names) + len(numbers) == len(words):
        return _named(names[0], numbers)
    found = re.fullmatch(r"\s*(\d{1,4})([-./])\s?(\d{1,2})\2\s?(\d{1,4})\s*", text)
    if found is None:
        return frozenset()
    first, middle, last = int(found[1]), int(found[3]), int(found[4])
    readings = [(first, middle, last)] if len(found[1]) > 2 else [(last, middle, first), (last, first, middle)]
    return frozenset((y, m, d) for y, m, d in readings if 1 <= m <= 12 and 1 <= d <= 31)


def _named(month: int, numbers: list[int]) -> frozenset[Date]:
    match numbers:
        case [one]:
            return frozenset({(None, month, one) if one <= 31 else (one, month, None)})
        case [one, two] if min(one, two) <= 31:
            day, year = (one, two) if one <= 31 else (two, one)
            return frozenset({(year, month, day)})
    return frozenset()
