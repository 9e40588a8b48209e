"""How names, places and lists of them are read out of a sentence, from a given character on.

    Reading("… directed by Jan Svěrák and written by his father …").names(14, PERSON) → [Span(14, 25)]
    Reading("… in Gmina Susz, within Iława County, Poland.").places(3) → Gmina Susz, Iława County, Poland

A name is words with capitals and what joins them (`Ludwig van Beethoven`), or a link's words where a link begins. What
follows a name must be able to follow one: "by Warner Bros. pictures" gives nothing, for the name goes on in small
letters. In a list the last but one comma needs an `and`, or what follows the first comma is an apposition.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from typing import Final, NamedTuple

from synthloom.schemas.wiki import Link

_UPPER = r"[^\W\d_a-zß-öø-ÿāăąćčđēėęěğīįıłńňōőœřśşšťūůűźżž]"
_TOKEN = rf"(?:{_UPPER}[\w'’-]*\.?|[dD]['’]{_UPPER}[\w-]*|al-{_UPPER}[\w-]*)"
_JOINS = (
    r"(?:of the|de la|de los|de las|van der|van den|von der|of|de|del|della|di|da|do|dos|das|du|la|"
    r"le|van|von|zu|the|bin|ibn|el|ter|ten|af|av|mac|ap|ben|and(?= Gotha\b))"
)
_NAME = re.compile(rf"{_TOKEN}(?:\s(?:{_JOINS}\s)?{_TOKEN}|\s(?:{_JOINS}\s){_TOKEN}|\s\d{{1,4}}\b(?=[\s,.;]))*")
_WHOLE = re.compile(
    r"(?:Bosnia and Herzegovina|Trinidad and Tobago|Antigua and Barbuda|Saint Kitts and Nevis|"
    r"São Tomé and Príncipe|"
    r"Saint Vincent and the Grenadines|Serbia and Montenegro|Newfoundland and Labrador|Turks and Caicos Islands|"
    r"England and Wales|Tyne and Wear|Castile and León|Dumfries and Galloway|Perth and Kinross|"
    r"Argyll and Bute|Brighton and Hove|Andaman and Nicobar Islands|Jammu and Kashmir)"
)
_DESCRIBING = (
    r"(?!(?:of|by|in|on|at|for|from|with|to|into|and|or|as|after|before|during|who|which|that|whose|"
    r"where|when|is|was|are|were|has|had|starring|"
    r"stars|starred|featuring|\w+ed|written|led|made|set|sung|daughter|son|brother|sister|wife|"
    r"mother|father|not|others|several|many|various)\b)[a-z][\w'’/-]*"
)
_BEFORE = re.compile(
    rf"\s*(?:(?:the|his|her|its|their|an?|both|then|fellow|late|"
    rf"veteran) )?(?:(?:{_UPPER}[\w-]+ )?(?:{_DESCRIBING}[ ,]\s?){{1,4}})?"
    r"(?:(?:brother|sister|father|wife|mother|son|daughter|husband)s? )?"
)
"""Words before a name that aren't of it: `the American rock band`."""
_NO_PREFIX = re.compile(r"\s*(?:(?:the|both|Sir|Dame) )?")
_FOLLOW = re.compile(
    r"""(?:\s*(?:$|[.,;:()\"”—\]])|\s+(?:[–-]\s|and|&|or|in|on|at|for|from|with|by|to|into|who|whom|which|that|whose|as|is|was|are|were|of|during|after|
    before|until|since|under|near|where|when|while|but|through|via|between|about|over|alongside|along|within|against|than|has|had|
    have|starring|based|released|written|directed|produced|first|also|then|following|shortly|because|so|just|upon|featuring|comprising|including|consisting|bordering|covering|containing|located|situated|lying|
    bordered|surrounded|known|called|named|where|(?:region|area|district|neighbou?rhood|part|section)\s+of)\b)""",
    re.VERBOSE,
)
_COMMA = re.compile(r",\s+(?!and\b|&)")
_AND = re.compile(r"\s*,?\s+(?:and|&|as well as)\s+(?:by\s+)?")
_ABBREVIATED = re.compile(r"(?:\b(?:Jr|Sr|Bros|Inc|Co|Ltd|Corp|St|Mt|Ft|Dr|D\.C|U\.S|U\.K|Ph\.D|[A-Z]))\.$")
_NO_NAME = frozenset(
    [
        "He",
        "She",
        "It",
        "They",
        "The",
        "A",
        "An",
        "His",
        "Her",
        "Its",
        "Their",
        "This",
        "That",
        "These",
        "In",
        "On",
        "At",
        "By",
        "For",
        "From",
        "After",
        "Before",
        "When",
        "While",
        "As",
        "However",
        "I",
        "We",
        "You",
        "There",
        "Although",
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
        "Sunday",
        "Jr",
        "Sr",
        "Jr.",
        "Sr.",
        "Inc",
        "Inc.",
        "Ltd",
        "Ltd.",
        "Mr",
        "Mrs",
        "AD",
        "BC",
        "BCE",
        "CE",
        "God",
    ]
)
_RANK = re.compile(
    r"(?:(?:Grand |Arch|Crown )?(?:Duke|Duchess|Count|Countess|King|Queen|Earl|Landgrave|Prince|"
    r"Princess|Baron|Baroness|Margrave|Elector|Lord|Lady|Emperor|"
    r"Empress|Marquess|Viscount|Sultan|Tsar|Bishop|Archbishop|Duc|Comte|Abbess|Abbot|Regent|Governor|"
    r"President)(?: Palatine)?(?: of\b|$)|(?:Viscount|Lord|Lady|Baron) [A-Z]|Jr\b|Sr\b|Esq)"
)
"""What follows a name and a comma as a rank of the same person."""
_PLACE_BEFORE = re.compile(
    r"\s*(?:the )?(?:(?:present-day|modern-day|modern|what is now|today's|nearby|rural|downtown|"
    r"central|southern|northern|eastern|western|"
    r"north|south|east|west|north-?eastern|north-?western|south-?eastern|south-?western|northeast|"
    r"northwest|southeast|southwest|far|upper|lower|"
    r"south-central|north-central|east-central|west-central|mid-?|coastal|mainland|tropical|"
    r"subtropical|continental|temperate) ){0,3}"
    r"(?:the )?(?:(?:[a-z-]+ ){0,2}(?:city|town|village|state|province|region|district|county|"
    r"municipality|commune|borough|suburb|"
    r"north|south|east|west|centre|center|heart|coast|tip|part|end|half|edge|"
    r"hamlet|parish|kingdom|republic|island|department|voivodeship|country|community|capital|"
    r"township|canton|prefecture|regency|oblast|neighbou?rhood|district) of )?"
)
_PLACE_NEXT = re.compile(
    r"\s*(?:,\s+(?:(?:with)?in|on|near) (?:the )?|,\s+(?!and\b|the\b)|\s+(?:with)?in (?:the )?|"
    r"\s+(?:region|area|district|neighbou?rhood|part|section) of (?:the )?)(?!which|whom|the \d|\d|"
    r"order|addition|the early|the late)"
)
_DIRECTION = re.compile(r"(?:North|South|East|West)-?(?:east|west|East|West)?")


_BETWEEN_PLACES = re.compile(
    r"(?:[\s,;:]++|(?:two|three|four|five|six|seven|eight|nine|ten)\b|"
    r"and\b|by\b|with\b|the\b|to\b|on\b|in\b|of\b|its\b|as well as|along|north-?|south-?|"
    r"east(?:ern)?|west(?:ern)?|central\b|northern|southern|"
    r"border(?:s|ed|ing)?|countries|states|nations|provinces|counties|both|shares|(?:a|short|long|"
    r"land|across|sea)\b)*+"
)


class Span(NamedTuple):
    """Where a value stands."""

    start: int
    end: int


class Reading:
    """A sentence with what stands in brackets blanked, and the links on it."""

    def __init__(self, text: str, masked: str, start: int, links: Sequence[Link], starts: Sequence[int]) -> None:
        """`text` is the sentence, `start` its place in the page, `links` the page's, `starts` their places."""
        self.text, self.masked, self.start = text, masked, start
        at = bisect_left(starts, start)
        inside = list[Link]()
        while at < len(links) and links[at].start < start + len(text):
            inside.append(links[at])
            at += 1
        self.links = inside

    def value(self, span: Span) -> str:
        """The words of a span."""
        return " ".join(re.sub(r"(?<=\w)- (?=\w)", "-", self.text[span.start : span.end]).split())

    def target(self, span: Span) -> str:
        """The page linked to on a span, if the link is most of it."""
        for link in self.links:
            start, end = link.start - self.start, link.end - self.start
            shared = min(end, span.end) - max(start, span.start)
            if shared > 0 and shared >= 0.6 * (span.end - span.start) and shared >= 0.6 * (end - start):
                return link.target
        return ""

    def link_at(self, at: int) -> Link | None:
        """The link that begins at a character."""
        return next((link for link in self.links if link.start - self.start == at), None)

    def name(self, at: int, before: re.Pattern[str] = _NO_PREFIX) -> Span | None:
        """The name at a character, after words that don't belong to it."""
        for pattern in (_NO_PREFIX, before) if before is not _NO_PREFIX else (_NO_PREFIX,):
            skipped = pattern.match(self.masked, at)
            start = skipped.end() if skipped else at
            if span := self._name_from(start):
                return span
        return None

    def _name_from(self, start: int) -> Span | None:
        found = _WHOLE.match(self.masked, start) or _NAME.match(self.masked, start)
        link = self.link_at(start)
        end = found.end() if found else 0
        if link and self.masked[start : start + 1].isupper():
            end = max(end, link.end - self.start)
        if not end:
            return None
        words = self.masked[start:end]
        if words.endswith(".") and not _ABBREVIATED.search(words):
            end -= 1
        if words.endswith(("'s", "’s")) or words.split()[0] in _NO_NAME or not _FOLLOW.match(self.masked, end):
            return None
        return Span(start, end)

    def names(self, at: int, before: re.Pattern[str] = _BEFORE) -> list[Span]:
        """A list of names: one, or several joined by commas and a final `and`."""
        first = self.name(at, before)
        if first is None:
            return []
        found, commas, end = [first], list[Span](), first.end
        while True:
            joint = _AND.match(self.masked, end)
            step = joint or _COMMA.match(self.masked, end)
            span = self.name(step.end(), before if joint else _NO_PREFIX) if step else None
            if span is None:
                return found
            end = span.end
            if not _RANK.match(self.masked, span.start):
                commas.append(span)
            if joint:
                found += commas
                commas = []

    def places(self, at: int) -> list[Span]:
        """A place and what it lies in, the smallest first."""
        found = list[Span]()
        while len(found) < 5:
            span = self.name(at, _PLACE_BEFORE)
            if span is None or re.search(r"\d", self.masked[span.start : span.end]):
                break
            found.append(span)
            step = _PLACE_NEXT.match(self.masked, span.end)
            if step is None:
                break
            at = step.end()
        return found

    def list_of_places(self, at: int) -> list[Span]:
        """Places named one after another, with the directions they lie in between them."""
        found = list[Span]()
        while len(found) < 20:
            skipped = _BETWEEN_PLACES.match(self.masked, at)
            start = skipped.end() if skipped else at
            span = self._name_from(start)
            if span is None:
                break
            if "Counties" in self.masked[span.start : span.end]:
                break
            if not _DIRECTION.fullmatch(self.masked, span.start, span.end):
                found.append(span)
            at = span.end
        return found


PERSON: Final = _BEFORE
"""Before persons, bands and makers: words such as `American filmmaker`."""
PLACE: Final = _PLACE_BEFORE
"""Before places: words such as `the city of`."""
