"""The SQLite file of the call cache: made whole, brought up to date, written by one connection at a time.

    with alone(lock):
        connection = open_file(path)          # made if it isn't there; columns that an older version lacks are added

A file lock around each commit: SQLite before 3.51.3 can corrupt a WAL database when two connections commit and
checkpoint at the same instant (its "WAL-reset bug"), and Python often ships older ones.
"""

import fcntl
import os
import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

BUSY_SECONDS = 60
CALLS = """
CREATE TABLE calls (
  key TEXT NOT NULL UNIQUE, engine TEXT NOT NULL, model TEXT NOT NULL, request TEXT NOT NULL, reply TEXT NOT NULL,
  tokens_in INTEGER, tokens_out INTEGER, tokens_cached INTEGER, cost REAL, seconds REAL NOT NULL, created TEXT NOT NULL
)"""
ADDED = {"reasoning": "TEXT NOT NULL DEFAULT ''", "tokens_reasoning": "INTEGER"}
"""Columns of `calls` that came later: users' files hold paid replies, so they are never made anew."""
UNUSABLE = """
CREATE TABLE unusable (
  key TEXT NOT NULL, model TEXT NOT NULL, problem TEXT NOT NULL,
  tokens_in INTEGER, tokens_out INTEGER, tokens_cached INTEGER, tokens_reasoning INTEGER,
  cost REAL, created TEXT NOT NULL
)"""


def connect(path: Path) -> sqlite3.Connection:
    """A connection for any one thread at a time; no transaction but those begun by hand."""
    return sqlite3.connect(path, BUSY_SECONDS, isolation_level=None, check_same_thread=False)


def open_file(path: Path) -> sqlite3.Connection:
    """A connection whose commits survive a power cut; to be called with the lock held."""
    if not path.exists():
        _create(path)
    connection = connect(path)
    connection.execute("PRAGMA synchronous=FULL")
    if outdated(connection):
        _update(connection)
    return connection


def outdated(connection: sqlite3.Connection) -> bool:
    """Whether the file was made by a version that knew fewer columns."""
    return not ADDED.keys() <= {column for _, column, *_ in connection.execute("PRAGMA table_info(calls)")}


def _create(path: Path) -> None:
    """Make the file aside and rename it, so that no reader ever finds one without its tables."""
    aside = path.with_name(f"{uuid.uuid4().hex}.new")
    connection = sqlite3.connect(aside, isolation_level=None)
    connection.execute(CALLS)
    _update(connection)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.close()
    sync(aside)
    aside.rename(path)
    sync(path.parent)


def _update(connection: sqlite3.Connection) -> None:
    connection.execute("BEGIN IMMEDIATE")
    with connection:
        for column, kind in ADDED.items():
            connection.execute(f"ALTER TABLE calls ADD COLUMN {column} {kind}")
        connection.execute(UNUSABLE)
        connection.execute("CREATE INDEX unusable_key ON unusable (key)")


def open_lock(folder: Path) -> IO[str]:
    """The lock file of a folder, which is made where it isn't there."""
    make_folder(folder)
    return (folder / "calls.lock").open("a")


@contextmanager
def alone(lock: IO[str]) -> Iterator[None]:
    """Hold the lock, which a killed process frees; not for two threads with one file object."""
    fcntl.flock(lock, fcntl.LOCK_EX)
    try:
        yield
    finally:
        fcntl.flock(lock, fcntl.LOCK_UN)


def make_folder(folder: Path) -> None:
    """Make a folder and those above it, each flushed into the one above."""
    if not folder.is_dir():
        make_folder(folder.parent)
        folder.mkdir(exist_ok=True)
        sync(folder.parent)


def sync(path: Path) -> None:
    """Make a file or a folder's entries survive a power cut."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
