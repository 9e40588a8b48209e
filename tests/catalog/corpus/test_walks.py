import itertools
import time
from collections import Counter

import numpy as np
import pytest

from synthloom.catalog.corpus.edges import Edges
from synthloom.catalog.corpus.graph import transpose, write_graph
from synthloom.catalog.corpus.walks import WalkRules, sample_backward, sample_walks

NODES = 400


@pytest.fixture(scope="module")
def graph(tmp_path_factory):
    random = np.random.default_rng(5)
    sources = random.integers(0, NODES - 1, 6_000).astype(np.int32)  # the last node has no links
    targets = (NODES * random.random(6_000) ** 2).astype(np.int32)
    relations = (random.integers(1, 9, 6_000) * (random.random(6_000) < 0.4)).astype(np.uint16)
    excluded = np.arange(NODES) % 50 == 7
    folder = tmp_path_factory.mktemp("graph")
    return write_graph(folder, excluded, [Edges(sources, targets, relations)], tuple("abcdefgh"), ordered=False)


RULES = [
    WalkRules(hub=30),
    WalkRules(hub=30, only_relations=True),
    WalkRules(hub=30, relation_diverse=True),
    WalkRules(hub=30, only_relations=True, relation_diverse=True),
]


def relation_of(graph, source, target):
    links = slice(graph.offsets[source], graph.offsets[source + 1])
    return dict(zip(graph.targets[links].tolist(), graph.relations[links].tolist(), strict=True)).get(target)


def check(graph, walks, rules, drawn_from=0):
    for path, length, relations in zip(walks.nodes.tolist(), walks.lengths, walks.relations.tolist(), strict=True):
        if length == 0:
            assert set(path) == {-1}
            continue
        nodes, codes = path[: length + 1], relations[:length]
        assert set(path[length + 1 :]) <= {-1}
        assert len(set(nodes)) == len(nodes)
        drawn = [node for node in nodes if node != nodes[drawn_from]]
        assert all(graph.in_degree[node] <= rules.hub and not graph.excluded[node] for node in drawn)
        assert [relation_of(graph, *link) for link in itertools.pairwise(nodes)] == codes
        assert not rules.only_relations or all(codes)
        assert not rules.relation_diverse or all(a != b or a == 0 for a, b in itertools.pairwise(codes))


@pytest.mark.parametrize("rules", RULES)
def test_every_walk_meets_all_rules(graph, rules):
    walks = sample_walks(graph, np.arange(NODES), rules, np.random.default_rng(1))
    check(graph, walks, rules)
    assert (walks.lengths > 0).mean() > 0.5


@pytest.mark.parametrize("rules", RULES)
def test_a_backward_walk_is_a_walk_to_its_answer(graph, rules):
    starts = np.arange(NODES) % 2 == 0
    walks = sample_backward(transpose(graph), np.arange(NODES), rules, np.random.default_rng(1), starts)
    check(graph, walks, rules, drawn_from=-1)
    met = np.flatnonzero(walks.lengths)
    assert len(met) > NODES / 4
    assert walks.nodes[met, walks.lengths[met]].tolist() == met.tolist()
    assert starts[walks.nodes[met, 0]].all()
    assert walks.failed["not_a_seed"] > 0


def test_failures_are_told_by_attempt_and_in_sum(graph):
    walks = sample_walks(graph, np.arange(NODES), WalkRules(hub=12), np.random.default_rng(1))
    assert sum(walks.failed.values()) == (walks.reasons > 0).sum()
    tried = (walks.reasons > 0).sum(axis=1)
    assert (tried[walks.lengths == 0] == 10).all()
    assert {"hub", "excluded", "cycle", "dead_end"} <= set(walks.failed)


def test_a_page_without_links_is_a_dead_end_ten_times(graph):
    walks = sample_walks(graph, np.array([NODES - 1]), WalkRules(), np.random.default_rng(1))
    assert walks.failed == {"dead_end": 10}


def test_the_same_generator_draws_the_same_walks(graph):
    drawn = [sample_walks(graph, np.arange(NODES), RULES[3], np.random.default_rng(3)).nodes for _ in range(2)]
    assert (drawn[0] == drawn[1]).all()


def test_lengths_are_drawn_by_the_papers_chances_and_kept_over_retries(graph):
    walks = sample_walks(graph, np.full(20_000, 3), WalkRules(hub=60), np.random.default_rng(4))
    shares = np.bincount(walks.lengths, minlength=5) / len(walks.lengths)
    assert shares[2:] == pytest.approx([0.4, 0.4, 0.2], abs=0.02)


def test_diverse_walks_draw_relations_evenly(tmp_path):
    targets = np.arange(1, 13, dtype=np.int32)
    relations = np.array([1] * 10 + [2, 3], np.uint16)
    star = write_graph(tmp_path, np.zeros(13, bool), [Edges(np.zeros(12, np.int32), targets, relations)], tuple("abc"))
    rules = WalkRules(hops=((1, 1.0),), only_relations=True, relation_diverse=True)
    walks = sample_walks(star, np.zeros(9_000, np.int64), rules, np.random.default_rng(4))
    counts = Counter(walks.relations[:, 0].tolist())
    assert [counts[code] / 9_000 for code in (1, 2, 3)] == pytest.approx([1 / 3] * 3, abs=0.02)


def test_a_call_for_one_seed_is_cheap(graph):
    started = time.perf_counter()
    for number in range(100):
        sample_walks(graph, np.full(10, 3), WalkRules(hub=30), np.random.default_rng(number))
    assert (time.perf_counter() - started) / 100 < 0.003  # 0.25 ms on an idle machine
