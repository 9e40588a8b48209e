"""A folder of saved answers of a MediaWiki API (JSON files): the pages they tell of, put together by title.

    SavedApiReader(Path("mediawiki_api_json"))
    {"query": {"pages": {"23862": {"title": "Python (programming language)", "links": […]}}}}  in one file,
    {…"categories": […]} in another → Page("Python (programming language)", page_id=23862, links=…, categories=…)

Read are answers to `action=parse` (as from a live wiki) and what `action=query` says of pages: extracts, links,
categories, pictures, redirects, properties, revisions; a list (members of a category, links to a page, search results)
only names pages and makes none. Links without text have no place. A file that tells of no page is a bad page with its
reason; where two files differ, texts are the longest, and lists are joined in the order of the files' names. Saved
answers tell no licence.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from synthloom.catalog.sources.wiki.api_page import file_of
from synthloom.catalog.sources.wiki.html import read_html
from synthloom.schemas.errors import UserError
from synthloom.schemas.wiki import BadPage, Field, Link, Page

_LISTS = ("categorymembers", "backlinks", "search", "random", "geosearch", "allpages", "embeddedin", "prefixsearch")


@dataclass
class _Draft:
    """A page being put together."""

    namespace: int = 0
    page_id: int | None = None
    revision: int | None = None
    text: str = ""
    short_description: str = ""
    disambiguation: bool = False
    links: dict[str, None] = field(default_factory=dict)
    categories: dict[str, None] = field(default_factory=dict)
    files: dict[str, None] = field(default_factory=dict)
    fields: dict[Field, None] = field(default_factory=dict)
    parsed: Page | None = None


@dataclass(frozen=True)
class SavedApiReader:
    """The JSON files of one folder. Small: they are read at once, and the folder is one part."""

    folder: Path

    @property
    def name(self) -> str:
        return self.folder.name

    @cached_property
    def revision(self) -> str:
        """A hash of names and contents."""
        digest = hashlib.sha256()
        for path in self._files:
            digest.update(
                f"{path.relative_to(self.folder)}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode()
            )
        return digest.hexdigest()

    @property
    def licence(self) -> str:
        return "unknown"

    @property
    def language(self) -> str:
        """What the pages' information says, if they agree."""
        said = {str(page["pagelanguage"]) for path in self._files for page in _pages_of(path) if "pagelanguage" in page}
        return said.pop() if len(said) == 1 else "und"

    @property
    def state(self) -> str:
        stamps = ((path, path.stat()) for path in self._files)
        told = "\n".join(f"{path} {status.st_size} {status.st_mtime_ns}" for path, status in stamps)
        return hashlib.sha256(told.encode("utf-8", "surrogateescape")).hexdigest()

    @property
    def notes(self) -> tuple[str, ...]:
        return (f"{self.name}: {len(self._files)} saved answers of a MediaWiki API",)

    @cached_property
    def _files(self) -> tuple[Path, ...]:
        found = tuple(sorted(self.folder.rglob("*.json")))
        if not found:
            raise UserError(f"{self.folder} holds no .json file; expected saved answers of a MediaWiki API")
        return found

    def parts(self) -> Iterator["SavedApiReader"]:
        """The folder itself."""
        yield self

    def pages(self) -> Iterator[Page | BadPage]:
        """Redirects, pages in the order of their first mention, then files that told of no page."""
        drafts: dict[str, _Draft] = {}
        redirects: dict[str, str] = {}
        bad = [fault for path in self._files if (fault := _read(path, self.folder, drafts, redirects)) is not None]
        for name, title in redirects.items():
            if name not in drafts:
                yield Page(name, redirect=title)
        for title, draft in drafts.items():
            yield _page(title, draft)
        yield from bad

    def image(self, name: str) -> bytes | None:
        """None: answers hold no pictures."""
        return None


def _read(path: Path, folder: Path, drafts: dict[str, _Draft], redirects: dict[str, str]) -> BadPage | None:
    """Take in one file; what is wrong with it, if it tells of no page."""
    where = str(path.relative_to(folder))
    try:
        said = json.loads(path.read_bytes())
    except ValueError as error:
        return BadPage(where, "not_json", str(error))
    if not isinstance(said, dict):
        return BadPage(where, "no_api_answer", f"a JSON {type(said).__name__}")
    if "error" in said:
        return BadPage(where, "api_error", str(said["error"])[:200])
    try:
        if isinstance(said.get("parse"), dict):
            return _take_parsed(where, said["parse"], drafts)
        return _take_query(where, said, drafts, redirects)
    except (AttributeError, KeyError, TypeError) as error:
        return BadPage(where, "no_api_answer", f"not built as an API answers: {error!r}"[:200])


def _take_query(
    where: str, said: dict[str, Any], drafts: dict[str, _Draft], redirects: dict[str, str]
) -> BadPage | None:
    query = said["query"]
    redirects.update((entry["from"], entry["to"]) for entry in query.get("redirects") or ())
    told = [entry for entry in _listed(query) if "missing" not in entry and isinstance(entry.get("title"), str)]
    for entry in told:
        _take(entry, drafts, redirects)
    if told:
        return None
    if lists := [name for name in _LISTS if query.get(name) is not None]:
        return BadPage(where, "only_a_list", f"{lists[0]} of {len(query[lists[0]])} titles")
    return BadPage(where, "missing_page" if _listed(query) else "no_page", f"keys {', '.join(sorted(query))}"[:200])


def _pages_of(path: Path) -> list[dict[str, Any]]:
    try:
        said = json.loads(path.read_bytes())
    except ValueError:
        return []
    return _listed(said["query"]) if isinstance(said, dict) and isinstance(said.get("query"), dict) else []


def _listed(query: dict[str, Any]) -> list[dict[str, Any]]:
    pages = query.get("pages") or ()
    entries = pages.values() if isinstance(pages, dict) else pages
    return [entry for entry in entries if isinstance(entry, dict)]


def _take(entry: dict[str, Any], drafts: dict[str, _Draft], redirects: dict[str, str]) -> None:
    draft = drafts.setdefault(entry["title"], _Draft(int(entry.get("ns", 0))))
    draft.page_id = entry.get("pageid", draft.page_id)
    revisions = entry.get("revisions") or [{}]
    draft.revision = entry.get("lastrevid", revisions[0].get("revid", draft.revision))
    draft.text = max(draft.text, str(entry.get("extract") or "").strip(), key=len)
    props = entry.get("pageprops") or {}
    draft.short_description = (
        draft.short_description or props.get("wikibase-shortdesc") or entry.get("description") or ""
    )
    draft.disambiguation |= "disambiguation" in props
    draft.links.update((one["title"], None) for one in entry.get("links") or () if one.get("ns", 0) == 0)
    draft.categories.update(
        (_bare(one["title"]), None) for one in entry.get("categories") or () if not one.get("hidden")
    )
    draft.files.update((_bare(one["title"]), None) for one in entry.get("images") or ())
    redirects.update((one["title"], entry["title"]) for one in entry.get("redirects") or ())


def _take_parsed(where: str, parsed: dict[str, Any], drafts: dict[str, _Draft]) -> BadPage | None:
    text = parsed.get("text")
    html = text.get("*") if isinstance(text, dict) else text
    if not isinstance(html, str) or not isinstance(parsed.get("title"), str):
        return BadPage(where, "no_text", f"keys {', '.join(sorted(parsed))}"[:200])
    page = read_html(html, parsed["title"], lambda node: node.attributes.get("title") or "", file_of)
    draft = drafts.setdefault(parsed["title"], _Draft())
    draft.parsed, draft.page_id, draft.revision = page, parsed.get("pageid"), parsed.get("revid")
    return None


def _page(title: str, draft: _Draft) -> Page:
    page = draft.parsed or Page(title, text=draft.text)
    placed = {link.target for link in page.links}
    return page._replace(
        namespace=draft.namespace,
        page_id=draft.page_id,
        revision=draft.revision,
        links=page.links + tuple(Link(target, -1, -1) for target in draft.links if target not in placed),
        fields=page.fields + tuple(draft.fields),
        short_description=draft.short_description or page.short_description,
        categories=tuple(dict.fromkeys((*page.categories, *draft.categories))),
        files=tuple(dict.fromkeys((*page.files, *draft.files))),
        disambiguation=draft.disambiguation or page.disambiguation,
    )


def _bare(title: str) -> str:
    return title.partition(":")[2] or title
