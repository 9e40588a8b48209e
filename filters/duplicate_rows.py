"""DuplicateRows: the same instruction for the same picture, or the same edited picture, more than once.

    a1: "Paint the cube red." on picture 3f…   → kept
    b2: "paint the  cube red" on picture 3f…   → duplicate_instruction, detail="a1"
    c3: another instruction, edited picture equal to a1's, byte for byte → duplicate_edit, detail="a1"

Texts are equal when they are after lower-casing, Unicode compatibility folding and dropping all but letters, digits and
the signs that change a meaning in mathematics. The smallest id is kept, and only a kept row can make another a
duplicate: who shares an edit with a row that is already out stays. Memory: two hashes and the id per row.
"""

from dataclasses import dataclass
from typing import ClassVar

import polars as pl

from synthloom.schemas.steps import Context


@dataclass(frozen=True)
class DuplicateRows:
    """Keeps one row of each text and source picture, and one of each edited picture."""

    text: str = "instruction"
    image: str = "image"
    edit: str = "edited_image"
    """The column of the edited picture; empty for records that have none."""
    name: str = "duplicate_rows"
    version: ClassVar[int] = 1

    @property
    def reads(self) -> tuple[str, ...]:
        """The id, the text and the pictures."""
        return tuple(column for column in ("id", self.text, self.image, self.edit) if column)

    async def judge(self, table: pl.LazyFrame, context: Context) -> pl.LazyFrame:
        """Reject `duplicate_instruction`, then among the rest `duplicate_edit`."""
        edit = pl.col(self.edit).struct.field("hash") if self.edit else pl.lit(None, dtype=pl.String)
        rows = table.select(
            "id",
            text=_normal(pl.col(self.text)).hash(),
            image=pl.col(self.image).struct.field("hash").hash(),
            edit=edit,
        )
        firsts = rows.group_by("text", "image").agg(first=pl.col("id").min())
        said = rows.join(firsts, on=["text", "image"], how="left", nulls_equal=True)
        kept_edits = said.filter(pl.col("id") == pl.col("first"), pl.col("edit").is_not_null())
        edits = kept_edits.group_by("edit").agg(first_edit=pl.col("id").min())
        same_text = pl.col("first") != pl.col("id")
        same_edit = pl.col("first_edit").is_not_null() & (pl.col("first_edit") != pl.col("id"))
        out = said.join(edits, on="edit", how="left")
        return out.select(
            "id",
            kept=~(same_text | same_edit),
            reason=pl.when(same_text)
            .then(pl.lit("duplicate_instruction"))
            .when(same_edit)
            .then(pl.lit("duplicate_edit"))
            .otherwise(pl.lit("")),
            score=pl.when(same_text | same_edit).then(1.0).otherwise(0.0),
            detail=pl.when(same_text).then("first").when(same_edit).then("first_edit").otherwise(pl.lit("")),
        )


def _normal(text: pl.Expr) -> pl.Expr:
    folded = text.str.normalize("NFKC").str.to_lowercase()
    return folded.str.replace_all(r"[^\p{L}\p{M}\p{N}+\-−×*/÷=<>%^°$€£]+", " ").str.strip_chars(" ")
