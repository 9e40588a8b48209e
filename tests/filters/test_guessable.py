import asyncio
from fractions import Fraction

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synthloom.filters.arithmetic import is_value, written_out
from synthloom.filters.guessable import Guessable

Row = tuple[str, str, str, str, str]


def judge(rows: list[Row], step: Guessable | None = None) -> pl.DataFrame:
    schema = dict.fromkeys([name for name in Guessable.reads if name != "source"], pl.String)
    table = pl.LazyFrame(rows, schema=schema, orient="row").with_columns(source=pl.lit("s"))
    return asyncio.run((step or Guessable()).judge(table, None)).collect().sort("id")


def reason(category: str, question: str, answer: str) -> str:
    return judge([("a", "g", category, question, answer)])["reason"].item()


@pytest.mark.parametrize(
    ("question", "answer"),
    [("Is the ball red or blue?", "Red"), ("What is the object on the towel rod?", "the towel")],
)
def test_an_answer_that_stands_in_the_question_is_rejected(question, answer):
    assert reason("color", question, answer) == "answer_in_question"


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Is there no blue shape?", "no"),
        ("How many wheels do the 2 cars have?", "2"),
        ("What is on the redwood table?", "red"),
        ("Which of A, B and C is right?", "B"),
    ],
)
def test_yes_no_numbers_letters_and_parts_of_words_stand_there_by_chance(question, answer):
    assert reason("count", question, answer) == ""


def test_arithmetic_written_out_is_solved_and_shown():
    verdict = judge([("a", "g", "math", "What is 12 x (3 + 4)?", "84")])
    assert verdict.row(0) == ("a", False, "solved_without_image", 1.0, "12*(3+4)=84")


def test_arithmetic_that_leads_elsewhere_needs_the_picture():
    assert reason("math", "What is 3/4 of the area of the square?", "12") == ""
    assert reason("math", "What is x if 2x + 3 = 7?", "2") == ""


def asked(count: int, answer: str, question: str = "What color is the sky?", start: int = 0) -> list[Row]:
    return [(f"{answer}{n:03}", f"g{start + n}", "color", question, answer) for n in range(count)]


def test_what_most_other_pictures_answer_is_thinned_to_the_share_and_the_surprises_are_kept():
    verdicts = judge([*asked(90, "blue"), *asked(10, "orange", start=90)])
    kept = verdicts.filter("kept")["id"]
    assert kept.str.starts_with("orange").sum() == 10
    assert kept.str.starts_with("blue").sum() == 15  # 15 of 25 are 0.6
    rejected = verdicts.filter(~pl.col("kept")).select("reason", "score", "detail").unique()
    assert rejected.row(0) == ("majority_answer", 89 / 99, "89 of 99 other groups that ask the same")


def test_a_group_cannot_vote_on_its_own_rows():
    rows = [(f"r{n}", "one picture", "color", "What color is the sky?", "blue") for n in range(50)]
    assert judge(rows)["kept"].all()


def test_of_a_question_with_one_answer_as_many_stay_as_teach_nothing():
    assert judge(asked(5, "blue"))["kept"].all()
    verdicts = judge(asked(60, "blue"))
    assert verdicts["kept"].sum() == 5
    again = [row for row in asked(60, "blue") if row[0] in set(verdicts.filter("kept")["id"])]
    assert judge(again)["kept"].all()


def test_a_biased_beginning_is_thinned_to_the_share_and_never_emptied():
    twos = [(f"two{n:03}", f"a{n}", "count", f"How many things like number {n} are there?", "2") for n in range(180)]
    rest = [
        (f"x{n:03}", f"b{n}", "count", f"How many things like letter {n} are there?", f"{n % 7 + 3}") for n in range(20)
    ]
    kept = judge([*twos, *rest]).filter("kept")["id"]
    assert kept.str.starts_with("x").sum() == 20
    assert kept.str.starts_with("two").sum() == 46  # 46 of 66 are 0.7
    alone = judge(twos)
    assert alone["kept"].sum() == 10
    assert alone.filter(~pl.col("kept"))["detail"][0] == "179 of 179 other groups that begin like it"


WORDINGS = (
    "How many {} are there in this picture?", "How many {} can you see?", "Count the {}.", "How many {} are visible?",
    "What is the number of {} in this picture?", "How many {} does the image show?", "How many {} are in the image?",
)  # fmt: skip


def test_wordings_of_one_question_meet():
    rows = [(f"r{n:02}", f"g{n}", "count", WORDINGS[n % len(WORDINGS)].format("raccoons"), "1") for n in range(21)]
    verdicts = judge(rows)
    assert verdicts["kept"].sum() == 5
    assert set(verdicts["reason"]) == {"", "majority_answer"}
    others = [(f"c{n}", f"h{n}", "count", f"How many cars of brand {n} are there?", f"{n}") for n in range(90)]
    assert judge([*rows, *others])["kept"].sum() == 95


def test_questions_with_other_words_do_not_meet():
    rows = [
        (f"r{n:02}", f"g{n}", "color", f"What color is the {'cup' if n % 2 else 'car'}?", "red" if n % 2 else "blue")
        for n in range(10)
    ]
    assert judge(rows)["kept"].all()


def test_beginnings_are_learnt_from_each_source_alone():
    rows = [(f"r{n:03}", f"g{n}", "count", f"How many things like {n} are there?", "1") for n in range(60)]
    others = [(f"x{n:03}", f"h{n}", "count", f"How many stars like {n} are there?", f"{n}") for n in range(60)]
    schema = ["id", "group_id", "category", "question", "answer"]
    one, two = (pl.LazyFrame(part, schema=schema, orient="row") for part in (rows, others))
    mixed = pl.concat([one.with_columns(source=pl.lit("cards")), two.with_columns(source=pl.lit("sky"))])
    verdicts = asyncio.run(Guessable().judge(mixed, None)).collect()
    kept = verdicts.filter("kept")["id"]
    assert (kept.str.starts_with("r").sum(), kept.str.starts_with("x").sum()) == (10, 60)


def test_captions_and_transcriptions_pass_and_say_why():
    rows = [(f"r{n}", f"g{n}", "ocr", "Read the word STOP.", "stop") for n in range(30)]
    verdicts = judge(rows)
    assert verdicts["kept"].all()
    assert set(verdicts["detail"]) == {"not judged: a text is the answer"}


parts = st.tuples(st.sampled_from("ghijklm"), st.sampled_from(["sky", "car"]), st.sampled_from(["blue", "red", "car"]))


@settings(max_examples=30, deadline=None)
@given(st.lists(parts, max_size=100), st.randoms())
def test_row_order_changes_nothing_and_no_row_is_lost(drawn, shuffler):
    rows = [
        (f"{n:03}", group, "color", f"What color is the {thing}?", said) for n, (group, thing, said) in enumerate(drawn)
    ]
    step = Guessable(support=2, head_support=3)
    expected = judge(rows, step)
    assert expected["id"].to_list() == [row[0] for row in rows]
    assert judge(shuffler.sample(rows, len(rows)), step).equals(expected)


@settings(max_examples=30, deadline=None)
@given(st.lists(parts, min_size=1, max_size=40))
def test_shares_are_what_counting_by_hand_gives(drawn):
    rows = [
        (f"{n:03}", group, "color", f"What color is the {thing}?", said) for n, (group, thing, said) in enumerate(drawn)
    ]
    scores = dict(judge(rows, Guessable(support=1, head_support=10**6)).select("id", "score").iter_rows())
    for row, (group, thing, said) in zip(rows, drawn, strict=True):
        others = {g for g, t, _ in drawn if t == thing and g != group}
        agree = {g for g, t, s in drawn if (t, s) == (thing, said) and g != group}
        if others and said != thing:
            assert scores[row[0]] == pytest.approx(len(agree) / len(others))


@pytest.mark.parametrize("share", [0.5, 1.0])
def test_a_share_that_is_no_majority_is_refused(share):
    with pytest.raises(ValueError, match=r"above 0\.5"):
        Guessable(share=share)


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("What is 2 + 3 * 4?", 14),
        ("Compute (2+3)×4.", 20),
        ("seven minus -2", 9),
        ("What is 20% of 50?", 10),
        ("1,200 divided by 3 = ?", 400),
        ("-2^2", -4),
        ("2^3^2", 512),
        ("What is 3 squared plus 4 squared?", 25),
        ("3x4", 12),
    ],
)
def test_written_arithmetic_is_worked_out(question, value):
    assert [found for _, found in written_out(question)] == [Fraction(value)]


@pytest.mark.parametrize(
    "question",
    ["How many cubes?", "2x + 3 = 7", "x^2+3*4", "f(3)+2x", "1/0", "9^9^9^9", "((((3+4", "3 4 + 5", "(" * 300],
)
def test_what_is_no_arithmetic_or_too_large_gives_nothing(question):
    assert written_out(question) == []


@given(st.text("0123456789+-*/^(). x", max_size=60))
def test_no_question_makes_the_arithmetic_fail(question):
    written_out(question)


def test_answers_may_be_rounded_to_the_places_they_show():
    assert is_value("3.33", Fraction(10, 3))
    assert is_value("10/3", Fraction(10, 3))
    assert is_value("$1,200", Fraction(1200))
    assert is_value("seven", Fraction(7))
    assert not is_value("3", Fraction(10, 3))
    assert not is_value("3.34", Fraction(10, 3))
    assert not is_value("1/0", Fraction(1))
