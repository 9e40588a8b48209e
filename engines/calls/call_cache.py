"""The call cache: every usable reply of every model, kept once per catalog and never paid for twice.

    key = call_key(request)
    call = cache.get(key)                      # or, where it is None:
    call, was_stored = await cache.ask(key, ask)

One SQLite file, `<catalog>/calls/calls.sqlite`, shared by all runs and processes of one machine (WAL needs shared
memory, so not by several machines over a network file system). Failures, truncated and unparsable replies are never
answers; what they cost stands in the table `unusable`.

Durability. WAL with synchronous=FULL syncs the log at every commit, and SQLite syncs the folder when it creates the
log, so an acknowledged reply survives a power cut. EXTRA adds a folder sync after a rollback journal is unlinked;
in WAL mode no journal is unlinked at a commit, so it would add nothing.

Speed. A thread of its own commits whatever came in during the commit before, and wakes an event loop once for all of
it. Waking each caller by itself through a concurrent future cost more than SQLite did.
"""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager, closing, nullcontext, suppress
from pathlib import Path
from threading import Lock
from typing import IO, Self

from synthloom.engines.calls.call import Call, Unusable
from synthloom.engines.calls.call_file import alone, connect, open_file, open_lock, outdated
from synthloom.engines.calls.spent import Spent, add_up

Row = Call | Unusable
COLUMNS = ", ".join(Call._fields)
SELECT = f"SELECT {COLUMNS} FROM calls WHERE key = ?"
INSERT = f"INSERT OR IGNORE INTO calls ({COLUMNS}) VALUES ({', '.join('?' * len(Call._fields))})"
THROW = f"INSERT INTO unusable VALUES ({', '.join('?' * len(Unusable._fields))})"
DISCARD = """
INSERT INTO unusable SELECT key, model, ?, tokens_in, tokens_out, tokens_cached, tokens_reasoning, cost, created
FROM calls WHERE key = ?"""


class CallCache:
    """The store in one folder, for one event loop at a time. Nothing is created before the first reply is put."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "calls.sqlite"
        self._lock = Lock()
        self._read_lock = Lock()
        self._reader: sqlite3.Connection | None = None
        self._connection: sqlite3.Connection | None = None
        self._lock_file: IO[str] | None = None
        self._pending: list[tuple[Sequence[Row], asyncio.Future[bool]]] = []
        self._writer = ThreadPoolExecutor(1, "call-cache")
        self._in_flight: dict[str, asyncio.Future[None]] = {}

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
        if self._lock_file and not self._lock_file.closed:
            if self._connection:
                with alone(self._lock_file):
                    self._connection.close()
            self._lock_file.close()

    def get(self, key: str) -> Call | None:
        """A stored call, or None."""
        with self._read_lock:
            if self._reader is None and not self._read():
                return None
            assert self._reader is not None
            row = self._reader.execute(SELECT, (key,)).fetchone()
        return Call._make(row) if row else None

    def _read(self) -> bool:
        """Open the file for reading, where there is one; one of an older version gets its new columns first."""
        if not self.path.exists():
            return False
        self._reader = connect(self.path)
        if outdated(self._reader):
            self._writer.submit(self._write, ()).result()
        return True

    def spent(self, keys: Iterable[str]) -> Spent:
        """Tokens and money of these calls, unusable replies included; memory stays flat over millions of keys."""
        with self._read_lock:
            if self._reader is None and not self._read():
                return Spent()
        with closing(connect(self.path)) as connection:
            return add_up(connection, keys)

    async def ask(
        self, key: str, ask: Callable[[], Awaitable[Call]], limit: AbstractAsyncContextManager[object] | None = None
    ) -> tuple[Call, bool]:
        """The answer of `ask` for a key that `get` doesn't find, once it is durable; and whether somebody else got it.

        Of equal requests at the same time one asks and the others wait for it, for its failure too. `limit` is held
        until the answer is durable, so a killed run never has more unstored answers than the limit lets through.
        """
        while (running := self._in_flight.get(key)) is not None:
            await asyncio.shield(running)
            if (stored := self.get(key)) is not None:
                return stored, True

        async def ask_one(_: Sequence[str]) -> list[Call]:
            return [await ask()]

        (call,) = await self.ask_together((key,), ask_one, limit)
        return call, False

    async def ask_together(
        self,
        keys: Sequence[str],
        ask: Callable[[Sequence[str]], Awaitable[list[Call]]],
        limit: AbstractAsyncContextManager[object] | None = None,
    ) -> list[Call]:
        """What `ask` answers for those of the keys that nobody asks for yet; it may leave some out."""
        mine = [key for key in keys if key not in self._in_flight]
        if not mine:
            return []
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        for key in mine:
            self._in_flight[key] = done
        try:
            async with limit or nullcontext():
                calls = await ask(mine)
                return calls if await self._put(calls) else [self.get(call.key) or call for call in calls]
        except Exception as error:
            done.set_exception(error)
            done.exception()  # asyncio would report one that nobody waited for
            raise
        finally:
            for key in mine:
                del self._in_flight[key]
            if not done.done():  # answered, or cancelled: then one of those who wait asks in its turn
                done.set_result(None)

    async def put(self, call: Call) -> Call:
        """Store a call; returns when it is durable. Where another process was faster, its call is returned."""
        return call if await self._put([call]) else self.get(call.key) or call

    async def throw_away(self, *replies: Unusable) -> None:
        """Note what unusable replies cost; returns when it is durable."""
        await self._put(replies)

    async def discard(self, key: str, problem: str = "") -> None:
        """Forget a reply that can't be used any more, but not what it cost."""

        def move() -> None:
            with alone(self._open()):
                connection = self._connected()
                connection.execute("BEGIN IMMEDIATE")
                with connection:
                    connection.execute(DISCARD, (problem, key))
                    connection.execute("DELETE FROM calls WHERE key = ?", (key,))

        await asyncio.shield(asyncio.wrap_future(self._writer.submit(move)))

    async def _put(self, rows: Sequence[Row]) -> bool:
        """Write rows; whether all of them are new. A cancelled run has still paid for them, so they are written."""
        future: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        with self._lock:
            self._pending.append((rows, future))
            first = len(self._pending) == 1
        if first:
            self._writer.submit(self._commit)
        return await future

    def _commit(self) -> None:
        """Write all that waits in one transaction: the more calls at once, the fewer syncs for each."""
        with self._lock:
            batch, self._pending = self._pending, []
        new, problem = False, None
        try:
            new = self._write([row for rows, _ in batch for row in rows])
        except Exception as error:  # not swallowed: it is raised in everyone who waits for this commit
            problem = error

        def tell(waiting: list[asyncio.Future[bool]]) -> None:
            for future in waiting:
                if future.done():  # cancelled
                    continue
                if problem is None:
                    future.set_result(new)
                else:
                    future.set_exception(problem)

        by_loop: dict[asyncio.AbstractEventLoop, list[asyncio.Future[bool]]] = {}
        for _, future in batch:
            by_loop.setdefault(future.get_loop(), []).append(future)
        for loop, waiting in by_loop.items():
            with suppress(RuntimeError):  # a closed loop: its run was cancelled, and nobody waits any more
                loop.call_soon_threadsafe(tell, waiting)

    def _write(self, rows: Sequence[Row]) -> bool:
        """Called in the writer's thread; whether all calls among the rows are new."""
        calls = [row for row in rows if isinstance(row, Call)]
        thrown = [row for row in rows if isinstance(row, Unusable)]
        with alone(self._open()):
            connection = self._connected()
            connection.execute("BEGIN IMMEDIATE")
            with connection:
                new = connection.executemany(INSERT, calls).rowcount if calls else 0
                if thrown:
                    connection.executemany(THROW, thrown)
        return new == len(calls)

    def _open(self) -> IO[str]:
        if self._lock_file is None:
            self._lock_file = open_lock(self.path.parent)
        return self._lock_file

    def _connected(self) -> sqlite3.Connection:
        if self._connection is None:
            self._connection = open_file(self.path)
        return self._connection
