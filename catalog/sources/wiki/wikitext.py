"""Wikitext read: the page's plain text with its links in place, its infobox, pictures, categories and marks.

    read_wikitext(b"{{Infobox city|country=[[Germany]]}}'''Ulm''' is a [[city]].[[Category:Ulm]]", "Ulm", names)
    → Article(text="Ulm is a city.", links=(Link("city", 9, 13),), infobox="Infobox city", fields=(Field(…),), …)

The page goes once through each of: markup stripped, files and categories taken, templates and tables carved out, lines
joined, links read. Each step takes time in proportion to the page, whatever is left open in it.
"""

from typing import NamedTuple

from synthloom.catalog.sources.wiki.infobox import choose, read_fields
from synthloom.catalog.sources.wiki.site import Names
from synthloom.catalog.sources.wiki.wikitext_lines import body, tidy
from synthloom.catalog.sources.wiki.wikitext_links import outside_links, plain
from synthloom.catalog.sources.wiki.wikitext_strip import strip_markup, take_embeds
from synthloom.catalog.sources.wiki.wikitext_templates import carve
from synthloom.schemas.wiki import Field, Link


class Article(NamedTuple):
    """What a page says; the fields of `Page` that come from its wikitext, in the same order."""

    text: str
    links: tuple[Link, ...]
    infobox: str
    fields: tuple[Field, ...]
    short_description: str
    categories: tuple[str, ...]
    files: tuple[str, ...]
    disambiguation: bool


def read_wikitext(source: bytes, title: str, names: Names) -> Article:
    """The article of a page's wikitext in UTF-8. Raises `UnicodeDecodeError` where it isn't."""
    files: list[str] = []
    categories: list[str] = []
    outside: list[bytes] = []
    text = strip_markup(source, files)
    if b"[[" in text:
        text = take_embeds(text, names, files, categories, outside)
    carved = carve(text, title)
    outside += carved.outside
    shown, links = plain(tidy(body(carved.text, outside)).decode(), names)
    boxes = choose(carved.boxes)
    fields, pictures = read_fields(boxes, names) if boxes else ((), [])
    if outside:
        inside = {link.target for link in links}
        links += [link for link in outside_links(outside, names) if link.target not in inside]
    marked = "disambiguation" in carved.marks or b"__DISAMBIG__" in source
    return Article(
        shown,
        tuple(links),
        boxes[0].name if boxes else "",
        fields,
        carved.marks.get("short", ""),
        tuple(dict.fromkeys(categories)),
        tuple(dict.fromkeys(pictures + files)),
        marked or any("disambig" in name.lower() for name in categories),
    )
