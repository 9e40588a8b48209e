import asyncio
from random import Random
from types import SimpleNamespace

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from synthloom.filters.balance import Balance


def judge(step: Balance, rows: list[tuple[str, str | None]], seed: int = 0) -> pl.DataFrame:
    table = pl.LazyFrame(rows, schema={"id": pl.String, "category": pl.String}, orient="row")
    return asyncio.run(step.judge(table, SimpleNamespace(random=Random(seed)))).collect().sort("id")


ROWS = [(f"r{number:03}", ("color", "count", "math")[number % 3 if number < 60 else 0]) for number in range(100)]


def test_no_category_keeps_more_than_the_cap_and_small_ones_keep_all():
    verdicts = judge(Balance(cap=25), ROWS).join(pl.DataFrame(ROWS, schema=["id", "category"], orient="row"), on="id")
    kept = dict(verdicts.filter("kept").group_by("category").len().iter_rows())
    assert kept == {"color": 25, "count": 20, "math": 20}
    rejected = verdicts.filter(~pl.col("kept"))
    assert set(rejected["reason"]) == {"over_cap"}
    assert rejected["score"].min() == 26
    assert rejected.filter(score=26)["detail"].item() == "color: place 26 of 60, cap 25"


@given(st.permutations(ROWS), st.integers(1, 70))
def test_row_order_changes_nothing_and_every_row_gets_a_verdict(rows, cap):
    verdicts = judge(Balance(cap=cap), rows)
    assert verdicts.equals(judge(Balance(cap=cap), ROWS))
    assert verdicts["id"].to_list() == [row[0] for row in ROWS]


def test_a_larger_cap_keeps_all_that_a_smaller_one_kept():
    small, large = (set(judge(Balance(cap=cap), ROWS).filter("kept")["id"]) for cap in (10, 30))
    assert small < large


def test_another_seed_draws_another_sample():
    one, two = (set(judge(Balance(cap=10), ROWS, seed).filter("kept")["id"]) for seed in (0, 1))
    assert one != two


def test_the_sample_is_the_same_whatever_the_version_of_polars():
    assert judge(Balance(cap=1), ROWS).filter("kept")["id"].to_list() == ["r049", "r053", "r079"]


def test_rows_without_a_value_are_a_category_of_their_own():
    verdicts = judge(Balance(cap=1), [("a", None), ("b", None), ("c", "color")])
    assert verdicts["kept"].sum() == 2


def test_an_empty_table_gives_no_verdicts():
    assert judge(Balance(), []).columns == ["id", "kept", "reason", "score", "detail"]


def test_a_cap_below_one_is_refused():
    with pytest.raises(ValueError, match="at least 1"):
        Balance(cap=0)
