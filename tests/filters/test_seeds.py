"""Which articles may be seeds."""

import asyncio
import dataclasses

import polars as pl
import pytest

from synthloom.filters.seeds import Seeds

ARTICLE = {
    "corpus": "c", "corpus_articles": 7_000_000, "stratum": "building", "infobox": "Infobox zoo",
    "pictures": ["Gate.jpg"], "in_degree": 120, "excluded": False,
}  # fmt: skip


SEEDS = Seeds()


def judged(context, articles, step=SEEDS):
    table = pl.DataFrame([{"id": f"{place:04}", **ARTICLE, **article} for place, article in enumerate(articles)])
    found = asyncio.run(step.judge(table.lazy(), context)).collect().sort("id")
    return found["reason"].to_list()


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({}, ""),
        ({"excluded": True}, "excluded_page"),
        ({"stratum": ""}, "class_not_drawn"),
        ({"infobox": ""}, "no_infobox"),
        ({"pictures": []}, "no_picture"),
        ({"in_degree": 49}, "in_degree_low"),
        ({"in_degree": 50}, ""),
        ({"in_degree": 10_000}, ""),
        ({"in_degree": 10_001}, "in_degree_high"),
    ],
)
def test_on_a_large_wiki_the_papers_numbers_hold(context, changes, reason):
    assert judged(context, [changes]) == [reason]


def test_a_small_wiki_has_its_own_numbers_and_says_so(context):
    small = {"corpus_articles": 600, "infobox": "", "pictures": [], "stratum": "", "in_degree": 3}
    table = pl.DataFrame([{"id": "a", **ARTICLE, **small}])
    found = asyncio.run(Seeds().judge(table.lazy(), context)).collect()
    assert found["kept"].item()
    assert found["detail"].item().startswith("small: in-degree")


def test_corpora_of_different_sizes_are_judged_each_by_its_own(context):
    few = {"in_degree": 3}
    assert judged(context, [{**few, "corpus": "s", "corpus_articles": 600}, few]) == ["", "in_degree_low"]


def test_a_profile_can_be_insisted_on(context):
    assert judged(context, [{"corpus_articles": 600, "in_degree": 3}], Seeds(profile="wikipedia")) == ["in_degree_low"]


def test_no_class_gives_more_seeds_than_its_share(context):
    articles = [{"stratum": stratum} for stratum in ("person", "building") for _ in range(5)]
    reasons = judged(context, articles, dataclasses.replace(SEEDS, per_stratum=2))
    assert reasons[:5].count("") == reasons[5:].count("") == 2
    assert set(reasons) == {"", "stratum_full"}


def test_no_article_gives_no_verdict(context):
    none = pl.DataFrame([{"id": "a", **ARTICLE}]).clear().lazy()
    assert asyncio.run(SEEDS.judge(none, context)).collect().is_empty()
