"""Walks drawn from an article."""

import asyncio
from itertools import pairwise

import pytest
from small_corpus import small_corpus

from synthloom.generators.walk import DrawWalks
from synthloom.schemas.search import Article
from synthloom.schemas.steps import Reject


@pytest.fixture
def corpus(tmp_path):
    return small_corpus(tmp_path)


def article(corpus, title: str) -> Article:
    return Article(
        id=title, group_id=title, source="small", revision="r", licence="CC0-1.0", corpus=corpus.info.key,
        corpus_name="small", corpus_articles=corpus.info.articles, language="en", title=title, type="", stratum="",
        infobox="", pictures=(), in_degree=1, out_degree=1, excluded=False,
    )  # fmt: skip


def walked(context, corpus, title="Lesotho", **settings):
    (record,) = asyncio.run(DrawWalks(**settings).generate(article(corpus, title), context))
    return record


@pytest.mark.parametrize("direction", ["forward", "backward"])
def test_every_walk_follows_links_and_meets_no_page_twice(context, corpus, direction):
    walks = walked(context, corpus, links="all", direction=direction).walks
    assert walks
    for walk in walks:
        nodes = [corpus.node(title) for title in walk.titles]
        assert len(set(nodes)) == len(nodes) == len(walk.relations) + 1
        for here, there in pairwise(nodes):
            assert there in corpus.graph.targets[corpus.graph.offsets[here] : corpus.graph.offsets[here + 1]]


def test_backward_walks_end_where_forward_ones_begin(context, corpus):
    assert {w.titles[0] for w in walked(context, corpus, links="all").walks} == {"Lesotho"}
    assert {w.titles[-1] for w in walked(context, corpus, links="all", direction="backward").walks} == {"Lesotho"}


def test_rules_walk_only_over_links_that_say_something(context, corpus):
    assert all(all(walk.relations) for walk in walked(context, corpus).walks)


def test_no_walk_is_given_twice(context, corpus):
    walks = walked(context, corpus, links="all", walks=200).walks
    assert len(walks) == len(set(walks))


def test_an_article_without_a_way_out_is_rejected_with_the_reasons_counted(context, corpus):
    related = corpus.graph.relations > 0
    dead_end = next(
        node
        for node in range(corpus.info.articles)
        if not related[corpus.graph.offsets[node] : corpus.graph.offsets[node + 1]].any()
    )
    with pytest.raises(Reject, match="no_walk") as rejected:
        walked(context, corpus, corpus.title(dead_end), walks=10)
    assert "dead_end 100" in rejected.value.detail


def test_hops_must_be_a_distribution():
    with pytest.raises(ValueError, match="sum to 1"):
        DrawWalks(hops=((2, 0.5), (3, 0.4)))
