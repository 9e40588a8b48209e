"""A page of a live wiki: the answer to `action=parse`, read as `html` reads rendered pages.

    read_parsed(wiki, Found("Latgola", …)) → Page("Latgola", page_id=7, revision=31216, text="Latgola …", …)

A link's target is the `title` that MediaWiki gives it; links to pages that don't exist (class `new`), to other wikis
and to talk, user, file and such namespaces don't count, those to namespaces a wiki made for itself (100 and above) do.
The infobox has its template's name where just one template is called so. A picture's name is read from its address,
whose folders are the first letters of a hash (`/a/ab/Name.jpg`).
"""

import re
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

from selectolax.lexbor import LexborNode

from synthloom.catalog.sources.wiki.api_transport import Unanswered
from synthloom.catalog.sources.wiki.api_wiki import ApiWiki
from synthloom.catalog.sources.wiki.html import read_html
from synthloom.schemas.wiki import BadPage, Page

_OUTSIDE = frozenset(("external", "extiw", "new", "image", "mw-file-description", "internal", "selflink"))
_OWN = 100
_HASHED = re.compile(r"/([0-9a-f])/\1[0-9a-f]/([^/]+)")
_NO_PICTURE = (".svg", ".ogg", ".oga", ".ogv", ".webm", ".mp3", ".wav", ".pdf", ".djvu", ".mid", ".stl")


class Found(NamedTuple):
    """A page that exists, before it is read."""

    title: str
    namespace: int
    page_id: int
    short_description: str
    disambiguation: bool
    redirects: tuple[str, ...]


def read_parsed(wiki: ApiWiki, found: Found) -> Page | BadPage:
    """The page, from the cache or over the line; a bad page where the wiki doesn't give it."""
    try:
        said = wiki.ask(
            action="parse",
            page=found.title,
            prop="text|revid|categories|templates",
            disableeditsection=1,
            disabletoc=1,
        )
    except Unanswered as fault:
        return BadPage(found.title, fault.reason, fault.detail)
    parsed = said.get("parse")
    if not isinstance(parsed, dict) or not isinstance(parsed.get("text"), str):
        return BadPage(found.title, "no_text", str(said.get("error") or said)[:200])
    page = read_html(parsed["text"], found.title, lambda node: _title_of(wiki, node), file_of)
    return page._replace(
        namespace=found.namespace,
        page_id=found.page_id,
        revision=parsed.get("revid") or None,
        infobox=_template(parsed) if page.infobox and _template(parsed) else page.infobox,
        short_description=found.short_description or page.short_description,
        categories=_categories(parsed) or page.categories,
        disambiguation=found.disambiguation or page.disambiguation,
    )


def file_of(address: str) -> str:
    """The picture's name, from where MediaWiki keeps it or its thumbnail; empty for drawings, sounds and icons."""
    hashed = _HASHED.search(urlsplit(address).path)
    name = unquote(hashed.group(2)).replace("_", " ") if hashed else ""
    return "" if name.lower().endswith(_NO_PICTURE) else name


def _title_of(wiki: ApiWiki, node: LexborNode) -> str:
    if _OUTSIDE & set((node.attributes.get("class") or "").split()):
        return ""
    href = node.attributes.get("href") or ""
    if not href or href.startswith("#"):
        return ""
    title = node.attributes.get("title") or _title_in(href, str(wiki.site.get("articlepath") or "/wiki/$1"))
    title = title.partition("#")[0].replace("_", " ").strip()
    number = wiki.namespace_of(title)
    return title if number == 0 or (number >= _OWN and number % 2 == 0) else ""


def _title_in(href: str, articlepath: str) -> str:
    before, _, after = articlepath.partition("$1")
    path = urlsplit(href).path if "?" not in before else href
    return unquote(path.removeprefix(before).removesuffix(after)) if path.startswith(before) else ""


def _template(parsed: dict[str, Any]) -> str:
    """The infobox template's name, if just one of the page's templates is called so; parts of it (`/…`) don't count."""
    names = [str(entry.get("title", "")).partition(":")[2] for entry in parsed.get("templates") or ()]
    boxes = {name for name in names if name.lower().startswith(("infobox ", "taxobox")) and "/" not in name}
    return boxes.pop() if len(boxes) == 1 else ""


def _categories(parsed: dict[str, Any]) -> tuple[str, ...]:
    shown = [entry for entry in parsed.get("categories") or () if not entry.get("hidden")]
    return tuple(str(entry.get("category", "")).replace("_", " ") for entry in shown)
