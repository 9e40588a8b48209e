"""Which page is which node, and where a title leads: hashes of all shards put together.

    Numbering.of(shards).resolve(hashes of "Einstein", "Nobody at all") → [4711, -1]

Articles are numbered in the order of the source. A second article of the same title is passed by; a redirect never
stands in the way of an article. Chains of redirects are followed; loops, and those that end nowhere, are counted.
"""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow.parquet as pq
from numpy.typing import NDArray

from synthloom.catalog.corpus.lookup import Hashes

LONGEST_CHAIN = 10
"""Redirects followed; MediaWiki itself follows one, but double ones wait for its janitors."""


class Numbering(NamedTuple):
    """The nodes of the shards' pages and redirects."""

    pages: list[NDArray[np.int32]]
    """Of each shard the nodes of its pages; -1 for a page passed by."""
    redirects: list[NDArray[np.int32]]
    """Of each shard the nodes its redirects lead to; -1 for one that leads nowhere."""
    articles: int
    titles: Hashes
    """Titles' hashes to nodes, redirects included."""
    rows: Hashes
    """Titles' hashes to rows of the lookup: nodes, then redirects as they come."""
    dropped: Counter[str]

    def resolve(self, hashes: NDArray[np.uint64]) -> NDArray[np.int32]:
        """The nodes that titles lead to; -1 where there is none."""
        return self.titles.find(hashes)


def number(stems: Sequence[Path]) -> Numbering:
    """Number the pages of these shards."""
    dropped: Counter[str] = Counter()
    shards = [_column(stem, "pages", "hash") for stem in stems]
    hashes = np.concatenate([np.zeros(0, np.uint64), *shards])
    first = np.zeros(len(hashes), bool)
    first[np.unique(hashes, return_index=True)[1]] = True
    nodes = np.where(first, np.cumsum(first) - 1, -1).astype(np.int32)
    dropped["duplicate_title"] = int((~first).sum())
    articles = Hashes.of(hashes[first], nodes[first])

    from_shards = [_column(stem, "redirects", "hash") for stem in stems]
    sources = np.concatenate([np.zeros(0, np.uint64), *from_shards])
    targets = np.concatenate([np.zeros(0, np.uint64), *(_column(stem, "redirects", "target") for stem in stems)])
    leads_to = _follow(articles, sources, targets, dropped)
    leads_to[articles.find(sources) >= 0] = -1
    known = leads_to >= 0
    count = int(first.sum())
    redirect_rows = np.arange(count, count + int(known.sum()), dtype=np.int32)
    both = np.concatenate([articles.hashes, sources[known]])
    return Numbering(
        pages=np.split(nodes, np.cumsum([len(shard) for shard in shards])[:-1]),
        redirects=np.split(leads_to, np.cumsum([len(shard) for shard in from_shards])[:-1]),
        articles=count,
        titles=Hashes.of(both, np.concatenate([articles.numbers, leads_to[known]])),
        rows=Hashes.of(both, np.concatenate([articles.numbers, redirect_rows])),
        dropped=dropped,
    )


def _follow(
    articles: Hashes, sources: NDArray[np.uint64], targets: NDArray[np.uint64], dropped: Counter[str]
) -> NDArray[np.int32]:
    """The nodes that redirects lead to in the end."""
    redirects = Hashes.of(sources, np.arange(len(sources), dtype=np.int32))
    reached = articles.find(targets)
    for _ in range(LONGEST_CHAIN):
        onward = redirects.find(targets)
        on = (reached < 0) & (onward >= 0)
        if not on.any():
            break
        targets = np.where(on, targets[np.maximum(onward, 0)], targets)
        reached = articles.find(targets)
    loops = (reached < 0) & (redirects.find(targets) >= 0)
    dropped["redirect_loop"] = int(loops.sum())
    dropped["redirect_to_nothing"] = int(((reached < 0) & ~loops).sum())
    return reached


def _column(stem: Path, table: str, name: str) -> NDArray[np.uint64]:
    column = pq.read_table(f"{stem}.{table}.parquet", columns=[name])[name]
    values: NDArray[np.uint64] = column.to_numpy()
    return values
