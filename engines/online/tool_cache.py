"""Answers of tools that are dear to ask again, kept once per catalog for a time set by kind.

    cache.answer("serper", {"path": "search", "q": "Lesotho currency"}, ask)   → what `ask` gave, or gave before

One SQLite file, `<catalog>/calls/tools.sqlite`, for all threads and processes of one machine. The key is a hash of what
can change the answer: never an address or a key. What `ask` raises is raised and nothing is stored. Of equal questions
at the same time in one process, one asks and the others take what it got.
"""

import fcntl
import os
import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

from synthloom.engines.calls.call import call_key, canonical

EXPIRES_DAYS = 30.0
"""As Vision-DeepResearch keeps results of tools; see `NEVER` for those that can't become old."""
NEVER = frozenset({"ocr"})
DAY = 86_400.0
BUSY_SECONDS = 60
SCHEMA = """
CREATE TABLE answers (
  key TEXT PRIMARY KEY, kind TEXT NOT NULL, asked TEXT NOT NULL, answer TEXT NOT NULL, created REAL NOT NULL
)"""


class ToolCache:
    """The store in one file. Nothing is created before the first answer is kept."""

    def __init__(self, path: Path, now: Callable[[], float] = time.time) -> None:
        self.path, self._now = path, now
        self._lock = Lock()
        self._asking: dict[str, Future[str]] = {}

    def answer(
        self,
        kind: str,
        asked: Mapping[str, Any],
        answer: Callable[[], str],
        expires_days: float | None = EXPIRES_DAYS,
    ) -> str:
        """The kept answer, or that of `answer`, which is kept; `expires_days` of None: for ever, as for `NEVER`."""
        if expires_days == 0:
            return answer()
        key = call_key({"kind": kind, "asked": dict(asked)})
        oldest = 0.0 if expires_days is None or kind in NEVER else self._now() - expires_days * DAY
        if (kept := self._get(key, oldest)) is not None:
            return kept
        mine: Future[str] = Future()
        with self._lock:
            running = self._asking.setdefault(key, mine)
        if running is not mine:
            return running.result()
        try:
            if (kept := self._get(key, oldest)) is None:  # another thread may just have finished
                kept = answer()
                self._put(key, kind, canonical(dict(asked)), kept)
            mine.set_result(kept)
            return kept
        except BaseException as error:
            mine.set_exception(error)
            raise
        finally:
            with self._lock:
                del self._asking[key]

    def _get(self, key: str, oldest: float) -> str | None:
        if not self.path.exists():
            return None
        with closing(self._connect()) as connection:
            row = connection.execute("SELECT answer FROM answers WHERE key = ? AND created >= ?", (key, oldest))
            found = row.fetchone()
        return None if found is None else str(found[0])

    def _put(self, key: str, kind: str, asked: str, answer: str) -> None:
        row = (key, kind, asked, answer, self._now())
        with self._alone():
            if not self.path.exists():
                self._create()
            with closing(self._connect()) as connection:
                connection.execute("INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?, ?)", row)

    def _create(self) -> None:
        """Make the file aside and rename it, so that nobody ever finds one without its table."""
        aside = self.path.with_suffix(".new")
        aside.unlink(missing_ok=True)
        with closing(sqlite3.connect(aside, isolation_level=None)) as connection:
            connection.execute(SCHEMA)
        aside.rename(self.path)

    def _connect(self) -> sqlite3.Connection:
        return sqlite3.connect(self.path, BUSY_SECONDS, isolation_level=None)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One writer of all processes and threads; a killed process frees the lock."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.with_suffix(".lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def open_tool_cache(catalog: Path) -> ToolCache:
    """The cache of a catalog; one object per process."""
    return _opened(catalog / "calls" / "tools.sqlite", os.getpid())


@cache
def _opened(path: Path, process: int) -> ToolCache:
    return ToolCache(path)
