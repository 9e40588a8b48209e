r"""Rows of a version with their pictures' bytes, each checked against its hash on the way.

next(pictured(version, "sft", ())) → ({"id": "0b6d…", "image": Picture(b"\x89PNG…", "3f2a….png"), …}, 50312)
"""

import hashlib
import os
from collections import deque
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import groupby, islice
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from synthloom.catalog.content_hash import is_media
from synthloom.catalog.exports.format import Named, Picture
from synthloom.catalog.reader import batches
from synthloom.catalog.splits import LEFT_OUT
from synthloom.catalog.versions import Version
from synthloom.schemas.errors import UserError
from synthloom.schemas.media import Media

MEMORY = "2GB"
READERS, LOT = 4, 8
"""Threads that read and hash, and the rows each takes at a time: at most 64 rows' pictures are read ahead. Files
that aren't in memory take about 0.3 ms each, one after another.
"""


def pictured(version: Version, split: str, excluded: Collection[str]) -> Iterator[tuple[dict[str, Any], int]]:
    """A split's rows with media as `Picture`, in the order they were committed in, and the bytes of their pictures.

    Rows whose id is excluded are read past; of `LEFT_OUT` they are the rows.
    """
    ids = pa.array(list(excluded), pa.string())
    for batch in batches(version):
        table = pa.Table.from_batches([batch])
        leaks = pc.is_in(table["id"], ids)
        mine = leaks if split == LEFT_OUT else pc.and_(pc.equal(table["split"], split), pc.invert(leaks))
        yield from _rows(version.catalog, table.filter(mine))


def siblings(
    version: Version, split: str, excluded: Collection[str], column: str
) -> Iterator[tuple[dict[str, Any], int]]:
    """The same with rows of equal value in a column as one, `{"siblings": [row, …]}`, sorted by that value and id."""
    for _, found in groupby(_sorted(version, split, excluded, column), key=lambda row: row[0][column]):
        rows = list(found)
        yield {"siblings": [row for row, _ in rows]}, sum(size for _, size in rows)


def _sorted(
    version: Version, split: str, excluded: Collection[str], column: str
) -> Iterator[tuple[dict[str, Any], int]]:
    import duckdb

    with duckdb.connect(config={"temp_directory": str(version.catalog / "work"), "memory_limit": MEMORY}) as duck:
        duck.register("excluded", pa.table({"id": pa.array(list(excluded), pa.string())}))
        query = f'SELECT * FROM read_parquet($1) ANTI JOIN excluded USING (id) WHERE split = $2 ORDER BY "{column}", id'
        for batch in duck.sql(query, params=[version.files("data"), split]).to_arrow_reader(1_000):
            yield from _rows(version.catalog, pa.Table.from_batches([batch]))


def _rows(catalog: Path, table: pa.Table) -> Iterator[tuple[dict[str, Any], int]]:
    fills = {field.name: fill for field in table.schema if (fill := _fill(field.type))}
    rows = table.to_pylist()
    lots = (rows[at : at + LOT] for at in range(0, len(rows), LOT))
    with ThreadPoolExecutor(READERS) as pool:
        reading = deque(pool.submit(_filled, catalog, lot, fills) for lot in islice(lots, 2 * READERS))
        while reading:
            yield from reading.popleft().result()
            reading.extend(pool.submit(_filled, catalog, lot, fills) for lot in islice(lots, 1))


@dataclass
class _Store:
    """Where a row's pictures are read from, and those that were."""

    catalog: Path
    row_id: str
    read: list[Picture] = field(default_factory=list)

    def picture(self, value: dict[str, Any]) -> Picture:
        """The picture of a media. Raises `UserError` where its bytes aren't those it is named by."""
        media = Media.model_construct(**value)
        path = os.path.join(self.catalog, media.path)
        try:
            with open(path, "rb", buffering=0) as file:
                data = file.read()
        except FileNotFoundError:
            state = "is missing"
        else:
            if hashlib.sha256(data).hexdigest() == media.hash:
                self.read.append(Picture(data, os.path.basename(path)))
                return self.read[-1]
            state = "doesn't hold the bytes it is named by"
        raise UserError(
            f"row {self.row_id} can't be exported: {media.path} {state}; put the file back, or run the recipe again"
        )


Fill = Callable[[_Store, Any], Any]


def _filled(
    catalog: Path, rows: Sequence[dict[str, Any]], fills: Mapping[str, Fill]
) -> list[tuple[dict[str, Any], int]]:
    """Rows with their pictures, and the bytes of these; the rows given stay without, or they would keep them."""
    filled = []
    for row in rows:
        store = _Store(catalog, row["id"])
        full = {name: fill(store, row[name]) for name, fill in fills.items()}
        filled.append((row | full, sum(len(picture.data) for picture in store.read)))
    return filled


def _fill(kind: pa.DataType) -> Fill | None:
    """What puts pictures in the place of media, and `Named` in that of maps; None where a type has neither."""
    if is_media(kind):
        return lambda store, value: None if value is None else store.picture(value)
    if pa.types.is_struct(kind):
        inner = {field.name: fill for field in kind if (fill := _fill(field.type))}
        if inner:
            return lambda store, value: (
                value and value | {name: fill(store, value[name]) for name, fill in inner.items()}
            )
    if pa.types.is_list(kind) and (item := _fill(kind.value_type)):
        return lambda store, value: value and [item(store, one) for one in value]
    if pa.types.is_map(kind):
        entry = _fill(kind.item_type) or (lambda store, value: value)
        return lambda store, value: None if value is None else Named((name, entry(store, one)) for name, one in value)
    return None
