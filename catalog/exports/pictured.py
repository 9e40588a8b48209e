r"""Rows of a version with their pictures' bytes, each checked against its hash on the way.

next(pictured(version, "sft", ())) → ({"id": "0b6d…", "image": Picture(b"\x89PNG…", "3f2a….png"), …}, 50312)
"""

import hashlib
import os
from collections import deque
from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
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
    changed = [field for field in table.schema if _to_change(field.type)]
    rows = table.to_pylist()
    lots = (rows[at : at + LOT] for at in range(0, len(rows), LOT))
    with ThreadPoolExecutor(READERS) as pool:
        reading = deque(pool.submit(_filled, catalog, lot, changed) for lot in islice(lots, 2 * READERS))
        while reading:
            yield from reading.popleft().result()
            reading.extend(pool.submit(_filled, catalog, lot, changed) for lot in islice(lots, 1))


def _filled(
    catalog: Path, rows: Sequence[dict[str, Any]], changed: Sequence[pa.Field]
) -> list[tuple[dict[str, Any], int]]:
    """Rows with their pictures, and the bytes of these; the rows given stay without, or they would keep them."""
    filled = []
    for row in rows:
        pictures: list[Picture] = []
        full = {f.name: _with_pictures(catalog, row["id"], row[f.name], f.type, pictures) for f in changed}
        filled.append((row | full, sum(len(picture.data) for picture in pictures)))
    return filled


def _to_change(kind: pa.DataType) -> bool:
    """Whether there are media or maps in a type."""
    return (
        is_media(kind)
        or pa.types.is_map(kind)
        or any(_to_change(kind.field(place).type) for place in range(kind.num_fields))
    )


def _with_pictures(catalog: Path, row_id: str, value: Any, kind: pa.DataType, found: list[Picture]) -> Any:
    if value is None:
        return None
    if is_media(kind):
        found.append(_read(catalog, row_id, Media(**value)))
        return found[-1]
    if pa.types.is_struct(kind):
        return {f.name: _with_pictures(catalog, row_id, value[f.name], f.type, found) for f in kind}
    if pa.types.is_list(kind):
        return [_with_pictures(catalog, row_id, item, kind.value_type, found) for item in value]
    if pa.types.is_map(kind):
        return Named((name, _with_pictures(catalog, row_id, item, kind.item_type, found)) for name, item in value)
    return value


def _read(catalog: Path, row_id: str, media: Media) -> Picture:
    path = os.path.join(catalog, media.path)
    try:
        with open(path, "rb", buffering=0) as file:
            data = file.read()
    except FileNotFoundError:
        state = "is missing"
    else:
        if hashlib.sha256(data).hexdigest() == media.hash:
            return Picture(data, os.path.basename(path))
        state = "doesn't hold the bytes it is named by"
    raise UserError(f"row {row_id} can't be exported: {media.path} {state}; put the file back, or run the recipe again")
