"""Parquet, with the picture's bytes in a column or beside the file.

prompt: [{"role": "user", "content": "What is this?"}], images: [{"bytes": …}], reward_model: {"ground_truth": "Spain"}
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from synthloom.catalog.sources.raw import Raw, Rows, SourceError, Table, bad_row, fault_of

BATCH = 32
"""Rows decoded at a time: with pictures of a few MB each, about 100 MB."""


def open_parquet(path: Path) -> Table:
    """A Parquet file. Raises `SourceError` when it can't be opened."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path) as file:
            count = file.metadata.num_rows
    except (pa.ArrowInvalid, OSError) as error:
        raise SourceError(
            f"{path} begins like Parquet but can't be read: {str(error)[:120]}. Expected a whole Parquet file. "
            "Fetch it again or leave it out."
        ) from error
    return Table("parquet", (path,), lambda column: _read(path, column), count=count)


def _read(path: Path, column: str) -> Rows:
    import pyarrow as pa
    import pyarrow.parquet as pq

    number = 0
    with pq.ParquetFile(path) as file:
        columns = [name] if (name := column.split(".")[0]) in file.schema_arrow.names else None
        for group in range(file.num_row_groups):
            rows = file.metadata.row_group(group).num_rows
            done = 0
            try:
                for batch in file.iter_batches(BATCH, row_groups=[group], columns=columns):
                    yield from batch_rows(batch, path.name, number + done)
                    done += batch.num_rows
            except (pa.ArrowInvalid, OSError) as error:
                # A broken page takes the rest of its row group with it.
                for lost in range(done, rows):
                    yield bad_row("bad_parquet", f"{path.name}:{number + lost + 1}", str(error)[:200])
            number += rows


def batch_rows(batch: Any, name: str, start: int) -> Rows:
    """Rows of an Arrow batch or table; text that isn't UTF-8 costs only its own row."""
    try:
        rows: Iterator[Any] = iter(batch.to_pylist())
    except UnicodeDecodeError:
        rows = (_row(batch.slice(number, 1)) for number in range(batch.num_rows))
    for number, fields in enumerate(rows, start + 1):
        where = f"{name}:{number}"
        if fields is None:
            yield bad_row("not_utf8", where)
        elif fault := fault_of(fields):
            yield bad_row(fault, where, content=fields)
        else:
            yield Raw(where, fields)


def _row(batch: Any) -> Any:
    try:
        return batch.to_pylist()[0]
    except UnicodeDecodeError:
        return None
