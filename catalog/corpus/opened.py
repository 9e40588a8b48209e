"""A corpus as it lies in its folder, opened: everything is memory-mapped or read when asked for.

corpus.entry(corpus.node("Lesotho")).type → "country"      corpus.mentions(17, 4)[0].anchor → "Maseru"
"""

import json
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from synthloom.catalog.corpus import files
from synthloom.catalog.corpus.graph import open_graph, transpose
from synthloom.catalog.corpus.lookup import Lookup
from synthloom.catalog.corpus.queries import Queries
from synthloom.catalog.corpus.rows import Rows
from synthloom.catalog.corpus.search import Passages
from synthloom.catalog.corpus.sentences import sentence_at
from synthloom.catalog.user_cache import user_cache
from synthloom.schemas.corpus import CorpusInfo, Embedder, Entry, Graph, Hit, Known, Mention
from synthloom.schemas.errors import UserError
from synthloom.schemas.wiki import BadPage, Reader

if TYPE_CHECKING:
    from synthloom.catalog.corpus.pictures_index import LocalPictures

T = TypeVar("T")
_TUPLES = ("categories", "files", "aliases")
HELD = 2048
"""Pages whose entry and facts are held, some 50 MB: steps ask for the same ones again and again, at 0.2 ms each."""


class LocalCorpus:
    """A corpus folder; see `schemas.corpus.Corpus`. Threads may share it."""

    def __init__(self, folder: Path) -> None:
        told = json.loads((folder / "corpus.json").read_text(encoding="utf-8"))
        self.folder = folder
        self.info = CorpusInfo(**{name: told[name] for name in CorpusInfo._fields})
        self.dropped: dict[str, int] = told["dropped"]
        """What was passed by, by reason: links to nothing, redirect loops, pages of other namespaces, …"""
        self.file_hashes: dict[str, str] = told["files"]
        self._held_entries = dict[int, Entry]()
        self._held_facts = dict[int, tuple[Known, ...]]()
        self._held_pictures: dict[str, LocalPictures] = {}
        self._pictures_lock = Lock()

    @cached_property
    def graph(self) -> Graph:
        return open_graph(self.folder)

    @cached_property
    def backward(self) -> Graph:
        """The links seen from their targets, for `walks.sample_backward`; in memory."""
        return transpose(self.graph)

    @cached_property
    def _lookup(self) -> Lookup:
        return Lookup(self.folder, self.info.articles)

    @cached_property
    def _pages(self) -> Rows:
        return Rows(self.folder / "pages.parquet", files.PAGES_GROUP, keep=32, columns=Entry._fields)

    @cached_property
    def _texts(self) -> Rows:
        return Rows(self.folder / "texts.parquet", files.TEXTS_GROUP, keep=32)

    @cached_property
    def _facts(self) -> Rows:
        return Rows(self.folder / "facts.parquet", files.ROWS_GROUP, keep=16)

    @cached_property
    def _mentions(self) -> Rows:
        return Rows(self.folder / "mentions.parquet", files.ROWS_GROUP, keep=16)

    @cached_property
    def _fact_starts(self) -> NDArray[np.int64]:
        return np.asarray(np.load(self.folder / "facts_offsets.npy", mmap_mode="r"))

    @cached_property
    def _mention_starts(self) -> NDArray[np.int64]:
        return np.asarray(np.load(self.folder / "mentions_offsets.npy", mmap_mode="r"))

    @cached_property
    def _queries(self) -> Queries:
        return Queries(self.folder, self.info.facts)

    @cached_property
    def _passages(self) -> Passages:
        return Passages(self.folder / "search", self.info.language)

    def node(self, title: str) -> int | None:
        return self._lookup.node(title)

    def title(self, node: int) -> str:
        return self._lookup.title(self._checked(node))

    def entry(self, node: int) -> Entry:
        return _held(self._held_entries, self._checked(node), self._read_entry)

    def _read_entry(self, node: int) -> Entry:
        row = self._pages.slice(node, node + 1).to_pylist()[0]
        return Entry(**{**row, **{name: tuple(row[name]) for name in _TUPLES}})

    def text(self, node: int) -> str:
        node = self._checked(node)
        text: str = self._texts.slice(node, node + 1)["text"][0].as_py()
        return text

    def facts(self, node: int) -> tuple[Known, ...]:
        return _held(self._held_facts, self._checked(node), self._read_facts)

    def _read_facts(self, node: int) -> tuple[Known, ...]:
        start, stop = self._fact_starts[node:][:2].tolist()
        columns = self._facts.slice(start, stop).select(Known._fields).to_pydict()
        return tuple(map(Known._make, zip(*columns.values(), strict=True)))

    def mentions(self, node: int, target: int) -> tuple[Mention, ...]:
        start, stop = self._mention_starts[self._checked(node) :][:2].tolist()
        rows = self._mentions.slice(start, stop)
        # Not by `take` or `filter`, which import pandas, 0.4 s.
        found = np.flatnonzero(np.array(rows["target"].to_pylist(), np.int32) == target).tolist()
        if not found:
            return ()
        text = self.text(node)
        in_text, in_infobox = [], []
        for row in (rows.slice(place, 1).to_pylist()[0] for place in found):
            if row["start"] >= 0:
                anchor = text[row["start"] : row["end"]]
                in_text.append(Mention(target, anchor, sentence_at(text, row["start"], row["end"])))
            elif row["anchor"]:
                in_infobox.append(Mention(target, row["anchor"], row["sentence"]))
        return (*in_text, *in_infobox)

    def sql(self, query: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        return self._queries.rows(query, values)

    def stream(self, query: str) -> Iterator[tuple[Any, ...]]:
        return self._queries.stream(query)

    def bad_pages(self) -> Iterator[BadPage]:
        with (self.folder / "bad.jsonl").open(encoding="utf-8") as file:
            for line in file:
                yield BadPage(**json.loads(line))

    def search(self, query: str, k: int) -> list[Hit]:
        return self._passages.search(query, k)

    @cached_property
    def _said(self) -> Passages:
        from synthloom.catalog.corpus.search_said import said_of

        return said_of(self)

    def search_said(self, query: str, k: int) -> list[Hit]:
        """The k best pages by their introduction and infobox; the index is made on first use."""
        return self._said.search(query, k)

    @cached_property
    def _source(self) -> Reader | None:
        """What was read, for its pictures; None where it is no longer at its address."""
        from synthloom.catalog.sources.wiki.looking import open_reader

        try:
            return open_reader(self.info.address, user_cache("wiki"))
        except UserError:
            return None

    @property
    def source_is_there(self) -> bool:
        """Whether what was read is still at its address."""
        return self._source is not None

    def image(self, name: str) -> bytes | None:
        """A picture the source itself holds; None also where the source is no longer at its address."""
        return self._source.image(name) if self.info.address and self._source else None

    def pictures(self, embedder: Embedder | None = None) -> "LocalPictures":
        """The index of the pictures the source holds; made on first use.

        Raises `OSError` where it isn't made and the source is gone from its address or doesn't answer.
        """
        from synthloom.catalog.corpus.pictures_build import pictures_of

        name = embedder.name if embedder else ""
        with self._pictures_lock:
            if name not in self._held_pictures:
                self._held_pictures[name] = pictures_of(self, embedder)
            return self._held_pictures[name]

    def _checked(self, node: int) -> int:
        if not 0 <= node < self.info.articles:
            raise IndexError(f"node {node} of a corpus of {self.info.articles}")
        return int(node)


def _held(held: dict[int, T], node: int, read: Callable[[int], T]) -> T:
    """What is held of a node, else what is read; all are let go when they become too many."""
    found = held.get(node)
    if found is None:
        found = read(node)
        if len(held) >= HELD:
            held.clear()
        held[node] = found
    return found
