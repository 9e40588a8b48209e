"""Does a text say a name? Accents, case, plural and possessive aside, in any script.

    said_name("Curie", "the Curies' laboratory")        → True
    said_name("IT", "where it stands")                  → False: so short a name counts only as it is written
    telling_words("Marie Curie")                        → ("Marie", "Curie")

It shares no code with `generators.asking.names`, on purpose: the gate must not make the generator's mistakes.
Words are compared as `catalog.corpus.key` writes them, so a name is found in scripts without spaces too.
"""

import re
from functools import lru_cache

from synthloom.catalog.corpus.key import key
from synthloom.catalog.corpus.titles import without_bracket
from synthloom.verifiers.leaks import FORMS

_FUNCTION = """a an the of and or nor but in on at to with without is are was were be been being it its this that these
those there here by for from as i you he she they we him her them us me my your his our their who whom whose which what
where when why how not no yes all any both each some one two three four five six seven eight nine ten will would can
could may might must shall should do does did has have had if so than then too very up down out over under into off
about after before between during only other others another same such more most own again once just also"""
FUNCTION_WORDS = frozenset(_FUNCTION.split())
LEAST_LETTERS = 3
LEAST_TELLING = 4
"""Letters of a single word of a longer name that can tell which name it is."""
_GENERIC = """north south east west northern southern eastern western central upper lower new old great greater lesser
saint united states state kingdom republic democratic people union empire city county province region district island
islands river lake mount mountain ocean gulf cape bay valley battle war treaty university college school church
cathedral castle palace museum bridge park house national international royal world first second third king queen
prince emperor duke lord pope president company society party museum station street airport"""
GENERIC_WORDS = frozenset(_GENERIC.split())
"""Words of many names; other languages' are known by how many pages of the corpus have them in a name."""


@lru_cache(maxsize=65536)
def words_of(text: str) -> tuple[str, ...]:
    """The words of a text's key without the `s` of possessives."""
    return tuple(word for word in key(text).split() if word != "s")


def alike(a: str, b: str) -> bool:
    """Whether two words of keys are one word, singular or plural."""
    if a[:1] != b[:1]:  # 300 aliases against a question of 40 words: 4 ms, without this 9
        return False
    return a == b or FORMS.get(a, a) == FORMS.get(b, b) or a in _plurals(b) or b in _plurals(a)


def _plurals(word: str) -> tuple[str, ...]:
    return (f"{word}s", f"{word}es", f"{word[:-1]}ies") if word.endswith("y") else (f"{word}s", f"{word}es")


def stands(words: str, text: str) -> bool:
    """Whether words stand in a text as a run, singular or plural."""
    wanted, given = words_of(words), words_of(text)
    starts = range(len(given) - len(wanted) + 1)
    return bool(wanted) and any(all(map(alike, wanted, given[start:])) for start in starts)


def said_name(name: str, text: str) -> bool:
    """Whether a text says a name. A very short one, or one that is a common word but for an article, as written."""
    words = key(name).split()
    told = [word for word in words if word not in FUNCTION_WORDS]
    cased = name.lower() != name.upper()
    if cased and (len("".join(words)) < LEAST_LETTERS or not told or (len(told) == 1 and len(words) > 1)):
        return as_written(name, text)
    return stands(name, text)


def as_written(name: str, text: str) -> bool:
    """Whether a name stands in a text letter for letter; at the start of a sentence any word has a capital."""
    found = re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text)
    return any(not re.search(r"(?:^|[.?!:]\s)\W*$", text[: match.start()]) for match in found)


def telling_words(name: str) -> tuple[str, ...]:
    """The words of a name of several that may tell which it is, such as a last name, as written."""
    words = re.findall(r"[^\W\d_]+", without_bracket(name))
    if len(words) < 2:
        return ()
    plain = FUNCTION_WORDS | GENERIC_WORDS
    return tuple(word for word in words if word[0].isupper() and len(word) >= LEAST_TELLING and key(word) not in plain)


def says_word(word: str, text: str) -> bool:
    """Whether a text has the word with a capital letter, singular or plural."""
    return any(found[0].isupper() and alike(key(found), key(word)) for found in re.findall(r"[^\W\d_]+", text))
