"""Wikitext without comments, references, tags and quote marks, and without the files and categories it names.

    "'''Ulm'''<ref>x</ref> is a [[city]].<!-- y -->[[Category:Ulm]]" → "Ulm is a [[city]].", categories ["Ulm"]

Everything here is one pass of a compiled expression over the page. None can take quadratic time: what is never closed
ends at the next tag of its kind, or at the end. Bytes are stripped before they are decoded: Python's strings take two
bytes a character as soon as one is not Latin, and all searches twice as long.
"""

import re

from synthloom.catalog.sources.wiki.site import CATEGORY, FILE, Names, space_key

_GONE = re.compile(
    rb"<(?:!--.*?(?:-->|\Z)"
    rb"|[rR][eE][fF]\b[^<>]*(?:/>|(?<!/)>[^<]*(?:<(?!/?[rR][eE][fF]\b)[^<]*)*+</[rR][eE][fF]\s*>)"
    rb"|/?(?:small|big|span|sup|sub|i|b|u|s|em|strong|font|abbr|noinclude|onlyinclude|section|includeonly|wbr|bdi|bdo"
    rb"|var|code|tt|kbd|cite|del|ins|mark|q|time|dfn|samp|strike|references)\b[^<>]*>)",
    re.DOTALL,
)
_TAG = re.compile(rb"<(/?)([a-zA-Z][a-zA-Z0-9]*)\b[^<>]*>")
_CLOSED = re.compile(
    rb"<(gallery|math|chem|ce|timeline|source|syntaxhighlight|score|imagemap|graph|mapframe|maplink|templatestyles|hiero"
    rb"|templatedata|inputbox|categorytree|charinsert|indicator|pre)\b[^<>]*(?:/>|(?<!/)>([^<]*(?:<(?!/?\1\b)[^<]*)*+)</\1\s*>)",
    re.IGNORECASE,
)
_BLOCKS = frozenset((b"p", b"blockquote", b"poem", b"center", b"div", b"ul", b"ol", b"table", b"hr", b"dl"))
_GALLERY_LINE = re.compile(r"^\s*(?:([^:|\n]+):)?([^|\n]+\.\w{3,4})\s*(?:\||$)", re.MULTILINE)
_RAISED = re.compile(rb"<sup>((?:[+-]|\xe2\x88\x92)?[0-9]{1,3})</sup>")
_SUPERSCRIPTS = str.maketrans("0123456789+-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻")
_QUOTES = re.compile(rb"'''?")
_VARIANTS = re.compile(rb"-\{(?!\{)([^{}\n]*)\}-")
_NOWIKI = re.compile(rb"<nowiki>([^<]*(?:<(?!/?nowiki\b)[^<]*)*+)</nowiki\s*>", re.IGNORECASE)
_EMBED = re.compile(
    rb"\[\[\s*+([^\[\]|{}#<>:\n]+):\s*([^\[\]|\n]*+)"
    rb"((?:[^\[\]]++|\[\[[^\[\]]*+\]\]|\[(?!\[)[^\[\]]*+\]){0,400}+)\]\]"
)
_LINK = re.compile(rb"\[\[[^\[\]]*\]\]")


def _variant(match: re.Match[bytes]) -> bytes:
    """What a choice between scripts shows: `-{zh-cn:软件; zh-tw:軟體}-` the first, `-{T|…}-` nothing."""
    flag, bar, choices = match[1].partition(b"|")
    shown = match[1] if not bar else choices if flag.strip() in (b"A", b"R", b"zh", b"") else b""
    _, colon, first = shown.partition(b";")[0].partition(b":")
    return first.strip() if colon else shown


def strip_markup(source: bytes, files: list[str]) -> bytes:
    """The page without what isn't shown as text; names of pictures in galleries are added to `files`."""
    text = source
    if b"<nowiki" in text:
        text = _NOWIKI.sub(lambda match: match[1].translate(None, b"[]{}|"), text)
    if b"-{" in text:
        text = _VARIANTS.sub(_variant, text)
    if b"''" in text:
        text = _QUOTES.sub(b"", text)
    if b"<" in text:
        if b"<sup>" in text:
            text = _RAISED.sub(lambda match: match[1].decode().translate(_SUPERSCRIPTS).encode(), text)
        text = _GONE.sub(b"", text)
    if b"<" not in text:
        return text

    def closed(match: re.Match[bytes]) -> bytes:
        kind, inside = match[1].lower(), (match[2] or b"").decode("utf-8", "replace")
        if kind in (b"gallery", b"imagemap"):
            files.extend(file_name(line[2]) for line in _GALLERY_LINE.finditer(inside))
        return _formula(inside).encode() if kind in (b"math", b"chem", b"ce") else b""

    text = _CLOSED.sub(closed, text)
    return _TAG.sub(_break, text) if b"<" in text else text


def _break(match: re.Match[bytes]) -> bytes:
    """Lines for breaks, paragraphs for blocks, nothing for the rest."""
    name = match[2].lower()
    if name in (b"br", b"li", b"tr"):
        return b"\n"
    return b"\n\n" if name in _BLOCKS else b""


def _formula(source: str) -> str:
    """A formula that reads as text, such as `E = mc^2`; an ellipsis for one that needs drawing."""
    text = " ".join(source.replace("\\,", " ").replace("{", "").replace("}", "").split())
    return text if len(text) <= 40 and "\\" not in text else "…"


def file_name(written: str) -> str:
    """A file's name as the wiki stores it: spaces for underscores, a capital first."""
    name = " ".join(written.replace("_", " ").split())
    return name[:1].upper() + name[1:]


def take_embeds(text: bytes, names: Names, files: list[str], categories: list[str], outside: list[bytes]) -> bytes:
    """The text without file, category and language links; links in captions go to `outside`."""
    spaces, languages = names.spaces, names.languages

    def take(match: re.Match[bytes]) -> bytes:
        prefix = space_key(match[1].decode())
        kind = spaces.get(prefix)
        if kind == FILE:
            files.append(file_name(match[2].decode()))
            if b"[[" in match[3]:
                outside.extend(_LINK.findall(match[3]))
            return b""
        if kind == CATEGORY:
            categories.append(file_name(match[2].decode()))
            return b""
        return b"" if prefix in languages and kind is None else match[0]

    return _EMBED.sub(take, text)
