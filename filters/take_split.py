"""TakeSplit: the rows of some splits only, so that what is made of them can't reach the others.

    TakeSplit(splits=("sft",)): a question whose group belongs to `rl` → split_rl

Splits are by a hash of `group_id` (`catalog.splits`), so what one recipe makes of the `sft` groups and another of the
`rl` groups is disjoint for good: OpenSearch-VL's rule for its SFT and RL sets. The fractions must be the recipe's own.
"""

from dataclasses import dataclass
from typing import ClassVar

import polars as pl

from synthloom.catalog.splits import SPLITS, check_fractions, split_of
from synthloom.schemas.steps import Context


@dataclass(frozen=True)
class TakeSplit:
    """Keeps the groups of the named splits."""

    splits: tuple[str, ...] = ("sft",)
    fractions: tuple[tuple[str, float], ...] = (("sft", 0.7), ("rl", 0.2), ("test", 0.1))
    name: ClassVar[str] = "take_split"
    version: ClassVar[int] = 1

    def __post_init__(self) -> None:
        check_fractions(dict(self.fractions))
        if not self.splits or set(self.splits) - set(SPLITS):
            raise ValueError(f"splits is {self.splits}; it must name one or more of {', '.join(SPLITS)}")

    @property
    def reads(self) -> tuple[str, ...]:
        """The id and the group."""
        return ("id", "group_id")

    async def judge(self, table: pl.LazyFrame, context: Context) -> pl.LazyFrame:
        """Reject `split_NAME`."""
        split = pl.col("group_id").map_batches(self._split, return_dtype=pl.String, is_elementwise=True)
        kept = pl.col("split").is_in(self.splits)
        return table.select("id", split=split).select(
            "id",
            kept=kept,
            reason=pl.when(kept).then(pl.lit("")).otherwise(pl.format("split_{}", "split")),
            score=pl.lit(None, dtype=pl.Float64),
            detail=pl.lit(""),
        )

    def _split(self, groups: pl.Series) -> pl.Series:
        known = {group: split_of(group, dict(self.fractions)) for group in groups.unique()}
        return pl.Series(groups.name, [known[group] for group in groups], dtype=pl.String)
