r"""The infobox of a page: which of its templates it is, and its rows as clean text.

    Box("Infobox scientist", "name=Ada\n|birth_place=[[London]], England")
    → ("Infobox scientist", (Field("name", "Ada"), Field("birth_place", "London, England", (Link("London", 0, 6),))))

It is the first template named like one, or else the first of the page that has four or more named arguments on lines
of their own. Rows of infoboxes inside it follow its own. A value's list items stand on lines.
"""

import re

from synthloom.catalog.sources.wiki.site import Names
from synthloom.catalog.sources.wiki.wikitext_lines import tidy
from synthloom.catalog.sources.wiki.wikitext_links import plain
from synthloom.catalog.sources.wiki.wikitext_strip import file_name
from synthloom.catalog.sources.wiki.wikitext_templates import BARS, Box
from synthloom.schemas.wiki import Field

_PICTURE = re.compile(rb"(?:[^:|\[\]\n]{1,30}:)?\s*([^:|\[\]\n/]+\.(?:jpe?g|png|svg|gif|tiff?|webp))\b", re.IGNORECASE)
_PLAIN = re.compile(rb"[\[&\n\x02\x03({]|''|  |__|//")
_KEYLESS = frozenset((b"", b"embed", b"child", b"bodystyle", b"class"))


def choose(boxes: list[Box]) -> list[Box]:
    """The infobox first, then those inside it; empty without one."""
    named = [box for box in boxes if not box.guessed]
    outer = next((box for box in named if box.depth == 0), None) or next(iter(named), None)
    if outer is None:
        return boxes[:1]
    return [outer, *(box for box in named[: named.index(outer)] if box.depth > outer.depth)]


def read_fields(boxes: list[Box], names: Names) -> tuple[tuple[Field, ...], list[str]]:
    """Rows with something in them, and the names of pictures among them."""
    fields: list[Field] = []
    files: list[str] = []
    for box in boxes:
        for part in BARS.split(box.content) if b"[[" in box.content else box.content.split(b"|"):
            key, equals, value = part.partition(b"=")
            value = value.strip()
            if not equals or not value:
                continue
            key = key.strip()
            if key.lower() in _KEYLESS or b"[" in key:
                continue
            if b"." in value and len(value) < 250 and (picture := _PICTURE.match(value)):
                files.append(file_name(picture[1].decode()))
            if _PLAIN.search(value):
                field = read_value(key.decode(), value, names)
                if field.value:
                    fields.append(field)
            else:
                fields.append(Field(key.decode(), value.decode()))
    return tuple(fields), files


def read_value(key: str, wikitext: bytes, names: Names) -> Field:
    """One row whose value has links, lists or entities in it."""
    text = tidy(wikitext)
    if b"\n" in text:
        lines = (line.strip().lstrip(b"*#:; ").strip() for line in text.split(b"\n"))
        text = b"\n".join(line for line in lines if line)
    shown, links = plain(text.strip(b" ,;").decode(), names)
    return Field(key, shown, tuple(links))
