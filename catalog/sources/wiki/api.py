"""A live wiki, read over its MediaWiki API: Wikipedia in any language, or a company's own.

    open_api("api:https://ltg.wikipedia.org/w/api.php?titles=Latgola|Rēzekne&max_pages=500", cache)
    → ApiReader: the two pages, then what they link to, breadth first, until there are 500

Settings of an address: `titles` (parted by |) or `category` to start from, without either all pages; `depth`, how many
links away from the start (no limit unless given); `max_pages` (500); `namespaces` (0; parted by |); `images=yes` lets
`image` fetch pictures, `private=yes` also from private addresses; `pause` between requests (0.1 s); `contact`, a mail
or web address for the user agent, which Wikimedia asks of everybody. A name in `titles` with & or + in it is
percent-encoded.

`wikipedia-api` lists categories; the rendered page, revision and links come from `action=parse`, read by `html`, since
that package gives neither places of links nor infoboxes. One request a page and one for fifty titles: 80 pages took 86.
All answers are kept in the cache folder, so the state of the wiki is that of the first build; delete the folder to read
anew. A page that can't be had is a bad page and is asked for again next time; after five in a row the wiki is taken to
be down. Pages behind a login can't be read.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from synthloom.catalog.sources.licences import spdx
from synthloom.catalog.sources.wiki.api_crawl import crawl
from synthloom.catalog.sources.wiki.api_page import Found, read_parsed
from synthloom.catalog.sources.wiki.api_wiki import ApiWiki, fetch_picture
from synthloom.schemas.errors import UserError
from synthloom.schemas.wiki import BadPage, Page

PART = 100
"""Pages of a part."""


@dataclass(frozen=True)
class ApiPart:
    """Some pages of the crawl; all that it reads is in the cache already."""

    wiki: ApiWiki
    found: tuple[Found, ...]
    bad: tuple[BadPage, ...] = ()

    def pages(self) -> Iterator[Page | BadPage]:
        """Each page after the redirects that lead to it; last what could not be had."""
        for one in self.found:
            for name in one.redirects:
                yield Page(name, one.namespace, redirect=one.title)
            yield read_parsed(self.wiki, one)
        yield from self.bad


@dataclass(frozen=True)
class ApiReader:
    """Pages of one wiki from some titles or a category on, breadth first."""

    wiki: ApiWiki
    titles: tuple[str, ...] = ()
    category: str = ""
    depth: int | None = None
    max_pages: int = 500
    namespaces: tuple[int, ...] = (0,)
    images: bool = False
    private: bool = False
    address: str = ""
    """As it was given: a corpus opens it again for its pictures."""

    @property
    def name(self) -> str:
        """The host with what the crawl starts from."""
        start = self.category or "+".join(self.titles[:3]) or "all"
        return f"{urlsplit(self.wiki.endpoint).hostname} {start}"

    @property
    def revision(self) -> str:
        """When the wiki was first asked, by its own clock, and a hash of what was asked for."""
        asked = repr((self.titles, self.category, self.depth, self.max_pages, self.namespaces))
        return f"{self.wiki.site['time']} {hashlib.sha256(asked.encode()).hexdigest()[:12]}"

    @property
    def licence(self) -> str:
        rights = self.wiki.rights
        return spdx(rights.get("url") or "") or spdx(rights.get("text") or "") or "unknown"

    @property
    def language(self) -> str:
        return str(self.wiki.site.get("lang") or "und")

    @property
    def state(self) -> str:
        """The revision: what was answered once doesn't change."""
        return self.revision

    @property
    def notes(self) -> tuple[str, ...]:
        """When the wiki was read and where its answers are kept."""
        return (f"{self.wiki.endpoint} as of {self.wiki.site['time']}; its answers are kept in {self.wiki.cache}",)

    @cached_property
    def _crawled(self) -> tuple[tuple[Found, ...], tuple[BadPage, ...]]:
        return crawl(self.wiki, self.titles, self.category, self.depth, self.max_pages, self.namespaces)

    def parts(self) -> Iterator[ApiPart]:
        """The crawl, made now if it isn't in the cache, in stretches of 100 pages."""
        found, bad = self._crawled
        for start in range(0, max(len(found), 1), PART):
            last = start + PART >= len(found)
            yield ApiPart(self.wiki, found[start : start + PART], bad if last else ())

    def image(self, name: str) -> bytes | None:
        """The picture at most 1,024 pixels wide, from where the wiki says it is; None where `images` isn't set."""
        return fetch_picture(self.wiki, name, allow_private=self.private) if self.images else None


def open_api(address: str, cache: Path) -> ApiReader:
    """The reader of an address such as `api:https://host/w/api.php?titles=A|B`. Raises `UserError` for a wrong one."""
    parts = urlsplit(address.removeprefix("api:"))
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise UserError(f"{address!r} is no address of an API; expected api:https://HOST/w/api.php?titles=A|B")
    asked = {key: values[-1] for key, values in parse_qs(parts.query, keep_blank_values=True).items()}
    endpoint = f"{parts.scheme}://{parts.netloc}{parts.path or '/w/api.php'}"
    known = {"titles", "category", "depth", "max_pages", "namespaces", "images", "private", "pause", "contact"}
    if unknown := sorted(asked.keys() - known):
        raise UserError(f"unknown setting {unknown[0]!r} in {address!r}; known are {', '.join(sorted(known))}")
    wiki = ApiWiki(endpoint, cache, contact=asked.get("contact", ""), pause=_number(asked, "pause", 0.1))
    reader = ApiReader(
        wiki,
        tuple(filter(None, (title.strip().replace("_", " ") for title in asked.get("titles", "").split("|")))),
        asked.get("category", "").replace("_", " "),
        int(_number(asked, "depth", 0)) if "depth" in asked else None,
        int(_number(asked, "max_pages", 500)),
        tuple(int(_number({"namespaces": one}, "namespaces", 0)) for one in asked.get("namespaces", "0").split("|")),
        asked.get("images") == "yes",
        asked.get("private") == "yes",
        address,
    )
    wiki.site  # noqa: B018  an endpoint that doesn't answer is told before anything runs
    return reader


def _number(asked: dict[str, str], key: str, otherwise: float) -> float:
    try:
        value = float(asked.get(key, otherwise))
    except ValueError:
        value = -1.0
    if not 0 <= value < 1e9:
        raise UserError(f"{key}={asked[key]} is no number of 0 or more; change the address")
    return value
