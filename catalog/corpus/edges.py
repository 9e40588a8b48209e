"""Edges on their way into a graph: any number of them, sorted by source in lots that fit in memory.

    once(Edges([4, 4, 2, 4], [9, 9, 7, 1], [0, 3, 0, 0])) → Edges([2, 4, 4], [7, 9, 1], [0, 3, 0])

Edges that come in the order of their sources are sorted in passing. Others (SQL dumps are sorted by the link's target)
are first thrown into files by ranges of sources, each of which fits in memory: two passes, linear.
"""

import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

BATCH = 4_000_000
"""Edges sorted at a time: 32 MB and some times as much for the sort; each batch also costs passes over all nodes."""
RANGES = 64
"""Files that unordered edges wait in; a range of 200 million edges' sources is sorted in 100 MB."""
_UNRELATED = np.uint64(1 << 31)
_TARGET = np.uint64((1 << 31) - 1)


class Edges(NamedTuple):
    """Some links: from, to, and 0 or 1 + an index into the relations' names."""

    sources: NDArray[np.int32]
    targets: NDArray[np.int32]
    relations: NDArray[np.uint16]


def once(edges: Edges) -> Edges:
    """Sorted by source, those with a relation first, then by target; each pair once, none to itself.

    Of links between the same two nodes the first with a relation counts, else the first.
    """
    real = edges.sources != edges.targets
    pairs = edges.sources[real].astype(np.uint64) << np.uint64(32) | edges.targets[real].astype(np.uint64)
    known = edges.relations[real] != 0
    found, first = np.unique(pairs[known], return_index=True)
    keys = np.sort(pairs)
    keys = keys[np.concatenate([[True], keys[1:] != keys[:-1]])] if len(keys) else keys
    # Numbers below 2**31 leave a bit free between source and target: it sorts links without a relation behind.
    related = np.zeros(len(keys), bool)
    related[np.searchsorted(keys, found)] = True
    keys[~related] |= _UNRELATED
    keys.sort()
    relations = np.zeros(len(keys), np.uint16)
    relations[np.searchsorted(keys, found)] = edges.relations[real][known][first]
    return Edges((keys >> np.uint64(32)).astype(np.int32), (keys & _TARGET).astype(np.int32), relations)


def in_order(edges: Iterable[Edges]) -> Iterator[Edges]:
    """Edges of which no lot has a source below one of the lots before it: small lots joined, no source in two."""
    late: list[Edges] = []
    for batch in _batches(edges):
        joined = _joined([*late, batch])
        is_late = joined.sources == joined.sources.max(initial=-1)
        late = [Edges(*(column[is_late] for column in joined))]
        yield Edges(*(column[~is_late] for column in joined))
    yield from late


def in_any_order(edges: Iterable[Edges], nodes: int, folder: Path) -> Iterator[Edges]:
    """Edges in any order, again in lots by rising ranges of sources; they wait in a temporary file per range."""
    record = np.dtype([("source", np.int32), ("target", np.int32), ("relation", np.uint16)])
    width = -(-nodes // RANGES)
    # Beside the result: a machine's /tmp may be memory.
    with tempfile.TemporaryDirectory(dir=folder) as aside:
        paths = [Path(aside) / str(number) for number in range(RANGES)]
        for path in paths:
            path.touch()
        for lot in _batches(edges):
            rows = np.empty(len(lot.sources), record)
            rows["source"], rows["target"], rows["relation"] = lot
            ranges = lot.sources // width
            order = np.argsort(ranges.astype(np.uint8), kind="stable")
            ends = np.cumsum(np.bincount(ranges, minlength=RANGES))
            for path, piece in zip(paths, np.split(rows[order], ends[:-1]), strict=True):
                with path.open("ab") as file:
                    piece.tofile(file)
        for path in paths:
            rows = np.fromfile(path, record)
            yield Edges(*(np.ascontiguousarray(rows[name]) for name in ("source", "target", "relation")))


def _batches(edges: Iterable[Edges]) -> Iterator[Edges]:
    """Small lots joined."""
    held: list[Edges] = []
    count = 0
    for lot in edges:
        held.append(lot)
        count += len(lot.sources)
        if count >= BATCH:
            yield _joined(held)
            held, count = [], 0
    if held:
        yield _joined(held)


def _joined(lots: list[Edges]) -> Edges:
    return Edges(*(np.concatenate(columns) for columns in zip(*lots, strict=True)))
