"""Balance: at most `cap` rows for every value of one column, a seeded random sample of the rest.

    Balance(cap=2): three rows with category "color" → two kept; the third:
    kept=False, reason="over_cap", score=3, detail="color: place 3 of 3, cap 2"

A row's place in its category is its place by a hash of (seed, id), so the sample is random, the same in any row order,
and a larger cap keeps everything a smaller one kept. The score is that place, for kept rows too: a cap can be chosen
afterwards by looking at it. Memory: the id, the value and eight bytes per row.
"""

from dataclasses import dataclass
from functools import partial
from typing import ClassVar

import polars as pl

from synthloom.filters.lots import draw_lots
from synthloom.schemas.steps import Context


@dataclass(frozen=True)
class Balance:
    """Caps how often one value of a column may occur."""

    cap: int = 60_000
    """Uni-Edit's cap per category."""
    by: str = "category"
    name: str = "balance"
    version: ClassVar[int] = 1

    def __post_init__(self) -> None:
        if self.cap < 1:
            raise ValueError(f"cap is {self.cap}; it must be at least 1")

    @property
    def reads(self) -> tuple[str, ...]:
        """The id and the column that is balanced."""
        return ("id", self.by)

    async def judge(self, table: pl.LazyFrame, context: Context) -> pl.LazyFrame:
        """Reject `over_cap` whatever lies beyond the cap in the seeded order of its value."""
        value = pl.col("value")
        place = pl.int_range(1, pl.len() + 1).over("value", mapping_strategy="explode")
        draw = partial(draw_lots, f"{context.random.getrandbits(64)}:")
        drawn = pl.col("id").map_batches(draw, return_dtype=pl.UInt64, is_elementwise=True)
        ranked = (
            table.select("id", value=pl.col(self.by).cast(pl.String).fill_null(""), drawn=drawn)
            .sort("value", "drawn", "id")
            .with_columns(place=place, rows=pl.len().over("value"))
        )
        kept = pl.col("place") <= self.cap
        numbers = pl.format(f"{{}}: place {{}} of {{}}, cap {self.cap}", value, "place", "rows")
        return ranked.select(
            "id",
            kept=kept,
            reason=pl.when(kept).then(pl.lit("")).otherwise(pl.lit("over_cap")),
            score=pl.col("place").cast(pl.Float64),
            detail=pl.when(kept).then(pl.lit("")).otherwise(numbers),
        )
