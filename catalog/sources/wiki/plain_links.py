"""Places of links whose targets are known but whose places aren't: where the target's name stands in a text.

"cats in the genus Panthera … South Africa", targets ("Africa", "Cat", "South Africa")
→ Link("Cat", 0, 4), Link("South Africa", 29, 41), Link("Africa", -1, -1)

A target is looked for by its title, then by what people write instead: without its bracket, its state or its realm, in
small letters, in the plural. Long names go first and what they cover isn't given away again.
"""

import re
from collections.abc import Collection, Iterable, Sequence

from synthloom.schemas.wiki import Link

_REALM = re.compile(r" of (the )?[A-Z][\w ]*$")
_NUMERAL = re.compile(r"\b[IVX]+\b")
_TONGUE = re.compile(
    r"languages?\b|[Ss]pok(?:e|en)\b|[Ss]peak|[Dd]ialect|translat|pronounc|[Tt]ext|\bwords?\b|\b[Ii]n $|[Ll]atin|: "
)
_ORDINALS = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
    "twelfth",
    "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth", "twentieth",
)  # fmt: skip
_EACH = 3


def place_links(
    text: str, targets: Iterable[str], each: int = _EACH, people: Collection[str] = frozenset()
) -> tuple[Link, ...]:
    """The first places of each target, by place; then the targets that aren't found, with -1.

    `people` are the targets that may be written by their last word alone.
    """
    taken: list[tuple[int, int]] = []
    found: list[Link] = []
    missing: list[Link] = []
    lowered = text.lower() if len(text.lower()) == len(text) else text
    for target in sorted(dict.fromkeys(targets), key=lambda title: (-len(title), title)):
        places = _places(text, lowered, target, target in people, taken)[:each]
        taken += places
        found += [Link(target, start, end) for start, end in places]
        if not places:
            missing.append(Link(target, -1, -1))
    return (*sorted(found, key=lambda link: (link.start, link.end)), *sorted(missing))


def spellings(title: str) -> tuple[tuple[str, bool], ...]:
    """Ways a title is written, best first; whether letters' case counts."""
    bare = re.sub(r" \([^)]*\)$", "", title)
    names = [title, bare]
    if ", " in bare:
        names.append(bare.partition(", ")[0])
    if _REALM.search(bare) and _NUMERAL.search(bare):
        names.append(_REALM.sub("", bare))
    if century := re.fullmatch(r"(\d+)(?:st|nd|rd|th) century", bare):
        names += [f"{_ORDINALS[int(century[1]) - 1]} century"] if int(century[1]) <= len(_ORDINALS) else []
    out = [(name, True) for name in dict.fromkeys(names)]
    if not re.search(r"\d", bare):
        out += [(bare[0].lower() + bare[1:], True)]
        out += [(form, True) for form in (_plural(bare), _plural(bare[0].lower() + bare[1:]), _singular(bare)) if form]
    if " " in bare:
        out += [(name, False) for name in dict.fromkeys((bare, _plural(bare), _singular(bare))) if name]
    return tuple(dict.fromkeys(out))


def _plural(name: str) -> str:
    if re.search(r"[^aeiou]y$", name):
        return name[:-1] + "ies"
    return name + ("es" if re.search(r"(s|x|ch|sh)$", name) else "s")


def _singular(name: str) -> str:
    if name.endswith("ies") and len(name) > 5:
        return name[:-3].lower() + "y"
    return name[:-1].lower() if re.search(r"[^sui]s$", name) and len(name) > 4 else ""


def _places(
    text: str, lowered: str, target: str, person: bool, taken: Sequence[tuple[int, int]]
) -> list[tuple[int, int]]:
    """All free places of the best spelling found; where there are any, those that aren't part of a longer name."""
    for spelling, cased in spellings(target):
        where, name = (text, spelling) if cased else (lowered, spelling.lower())
        if free := _free(text, where, name, taken):
            return [place for place in free if stands_alone(text, *place)] or free
    if target.endswith(" language"):
        free = _free(text, text, target[: -len(" language")], taken)
        return [(a, b) for a, b in free if _TONGUE.search(text[max(0, a - 40) : a]) or _TONGUE.search(text[b : b + 25])]
    if person and re.fullmatch(r"[A-Z][\w.'-]+(?: [A-Z][\w.'-]*)* [A-Z][\w'-]{3,}", target):
        return [place for place in _free(text, text, target.rsplit(" ", 1)[1], taken) if stands_alone(text, *place)]
    return []


def _free(text: str, where: str, name: str, taken: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Where a name stands as whole words and nothing else was found; `where` is the text or its small letters."""
    free = []
    at = where.find(name)
    while at >= 0:
        end = at + len(name)
        if _whole(text, at, end) and not any(at < b and a < end for a, b in taken):
            free.append((at, end))
        at = where.find(name, end)
    return free


def _whole(text: str, start: int, end: int) -> bool:
    """Whether the words stand by themselves: no letter, digit or hyphen touches them."""
    before, after = text[start - 1 : start], text[end : end + 1]
    return not (
        before.isalnum() or before == "-" or after.isalnum() or (after == "-" and text[end + 1 : end + 2].isalnum())
    )


def stands_alone(text: str, start: int, end: int) -> bool:
    """Whether no capitalised word stands beside a capitalised name, as in `New England` or `England Rugby`."""
    if not text[start].isupper():
        return True
    before = re.search(r"([.!?:]\s+)?(\b[A-Z][\w'-]*) $", text[max(0, start - 40) : start])
    starts = before and (before[1] or text[max(0, start - 40) : start].rstrip() == before[2])
    return not (before and not starts) and not re.match(r" [A-Z]", text[end : end + 2])
