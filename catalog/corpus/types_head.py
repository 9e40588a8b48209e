"""The head noun of "X is a … NOUN": what a first sentence says its subject is.

    "Albert Einstein was a German-born theoretical physicist widely known …" → "theoretical physicist"
    "Wheat is a grass that …" → "grass"      "Dill is a species of herb" → "species"   "X is a type of fish" → "fish"

The noun phrase ends at a preposition, a relative clause or a participle; the longest known noun that it ends with is
its head. An unknown word counts only if its ending is one of nouns for persons.
"""

import re
from functools import lru_cache

from synthloom.catalog.corpus.types_nouns import SHORTER, STRATUM

COPULA = re.compile(r"\b(?:is|was|are|were)\b(?! (?:not|said|born|founded|located|called|named|known)\b)")
"""Where the subject of a first sentence ends."""
_ARTICLE = re.compile(
    r"\s*(?:,[^,]{0,60},)?\s*"
    r"(?:(?:also|usually|currently|today|now|formerly|perhaps|generally|historically|both|still|arguably) )?"
    r"(?:(?:one|any|each|some|either) of |the name (?:given to|of) |a name (?:given to|for) )?"
    r"(?:(?P<article>an?|the|any|two|three|four|several|both) )?",
    re.IGNORECASE,
)
_POSSESSIVE = re.compile(r"\s*(?:the )?(?:[A-Z][\w-]+ ){0,2}[A-Z][\w-]+['’]s? ")
_OF_ALL = re.compile(r"\b\w+est of the (?:world's |earth's )?(?:\w+ )?([a-z]+s)\b")
_BOTH = re.compile(r"\bboth an? [a-z]+ and an? (city|town|municipality)\b")
"""`the name of both a state and a city`: most is told of the city."""
_WEAK_WORDS = """
    term name word phrase figure phase body group use held result wife husband son daughter brother sister
    mother father member house control centre native way part example person individual
"""
_WEAK = frozenset(_WEAK_WORDS.split())
"""Nouns that say too little to stand for a subject."""
STATES = frozenset(
    [
        "state",
        "nation",
        "nation-state",
        "republic",
        "federation",
        "monarchy",
        "constitutional monarchy",
        "colony",
        "area",
        "settlement",
        "federal republic",
    ]
)
"""What a country may be called in its first sentence."""
_KIND_WORDS = """
    type kind form breed variety group series set class style piece pair genus species subspecies family order
    collection cultivar sort number generation group suborder clade superfamily subfamily range
"""
_KINDS = frozenset(_KIND_WORDS.split())
"""Nouns before `of` that say less than the noun after it."""
_SAYS_ITSELF = frozenset(
    ("genus", "species", "subspecies", "family", "order", "class", "suborder", "superfamily", "subfamily", "clade")
)
_STOP_WORDS = """
    of in on at by for from to with within without into under over near between among along across after before
    during who which that whose where when while or but as than because since so is was are were has had have
    born made located situated found based used known written directed produced published released created
    designed built named called recorded performed composed starring including consisting containing living
    lying covering developed founded established centered centred bounded bordered surrounded spoken owned
    operated depicting describing also widely mainly primarily usually often commonly generally currently
    originally officially about off throughout through not there it he she they its his her their broadcast
    aired featuring played given inspired being working serving co-written adapted hosted belonging endemic due
"""
_STOPS = frozenset(_STOP_WORDS.split())
"""Words that no noun phrase goes on behind."""
_BREAK = re.compile(r"[;:()\[\]\"“”—–=]")
_WORD = re.compile(r"[^\W\d_][\w'’.-]*|\d[\w'’.-]*|,|/|\S")
_NOUN_END = re.compile(r"[a-z]{3,}(?:ist|logist|grapher|smith|wright|maker|saur|sman|chordate)")
_IRREGULAR = {
    "men": "man", "women": "woman", "people": "people", "species": "species", "series": "series", "genera": "genus",
    "fungi": "fungus",
    "bacteria": "bacterium", "algae": "alga", "wolves": "wolf", "calves": "calf", "wives": "wife", "leaves": "leaf",
    "geese": "goose", "mice": "mouse", "teeth": "tooth", "feet": "foot", "phenomena": "phenomenon", "taxa": "taxon",
    "phyla": "phylum", "children": "child", "businessmen": "businessman", "movies": "movie", "cookies": "cookie",
    "fish": "fish", "sheep": "sheep", "deer": "deer", "aircraft": "aircraft", "spacecraft": "spacecraft",
}  # fmt: skip


def singular(noun: str) -> str:
    """A noun's singular: `cities` → city, `species` → species, `sea snakes` → sea snake."""
    first, space, last = noun.rpartition(" ")
    if noun in STRATUM:
        return noun
    if last in _IRREGULAR:
        last = _IRREGULAR[last]
    elif last.endswith("ies") and len(last) > 4:
        last = f"{last[:-3]}y"
    elif re.search(r"(?:s|x|z|ch|sh)es$", last):
        last = last[:-2] if f"{last[:-1]}" not in STRATUM else last[:-1]
    elif last.endswith("s") and not last.endswith(("ss", "us", "is")):
        last = last[:-1]
    return f"{first}{space}{last}"


def lead_noun(masked: str) -> str:
    """The head noun of what a first sentence says its subject is; empty where it says none."""
    copula = COPULA.search(masked)
    if copula is None or copula.start() > 220:
        return ""
    article = _ARTICLE.match(masked, copula.end())
    at = article.end() if article else copula.end()
    plural = masked[copula.start() : copula.end()] in ("are", "were") or " of " in masked[copula.end() : at]
    if (
        not (article and (article["article"] or plural))
        and not _POSSESSIVE.match(masked, at)
        and not re.match(r"\s*[A-Z]?\w+ (?:of|and)\b", masked[at:])
    ):
        return ""
    both = _BOTH.search(masked, copula.end(), copula.end() + 80)
    if both and both[1] in STRATUM:
        return both[1]
    possessive = _POSSESSIVE.match(masked, at)
    head = head_noun(masked[possessive.end() if possessive else at :][:160])
    of_all = _OF_ALL.search(masked, at, at + 90)
    return head if head or not of_all else singular(of_all[1])


def noun_end(masked: str, copula_end: int, noun: str) -> int:
    """Where the head noun after the verb ends; -1 where it isn't written so."""
    last = noun.rpartition(" ")[2]
    if not last:
        return -1
    found = _noun_pattern(last).search(masked, copula_end, copula_end + 160)
    return found.end() if found else -1


@lru_cache(4_096)
def _noun_pattern(last: str) -> re.Pattern[str]:
    forms = {
        last,
        *(longer.rpartition(" ")[2] for longer, shorter in SHORTER.items() if shorter.rpartition(" ")[2] == last),
    }
    if last == "country":
        forms |= STATES | {"kingdom", "democracy", "principality"}
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(forms)))})(?:e?s)?\b", re.IGNORECASE)


def head_noun(text: str) -> str:
    """The head noun of the noun phrase that a text begins with."""
    end = _BREAK.search(text)
    words: list[str] = []
    rest = re.sub(r"- (?=[a-z])", "-", text[: end.start()] if end else text)
    for found in _WORD.finditer(rest):
        word = found.group()
        small = word.lower().rstrip(".") if word.lower() != "u.s." else "u.s."
        if word in ",/" or small in ("and", "or", "&"):
            if noun := known(words):
                return _after_and(noun, rest[found.end() :]) if small in ("and", "&") else _telling(noun)
            continue
        if small == "of" and words and (kind := _last(words)) in _KINDS:
            if kind in _SAYS_ITSELF and kind in STRATUM:
                return kind
            return head_noun(rest[found.end() :].removeprefix(" the ").removeprefix(" a ").strip())
        if small in _STOPS or not word[0].isalnum() or (small.endswith("ed") and known(words)):
            break
        words.append(small if small != "u.s" else "u.s.")
    else:
        if end is None and len(rest) >= 150:
            return ""
    return _telling(known(words) or _plausible(words))


def _after_and(noun: str, rest: str) -> str:
    """`cartoon and comic book character`, `film and television director` are what stands behind the `and`."""
    if STRATUM[noun] != "person":
        later = head_noun(rest)
        if later == "character" or STRATUM.get(later) == "person":
            return later
    return _telling(noun)


def _telling(noun: str) -> str:
    return "" if noun in _WEAK else noun


def _last(words: list[str]) -> str:
    return singular(words[-1])


def known(words: list[str]) -> str:
    """The longest known noun the words end with."""
    for count in (4, 3, 2, 1):
        if len(words) >= count:
            noun = " ".join(words[-count:])
            for form in (noun, singular(noun)):
                if form in STRATUM:
                    return form
    if words and "-" in words[-1] and words[-1].rpartition("-")[2] in STRATUM:
        return words[-1].rpartition("-")[2]
    return ""


def _plausible(words: list[str]) -> str:
    """An unknown last word if its ending is one of nouns for persons or animals."""
    word = _last(words) if words else ""
    return word if _NOUN_END.fullmatch(word) else ""
