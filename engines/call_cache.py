"""The call cache: every usable reply of every model, kept once per catalog and never paid for twice.

    key = call_key(request)                    # SHA-256 of canonical JSON of what can change the answer
    call, was_stored = await cache.answer(key, ask)

One SQLite file, `<catalog>/calls/calls.sqlite`, shared by all runs and processes of one machine (WAL needs shared
memory, so not by several machines over a network file system). Failures, truncated and unparsable replies never get in.

Durability. WAL with synchronous=FULL syncs the log at every commit, and SQLite syncs the folder when it creates the
log, so an acknowledged reply survives a power cut. EXTRA adds a folder sync after a rollback journal is unlinked;
in WAL mode no journal is unlinked at a commit, so it would add nothing.

A file lock around each commit: SQLite before 3.51.3 can corrupt a WAL database when two connections commit and
checkpoint at the same instant (its "WAL-reset bug"), and Python often ships older ones.
"""

import asyncio
import fcntl
import hashlib
import json
import os
import sqlite3
import uuid
from collections.abc import Awaitable, Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager, contextmanager, nullcontext
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from threading import Lock
from typing import Any, Self

BUSY_SECONDS = 60
SCHEMA = """
CREATE TABLE calls (
  key TEXT NOT NULL UNIQUE, engine TEXT NOT NULL, model TEXT NOT NULL, request TEXT NOT NULL, reply TEXT NOT NULL,
  tokens_in INTEGER, tokens_out INTEGER, tokens_cached INTEGER, cost REAL, seconds REAL NOT NULL, created TEXT NOT NULL
)"""


def canonical(value: Any) -> str:
    """JSON with one spelling: sorted keys, no spaces; not-a-number is refused."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True, allow_nan=False)


def call_key(request: dict[str, Any]) -> str:
    """A call's identity: 64 hex digits."""
    return hashlib.sha256(canonical(request).encode()).hexdigest()


@dataclass(frozen=True)
class Call:
    """One answered call. Media stand in it as hashes; tokens and cost are None where they are unknown."""

    key: str
    engine: str
    model: str
    request: str
    """Canonical JSON of what was asked."""
    reply: str
    """The reply's text; for a picture the JSON of its `Media`."""
    tokens_in: int | None
    tokens_out: int | None
    tokens_cached: int | None
    cost: float | None
    """USD, failed attempts included."""
    seconds: float
    created: str


COLUMNS = ", ".join(field.name for field in fields(Call))
INSERT = f"INSERT OR IGNORE INTO calls ({COLUMNS}) VALUES ({', '.join('?' * len(fields(Call)))})"


class CallCache:
    """The store in one folder. Nothing is created before the first reply is put."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "calls.sqlite"
        self._lock = Lock()
        self._read_lock = Lock()
        self._reader: sqlite3.Connection | None = None
        self._connection: sqlite3.Connection | None = None
        self._pending: list[tuple[Call, Future[None]]] = []
        self._writer = ThreadPoolExecutor(1, "call-cache")
        self._in_flight: dict[str, Future[None]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Finish what was put and close the file."""
        self._writer.shutdown()
        with self._read_lock:
            if self._reader:
                self._reader.close()
        if self._connection:
            with self._alone():
                self._connection.close()

    def get(self, key: str) -> Call | None:
        """A stored call, or None."""
        with self._read_lock:
            if self._reader is None:
                if not self.path.exists():
                    return None
                self._reader = self._connect()
            row = self._reader.execute(f"SELECT {COLUMNS} FROM calls WHERE key = ?", (key,)).fetchone()
        return Call(*row) if row else None

    def get_all(self, keys: Iterable[str]) -> list[Call]:
        """Those of the calls that are stored, in the order asked for."""
        return [call for key in keys if (call := self.get(key))]

    async def answer(
        self, key: str, ask: Callable[[], Awaitable[Call]], limit: AbstractAsyncContextManager[object] | None = None
    ) -> tuple[Call, bool]:
        """The stored call and True, or the answer of `ask`, once it is durable, and False.

        Of equal requests at the same time one asks and the others wait for it, for its failure too. `limit` is held
        until the answer is durable, so a killed run never has more unstored answers than the limit lets through.
        """
        while (stored := self.get(key)) is None:
            mine: Future[None] = Future()
            running = self._in_flight.setdefault(key, mine)
            if running is mine:
                return await self._ask(key, ask, limit or nullcontext(), mine), False
            await asyncio.shield(asyncio.wrap_future(running))
        return stored, True

    async def _ask(
        self,
        key: str,
        ask: Callable[[], Awaitable[Call]],
        limit: AbstractAsyncContextManager[object],
        done: Future[None],
    ) -> Call:
        try:
            async with limit:
                return await self.put(await ask())
        except Exception as error:
            done.set_exception(error)
            raise
        finally:
            del self._in_flight[key]
            if not done.done():  # answered, or cancelled: then one of those who wait asks in its turn
                done.set_result(None)

    async def put(self, call: Call) -> Call:
        """Store a call; returns when it is durable. Where another process was faster, its call is returned."""
        future: Future[None] = Future()
        with self._lock:
            self._pending.append((call, future))
            first = len(self._pending) == 1
        if first:
            self._writer.submit(self._commit)
        # Shielded, because a cancelled run has still paid for this reply.
        await asyncio.shield(asyncio.wrap_future(future))
        return self.get(call.key) or call

    async def discard(self, key: str) -> None:
        """Forget a reply that can't be used any more."""

        def delete() -> None:
            with self._alone():
                self._open().execute("DELETE FROM calls WHERE key = ?", (key,))

        await asyncio.shield(asyncio.wrap_future(self._writer.submit(delete)))

    def _commit(self) -> None:
        """Write all that waits in one transaction: the more calls at once, the fewer syncs for each."""
        with self._lock:
            batch, self._pending = self._pending, []
        try:
            with self._alone():
                connection = self._open()
                connection.execute("BEGIN IMMEDIATE")
                with connection:
                    connection.executemany(INSERT, [astuple(call) for call, _ in batch])
        except Exception as error:  # not swallowed: it is raised in everyone who waits for this commit
            for _, future in batch:
                future.set_exception(error)
        else:
            for _, future in batch:
                future.set_result(None)

    def _open(self) -> sqlite3.Connection:
        if self._connection is None:
            if not self.path.exists():
                self._create()
            self._connection = self._connect()
            self._connection.execute("PRAGMA synchronous=FULL")
        return self._connection

    def _connect(self) -> sqlite3.Connection:
        return sqlite3.connect(self.path, BUSY_SECONDS, isolation_level=None, check_same_thread=False)

    def _create(self) -> None:
        """Make the file aside and rename it, so that no reader ever finds one without its table."""
        aside = self.path.with_name(f"{uuid.uuid4().hex}.new")
        connection = sqlite3.connect(aside, isolation_level=None)
        connection.execute(SCHEMA)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.close()
        _sync(aside)
        aside.rename(self.path)
        _sync(self.path.parent)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Hold the file lock, which a killed process frees: one connection of all processes writes at a time."""
        folder = self.path.parent
        if not folder.exists():
            folder.mkdir(parents=True, exist_ok=True)
            _sync(folder.parent)
        with (folder / "calls.lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
