"""Which pages of a live wiki to read: from some titles along the links, breadth first, redirects resolved.

    crawl(wiki, ("Raelettes",), "", depth=1, max_pages=50, namespaces=(0,))
    → ((Found("The Raelettes", page_id=…, redirects=("Raelettes", "Raeletts")), Found("Ray Charles", …), …), ())

Titles are asked about fifty at a time (redirects, ids, short descriptions), then pages one at a time. Links are
followed in the order a page's text has them, so a crawl that is cut off at `max_pages` holds what leads name first. A
link to a page that doesn't exist isn't followed. Everything asked is in the cache afterwards.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any
from urllib.parse import quote

from synthloom.catalog.sources.wiki.api_page import Found, read_parsed
from synthloom.catalog.sources.wiki.api_transport import Unanswered
from synthloom.catalog.sources.wiki.api_wiki import ApiWiki
from synthloom.schemas.errors import UserError
from synthloom.schemas.wiki import BadPage, Page

BATCH = 50
"""Titles of one query: what a wiki allows to everybody."""
LONGEST_ADDRESS = 4000
"""Bytes of titles in one address; servers refuse addresses of 8 KB, and a letter of Georgian takes nine."""
DOWN = 5
"""Failures in a row after which a wiki is taken to be down."""
_PAGES_OWN = frozenset(("no_text", "api_error", "http_403", "http_404"))
"""What is wrong with one page and says nothing of the next."""


def crawl(
    wiki: ApiWiki, titles: Sequence[str], category: str, depth: int | None, max_pages: int, namespaces: Sequence[int]
) -> tuple[tuple[Found, ...], tuple[BadPage, ...]]:
    """The pages in the order found, and what could not be had.

    Raises `UserError` where no start exists, and where the wiki stops answering.
    """
    found: dict[str, Found] = {}
    bad: list[BadPage] = []
    asked: set[str] = set()
    tried: set[str] = set()
    failures = 0
    try:
        level: Iterable[str] = list(titles) if titles else _starts(wiki, category, max_pages, namespaces)
        distance = 0
        while (level := [title for title in dict.fromkeys(level) if title not in asked]) and len(found) < max_pages:
            asked.update(level)
            following: list[str] = []
            for one in _resolved(wiki, level, bad if distance == 0 and titles else None):
                if len(found) >= max_pages:
                    break
                if one.title in tried or one.namespace not in namespaces:
                    continue
                tried.add(one.title)
                page = read_parsed(wiki, one)
                if isinstance(page, Page):
                    failures = 0
                    found[one.title] = one
                    targets = (link.target for link in page.links)
                    following += [title for title in targets if wiki.namespace_of(title) in namespaces]
                else:
                    failures += page.reason not in _PAGES_OWN
                    bad.append(page)
                if failures == DOWN:
                    told = f"the last {DOWN} requests failed ({bad[-1].reason}), {len(found)} pages were read"
                    raise UserError(f"{wiki.endpoint} stopped answering: {told}; run again to go on from there")
            distance += 1
            level = following if depth is None or distance <= depth else ()
    except Unanswered as fault:
        told = f"{len(found)} pages were read and are kept"
        raise UserError(
            f"{wiki.endpoint} stopped answering ({fault}): {told}; run again to go on from there"
        ) from fault
    if not found:
        start = category or ", ".join(titles) or "all pages"
        raise UserError(f"{wiki.endpoint} has no page to start from in {start!r}; check the spelling and `namespaces`")
    return tuple(found.values()), tuple(bad)


def _starts(wiki: ApiWiki, category: str, max_pages: int, namespaces: Sequence[int]) -> list[str]:
    """Members of a category, or without one all pages by title, as many as can be used."""
    if category:
        return [title for title in wiki.members(category) if wiki.namespace_of(title) in namespaces]

    def listed() -> Iterator[str]:
        for number in namespaces:
            asked: dict[str, str | int] = {"list": "allpages", "apnamespace": number, "aplimit": "max"}
            for said in wiki.ask_all(action="query", apfilterredir="nonredirects", **asked):
                yield from (entry["title"] for entry in said["query"]["allpages"])

    return list(islice(listed(), max_pages))


def _resolved(wiki: ApiWiki, titles: Sequence[str], missing: list[BadPage] | None) -> Iterator[Found]:
    """The pages that titles lead to, in the order of the titles; those that don't exist go to `missing`."""
    for batch in _batches(titles):
        pages: dict[str, dict[str, Any]] = {}
        leads: dict[str, str] = {}
        for said in wiki.ask_all(
            action="query",
            titles="|".join(batch),
            redirects=1,
            prop="pageprops|redirects",
            rdlimit="max",
            ppprop="disambiguation|wikibase-shortdesc",
        ):
            query = said.get("query") or {}
            for step in ("normalized", "converted", "redirects"):
                leads.update((entry["from"], entry["to"]) for entry in query.get(step) or ())
            for entry in query.get("pages") or ():
                known = pages.setdefault(entry.get("title", ""), {**entry, "redirects": []})
                known["redirects"] += [one["title"] for one in entry.get("redirects") or ()]
                known.setdefault("pageprops", {}).update(entry.get("pageprops") or {})
        for title in batch:
            page = pages.get(_end(title, leads), {})
            if "pageid" in page and not page.get("missing"):
                yield _found(page)
            elif missing is not None:
                missing.append(BadPage(title, "missing_page", f"{wiki.endpoint} has no such page"))


def _batches(titles: Sequence[str]) -> Iterator[list[str]]:
    batch: list[str] = []
    size = 0
    for title in titles:
        length = len(quote(title)) + 3
        if batch and (len(batch) == BATCH or size + length > LONGEST_ADDRESS):
            yield batch
            batch, size = [], 0
        batch.append(title)
        size += length
    if batch:
        yield batch


def _end(title: str, leads: dict[str, str]) -> str:
    """Where a title leads after normalisation and redirects; loops end."""
    seen = set()
    while title in leads and title not in seen:
        seen.add(title)
        title = leads[title]
    return title


def _found(page: dict[str, Any]) -> Found:
    props = page.get("pageprops") or {}
    return Found(
        page["title"],
        int(page.get("ns", 0)),
        int(page["pageid"]),
        str(props.get("wikibase-shortdesc") or ""),
        "disambiguation" in props,
        tuple(dict.fromkeys(page["redirects"])),
    )
