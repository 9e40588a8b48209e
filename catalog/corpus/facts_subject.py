"""Whether a sentence is about a page's subject: where what names it at the sentence's start ends.

    Subject(page "Empties", "film", …).end("The film is a comedy.", live=True) → 8
    Subject(page "Nintendo", …).end("Nintendo of Canada is based in Richmond.", live=True) → -1

The name, an alias or a last name always counts; `he`, `it`, `the film` only where the sentence before was about the
subject, and `he` only where the introduction speaks of a man.
"""

import re
from collections.abc import Sequence

from synthloom.schemas.relations import Stratum

_ADVERBIAL = re.compile(r"(?:In|On|By|During|At|Since) [^,;]{2,40}, |(?:Located|Situated) [^,;]{2,80}, ")
_NOT_ALONE = re.compile(r"[-–]|\s(?:and|or|of|in|at|for|from|under|had|did|on)\s|\s[^\W\d_a-z]|[’']s\b|\w")
"""After a name: it is part of a longer one, or the sentence is of more than the subject."""
_HE = re.compile(r"\b(?:he|his|him|He|His)\b")
_SHE = re.compile(r"\b(?:she|her|hers|She|Her)\b")


class Subject:
    """What sentences about a page's subject may begin with."""

    def __init__(self, title: str, noun: str, stratum: Stratum, names: Sequence[str], lead: str) -> None:
        """`names` are the title without its bracket and the aliases; `lead` tells a man from a woman."""
        self.title, self.noun, self.stratum = title, noun, stratum
        self.last = noun.rpartition(" ")[2]
        kept = {name for name in names if len(name) > 2 and not name[0].islower()}
        self.names = sorted(kept, key=lambda name: (-len(name), name))
        if stratum == "person":
            he = len(_HE.findall(lead)) >= len(_SHE.findall(lead))
            self.pronouns: tuple[str, ...] = ("He ",) if he else ("She ",)
            self.own: tuple[str, ...] = ("His ",) if he else ("Her ",)
        else:
            self.pronouns = ("It ", *((f"The {noun} ", f"The {self.last} ") if noun else ()))
            self.own = ("Its ", "The ")

    def end(self, sentence: str, *, live: bool) -> int:
        """Where the subject at a sentence's start ends; -1 where it isn't the page's."""
        lead_in = _ADVERBIAL.match(sentence)
        start = lead_in.end() if lead_in else 0
        bare = start
        while sentence[bare : bare + 1] in ('"', " ", "“"):
            bare += 1
        if sentence[bare : bare + 4] in ("The ", "the "):
            bare += 4
        for name in self.names:
            for at in (start, bare):
                if sentence.startswith(name, at):
                    end = at + len(name)
                    return -1 if _NOT_ALONE.match(sentence, end) else end
        if live:
            for word in self.pronouns:
                if sentence.startswith(word, start) or (start and sentence.startswith(word.lower(), start)):
                    return start + len(word) - 1
        return -1
