"""Commit: a run's last rows become the next version of a dataset, all or nothing.

    commit(catalog, "uni-edit", files=[…], record_type=EditPair, splits={"sft": 0.7, …}, recipe={…}, run={…})
    → Version uni-edit@1, "committed"

Data files are written aside, flushed and renamed to the SHA-256 of their bytes; then the manifest is flushed and made
visible by one `link`, which fails where the number is taken. Killed anywhere, a commit leaves nothing that a reader
sees, and at most files that the next commit of the same rows finds done. There is no lock and no server; of two
writers of one number the loser takes the next.
"""

import hashlib
import os
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from synthloom.catalog.content_hash import content_hash
from synthloom.catalog.durable import flushed_aside, make_folder, sync
from synthloom.catalog.splits import SPLITS, check_fractions, split_of
from synthloom.catalog.sql import SHARED_VIEWS
from synthloom.catalog.tables import arrow_schema
from synthloom.catalog.versions import (
    DATASET_NAME,
    DataFile,
    Kind,
    Version,
    dataset_folder,
    datasets,
    head,
    manifest_path,
)
from synthloom.schemas.errors import UserError
from synthloom.schemas.records import Record

ROWS_PER_FILE = 20_000
"""About 30 MB of edit pairs in memory and 2 MB at rest: few files to open, yet small enough to share."""
SPLIT = pa.field("split", pa.string(), nullable=False)
TEXT = pa.string()
SCHEMAS: Mapping[Kind, pa.Schema] = {
    "verdicts": pa.schema(
        {"step": TEXT, "record_id": TEXT, "kept": pa.bool_(), "reason": TEXT, "score": pa.float64(), "detail": TEXT}
    ),
    "lineage": pa.schema({"step": TEXT, "record_id": TEXT, "parents": pa.list_(TEXT)}),
    "calls": pa.schema({"step": TEXT, "record_id": TEXT, "key": TEXT}),
}


def commit(
    catalog: Path,
    dataset: str,
    *,
    files: Sequence[Path],
    record_type: type[Record],
    splits: Mapping[str, float],
    recipe: Mapping[str, Any],
    run: Mapping[str, Any],
    verdicts: Sequence[Path] = (),
    lineage: Sequence[Path] = (),
    calls: Sequence[Path] = (),
    parents: Sequence[str] = (),
    cost: float | None = None,
) -> tuple[Version, Literal["committed", "unchanged"]]:
    """Make a version of these Parquet files of rows; the head, where it has the same content and recipe.

    `verdicts`, `lineage` and `calls` are Parquet files with the columns of `SCHEMAS`; other columns are left out.
    `parents` are the versions of other datasets that its rows were made of. `recipe` has at least name, version and
    fingerprint, `run` at least funnel. Raises ValueError where there are no rows or an id is there twice.
    """
    check_dataset_name(dataset, catalog)
    check_fractions(splits)
    folder = dataset_folder(catalog, dataset)
    schema = arrow_schema(record_type).append(SPLIT)
    counts = dict.fromkeys(reversed(SPLITS), 0)
    data = _store(folder, "data", _with_splits(_tables(files, arrow_schema(record_type)), splits, counts))
    if not data:
        raise ValueError(f"no rows to commit to {dataset}; a run that keeps nothing makes no version")
    digest, rows = content_hash([folder / file.path for file in data], schema, catalog / "work")
    sources: dict[Kind, Sequence[Path]] = {"verdicts": verdicts, "lineage": lineage, "calls": calls}
    tables = {kind: _store(folder, kind, _tables(paths, SCHEMAS[kind])) for kind, paths in sources.items()}
    # Also those that were there: who made them may have been killed before it synced them.
    for place in (folder, folder.parent, catalog):
        sync(place)
    while True:
        before = head(catalog, dataset)
        if before and (before.content_hash, before.fingerprint) == (digest, recipe["fingerprint"]):
            return before, "unchanged"
        version = Version(
            catalog=catalog,
            dataset=dataset,
            version=before.version + 1 if before else 1,
            created=datetime.now(UTC),
            record_type=record_type.__name__,
            rows=rows,
            split_rows=counts,
            content_hash=digest,
            splits=dict(splits),
            data=data,
            recipe=dict(recipe),
            run=dict(run),
            parents=(*((before.name,) if before else ()), *parents),
            cost=cost,
            **tables,
        )
        if _create(manifest_path(catalog, dataset, version.version), version.model_dump_json(indent=1).encode()):
            return version, "committed"


def check_dataset_name(dataset: str, catalog: Path | None = None) -> None:
    """Raise `UserError` for a name that no dataset can have; with a catalog, none beside those that are there."""
    others = datasets(catalog) if catalog else []
    problem = ""
    if not DATASET_NAME.fullmatch(dataset):
        problem = "expected letters, digits, '.', '_' and '-', such as uni-edit"
    elif dataset.lower() in SHARED_VIEWS:
        problem = f"SQL knows {', '.join(SHARED_VIEWS)} as something else"
    elif alike := [name for name in others if name.lower() == dataset.lower() and name != dataset]:
        problem = f"there is {alike[0]!r}, and SQL and some disks don't tell them apart"
    if problem:
        raise UserError(f"{dataset!r} can't name a dataset: {problem}; choose another name with --dataset")


def _tables(paths: Sequence[Path], schema: pa.Schema) -> Iterator[pa.Table]:
    """The files as tables of at least `ROWS_PER_FILE` rows, cut where an input file ends; larger inputs are cut alone.

    Cut by inputs and not by counting through, so that rows added to one input leave the other tables as they were.
    """
    waiting: list[pa.Table] = []
    for path in paths:
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches(batch_size=ROWS_PER_FILE, columns=schema.names):
                waiting.append(pa.Table.from_batches([batch]).select(schema.names).cast(schema))
                if sum(table.num_rows for table in waiting) >= ROWS_PER_FILE:
                    yield pa.concat_tables(waiting).combine_chunks()
                    waiting = []
    if any(table.num_rows for table in waiting):
        yield pa.concat_tables(waiting).combine_chunks()


def _with_splits(tables: Iterable[pa.Table], splits: Mapping[str, float], counts: dict[str, int]) -> Iterator[pa.Table]:
    """The tables with their `split` column; counts rows by split on the way."""
    for table in tables:
        groups = pc.dictionary_encode(table["group_id"].combine_chunks())
        names = pa.array([split_of(group, splits) for group in groups.dictionary.to_pylist()], pa.string())
        column = names.take(groups.indices)
        for split in counts:
            counts[split] += pc.sum(pc.equal(column, split)).as_py()
        yield table.append_column(SPLIT, column)


def _store(folder: Path, kind: Kind, tables: Iterable[pa.Table]) -> tuple[DataFile, ...]:
    """Each table as a durable Parquet file named by its bytes; a file that is there already is shared."""
    target = folder / kind
    make_folder(target)
    stored = []
    for table in tables:
        aside = target / f"{uuid.uuid4().hex}.tmp"
        pq.write_table(table, aside, compression="zstd", row_group_size=ROWS_PER_FILE)
        with aside.open("rb") as file:
            name = f"{hashlib.file_digest(file, 'sha256').hexdigest()}.parquet"
            size = os.fstat(file.fileno()).st_size
            if (target / name).exists():
                aside.unlink()
            else:
                os.fsync(file.fileno())
                aside.replace(target / name)
        stored.append(DataFile(path=f"{kind}/{name}", rows=table.num_rows, bytes=size))
    sync(target)
    return tuple(stored)


def _create(target: Path, data: bytes) -> bool:
    """Make a file appear whole and durable under a name nobody has; False where somebody has it."""
    with flushed_aside(target, data) as aside:
        try:
            os.link(aside, target)
        except FileExistsError:
            return False
        except OSError as error:
            raise UserError(
                f"{target.parent} can't take a commit: its file system refuses hard links ({error.strerror}), by which "
                "a version is made visible all at once; put the catalog on a local disk or on NFS"
            ) from error
    return True
