"""A plain corpus: pages as rows of JSON Lines, JSON, TSV or CSV, with or without links.

{"title": "Teutberga", "text": "Teutberga( died 11 November 875) was a queen … by marriage to Lothair II. …"}
→ Page("Teutberga", text="Teutberga (died 11 November 875) was …", links=(Link("Lothair II", 75, 85),))

Links are in the rows, or in a file beside them (`edges.tsv`, `links.csv`: source, target, perhaps anchor), or nowhere:
then titles of other pages are looked for in the texts, and the reader's notes say so.
"""

import pickle
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import islice
from pathlib import Path
from typing import Any

from synthloom.catalog.sources.licences import UNKNOWN, licence_of_folder
from synthloom.catalog.sources.wiki.plain_files import bare_name, digest, stamp
from synthloom.catalog.sources.wiki.plain_pages import LINKS, read_page
from synthloom.catalog.sources.wiki.plain_rows import TITLES, Row, first_of, form_of, read_rows
from synthloom.catalog.sources.wiki.title_links import Titles, find_links, index_titles
from synthloom.schemas.errors import UserError
from synthloom.schemas.wiki import BadPage, Page

_PER_PART = 1000
_ENGLISH = frozenset(("the", "of", "and", "in", "is", "was", "to", "by", "for", "with", "as", "on", "from"))


@dataclass(frozen=True)
class PlainPart:
    """Some rows, each with its edges from another file; `titles` is the file of titles to look for, where one is."""

    rows: tuple[tuple[Row, tuple[tuple[str, str], ...]], ...]
    titles: Path | None

    def pages(self) -> Iterator[Page | BadPage]:
        """The rows' pages in order."""
        for row, edges in self.rows:
            page = row if isinstance(row, BadPage) else read_page(row, edges)
            if self.titles and isinstance(page, Page) and not page.redirect:
                page = page._replace(links=find_links(page.text, page.title, _titles(self.titles)))
            yield page


@lru_cache(maxsize=2)
def _titles(path: Path) -> Titles:
    with path.open("rb") as file:
        loaded: Titles = pickle.load(file)
    return loaded


@dataclass(frozen=True)
class PlainReader:
    """A file of pages, or a folder with one and perhaps a file of edges. `cache` is where the list of titles goes."""

    path: Path
    cache: Path

    @property
    def name(self) -> str:
        """The file's or folder's name."""
        return bare_name(self.path)

    @cached_property
    def revision(self) -> str:
        """A hash of the files read."""
        return digest(self._files)

    @property
    def state(self) -> str:
        """Names, sizes and times of the files."""
        return stamp(self._files)

    @cached_property
    def licence(self) -> str:
        """What a licence file or card beside the pages says."""
        return licence_of_folder(self._pages.parent) or UNKNOWN

    @cached_property
    def language(self) -> str:
        """What most of the first rows say; `en` where English function words make up a fifth of the first texts."""
        stated, words, english = "", 0, 0
        for row, page in ((row, read_page(row)) for row in islice(self._rows(), 200) if isinstance(row, Mapping)):
            stated = stated or str(row.get("language", row.get("lang", "")) or "")
            if isinstance(page, Page):
                seen = re.findall(r"\w+", page.text[:2000].lower())
                words, english = words + len(seen), english + sum(word in _ENGLISH for word in seen)
        return stated or ("en" if words and english / words > 0.2 else "und")

    @cached_property
    def notes(self) -> tuple[str, ...]:
        """Where links come from."""
        if self._edges:
            return (f"Links are those of {self._edges.name}.",)
        if self._has_links:
            return ()
        return ("The source has no links: they are titles of other pages found in the texts.",)

    def parts(self) -> Iterator[PlainPart]:
        """A thousand rows each."""
        edges = _read_edges(self._edges) if self._edges else {}
        titles = None if self._edges or self._has_links else self._store_titles()
        rows = ((row, tuple(_edges_of(row, edges))) for row in self._rows())
        while part := tuple(islice(rows, _PER_PART)):
            yield PlainPart(part, titles)

    def image(self, name: str) -> None:
        """None: plain corpora hold no pictures."""

    def _rows(self) -> Iterator[Row]:
        return read_rows(self._pages)

    @cached_property
    def _files(self) -> tuple[Path, ...]:
        return (self._pages, *([self._edges] if self._edges else []))

    @cached_property
    def _pages(self) -> Path:
        return pages_file(self.path)

    @cached_property
    def _edges(self) -> Path | None:
        return next((file for file in _beside(self._pages) if is_edges(file)), None)

    @cached_property
    def _has_links(self) -> bool:
        """Whether any of the first ten thousand rows brings links."""
        return any(isinstance(row, Mapping) and first_of(row, LINKS) for row in islice(self._rows(), 10_000))

    def _store_titles(self) -> Path:
        """The titles in a file, for parts go to other processes; read once in each."""
        path = self.cache / f"titles-{self.state}.pickle"
        if not path.exists():
            pages = (read_page(row) for row in self._rows() if isinstance(row, Mapping))
            titles = index_titles(page.title for page in pages if isinstance(page, Page) and not page.redirect)
            self.cache.mkdir(parents=True, exist_ok=True)
            unfinished = path.with_suffix(".part")
            unfinished.write_bytes(pickle.dumps(titles))
            unfinished.replace(path)
        return path


def pages_file(path: Path) -> Path:
    """The file of pages: the path itself, or the only one in a folder. Raises `UserError` where that isn't clear."""
    if path.is_file():
        return path
    found = [file for file in _inside(path) if not is_edges(file) and holds_pages(file)]
    if len(found) != 1:
        seen = ", ".join(file.name for file in found[:8]) or "none"
        raise UserError(
            f"{path} holds {len(found)} files of pages ({seen}); expected one file of JSON Lines, JSON, TSV or CSV "
            "with titles and texts. Give the file itself."
        )
    return found[0]


def holds_pages(path: Path) -> bool:
    """Whether a file's first rows are pages."""
    form = form_of(path)
    first = [row for row in islice(read_rows(path, form), 3) if isinstance(row, Mapping)] if form else []
    return any(isinstance(read_page(row), Page) for row in first)


def is_edges(path: Path) -> bool:
    """Whether a file lists links: named so, or with a column for the source and one for the target."""
    if bare_name(path).split(".")[0].lower() not in ("edges", "links", "hyperlinks", "pagelinks"):
        return False
    row = next((row for row in read_rows(path) if isinstance(row, Mapping)), None) if form_of(path) else None
    return row is not None and bool(first_of(row, ("source", "from"))) and bool(first_of(row, ("target", "to")))


def _inside(folder: Path) -> list[Path]:
    return sorted(file for file in folder.iterdir() if file.is_file() and not file.name.startswith("."))


def _beside(pages: Path) -> list[Path]:
    return [file for file in _inside(pages.parent) if file != pages]


def _read_edges(path: Path) -> dict[str, list[tuple[str, str]]]:
    edges: dict[str, list[tuple[str, str]]] = {}
    for row in read_rows(path):
        if isinstance(row, Mapping):
            source, target, anchor = (
                first_of(row, pair) for pair in (("source", "from"), ("target", "to"), ("anchor", "text"))
            )
            if source is not None and target is not None:
                edges.setdefault(_same(source), []).append((str(target).replace("_", " "), str(anchor or "")))
    return edges


def _edges_of(row: Row, edges: Mapping[str, list[tuple[str, str]]]) -> list[tuple[str, str]]:
    """A page's edges, listed by its title or its id."""
    if not edges or isinstance(row, BadPage):
        return []
    names: list[Any] = [first_of(row, TITLES), row.get("id")]
    return next((edges[_same(name)] for name in names if name is not None and _same(name) in edges), [])


def _same(name: Any) -> str:
    return str(name).replace("_", " ").strip()
