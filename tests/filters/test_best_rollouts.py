"""Of a task's rollouts the right ones are kept: the one that used most tools, or all."""

import asyncio
import random
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from synthloom.catalog.tables import arrow_schema
from synthloom.filters.best_rollouts import BestRollouts
from synthloom.schemas.trajectories import Trajectory


def row(name: str, task: str, outcome: str, tools: str, reflections: int = 0, vain: str = "") -> dict[str, Any]:
    """A rollout that called these tools, one letter each; those of `vain` aren't learned from."""
    steps = [{"tool": tool, "loss_mask": tool not in vain} for tool in tools]
    told = [*steps, {"tool": "", "loss_mask": True}]
    return {"id": name, "task_id": task, "outcome": outcome, "steps": told, "reflections": reflections}


def judged(rows: list[dict[str, Any]], keep: Any = "one") -> dict[str, tuple[str, str]]:
    """Reason and detail by id."""
    steps = pl.List(pl.Struct({"tool": pl.String, "loss_mask": pl.Boolean}))
    schema = {"id": pl.String, "task_id": pl.String, "outcome": pl.String, "steps": steps, "reflections": pl.Int64}
    table = pl.DataFrame(rows, schema=schema).lazy()
    out = asyncio.run(BestRollouts(keep=keep).judge(table, None)).collect()  # type: ignore[arg-type]
    assert list(out.columns) == ["id", "kept", "reason", "score", "detail"]
    assert all(one["kept"] == (one["reason"] == "") for one in out.to_dicts())
    return {one["id"]: (one["reason"], one["detail"]) for one in out.to_dicts()}


TASK = [
    row("a", "t1", "wrong", "svc"), row("b", "t1", "correct", "sv"), row("c", "t1", "correct", "svc"),
    row("d", "t2", "no_answer", "s"), row("e", "t2", "fatal", "s"), row("f", "t2", "over_budget", "s"),
]  # fmt: skip


def test_the_right_rollout_with_most_tools_is_kept() -> None:
    assert judged(TASK) == {
        "a": ("wrong", ""), "b": ("sibling_kept", "c"), "c": ("", ""), "d": ("no_answer", ""), "e": ("fatal", ""),
        "f": ("over_budget", ""),
    }  # fmt: skip


def test_all_right_ones_or_whatever_came_out() -> None:
    assert [name for name, (reason, _) in judged(TASK, "all").items() if not reason] == ["b", "c"]
    assert not any(reason for reason, _ in judged(TASK, "any").values())


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (row("b", "t", "correct", "sv", 1), row("a", "t", "correct", "sv")),
        (row("b", "t", "correct", "sv"), row("a", "t", "correct", "svss")),
        (row("a", "t", "correct", "sv"), row("b", "t", "correct", "sv")),
        (row("b", "t", "correct", "sv"), row("a", "t", "correct", "svc", vain="cv")),
    ],
)  # fmt: skip
def test_then_comes_one_that_reflects_then_the_shortest_then_the_smallest_id(first: Any, second: Any) -> None:
    assert judged([second, first])[first["id"]] == ("", "")


def test_sets_of_tools_that_were_kept_seldom_go_first_so_that_tools_mix() -> None:
    tasks = [f"t{place}" for place in range(9)]
    rows = [row(f"{task}{tools}", task, "correct", tools) for task in tasks for tools in ("svc", "sv", "s")]
    kept = [name for name, (reason, _) in judged(rows).items() if not reason]
    assert sorted(name[2:] for name in kept) == ["s"] * 3 + ["sv"] * 3 + ["svc"] * 3


def test_its_columns_are_those_of_a_trajectory() -> None:
    assert set(BestRollouts().reads) <= set(arrow_schema(Trajectory).names)


def test_an_empty_table_is_judged() -> None:
    assert judged([]) == {}


def test_an_unknown_way_of_keeping_is_refused() -> None:
    with pytest.raises(ValueError, match="keep is 'best'"):
        BestRollouts(keep="best")  # type: ignore[arg-type]


ROWS = st.tuples(
    st.sampled_from(["t1", "t2"]), st.sampled_from(["correct", "wrong"]), st.sampled_from(["s", "sv", "svc"])
)


@given(st.lists(ROWS, max_size=12), st.integers())
def test_each_task_that_was_solved_keeps_one_right_rollout_in_any_order(rows: list[Any], seed: int) -> None:
    table = [row(f"{place:02}", *fields) for place, fields in enumerate(rows)]
    said = judged(table)
    kept = [one for one in table if not said[one["id"]][0]]
    assert all(one["outcome"] == "correct" for one in kept)
    assert sorted(one["task_id"] for one in kept) == sorted({t for t, outcome, _ in rows if outcome == "correct"})
    random.Random(seed).shuffle(table)
    assert judged(table) == said
