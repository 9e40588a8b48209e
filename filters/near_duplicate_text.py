"""NearDuplicateText: texts that say nearly the same, in other words or with little changed.

    scope "group", one picture, both answered "red":
      a1: "What color is the cube?"   → kept
      b2: "What is the cube's color?" → near_duplicate_text, score=1.0, detail="a1"
    scope "all": a1 and b2 are documents that share 80 % of their words → b2 is rejected

Likeness is the Jaccard overlap of two sets of words, exact; MinHash only proposes the pairs. Within a group (questions
about one picture, with equal answers) the words that merely make a sentence a question are left out, so what counts is
what is asked; left, right, not and numbers count. Over the whole table every word counts. The smallest id is kept, and
a text is a duplicate only of a kept one. Memory: the id and eight bytes per band and row; texts are read in batches,
and again only for rows that may have a double.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Literal

import numpy as np
import polars as pl

from synthloom.filters.minhash import band_keys, candidate_pairs
from synthloom.schemas.steps import Context

BATCH = 100_000
SCAFFOLD = (
    r"^(?:a|an|the|this|that|these|those|is|are|was|were|be|been|am|do|does|did|has|have|had|can|could|you|we|i|it|its"
    r"|they|there|here|what|which|of|in|to|for|and|s|image|picture|photo|photograph|scene|images|pictures|photos"
    r"|shown|show|shows|visible|seen|see|present|contain|contains|appear|appears|depicted|please|tell|me|name)$"
)
"""Words that make a question of what is asked."""
SAME = {"colour": "color", "coloured": "color", "colored": "color", "number": "many", "grey": "gray"}
WORD = r"\p{Han}|\p{Hiragana}|\p{Katakana}|\p{Thai}|[\p{L}\p{M}\p{N}]+"


@dataclass(frozen=True)
class NearDuplicateText:
    """Keeps one of several near-equal texts, within a group or over the whole table."""

    field: str = "question"
    scope: Literal["group", "all"] = "group"
    threshold: float = 0.8
    """Smallest Jaccard likeness of a double."""
    bands: int = 20
    rows: int = 5
    """Bands of rows: 20 of 5 propose 99.96 % of the pairs at 0.8. A lower threshold needs fewer rows."""
    name: str = "near_duplicate_text"
    version: ClassVar[int] = 1

    def __post_init__(self) -> None:
        if not 0 < self.threshold <= 1:
            raise ValueError(f"threshold is {self.threshold}; it must be above 0 and at most 1")
        if self.bands < 1 or self.rows < 1:
            raise ValueError(f"bands is {self.bands} and rows {self.rows}; both must be at least 1")

    @property
    def reads(self) -> tuple[str, ...]:
        """The id and the text; within groups also the group and the answer."""
        return ("id", self.field, "group_id", "answer") if self.scope == "group" else ("id", self.field)

    async def judge(self, table: pl.LazyFrame, context: Context) -> pl.LazyFrame:
        """Reject `near_duplicate_text`."""
        doubles = self._doubles(table).lazy()
        rows = table.select("id").join(doubles, on="id", how="left")
        kept = pl.col("original").is_null()
        return rows.select(
            "id",
            kept=kept,
            reason=pl.when(kept).then(pl.lit("")).otherwise(pl.lit("near_duplicate_text")),
            score=pl.col("likeness"),
            detail=pl.col("original").fill_null(""),
        )

    def _doubles(self, table: pl.LazyFrame) -> pl.DataFrame:
        """Id, id of the kept one, likeness."""
        named = table.select(*self.reads)
        ids, keys = [pl.Series(dtype=pl.String)], [np.zeros((0, 1 + self.bands), dtype=np.uint64)]
        for batch in named.collect_batches(chunk_size=BATCH, maintain_order=False, engine="streaming"):
            sets = self._sets(batch)
            starts = sets["words"].list.len().cum_sum().shift(1, fill_value=0).cast(pl.Int64).to_numpy()
            scope = sets["scope"].to_numpy() if self.scope == "group" else None
            ids.append(sets["id"])
            keys.append(band_keys(sets["words"].explode().to_numpy(), starts, self.bands, self.rows, scope))
        names: pl.Series = pl.concat(ids)
        order = names.arg_sort().to_numpy()
        names = names[order]
        pairs = candidate_pairs(np.concatenate(keys)[order])
        suspects = pl.DataFrame({"id": names[np.unique(pairs)]}, schema={"id": pl.String})
        words = self._sets(named.join(suspects.lazy(), on="id", how="semi").collect(engine="streaming")).select(
            "id", "words"
        )
        found: dict[str, tuple[str, float]] = {}
        for first in range(0, len(pairs), BATCH):
            chunk = pairs[first : first + BATCH]
            for original, double, likeness in _likeness(names[chunk[:, 0]], names[chunk[:, 1]], words):
                if likeness < self.threshold or double in found:
                    continue
                if original not in found:
                    found[double] = (original, likeness)
                elif likeness == 1:  # equal sets are proposed only with the first of them, whatever became of it
                    found[double] = found[original]
        rows = [(double, original, likeness) for double, (original, likeness) in found.items()]
        return pl.DataFrame(rows, schema={"id": pl.String, "original": pl.String, "likeness": pl.Float64}, orient="row")

    def _sets(self, batch: pl.DataFrame) -> pl.DataFrame:
        """Id, scope and the set of word hashes of every row that has words."""
        text = pl.col(self.field).str.normalize("NFKC").str.to_lowercase()
        words = text.str.extract_all(WORD)
        if self.scope == "group":
            element = pl.element()
            asked = words.list.eval(
                element.filter(~element.str.contains(SCAFFOLD))
                .replace(SAME)
                .str.replace(r"^(\p{L}{2,}[^s\P{L}])s$", "$1")
            )
            words = pl.when(asked.list.len() > 0).then(asked).otherwise(words)
        sets = batch.select("id", *(self.reads[2:]), words=words.list.unique(maintain_order=True))
        sets = sets.filter(pl.col("words").list.len() > 0)
        if self.scope == "group":
            answer = pl.col("answer").str.to_lowercase().str.extract_all(WORD).list.join(" ")
            scope = sets.select(scope=pl.concat_str("group_id", pl.lit("\n"), answer.fill_null("")))["scope"]
            sets = sets.with_columns(scope=_stable_hash(scope))
        flat = sets["words"].explode()
        lengths = sets["words"].list.len().to_numpy()
        rows = pl.DataFrame({"row": np.repeat(np.arange(len(sets)), lengths), "word": _stable_hash(flat)})
        hashed = rows.group_by("row", maintain_order=True).agg("word")["word"]
        return sets.drop("words", *(self.reads[2:])).with_columns(words=hashed)


def _stable_hash(texts: pl.Series) -> pl.Series:
    """64 bits per text that no version of a library changes; each distinct text is hashed once."""
    distinct = texts.unique()
    numbers = [int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big") for text in distinct]
    table = pl.DataFrame({"text": distinct, "number": pl.Series(numbers, dtype=pl.UInt64)})
    return texts.to_frame("text").join(table, on="text", how="left", maintain_order="left")["number"]


def _likeness(originals: pl.Series, doubles: pl.Series, words: pl.DataFrame) -> Iterator[tuple[str, str, float]]:
    """The Jaccard likeness of each pair, in order."""
    pairs = pl.DataFrame({"original": originals, "double": doubles})
    both = pairs.join(words, left_on="original", right_on="id", how="left", maintain_order="left").join(
        words, left_on="double", right_on="id", how="left", maintain_order="left", suffix="_double"
    )
    shared = pl.col("words").list.set_intersection("words_double").list.len()
    union = pl.col("words").list.len() + pl.col("words_double").list.len() - shared
    return both.select("original", "double", shared / union).iter_rows()
