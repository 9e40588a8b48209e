"""Results of the side-by-side bench as a table, and the goals held against it.

print_table([{"name": "bare", "concurrency": 64, "n": 2000, "wall_s": 1.7, "cpu_s": 0.6, ...}, ...], latency=0.05)

A figure is the median of the quiet runs, its range beside it; where no run was quiet, of all, marked with `~`.
"""

from collections.abc import Callable, Sequence
from statistics import median
from typing import Any

from measure import QUIET
from tools import PEERS, TOOLS

Runs = Sequence[dict[str, Any]]
CPU_GOALS = (("ours-cache", "sdk", 1.0), ("ours-plain", "bare", 1.3), ("ours-engine", "bare", 1.3))
"""A line of ours, what it is held against, and how many times that it may take."""


class Results:
    """Finished runs, by tool, concurrency and number of rows."""

    def __init__(self, runs: Runs, latency: float) -> None:
        self.runs = [run for run in runs if run.get("rows")]
        self.latency = latency
        self.full = max((run["n"] for run in self.runs), default=0)
        self.concurrencies = sorted({run["concurrency"] for run in self.runs if run["n"] == self.full})
        self.names = [name for name in TOOLS if any(run["name"] == name for run in self.runs)]

    def of(self, name: str, concurrency: int, rows: int = 0) -> Runs:
        """The quiet runs of one kind; all where none was."""
        wanted = (name, concurrency, rows or self.full)
        found = [run for run in self.runs if (run["name"], run["concurrency"], run["n"]) == wanted]
        return [run for run in found if run["others"] <= QUIET] or found

    def middle(self, value: Callable[[dict[str, Any]], float], name: str, concurrency: int, rows: int = 0) -> float:
        """The median of something over the runs of one kind; 0 where there are none."""
        runs = self.of(name, concurrency, rows)
        return median(value(run) for run in runs) if runs else 0.0

    def rate(self, name: str, concurrency: int) -> float:
        """Records a second, from building the pipeline to the loaded dataset."""
        return self.middle(lambda run: run["rows"] / run["wall_s"], name, concurrency)

    def cpu(self, name: str, concurrency: int) -> float:
        """Milliseconds of CPU a record, start and end of the work included, imports not."""
        return self.middle(lambda run: 1000 * run["cpu_s"] / run["rows"], name, concurrency)

    def marginal(self, name: str) -> float | None:
        """Milliseconds of CPU for one record more: the slope between short and full runs, so without any start."""
        shorts: list[tuple[int, int]] = sorted(
            {(run["concurrency"], run["n"]) for run in self.runs if run["n"] < self.full}
        )
        if not shorts or not self.of(name, *shorts[0]):
            return None
        concurrency, rows = shorts[0]
        used = [self.middle(lambda run: run["cpu_s"], name, concurrency, count) for count in (rows, self.full)]
        return float(1000 * (used[1] - used[0]) / (self.full - rows))

    def limit(self, concurrency: int) -> float:
        """What nobody can exceed here: the latency's ceiling, or the bare loop where that is slower."""
        return min(concurrency / self.latency, self.rate("bare", concurrency) or float("inf"))

    def best_peer(self, concurrency: int) -> float:
        return max((self.rate(name, concurrency) for name in PEERS), default=0.0)


def print_table(runs: Runs, latency: float) -> None:
    """The table and the goals."""
    results = Results(runs, latency)
    heads = [f"C={concurrency:<20}" for concurrency in results.concurrencies]
    print(f"\n{'records a second':<23}" + "".join(f"{head:<24}" for head in heads) + "of limit           of best peer")
    for name in results.names:
        cells, of_limit, of_peer = "", "", ""
        for concurrency in results.concurrencies:
            kept = results.of(name, concurrency)
            rate, peer = results.rate(name, concurrency), results.best_peer(concurrency)
            rates = [run["rows"] / run["wall_s"] for run in kept]
            mark = "~" if any(run["others"] > QUIET for run in kept) else " "
            cell = f"{mark}{rate:.0f} ({min(rates):.0f}-{max(rates):.0f}, {len(kept)})" if kept else "-"
            cells += f"{cell:<24}"
            of_limit += f"{rate / results.limit(concurrency):<6.2f}"
            of_peer += f"{rate / peer:<6.2f}" if peer else "-     "
        print(f"{name:<23}{cells}{of_limit:<19}{of_peer}")
    titles = "".join(f"{head:<24}" for head in heads)
    print(f"\n{'ms CPU a record':<23}{titles}one record more   peak MB of a process")
    for name in results.names:
        cells = "".join(f"{results.cpu(name, concurrency):<24.2f}" for concurrency in results.concurrencies)
        more = results.marginal(name)
        peak = max((run["peak_mb"] for run in results.runs if run["name"] == name), default=0)
        print(f"{name:<23}{cells}{'-' if more is None else f'{more:.2f}':<18}{peak}")
    print()
    for goal, met in goals(results):
        print(f"{'met     ' if met else 'NOT MET '} {goal}")


def goals(results: Results) -> list[tuple[str, bool]]:
    """What ours is held to, with the figures, for the lines that were measured."""
    found = []
    for name in (name for name in results.names if name.startswith(("ours-plain", "ours-cache", "ours-recipe"))):
        for concurrency in results.concurrencies:
            rate, peer = results.rate(name, concurrency), results.best_peer(concurrency)
            share, times = rate / results.limit(concurrency), rate / peer if peer else 0
            if concurrency <= 64:
                found.append((f"{name} C={concurrency}: {share:.2f} of the limit, at least 0.9", share >= 0.9))
            elif times and name.startswith("ours-recipe"):
                found.append((f"{name} C={concurrency}: {times:.2f} times the best peer, at least 2", times >= 2))
    for line, other, allowed in CPU_GOALS:
        for name in (line, f"{line}-text"):
            ours, theirs = results.marginal(name), results.marginal(other)
            if ours and theirs:
                told = f"{name}: {ours:.2f} ms CPU for one record more, {ours / theirs:.2f} times {other}'s"
                found.append((f"{told}, at most {allowed:g}", ours <= allowed * theirs))
    return found
