"""Write: a split's rows into a format's files, holding two row groups: one is written while the next is read.

Parquet's row groups end at 100 MB, files at 500 MB of pictures; how many files there are, and so their names, is known
after the last: `train-00000-of-00002.parquet`. JSON Lines have their pictures beside and are one file: a trainer that
is told of one would not see the others.
"""

import hashlib
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa

from synthloom.catalog.exports.format import MEGABYTE, Container, Format, LeftOut, Written
from synthloom.catalog.exports.json_lines import JsonLinesPart
from synthloom.catalog.exports.parquet_part import ParquetPart, RowGroup
from synthloom.catalog.exports.pictured import pictured, siblings
from synthloom.catalog.exports.tar_shards import TarPart
from synthloom.catalog.splits import LEFT_OUT
from synthloom.catalog.versions import Version

GROUP_BYTES = 100 * MEGABYTE
FILE_BYTES = 500 * MEGABYTE
LOT_BYTES = 4 * MEGABYTE
"""What is gathered where there are no row groups."""
SWITCH = 0.0002
"""Seconds after which a thread that computes lets another go on. Those that read give way at every call of the system
and come back into the queue: 100,000 rows with two pictures each take 29 s at Python's own 5 ms, 23 s so.
"""
Group = tuple[RowGroup | list[dict[str, Any]], int]
PARTS: Mapping[Container, type[ParquetPart | JsonLinesPart | TarPart]] = {
    "parquet": ParquetPart,
    "jsonl": JsonLinesPart,
    "tar": TarPart,
}


def write_split(
    version: Version, form: Format, rows: pa.Schema, split: str, staging: Path, excluded: Mapping[str, str]
) -> tuple[list[Written], dict[str, int]]:
    """Write one split of a format below the staging folder: the files, and rows not in them by reason.

    `excluded` has the ids of the split's rows that leak, each with its reason; of `LEFT_OUT` they are the rows.
    """
    folder = form.folder.format(split=split)
    (staging / folder).mkdir(parents=True, exist_ok=True)
    schema = form.schema(rows)
    files: list[_File] = []
    left_out = Counter(() if form.splits[split] == LEFT_OUT else excluded.values())
    with _switching(), ThreadPoolExecutor(1) as hashing:
        for group, group_bytes in _one_ahead(_groups(version, form, schema, split, excluded, left_out)):
            if not files or (form.container != "jsonl" and files[-1].size + group_bytes > FILE_BYTES):
                if files:
                    files[-1].close(hashing)
                files.append(_File(staging, folder, len(files), form, schema))
            files[-1].write(group, group_bytes)
        if files:
            files[-1].close(hashing)
    names = [f"{folder}/{split}-{number:05}-of-{len(files):05}.{form.container}" for number in range(len(files))]
    written = [file.named(staging, name, split) for file, name in zip(files, names, strict=True)]
    return written, dict(sorted(left_out.items()))


class _File:
    """A file being written, with what is counted of it."""

    def __init__(self, staging: Path, folder: str, number: int, form: Format, schema: pa.Schema) -> None:
        self.path, self.size, self.rows = staging / folder / f"{number}.part", 0, 0
        self.part = PARTS[form.container](self.path, schema, staging)

    def write(self, group: Any, group_bytes: int) -> None:
        self.size, self.rows = self.size + group_bytes, self.rows + len(group)
        self.part.write(group)

    def close(self, hashing: Executor) -> None:
        """Finish the file; its hash is taken beside the writing of the next."""
        self.part.close()
        self.sha256 = hashing.submit(_sha256, self.path)

    def named(self, staging: Path, name: str, split: str) -> Written:
        target = self.path.rename(staging / name)
        return Written(name, split, self.rows, target.stat().st_size, self.part.groups, self.sha256.result())


@contextmanager
def _switching() -> Iterator[None]:
    before = sys.getswitchinterval()
    sys.setswitchinterval(SWITCH)
    try:
        yield
    finally:
        sys.setswitchinterval(before)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _one_ahead(groups: Iterator[Group]) -> Iterator[Group]:
    """The same groups, each made in another thread while the one before is used."""
    with ThreadPoolExecutor(1) as other:
        coming = other.submit(next, groups, None)
        while group := coming.result():
            coming = other.submit(next, groups, None)
            yield group


def _groups(
    version: Version, form: Format, schema: pa.Schema, split: str, excluded: Mapping[str, str], left_out: Counter[str]
) -> Iterator[Group]:
    """Row groups: the format's rows, and the bytes of their pictures; rows it can't hold are counted."""
    theirs = form.splits[split]
    rows = siblings(version, theirs, excluded, form.siblings) if form.siblings else pictured(version, theirs, excluded)
    parquet = form.container == "parquet"
    new: Callable[[], RowGroup | list[Any]] = partial(RowGroup, schema) if parquet else list
    most = GROUP_BYTES if parquet else LOT_BYTES
    group, size = new(), 0
    for row, row_bytes in rows:
        if group and (size + row_bytes > most or len(group) >= form.group_rows):
            yield group, size
            group, size = new(), 0
        try:
            group.append(form.convert(row))
        except LeftOut as reason:
            left_out[reason.reason] += 1
            continue
        size += row_bytes
    if group:
        yield group, size
