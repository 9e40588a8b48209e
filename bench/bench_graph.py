"""How fast and in how much memory a link graph of English Wikipedia's size is built and walked over.

    python bench/bench_graph.py [--sizes 1 4 16] [--paths 1000000]

Size 16 is 7 million nodes and 200 million links, power-law in both directions (9 % of all links lead to pages over the
hub cut), a fifth of them with a relation. Each size runs in a process of its own, so that the peak (`ru_maxrss`, which
counts the mapped files' pages too) is its own. Links are made in the order of pages, as dumps have them, and once more
in random order, as SQL tables have them. Sampling is measured after a first run that maps the files' pages. Paths are
those that met all of the paper's rules; failed attempts cost time and don't count. One thread.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from synthloom.catalog.corpus.edges import Edges
from synthloom.catalog.corpus.graph import transpose, write_graph
from synthloom.catalog.corpus.walks import WalkRules, sample_backward, sample_walks

NODES, LINKS = 437_500, 12_500_000
MEMORY_GOAL, PATHS_GOAL = 16.0, 200_000
LOT = 1_000_000
PRIME = 2_654_435_761
"""Scatters the much-linked pages over all numbers."""


def lots(size: int, ordered: bool) -> Iterator[Edges]:
    """Links in lots of a million."""
    nodes, links = NODES * size, LINKS * size
    random = np.random.default_rng(size)
    weights = random.lognormal(0, 1.1, nodes)
    ends = np.cumsum(weights) * (links / weights.sum())
    for start in range(0, links, LOT):
        places = np.sort(random.random(LOT))
        places = places * LOT + start if ordered else places * links
        sources = np.minimum(np.searchsorted(ends, places), nodes - 1).astype(np.int32)
        if not ordered:
            random.shuffle(sources)
        ranks = (nodes * random.random(LOT) ** 4).astype(np.uint64)
        targets = ((ranks * PRIME) % nodes).astype(np.int32)
        relations = (random.integers(1, 120, LOT) * (random.random(LOT) < 0.2)).astype(np.uint16)
        yield Edges(sources, targets, relations)


def measure(size: int, paths: int) -> dict[str, float]:
    """One size, in this process; seconds, peaks so far in GiB, paths a second."""
    told: dict[str, float] = {"nodes": NODES * size}
    random = np.random.default_rng(0)
    excluded = random.random(NODES * size) < 0.02
    names = tuple(f"relation {number}" for number in range(120))
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as folder:
        for name, ordered in (("any order", False), ("ordered", True)):
            made = np.zeros(2)
            started = _clocks()
            source = lots(size, ordered)

            def untimed(source: Iterator[Edges] = source, made: NDArray[np.float64] = made) -> Iterator[Edges]:
                while True:
                    before = _clocks()
                    lot = next(source, None)
                    made += _clocks() - before
                    if lot is None:
                        return
                    yield lot

            graph = write_graph(Path(folder), excluded, untimed(), names, ordered)
            told[f"build, {name}, s"], told[f"build, {name}, CPU s"] = _clocks() - started - made
        told["links"] = len(graph.targets)
        told["peak of building, GiB"] = _peak()
        seeds = np.flatnonzero((graph.in_degree >= 50) & (graph.in_degree <= 10_000) & ~excluded)
        told["seeds"] = len(seeds)
        sample_walks(graph, random.choice(seeds, paths), WalkRules(), random)  # the files' pages are mapped now
        for name, rules in (
            ("any links", WalkRules()),
            ("relations", WalkRules(only_relations=True)),
            ("diverse relations", WalkRules(only_relations=True, relation_diverse=True)),
        ):
            drawn = random.choice(seeds, paths)
            begun = time.monotonic()
            walks = sample_walks(graph, drawn, rules, random)
            told[f"paths/s, {name}"] = int((walks.lengths > 0).sum()) / (time.monotonic() - begun)
        told["peak of sampling, GiB"] = _peak()
        started = _clocks()
        backward = transpose(graph)
        told["transpose, s"], told["transpose, CPU s"] = _clocks() - started
        begun = time.monotonic()
        walks = sample_backward(backward, random.choice(seeds, paths), WalkRules(), random)
        told["paths/s, backward"] = int((walks.lengths > 0).sum()) / (time.monotonic() - begun)
        told["peak in all, GiB"] = _peak()
    return told


def _clocks() -> NDArray[np.float64]:
    """Wall and CPU seconds: on a machine with other work only the latter tells how cost grows."""
    return np.array([time.monotonic(), time.process_time()])


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2


def main() -> None:
    """Measure each size in a process of its own and print them beside each other."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1, 4, 16])
    parser.add_argument("--paths", type=int, default=1_000_000)
    parser.add_argument("--alone", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.alone:
        print(json.dumps(measure(options.alone, options.paths)))
        return
    results = []
    for size in options.sizes:
        command = [sys.executable, __file__, "--alone", str(size), "--paths", str(options.paths)]
        results.append(json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout))
    print(f"{'':26}" + "".join(f"{f'{size}x':>14}" for size in options.sizes) + "   growth per size")
    for name in results[0]:
        values = [result[name] for result in results]
        steps = [
            f"{later / before:.1f} for {size / last:g}x"
            for before, later, last, size in zip(values, values[1:], options.sizes, options.sizes[1:], strict=False)
        ]
        print(f"{name:26}" + "".join(f"{value:14,.2f}" for value in values) + "   " + ", ".join(steps))
    last = results[-1]
    print(f"goal: peak under {MEMORY_GOAL} GiB: {_met(last['peak in all, GiB'] < MEMORY_GOAL)}")
    print(f"goal: {PATHS_GOAL:,} paths/s: {_met(last['paths/s, any links'] >= PATHS_GOAL)}")


def _met(met: bool) -> str:
    return "met" if met else "MISSED"


if __name__ == "__main__":
    main()
