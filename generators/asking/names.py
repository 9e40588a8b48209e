"""Which names a question must not hold, and how names stand in a sentence.

    leak("the French physicist who …", forbidden(("France",)))  → "French"
    with_article("United Kingdom")                              → "the United Kingdom"

A name leaks as a whole (`Marie Curie`), by a word of it that tells (`Curie`), and by a word made from it (`French`).
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

from synthloom.catalog.corpus.key import key

_WORD = re.compile(r"[^\W_]+")
_PLAIN_WORDS = """
a an and at by de del der des di du el for from great greater i ii iii iv v vi vii viii ix in la las le les los minor
of on or saint san santa st the to van von with new old north northern south southern east eastern west western
central upper lower united states state kingdom republic democratic people peoples federal federation union
commonwealth empire dynasty island islands isle isles river lake sea ocean gulf bay mount mountain mountains range
desert valley peninsula canal cape coast channel city town county district province region territory territories war
wars battle revolution treaty history geography economy politics culture music art literature language languages film
album song book novel game series band party university college school church cathedral palace castle bridge tower
house park national international world first second third king queen prince princess emperor duke lord sir pope
president chart company society association organization organisation religion day year system theory law number
century age americas ancient modern human common black white red blue green grand general
"""
_PLAIN = frozenset(_PLAIN_WORDS.split())
"""Words of names that don't tell which name."""
_MADE = """
france: french frenchman | netherlands: dutch holland | holland: dutch | spain: spanish spaniard | wales: welsh |
switzerland: swiss | ireland: irish | scotland: scottish scots scot | england: english englishman | britain: british
briton | kingdom: british | greece: greek greeks | denmark: danish dane | sweden: swedish swede | finland: finnish
finn | poland: polish pole | turkey: turkish turk ottoman | thailand: thai | iceland: icelandic | germany: german |
norway: norwegian | portugal: portuguese | philippines: filipino philippine | lebanon: lebanese | cyprus: cypriot |
israel: israeli | iraq: iraqi | peru: peruvian | china: chinese | japan: japanese | vietnam: vietnamese | burma:
burmese | myanmar: burmese | congo: congolese | togo: togolese | america: american | states: american | soviet:
russian | russia: russian soviet | czech: bohemian | hungary: hungarian magyar | rome: roman romans | athens:
athenian | venice: venetian | florence: florentine | naples: neapolitan | moscow: muscovite | vienna: viennese |
milan: milanese | normandy: norman | flanders: flemish | monaco: monegasque | niger: nigerien | moon: lunar | sun:
solar | earth: terrestrial | mars: martian | jupiter: jovian | venus: venusian | quebec: quebecois | cornwall:
cornish | buddhism: buddha buddhist | judaism: jewish jews jew | hinduism: hindu | islam: muslim islamic |
christianity: christian | gold: golden | iron: ferrous | europe: european | africa: african | asia: asian | mali:
malian | oman: omani | kuwait: kuwaiti
"""
_DEMONYMS: dict[str, list[str]] = {
    name.strip(): words.split() for name, words in (row.split(":") for row in _MADE.split("|"))
}
"""Words made from a name that share less than four letters with it, or are too short for the rule of stems."""
_NO_VOWEL = re.compile("eu|one|uni|us[aeiu]|ur[aeiou]|ut[aeiou]|uk")
_STEM = 4
_STARTS = """
United|Republic|Kingdom|Democratic|People's|Soviet|European|Holy|Commonwealth|University|Isle|Gulf|Cape of|Bay|House of
Netherlands|Philippines|Bahamas|Gambia|Maldives|Seychelles|Comoros|Czech Republic|Dominican Republic|Central African
Alps|Sahara|Andes|Himalayas?$|Balkans|Caucasus|Nile|Rhine|Danube|Amazon$|Thames|Seine|Ganges|Volga|Ottoman|Byzantine
Mediterranean|Caribbean|Baltic|Arctic$|Middle East|Far East|Crimea$|Americas|Beatles|Royal|Nobel|Labour|Conservative
Republican|Horn of|Former |Battle of|Treaty of|Order of
"""
_ENDS = """
Islands|Sea|Ocean|River|Empire|Union|Mountains|Dynasty|War|Desert|Peninsula|Party|Canal|Kingdom|Republic|Isles|Army|Navy
Emirates|States|Nations|Revolution|Church|Prize|Strait|Valley|Academy|Museum|Channel|Group|Territory|Commission|Society
[Ll]anguage|[Aa]lphabet|[Ss]cript|Association|League|Federation|Confederation|Organi[sz]ation|Bank|Fund|Company|Commonwealth
"""
_THE = re.compile(
    "^(?:U[KSN]|USA|USSR|UAE|EU)$|^(?:{})|(?:{})$".format(
        *(words.strip().replace("\n", "|") for words in (_STARTS, _ENDS))
    )
)
"""Names that take the article."""


class Forbidden(NamedTuple):
    """What must not stand in a text: whole names as keys, and single words that tell."""

    names: frozenset[str]
    words: frozenset[str]


def forbidden(names: Iterable[str], whole: Iterable[str] = ()) -> Forbidden:
    """What the names of pages forbid; of `whole`, such as an answer, single words may stand."""
    keys = frozenset(k for name in names if len(k := key(name)) > 1)
    words = frozenset(word for k in keys for word in k.split() if word not in _PLAIN and len(word) > 2)
    derived = frozenset(made for word in words for made in _DEMONYMS.get(word, ()))
    derived |= frozenset(made for name in keys if "united" in name for made in _DEMONYMS.get(name.split()[-1], ()))
    return Forbidden(keys | frozenset(k for text in whole if len(k := key(text)) > 0), words | derived)


def leak(text: str, banned: Forbidden) -> str:
    """The first part of a text that gives a name away, or nothing."""
    padded = f" {key(text)} "
    if found := [name for name in banned.names if f" {name} " in padded]:
        return min(found)
    for match in _WORD.finditer(text):
        shown = match.group()
        word = key(shown)
        if word in banned.words:
            return shown
        if shown[0].isupper() and any(_same_stem(word, told) for told in banned.words):
            return shown
    return ""


def _same_stem(word: str, told: str) -> bool:
    """`brazilian` and `brazil`, `italian` and `italy`: all but an ending alike."""
    shared = 0
    for a, b in zip(word, told, strict=False):
        if a != b:
            break
        shared += 1
    return shared >= _STEM and len(told) - shared <= 2 and len(word) - shared <= 5


def with_article(name: str) -> str:
    """A proper name as it stands in a sentence."""
    if name[:4] in ("the ", "The "):
        return f"the {name[4:]}"
    return f"the {name}" if _THE.search(name) else name


def a(noun: str) -> str:
    """A noun phrase with its indefinite article."""
    first = key(noun).split(" ")[0]
    return f"{'an' if first[:1] in 'aeiou' and not _NO_VOWEL.match(first) else 'a'} {noun}"
