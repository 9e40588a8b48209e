r"""Wikitext that has only links left: tidied, and joined into paragraphs and headings.

    "Ulm ( ; born)\n\n== History ==\n* [[Rome]]\nIt is\nold.\n== See also ==\n* [[Bern]]"
    → "Ulm (born)\n\n== History ==\n\nIt is old.", dropped ("[[Rome]]", "* [[Bern]]")

Items of lists stay, as paragraphs, where they are sentences. Sections of sources (`References`, `External links`, in
the languages of `site_names`) and headings with nothing under them go.
"""

import html
import re
from functools import lru_cache

from synthloom.catalog.sources.wiki import site_names
from synthloom.catalog.sources.wiki.wikitext_values import GAP, HOLE, IPA

_ENTITY = re.compile(rb"&#?\w{1,32};")
_OUTER = re.compile(rb"\[(?:https?:|ftp:|mailto:|news:)?//?[^\s\[\]<>\"]*[ \t]*([^\[\]\n]*)\]")
_SAID = re.compile(
    rb"(?:[,;]?\s*\b(?:is|was|are|occasionally|sometimes|often|rarely|pronounced|locally|also|or|and|as|in|US|UK|IPA|English|American|British|pronunciation"
    rb"|[Pp]ronounced|Received|General|[A-Z]\w{3,12}(?= pronunciation))\s*:?)*[,;:]?\s*\Z"
)
_OPENED = re.compile(rb"\((?:[ ,;:]+(\))?|(\)))")
_EMPTY = re.compile(rb"\n\n[ \n]+")
_SPARE = re.compile(rb" (?=[ ,)]|\.(?:\s|\Z))")
_HEADING = re.compile(rb"(={1,6})\s*(.*?)\s*=+\s*\Z")
_LINK = re.compile(r"\[\[(?:[^\[\]|]*\|)?([^\[\]|]*)\]\]")
_ENDS = re.compile("(?:[.!?]|。|！|？|։|।|؟)(?:[\"')\\]]|”|’|»)*\\Z".encode())
_FULL_STOP = "。".encode()
_SOURCES = frozenset(site_names.SOURCES)
_MARK, _HOLE, _GAP = IPA.encode(), HOLE.encode(), GAP.encode()
_SENTENCE = re.compile(rb"(?<=[.!?]) +(?=[A-Z\x80-\xff\"'(\[])")
_HOLED = re.compile(rb" ?\([^()\n]*\x03[^()\n]*\)|\x03")
_THIN = re.compile(rb"\xe2\x80[\x80-\x8a\xaf]")
_UNSEEN = re.compile(rb"\xe2\x80[\x8b\x8e\x8f]")
_ITEM, _ROW = frozenset((b"*", b"#", b":", b";")), frozenset((b"|", b"!", b"{", b"}", b"_"))
_BREAKS = _ITEM | _ROW | {b"", b"="}


@lru_cache(maxsize=4096)
def _entity(written: bytes) -> bytes:
    return html.unescape(written.decode()).encode("utf-8", "replace")


def tidy(text: bytes) -> bytes:
    """The text with characters for entities, and without what templates and tags left behind."""
    if b"&" in text:
        text = _ENTITY.sub(lambda match: _entity(match[0]), text)
    if b"\xc2\xa0" in text:
        text = text.replace(b"\xc2\xa0", b" ")
    if b"\xe2\x80" in text:
        text = _UNSEEN.sub(b"", _THIN.sub(b" ", text))
    if _HOLE in text:
        text = _HOLED.sub(b"", text)
    if b"//" in text:
        text = _OUTER.sub(rb"\1", text)
    if _MARK in text:
        text = _unpronounced(text)
    if b"(" in text:
        text = _OPENED.sub(lambda match: b"" if match.lastindex else b"(", text)
    text = _SPARE.sub(b"", text)
    if b"\n\n\n" in text:
        text = _EMPTY.sub(b"\n\n", text)
    return text


def _unpronounced(text: bytes) -> bytes:
    """The text without pronunciations and the words before them: `(pronounced …; born 1990)` → `(; born 1990)`."""
    pieces = text.split(_MARK)
    heads = [piece[:-60] + _SAID.sub(b"", piece[-60:]) for piece in pieces[:-1]]
    return b"".join([*heads, pieces[-1]])


class _Body:
    """The paragraphs and headings so far, and the headings that have nothing under them yet."""

    def __init__(self, outside: list[bytes]) -> None:
        self.blocks: list[bytes] = []
        self.headings: list[tuple[int, bytes]] = []
        self.sources = 0
        """The level of the section of sources that lines are in; 0 outside."""
        self.outside = outside

    def put(self, block: bytes) -> None:
        """A paragraph, if it has words; without the sentences in which some are missing."""
        if _GAP in block:
            sentences = _SENTENCE.split(block)
            self.outside.extend(sentence for sentence in sentences if _GAP in sentence)
            block = b" ".join(sentence for sentence in sentences if _GAP not in sentence)
        if len(block) > 60 or any(map(str.isalnum, block.decode())):
            self.blocks.extend(heading for _, heading in self.headings)
            self.headings.clear()
            self.blocks.append(block)

    def head(self, level: int, written: bytes) -> None:
        """A heading; those before it of its level or below had nothing under them."""
        name = _LINK.sub(r"\1", written.decode())
        while self.headings and self.headings[-1][0] >= level:
            self.headings.pop()
        if self.sources and level > self.sources:
            return
        self.sources = level if name.lower().rstrip(":") in _SOURCES else 0
        if name and not self.sources:
            self.headings.append((level, f"{'=' * level} {name} {'=' * level}".encode()))

    def line(self, line: bytes) -> None:
        """A line that is no part of a paragraph."""
        first = line[:1]
        if first == b"=" and (found := _HEADING.match(line)):
            self.head(len(found[1]), found[2])
        elif self.sources or first in _ROW:
            self.outside.append(line)
        elif first in _ITEM:
            item = line.lstrip(b"*#:; ")
            words = item.count(b" ") >= 5 or item.endswith(_FULL_STOP)
            if words and len(item) > 30 and _ENDS.search(item) and b"ISBN" not in item:
                self.put(item)
            else:
                self.outside.append(item)
        else:
            self.put(line)


def body(text: bytes, outside: list[bytes]) -> bytes:
    """Paragraphs and headings parted by blank lines; what is dropped goes to `outside`."""
    made = _Body(outside)
    paragraph: list[bytes] = []
    for written in text.split(b"\n"):
        line = written.strip()
        if line[:1] not in _BREAKS and not made.sources:
            paragraph.append(line)
            continue
        if paragraph:
            made.put(b" ".join(paragraph))
            paragraph.clear()
        if line:
            made.line(line)
    if paragraph:
        made.put(b" ".join(paragraph))
    return b"\n\n".join(made.blocks)
