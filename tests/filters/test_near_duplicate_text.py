import asyncio
import random

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synthloom.filters.minhash import band_keys, candidate_pairs
from synthloom.filters.near_duplicate_text import NearDuplicateText

SCHEMA = {"id": pl.String, "group_id": pl.String, "question": pl.String, "answer": pl.String}


def judge(rows: list[tuple[str, str, str, str]], step: NearDuplicateText | None = None) -> pl.DataFrame:
    table = pl.LazyFrame(rows, schema=SCHEMA, orient="row")
    return asyncio.run((step or NearDuplicateText()).judge(table, None)).collect().sort("id")


def doubles(*questions: str, answer: str = "red") -> list[bool]:
    rows = [(f"q{number}", "g", question, answer) for number, question in enumerate(questions)]
    return (~judge(rows)["kept"]).to_list()


def test_another_wording_of_the_same_question_is_a_double_of_the_first():
    rows = [("b", "g", "What is the cube's colour?", "red"), ("a", "g", "What color is the cube?", "Red.")]
    verdicts = judge(rows)
    assert verdicts["kept"].to_list() == [True, False]
    assert verdicts.row(1) == ("b", False, "near_duplicate_text", 1.0, "a")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("What color is the cube?", "What color is the ball?"),
        ("What is left of the sofa?", "What is right of the sofa?"),
        ("Is there a red shape?", "Is there not a red shape?"),
        ("How many cubes are there?", "What color are the cubes?"),
        ("What is 3 + 4?", "What is 3 + 5?"),
        ("What is this?", "Who is this?"),
    ],
)
def test_questions_that_ask_for_something_else_are_no_doubles(one, other):
    assert doubles(one, other) == [False, False]


def test_another_group_or_another_answer_makes_no_double():
    same = "What color is the cube?"
    assert judge([("a", "g", same, "red"), ("b", "h", same, "red"), ("c", "g", same, "blue")])["kept"].all()


def test_questions_of_function_words_alone_are_compared_by_all_their_words():
    assert doubles("What is this?", "What is this?", "What is it?") == [False, True, False]


def test_a_text_is_a_double_of_a_kept_text_only():
    words = list("abcdefghijkl")
    chain = [
        ("1", " ".join(words[:10])),
        ("2", " ".join(words[1:11])),
        ("3", " ".join(words[2:12])),
        ("4", words[2:12]),
    ]
    rows = [(name, "", text if isinstance(text, str) else " ".join(text), "") for name, text in chain]
    verdicts = judge(rows, NearDuplicateText(scope="all"))
    assert dict(zip(verdicts["id"], verdicts["detail"], strict=True)) == {"1": "", "2": "1", "3": "", "4": "3"}


def test_equal_texts_all_fall_to_the_same_kept_one():
    rows = [(f"r{number:05}", "", "How many red cubes are on the long table?", "") for number in range(3000)]
    rows.append(("a", "", "How many red cubes are on the long wide table?", ""))
    verdicts = judge(rows, NearDuplicateText(scope="all"))
    assert verdicts.filter("kept")["id"].to_list() == ["a"]
    assert set(verdicts["detail"]) == {"", "a"}


def test_rows_without_words_pass():
    assert judge([("a", "g", "", ""), ("b", "g", "?!", ""), ("c", "g", None, None)])["kept"].all()
    assert judge([]).columns == ["id", "kept", "reason", "score", "detail"]


colors, things = st.sampled_from(["red", "blue", "green"]), st.sampled_from(["cube", "ball", "large old table"])
rows = st.lists(st.tuples(colors, things, st.sampled_from("gh")), min_size=1, max_size=30)


@settings(max_examples=25, deadline=None)
@given(rows, st.sampled_from(["group", "all"]), st.randoms())
def test_row_order_changes_nothing_and_no_row_is_lost(parts, scope, shuffler):
    table = [
        (f"{n:02}", group, f"Is the {color} {thing} here?", "yes") for n, (color, thing, group) in enumerate(parts)
    ]
    step = NearDuplicateText(scope=scope)
    expected = judge(table, step)
    assert expected["id"].to_list() == [row[0] for row in table]
    assert judge(shuffler.sample(table, len(table)), step).equals(expected)


def test_minhash_proposes_nearly_every_pair_at_the_threshold_and_few_others():
    draw = random.Random(0)
    base = [draw.sample(range(10**6), 45) for _ in range(300)]
    near = [words[:40] + draw.sample(range(10**6, 2 * 10**6), 5) for words in base]
    sets = [*base, *near]
    tokens = np.array([word for words in sets for word in words], dtype=np.uint64)
    pairs = candidate_pairs(band_keys(tokens, np.arange(0, len(tokens), 45), bands=20, rows=5))
    wanted = {(number, number + 300) for number in range(300)}
    found = set(map(tuple, pairs.tolist()))
    assert len(found & wanted) >= 299
    assert len(found - wanted) <= 2


def test_planted_doubles_among_news_texts_are_found_and_nothing_else(real_data):
    folder = real_data / "dedup/text/minhash_news"
    texts = [line.split(" ", 1) for line in (folder / "articles_1000.train").read_text().splitlines()]
    truth = {frozenset(line.split()) for line in (folder / "articles_1000.truth").read_text().splitlines()}
    table = pl.LazyFrame(texts, schema={"id": pl.String, "text": pl.String}, orient="row")
    verdicts = asyncio.run(NearDuplicateText("text", "all").judge(table, None)).collect()
    found = {frozenset(pair) for pair in verdicts.filter(~pl.col("kept")).select("id", "detail").iter_rows()}
    assert found == truth
    assert len(verdicts) == 1000
