r"""Values of infobox rows as their relation has them: what an editor wrote around a value is cut off or refused.

    fitting("Russian de facto", "official_language") → "Russian"      fitting("De jure", "spoken_in") → ""
    fitting("Jordan Abu Musab al-Zarqawi", "commander") → "Abu Musab al-Zarqawi"

Rows hold remarks (`French is the language of business`), headings (`De jure`), the words of flags before names, and
names cut by a comma from their owner (`Victoria, German Empress`). A value kept is always a stretch of the row's words.
"""

import re
from typing import Final

from synthloom.catalog.corpus.facts_values import COUNTRIES
from synthloom.schemas.relations import RELATIONS

_SAYS = re.compile(
    r"\b(?:is|are|was|were|has|have|had|does|gave|spoken|used|recogni[sz]ed|specified|abolished|transferred)\b"
)
"""Words of sentences: a name has none of them."""
_REMARK = re.compile(
    r"^(?:Almost|All|Many|Most|Several|Some|Numerous|Various|Multiple|Precursor|Co-founder|Founder|Raised|No|Other|See|"
    r"Gave|Used|Spoken|Advocating|Elucidating|Including|Especially|Formerly|Currently|"
    r"De jure|De facto|District|Subdivision)\b|[`{}]|\w_\w"
)
_NO_TITLE = re.compile(r"(?:Multiple|None|No|Anthem without) ")
_BEHIND = re.compile(r",? (?:\(?(?:de facto|de jure|by a majority|by law|only|officially)\b.*|\+ \d.*)$|, \d+$")
_STOP = re.compile(r"(?<=[^\W\d]{5})\.$")
_LABEL = re.compile(r"^(?:Administrative|Legislative|Executive|Official|National|Common|[A-Z]\w+ notes):\s+")
_TONGUE = re.compile(r"[^\W\d_a-z][\w'’ʻ-]*(?: [^\W\d_a-z][\w'’ʻ-]*){0,3}")
_NO_TONGUE = re.compile(r"Sign Language|.*\b(?:Realm|Government|Commonwealth|Republic)\b.*")
_DIALECT = re.compile(r" of the .*| dialect$| language$")
_NO_PLACE = re.compile(
    r"United Nations|European Union|African Union|Commonwealth of Nations|U\.S\. state|Western Hemisphere|Earth|"
    r"[A-Z]{3,}|World(?:wide)?|Independent [Cc]ity|Federal City"
)
_RANK = re.compile(
    r"(?:[A-Z]\w+ )?(?:Empress|Emperor|Queen|King|Princess|Prince|Duke|Duchess|Count|Countess)(?: of .*)?"
)
_PEOPLE = re.compile(r"(?:American|British|English|French|German|Italian|Western|Eastern)s?|Founding Fathers")
_AUTHORITY = re.compile(r"\(?([^\W\d_a-z][^\d.,()]{3,}?)\)?(?:, \d{4})?\)?")
_UNION = "Union of Soviet Socialist Republics"
_FLAG = re.compile(
    rf"(?:{'|'.join(sorted(map(re.escape, COUNTRIES), key=len, reverse=True))}|{_UNION})"
    r" (?=[^\W\d_a-z][\w'’-]* [\w'’-]*[^\W\d_a-z])"
)
"""A country's name as the flag before a person prints it."""
_TWO_SIDES = re.compile(
    r".* (?:forces [A-Z].*|others)|"
    r"(?:The )?(?:Philippines|United Kingdom|United States|Iraq) (?:Democratic|New|Republic|Kingdom)\b.*"
)
_PLACES: Final = frozenset(
    ("spoken_in", "borders", "located_in", "region", "country", "headquarters", "continent", "independence_from")
)
_TITLES: Final = frozenset(
    (
        "album",
        "follows",
        "followed_by",
        "based_on",
        "series",
        "label",
        "performer",
        "publisher",
        "product",
        "subsidiary",
    )
)
"""Relations to titles and to names that may be any words."""


def fitting(value: str, relation: str) -> str:
    """The value without what isn't of it; empty where nothing of its relation is left."""
    kind = RELATIONS[relation].kind if relation in RELATIONS else ""
    if relation == "anthem":
        return "" if _NO_TITLE.match(value) else value
    if kind not in ("person", "place", "thing") or relation in _TITLES:
        return value
    text = _STOP.sub("", _LABEL.sub("", _BEHIND.sub("", value))).strip(" ,;")
    if (relation != "known_for" and _SAYS.search(text)) or _REMARK.search(text):
        return ""
    return _of_relation(text, relation)


def _of_relation(text: str, relation: str) -> str:
    """What single relations ask of a value."""
    if relation == "official_language":
        text = _DIALECT.sub("", text)
        return text if _TONGUE.fullmatch(text) and not _NO_TONGUE.fullmatch(text) else ""
    if relation in _PLACES:
        text = text[:-1] if text[:-1] in COUNTRIES else text
        return "" if _NO_PLACE.fullmatch(text) else text
    if relation == "commander":
        return _FLAG.sub("", text)
    if relation == "participant":
        return "" if _TWO_SIDES.fullmatch(text) else text.removeprefix(f"{_UNION} ")
    if relation in ("child", "sibling", "influenced"):
        return "" if _RANK.fullmatch(text) or _PEOPLE.fullmatch(text) else text
    if relation == "binomial_authority":
        found = _AUTHORITY.fullmatch(text)
        return found[1] if found else ""
    return text
