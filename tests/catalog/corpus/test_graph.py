import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synthloom.catalog.corpus.edges import Edges
from synthloom.catalog.corpus.graph import transpose, write_graph

LINK = st.tuples(st.integers(0, 19), st.integers(0, 19), st.integers(0, 3))


def edges(links) -> Edges:
    columns = np.array(links, np.int32).reshape(-1, 3).T
    return Edges(columns[0], columns[1], columns[2].astype(np.uint16))


def as_dict(graph) -> dict[tuple[int, int], int]:
    sources = np.repeat(np.arange(len(graph.excluded)), np.diff(graph.offsets))
    pairs = zip(sources.tolist(), graph.targets.tolist(), strict=True)
    return dict(zip(pairs, graph.relations.tolist(), strict=True))


def expected(links) -> dict[tuple[int, int], int]:
    found: dict[tuple[int, int], int] = {}
    for source, target, relation in links:
        if source != target:
            found[source, target] = found.get((source, target)) or relation
    return found


@settings(max_examples=40, deadline=None)
@given(st.lists(LINK, max_size=60), st.integers(1, 7))
def test_each_pair_is_kept_once_with_its_first_relation(tmp_path_factory, links, lot):
    folder = tmp_path_factory.mktemp("graph")
    lots = [edges(links[start : start + lot]) for start in range(0, len(links), lot)]
    graph = write_graph(folder, np.zeros(20, bool), lots, ("a", "b", "c"), ordered=False)
    assert as_dict(graph) == expected(links)
    assert graph.in_degree.tolist() == [sum(target == node for _, target in expected(links)) for node in range(20)]


@settings(max_examples=20, deadline=None)
@given(st.lists(LINK, max_size=60))
def test_ordered_and_unordered_edges_give_the_same_files(tmp_path_factory, links):
    links = sorted(links, key=lambda link: link[0])
    folders = [tmp_path_factory.mktemp("graph") for _ in range(2)]
    for ordered, folder in zip((True, False), folders, strict=True):
        write_graph(folder, np.zeros(20, bool), [edges(links)], ("a", "b", "c"), ordered)
    for file in folders[0].iterdir():
        assert file.read_bytes() == (folders[1] / file.name).read_bytes()


@settings(max_examples=20, deadline=None)
@given(st.lists(LINK, max_size=60), st.booleans())
def test_transposed_links_are_the_same_links(tmp_path_factory, links, large):
    graph = write_graph(tmp_path_factory.mktemp("graph"), np.zeros(20, bool), [edges(links)], ordered=False)
    with pytest.MonkeyPatch.context() as patch:
        if large:
            patch.setattr("synthloom.catalog.corpus.graph._NODE_BITS", 1)
        backward = transpose(graph)
    assert {(target, source): code for (source, target), code in as_dict(backward).items()} == as_dict(graph)
    assert backward.in_degree is graph.in_degree


def test_edges_that_go_back_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("synthloom.catalog.corpus.edges.BATCH", 2)
    with pytest.raises(ValueError, match="ordered=False"):
        write_graph(tmp_path, np.zeros(20, bool), [edges([(source, 1, 0), (source, 2, 0)]) for source in (5, 9, 3)])


def test_links_with_a_relation_stand_first(tmp_path):
    lots = [edges([(0, 1, 0), (0, 9, 2), (0, 5, 1), (4, 3, 0)]), edges([(4, 9, 0), (4, 2, 0), (7, 8, 3)])]
    graph = write_graph(tmp_path, np.zeros(20, bool), lots, ("a", "b", "c"))
    assert graph.targets.tolist() == [5, 9, 1, 2, 3, 9, 8]
    backward = transpose(graph)
    assert backward.targets[backward.offsets[9] : backward.offsets[10]].tolist() == [0, 4]


def test_arrays_are_memory_mapped(tmp_path):
    graph = write_graph(tmp_path, np.zeros(20, bool), [edges([(0, 1, 2)])], ("a", "b"))
    assert isinstance(graph.targets.base, np.memmap)
    with pytest.raises(ValueError):
        graph.targets[0] = 3
