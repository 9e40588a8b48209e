"""When and where a person was born and died: from the bracket after the name and from `born …`, `died …`.

"(24 August 1973, Berlin – 25 June 2019, Berlin)" → birth_date, birth_place, death_date, death_place
"… was born on March 14, 1879, in the city of Ulm …" → birth_date "March 14, 1879", birth_place "Ulm"
"""

import re
from collections.abc import Iterator

from synthloom.catalog.corpus.facts_reading import Reading, Span
from synthloom.catalog.corpus.facts_values import COUNTRIES, DATE

_BRACKET = re.compile(r"\(([^()]*\d{3,4}[^()]*)\)")
_DASH = re.compile(r"\s*[–—]\s*|\s+-\s+|(?<=\d)-\s?(?=\d{4}|[A-Z])|(?<=\d)- (?=[A-Z\d])")
_DATE = re.compile(rf"({DATE})")
_DOUBTFUL = re.compile(
    r"\b(?:c|ca|circa|fl|reigned|r|ruled|about|around|before|after|probably|possibly|or|baptised|"
    r"baptized|bapt|between|active|by)\b\.?|\?|\d-\s?\d\b|/|BC\b"
)
_PLACE = re.compile(r"\s*(?:,| in | at |, in )\s*(?=[^\W\d_a-z])")
_BORN = re.compile(
    r"\b(?P<what>born|died)\b(?P<cause>(?: (?:of|from) [^,.;()]{3,30}?)?)(?=\s*(?:,|on|in|at|\d|[A-Z]|near|of))"
)
_STEP = re.compile(
    rf"\s*,?\s*(?:(?P<date>(?:on |in )?(?:{DATE}))|(?P<place>(?:in|at) (?!the age|age|a\b|an\b|his|"
    rf"her|the hospital|hospital)))"
)


def bracket_facts(reading: Reading, until: int) -> Iterator[tuple[str, str, Span | None]]:
    """Relation, value, and where a place stands, from the brackets before a sentence's verb."""
    for bracket in _BRACKET.finditer(reading.text[:until]):
        start = bracket.start(1)
        inner = bracket[1]
        cut = max(inner.rfind(";"), 0)
        if cut and not _DATE.search(inner[cut:]):
            continue
        inner, start = inner[cut:].lstrip("; "), start + cut + len(inner[cut:]) - len(inner[cut:].lstrip("; "))
        sides = list(_DASH.finditer(inner))
        if _DOUBTFUL.search(inner) or len(sides) > 1:
            return
        born = re.match(r"\s*(?:born|b\.)\s+(?:on |in )?", inner)
        died = re.match(r"\s*(?:died|d\.)\s+(?:on |in )?", inner)
        if born and re.search(r"\bdied\b|\bd\.", inner):
            return
        if sides and _DATE.search(inner[: sides[0].start()]) and _DATE.search(inner[sides[0].end() :]):
            yield from _side(reading, "birth", start, start + sides[0].start())
            yield from _side(reading, "death", start + sides[0].end(), start + len(inner))
        elif born or died:
            part = "birth" if born else "death"
            yield from _side(reading, part, start, start + len(inner))
        return


def _side(reading: Reading, part: str, start: int, end: int) -> Iterator[tuple[str, str, Span | None]]:
    """The date, and the place before or behind it, of one side of a bracket."""
    text = reading.text[start:end]
    dates = list(_DATE.finditer(text))
    if len(dates) != 1:
        return
    yield f"{part}_date", dates[0].group(), None
    behind = _PLACE.match(text, dates[0].end())
    if behind:
        yield from place(part, text[behind.end() :], start + behind.end())


def place(part: str, text: str, offset: int) -> Iterator[tuple[str, str, Span | None]]:
    """A place's first part, and the country if it is the last."""
    parts = [(m.start(), m.group().strip(" .")) for m in re.finditer(r"[^,]+", text)]
    if (
        not parts
        or len(parts) > 5
        or any(not p or not p[0].isupper() or len(p.split()) > 5 or re.search(r"[\d\"“]", p) for _, p in parts)
    ):
        return
    first = offset + text.index(parts[0][1], parts[0][0])
    name = (
        "Washington, D.C."
        if parts[0][1] == "Washington" and len(parts) > 1 and parts[1][1].startswith("D.C")
        else parts[0][1]
    )
    yield f"{part}_place", name, Span(first, first + len(parts[0][1]))
    if len(parts) > 1 and parts[-1][1] in COUNTRIES:
        last = offset + text.index(parts[-1][1], parts[-1][0])
        yield f"{part}_country", parts[-1][1], Span(last, last + len(parts[-1][1]))


def told_facts(reading: Reading, at: int) -> Iterator[tuple[str, str, Span | None]]:
    """`was born …`, `died …` from a place in a sentence on, where only plain words stand before."""
    for found in _BORN.finditer(reading.masked, at):
        before = reading.masked[at : found.start()]
        if not re.fullmatch(
            r"[\s,]*(?:was|is|were)?\s*|[\s,]*(?:was )?born [^;:\"“]{3,90} and (?:he |she )?|"
            r".{2,80}\b(?:actor|actress|player|singer|writer|director|driver|politician|footballer|cricketer|"
            r"wrestler|musician|artist)\s*,?\s*",
            before,
        ):
            continue
        part = "birth" if found["what"] == "born" else "death"
        place_next = found.end()
        for _ in range(3):
            step = _STEP.match(reading.masked, place_next)
            if step is None:
                break
            if step["date"]:
                dated = _DATE.search(step["date"])
                if dated and not re.search(r"\bBC|\bor\b", reading.masked[step.start() : step.end() + 6]):
                    yield f"{part}_date", dated.group(), None
                place_next = step.end()
                continue
            spans = reading.places(step.end())
            if spans:
                yield f"{part}_place", reading.value(spans[0]), spans[0]
                if len(spans) > 1 and reading.value(spans[-1]) in COUNTRIES:
                    yield f"{part}_country", reading.value(spans[-1]), spans[-1]
                place_next = spans[-1].end
            else:
                break
