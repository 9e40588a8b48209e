"""Values of facts: how they stand in a sentence, what of them a query looks for, and their other right forms.

    Known("birth_date", "14 March 1879") → phrase "1879", sought "1879", forms ("March 14, 1879", "14 March 1879", …)
    Known("currency", "Rand")            → phrase "the rand", sought "rand"

A value that is not plain words, or not what its relation says, is empty and never used.
"""

import re
import unicodedata
from calendar import month_name
from typing import NamedTuple

from synthloom.catalog.corpus.key import key
from synthloom.generators.asking.names import with_article
from synthloom.schemas.corpus import Known
from synthloom.schemas.relations import RELATIONS, Kind

_YEAR = re.compile(r"(?<!\d)(1\d{3}|20\d{2}|[3-9]\d{2})(?!\d)")
_WORKS = ("album", "follows", "followed_by", "based_on")
"""Relations to a title, which stands in quotation marks."""
_BEFORE_CHRIST = re.compile(r"\b(?:BC|BCE|B\.C\.?)(?:\W|$)|\bc(?:irca|a)?\.? |century", re.IGNORECASE)
_MONTHS = "|".join(month_name[1:])
_DAY_FIRST = re.compile(rf"(\d{{1,2}})(?:st|nd|rd|th)?(?: of)? ({_MONTHS}),? (\d{{3,4}})")
_MONTH_FIRST = re.compile(rf"({_MONTHS}) (\d{{1,2}})(?:st|nd|rd|th)?,? (\d{{3,4}})")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})$")
_BRACKET = re.compile(r"\s*[(\[][^()\[\]]*[)\]]")
_NOT_PLAIN = (
    r"[{}<>|=*\n()\[\]:;]",
    r"\.\.\.|…",
    r"^\W*$",
    r"\.(?:png|jpe?g|svg|gif|tiff?|ogg|webp)$",
    r"^www\.",
    r"^(?:none|various|several|unknown|many|n/?a|yes|no|other|incumbent|see\b.*|not? .*)$",
)
_MARKS = re.compile("|".join(_NOT_PLAIN), re.IGNORECASE)
"""Marks of markup, names of files and sites, and words for there being no value."""
_POLITY = "monarchy|republic|democracy|federation|dictatorship|emirate|principality|state|theocracy"
_SHAPES = {
    "calling_code": re.compile(r"^\+\d"),
    "label": re.compile(r"^\D+$"),
    "internet_domain": re.compile(r"^\.\w"),
    "government": re.compile(rf"^[^.]*(?:{_POLITY})$", re.IGNORECASE),
}
"""What a value must look like to be of its relation: a city's `area code` is no country's."""
_SEVERAL = re.compile(r",(?! (?:Jr|Sr|I+|Count|Duke|Prince|Earl|Lord|Baron)\b)| and | & |/")
"""Between two persons in one value."""
_UNIT = re.compile(r"\d.*[^\W\d]|[°%]")
_BARE = ("atomic_number",)
"""Numbers that have no unit."""
_ADJECTIVE = re.compile(r"(?:ic|an|al|ive|Labour|Whig|Nazi|ist)$")
"""How the name of a party ends where an infobox leaves `Party` out."""
_NAMED_BARE = ("ASEAN", "CARICOM", "ECOWAS", "FIFA", "Interpol", "Mercosur", "NATO", "OPEC", "UNESCO", "UNICEF")
"""Organisations that stand without an article."""
_POUND = re.compile("^(?:Pound|Euro|Renminbi)(?= )")

_COMMON = frozenset(
    {"occupation", "field", "genre", "conservation_status", "government", "instrument", "used_for", "material"}
    | {"appearance", "death_cause", "architectural_style", "industry", "product", "chemical_series", "cause"}
)
"""Relations whose values are common nouns, though an infobox writes them with a capital."""
_DEMONYM = re.compile(r"(?:an|ese|ish|ch|ic|ing)$")
_PROPER = re.compile(r"[A-Z][a-z]+(?: [A-Z]|$)")
_CIPHERS = re.compile(r"(?<=\d),(?=\d{3}\b)")


class Date(NamedTuple):
    """A date as far as it is known; 0 is unknown."""

    year: int
    month: int = 0
    day: int = 0


def kind_of(relation: str) -> Kind:
    """What the values of a relation are; of a relation that no rule knows, text."""
    return RELATIONS[relation].kind if relation in RELATIONS else "text"


def is_one(relation: str) -> bool:
    """Whether a subject has one value at most."""
    return relation in RELATIONS and RELATIONS[relation].one


def read_date(text: str) -> Date | None:
    """The one date in a text. None where there is none, two years, a century, `c.` or `BC`."""
    years = set(_YEAR.findall(text))
    if len(years) != 1 or _BEFORE_CHRIST.search(text):
        return None
    if found := _ISO.search(text.strip()):
        year, month, day = map(int, found.groups())
        return Date(year, month, day) if 1 <= month <= 12 else Date(year)
    if found := _DAY_FIRST.search(text):
        return Date(int(found[3]), list(month_name).index(found[2]), int(found[1]))
    if found := _MONTH_FIRST.search(text):
        return Date(int(found[3]), list(month_name).index(found[1]), int(found[2]))
    return Date(int(years.pop()))


def is_sure(fact: Known) -> bool:
    """Whether the sentence gives the year of a date as just so: not as about so, as one of two, or before Christ."""
    date = read_date(fact.value)
    if date is None:
        return False
    before = rf"(?:\b(?:circa|about|around|before|after|or)|\bca?\.|[~<>]) ?{date.year}\b"
    after = rf"\b{date.year}(?:[\d /–-]*(?:BCE?\b|B\. ?C|\?)| or \d)"
    return not re.search(f"{before}|{after}", fact.sentence)


def date_forms(date: Date) -> tuple[str, ...]:
    """The ways to write a date; the first is the one to give as an answer."""
    year = str(date.year)
    if not date.day:
        return (year,)
    month, day = month_name[date.month], str(date.day)
    return (
        f"{day} {month} {year}",
        f"{month} {day}, {year}",
        f"{year}-{date.month:02}-{date.day:02}",
        f"{date.day:02}/{date.month:02}/{year}",
    )


def clean(value: str) -> str:
    """A value without brackets, quotation marks and a closing stop; empty where it isn't plain words."""
    text = _BRACKET.sub("", value).strip(" \t,;:\"“”'‘’").rstrip(".")
    return "" if _MARKS.search(text) else " ".join(text.split())


def plain(fact: Known) -> str:
    """The value of a fact in plain words; empty where it isn't what its relation says."""
    text = clean(fact.value)
    shape = _SHAPES.get(fact.relation)
    if shape and not shape.search(text):
        return ""
    kind = kind_of(fact.relation)
    if kind in ("person", "place") and ("°" in text or text[:1].isdigit()):
        return ""
    if kind == "person" and _SEVERAL.search(text):
        return ""
    if kind == "number" and fact.relation not in _BARE and not _UNIT.search(text):
        return ""
    return text


def readable(value: str, language: str) -> bool:
    """Whether a reader of English can read a value aloud: in an English wiki, one in Latin letters."""
    return language != "en" or all(unicodedata.name(c, "").startswith("LATIN") for c in value if c.isalpha())


def sought(fact: Known) -> str:
    """What of a value's key a query looks for: the year of a date, else the whole."""
    if kind_of(fact.relation) == "date":
        date = read_date(fact.value)
        return str(date.year) if date else ""
    return key(clean(fact.value))


def phrase(fact: Known) -> str:
    """A value as it stands after a verb or a preposition; empty where it can't."""
    kind = kind_of(fact.relation)
    if kind == "date":
        return sought(fact) if is_sure(fact) else ""
    text = plain(fact)
    if not text:
        return ""
    if told := _told(fact.relation, text):
        return told
    if fact.relation in _COMMON:
        return text if _keeps_capital(text, fact.sentence) else text[:1].lower() + text[1:]
    if kind in ("person", "place", "thing"):
        return with_article(text)
    return text


def _told(relation: str, text: str) -> str:
    """The phrase of a relation that has a way of its own; empty of others."""
    if relation == "currency":
        first, space, last = _POUND.sub(lambda found: found[0].lower(), text.removeprefix("the ")).rpartition(" ")
        return f"the {first}{space}{last if last.isupper() else last.lower()}"
    if relation == "office":
        return f"the {text}" if text[0].isdigit() else text
    if relation in _WORKS:
        return f"“{text}”"
    if relation == "member_of":
        return text if text in _NAMED_BARE else f"the {text.removeprefix('the ')}"
    if relation == "party" and _ADJECTIVE.search(text):
        return f"the {text} Party"
    return text.lower() if relation == "government" else ""


def _keeps_capital(text: str, sentence: str) -> bool:
    """Whether a value is a name: written so within a sentence, or made of a name by its ending (`French`)."""
    low = text[:1].lower() + text[1:]
    if low in sentence:
        return False
    first = text.split(" ")[0]
    return not text[1:2].islower() or (bool(_DEMONYM.search(first)) and not sentence.startswith(text))


def other_forms(fact: Known, answer: str) -> tuple[str, ...]:
    """Other right ways to write an answer that is the value of a fact."""
    kind, forms = kind_of(fact.relation), [clean(fact.value), fact.value.strip()]
    if kind == "date" and (date := read_date(fact.value)):
        forms = list(date_forms(date)) if len(answer) > 4 else [*date_forms(date)[:2]]
    if kind in ("number", "code"):
        forms += [_CIPHERS.sub("", answer), answer.replace(" ", "")]
    if kind in ("person", "place", "thing"):
        forms.append(with_article(answer))
    if answer.startswith("."):
        forms.append(answer[1:])
    return tuple(dict.fromkeys(form for form in forms if form and form != answer))
