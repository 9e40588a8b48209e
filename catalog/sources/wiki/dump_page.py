"""Pages of a stretch of dump XML.

    b"<page><title>Ulm</title><ns>0</ns><id>7</id><revision><id>9</id>…<text>…</text></revision></page>"
    → Page(title="Ulm", page_id=7, revision=9, text=…)

The stretch begins at a `<page>`. Pages of other namespaces are passed over before anything of them is decoded. XML is
not parsed as such: dumps have one form, and a parser would stop at the first bad byte, where here the next `<page>`
begins anew. Of several revisions the last is read.
"""

import html
import re
from collections.abc import Iterator

from synthloom.catalog.sources.wiki import site_names
from synthloom.catalog.sources.wiki.site import Names, Site, names_of, namespace_of
from synthloom.catalog.sources.wiki.wikitext import read_wikitext
from synthloom.schemas.wiki import BadPage, Page

PAGE = b"<page>"
LARGEST = 64 << 20
"""Bytes of a page beyond which it isn't read; the largest of the English Wikipedia has 2 MiB, MediaWiki's own limit."""
_HEAD = re.compile(rb"\s*<title>([^<]*)</title>\s*(?:<ns>(-?\d+)</ns>\s*)?(?:<id>(\d+)</id>)?\s*")
_REDIRECT = re.compile(rb'<redirect\s+title="([^"]*)"\s*/>')
_REVISION = re.compile(rb"<revision>\s*<id>(\d+)</id>")
_REDIRECTS = re.compile(
    rf"\s*(?:{'|'.join(map(re.escape, sorted(site_names.REDIRECT)))})\s*:?\s*\[\[([^\[\]|\n]+)", re.IGNORECASE
)
_GONE = re.compile(
    rb"&lt;(?:!--.*?(?:--&gt;|\Z)|[rR][eE][fF]\b(?:[^&/]|/(?!&gt;)|&(?!gt;|lt;))*+"
    rb"(?:/&gt;|&gt;[^&]*(?:&(?!lt;/?[rR][eE][fF]\b)[^&]*)*+&lt;/[rR][eE][fF]\s*&gt;))",
    re.DOTALL,
)
"""Comments and references while their marks are still escaped: a third of a page, and less to unescape after."""
_CHARACTER = re.compile(rb"&(?:lt|gt|amp|quot|apos|#\d{1,7}|#x[0-9a-fA-F]{1,6});")
_CHARACTERS = {b"&lt;": b"<", b"&gt;": b">", b"&amp;": b"&", b"&quot;": b'"', b"&apos;": b"'"}
_ILLEGAL = bytes(byte for byte in range(32) if byte not in (9, 10, 13))
_BETWEEN = re.compile(
    rb"\s*+(?:</mediawiki>\s*+)*+(?:<\?xml[^>]*+>\s*+|<mediawiki\b[^>]*+>\s*+|<siteinfo>.*?</siteinfo>\s*+)*+",
    re.DOTALL,
)


def read_pages(data: bytes, where: str, site: Site, begin: int, end: int, at_end: bool) -> Iterator[Page | BadPage]:
    """The articles and redirects of `data[begin:end]`, which begins at a `<page>`; `at_end`: the file ends there."""
    names = names_of(site)
    while begin < end:
        following = data.find(PAGE, begin + len(PAGE), end)
        stop = following if following >= 0 else end
        yield from _piece(data, begin + len(PAGE), stop, where, names, at_end and following < 0)
        begin = stop


def _piece(data: bytes, begin: int, stop: int, where: str, names: Names, last: bool) -> Iterator[Page | BadPage]:
    """What stands from one `<page>` to the next."""
    head = _HEAD.match(data, begin, stop)
    title = _text(head[1]) if head else ""
    end = data.find(b"</page>", begin, stop)
    place = f"{where} {title}".rstrip()
    if end < 0:
        yield _endless(place, stop - begin, last)
        return
    if stop > end + 10 and _BETWEEN.fullmatch(data, end + 7, stop) is None:
        detail = data[end + 7 : min(end + 67, stop)].decode("utf-8", "replace").strip()
        yield BadPage(place, "garbage_between_pages", f"{stop - end - 7} bytes after it: {detail}")
    if head is None:
        yield BadPage(place, "no_title", data[begin : begin + 60].decode("utf-8", "replace").strip())
    elif (int(head[2]) if head[2] else namespace_of(title, names)) == 0:
        yield _page(data[begin:end], head, title, place, names)


def _endless(place: str, size: int, last: bool) -> BadPage:
    """A page without `</page>`."""
    if size > LARGEST:
        return BadPage(place, "page_too_large", f"more than {size} bytes, at most {LARGEST} are read")
    return BadPage(place, "cut_off" if last else "no_page_end", f"{size} bytes after <page>")


def _page(piece: bytes, head: re.Match[bytes], title: str, place: str, names: Names) -> Page | BadPage:
    """One page of the article namespace."""
    end = len(piece)
    if end > LARGEST:
        return BadPage(place, "page_too_large", f"{end} bytes, at most {LARGEST} are read")
    page_id = int(head[3]) if head[3] else None
    start = piece.rfind(b"<text", 0, end)
    open_end = piece.find(b">", start, end) if start >= 0 else -1
    if open_end < 0:
        return BadPage(place, "no_text", "no <text> in the page")
    close = open_end + 1 if piece[open_end - 1 : open_end] == b"/" else piece.find(b"</text>", open_end, end)
    if close < 0:
        return BadPage(place, "no_text_end", f"{end - open_end} bytes after <text>")
    revisions = _REVISION.search(piece, piece.rfind(b"<revision>", 0, start), start)
    revision = int(revisions[1]) if revisions else None
    raw = piece[open_end + 1 : close]
    if len(raw.translate(None, _ILLEGAL)) < len(raw):
        return BadPage(place, "illegal_characters", "control characters that XML doesn't allow")
    try:
        if not raw.isascii():
            raw.decode()
    except UnicodeDecodeError as error:
        return BadPage(place, "bad_utf8", str(error))
    redirect = _REDIRECT.search(piece, 0, start)
    target = _text(redirect[1]) if redirect else _redirect(raw)
    if target:
        return Page(title, 0, page_id, revision, target.partition("#")[0].replace("_", " ").strip())
    return Page(title, 0, page_id, revision, "", *read_wikitext(_unescaped(raw), title, names))


def _redirect(raw: bytes) -> str:
    match = _REDIRECTS.match(_text(raw[:400])) if raw[:40].lstrip().startswith(b"#") else None
    return match[1] if match else ""


def _text(raw: bytes) -> str:
    """Characters for the bytes of a title."""
    text = raw.decode("utf-8", "replace")
    return html.unescape(text) if "&" in text else text


def _unescaped(raw: bytes) -> bytes:
    """Wikitext for the bytes of XML."""
    return _CHARACTER.sub(_character, _GONE.sub(b"", raw))


def _character(match: re.Match[bytes]) -> bytes:
    return _CHARACTERS.get(match[0]) or html.unescape(match[0].decode()).encode("utf-8", "replace")
