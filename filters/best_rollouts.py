"""BestRollouts: rejection sampling over the rollouts of a task.

    task t1: r0 wrong; r1 correct by text_search and visit; r2 correct by text_search, crop, visit
    keep "one" → r0 wrong, r1 sibling_kept (detail "r2"), r2 kept      keep "all" → r1, r2      keep "any" → all three

Diversity is of the whole: task by task that correct rollout is kept whose set of tools has been kept least often so
far; of several the one with most tools, then one that reflects, then the shortest, then the smallest id. Only steps
that are learned from count. The score is the number of tools. Memory: id, task, tools and two numbers of each row.
"""

from collections import Counter
from dataclasses import dataclass
from itertools import groupby
from typing import ClassVar, Literal

import polars as pl

from synthloom.schemas.steps import Context


@dataclass(frozen=True)
class BestRollouts:
    """Keeps correct rollouts: one of each task, or all; or whatever came out."""

    keep: Literal["one", "all", "any"] = "one"
    """`any` drops nothing, for research on rewards."""
    name: ClassVar[str] = "best_rollouts"
    version: ClassVar[int] = 1

    def __post_init__(self) -> None:
        if self.keep not in ("one", "all", "any"):
            raise ValueError(f"keep is {self.keep!r}; it must be one, all or any")

    @property
    def reads(self) -> tuple[str, ...]:
        """What rollouts are ranked by."""
        return ("id", "task_id", "outcome", "steps", "reflections")

    async def judge(self, table: pl.LazyFrame, context: Context) -> pl.LazyFrame:
        """Reject by outcome, such as `wrong`, or as `sibling_kept`."""
        useful = pl.element().struct.field("loss_mask") & (pl.element().struct.field("tool") != "")
        names = pl.col("steps").list.eval(pl.element().struct.field("tool").filter(useful)).list.unique().list.sort()
        rows = table.select(
            "id",
            "task_id",
            "outcome",
            tools=names.list.len(),
            signature=names.list.join(" "),
            reflects=pl.col("reflections") > 0,
            length=pl.col("steps").list.len(),
        )
        correct = pl.col("outcome") == "correct"
        sibling = correct & (pl.col("id") != pl.col("best"))
        failed = ~correct & pl.lit(self.keep != "any")
        reason = pl.when(failed).then("outcome").when(sibling).then(pl.lit("sibling_kept")).otherwise(pl.lit(""))
        best = _chosen(rows.filter(correct) if self.keep == "one" else rows.clear())
        return rows.join(best, on="task_id", how="left", maintain_order="left").select(
            "id",
            kept=reason == "",
            reason=reason,
            score=pl.col("tools").cast(pl.Float64),
            detail=pl.when(sibling).then("best").otherwise(pl.lit("")),
        )


def _chosen(correct: pl.LazyFrame) -> pl.LazyFrame:
    """Task and the id of the rollout that is kept."""
    order = ("task_id", "tools", "reflects", "length", "id")
    down = [name in ("tools", "reflects") for name in order]
    ranked = correct.select("task_id", "id", "signature", *order[1:4]).sort(order, descending=down)
    kept, chosen = Counter[str](), list[tuple[str, str]]()
    rows = ranked.select("task_id", "id", "signature").collect(engine="streaming").iter_rows()
    for task, rollouts in groupby(rows, key=lambda row: str(row[0])):
        _, name, signature = min(rollouts, key=lambda row: kept[row[2]])
        kept[signature] += 1
        chosen.append((task, name))
    return pl.LazyFrame(chosen, schema={"task_id": pl.String, "best": pl.String}, orient="row")
