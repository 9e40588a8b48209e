"""A row of a plain corpus as a page.

{"title": "Ulm", "text": "Ulm is a city on the Danube.", "links": [{"target": "Danube", "anchor": "the Danube"}],
 "infobox": {"State": "Baden-Württemberg"}, "revision": 7}
→ Page("Ulm", text=…, links=(Link("Danube", 17, 27),), fields=(Field("State", "Baden-Württemberg"),), revision=7)

A link's place is given (`start`, `end`), or found by its anchor, else by its target's name, after the link before it.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from synthloom.catalog.sources.wiki.plain_links import place_links
from synthloom.catalog.sources.wiki.plain_rows import TEXTS, TITLES, first_of, joined_text
from synthloom.schemas.wiki import BadPage, Field, Link, Page

LINKS = ("links", "edges", "hyperlinks", "outlinks", "outgoing_links")
_TARGETS = ("target", "title", "to", "href", "page", "link")
_ANCHORS = ("anchor", "anchor_text", "text", "surface", "mention")
_FIELDS = ("infobox", "fields", "attributes", "properties")
_IDS = ("id", "page_id", "pageid", "pageId", "curid", "_id", "wikipedia_id")
_REVISIONS = ("revision", "revision_id", "revid", "rev_id", "oldid")
_SHORT = ("short_description", "description", "shortdesc")
_FILES = ("images", "files", "image_files", "pictures", "image", "picture")


def read_page(row: Mapping[str, Any], edges: Sequence[tuple[str, str]] = ()) -> Page | BadPage:
    """The page, with the edges (target, anchor) that another file lists; a `BadPage` where title or text is missing."""
    title = first_of(row, TITLES)
    if not isinstance(title, str) or not title.strip():
        return BadPage(_where(row), "no_title", str(dict(row))[:200])
    title = " ".join(title.replace("_", " ").split())
    redirect = row.get("redirect") or row.get("redirect_to")
    if isinstance(redirect, str):
        return Page(title, page_id=_number(row, _IDS), redirect=redirect.replace("_", " ").strip())
    raw = first_of(row, TEXTS)
    text = _spaced(joined_text(raw))
    if raw is not None and not isinstance(raw, str | list):
        return BadPage(title, "text_is_no_text", f"{type(raw).__name__}: {str(raw)[:150]}")
    given = first_of(row, LINKS)
    links = read_links(given if isinstance(given, list) else [], text, edges)
    fields = tuple(_fields(first_of(row, _FIELDS)))
    if not text and not links and not fields:
        return BadPage(title, "no_text", "neither text, links, infobox nor redirect")
    short = first_of(row, _SHORT)
    return Page(
        title,
        namespace=_number(row, ("namespace", "ns")) or 0,
        page_id=_number(row, _IDS),
        revision=_number(row, _REVISIONS),
        text=text,
        links=links,
        infobox=next((str(row[name]) for name in ("infobox_name", "template") if row.get(name)), ""),
        fields=fields,
        short_description=short if isinstance(short, str) else "",
        categories=tuple(_names(row.get("categories"), "Category:")),
        files=tuple(_names(first_of(row, _FILES), "File:")),
        disambiguation=row.get("disambiguation") in (True, 1, "1", "true", "True"),
    )


def read_links(given: Iterable[Any], text: str, edges: Sequence[tuple[str, str]] = ()) -> tuple[Link, ...]:
    """Links by place, then those without one; what isn't a link is left out."""
    placed: list[Link] = []
    bare: list[str] = []
    after = 0
    for target, anchor, start, end in (*filter(None, map(_link, given)), *((t, a, -1, -1) for t, a in edges)):
        if not (0 <= start < end <= len(text)):
            start = text.find(anchor, after) if anchor else -1
            start = text.find(anchor) if anchor and start < 0 else start
            end = start + len(anchor)
        if start < 0:
            bare.append(target)
        else:
            placed.append(Link(target, start, end))
            after = end
    found = place_links(text, bare, each=1)
    placed += [link for link in found if link.start >= 0]
    return (*sorted(placed, key=lambda link: (link.start, link.end)), *(link for link in found if link.start < 0))


def _spaced(text: str) -> str:
    """The text with the spaces about brackets set right that 2Wiki's cutting into words left: `Ulm( born 1900)`.

    As long as before, so that given places of links stay true.
    """
    return re.sub(r"(?<=\w)\( (?=\S)", " (", text)


def _link(given: Any) -> tuple[str, str, int, int] | None:
    """Target, anchor, start and end of what a row lists as a link."""
    if isinstance(given, str) and given.strip():
        return _title(given), "", -1, -1
    if isinstance(given, Mapping) and isinstance(target := first_of(given, _TARGETS), str):
        anchor = first_of(
            {name: given[name] for name in _ANCHORS if given.get(name) != target and name in given}, _ANCHORS
        )
        start, end = given.get("start"), given.get("end")
        at = (start, end) if isinstance(start, int) and isinstance(end, int) else (-1, -1)
        return _title(target), anchor if isinstance(anchor, str) else target, *at
    if isinstance(given, list) and given and isinstance(given[0], str):
        if len(given) == 3 and isinstance(given[1], int) and isinstance(given[2], int):
            return _title(given[0]), "", given[1], given[2]
        return _title(given[0]), str(given[1]) if len(given) > 1 else "", -1, -1
    return None


def _title(written: str) -> str:
    """A title without address, section and underscores: `https://…/wiki/Ulm_Minster#Tower` → `Ulm Minster`."""
    written = re.sub(r"^https?://[^/]+/(?:wiki/)?", "", written)
    return " ".join(written.partition("#")[0].replace("_", " ").split())


def _fields(given: Any) -> Iterable[Field]:
    """Rows of an infobox given as an object, as pairs, or as objects with key and value."""
    pairs: Iterable[tuple[Any, Any]] = ()
    if isinstance(given, Mapping):
        pairs = given.items()
    elif isinstance(given, list):
        pairs = [
            (row.get("key", row.get("name")), row.get("value", row.get("text")))
            if isinstance(row, Mapping)
            else tuple(row)
            for row in given
            if isinstance(row, Mapping) or (isinstance(row, list) and len(row) == 2)
        ]
    for key, value in pairs:
        targets: list[Any] = []
        if isinstance(value, Mapping):
            links = value.get("links")
            targets = links if isinstance(links, list) else []
            value = value.get("text", value.get("value"))
        text = "\n".join(str(part) for part in value) if isinstance(value, list) else str(value)
        if isinstance(key, str) and key.strip() and value not in (None, "", []):
            yield Field(key.strip(), text.strip(), read_links(targets, text.strip()))


def _names(given: Any, prefix: str) -> list[str]:
    """Names as a list, or as text parted by bars; objects by their `name`, `title` or `file`."""
    parts = given.split("|") if isinstance(given, str) else given if isinstance(given, list) else []
    names = [
        first_of(part, ("name", "title", "file", "filename")) if isinstance(part, Mapping) else part for part in parts
    ]
    bare = [" ".join(name.removeprefix(prefix).replace("_", " ").split()) for name in names if isinstance(name, str)]
    return list(dict.fromkeys(name for name in bare if name))


def _number(row: Mapping[str, Any], names: Sequence[str]) -> int | None:
    value = first_of(row, tuple(names))
    if isinstance(value, bool) or not isinstance(value, int | str):
        return None
    return int(value) if isinstance(value, int) or re.fullmatch(r"\d{1,18}", value) else None


def _where(row: Mapping[str, Any]) -> str:
    return f"row with id {_number(row, _IDS)}" if _number(row, _IDS) is not None else "row without title"
