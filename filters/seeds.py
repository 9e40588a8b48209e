"""Seeds: the articles a path may start from, by OpenSearch-VL's rules, and not too many of one class.

    Lesotho, country, location, linked from 41 pages        → kept
    List of lakes                                           → excluded_page
    Rainbow, linked from 2 pages of English Wikipedia       → in_degree_low, score=2, detail="wikipedia: in-degree …"

The paper: an infobox, at least one picture, in-degree 50 to 10,000, one of five classes (person, building, location,
organism, artifact), stratified over them. Those numbers mean English Wikipedia; a small wiki has its own
(`catalog.corpus.profiles`), and every verdict says which were used. That the picture is at least 512 pixels wide is
known only once it is opened: `anchor_image` sees to it.
"""

from dataclasses import dataclass
from functools import partial
from typing import ClassVar

import polars as pl

from synthloom.catalog.corpus.profiles import Profile, thresholds
from synthloom.filters.lots import draw_lots
from synthloom.schemas.steps import Context


@dataclass(frozen=True)
class Seeds:
    """Keeps the articles that may be anchors."""

    profile: Profile = "auto"
    """`wikipedia`: the paper's numbers; `small`: scaled to the wiki; `auto`: small below a million articles."""
    per_stratum: int = 0
    """Most seeds of one class and corpus, drawn by a seeded hash; 0 for all."""
    name: ClassVar[str] = "seeds"
    version: ClassVar[int] = 1

    def __post_init__(self) -> None:
        if self.per_stratum < 0:
            raise ValueError(f"per_stratum is {self.per_stratum}; it must be 0 (all) or more")

    @property
    def reads(self) -> tuple[str, ...]:
        """What eligibility is told by."""
        return ("id", "corpus", "corpus_articles", "stratum", "infobox", "pictures", "in_degree", "excluded")

    async def judge(self, table: pl.LazyFrame, context: Context) -> pl.LazyFrame:
        """Reject with the first rule broken; the score is the in-degree."""
        draw = partial(draw_lots, f"{context.random.getrandbits(64)}:")
        rows = table.select(*self.reads)
        sizes = rows.select("corpus_articles").unique().collect()["corpus_articles"].to_list()
        lots = [self._judged(rows.filter(corpus_articles=size), size) for size in sorted(sizes) or [0]]
        judged = pl.concat(lots)
        place = pl.int_range(1, pl.len() + 1).over("corpus", "stratum", "reason", mapping_strategy="explode")
        ranked = (
            judged.with_columns(drawn=pl.col("id").map_batches(draw, return_dtype=pl.UInt64, is_elementwise=True))
            .sort("corpus", "stratum", "reason", "drawn", "id")
            .with_columns(place=place)
        )
        full = (pl.col("reason") == "") & (pl.col("place") > self.per_stratum)
        full &= pl.lit(self.per_stratum > 0)
        reason = pl.when(full).then(pl.lit("stratum_full")).otherwise("reason")
        return ranked.with_columns(reason=reason).select(
            "id",
            kept=pl.col("reason") == "",
            reason="reason",
            score=pl.col("in_degree").cast(pl.Float64),
            detail="detail",
        )

    def _judged(self, rows: pl.LazyFrame, articles: int) -> pl.LazyFrame:
        """The rows of corpora of one size, with a reason where a rule is broken."""
        limits = thresholds(self.profile, articles)
        low, high = limits.seed_in_degree
        known = pl.col("stratum").is_in(limits.strata) if limits.strata else pl.lit(True)
        reason = (
            pl.when("excluded")
            .then(pl.lit("excluded_page"))
            .when(~known)
            .then(pl.lit("class_not_drawn"))
            .when(pl.lit(limits.need_infobox) & (pl.col("infobox") == ""))
            .then(pl.lit("no_infobox"))
            .when(pl.lit(limits.need_picture) & (pl.col("pictures").list.len() == 0))
            .then(pl.lit("no_picture"))
            .when(pl.col("in_degree") < low)
            .then(pl.lit("in_degree_low"))
            .when(pl.col("in_degree") > high)
            .then(pl.lit("in_degree_high"))
            .otherwise(pl.lit(""))
        )
        return rows.with_columns(reason=reason, detail=pl.lit(limits.describe()))
