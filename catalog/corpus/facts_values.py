r"""Values of infobox rows made tidy and taken apart.

    tidy("30,355 km² ( 140th)") → "30,355 km²"      measure("about 30 355 km², or 140th") → "30 355 km²"
    split("Folk, rock", at_commas=True) → [(0, 4), (5, 10)]      place_parts("Ulm, Germany") → ["Ulm", "Germany"]

Brackets are kept only where nothing else is left. What stands in a line of its own is a value of its own.
"""

import re
from typing import Final

MONTH: Final = "January|February|March|April|May|June|July|August|September|October|November|December"
DATE: Final = (
    rf"(?:(?:\d{{1,2}}(?:st|nd|rd|th)?(?: of)? (?:{MONTH}),? \d{{3,4}}|(?:{MONTH}) \d{{1,2}}(?:st|nd|"
    rf"rd|th)?, ?\d{{3,4}}|"
    rf"(?:{MONTH}),? \d{{3,4}}|\d{{4}}-\d\d-\d\d|(?<![\d,.])\d{{3,4}}(?![\d,.]\d)(?!\d))(?: BCE?| B\.C\.)?)"
)
"""A date with a year."""
_DATE = re.compile(DATE)
_BRACKET = re.compile(r"\s*[(\[][^()\[\]]*[)\]]|\s*[(\[][^()\[\]]*$")
_FOOTNOTE = re.compile(
    r"\s*(?:\^?\[\w{1,3}\]|(?<!10)(?<!m)(?<!\d[spdf])\^\w{1,2}\b|(?<=\w)[¹²³⁴](?![\w²³])(?<!m²)(?<!m³)|[†‡*]+|\^(?!\S))"
)
_LOOSE_SPACE = re.compile(r"\s+([,;.%)])|([(])\s+")
_DASHES = re.compile(r"(?<=\w)-\s(?=\w)")
_NOTHING = re.compile(
    r"(?:n/?a|none|unknown|no data|-+|–|—|\?+|see .*|various|tba|tbd|varies|yes|no|not applicable|vacant|many)\.?",
    re.IGNORECASE,
)
_MARKUP = re.compile(r"[{}|<>]|\[\[|\]\]|https?:|&[a-z]+;|==|__")
_FILE = re.compile(
    r"\.(?:png|svg|jpe?g|gif|webp|tiff?|og[gv]|webm|pdf)\W*$|^(?:www\.)?[\w-]+(?:\.[\w-]+)*\.[a-z]{2,4}/?$",
    re.IGNORECASE,
)
"""Files and web addresses."""
_EDGES = " \t\n,;:•·–—-/|"
_NUMBER = re.compile(
    r"(?P<about>(?:about|approx(?:\.|imately)?|c\.|~|≈|ca?\.?|"
    r"over)\s*)?(?P<value>[-−]?\d[\d,. ]*(?:\s?[×x·]\s?10\^?[-−]?\d+)?"
    r"(?:\s?(?:million|billion|trillion|thousand)\b)?)\s*(?P<unit>(?:km²|km2|km\^2|sq\.? ?(?:km|mi|"
    r"miles)|mi²|m²|hectares|ha\b|(?:kg|g|J|kJ|W|people)?/\s?(?:km²|mi²|sq\.? ?mi|mol|L|m³)|"
    r"metres|meters|feet|ft|miles|mi\b|km\b|m\b|cm\b|mm\b|K\b|°\s?C|°\s?F|kg|g\b|t\b|days?|years?|"
    r"hours?|minutes|d\b|u\b|g[·/]mol(?:\^?[−-]1)?|m\^?3/s|m³/s|persons|inhabitants|"
    r"%)(?:\s?/\s?(?:km²|km2|mi²|sq mi|mol|s))?)?"
)
_COUNTRIES = """
    Afghanistan; Albania; Algeria; Andorra; Angola; Argentina; Armenia; Australia; Austria; Azerbaijan; Bahamas;
    Bahrain; Bangladesh; Barbados; Belarus; Belgium; Belize; Benin; Bhutan; Bolivia; Bosnia and Herzegovina;
    Botswana; Brazil; Brunei; Bulgaria; Burkina Faso; Burma; Burundi; Cambodia; Cameroon; Canada; Cape Verde;
    Chad; Chile; China; Colombia; Costa Rica; Croatia; Cuba; Cyprus; Czech Republic; Denmark; Djibouti;
    Dominica; Dominican Republic; Ecuador; Egypt; El Salvador; England; Eritrea; Estonia; Ethiopia; Fiji;
    Finland; France; Gabon; Gambia; Germany; Ghana; Greece; Grenada; Guatemala; Guinea; Guyana; Haiti; Honduras;
    Hungary; Iceland; India; Indonesia; Iran; Iraq; Ireland; Israel; Italy; Ivory Coast; Jamaica; Japan; Jordan;
    Kazakhstan; Kenya; Kuwait; Kyrgyzstan; Laos; Latvia; Lebanon; Lesotho; Liberia; Libya; Liechtenstein;
    Lithuania; Luxembourg; Madagascar; Malawi; Malaysia; Maldives; Mali; Malta; Mauritania; Mauritius; Mexico;
    Moldova; Monaco; Mongolia; Montenegro; Morocco; Mozambique; Myanmar; Namibia; Nepal; Netherlands; New
    Zealand; Nicaragua; Niger; Nigeria; North Korea; North Macedonia; Northern Ireland; Norway; Oman; Pakistan;
    Panama; Papua New Guinea; Paraguay; Peru; Philippines; Poland; Portugal; Qatar; Romania; Russia; Rwanda;
    Samoa; San Marino; Saudi Arabia; Scotland; Senegal; Serbia; Seychelles; Sierra Leone; Singapore; Slovakia;
    Slovenia; Somalia; South Africa; South Korea; South Sudan; Spain; Sri Lanka; Sudan; Suriname; Swaziland;
    Sweden; Switzerland; Syria; Taiwan; Tajikistan; Tanzania; Thailand; Togo; Tonga; Trinidad and Tobago;
    Tunisia; Turkey; Turkmenistan; Uganda; Ukraine; United Arab Emirates; United Kingdom; United States;
    Uruguay; Uzbekistan; Vanuatu; Vatican City; Venezuela; Vietnam; Wales; Yemen; Zambia; Zimbabwe; United
    States of America
"""
COUNTRIES: Final = frozenset(" ".join(_COUNTRIES.split()).split("; "))
_SHORT_COUNTRIES = {
    **dict.fromkeys(("U.S.", "US", "USA", "U.S.A."), "United States"),
    **dict.fromkeys(("UK", "U.K."), "United Kingdom"),
    **dict.fromkeys(("USSR", "U.S.S.R."), "Soviet Union"),
}


def tidy(value: str) -> str:
    """A value without footnotes, ranks and other brackets; empty where nothing is said."""
    text = _FOOTNOTE.sub("", value)
    if "(" in text or "[" in text:
        bare = _BRACKET.sub("", _BRACKET.sub("", text)).strip(_EDGES)
        text = bare or text.strip(" ()[]")
    text = _LOOSE_SPACE.sub(r"\1\2", " ".join(_DASHES.sub("-", text).split())).strip(_EDGES)
    text = re.sub(r"^(?:and|or|&)\s|\s(?:and|or|&)$", "", text)
    text = text.strip("\"“”'") if text[:1] in "\"“'" and text.count('"') + text.count("“") < 3 else text
    return "" if _NOTHING.fullmatch(text) or _MARKUP.search(text) or _FILE.search(text) or len(text) > 200 else text


def split(value: str, *, at_commas: bool = False, at_and: bool = False) -> list[tuple[int, int]]:
    """Where a value's single values stand: lines, parts between bullets, and between commas or `and` if asked."""
    marks = r"[\n•;]|\s·\s|(?<=\w)\s/\s"
    if at_commas:
        marks += r"|,(?:\s+and\b)?(?!\s*(?:Jr|Sr)\b)(?![^(\n]*\))"
    if at_and:
        marks += r"|\s(?:and|&)\s(?![^(\n]*\))"
    ends = [(m.start(), m.end()) for m in re.finditer(marks, value)]
    starts = [0, *(end for _, end in ends)]
    stops = [*(start for start, _ in ends), len(value)]
    return [(a, b) for a, b in zip(starts, stops, strict=True) if value[a:b].strip(_EDGES)]


def find_date(text: str) -> re.Match[str] | None:
    """The first date in a text."""
    return _DATE.search(text)


def measure(text: str) -> str:
    """The first number of a value with its unit; empty without one."""
    found = _NUMBER.search(text)
    if found is None or not re.search(r"\d", found["value"]):
        return ""
    number = found["value"].strip(" ,.")
    unit = found["unit"] or ""
    return f"{number}{unit}" if unit[:1] in ("", "/", "%") else f"{number} {unit}"


def place_parts(text: str) -> list[str]:
    """`Ulm, Württemberg, Germany` → its parts, abbreviations of countries written out."""
    parts = [tidy(part) for part in _BRACKET.sub("", text).split(",")]
    return [_SHORT_COUNTRIES.get(part, part) for part in parts if part]
