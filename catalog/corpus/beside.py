"""Folders beside the corpora that are made on first use and can be made again: indexes.

    made_once(<catalog>/picture_indexes/5d0c1f…-perceptual-1, build) → the same folder, made by whoever came first

A folder is made aside and becomes visible by one rename, with all its files flushed, so it is whole or not there. One
process makes it while others wait; a killed one's lock is gone with it, and what it left is made anew.
"""

import fcntl
import shutil
from collections.abc import Callable
from pathlib import Path

from synthloom.catalog.durable import make_folder, sync


def made_once(folder: Path, build: Callable[[Path], None]) -> Path:
    """The folder, filled by `build` unless it is there. Raises what `build` raises, and leaves nothing then."""
    if folder.is_dir():
        return folder
    make_folder(folder.parent)
    with folder.with_name(f".{folder.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if folder.is_dir():
            return folder
        aside = folder.with_name(f".{folder.name}.building")
        shutil.rmtree(aside, ignore_errors=True)
        aside.mkdir()
        try:
            build(aside)
        except BaseException:
            shutil.rmtree(aside, ignore_errors=True)
            raise
        for path in sorted(aside.rglob("*")):
            sync(path)
        sync(aside)
        aside.replace(folder)
        sync(folder.parent)
    return folder
