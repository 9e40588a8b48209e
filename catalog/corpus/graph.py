"""The link graph in CSR form: built from edges in one pass over memory-mapped files, opened without reading.

    write_graph(folder, excluded, [Edges([0, 0, 2], [2, 1, 0], [5, 0, 0])], names)
    → offsets.npy [0 2 2 3], targets.npy [2 1 0], relations.npy [5 0 0], in_degree.npy [1 1 1], …

The links of a node stand by target, those with a known relation first. English Wikipedia's size, 7 million nodes and
200 million links, is measured by `bench/bench_graph.py`.
"""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from synthloom.catalog.corpus.edges import Edges, in_any_order, in_order, once
from synthloom.schemas.corpus import Graph

_NODE_BITS, _RELATION_BITS = 24, 16
"""What a node and a relation take of a 64-bit sort key, up to 16.7 million nodes."""


def write_graph(
    folder: Path,
    excluded: NDArray[np.bool_],
    edges: Iterable[Edges],
    relation_names: tuple[str, ...] = (),
    ordered: bool = True,
) -> Graph:
    """Write the graph's files and open them.

    Links of a page to itself are left out, and of those between the same two pages one counts (`edges.once`). Ordered
    means that no lot of edges has a source below one of the lots before it; raises ValueError where that isn't so.
    """
    nodes = len(excluded)
    degrees, in_degree = np.zeros(nodes, np.int64), np.zeros(nodes, np.int64)
    last = -1
    with _Growing(folder / "targets.npy", np.int32) as targets, _Growing(folder / "relations.npy", np.uint16) as kinds:
        for batch in in_order(edges) if ordered else in_any_order(edges, nodes, folder):
            done = once(batch)
            if len(done.sources) == 0:
                continue
            if done.sources[0] <= last:
                raise ValueError(f"edges of node {done.sources[0]} come after those of node {last}; pass ordered=False")
            first, last = int(done.sources[0]), int(done.sources[-1])
            degrees[first : last + 1] += np.bincount(done.sources - first)
            in_degree += np.bincount(done.targets, minlength=nodes)
            targets.append(done.targets)
            kinds.append(done.relations)
    np.save(folder / "offsets.npy", np.concatenate([[0], np.cumsum(degrees)]).astype(np.int64))
    np.save(folder / "in_degree.npy", in_degree.astype(np.int32))
    np.save(folder / "excluded.npy", excluded)
    (folder / "relations.json").write_text(json.dumps(relation_names, ensure_ascii=False), encoding="utf-8")
    return open_graph(folder)


def open_graph(folder: Path) -> Graph:
    """The graph of a folder, memory-mapped."""

    def mapped(name: str) -> NDArray[Any]:
        # As a plain array over the mapping: indexing np.memmap itself costs ten times as much.
        return np.asarray(np.load(folder / f"{name}.npy", mmap_mode="r"))

    return Graph(
        offsets=mapped("offsets"),
        targets=mapped("targets"),
        relations=mapped("relations"),
        in_degree=mapped("in_degree"),
        excluded=mapped("excluded"),
        relation_names=tuple(json.loads((folder / "relations.json").read_text(encoding="utf-8"))),
    )


def transpose(graph: Graph) -> Graph:
    """The same links seen from their targets; `in_degree`, `excluded` and the relations stay those of the real links.

    In memory: 8 bytes a link for the sort, 6 for the result. Where nodes don't fit a 64-bit key (over 16.7 million) an
    index sort of 24 bytes a link is used.
    """
    nodes = len(graph.excluded)
    offsets = np.concatenate([[0], np.cumsum(graph.in_degree, dtype=np.int64)]).astype(np.int64)
    sources = np.repeat(np.arange(nodes, dtype=np.int32), np.diff(graph.offsets))
    last = graph.relations - np.uint16(1)  # 0, no relation, becomes the largest number
    if nodes > 1 << _NODE_BITS:
        order = np.lexsort((last, graph.targets))
        return graph._replace(offsets=offsets, targets=sources[order], relations=graph.relations[order])
    keys = graph.targets.astype(np.uint64)
    keys <<= np.uint64(_RELATION_BITS)
    keys |= last
    keys <<= np.uint64(_NODE_BITS)
    keys |= sources.view(np.uint32)
    del sources, last
    keys.sort()
    sources = (keys & np.uint64((1 << _NODE_BITS) - 1)).astype(np.int32)
    keys >>= np.uint64(_NODE_BITS)
    return graph._replace(offsets=offsets, targets=sources, relations=keys.astype(np.uint16) + np.uint16(1))


class _Growing:
    """A `.npy` file written piece by piece; its head, which tells the length, is written again at the end."""

    def __init__(self, path: Path, kind: Any) -> None:
        self.kind, self.length = np.dtype(kind), 0
        self.file: BinaryIO = path.open("wb")
        self._head()

    def _head(self) -> None:
        # NumPy pads the head so that a larger length still fits.
        self.file.seek(0)
        head = {"descr": npy.dtype_to_descr(self.kind), "fortran_order": False, "shape": (self.length,)}
        npy.write_array_header_1_0(self.file, head)

    def append(self, values: NDArray[Any]) -> None:
        values.astype(self.kind, copy=False).tofile(self.file)
        self.length += len(values)

    def __enter__(self) -> "_Growing":
        return self

    def __exit__(self, *_: object) -> None:
        self._head()
        self.file.close()
