"""Links explained by the page they lead to: Germany links to Bach, whose own page says that he was born in Germany.

    link Germany → Bach without a relation, fact (Bach, birth_place, Germany)
    → the link carries `^birth_place`: "a composer who was born in this country"

About a third more links of a small wiki can be walked by rules. The facts of all shards are held at once, twelve bytes
each; only relations of the closed list count.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from synthloom.catalog.corpus.edges import Edges
from synthloom.catalog.corpus.numbering import Numbering
from synthloom.catalog.corpus.tables import pointers, read_shard
from synthloom.schemas.relations import BACK, RELATIONS


class Back(NamedTuple):
    """For pairs of nodes, sorted: what the second one's page says joins it to the first."""

    pairs: NDArray[np.uint64]
    codes: NDArray[np.uint16]


def names_back(names: Sequence[str]) -> tuple[str, ...]:
    """The relations that a link may carry backwards."""
    return tuple(f"{BACK}{name}" for name in names if name in RELATIONS)


def facts_back(stems: Sequence[Path], numbering: Numbering, codes: Mapping[str, int]) -> Back:
    """The facts of all shards, seen from the page they point to; of several between two pages the first counts."""
    pairs, found = [np.zeros(0, np.uint64)], [np.zeros(0, np.uint16)]
    for stem, nodes in zip(stems, numbering.pages, strict=True):
        facts = read_shard(stem, "facts", "page", "hash", "relation")
        of, to = pointers(facts, nodes, numbering)
        code = np.array([codes.get(f"{BACK}{name}", 0) for name in facts["relation"].to_pylist()], np.uint16)
        real = (of >= 0) & (to >= 0) & (code > 0)
        pairs.append(_pair(to[real], of[real]))
        found.append(code[real])
    unique, first = np.unique(np.concatenate(pairs), return_index=True)
    return Back(unique, np.concatenate(found)[first])


def explained(edges: Edges, back: Back) -> Edges:
    """The edges, and behind them once more those that the page they lead to explains: direct relations go before."""
    if not len(back.pairs) or not len(edges.sources):
        return edges
    pairs = _pair(edges.sources, edges.targets)
    place = np.minimum(np.searchsorted(back.pairs, pairs), len(back.pairs) - 1)
    known = back.pairs[place] == pairs
    return Edges(
        np.concatenate([edges.sources, edges.sources[known]]),
        np.concatenate([edges.targets, edges.targets[known]]),
        np.concatenate([edges.relations, back.codes[place[known]]]),
    )


def _pair(sources: NDArray[np.int32], targets: NDArray[np.int32]) -> NDArray[np.uint64]:
    return sources.astype(np.uint64) << np.uint64(32) | targets.astype(np.uint64)
