"""A corpus as it lies in its folder, opened: everything is memory-mapped or read when asked for.

corpus.entry(corpus.node("Lesotho")).type → "country"      corpus.mentions(17, 4)[0].anchor → "Maseru"
"""

import json
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from synthloom.catalog.corpus import files
from synthloom.catalog.corpus.graph import open_graph, transpose
from synthloom.catalog.corpus.lookup import Lookup
from synthloom.catalog.corpus.queries import Queries
from synthloom.catalog.corpus.rows import Rows
from synthloom.catalog.corpus.search import Passages
from synthloom.catalog.corpus.sentences import sentence_at
from synthloom.schemas.corpus import CorpusInfo, Entry, Graph, Hit, Known, Mention
from synthloom.schemas.errors import UserError
from synthloom.schemas.wiki import BadPage, Reader

_TUPLES = ("categories", "files", "aliases")


class LocalCorpus:
    """A corpus folder; see `schemas.corpus.Corpus`. Threads may share it."""

    def __init__(self, folder: Path) -> None:
        told = json.loads((folder / "corpus.json").read_text(encoding="utf-8"))
        self.folder = folder
        self.info = CorpusInfo(**{name: told[name] for name in CorpusInfo._fields})
        self.dropped: dict[str, int] = told["dropped"]
        """What was passed by, by reason: links to nothing, redirect loops, pages of other namespaces, …"""
        self.file_hashes: dict[str, str] = told["files"]

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
        node = self._checked(node)
        row = self._pages.slice(node, node + 1).to_pylist()[0]
        return Entry(**{**row, **{name: tuple(row[name]) for name in _TUPLES}})

    def text(self, node: int) -> str:
        node = self._checked(node)
        text: str = self._texts.slice(node, node + 1)["text"][0].as_py()
        return text

    def facts(self, node: int) -> tuple[Known, ...]:
        start, stop = self._fact_starts[self._checked(node) :][:2].tolist()
        columns = self._facts.slice(start, stop).select(Known._fields).to_pydict()
        return tuple(map(Known._make, zip(*columns.values(), strict=True)))

    def mentions(self, node: int, target: int) -> tuple[Mention, ...]:
        start, stop = self._mention_starts[self._checked(node) :][:2].tolist()
        rows = self._mentions.slice(start, stop)
        found = np.flatnonzero(rows["target"].to_numpy() == target)
        if len(found) == 0:
            return ()
        text = self.text(node)
        in_text, in_infobox = [], []
        for row in rows.take(found).to_pylist():
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
    def _source(self) -> Reader | None:
        """What was read, for its pictures; None where it is no longer at its address."""
        from synthloom.catalog.sources.wiki.looking import open_reader
        from synthloom.catalog.sources.wiki.sample import SampleReader

        if self.info.address == SampleReader.name:
            return SampleReader()
        try:
            return open_reader(self.info.address, self.folder.parent.parent / "cache")
        except UserError:
            return None

    def image(self, name: str) -> bytes | None:
        """A picture the source itself holds; None also where the source is no longer at its address."""
        return self._source.image(name) if self.info.address and self._source else None

    def _checked(self, node: int) -> int:
        if not 0 <= node < self.info.articles:
            raise IndexError(f"node {node} of a corpus of {self.info.articles}")
        return int(node)
