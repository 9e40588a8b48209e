"""The plain text of a piece of HTML, with the exact place of each link in it.

    <p>a song by <a href="Ray_Charles.html">Ray  Charles</a>.<sup class="reference">[1]</sup></p>
    → Flat("a song by Ray Charles.", (Link("Ray Charles", 10, 21),))

Nothing is cut out of the tree: what a reader doesn't want is a set of nodes to skip. The walk is a loop, because pages
nest more deeply than Python's stack allows. Superscript digits become the characters they are (`km²`), a formula its
TeX.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

from selectolax.lexbor import LexborNode

from synthloom.schemas.wiki import Link

TitleOf = Callable[[LexborNode], str]
"""The title that an `a` element leads to; empty where it leads to no page of the wiki."""

_SPACE, _LINE, _PARAGRAPH = 1, 2, 3
_GAPS = ("", " ", "\n", "\n\n")
_LINES = frozenset(("li", "dt", "dd", "br", "tr"))
_PARAGRAPHS = frozenset(("p", "div", "ul", "ol", "dl", "blockquote", "center", "section", "article", "figure", "pre"))
_PARAGRAPHS |= {"figcaption", "table", "td", "th", "hr", "h1", "h2", "h3", "h4", "h5", "h6"}
_HEADINGS = {f"h{level}": "=" * level for level in range(2, 7)}
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200e\u200f\u2060\ufeff"))
_SUPERSCRIPTS = str.maketrans("0123456789+-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻")
_RAISED = re.compile(r"\s*[+−-]?\d+\s*")
_TEX = re.compile(r"^\{\\(?:display|text)style\s*(.*)\}$", re.DOTALL)


class Flat(NamedTuple):
    """Text and the links in it, in order of place."""

    text: str
    links: tuple[Link, ...]


def walk(root: LexborNode, skip: Collection[int] = ()) -> Iterator[tuple[LexborNode, bool]]:
    """Nodes under `root` (itself included), each on entering (True) and leaving (False); those in `skip` left out."""
    node, end = root, root.mem_id
    while True:
        below = None
        if node.mem_id not in skip:
            yield node, True
            below = node.child
        if below is not None:
            node = below
            continue
        while True:
            if node.mem_id not in skip:
                yield node, False
            if node.mem_id == end:
                return
            if (after := node.next) is not None:
                node = after
                break
            above = node.parent
            assert above is not None, "the walk left the tree it started in"
            node = above


def flatten(root: LexborNode, title_of: TitleOf, skip: Collection[int] = (), paragraph: str = "\n\n") -> Flat:
    """The text under a node. `paragraph` parts its blocks: a line break makes an infobox value of one line a block."""
    out = _Writer(paragraph)
    opened: list[tuple[str, int]] = []
    for node, entering in walk(root, skip):
        if node.is_text_node:
            if entering:
                out.write(_shown(node))
        elif node.tag == "a":
            if entering:
                opened.append((title_of(node), len(out.parts)))
            elif opened:
                out.link(*opened.pop())
        elif node.tag == "img" and entering and "math" in (node.attributes.get("class") or ""):
            out.write(_TEX.sub(r"\1", node.attributes.get("alt") or ""))
        else:
            _part_blocks(out, node.tag or "", entering)
    return Flat("".join(out.parts), tuple(out.links))


def _shown(node: LexborNode) -> str:
    text, above = node.text_content or "", node.parent
    raised = above is not None and above.tag == "sup" and _RAISED.fullmatch(text)
    return text.translate(_SUPERSCRIPTS) if raised else text


def _part_blocks(out: "_Writer", tag: str, entering: bool) -> None:
    marks = _HEADINGS.get(tag, "")
    if marks and not entering:
        out.write(" " + marks)
    if tag in _PARAGRAPHS:
        out.gap(_PARAGRAPH)
    elif tag in _LINES and (entering or tag != "br"):
        out.gap(_LINE)
    if marks and entering:
        out.write(marks + " ")


def cut(flat: Flat, pattern: re.Pattern[str]) -> Flat:
    """The text without what matches; links move along, and one of which nothing is left goes."""
    return without(flat, [match.span() for match in pattern.finditer(flat.text)])


def without(flat: Flat, spans: Sequence[tuple[int, int]]) -> Flat:
    """The text without some stretches of it, given in order; links move along."""
    if not spans:
        return flat
    starts = [start for start, _ in spans]
    removed = [0, *accumulate(stop - start for start, stop in spans)]

    def moved(place: int) -> int:
        count = bisect_left(starts, place)
        beyond = max(spans[count - 1][1] - place, 0) if count else 0
        return place - removed[count] + beyond

    borders = [0, *(border for span in spans for border in span), len(flat.text)]
    text = "".join(flat.text[start:stop] for start, stop in zip(borders[::2], borders[1::2], strict=True))
    links = (_trimmed(text, Link(link.target, moved(link.start), moved(link.end))) for link in flat.links)
    return Flat(text, tuple(link for link in links if link.start < link.end))


def _trimmed(text: str, link: Link) -> Link:
    shown = text[link.start : link.end]
    start = link.start + len(shown) - len(shown.lstrip())
    return Link(link.target, start, start + len(shown.strip()))


def part(flat: Flat, start: int, stop: int) -> Flat:
    """A stretch of the text with the links that lie in it, its ends stripped."""
    text = flat.text[start:stop]
    start += len(text) - len(text.lstrip())
    text = text.strip()
    stop = start + len(text)
    inside = (link for link in flat.links if start <= link.start and link.end <= stop)
    return Flat(text, tuple(Link(link.target, link.start - start, link.end - start) for link in inside))


class _Writer:
    """Text being put together; a gap is written only when something follows it."""

    def __init__(self, paragraph: str) -> None:
        self.parts: list[str] = []
        self.links: list[Link] = []
        self._length = 0
        self._pending = 0
        self._paragraph = paragraph

    def gap(self, size: int) -> None:
        self._pending = max(self._pending, size)

    def write(self, text: str) -> None:
        text = text.translate(_INVISIBLE)
        words = text.split()
        if not words:
            if text:
                self.gap(_SPACE)
            return
        if text[0].isspace():
            self.gap(_SPACE)
        if self._length:
            self._add(self._paragraph if self._pending == _PARAGRAPH else _GAPS[self._pending])
        self._pending = _SPACE if text[-1].isspace() else 0
        self._add(" ".join(words))

    def link(self, target: str, mark: int) -> None:
        # What was written since the mark begins with the gap before it, unless it is the very first.
        shown = "".join(self.parts[mark:])
        if target and shown.strip():
            start = self._length - len(shown.lstrip())
            self.links.append(Link(target, start, self._length))

    def _add(self, text: str) -> None:
        self.parts.append(text)
        self._length += len(text)
