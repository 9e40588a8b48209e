"""What a picture shows as far as its name tells, so that a question isn't anchored on a map or an icon.

    shown("RayCharles1983.jpg", "Ray Charles")     → "photo"      shown("LocationLesotho.png", "Lesotho") → "map"
    shown("Flag_of_Lesotho.svg.png", "Lesotho")    → "flag"       shown("Commons-logo.svg.png", "")       → "icon"
    shown("Ray Charles.ogg", "Ray Charles")        → "no picture"

Nobody looks into the picture here: a `photo` is whatever its name doesn't betray. A word of the page's own title is no
mark, so `Flag of France.jpg` is a photo for the page *Flag of France*. Of the marked ones only flags and coats of arms
show their subject, and they are the last choice; maps, charts, signatures, logos (which write the name out) and icons
never are one.
"""

import re
from typing import Literal

from synthloom.catalog.corpus.key import key

Shown = Literal["photo", "flag", "arms", "map", "chart", "signature", "logo", "icon", "no picture"]

_PICTURE = re.compile(r"\.(?:jpe?g|jpe|jfif|png|gif|webp|bmp|tiff?)$", re.IGNORECASE)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Za-z])(?=\d)|(?<=\d)(?=[A-Za-z])")
_MARKS: tuple[tuple[Shown, str], ...] = (
    ("icon", """icon icons ambox nuvola gnome crystal oojs padlock placeholder pictogram stub disambig disambiguation
        fileicon loudspeaker nocover bullet button spacer blank emoji|commons logo|question book|semi protection
        |star full|star empty|star half|edit clear|red pog|x mark|yes check|check mark|no image|no cover
        |replace this image|symbol book|symbol question|symbol support|people icon|portal puzzle|folder hexagonal
        |musical notes|wiki letter|increase 2|decrease 2|steady 2|p vip|p history|sound icon"""),
    ("logo", "logo logos logotype wordmark wikiquote wikisource wiktionary"),
    ("map", """map maps mapa mappa carte karte kaart kart locator location lage orthographic relief topographic
        topography distribution verbreitung adaptations|in the world|on the globe|in its region
        |in europe|in africa|in asia|administrative divisions|range map|zones"""),
    ("chart", "chart charts diagram plot timeline genealogy|family tree|population pyramid|climate graph"),
    ("signature", "signature autograph firma unterschrift podpis"),
    ("flag", "flag bandera bandeira drapeau flagge flaga vlag karogs karuogs"),
    ("arms", "arms coa escudo blason wappen herb gerbonis crest emblem coatofarms|greater coat|lesser coat|great seal"),
)  # fmt: skip


def _patterns() -> tuple[tuple[Shown, frozenset[str], tuple[str, ...]], ...]:
    made = []
    for kind, table in _MARKS:
        words, *phrases = table.split("|")
        made.append((kind, frozenset(words.split()), tuple(f" {' '.join(phrase.split())} " for phrase in phrases)))
    return tuple(made)


_PATTERNS = _patterns()


def words_of(name: str) -> list[str]:
    """The words of a file's name, taken apart where `CamelCase` or digits join them."""
    return key(_CAMEL.sub(" ", re.sub(r"\.svg$", "", _PICTURE.sub("", name), flags=re.IGNORECASE))).split()


def shown(name: str, title: str) -> Shown:
    """The kind of thing that a page's picture shows."""
    vector = name.lower().endswith(".svg")
    if not vector and not _PICTURE.search(name):
        return "no picture"
    own = set(key(title).split())
    words = words_of(name)
    text = f" {' '.join(words)} "
    for kind, marks, phrases in _PATTERNS:
        if any(word in marks and word not in own for word in words) or any(phrase in text for phrase in phrases):
            return kind
    return "no picture" if vector else "photo"


def names_subject(name: str, title: str, more: int = 2) -> bool:
    """Whether a picture's name is the page's title and at most so many words more, numbers not counted.

    `RayCharles1983.jpg` and `Ray_Charles_FIJM_2003.jpg` are of Ray Charles; `Nixon meeting with Ray Charles` shows
    others too, and `RayCharles_AManAndHisSoul` is a record.
    """
    wanted = key(re.sub(r"\s*\([^()]*\)$", "", title)).split()
    joined = f" {' '.join(words_of(name))} "
    phrase = f" {' '.join(words_of(' '.join(wanted)))} "
    if not wanted or phrase not in joined:
        return False
    return sum(not word.isdecimal() for word in joined.replace(phrase, " ", 1).split()) <= more
