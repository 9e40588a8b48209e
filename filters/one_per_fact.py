"""OnePerFact: questions that ask the same of the same page, by whatever path they come to it.

    a1: Lesotho → South Africa, asked for its capital      → kept
    b2: Namibia → South Africa, asked for its capital      → same_fact, detail="a1"
    c3: Namibia → South Africa, asked for its anthem       → kept

Splits are made by the path's start, so without this a fact could be learned in one split and asked for in another. A
page is its title in one language: two corpora of one wiki share their facts. The smallest id is kept.
"""

from dataclasses import dataclass
from typing import ClassVar

import polars as pl

from synthloom.schemas.steps import Context


@dataclass(frozen=True)
class OnePerFact:
    """Keeps one question of each page and relation asked for."""

    name: ClassVar[str] = "one_per_fact"
    version: ClassVar[int] = 1

    @property
    def reads(self) -> tuple[str, ...]:
        """The page, by the end of the path, and what is asked of it."""
        return ("id", "language", "path", "asked")

    async def judge(self, table: pl.LazyFrame, context: Context) -> pl.LazyFrame:
        """Reject `same_fact`."""
        page = pl.col("path").list.last().struct.field("title")
        rows = table.select("id", "language", "asked", page=page)
        first = pl.col("id").min().over("language", "page", "asked")
        double = pl.col("id") != pl.col("first")
        return rows.with_columns(first=first).select(
            "id",
            kept=~double,
            reason=pl.when(double).then(pl.lit("same_fact")).otherwise(pl.lit("")),
            score=pl.lit(None, dtype=pl.Float64),
            detail=pl.when(double).then("first").otherwise(pl.lit("")),
        )
