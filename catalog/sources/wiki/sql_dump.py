"""The link graph out of a wiki's SQL dumps: titles, redirects and links without texts.

page.sql (12,0,'Anarchism',…), linktarget.sql (7,0,'Peter_Kropotkin'), pagelinks.sql (12,0,7)
→ Page("Anarchism", page_id=12, links=(Link("Peter Kropotkin", -1, -1),))

A folder with `page.sql`, `pagelinks.sql`, `linktarget.sql` (before 2023 pagelinks has the titles), `redirect.sql` and,
for descriptions and disambiguation marks, `page_props.sql`; packed or not, with the dump's prefix or without. Only
namespace 0 is read. Pages come in the order of their ids, the order pagelinks is dumped in. Where it isn't, a page's
later links are counted as bad rather than gathered.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain, islice
from pathlib import Path
from typing import NamedTuple

from synthloom.catalog.sources.wiki.plain_files import digest, stamp, unpacked
from synthloom.catalog.sources.wiki.sql_ids import IdTitles
from synthloom.catalog.sources.wiki.sql_rows import read_sql, text_of
from synthloom.schemas.errors import UserError
from synthloom.schemas.wiki import BadPage, Link, Page

_PER_PART = 5000
_FILE = re.compile(r"^(?:(.+)-)?(page|pagelinks|linktarget|redirect|page_props)\.sql(?:\.(?:gz|bz2|xz|zst))?$")
_PROPS = ("disambiguation", "wikibase-shortdesc", "page_image_free", "page_image")


class Draft(NamedTuple):
    """A page before its links are made: a process of its own does that."""

    number: int
    title: str
    targets: tuple[str, ...]
    revision: int
    """Negative for a redirect."""
    redirect: str | None
    props: dict[str, str]


@dataclass(frozen=True)
class SqlPart:
    """Pages put together from several tables."""

    drafts: tuple[Draft | BadPage, ...]

    def pages(self) -> Iterator[Page | BadPage]:
        """The pages in order."""
        return (draft if isinstance(draft, BadPage) else _page(draft) for draft in self.drafts)


@dataclass
class _Tables:
    """What has to be in memory to read the links."""

    titles: IdTitles = field(default_factory=IdTitles)
    """Titles of namespace 0, with the revision beside, negative for a redirect."""
    redirects: IdTitles = field(default_factory=IdTitles)
    targets: IdTitles = field(default_factory=IdTitles)
    props: dict[int, dict[str, str]] = field(default_factory=dict)
    bad: list[BadPage] = field(default_factory=list)


_Listed = tuple[Draft, list[bytes]]


def sql_files(folder: Path) -> dict[str, Path]:
    """The tables found in a folder, by name."""
    found: dict[str, Path] = {}
    for file in sorted(folder.iterdir()):
        if (match := _FILE.match(file.name)) and file.is_file():
            found.setdefault(match[2], file)
    return found


@dataclass(frozen=True)
class SqlDumpReader:
    """A folder of SQL dumps."""

    path: Path

    @property
    def name(self) -> str:
        """The dump's prefix, such as `enwiki-20250501`; the folder's name without one."""
        match = _FILE.match(self._files["page"].name)
        return (match and match[1]) or self.path.name

    @cached_property
    def revision(self) -> str:
        """A hash of the files."""
        return digest(tuple(self._files.values()))

    @property
    def state(self) -> str:
        """Names, sizes and times of the files."""
        return stamp(tuple(self._files.values()))

    @property
    def licence(self) -> str:
        """Wikimedia licenses its projects' dumps as CC BY-SA 4.0; other wikis' say nothing."""
        return "CC-BY-SA-4.0" if _WIKI.match(self.name) else "unknown"

    @property
    def language(self) -> str:
        """The language in the dump's name: `ltgwiki-latest` → `ltg`."""
        match = _WIKI.match(self.name)
        return match[1].replace("_", "-") if match else "und"

    @property
    def notes(self) -> tuple[str, ...]:
        """What SQL dumps can't give."""
        absent = [table for table in ("redirect", "page_props") if table not in self._files]
        without = f"; without {' and '.join(absent)}.sql" if absent else ""
        return (f"SQL dumps have no texts: the graph only{without}.",)

    def parts(self) -> Iterator[SqlPart]:
        """Five thousand pages each, by id."""
        tables = self._tables()
        pages = chain(tables.bad, self._pages(tables))
        while part := list(islice(pages, _PER_PART)):
            yield SqlPart(tuple(_resolved(part, tables.targets)))

    def image(self, name: str) -> None:
        """None: SQL dumps hold no pictures."""

    @cached_property
    def _files(self) -> dict[str, Path]:
        files = sql_files(self.path)
        if missing := {"page", "pagelinks"} - set(files):
            raise UserError(
                f"{self.path} lacks {' and '.join(f'{name}.sql' for name in sorted(missing))}; expected page.sql and "
                "pagelinks.sql, and linktarget.sql and redirect.sql beside them. Download them from the same dump."
            )
        return files

    def _pages(self, tables: _Tables) -> Iterator[BadPage | _Listed]:
        """Pages by id, each with what it links to."""
        titles = tables.titles.items()
        waiting = next(titles, None)
        for source, targets in self._links():
            if isinstance(source, BadPage):
                yield source
                continue
            while waiting and waiting[0] < source:
                yield _listed(*waiting, [], tables)
                waiting = next(titles, None)
            if waiting and waiting[0] == source:
                yield _listed(*waiting, targets, tables)
                waiting = next(titles, None)
            elif (title := tables.titles.get(source)) is not None:
                yield BadPage(title, "links_out_of_order", f"{len(targets)} links of page {source}")
        for number, title in chain([waiting] if waiting else [], titles):
            yield _listed(number, title, [], tables)

    def _tables(self) -> _Tables:
        tables = _Tables()
        columns = ("page_id", "page_namespace", "page_title", "page_is_redirect", "page_latest")
        for number, _, title, redirect, revision in self._read("page", columns, 1, tables):
            tables.titles.add(
                int(number), title.replace("_", " "), -int(revision) if redirect == "1" else int(revision)
            )
        if "redirect" in self._files:
            for number, _, title in self._read("redirect", ("rd_from", "rd_namespace", "rd_title"), 1, tables):
                tables.redirects.add(int(number), title.replace("_", " "))
        if "linktarget" in self._files:
            for number, _, title in self._read("linktarget", ("lt_id", "lt_namespace", "lt_title"), 1, tables):
                tables.targets.add(int(number), title.replace("_", " "))
        if "page_props" in self._files:
            for number, name, value in self._read("page_props", ("pp_page", "pp_propname", "pp_value"), None, tables):
                if name in _PROPS:
                    tables.props.setdefault(int(number), {})[name] = value
        return tables

    def _read(
        self, table: str, columns: Sequence[str], namespace: int | None, tables: _Tables
    ) -> Iterator[tuple[str, ...]]:
        """Rows of namespace 0 as texts; what can't be read goes to `tables.bad`."""
        for row in read_sql(self._files[table], table, columns):
            if isinstance(row, BadPage):
                tables.bad.append(row)
            elif namespace is None or row[namespace] == b"0":
                try:
                    yield tuple(map(text_of, row))
                except (UnicodeDecodeError, ValueError) as error:
                    tables.bad.append(
                        BadPage(f"{table} {row[0].decode('ascii', 'replace')}", "not_utf8", str(error)[:150])
                    )

    def _links(self) -> Iterator[tuple[int | BadPage, list[bytes]]]:
        """Each page with the raw ids, or in older dumps the raw titles, of what it links to."""
        path = self._files["pagelinks"]
        old = "pl_title" in _head_of(path)
        source, targets = b"", list[bytes]()
        for row in read_sql(
            path, "pagelinks", ("pl_from", "pl_namespace", "pl_title") if old else ("pl_from", "pl_target_id")
        ):
            if isinstance(row, BadPage):
                yield row, []
                continue
            if row[0] != source:
                if source:
                    yield int(source), targets
                source, targets = row[0], []
            if not old or row[1] == b"0":
                targets.append(row[-1])
        if source:
            yield int(source), targets


_WIKI = re.compile(r"^([a-z]{2,3}(?:_[a-z_]+)?|simple)wiki(?:-|$)")


def _listed(number: int, title: str, targets: list[bytes], tables: _Tables) -> _Listed:
    props = tables.props.get(number, {})
    return Draft(number, title, (), tables.titles.extra(number), tables.redirects.get(number), props), targets


def _resolved(part: Sequence[BadPage | _Listed], store: IdTitles) -> Iterator[Draft | BadPage]:
    """The pages with titles for what they link to; links into other namespaces have none and go."""
    numbers = [
        int(raw)
        for one in part
        if not isinstance(one, BadPage)
        for raw in one[1]
        if raw[:1].isdigit() and raw[:2] != b"0x"
    ]
    titles = iter(store.get_many(numbers))
    for one in part:
        if isinstance(one, BadPage):
            yield one
            continue
        draft, raw = one
        targets: list[str] = []
        for target in raw:
            if target[:1].isdigit() and target[:2] != b"0x":
                title = next(titles)
            else:
                try:
                    title = text_of(target).replace("_", " ")
                except ValueError as error:
                    yield BadPage(draft.title, "not_utf8", f"a link's target: {error}"[:150])
                    continue
            if title is not None:
                targets.append(title)
        yield draft._replace(targets=tuple(dict.fromkeys(targets)))


def _page(draft: Draft) -> Page | BadPage:
    redirect = draft.redirect
    if redirect is None and draft.revision < 0 and len(draft.targets) == 1:
        redirect = draft.targets[0]
    if redirect is not None:
        return Page(draft.title, page_id=draft.number, revision=abs(draft.revision), redirect=redirect)
    if draft.revision < 0:
        return BadPage(draft.title, "redirect_without_target", f"page {draft.number} is marked as a redirect")
    image = draft.props.get("page_image_free") or draft.props.get("page_image") or ""
    return Page(
        draft.title,
        page_id=draft.number,
        revision=draft.revision or None,
        links=tuple(Link(target, -1, -1) for target in draft.targets),
        short_description=draft.props.get("wikibase-shortdesc", ""),
        files=(image.replace("_", " "),) if image else (),
        disambiguation="disambiguation" in draft.props,
    )


def _head_of(path: Path) -> str:
    with unpacked(path) as file:
        return file.read(65536).decode("utf-8", "replace")
