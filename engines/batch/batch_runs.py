"""Batches at the server: each sent once, followed until it has ended, its replies given out one by one.

    await runs.submit(gathered)                    # every line's caller learns its batch: an older one, or a new one
    reply = await runs.reply(batch, "9f3c…-0")     → ChatCompletion(…), or Failed("HTTP 500: out of order", again=True)

A line that an earlier run or another process has sent is found by its name in the notes (`batch_log.py`) and not sent
again, whether its batch is still under way or has ended.
"""

import asyncio
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING

from synthloom.engines.batch.batch_calls import BatchCalls
from synthloom.engines.batch.batch_lines import Failed, Gathered, Output
from synthloom.engines.batch.batch_log import BatchLog, Note
from synthloom.engines.engine import EngineError
from synthloom.schemas.errors import UserError

if TYPE_CHECKING:
    from openai.types import Batch
    from openai.types.chat import ChatCompletion

HANDED_AT_ONCE = 200
"""Replies given out before anything else may run; 50,000 at once would stand in memory before one is stored."""
TOLD_PARTS = 10
"""How many times at least a batch's progress is told of, beside each change of its state."""


class TooMuch(Exception):
    """The server takes fewer requests at a time. The lines are to be submitted again."""


@dataclass(eq=False)
class UnderWay:
    """A batch at the server, or its replies."""

    note: Note
    left: set[str]
    """Lines that nobody has got the reply of."""
    output: Output | None = None
    waiting: dict[str, asyncio.Future[None]] = field(default_factory=dict)
    task: asyncio.Task[None] | None = None

    @property
    def runs(self) -> bool:
        """Whether it is being followed."""
        return self.task is not None and not self.task.done()


class BatchRuns:
    """All batches of one model at one address; usable from one event loop."""

    def __init__(
        self, calls: BatchCalls, log: BatchLog, size: int, poll_seconds: float, tell: Callable[[str], None]
    ) -> None:
        self.calls, self.log, self.poll_seconds, self.tell = calls, log, poll_seconds, tell
        self.batches: list[UnderWay] = []
        self._of: dict[str, UnderWay] = {}
        """By line, the batch where its reply is or will be."""
        self._collected: list[Note] = []
        """Of batches with no line left, and without theirs."""
        self._turn = asyncio.Lock()
        self._size = size
        self._one_at_a_time = False

    async def close(self) -> None:
        """Stop following. Batches go on at the server; what was handed out of them is struck from their notes."""
        tasks = [batch.task for batch in self.batches if batch.task]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for note in self._collected:
            self.log.remove(note)
        for batch in self.batches:
            if len(batch.left) < len(batch.note.lines):
                left = tuple(line for line in batch.note.lines if line in batch.left)
                self.log.write(replace(batch.note, lines=left))
            if batch.output:
                batch.output.close()

    async def submit(self, gathered: Gathered[UnderWay]) -> None:
        """Find the batches that lines went out in before, and send the others."""
        try:
            async with self._turn:
                waiting = gathered.wanted()
                while waiting:
                    waiting = await self._submit_some(gathered, waiting)
        except Exception as error:  # not swallowed: raised in everyone who waits for one of these lines
            gathered.fail(partial(own, error))
        finally:
            gathered.seal()

    async def _submit_some(self, gathered: Gathered[UnderWay], names: list[str]) -> list[str]:
        """Place the lines whose batches are known, and one batch of the others; what is still to be placed."""
        running = [batch.task for batch in self.batches if batch.task and batch.runs]
        if self._one_at_a_time and running:
            await asyncio.wait(running)
        async with self.log.alone():
            await self._read_notes()
            new = [name for name in names if name not in self._of and name in gathered]
            if new:
                await self._send(gathered, new[: self._size])
        for name in names:
            if name in self._of:
                gathered.put(name, self._of[name])
        return new[self._size :]

    async def _read_notes(self) -> None:
        """Take in what earlier runs, or other processes, have under way."""
        for note in await asyncio.to_thread(self.log.unread):
            if not note.batch:
                found = await self.calls.find(note.file, note.created)
                if not found:
                    self.log.remove(note)
                    continue
                note = replace(note, batch=found)
                self.log.write(note)
            self._begin(note)

    async def _send(self, gathered: Gathered[UnderWay], names: list[str]) -> None:
        """Upload, note, create, note."""
        name = uuid.uuid4().hex
        with await gathered.copy(names) as lines:
            file = await self.calls.upload(f"{name}.jsonl", lines)
        note = Note(name, file, "", time.time(), tuple(names))
        await asyncio.to_thread(self.log.write, note)
        note = replace(note, batch=await self.calls.create(file, name, note.created))
        await asyncio.to_thread(self.log.write, note)
        self._follow(self._begin(note))

    def _begin(self, note: Note) -> UnderWay:
        batch = UnderWay(note, set(note.lines))
        self.batches.append(batch)
        # The newest counts: a line went out again because its older batch had no reply for it.
        self._of.update(dict.fromkeys(note.lines, batch))
        return batch

    def _follow(self, batch: UnderWay) -> None:
        if not batch.runs:
            batch.task = asyncio.create_task(self._collect(batch))

    async def reply(self, batch: UnderWay, name: str) -> "ChatCompletion | Failed":
        """What came of a line, once its batch has ended; given out once. Raises `TooMuch`, `EngineError`."""
        if batch.output is None:
            batch.waiting[name] = asyncio.get_running_loop().create_future()
            self._follow(batch)
            try:
                await batch.waiting[name]
            finally:
                del batch.waiting[name]
        assert batch.output is not None
        reply = batch.output.read(name)
        self._forget(batch, name)
        if not batch.left:
            batch.output.close()
            self._drop(batch)
            self._collected.append(replace(batch.note, lines=()))
        return reply

    def _forget(self, batch: UnderWay, name: str) -> None:
        batch.left.discard(name)
        if self._of.get(name) is batch:
            del self._of[name]

    def _drop(self, batch: UnderWay) -> None:
        self.batches = [other for other in self.batches if other is not batch]

    async def _collect(self, batch: UnderWay) -> None:
        """Wait for a batch, fetch its replies, and wake those who wait for them."""
        try:
            batch.output = await self._ended(batch)
        except Exception as error:  # not swallowed: raised in everyone who waits for one of these lines
            for waiting in batch.waiting.values():
                if not waiting.done():
                    waiting.set_exception(own(error))
            return
        for number, waiting in enumerate(list(batch.waiting.values()), 1):
            if not waiting.done():
                waiting.set_result(None)
            if number % HANDED_AT_ONCE == 0:
                await asyncio.sleep(0)

    async def _ended(self, batch: UnderWay) -> Output:
        """The replies of a batch. Raises `TooMuch` or `EngineError` where it was never run."""
        told = ("", 0)

        def tell(state: "Batch") -> None:
            nonlocal told
            counts = state.request_counts
            done = counts.completed + counts.failed if counts else 0
            if state.status != told[0] or done - told[1] > len(batch.note.lines) / TOLD_PARTS:
                told = (state.status, done)
                total = (counts.total if counts else 0) or len(batch.note.lines)
                self.tell(f"batch {state.id} of {total:,} calls: {state.status}, {done:,} done")

        state = await self.calls.follow(batch.note.batch, self.poll_seconds, tell)
        if state is None:
            self.tell(f"batch {batch.note.batch} is unknown at the server by now: its calls are asked again")
            return Output(self.log.folder, Failed("its batch is unknown at the server", again=True))
        if state.status == "failed":
            raise self._refused(batch, state)
        cancelled = state.status == "cancelled"
        words = f"batch {state.id} was cancelled before it was answered" if cancelled else "no line came back"
        output = Output(self.log.folder, Failed(words, again=not cancelled))
        for file in (state.output_file_id, state.error_file_id):
            if file:
                await self.calls.fetch(file, output)
        return output

    def _refused(self, batch: UnderWay, state: "Batch") -> Exception:
        """Why the server didn't run a batch. Nothing of it was paid, so nothing of it is kept in mind."""
        lines, errors = len(batch.note.lines), (state.errors.data if state.errors else None) or []
        for name in list(batch.left):
            self._forget(batch, name)
        self._drop(batch)
        self.log.remove(batch.note)
        others = any(other.runs for other in self.batches)
        if any(error.code == "token_limit_exceeded" for error in errors) and (others or lines > 1):
            self._one_at_a_time = True
            if not others:
                self._size = min(self._size, lines // 2)
            return TooMuch()
        told = [f"{error.message} (line {error.line})" if error.line else str(error.message) for error in errors]
        return EngineError(
            f"{self.calls.where} refused batch {state.id} of {lines:,} calls: {'; '.join(told)[:500] or 'no reason'}. "
            "Expected it to be taken. Check that the server runs this model in batches, and what it accepts."
        )


def own(error: Exception) -> Exception:
    """An error for one more to be raised in: one that many share would gather the tracebacks of all."""
    return type(error)(str(error)) if isinstance(error, EngineError | UserError | TooMuch) else error
