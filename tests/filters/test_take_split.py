"""What is taken of one split and what of another have no group in common."""

import asyncio
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from synthloom.catalog.splits import split_of
from synthloom.filters.take_split import TakeSplit
from synthloom.flows.recipe import SPLITS


def judged(groups: list[str], *splits: str) -> list[dict[str, Any]]:
    table = pl.DataFrame(
        {"id": [f"{place}" for place in range(len(groups))], "group_id": groups},
        schema={"id": pl.String, "group_id": pl.String},
    )
    out = asyncio.run(TakeSplit(splits=splits).judge(table.lazy(), None)).collect()  # type: ignore[arg-type]
    assert out.schema["score"] == pl.Float64
    return out.to_dicts()


def test_groups_of_other_splits_are_dropped_by_name() -> None:
    groups = [f"g{place}" for place in range(200)]
    for group, said in zip(groups, judged(groups, "sft"), strict=True):
        split = split_of(group, SPLITS)
        assert (said["kept"], said["reason"]) == (split == "sft", "" if split == "sft" else f"split_{split}")


@given(st.lists(st.text(max_size=8), max_size=40))
def test_two_halves_are_disjoint_and_together_all(groups: list[str]) -> None:
    sft = [one["kept"] for one in judged(groups, "sft")]
    others = [one["kept"] for one in judged(groups, "rl", "test")]
    assert [a ^ b for a, b in zip(sft, others, strict=True)] == [True] * len(groups)


def test_its_fractions_are_those_of_recipes() -> None:
    assert dict(TakeSplit().fractions) == SPLITS


@pytest.mark.parametrize(
    "settings", [{"splits": ()}, {"splits": ("train",)}, {"fractions": (("sft", 0.7), ("rl", 0.7))}]
)
def test_senseless_settings_are_refused(settings: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="splits"):
        TakeSplit(**settings)
