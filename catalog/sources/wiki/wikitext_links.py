"""Links of wikitext that has nothing else left: plain text, and the exact place of each link in it.

"Two [[bus]]es to [[Ulm#Old town|the town]]." → "Two buses to the town.", (Link("bus", 4, 9), Link("Ulm", 13, 21))
"""

import re
from collections.abc import Callable
from functools import partial
from typing import cast

from synthloom.catalog.sources.wiki.site import Names, space_key
from synthloom.schemas.wiki import Link

# Letters that belong to a link when they follow it: small letters of alphabets that are written with spaces.
_LETTERS = "a-zß-öø-ÿĀ-ʯά-ώа-џѡ-ԯա-ևء-ي"
_TRAIL = re.compile(rf"[{_LETTERS}]+")
_TARGETS = re.compile(r"\[\[([^\[\]|\n]+)")
_link = cast(Callable[[tuple[str, int, int]], Link], partial(tuple.__new__, Link))  # half the time of calling Link


def plain(body: str, names: Names) -> tuple[str, list[Link]]:
    """The text with links as the words they show, and the links that lead to pages, by place."""
    first, *pieces = body.split("[[")
    out = [first.replace("]]", "")]
    at = len(out[0])
    links: list[Link] = []
    for piece in pieces:
        inner, closed, after = piece.partition("]]")
        if not closed or "\n" in inner:
            inner, after = "", inner + after  # a link never closed is text
        if "]]" in after:
            after = after.replace("]]", "")
        target, _, label = inner.partition("|")
        shown = label or target
        if after[:1].islower() and inner and (trail := _TRAIL.match(after)):
            shown += trail[0]
            after = after[trail.end() :]
        if shown[:1] == " " or shown[-1:] == " ":
            before, shown, after = _edges(out[-1], shown, after)
            out.append(before)
            at += len(before)
        page = target
        if ":" in target or "#" in target or "_" in target or target.strip() != target:
            page = target_of(target, names)
            if not label:
                shown = shown.lstrip(":").replace("_", " ")
        end = at + len(shown)
        if page and shown:
            links.append(_link((page, at, end)))
        out.append(shown)
        out.append(after)
        at = end + len(after)
    return "".join(out), links


def _edges(before: str, shown: str, after: str) -> tuple[str, str, str]:
    """Spaces at the edges of a link's words put outside it: what goes before it, its words, what goes after."""
    space = " " if shown[:1] == " " and not before.endswith(" ") else ""
    return space, shown.strip(), f" {after}" if shown[-1:] == " " and after[:1].isalnum() else after


def outside_links(pieces: list[bytes], names: Names) -> list[Link]:
    """Links of what isn't shown, each page once, without a place."""
    found: dict[str, None] = {}
    for target in _TARGETS.findall(b"\n".join(pieces).decode()):
        page = target_of(target, names) if ":" in target or "#" in target or "_" in target else target.strip()
        if page:
            found[page] = None
    return [_link((page, -1, -1)) for page in found]


def target_of(written: str, names: Names) -> str:
    """The title a link leads to; empty for other namespaces, other wikis and sections of the same page."""
    target = written.partition("#")[0].replace("_", " ")
    if ":" in target:
        if target.lstrip().startswith(":"):
            target = target.lstrip()[1:]
        prefix = space_key(target.partition(":")[0])
        if prefix in names.spaces or prefix in names.foreign:
            return ""
    return " ".join(target.split())
