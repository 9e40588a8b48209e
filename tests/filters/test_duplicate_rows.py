import asyncio

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from synthloom.filters.duplicate_rows import DuplicateRows

MEDIA = pl.Struct({"hash": pl.String, "mime": pl.String, "width": pl.Int64, "height": pl.Int64})
SCHEMA = {"id": pl.String, "instruction": pl.String, "image": MEDIA, "edited_image": MEDIA}


def media(name: str | None) -> dict[str, object] | None:
    return name and {"hash": name, "mime": "image/png", "width": 8, "height": 8}


def judge(rows: list[tuple[str, str, str | None, str | None]], step: DuplicateRows | None = None) -> pl.DataFrame:
    table = pl.LazyFrame([(a, b, media(c), media(d)) for a, b, c, d in rows], schema=SCHEMA, orient="row")
    return asyncio.run((step or DuplicateRows()).judge(table, None)).collect().sort("id")


def reasons(verdicts: pl.DataFrame) -> dict[str, tuple[str, str]]:
    return {row["id"]: (row["reason"], row["detail"]) for row in verdicts.iter_rows(named=True)}


def test_the_same_instruction_for_the_same_picture_is_kept_once_whatever_its_spelling():
    found = judge([("b", "paint  the CUBE red", "x", "1"), ("a", "Paint the cube, red.", "x", "2")])
    assert reasons(found) == {"a": ("", ""), "b": ("duplicate_instruction", "a")}


def test_the_same_instruction_for_another_picture_stays():
    assert judge([("a", "Paint it.", "x", "1"), ("b", "Paint it.", "y", "2")])["kept"].all()


def test_signs_that_change_a_sum_make_another_instruction():
    assert judge([("a", "Solve 3 + 4", "x", "1"), ("b", "Solve 3 - 4", "x", "2")])["kept"].all()


def test_the_same_edited_picture_is_kept_once():
    found = judge([("b", "one", "x", "e"), ("a", "two", "y", "e"), ("c", "three", "z", None), ("d", "four", "z", None)])
    assert reasons(found)["b"] == ("duplicate_edit", "a")
    assert found["kept"].to_list() == [True, False, True, True]


def test_a_row_that_is_out_makes_no_other_row_a_duplicate():
    found = judge([("a", "same", "x", "1"), ("b", "same", "x", "2"), ("c", "other", "x", "2")])
    assert reasons(found) == {"a": ("", ""), "b": ("duplicate_instruction", "a"), "c": ("", "")}


def test_the_fields_can_be_chosen():
    step = DuplicateRows(text="question", image="image", edit="")
    assert step.reads == ("id", "question", "image")
    table = pl.LazyFrame({"id": ["a", "b"], "question": ["q", "Q"], "image": [media("x"), media("x")]})
    assert asyncio.run(step.judge(table, None)).collect()["kept"].sum() == 1


few = st.sampled_from(["x", "y", "z"])
tables = st.lists(st.tuples(st.integers(0, 99).map("{:02}".format), few, few, few), unique_by=lambda row: row[0])


@given(tables, st.randoms())
def test_row_order_changes_nothing_no_row_is_lost_and_what_is_kept_is_unique(rows, random):
    verdicts = judge(rows)
    shuffled = random.sample(rows, len(rows))
    assert verdicts.equals(judge(shuffled))
    assert verdicts["id"].to_list() == sorted(row[0] for row in rows)
    kept = [row for row in rows if row[0] in set(verdicts.filter("kept")["id"])]
    assert len({row[1:3] for row in kept}) == len({row[3] for row in kept}) == len(kept)
