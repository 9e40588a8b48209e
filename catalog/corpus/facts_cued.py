"""Facts of one sentence by the cues of `facts_cues`: which cues speak of the subject, and the values behind them.

    "… is a 2007 film directed by Jan Svěrák and written by his father Zdeněk Svěrák …", subject "Empties", film
    → director "Jan Svěrák" · screenwriter "Zdeněk Svěrák"

Nothing is taken behind words that may turn the sense (`not`, `allegedly`) or change the subject (`who`, a second verb).
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from synthloom.catalog.corpus.facts_cues import CUES, OF, OF_WORK, Cue
from synthloom.catalog.corpus.facts_reading import PERSON, Reading, Span
from synthloom.catalog.corpus.facts_subject import Subject
from synthloom.catalog.corpus.facts_values import COUNTRIES, DATE, measure
from synthloom.schemas.relations import RELATIONS, Stratum

Value = tuple[str, Span | None]
_TURN = re.compile(
    r"""\b(?:who|whose|whom|which|that|where|when|while|although|though|but|if|unless|not|never|nor|no|neither|may|might|could|would|should|
    supposedly|allegedly|reportedly|possibly|perhaps|probably|legend|according|claim(?:s|ed)?|rumou?red|believed|thought|said|considered|
    attributed|unlike|except|than|because|since|after|before|until|intended|planned|proposed|failed|attempted|refused|declined|nominated|
    nearly|almost|scheduled|upcoming|expected|will|despite|instead|rather|whether|like)\b|[;:\"“”]|
    (?:,|\band\b|\bwith\b)[ ](?:the[ ]|his[ ]|her[ ]|its[ ]|a[ ])?[\w'’ ]{1,40}?[ ](?:was|is|were|are|had)\b""",
    re.VERBOSE,
)
_OTHER_THING = re.compile(
    r"\b(?:novel|play|book|story|film|album|song|series|game|comic|manga|poem|opera|memoir|son|"
    r"daughter|brother|sister|wife|husband|band|company|"
    r"sequel|remake|adaptation|version|label|character|episode|soundtrack)s?\b"
)
_KIN_BEFORE = re.compile(
    r"(?:[\s,]++|of (?:the |King |Queen |Emperor |Prince |"
    r"Duke )?[^\W\d_a-z][\w'’-]*+(?: (?:of )?(?:the )?[^\W\d_a-z][\w'’-]*+)*+|"
    r"\b(?!(?:met|by|with|his|her|their|its|from)\b)[a-z\d][\w-]*+)*+"
)
"""What may stand between a person and `son of`: no name but after `of`."""
_AUXILIARY = re.compile(
    r"[\s,]*(?:(?:is|was|were|are|has been|had been|have been)\s+)?(?:(?:also|then|"
    r"later|officially|"
    r"subsequently|currently|now|a|an|the|one of the)\s+)*"
)
_SECOND_NOUN = re.compile(r"[ ,]*(?:and (?:an? |the )?[a-z-]+(?: [a-z-]+)? ?)?")
"""What may stand between the head noun and a cue that belongs to it: `city and a seaport in`."""
_STANDING = frozenset(
    [
        "located_in",
        "headquarters",
        "founded_by",
        "founding_date",
        "discovered_by",
        "discovery_date",
        "named_after",
        "owner",
        "parent_organization",
        "manufacturer",
        "architect",
        "elevation",
        "publisher",
        "opening_date",
        "inventor",
        "lies_on",
    ]
)
"""Relations that only the introduction tells behind other words: elsewhere the cue must follow the subject."""
_STILL = frozenset(("located_in", "part_of"))
"""Relations of places that may have ended: not taken from the past."""
_KIN = frozenset(("parent", "sibling", "child", "spouse"))
_TITLE = re.compile(r"\s*,?\s*[\"“]\s?([^\"“”]{2,70}?),?\s?[\"”]")
_SCHOOL = re.compile(
    r"Universit|College|School|Academy|Institute|Conservator|Polytechnic|Seminary|École|Eton|Harvard|"
    r"Yale|Oxford|Cambridge|Princeton|"
    r"Stanford|Juilliard|Gymnasium"
)
_AWARD = re.compile(r"Prize|Award|Medal|Order of|Cross|Trophy|Grammy|Oscar|Emmy|Legion of Hono")
_CONTINENTS = ("Africa", "Asia", "Europe", "North America", "South America", "Oceania", "Antarctica", "Australia")
_NO_PERSON = frozenset(
    [
        "Roman Catholic",
        "Jewish",
        "Catholic",
        "Protestant",
        "Muslim",
        "Christian",
        "Hindu",
        "Buddhist",
        "English",
        "French",
        "German",
        "American",
        "British",
        "Irish",
        "Scottish",
        "Greeks",
        "Romans",
    ]
)
_PLAIN = {
    "date": re.compile(rf"\s*({DATE})(?!\s*[–-]\s*\d)"),
    "code": re.compile(r"\s*([A-Z][a-z]?)\b"),
    "number": re.compile(r"\s*(\d[\d,. ]*\s?(?:metres|meters|feet|ft|m|km)?)\b"),
    "taxon": re.compile(r"\s*([A-Z][a-z]{3,})\b"),
}
_GOES_ON = re.compile(r" for [^\W\d_a-z]")
"""After the name of an organisation: the rest of it (`Partnership for Peace`)."""
_REALM = re.compile(
    r"[\w -]*?\b(?:Republic|Kingdom|State|Commonwealth|Province|County|Midlands|East|West|North|South) of (?:the )?"
)
"""What stands before the name of a place in a longer one that means the same place or lies in it."""
_BETWEEN_LINKS = re.compile(r"(?:\s|,|\band\b|\bor\b|\bthe\b|\ban?\b)*")


def cued(
    reading: Reading, subject_end: int, after_noun: int, subject: Subject
) -> Iterator[tuple[str, str, Span | None]]:
    """Relation, value and where it stands; `after_noun` is where the introduction's head noun ends, else -1."""
    text = reading.masked
    for cue in _fitting(subject.noun, subject.stratum):
        if not any(word in text for word in cue.words):
            continue
        for found in cue.pattern.finditer(text, subject_end):
            if _allowed(text, subject_end, after_noun, found.start(), cue):
                for value, span in _values(reading, cue, found, subject):
                    yield _relation(cue, value), value, span
                break


def _relation(cue: Cue, value: str) -> str:
    return "country" if cue.relation == "located_in" and value in COUNTRIES else cue.relation


def _allowed(text: str, subject_end: int, after_noun: int, at: int, cue: Cue) -> bool:
    """Whether a cue at a place speaks of the subject."""
    if cue.direct or (after_noun < 0 and cue.relation in _STANDING):
        aside = _AUXILIARY.match(text, subject_end)
        if aside and aside.end() == at:
            past = cue.relation in _STILL and re.search(r"\b(?:was|were|then)\b", aside.group())
            return not past and not ("also" in aside.group() and text[at : at + 3] == "in ")
        return after_noun > 0 and _SECOND_NOUN.fullmatch(text[after_noun:at]) is not None
    between = text[subject_end:at]
    if len(between) > 260 or _TURN.search(between):
        return False
    if cue.how == "kin":
        return len(between) < 160 and _KIN_BEFORE.fullmatch(between) is not None
    return not _OTHER_THING.search(text[after_noun if 0 < after_noun < at else subject_end : at])


@lru_cache(4_096)
def _fitting(noun: str, stratum: Stratum) -> tuple[Cue, ...]:
    """The cues for a type."""
    last = noun.rpartition(" ")[2]
    kinds = {stratum or "none", "*"} | {name for name, words in OF.items() if last in words}
    if last in OF_WORK:
        kinds.add("work")
    if stratum != "person" and noun:
        kinds.add("*-")
    if stratum in ("location", "building"):
        kinds |= {"settled", "founded"}
    if "group" in kinds:
        kinds.add("founded")
    return tuple(cue for cue in CUES if cue.of & kinds)


def _values(reading: Reading, cue: Cue, found: re.Match[str], subject: Subject) -> list[Value]:
    """The values behind a cue."""
    at, text = found.end(), reading.masked
    if cue.how in _PLAIN:
        return _plain(cue, found, text)
    spans = _spans(reading, cue, at)
    if RELATIONS[cue.relation].kind == "person":
        return _persons(reading, spans, kin=cue.relation in _KIN, full=" " in subject.title)
    return [(reading.value(span), span) for span in spans]


def _spans(reading: Reading, cue: Cue, at: int) -> list[Span]:
    """Where the values behind a cue stand."""
    if cue.how in ("places", "continent"):
        spans = [_inner(reading, span) for span in reading.places(at)]
        if cue.how == "continent":
            return [span for span in spans[:1] if reading.value(span) in _CONTINENTS]
        return spans[:1] if cue.relation == "headquarters" else spans
    if cue.how == "list":
        return [_inner(reading, span) for span in reading.list_of_places(at)]
    if cue.how == "links":
        return _linked(reading, at)
    if cue.how == "title":
        quoted = _TITLE.match(reading.masked, at)
        return [Span(quoted.start(1), quoted.end(1))] if quoted else reading.names(at)[:1]
    spans = reading.names(at, PERSON)
    if cue.how in ("school", "award"):
        wanted = _SCHOOL if cue.how == "school" else _AWARD
        return [span for span in spans if wanted.search(reading.value(span))]
    if cue.how == "name":
        return [
            span
            for span in spans[:1]
            if reading.target(span) or not re.match(r" and [^\W\d_a-z]", reading.masked[span.end :])
        ]
    if cue.relation == "member_of":
        spans = [s for s in spans if reading.target(s) or not _GOES_ON.match(reading.masked, s.end)]
    return spans[:12]


def _inner(reading: Reading, span: Span) -> Span:
    """The place linked to within a longer name of it: `South Africa` of "Republic of South Africa"."""
    found = None if reading.target(span) else _REALM.match(reading.masked, span.start, span.end)
    tail = Span(found.end(), span.end) if found else span
    target = reading.target(tail)
    return tail if target and not target.endswith("(country)") else span


def _persons(reading: Reading, spans: list[Span], *, kin: bool, full: bool) -> list[Value]:
    """Persons and groups: no religions or peoples, no last names alone where the sentence has the full one."""
    values = [(reading.value(span), span) for span in spans]
    kept = list[Value]()
    for value, span in values:
        if value in _NO_PERSON:
            continue
        short = " " not in value and not reading.target(span)
        if short and ((kin and full) or any(" " in other for other, _ in values) or _in_full(reading.masked, value)):
            continue
        after_the = reading.masked[max(0, span.start - 4) : span.start].lower() == "the "
        if after_the and not kin and (value.endswith("s") or " " not in value):
            value = f"The {value}"
        kept.append((value, span))
    return kept


def _in_full(text: str, last: str) -> bool:
    """Whether a text has a name with another before it: `Michael Keaton` of "Keaton"."""
    at = text.find(f" {last}")
    while at >= 0:
        if text[:at].rpartition(" ")[2][:1].isupper():
            return True
        at = text.find(f" {last}", at + 1)
    return False


def _plain(cue: Cue, found: re.Match[str], text: str) -> list[Value]:
    """Dates, numbers, codes and names of groups of species or languages."""
    if cue.pattern.groups:
        return [(found[1], Span(*found.span(1)))] if found[1] not in COUNTRIES else []
    value = _PLAIN[cue.how].match(text, found.end())
    if value is None:
        return []
    return [
        (measure(value[1]) if cue.how == "number" else value[1], Span(*value.span(1)) if cue.how == "taxon" else None)
    ]


def _linked(reading: Reading, at: int) -> list[Span]:
    """Links that follow one another from a place on."""
    spans = list[Span]()
    while skipped := _BETWEEN_LINKS.match(reading.masked, at):
        link = reading.link_at(skipped.end())
        if link is None:
            break
        spans.append(Span(skipped.end(), link.end - reading.start))
        at = spans[-1].end
    return spans
