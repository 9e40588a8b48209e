"""Guessable: questions that can be answered without looking at the picture, found without a model.

    "Is the ball red or blue?" → "red"                         answer_in_question, score=1.0
    "What is 12 x (3 + 4)?" → "84"                             solved_without_image, score=1.0, detail="12*(3+4)=84"
    "What color is the sky?" → "blue", as in
    27 of 30 other pictures of which it is asked               majority_answer, score=0.9, detail="27 of 30 other …"

Two solvers, and no more than they say. *Closed book*: the answer stands in the question (yes, no and numbers excepted:
those stand there by chance), or the question writes out an arithmetic expression of that value. *Majority*: it answers
what most other groups answer, never having seen the row's own group, once to the same question in whatever wording
(by its telling words: "How many raccoons can you see?" and "Count the raccoons." are one) and once to questions of the
same source and category with the same beginning ("how many", "what color").
Dropping all it gets right would leave a table in which the usual answer is always wrong, and no row of a question that
has one answer; so those rows are thinned, by a hash of the id, until the majority is right in `share` of the cases, and
as many as the `support`, from which nothing can be learnt, always stay. The score is the share of other groups that
give the row's answer, for kept rows too. Captions and transcriptions pass: nobody guesses those.
"""

import hashlib
from dataclasses import dataclass
from typing import ClassVar

import polars as pl

from synthloom.filters.arithmetic import WORDS, is_value, written_out
from synthloom.schemas.steps import Context

LONG = ("caption", "ocr")
ARTICLES = ("a", "an", "the")
_UNTOLD = """and any are area at be been by can color colors colour colours could count did do does find found give had
has have here how i image in is it located location many me name number of on one part particular photo picture place
placed please position scene see seen shape shapes show shown shows spot tell that there these this to total visible was
we were what what's whats where whereabouts which who whose would you"""
UNTOLD = tuple(_UNTOLD.split())
"""Words that differ between wordings of one question; the category tells color from count."""
CHANCE = r"^(yes|no|[0-9a-z]|[0-9 ]*)$"
"""Answers that stand in a question by chance: yes, no, numbers, single letters."""
SAME, HEADS = ["category", "asked"], ["source", "category", "head"]
HEAD = r"^(\S+ (?:(?:is|are|was|were|do|does|did|kind|type|of) )*\S+)"


@dataclass(frozen=True)
class Guessable:
    """Rejects what a closed-book and a majority-answer solver get right."""

    support: int = 5
    """Other groups that must have been asked the same before their majority counts, and rows that always stay."""
    share: float = 0.6
    head_support: int = 10
    head_share: float = 0.7
    name: str = "guessable"
    version: ClassVar[int] = 1
    reads: ClassVar[tuple[str, ...]] = ("id", "group_id", "source", "category", "question", "answer")

    def __post_init__(self) -> None:
        for name in ("share", "head_share"):
            if not 0.5 < getattr(self, name) < 1:
                raise ValueError(
                    f"{name} is {getattr(self, name)}; a majority is above 0.5, and below 1 some rows are left"
                )

    async def judge(self, table: pl.LazyFrame, context: Context) -> pl.LazyFrame:
        """Reject `answer_in_question`, `solved_without_image`, then `majority_answer`."""
        text = pl.struct("question", "answer")
        rows = table.select(
            "id",
            "group_id",
            "source",
            "category",
            long=pl.col("category").is_in(LONG),
            asked=_words(pl.col("question")),
            said=_words(pl.col("answer")),
            solved=text.map_batches(_solve, return_dtype=pl.String, is_elementwise=True),
        ).with_columns(
            inside=_stands_in(pl.col("said"), pl.col("asked")),
            head=_head(pl.col("asked")),
            said=pl.col("said").hash(),
            asked=_telling(pl.col("asked")).hash(),
            group_id=pl.col("group_id").hash(),
        )
        short = rows.filter(~pl.col("long"))
        same = _shares(short, SAME).select("id", same_share="share", same_groups="others")
        head = _shares(short, HEADS).select("id", head_share="share", head_groups="others")
        solved = rows.join(same, on="id", how="left").join(head, on="id", how="left")
        drawn = pl.col("id").map_batches(_draw, return_dtype=pl.UInt64, is_elementwise=True)
        closed = ~pl.col("long") & (pl.col("inside") | (pl.col("solved") != ""))
        judged = solved.with_columns(closed=closed, drawn=drawn)
        judged = judged.with_columns(by_same=_beyond("same", SAME, ~pl.col("closed"), self.support, self.share))
        left = ~(pl.col("closed") | pl.col("by_same"))
        return _verdicts(judged.with_columns(by_head=_beyond("head", HEADS, left, self.head_support, self.head_share)))


def _beyond(kind: str, keys: list[str], left: pl.Expr, support: int, share: float) -> pl.Expr:
    """Whether the majority gets a row right and enough such rows stay without it."""
    learnt = (pl.col(f"{kind}_groups") >= support) & (pl.col(f"{kind}_share") >= share)
    right = left & learnt.fill_null(False)
    others = (left & ~right).sum().over(keys)
    allowed = (others * (share / (1 - share)) + 1e-9).floor().clip(lower_bound=support)
    place = pl.struct("drawn", "id").rank("ordinal").over(*keys, right)
    return right & (place > allowed)


def _verdicts(rows: pl.LazyFrame) -> pl.LazyFrame:
    """The first reason that applies."""
    by_same, by_head = pl.col("by_same"), pl.col("by_head")
    inside, solved = pl.col("closed") & pl.col("inside"), pl.col("closed") & (pl.col("solved") != "")
    share = pl.when(by_head).then("head_share").otherwise(pl.coalesce("same_share", "head_share"))
    groups = pl.when(by_head).then("head_groups").otherwise("same_groups")
    like = pl.when(by_head).then(pl.lit("begin like it")).otherwise(pl.lit("ask the same"))
    numbers = pl.format("{} of {} other groups that {}", (share * groups).round().cast(pl.Int64), groups, like)
    return rows.select(
        "id",
        kept=~(pl.col("closed") | by_same | by_head),
        reason=pl.when(inside)
        .then(pl.lit("answer_in_question"))
        .when(solved)
        .then(pl.lit("solved_without_image"))
        .when(by_same | by_head)
        .then(pl.lit("majority_answer"))
        .otherwise(pl.lit("")),
        score=pl.when(pl.col("closed")).then(1.0).otherwise(share),
        detail=pl.when(inside)
        .then(pl.lit(""))
        .when(solved)
        .then("solved")
        .when(by_same | by_head)
        .then(numbers)
        .when("long")
        .then(pl.lit("not judged: a text is the answer"))
        .otherwise(pl.lit("")),
    )


def _words(text: pl.Expr) -> pl.Expr:
    """Lower-case words without articles, small numbers as digits, joined by single spaces."""
    words = text.str.normalize("NFKC").str.to_lowercase().str.extract_all(r"[\p{L}\p{M}\p{N}]+")
    element = pl.element()
    return words.list.eval(element.filter(~element.is_in(ARTICLES)).replace(WORDS)).list.join(" ").fill_null("")


def _telling(asked: pl.Expr) -> pl.Expr:
    """The words that tell a question from others, in alphabetical order; all words where none does."""
    element = pl.element()
    words = asked.str.split(" ").list.eval(element.filter(~element.is_in(UNTOLD)).sort()).list.join(" ")
    return pl.when(words == "").then(asked).otherwise(words)


def _head(asked: pl.Expr) -> pl.Expr:
    """The first words of a question; every question for a number counts as one that begins with `how many`."""
    return (
        pl.when(pl.col("category") == "count").then(pl.lit("how many")).otherwise(asked.str.extract(HEAD).fill_null(""))
    )


def _stands_in(said: pl.Expr, asked: pl.Expr) -> pl.Expr:
    padded = pl.format(" {} ", asked).str.contains(pl.format(" {} ", said), literal=True)
    return padded & ~said.str.contains(CHANCE)


def _shares(rows: pl.LazyFrame, keys: list[str]) -> pl.LazyFrame:
    """For every row: how many other groups have its keys, and the share of them that also have its answer."""
    groups = pl.col("group_id").n_unique()
    asked = rows.group_by(keys).agg(asked_groups=groups)
    answered = rows.group_by([*keys, "said"]).agg(answered_groups=groups)
    counted = rows.join(asked, on=keys, how="left").join(answered, on=[*keys, "said"], how="left")
    others = pl.col("asked_groups").cast(pl.Int64) - 1
    share = pl.when(others > 0).then((pl.col("answered_groups").cast(pl.Int64) - 1) / others)
    return counted.select("id", others=others, share=share)


def _solve(rows: pl.Series) -> pl.Series:
    """The expression a question writes out whose value is the answer, with that value; empty where there is none."""
    solved = []
    for question, answer in zip(rows.struct.field("question"), rows.struct.field("answer"), strict=True):
        found = (f"{text}={value}" for text, value in written_out(question or "") if is_value(answer or "", value))
        solved.append(next(found, ""))
    return pl.Series(solved, dtype=pl.String)


def _draw(ids: pl.Series) -> pl.Series:
    digests = (hashlib.blake2b(row.encode(), digest_size=8).digest() for row in ids)
    return pl.Series([int.from_bytes(digest, "big") for digest in digests], dtype=pl.UInt64)
