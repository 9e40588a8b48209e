"""A corpus: the pages, facts and links of one wiki, as steps see it.

It lies under `<catalog>/corpora/<key>/` as Parquet tables and memory-mapped arrays; `key` is a hash of what was read
and how. A record names the corpus it was made from by that key, and everything it claims can be checked against it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray
from PIL.Image import Image

from synthloom.schemas.relations import Stratum
from synthloom.schemas.wiki import BadPage, Reader


class Entry(NamedTuple):
    """A page of a corpus, its text apart."""

    node: int
    title: str
    page_id: int | None
    revision: int | None
    type: str
    stratum: Stratum
    short_description: str
    lead: str
    infobox: str
    categories: tuple[str, ...]
    files: tuple[str, ...]
    aliases: tuple[str, ...]
    """All names: title without its bracket, redirects to it, names the page gives."""
    in_degree: int


class Known(NamedTuple):
    """A fact of a corpus: `Fact` with its value's key and its target resolved to a node (-1: none)."""

    relation: str
    value: str
    key: str
    """The value's words in small letters without accents, parted by single spaces: what equality means in queries."""
    target: int
    sentence: str
    origin: str


class Mention(NamedTuple):
    """A link as it stands in a page: the node linked to, the words it stands on, the sentence around them."""

    target: int
    anchor: str
    sentence: str


class Hit(NamedTuple):
    """A passage that search found; rank counts from 1."""

    rank: int
    node: int
    score: float
    passage: str


class Picture(NamedTuple):
    """A picture that the source of a corpus holds, and the pages that show it."""

    name: str
    """The file's name as the source has it."""
    hash: str
    """SHA-256 of its encoded bytes."""
    width: int
    height: int
    nodes: tuple[int, ...]
    """The page of which it is nearest to being the first picture comes first, then those linked to most."""


class Likeness(NamedTuple):
    """A picture that a search found, and how well it fits: 1 is the best there can be."""

    picture: Picture
    similarity: float


class Embedder(Protocol):
    """A model that puts pictures and texts into one space, CLIP for one: vectors of length one as rows."""

    @property
    def name(self) -> str:
        """Which model with which weights."""
        ...

    def embed_images(self, images: Sequence[Image]) -> NDArray[np.float32]:
        """A row for each picture."""
        ...

    def embed_texts(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """A row for each text."""
        ...


class PictureIndex(Protocol):
    """The pictures of a corpus, to be found by what they show or what is said of them."""

    @property
    def skipped(self) -> Mapping[str, int]:
        """How many of the pages' files are not in it, by reason: `not_held`, `image_unreadable`, …"""
        ...

    def __len__(self) -> int: ...

    def like(self, image: Image, k: int) -> list[Likeness]:
        """The k pictures most like a picture, the best first."""
        ...

    def about(self, text: str, k: int) -> list[Likeness]:
        """The k pictures that fit a text best."""
        ...


class Graph(NamedTuple):
    """Links in CSR form: the links of node i are `targets[offsets[i]:offsets[i + 1]]`, each target once.

    `relations` runs beside `targets`: 0 where no fact says what the link means, else 1 + an index into
    `relation_names`. `excluded` marks disambiguation pages, lists and titles the paper leaves out. All memory-mapped.
    """

    offsets: NDArray[np.int64]
    targets: NDArray[np.int32]
    relations: NDArray[np.uint16]
    in_degree: NDArray[np.int32]
    excluded: NDArray[np.bool_]
    relation_names: tuple[str, ...]


class CorpusInfo(NamedTuple):
    """What a corpus is; stored as `corpus.json` in its folder."""

    key: str
    name: str
    revision: str
    licence: str
    language: str
    articles: int
    """Pages of namespace 0 that are no redirects: the nodes."""
    redirects: int
    links: int
    facts: int
    bad: dict[str, int]
    """Unreadable stretches by reason."""
    address: str
    """Where it was read from, for pictures that the source holds."""


class Corpus(Protocol):
    """An opened corpus. Nodes are numbered in the order of the source."""

    @property
    def info(self) -> CorpusInfo:
        """What it is."""
        ...

    @property
    def graph(self) -> Graph:
        """The links."""
        ...

    @property
    def backward(self) -> Graph:
        """The links seen from their targets."""
        ...

    def node(self, title: str) -> int | None:
        """The node of a title, redirects followed."""
        ...

    def title(self, node: int) -> str:
        """The title of a node."""
        ...

    def entry(self, node: int) -> Entry:
        """A page without its text."""
        ...

    def text(self, node: int) -> str:
        """A page's text."""
        ...

    def facts(self, node: int) -> tuple[Known, ...]:
        """What the page says of its subject."""
        ...

    def mentions(self, node: int, target: int) -> tuple[Mention, ...]:
        """Where the page links to another."""
        ...

    def sql(self, query: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Rows of a DuckDB query over the views `pages`, `facts`, `links`, `aliases`.

        pages(node, title, type, stratum, in_degree, excluded, said): `said` is the lead and the infobox as one key,
        with a space at both ends, so that contains(said, ' ulm ') asks for a whole word.
        facts(node, title, type, relation, value, key, target, target_title, origin)
        links(source, target, source_title, target_title) · aliases(node, alias, key)
        """
        ...

    def stream(self, query: str) -> Iterator[tuple[Any, ...]]:
        """The same, a batch at a time, for results larger than memory."""
        ...

    def bad_pages(self) -> Iterator[BadPage]:
        """What could not be read when the corpus was built."""
        ...

    def search(self, query: str, k: int) -> list[Hit]:
        """The k best passages by BM25."""
        ...

    def search_said(self, query: str, k: int) -> list[Hit]:
        """The k best pages by what they say of themselves: introduction and infobox, as one passage."""
        ...

    def image(self, name: str) -> bytes | None:
        """A picture the source itself holds."""
        ...

    def pictures(self, embedder: Embedder | None = None) -> PictureIndex:
        """The index of the pictures the source holds; made on first use, kept beside the corpora.

        Without an embedder pictures are compared by how they look, and found by their names and pages. Raises `OSError`
        where a source on the network doesn't answer.
        """
        ...


class Corpora(Protocol):
    """The corpora of a catalog."""

    def build(
        self, reader: Reader, workers: int | None = None, on_pages: Callable[[int], None] | None = None
    ) -> Corpus:
        """The corpus of a reader's pages; opened where it is there already."""
        ...

    def open(self, key: str) -> Corpus:
        """A corpus by its key. Raises `UserError` where the catalog doesn't have it."""
        ...
