"""Measures as `{{convert}}` shows them, without the conversion.

    ["30355", "km2", "sqmi"] → "30,355 km²"    ["10", "-", "20", "km"] → "10–20 km"

Symbols are those of the English Wikipedia's Module:Convert; a unit that isn't listed is shown as written.
"""

import re

_SYMBOLS = dict(
    row.split("=")
    for row in """
km2=km²|m2=m²|cm2=cm²|mm2=mm²|sqmi=sq mi|sqft=sq ft|sqkm=km²|sqm=m²|sqyd=sq yd|m3=m³|km3=km³|cm3=cm³|cc=cc
cuft=cu ft|cuin=cu in|cuyd=cu yd|cumi=cu mi|C=°C|F=°F|K=K|C-change=°C|F-change=°F|ft=ft|foot=ft|feet=ft|in=in
inch=in|mi=mi|mile=miles|miles=miles|yd=yd|yard=yd|km=km|m=m|metre=m|meter=m|cm=cm|mm=mm|nmi=nmi|kn=kn|mph=mph
km/h=km/h|kph=km/h|m/s=m/s|ft/s=ft/s|kg=kg|g=g|mg=mg|t=t|lb=lb|lbs=lb|oz=oz|ST=short tons|LT=long tons
long ton=long tons|short ton=short tons|st=st|MT=t|tonne=t|acre=acres|acres=acres|ha=ha|hectare=ha|L=L|l=L|mL=mL
ml=mL|impgal=imp gal|USgal=US gal|usgal=US gal|gal=gal|hp=hp|kW=kW|MW=MW|GW=GW|W=W|bhp=bhp|PS=PS|/km2=/km²
PD/km2=/km²|PD/sqmi=/sq mi|/sqmi=/sq mi|lbf=lbf|kN=kN|N=N|MPa=MPa|psi=psi|kPa=kPa|bar=bar|atm=atm|m3/s=m³/s
cuft/s=cu ft/s|cuft/min=cu ft/min|g/cm3=g/cm³|kg/m3=kg/m³|J=J|kJ=kJ|kcal=kcal|eV=eV|au=au|AU=au|ly=ly|pc=pc|Mm=Mm
um=μm|µm=μm|nm=nm|e6km=million km|e6mi=million mi|e6ha=million ha|e6acre=million acres|e6km2=million km²
e6sqmi=million sq mi|e6t=million tonnes|e6bbl=million barrels
""".replace("\n", "|").strip("|").split("|")
)  # fmt: skip
_BETWEEN = {"-": "–", "–": "–", "to": " to ", "to about": " to about ", "and": " and ", "and(-)": " and ", "or": " or "}
_BETWEEN |= dict.fromkeys(("by", "x", "×", "xx", "*"), " × ") | dict.fromkeys(("±", "+/-"), " ± ")
_BETWEEN |= {"+": " + ", ",": ", ", "to(-)": " to ", "(-)": "–"}
_NUMBER = re.compile(r"[-−+]?[\d,.]+(?:[eE][+-]?\d+)?(?:[+/]\d+(?:/+\d+)?)?")

_QUOTIENT = re.compile(r"\s*(\d{1,15}(?:\.\d{1,9})?)\s*/\s*(\d{1,15}(?:\.\d{1,9})?)\s*(?:round\s*(\d))?\s*")


def unit_symbol(unit: str) -> str:
    """How a unit is written: `km²` for `km2`."""
    return _SYMBOLS.get(unit, unit)


def grouped(number: str) -> str:
    """A number with commas between thousands: `30,355`; anything else as it is."""
    whole, point, rest = number.partition(".")
    sign = whole[:1] if whole[:1] in "-−+" else ""
    digits = whole[len(sign) :]
    if not (digits.isascii() and digits.isdigit()) or not 4 <= len(digits) <= 30:
        return number
    return f"{'−' if sign == '-' else sign}{int(digits):,}{point}{rest}"


def convert(places: list[str]) -> str:
    """What `{{convert}}` shows of its own measure, from its arguments by place."""
    shown, place = "", 0
    while place < len(places) and _NUMBER.fullmatch(places[place].replace(" ", "")):
        shown += grouped(places[place].replace(" ", "").replace("-", "−"))
        word = places[place + 1] if place + 1 < len(places) else ""
        if word in _BETWEEN:
            shown += _BETWEEN[word]
            place += 2
            continue
        symbol = unit_symbol(word)
        shown += symbol if symbol.startswith(("°", "/")) else f" {symbol}" if symbol else ""
        # Feet and inches, pounds and ounces: a second number follows the first unit.
        small = places[place + 2 : place + 4]
        if (
            len(small) == 2
            and word in ("ft", "lb", "st", "mi", "yd")
            and small[1] in ("in", "oz", "lb", "yd", "ft", "chain")
        ):
            shown += f" {small[0]} {unit_symbol(small[1])}"
        return shown
    return shown.strip()


def quotient(expression: str) -> str:
    """The value of `a / b round n`, the sum that densities are given by; empty for any other."""
    match = _QUOTIENT.fullmatch(expression)
    if match is None or float(match[2]) == 0:
        return ""
    return f"{float(match[1]) / float(match[2]):.{int(match[3] or 2)}f}"
