"""The infobox of a rendered page as fields: what kind of box it is, its rows, its headings that say something.

    <th>Single by <a>Ray Charles</a></th>            → Field("Single by", "Ray Charles", (Link("Ray Charles", 0, 11),))
    <th>Released</th><td>September 1960</td>         → Field("Released", "September 1960")
    <th>Ray Charles singles chronology</th> and three cells below → Field("Previous", …), Field("Next", …)

A box is known by a class that begins with `infobox` or is one of those other wikis use. Its kind is read from its
other marks (`infobox ib-settlement vcard`; German and Russian wikis name the template), else from rows that only one
kind of box has. Of several chronologies the first has plain keys; the others carry their heading, because a song may
follow another one on each list.
"""

import re
from collections.abc import Collection, Iterator
from itertools import pairwise
from typing import NamedTuple

from selectolax.lexbor import LexborNode

from synthloom.catalog.sources.wiki.html_text import Flat, TitleOf, cut, flatten, part, walk
from synthloom.schemas.wiki import Field

_BOXES = frozenset(("taxobox", "biota", "sinottico", "vcard", "vevent"))
_NO_BOX = frozenset(("wikitable", "navbox", "navbox-inner", "navbox-subgroup", "collapsed"))
_LOOK = re.compile(
    r"infobox.*|vcard|vevent|haudio|h(product|recipe|listing|atom)|plain(list|rowheaders)|collapsible|autocollapse|"
    r"mw-.*|float-?(left|right)|toptextcells|sinottico.*|noarchive|large|toccolours|bordered|nowrap.*|noviewer|sortable|hlist|box|table|ib-.*-[a-z]+|notheme|"
    r"skin.*|tright|tleft|wide|mini|fixed|wrap|right|left|compact|noresize|responsive.*"
)
_TELLS = (
    ("single by", "single"),
    ("song by", "song"),
    ("album by", "album"),
    ("box set by", "album"),
    ("soundtrack by", "album"),
    ("ep by", "album"),
    ("directed by", "film"),
    ("no. of episodes", "television"),
    ("no. of seasons", "television"),
    ("capital", "country"),
    ("born", "person"),
    ("associated acts", "musical artist"),
)
"""A key that one kind of box has, or its last words (`Studio album by`); the first that fits counts."""
_BY = re.compile(r"(?:.*?\b(?:by|from the [\w ]*?(?:album|EP|film|soundtrack|musical|series)))(?=\s)", re.IGNORECASE)
_SECOND = re.compile(r"\s+(?=from the (?:[\w ]*?)(?:album|EP|film|soundtrack|musical|series)\b)")
_YEAR = re.compile(r"\s*\((?:c\. )?\d{4}[^()]*\)\s*$")
_QUOTED = re.compile(r'["“”„«]+([^"“”„«»]+)["“”»]+')
_QUOTES = re.compile(r'^["“”„«]+|["“”»]+$')
_SYMBOLS = re.compile(r"^[^\w(]+|[:\s]+$")
_BULLETS = "•·–-"
_TEMPLATE = re.compile(r"(?:Vorlage|Template|Modello|Plantilla|Modèle)[_:](.+)")
_DEEPEST = 5
_LONGEST_HEADING = 300
_NAMES = frozenset(("summary", "fn", "infobox-above", "infobox-title"))


class Infobox(NamedTuple):
    """What is read from a box; the name is empty where nothing tells its kind."""

    name: str
    fields: tuple[Field, ...]


class _Row(NamedTuple):
    heads: list[LexborNode]
    cells: list[LexborNode]


def find_infobox(root: LexborNode, skip: Collection[int]) -> LexborNode | None:
    """The first box of a page that isn't inside something skipped."""
    for node, entering in walk(root, skip):
        if entering and node.tag in ("table", "div", "aside"):
            names = (node.attributes.get("class") or "").split()
            marked = any(name.startswith(("infobox", "portable-infobox")) for name in names)
            if (marked or (node.tag == "table" and _BOXES & set(names))) and not _NO_BOX & set(names):
                return node
    return None


def read_infobox(box: LexborNode, title: str, title_of: TitleOf, skip: Collection[int]) -> Infobox:
    """The box's kind and fields, in the order of its rows; `title` is the page's, to know the row that names it."""

    def flat(node: LexborNode) -> Flat:
        return flatten(node, title_of, skip, paragraph="\n")

    caption = box.css_first("caption")
    fields = [_field("name", flat(caption))] if caption is not None else []
    heading, chronologies = "", 0
    for row in _rows(box, skip):
        first = not fields
        if row.heads and not row.cells:
            said = flat(row.heads[0])
            if first and said.text and _is_name(row.heads[0], said.text, title):
                fields.append(_field("name", said))
            else:
                told = list(_said_by_heading(said))
                fields += told
                heading = "" if told else _line(said.text)
        elif len(row.cells) == 3 and heading and not row.heads:
            suffix = f" ({heading})" if chronologies else ""
            chronologies += 1
            around = (("Previous", row.cells[0]), ("Next", row.cells[2]))
            fields += [_field(key + suffix, cut(_one_line(flat(cell)), _YEAR)) for key, cell in around]
            heading = ""
        elif len(row.heads) + len(row.cells) > 1:
            key, cell = (row.heads + row.cells)[:2]
            fields.append(_field(_key(_line(flat(key).text), heading), flat(cell)))
        elif row.cells[0].css_first("img") is not None:
            if not any(field.key == "caption" for field in fields):
                fields.append(_field("caption", flat(row.cells[0])))
        else:
            fields.append(_field(heading, flat(row.cells[0])))
            heading = ""
    kept = tuple(field for field in fields if field.key and re.search(r"\w", field.value))
    return Infobox(_kind(box, kept), kept)


def _rows(box: LexborNode, skip: Collection[int], depth: int = 0) -> Iterator[_Row]:
    """Rows of the box, and in place of a row that only holds a table, that table's rows."""
    inside = 0
    for node, entering in walk(box, skip):
        if node.tag != "tr":
            continue
        inside += 1 if entering else -1
        if not entering or inside > 1:
            continue
        row = _Row([], [])
        for cell in node.iter():
            if cell.mem_id not in skip and cell.tag in ("th", "td"):
                (row.heads if cell.tag == "th" else row.cells).append(cell)
        alone = len(row.cells) == 1 and not row.heads and depth < _DEEPEST
        inner = row.cells[0].css_first("table") if alone else None
        if inner is not None and inner.mem_id not in skip:
            yield from _rows(inner, skip, depth + 1)
        elif row.heads or row.cells:
            yield row


def _said_by_heading(said: Flat) -> Iterator[Field]:
    """`Song by A from the album B` as two fields; a heading over other rows says nothing."""
    said = _one_line(said)
    if len(said.text) > _LONGEST_HEADING:
        return
    places = [0, *(match.end() for match in _SECOND.finditer(said.text)), len(said.text)]
    for start, stop in pairwise(places):
        piece = part(said, start, stop)
        by = _BY.match(piece.text)
        end = by.end() if by else piece.links[0].start if piece.links else 0
        if (key := piece.text[:end].strip()) and (value := part(piece, end, len(piece.text))).text:
            yield _field(key, value)


def _is_name(node: LexborNode, text: str, title: str) -> bool:
    """Whether a first row names the subject: by its class, or because it shares a word with the title."""
    classes = (node.attributes.get("class") or "").split()
    return bool(_NAMES & set(classes) or set(re.findall(r"\w+", text.lower())) & set(re.findall(r"\w+", title.lower())))


def _kind(box: LexborNode, fields: tuple[Field, ...]) -> str:
    by_id = _TEMPLATE.fullmatch(box.attributes.get("id") or "")
    if named := box.attributes.get("data-name") or (by_id.group(1) if by_id else ""):
        return named.replace("_", " ")
    classes = (box.attributes.get("class") or "").split()
    if "biota" in classes or "taxobox" in classes:
        return "Taxobox"
    kinds = [name.removeprefix("ib-") for name in classes if name.startswith("ib-") and name.count("-") == 1]
    kinds += [name for name in classes if not _LOOK.fullmatch(name) and not name.startswith("ib-")]
    if not kinds:
        keys = [field.key.lower() for field in fields]
        kinds = [kind for tell, kind in _TELLS if any(_fits(key, tell) for key in keys)]
    return f"Infobox {kinds[0].replace('_', ' ')}" if kinds else "Infobox"


def _fits(key: str, tell: str) -> bool:
    return key == tell or (tell.endswith(" by") and key.endswith(f" {tell}"))


def _key(key: str, heading: str) -> str:
    """A row's key; below a heading such as `Area` a bulleted `• Total` says what of it."""
    plain = _SYMBOLS.sub("", key)
    return f"{heading} {plain}".strip() if key[:1] in _BULLETS else plain


def _field(key: str, value: Flat) -> Field:
    """A field; a value that is all in quotation marks loses them."""
    if _QUOTED.fullmatch(value.text):
        value = cut(value, _QUOTES)
    return Field(key, value.text, value.links)


def _line(text: str) -> str:
    return " ".join(text.split())


def _one_line(flat: Flat) -> Flat:
    return Flat(flat.text.replace("\n", " "), flat.links)
