"""Constrained random walks over a link graph, drawn all at once.

    sample_walks(graph, np.array([17, 17]), WalkRules(hub=40), np.random.default_rng(7))
    → Walks(nodes=[[17 4 90 -1 -1], [17 3 12 55 8]], lengths=[2 4], …, failed={"hub": 3, "cycle": 1})

The rules are OpenSearch-VL's: 2, 3 or 4 hops, no page twice, none that too many link to, none that is left out; a walk
that meets one is drawn anew from its seed. Loops run over hops and retries, never over walks.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from synthloom.schemas.corpus import Graph

REASONS = ("", "dead_end", "excluded", "hub", "cycle", "not_a_seed")
"""Why an attempt failed, by the numbers in `Walks.reasons`."""
_DEAD_END, _EXCLUDED, _HUB, _CYCLE, _NOT_A_SEED = range(1, len(REASONS))
AT_ONCE = 512
"""Attempts drawn in one round where few walks are left: a round costs much the same up to here."""
BLOCK = 65_536
"""Walks drawn together; bounds memory."""


@dataclass(frozen=True)
class WalkRules:
    """What a walk must meet."""

    hops: tuple[tuple[int, float], ...] = ((2, 0.4), (3, 0.4), (4, 0.2))
    """Lengths with their chances; a walk keeps its length over its retries, so failures don't shorten walks."""
    hub: int = 10_000
    """Pages with a larger in-degree are not walked to."""
    only_relations: bool = False
    """Walk over links with a known relation alone."""
    relation_diverse: bool = False
    """Draw the relation first, each with the same chance, then the link; never a known relation twice in a row."""
    retries: int = 10
    """Attempts a walk has in all."""


class Walks(NamedTuple):
    """What was drawn, a row per walk."""

    nodes: NDArray[np.int32]
    """The path, the seed first; -1 behind its end, and throughout where no attempt met the rules."""
    lengths: NDArray[np.int32]
    """Hops; 0 where no attempt met the rules."""
    relations: NDArray[np.uint16]
    """Codes of the links' relations as in `Graph.relations`; 0 behind the end."""
    reasons: NDArray[np.uint8]
    """Per walk and attempt: why it failed, an index into `REASONS`; 0 for the one that didn't and those not needed."""
    failed: dict[str, int]
    """Failed attempts by reason."""


def sample_walks(graph: Graph, seeds: NDArray[np.integer], rules: WalkRules, random: np.random.Generator) -> Walks:
    """One walk from each seed; a seed may come several times. Seeds themselves aren't checked."""
    return _sample(graph, seeds, rules, random, None)


def sample_backward(
    backward: Graph,
    answers: NDArray[np.integer],
    rules: WalkRules,
    random: np.random.Generator,
    seeds: NDArray[np.bool_] | None = None,
) -> Walks:
    """One walk *to* each answer, drawn from it back over the transposed graph; `seeds` marks where walks may start."""
    walks = _sample(backward, answers, rules, random, seeds)
    places = walks.lengths[:, None] - np.arange(walks.nodes.shape[1])
    nodes = np.where(places >= 0, np.take_along_axis(walks.nodes, np.maximum(places, 0), 1), -1)
    hops = places[:, 1:]
    relations = np.where(hops >= 0, np.take_along_axis(walks.relations, np.maximum(hops, 0), 1), 0)
    return walks._replace(nodes=nodes.astype(np.int32), relations=relations.astype(np.uint16))


def _sample(
    graph: Graph,
    seeds: NDArray[np.integer],
    rules: WalkRules,
    random: np.random.Generator,
    may_end: NDArray[np.bool_] | None,
) -> Walks:
    longest = max(hops for hops, _ in rules.hops)
    count = len(seeds)
    nodes = np.full((count, longest + 1), -1, np.int32)
    relations = np.zeros((count, longest), np.uint16)
    reasons = np.zeros((count, rules.retries), np.uint8)
    lengths = np.zeros(count, np.int32)
    wanted = _lengths(rules, count, random)
    for start in range(0, count, BLOCK):
        left = np.arange(start, min(start + BLOCK, count))
        tried = 0
        while len(left) and tried < rules.retries:
            width = min(max(1, AT_ONCE // len(left)), rules.retries - tried)
            rows = np.repeat(left, width)
            path, steps, failed = _attempt(graph, seeds[rows], wanted[rows], rules, random, may_end)
            failed = failed.reshape(-1, width)
            first = (failed == 0).argmax(axis=1)
            met = failed[np.arange(len(left)), first] == 0
            needed = np.arange(width) < np.where(met, first, width)[:, None]
            reasons[left, tried : tried + width] = np.where(needed, failed, 0)
            chosen = np.flatnonzero(met) * width + first[met]
            done = left[met]
            nodes[done], relations[done], lengths[done] = path[chosen], steps[chosen], wanted[done]
            left, tried = left[~met], tried + width
    counts = np.bincount(reasons.ravel(), minlength=len(REASONS)).tolist()
    return Walks(nodes, lengths, relations, reasons, {n: c for n, c in zip(REASONS, counts, strict=True) if n and c})


def _lengths(rules: WalkRules, count: int, random: np.random.Generator) -> NDArray[np.int32]:
    chances = np.cumsum([chance for _, chance in rules.hops])
    drawn = np.searchsorted(chances / chances[-1], random.random(count), side="right")
    return np.array([hops for hops, _ in rules.hops], np.int32)[drawn]


def _attempt(
    graph: Graph,
    seeds: NDArray[np.integer],
    hops: NDArray[np.int32],
    rules: WalkRules,
    random: np.random.Generator,
    may_end: NDArray[np.bool_] | None,
) -> tuple[NDArray[np.int32], NDArray[np.uint16], NDArray[np.uint8]]:
    """One attempt per row: paths and relations as far as they came, and why they ended (0: they met the rules)."""
    longest = max(length for length, _ in rules.hops)
    nodes = np.full((len(seeds), longest + 1), -1, np.int32)
    nodes[:, 0] = seeds
    relations = np.zeros((len(seeds), longest), np.uint16)
    reasons = np.zeros(len(seeds), np.uint8)
    for hop in range(longest):
        rows = np.flatnonzero((reasons == 0) & (hops > hop))
        if len(rows) == 0:
            break
        at = nodes[rows, hop]
        before = relations[rows, hop - 1] if hop else np.zeros(len(rows), np.uint16)
        starts = graph.offsets[at]
        ends = _related_end(graph, at) if rules.only_relations else graph.offsets[at + 1]
        if rules.relation_diverse:
            links = _diverse_link(graph, starts, ends, before, random)
        else:
            links = _one_of(starts, ends - starts, random)
        reasons[rows[links < 0]] = _DEAD_END
        rows, links = rows[links >= 0], links[links >= 0]
        to = graph.targets[links]
        reason = np.zeros(len(rows), np.uint8)
        if may_end is not None:
            reason[(hops[rows] == hop + 1) & ~may_end[to]] = _NOT_A_SEED
        reason[(nodes[rows, : hop + 1] == to[:, None]).any(axis=1)] = _CYCLE
        reason[graph.in_degree[to] > rules.hub] = _HUB
        reason[graph.excluded[to]] = _EXCLUDED
        reasons[rows] = reason
        nodes[rows, hop + 1] = to
        relations[rows, hop] = graph.relations[links]
    return nodes, relations, reasons


def _related_end(graph: Graph, at: NDArray[np.int32]) -> NDArray[np.int64]:
    """Where the links with a relation, which stand first, end: a binary search for all nodes at once."""
    low, high = graph.offsets[at], graph.offsets[at + 1]
    while len(left := np.flatnonzero(low < high)):
        middle = (low[left] + high[left]) // 2
        related = graph.relations[middle] != 0
        low[left[related]] = middle[related] + 1
        high[left[~related]] = middle[~related]
    return low


def _diverse_link(
    graph: Graph,
    starts: NDArray[np.int64],
    ends: NDArray[np.int64],
    before: NDArray[np.uint16],
    random: np.random.Generator,
) -> NDArray[np.int64]:
    """A link of each stretch, its relation drawn first, the one before left out; -1 where there is none.

    The links of all stretches are laid out and grouped by stretch and relation. Links without a relation are a group.
    """
    sizes = ends - starts
    row = np.repeat(np.arange(len(starts)), sizes)
    links = np.arange(len(row)) + np.repeat(starts - (np.cumsum(sizes) - sizes), sizes)
    kinds = graph.relations[links]
    allowed = (kinds != before[row]) | (kinds == 0)
    groups, links = row[allowed] << 16 | kinds[allowed], links[allowed]
    if len(links) == 0:
        return np.full(len(starts), -1)
    order = np.argsort(groups, kind="stable")
    groups = groups[order]
    first = np.flatnonzero(np.diff(groups, prepend=-1))
    counts = np.bincount(groups[first] >> 16, minlength=len(starts))
    group = _one_of(np.cumsum(counts) - counts, counts, random)
    chosen = np.maximum(group, 0)
    place = _one_of(first[chosen], np.diff(first, append=len(order))[chosen], random)
    return np.where(group >= 0, links[order[place]], -1)


def _one_of(starts: NDArray[np.int64], sizes: NDArray[np.int64], random: np.random.Generator) -> NDArray[np.int64]:
    """A place within each stretch, drawn evenly; -1 for empty ones."""
    drawn = starts + (random.random(len(starts)) * sizes).astype(np.int64)
    return np.where(sizes > 0, drawn, -1)
