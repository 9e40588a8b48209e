"""Durable files: what is there when the call returns is there after a power cut.

    write_durably(Path("data/runs/x.json"), b"{}") → the folders and the whole file, or nothing of it

Renaming alone isn't enough: the name may reach the disk before the bytes do, and a new folder's entry lies in the
folder above it.
"""

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def sync(path: Path) -> None:
    """Flush a file's bytes, or a folder's entries."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def make_folder(folder: Path) -> None:
    """Make a folder and those above it, each flushed into the one above."""
    if not folder.is_dir():
        make_folder(folder.parent)
        folder.mkdir(exist_ok=True)
        sync(folder.parent)


def write_durably(target: Path, data: bytes) -> None:
    """Write a file whole or not at all, in place of one that is there."""
    with flushed_aside(target, data) as aside:
        aside.replace(target)


@contextmanager
def flushed_aside(target: Path, data: bytes) -> Iterator[Path]:
    """A flushed file beside the target, to be renamed or linked to it; the folder is flushed after that."""
    make_folder(target.parent)
    aside = target.with_name(f"{target.name}.{uuid.uuid4().hex}.tmp")
    try:
        with aside.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        yield aside
    finally:
        aside.unlink(missing_ok=True)
    sync(target.parent)
