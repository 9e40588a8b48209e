"""DuplicateImages: files that differ and show the same picture: saved again, resized, slightly filtered.

    photo.png 512x512 (a1…), photo.jpg 256x256 (b2…), three questions on each
    → the three rows on b2… : near_duplicate_image, score=4 (bits of structure that differ), detail="a1…"

Many questions about one file are no duplicates. Of several files the largest picture is kept, ties by hash, and a file
is a copy only of a kept one, so likeness is never chained. Three tests must agree, because each alone merges pictures
with different answers: structure (256 bits; two receipts of one layout differ in 26), detail (256 bits; those receipts
differ in 53 or more), and the largest color difference in a 16x16 grid after one gain and offset, which sees that one
object of the scene has changed. Measured on 517 real photographs, drawings and pages, 160 of them views of the same
objects: none merged; found were all copies shrunk to 256x256 at JPEG quality 80, all at quality 50, 99 % of halved
ones and 10 of 11 filtered ones. Missed: crops of more than 1 % a side (a quarter is missed at 1 %), mirrored, rotated,
grey and strongly saturated copies, some of which have other answers. A new object of a sixth of the picture's height
passes for a copy in 4 % of cases, mostly where it lies on its own color. Memory: about 100 bytes per file; pictures
are decoded once, suspects twice.
"""

import asyncio
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import polars as pl

from synthloom.catalog.picture_hash import (
    COLOR,
    DETAIL,
    MAX_RADIUS,
    STRUCTURE,
    Look,
    Numbers,
    Words,
    color_difference,
    color_look,
    distances,
    near_pairs,
    picture_hash,
)
from synthloom.schemas.media import Media, MediaStore
from synthloom.schemas.steps import Context

BLOCK = 512
"""Pictures handled together: bounds the pairs held at once when very many look alike."""
COPIES = {"hash": pl.String, "copy_of": pl.String, "distance": pl.Float64}


@dataclass(frozen=True)
class DuplicateImages:
    """Keeps the rows on one file of each picture."""

    image: str = "image"
    structure: int = STRUCTURE
    """Differing bits of 256 in the low frequencies, at most 31."""
    detail: int = DETAIL
    """Differing bits of 256 in the fine structure."""
    color: int = COLOR
    """Largest difference of 255 in any channel of any field of the grid."""
    name: str = "duplicate_images"
    version: ClassVar[int] = 1

    def __post_init__(self) -> None:
        if not 0 <= self.structure <= MAX_RADIUS:
            raise ValueError(f"structure is {self.structure}; it must be 0 to {MAX_RADIUS}, the search finds no others")

    @property
    def reads(self) -> tuple[str, ...]:
        """The id and the picture."""
        return ("id", self.image)

    async def judge(self, table: pl.LazyFrame, context: Context) -> pl.LazyFrame:
        """Reject `near_duplicate_image` for every row on a copy."""
        image = pl.col(self.image).struct
        fields = {name: image.field(name) for name in ("hash", "mime", "width", "height")}
        distinct = table.select(**fields).drop_nulls("hash").unique("hash")
        area = pl.col("width") * pl.col("height")
        pictures = distinct.sort(area, "hash", descending=[True, False]).collect(engine="streaming")
        copies = await asyncio.to_thread(self.find_copies, pictures, context.media)
        rows = table.select("id", hash=image.field("hash")).join(copies.lazy(), on="hash", how="left")
        kept = pl.col("copy_of").is_null()
        return rows.select(
            "id",
            kept=kept,
            reason=pl.when(kept).then(pl.lit("")).otherwise(pl.lit("near_duplicate_image")),
            score=pl.col("distance"),
            detail=pl.col("copy_of").fill_null(""),
        )

    def find_copies(self, pictures: pl.DataFrame, media: MediaStore) -> pl.DataFrame:
        """The hash of each copy, what it is a copy of, and the bits of structure between them; best picture first."""
        names = pictures["hash"]
        hashes = np.zeros((len(pictures), 8), dtype=np.uint64)
        copy_of = np.full(len(pictures), -1, dtype=np.int64)
        looks: dict[int, Look] = {}
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            for first in range(0, len(pictures), BLOCK):
                block = _media(pictures.slice(first, BLOCK))
                last = first + len(block)
                hashes[first:last] = list(pool.map(lambda one: picture_hash(media.image(one)), block))
                earlier = np.concatenate([np.flatnonzero(copy_of[:first] < 0), np.arange(first, last)])
                suspects = list(self._suspects(hashes, first, last, earlier))
                unseen = sorted({place for pair in suspects for place in pair} - looks.keys())
                looks |= zip(
                    unseen, pool.map(lambda one: color_look(media.image(one)), _media(pictures[unseen])), strict=True
                )
                for place, original in suspects:
                    both_kept = copy_of[place] < 0 and copy_of[original] < 0
                    if both_kept and color_difference(looks[original], looks[place]) <= self.color:
                        copy_of[place] = original
        copies = np.flatnonzero(copy_of >= 0)
        bits = distances(hashes[copies, :4], hashes[copy_of[copies], :4]).astype(np.float64)
        return pl.DataFrame({"hash": names[copies], "copy_of": names[copy_of[copies]], "distance": bits}, schema=COPIES)

    def _suspects(self, hashes: Words, first: int, last: int, earlier: Numbers) -> Iterator[tuple[int, int]]:
        """Pairs (place in the block, better place) near by both hashes, in order."""
        structure = np.ascontiguousarray(hashes[:, :4])
        found = [np.zeros(0, dtype=np.int64)]
        for rows, others in near_pairs(structure[first:last], structure[earlier], self.structure):
            places, originals = rows + first, earlier[others]
            near = originals < places
            places, originals = places[near], originals[near]
            near = distances(hashes[places, 4:], hashes[originals, 4:]) <= self.detail
            found.append(np.unique(places[near] * len(hashes) + originals[near]))
        for pair in np.unique(np.concatenate(found)).tolist():
            yield divmod(pair, len(hashes))


def _media(pictures: pl.DataFrame) -> list[Media]:
    return [Media(**row) for row in pictures.select("hash", "mime", "width", "height").iter_rows(named=True)]
