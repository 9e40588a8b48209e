"""A fact is asked for once."""

import asyncio
from typing import Any

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from synthloom.filters.one_per_fact import OnePerFact


def judged(rows: list[tuple[str, str, str, str]]) -> dict[str, tuple[bool, str, str]]:
    """Verdicts by id on rows of id, language, last page, relation."""
    paths: list[list[dict[str, Any]]] = [[{"title": f"Start {row[0]}"}, {"title": row[2]}] for row in rows]
    table = pl.DataFrame(
        {
            "id": [row[0] for row in rows],
            "language": [row[1] for row in rows],
            "path": pl.Series(paths, dtype=pl.List(pl.Struct({"title": pl.String}))),
            "asked": [row[3] for row in rows],
        },
        schema_overrides={"id": pl.String, "language": pl.String, "asked": pl.String},
    )
    out = asyncio.run(OnePerFact().judge(table.lazy(), None)).collect()  # type: ignore[arg-type]
    assert out.schema == {
        "id": pl.String,
        "kept": pl.Boolean,
        "reason": pl.String,
        "score": pl.Float64,
        "detail": pl.String,
    }
    return {row["id"]: (row["kept"], row["reason"], row["detail"]) for row in out.to_dicts()}


def test_the_smallest_id_that_asks_for_a_fact_is_kept() -> None:
    rows = [("b", "en", "Lesotho", "capital"), ("a", "en", "Lesotho", "capital"), ("c", "en", "Lesotho", "anthem")]
    assert judged(rows) == {"a": (True, "", ""), "b": (False, "same_fact", "a"), "c": (True, "", "")}


def test_another_language_is_another_page() -> None:
    rows = [("a", "en", "Mali", "capital"), ("b", "ltg", "Mali", "capital")]
    assert all(kept for kept, _, _ in judged(rows).values())


def test_an_empty_table_is_judged() -> None:
    assert judged([]) == {}


FACTS = st.tuples(st.sampled_from(["en", "ltg"]), st.sampled_from("AB"), st.sampled_from(["capital", "anthem"]))


@given(st.lists(FACTS, max_size=20), st.randoms())
def test_one_of_each_fact_is_kept_in_any_order_of_rows(facts: list[tuple[str, str, str]], random: Any) -> None:
    rows = [(f"{number:02}", *fact) for number, fact in enumerate(facts)]
    said = judged(rows)
    kept = [row[1:] for row in rows if said[row[0]][0]]
    assert sorted(kept) == sorted(set(facts))
    random.shuffle(rows)
    assert judged(rows) == said
