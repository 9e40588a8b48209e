"""A recipe outside the package: numbers of a text file, squared. It shows what a user's own recipe file looks like."""

import os
import signal
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import polars as pl

from synthloom.flows.recipe import Recipe
from synthloom.schemas.errors import UserError
from synthloom.schemas.records import Record, content_id
from synthloom.schemas.steps import BadRow, Context, Reject, Verdict


class Number(Record):
    value: int


class Square(Number):
    square: int


@dataclass(frozen=True)
class Numbers:
    """One number a line; what is none becomes a bad row."""

    uri: str
    name: str = "numbers"
    revision: str = "1"
    licence: str = "CC0-1.0"
    count: int | None = None
    notes: tuple[str, ...] = ()

    @property
    def makes(self) -> type[Number]:
        return Number

    @property
    def state(self) -> str:
        return Path(self.uri).read_text()

    def load(self, context: Context) -> Iterator[Number | BadRow]:
        for line in Path(self.uri).read_text().split():
            row = content_id(line)
            if not line.lstrip("-").isdecimal():
                yield BadRow(row, "not_a_number", line)
                continue
            yield Number(id=row, group_id=row, source=self.name, revision="1", licence="CC0-1.0", value=int(line))


@dataclass(frozen=True)
class Squares:
    """Square a number; negatives are dropped, 13 is a bug until $TOY_MENDED is set."""

    name: str = "squares"
    version: int = 1
    seconds: float = 0.0

    @property
    def makes(self) -> type[Square]:
        return Square

    async def generate(self, record: Number, context: Context) -> Sequence[Square]:
        if log := os.environ.get("TOY_LOG"):
            with Path(log).open("a") as file:
                file.write(f"{record.value}\n")
        time.sleep(self.seconds)
        if os.environ.get("TOY_KILLED") and record.value == 5:
            os.kill(os.getpid(), signal.SIGKILL)
        if record.value < 0:
            raise Reject("negative", str(record.value))
        if record.value % 100 == 13 and not os.environ.get("TOY_MENDED"):
            raise RuntimeError("thirteen")
        return [Square(**record.fields_with(square=record.value**2))]


@dataclass(frozen=True)
class LargestFirst:
    """Keep the `cap` largest squares."""

    name: str = "largest"
    version: int = 1
    reads: tuple[str, ...] = ("id", "square")
    cap: int = 1000

    async def judge(self, table: pl.LazyFrame, context: Context) -> pl.LazyFrame:
        kept = pl.col("square").rank("ordinal", descending=True) <= self.cap
        return table.select(
            "id", kept=kept, reason=pl.when(kept).then(pl.lit("")).otherwise(pl.lit("small")),
            score=pl.col("square").cast(pl.Float64), detail=pl.lit(""),
        )  # fmt: skip


@dataclass(frozen=True)
class Even:
    """Keep even squares."""

    name: str = "even"
    version: int = 1
    exact: ClassVar[bool] = True
    """It asks no model: `verify --deep` may run it again."""

    async def verify(self, record: Square, context: Context) -> Verdict:
        return Verdict(record.square % 2 == 0, "" if record.square % 2 == 0 else "odd", float(record.square))


def open_numbers(uris: Sequence[str]) -> tuple[Numbers, ...]:
    if not all(Path(uri).is_file() for uri in uris):
        raise UserError(f"no file {uris}; give --source a text file of numbers")
    return tuple(Numbers(uri) for uri in uris)


RECIPE = Recipe(
    name="toy",
    version=1,
    summary="even squares",
    open_sources=open_numbers,
    steps=(Squares(), LargestFirst(), Even()),
)
