"""Load: what `push` or `export` wrote becomes a version of a catalog again, equal row by row.

    load(catalog, "alice/uni-edit", revision="v2")
    → {"dataset": "uni-edit", "version": 1, "status": "loaded", "rows": 1843, "content_hash": "9c1f…", …}

Rows and pictures come from the whole rows (`data/parquet`), recipe, funnel and shares of the splits from
`synthloom/version.json`. Before anything is committed every file is compared with its SHA-256 in `synthloom.json`,
every picture with its name, every row's split with the one its group has here, and all rows with the content hash of
the version that was written; rows that no format may train on or test by (`left_out`) are among them. Where only a
part was written (`--split`) there is no such hash; then the rows must be as many as were written, and the version tells
that it is a part.
"""

import hashlib
import shutil
import uuid
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from synthloom.catalog.commit import SPLIT, check_dataset_name, commit
from synthloom.catalog.content_hash import content_hash
from synthloom.catalog.exports.folder import MANIFEST
from synthloom.catalog.exports.format import Written
from synthloom.catalog.hub.fetched import Fetched, fetched
from synthloom.catalog.hub.manifests import AGAIN, RECORDS, Original, manifests
from synthloom.catalog.hub.restore import restored
from synthloom.catalog.media import LocalMedia
from synthloom.catalog.splits import split_of
from synthloom.catalog.tables import arrow_schema
from synthloom.catalog.versions import Version, datasets, list_versions
from synthloom.schemas.errors import UserError


def load(catalog: Path, source: str, revision: str | None = None, dataset: str | None = None) -> dict[str, Any]:
    """Read a version back and commit it, under its own name or another; tells what was done.

    Raises `UserError` for what isn't ours, is damaged or can't be read, `RunFailed` where the Hub or the network fails.
    """
    found = fetched(source, revision)
    files, told = manifests(found, source)
    name = dataset or told.dataset
    check_dataset_name(name, catalog)
    rows = sum(file.rows for file in files)
    whole = told.rows == rows
    same = _already_there(catalog, name, told) if whole else None
    if same:
        return _report(same, "unchanged", source, found, told)
    _check_files(found.folder, files)
    work = catalog / "work" / f"load-{uuid.uuid4().hex}"
    work.mkdir(parents=True)
    try:
        media = LocalMedia(catalog)
        record_type = RECORDS[told.record_type]
        schema = arrow_schema(record_type).append(SPLIT)
        paths = [_restore(found.folder, file, schema, media, work, told.splits) for file in files]
        _check_content(source, paths, schema, catalog, told, whole)
        media.sync()
        version, status = commit(
            catalog,
            name,
            files=paths,
            record_type=record_type,
            splits=told.splits,
            recipe=told.recipe.model_dump(),
            run={**told.run.model_dump(), "loaded": _origin(source, found, rows, told)},
            cost=told.cost,
        )
    finally:
        shutil.rmtree(work)
    return _report(version, "loaded" if status == "committed" else status, source, found, told)


def _already_there(catalog: Path, name: str, told: Original) -> Version | None:
    wanted = (told.content_hash, told.recipe.fingerprint)
    versions = list_versions(catalog, name) if name in datasets(catalog) else []
    return next((one for one in reversed(versions) if (one.content_hash, one.fingerprint) == wanted), None)


def _check_files(folder: Path, files: Sequence[Written]) -> None:
    for file in files:
        path = folder / file.path
        if not path.is_file():
            raise UserError(f"{path} is missing; {AGAIN}")
        with path.open("rb") as opened:
            if hashlib.file_digest(opened, "sha256").hexdigest() != file.sha256:
                raise UserError(f"{path} holds other bytes than {MANIFEST} says; {AGAIN}")


def _restore(
    folder: Path, file: Written, schema: pa.Schema, media: LocalMedia, work: Path, splits: Mapping[str, float]
) -> Path:
    """A file of whole rows as one that can be committed."""
    target = work / Path(file.path).name
    rows = 0
    with pq.ParquetWriter(target, schema) as writer:
        for table in restored(folder / file.path, schema, media):
            _check_splits(file.path, table, splits)
            writer.write_table(table)
            rows += table.num_rows
    if rows != file.rows:
        raise UserError(f"{file.path} holds {rows} rows where {MANIFEST} says {file.rows}; {AGAIN}")
    return target


def _check_splits(path: str, table: pa.Table, splits: Mapping[str, float]) -> None:
    for row_id, group, split in zip(*(table[name].to_pylist() for name in ("id", "group_id", "split")), strict=True):
        if split_of(group, splits) != split:
            raise UserError(
                f"row {row_id} of {path} is in {split}, and its group belongs to {split_of(group, splits)} by the "
                f"shares {dict(splits)}; {AGAIN}"
            )


def _check_content(
    source: str, paths: Sequence[Path], schema: pa.Schema, catalog: Path, told: Original, whole: bool
) -> None:
    try:
        digest, _ = content_hash(paths, schema, catalog / "work")
    except ValueError as error:
        raise UserError(f"{source} can't be loaded: {error}") from error
    if whole and digest != told.content_hash:
        raise UserError(
            f"the rows of {source} aren't those of {told.dataset}@{told.version}: their content hash is "
            f"{digest[:12]}…, expected {told.content_hash[:12]}…; they were changed; {AGAIN}"
        )


def _origin(source: str, found: Fetched, rows: int, told: Original) -> dict[str, Any]:
    """What a loaded version's run tells of where it is from; a folder by its last name alone."""
    return {
        "from": source if found.revision else found.folder.resolve().name,
        "revision": found.revision,
        **told.model_dump(include={"dataset", "version", "content_hash", "parents"}),
        **({} if rows == told.rows else {"part_of": told.rows}),
    }


def _report(version: Version, status: str, source: str, found: Fetched, told: Original) -> dict[str, Any]:
    return {
        "dataset": version.dataset,
        "version": version.version,
        "status": status,
        "rows": version.rows,
        "rows_of": told.rows or version.rows,
        "split_rows": version.split_rows,
        "content_hash": version.content_hash,
        "source": source,
        "revision": found.revision or None,
        "original": f"{told.dataset}@{told.version}",
    }
