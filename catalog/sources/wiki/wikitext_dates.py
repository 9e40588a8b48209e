"""Dates as their templates show them.

    {{birth date|1879|3|14}} → "March 14, 1879"            {{birth date|df=yes|1879|3|14}} → "14 March 1879"
    {{death date and age|1955|4|18|1879|3|14}} → "April 18, 1955"       {{дата рождения|14|3|1879}} → "1879-03-14"

The English ones follow the English Wikipedia (`df` puts the day first). Those of other languages give ISO dates, which
read the same everywhere.
"""

from collections.abc import Callable

Date = Callable[[list[str], dict[str, str]], str]
MONTHS = ["January", "February", "March", "April", "May", "June", "July"]
MONTHS += ["August", "September", "October", "November", "December"]


def written(year: str, month: str, day: str, day_first: bool) -> str:
    """A date in English words, of what is known of it."""
    named = MONTHS[int(month) - 1] if month.isdecimal() and len(month) < 3 and 1 <= int(month) <= 12 else month
    day = day.lstrip("0")
    if not named:
        return year
    if not day:
        return f"{named} {year}".strip()
    return f"{day} {named} {year}".strip() if day_first else f"{named} {day}, {year}".strip(", ")


def _first(places: list[str], names: dict[str, str]) -> str:
    """Year, month, day by place; text where the first isn't a year."""
    year, month, day = [*places, "", "", ""][:3]
    if not year.lstrip("-").isdecimal():
        return year
    month = month if month.isdecimal() or month.capitalize() in MONTHS else ""
    return written(year, month, day if day.isdecimal() else "", names.get("df", "").startswith(("y", "t", "1")))


def _year(places: list[str], names: dict[str, str]) -> str:
    return places[0] if places else ""


def _film(places: list[str], names: dict[str, str]) -> str:
    """Groups of year, month, day and place, each on a line."""
    day_first = names.get("df", "").startswith(("y", "t", "1"))
    lines = []
    for start in range(0, len(places), 4):
        year, month, day, place = [*places[start : start + 4], "", "", "", ""][:4]
        if year:
            lines.append(written(year, month, day, day_first) + (f" ({place})" if place else ""))
    return "\n".join(lines)


def _span(places: list[str], names: dict[str, str]) -> str:
    return "–".join(part for part in places[:2] if part)


def _iso(places: list[str], names: dict[str, str]) -> str:
    """Day, month, year by place, whichever way round; words are kept."""
    numbers = [part for part in places[:3] if part]
    if len(numbers) == 3 and all(part.isascii() and part.isdecimal() and len(part) < 5 for part in numbers):
        day, month, year = numbers if len(numbers[2]) > 2 else numbers[::-1]
        return f"{year}-{int(month):02d}-{int(day):02d}"
    return " ".join(numbers)


def _words(places: list[str], names: dict[str, str]) -> str:
    return " ".join(part for part in places[:3] if part)


_NAMES: tuple[tuple[Date, str], ...] = (
    (_first, """birth date|birth date and age|dob|bda|birthdate|birth-date|birth-date and age|birthdate and age
        death date|death date and age|dda|death-date|death-date and age|deathdate|death date and given age
        start date|end date|start date and age|end date and age|release date|start-date|end-date|release date and age
        date|dts|datesort|date table sorting|founding date|opening date|disappeared date and age"""),
    (_year, """birth year and age|death year and age|birth year|birth based on age as of date|year|birth-year
        death year"""),
    (_film, "film date|filmdate|video game release date"),
    (_span, "reign span|year span|yearspan|date range|daterange"),
    (_iso, """дата рождения|дата смерти|дата|fecha|data de nascimento|dni|data urodzenia|дата народження
        fecha de nacimiento|fecha de fallecimiento|nacimiento|datum narození|datum narození a věk|datum úmrtí
        datum úmrtí a věk|geburtsdatum|rođenje"""),
    (_words, "date de naissance|date de décès|date-|date de fondation|date de naissance-|date de décès-"),
)  # fmt: skip
DATES: dict[str, Date] = {name.strip(): date for date, names in _NAMES for name in names.replace("\n", "|").split("|")}
