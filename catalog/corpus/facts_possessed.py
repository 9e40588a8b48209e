"""Facts told of something the subject has: its capital, his father.

"Its capital and largest city is Maseru." → capital "Maseru", largest_city "Maseru"
"His father was Hermann Einstein, a salesman …" → father "Hermann Einstein"
"""

import re
from collections.abc import Iterator, Sequence

from synthloom.catalog.corpus.facts_reading import PERSON, PLACE, Reading, Span
from synthloom.catalog.corpus.facts_subject import Subject

_PLACES: dict[str, tuple[str, ...]] = {
    "capital and largest city": ("capital", "largest_city"),
    **dict.fromkeys(("capital city", "capital"), ("capital",)),
    "largest city": ("largest_city",),
    **dict.fromkeys(("official language", "official languages"), ("official_language",)),
    **dict.fromkeys(("currency", "official currency"), ("currency",)),
    **dict.fromkeys(("highest point", "highest mountain", "highest peak"), ("highest_point",)),
}
_PERSONS: dict[str, tuple[str, ...]] = {
    "father": ("father",),
    "mother": ("mother",),
    "teacher": ("teacher",),
    **dict.fromkeys(("wife", "husband", "first wife", "second wife"), ("spouse",)),
    **{f"{age}{kin}": ("sibling",) for age in ("", "younger ", "older ", "elder ") for kin in ("brother", "sister")},
    **dict.fromkeys(("son", "daughter", "eldest son"), ("child",)),
}
_HAS = re.compile(
    r"(?P<what>[a-z]+(?: [a-z]+){0,3}?)(?P<link> (?:is|was|are|were) (?:the |called |named )?|, (?=[^\W\d_a-z]))"
)
_PEOPLE = re.compile(r"(?:Roman )?Catholic|Jewish|Protestant|Muslim|[A-Z]\w+(?:ish|ese|ican)")
_NOT = re.compile(r"\s*(?:not|born|also born|an?\b|from|in|on|at)\b")


def possessed(reading: Reading, subject: Subject, own: Sequence[str]) -> Iterator[tuple[str, Span]]:
    """Relations and where their values stand, of a sentence such as `Its capital is Maseru.`; `own` may begin it."""
    person = subject.stratum == "person"
    table = _PERSONS if person else _PLACES if subject.stratum == "location" else {}
    at = _owned(reading.masked, subject.names, own) if table else -1
    found = _HAS.match(reading.masked, at) if at >= 0 else None
    if found is None or found["what"] not in table or _NOT.match(reading.masked, found.end()):
        return
    before = PERSON if person else PLACE
    first = reading.name(found.end(), before)
    spans = reading.names(found.end(), before) if found["what"].endswith("s") else [first] if first else []
    if spans and found["link"].startswith(",") and reading.masked[spans[0].end : spans[0].end + 1] != ",":
        return
    for span in spans:
        value = reading.value(span)
        if person and (
            _PEOPLE.fullmatch(value) or (" " not in value and " " in subject.title and not reading.target(span))
        ):
            continue
        for relation in table[found["what"]]:
            yield relation, span


def _owned(text: str, names: Sequence[str], own: Sequence[str]) -> int:
    """Where what is owned begins; -1 where a sentence doesn't begin with something of the subject's."""
    for word in own:
        if text.startswith(word):
            return len(word)
    for name in names:
        for form in (f"{name}'s ", f"{name}’s ", f"The {name}'s ", f"The {name}’s "):
            if text.startswith(form):
                return len(form)
    return -1
