"""Words for a thing that a picture shows, and a question with them in it.

phrases("zoo", "location", "photo", …)         → "the zoo in the image", and before a genitive "the pictured zoo"
replaced("Who designed the zoo which opened in 1844?", "the zoo which opened in 1844", "the zoo in the image", …)
  → "Who designed the zoo in the image?"
"""

import re
from random import Random
from typing import NamedTuple

from synthloom.generators.asking.names import Forbidden, leak
from synthloom.generators.picture_names import Shown

NOUNS = {"person": "person", "building": "building", "location": "place", "organism": "organism", "artifact": "work"}
COVERED = frozenset(
    ("album", "book", "novel", "novella", "magazine", "journal", "ep", "soundtrack", "comic", "anthology")
)
"""What is seen by its cover."""
HEARD = frozenset(("song", "single", "hymn", "anthem", "symphony", "opera"))
"""What can't be seen: its picture is a record, its sheet music or its singer."""
PLAYED = frozenset(("film", "movie", "documentary"))
_WAYS = (
    "{n} in the image",
    "{n} shown in the image",
    "{n} in the picture",
    "{n} shown in the picture",
    "{n} pictured here",
)
_WAYS_OF_SOUND = ("{n} represented by the image", "{n} represented by the picture")


class Phrase(NamedTuple):
    """A noun phrase; `owner` is its form before a genitive `'s`."""

    text: str
    owner: str


def phrases(type_: str, stratum: str, shown: Shown, name: str, banned: Forbidden, random: Random) -> Phrase:
    """A phrase for what a picture shows, by its kind; the kind gives way to a wider one where it gives a name away."""
    for noun in (type_, NOUNS.get(stratum, ""), "subject"):
        if noun and not leak(f"the {noun}", banned):
            break
    way = random.choice(_WAYS_OF_SOUND if noun.split()[-1] in HEARD else _WAYS)
    if (part := _part(noun, shown, name)) and not leak(part, banned):
        whole = f"the {noun} whose {part} is {'shown ' if random.random() < 0.7 else ''}in the image"
        return Phrase(whole, whole)
    return Phrase(way.replace("{n}", f"the {noun}"), f"the pictured {noun}")


def _part(noun: str, shown: Shown, name: str) -> str:
    """What of a thing the picture shows, where it isn't the thing itself."""
    if shown != "photo":
        return "flag" if shown == "flag" else "coat of arms"
    head = noun.split()[-1]
    if head in PLAYED:
        return "poster" if "poster" in name.lower() else ""
    return "cover" if head in COVERED else ""


def replaced(question: str, mention: str, phrase: Phrase) -> tuple[str, str]:
    """The question with a phrase in the place of the mention, and the phrase as it now stands there.

    A capital stays where a sentence begins. Raises `ValueError` where the mention isn't in the question.
    """
    head = f"(?:{re.escape(mention[:1].lower())}|{re.escape(mention[:1].upper())})"
    pattern = re.compile(rf"(?<!\w){head}{re.escape(mention[1:])}(?!\w)(?P<owner>['’]s?(?!\w))?")
    found = pattern.search(question) if mention else None
    if found is None:
        raise ValueError(f"{mention!r} is not in {question!r}")

    def put(match: re.Match[str]) -> str:
        text = phrase.owner if match["owner"] else phrase.text
        opens = match.start() == 0 or re.search(r"[.?!:]\s+$", question[: match.start()]) is not None
        if opens and match[0][:1].isupper():
            text = text[:1].upper() + text[1:]
        return text + ("'s" if match["owner"] else "")

    first = put(found)
    return pattern.sub(put, question), first.removesuffix("'s") if found["owner"] else first
