"""Wikitext without templates and tables: what they show is put in their place, infoboxes are kept aside.

    "{{Infobox city|name=Ulm}} Ulm is {{nowrap|old}}. {| … [[Neu-Ulm]] … |}"
    → " Ulm is old. ", boxes (("Infobox city", "name=Ulm"),), outside ("… [[Neu-Ulm]] …",)

One pass over the marks with a stack; a template is expanded when it closes, its own templates being expanded by then.
What is never closed is left where it stands, without its mark. Beyond 40 levels templates count as empty, so that the
time stays linear however deep they nest.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from synthloom.catalog.sources.wiki import site_names
from synthloom.catalog.sources.wiki.wikitext_shown import VALUES, value_named
from synthloom.catalog.sources.wiki.wikitext_table import table_rows
from synthloom.catalog.sources.wiki.wikitext_values import GAP, Arguments, Value

DEPTH = 40
BARS = re.compile(rb"\|(?![^\[\]]{0,500}+\]\])")
"""What parts a template's arguments: bars outside links (a link's words are shorter than 500 characters)."""
_TABLES = re.compile(rb"(\n[ \t:*#]*\{\||\n[ \t]*\|\}(?!\}))")
_NAMED = re.compile(r"\s*([^\[\]{}=<>|]*?)\s*=\s*(.*?)\s*\Z", re.DOTALL)
_ROWS = re.compile(rb"\n\s*\|[ \t]*[^=|\n\[\]]+=|^\s*[^=|\n\[\]]+=", re.MULTILINE)
_JOINED = frozenset((b" ", b".", b",", b";", b":", b")"))

_INFOBOX = tuple(name.replace("_", " ") for name in site_names.INFOBOX)
_NO_INFOBOX = tuple(name.replace("_", " ") for name in site_names.NO_INFOBOX)
_NO_WORDS = tuple(name.replace("_", " ") for name in site_names.NO_WORDS)
_WITHIN = re.compile(rb"[\w,\x80-\xff] \Z")
_GOES_ON = re.compile(rb" [\w\x80-\xff]")
_GAP = GAP.encode()
_DISAMBIGUATION = frozenset(name.replace("_", " ") for name in site_names.DISAMBIGUATION)
_SEE = frozenset(("main", "see also", "further", "hauptartikel", "siehe auch", "main article", "osobny artykuł", "ap"))


class Box(NamedTuple):
    """A template that may be an infobox: its name, its arguments as wikitext, how many templates enclose it."""

    name: str
    content: bytes
    depth: int
    guessed: bool


class Carved(NamedTuple):
    """What the pass leaves: the text, and what was found in templates and tables."""

    text: bytes
    boxes: list[Box]
    outside: list[bytes]
    marks: dict[str, str]
    """`short` description; `disambiguation`."""


def _name(written: bytes) -> str:
    return " ".join(written.decode().replace("_", " ").split())


@lru_cache(maxsize=1 << 16)
def _role(written: bytes) -> str | Value:
    """What a template's name says it is."""
    name = _name(written).lower()
    if name.startswith(("template:", "msg:")):
        name = name.partition(":")[2].strip()
    if name in VALUES:
        return VALUES[name]
    if name in _DISAMBIGUATION or name.endswith(("disambiguation", "disambig")):
        return "disambiguation"
    if name in ("pagename", "subjectpagename", "fullpagename"):
        return "title"
    if name in ("short description", "shortdesc"):
        return "short"
    if name in _SEE:
        return "see"
    if (
        any(word in name for word in _INFOBOX)
        and not name.startswith(_NO_INFOBOX)
        and "/" not in name.replace("info/", "")
    ):
        return "infobox"
    if "stub" in name or name.startswith((*_NO_INFOBOX, *_NO_WORDS)) or name.endswith((" icon", " inline", "-inline")):
        return "nothing"
    return value_named(name) or "unknown"


def arguments(content: bytes) -> Arguments:
    """A template's arguments: those by place, those by name."""
    places: list[str] = []
    names: dict[str, str] = {}
    for written in BARS.split(content) if b"[[" in content else content.split(b"|"):
        part = written.decode()
        named = _NAMED.match(part) if "=" in part else None
        if named is None:
            places.append(part.strip())
        elif named[1].isdecimal() and len(named[1]) < 3 and int(named[1]):
            places += [""] * (int(named[1]) - len(places))
            places[int(named[1]) - 1] = named[2]
        else:
            names[named[1].lower()] = named[2]
    return Arguments(places, names)


class _Carver:
    """The pass over one page; `out` is the text so far, in pieces."""

    def __init__(self, title: str) -> None:
        self.title = title
        self.boxes: list[Box] = []
        self.outside: list[bytes] = []
        self.marks: dict[str, str] = {}
        self.top = True
        """Whether nothing but templates and tables came before."""

    def expand(self, whole: bytes, depth: int) -> bytes:
        """What a template shows; `whole` is its name and arguments, `depth` the templates around it."""
        if depth > DEPTH:
            return b""
        name, bar, content = whole.partition(b"|")
        role = _role(name)
        if not isinstance(role, str):
            return role(arguments(content) if bar else Arguments([], {}), depth).encode()
        if role == "unknown":
            return b"" if depth else self._unknown(name, content)
        if role == "title":
            return self.title.encode()
        if role == "infobox":
            self.boxes.append(Box(_name(name), content, depth, False))
        elif role == "short" and depth == 0:
            self.marks.setdefault("short", " ".join(arguments(content).at(0).split()))
        elif role == "disambiguation":
            self.marks["disambiguation"] = _name(name)
        elif role == "see":
            self.outside.extend(b"[[%b]]" % part.strip() for part in content.split(b"|") if b"=" not in part)
        return b""

    def _unknown(self, name: bytes, content: bytes) -> bytes:
        """A gap, unless the template looks like an infobox where one would stand."""
        if self.top and content.count(b"\n") >= 4 and len(_ROWS.findall(content)) >= 4:
            self.boxes.append(Box(_name(name), content, 0, True))
            return b""
        return _GAP


def carve(text: bytes, title: str) -> Carved:
    """The page without templates and tables. The text must have no files or categories in it any more."""
    carver = _Carver(title)
    if b"{|" in text:
        text = _without_tables(b"\n" + text, carver)
    opened = text.split(b"{{")
    out = [opened[0]]
    carver.top = not opened[0].strip()
    starts: list[int] = []
    for after in opened[1:]:
        content, *closed = after.split(b"}}")
        if not closed:
            starts.append(len(out))
            out.append(content)
            continue
        shown = carver.expand(content, len(starts))
        rest = closed[0]
        for after_next in closed[1:]:
            out.append(b"" if shown == _GAP else shown)
            out.append(rest)
            shown, rest = b"", after_next
            if starts:
                start = starts.pop()
                whole = b"".join(out[start:])
                del out[start:]
                shown = carver.expand(whole, len(starts))
        if shown == _GAP and not (_WITHIN.search(out[-1][-2:]) and _GOES_ON.match(rest)):
            shown = b""
        if not shown and rest[:1] in _JOINED:
            _join(out, rest[:1])
        out.append(shown)
        out.append(rest)
        if carver.top and not starts:
            carver.top = not (shown.strip() or rest.strip())
    return Carved(b"".join(out), carver.boxes, carver.outside, carver.marks)


def _join(out: list[bytes], following: bytes) -> None:
    """Where a template shows nothing, one space between words, none before a stop, no comma before a bracket."""
    if out[-1][-1:] == b" ":
        out[-1] = out[-1].rstrip(b" ,;:" if following == b")" else b" ")


def _without_tables(text: bytes, carver: _Carver) -> bytes:
    """The text without tables; what stood in them goes outside. One that is never closed stays, without its mark."""
    pieces = _TABLES.split(text)
    out = [pieces[0]]
    starts: list[int] = []
    for mark, after in zip(pieces[1::2], pieces[2::2], strict=True):
        if mark[-1:] == b"|":
            starts.append(len(out))
        elif starts:
            start = starts.pop()
            if not starts and not carver.boxes and not b"".join(out[:start]).strip():
                rows = table_rows(b"".join(out[start:]))
                if len(rows) >= 4:
                    carver.boxes.append(Box("table", b"|".join(rows), 0, True))
            carver.outside.extend(out[start:])
            del out[start:]
        out.append(b"\n" + after)
    return b"".join(out)
