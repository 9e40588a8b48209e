"""A model behind an address' batches: calls wait, go out together, and are answered within a day at half the price.

    engine = BatchEngine("gpt-5-mini", settings, catalog / "calls")        # [engines."gpt-5-mini"] engine = "batch"
    completion = await engine.chat({"messages": […]})                      # returns when its batch has ended
    batch batch_xyz of 1,200 calls: in_progress, 340 done                  # on stderr

When for `batch_wait` seconds nobody asked anything more, or a batch is full (`batch_size` calls, 200 MB), what waits is
sent. A call's line is named by a hash of what is sent, so the same call of a later run finds the batch that it went out
in: a killed run sends nothing twice (`batch_log.py` has the order of things). Ctrl-C ends the waiting, not the batch.

What is asked again, in another batch and at most `ATTEMPTS` times in all: lines that failed with 429 or 5xx, that the
batch expired over, and that came back without a reply. Any other failure is an error of the call's row. Where a server
takes no more at once (`token_limit_exceeded`), batches go out one after another, and halved while one alone is too
large.

Embeddings and edited pictures go at once, as with `engine = "openai"`; everything else waits, so that each re-ask and
each turn of a conversation is a batch later.

A budget is asked before a call is let in, and knows only guesses of what the calls under way will cost. A batch that
was sent is spent.
"""

import asyncio
import hashlib
import itertools
import json
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from synthloom.engines.batch.batch_calls import BatchCalls
from synthloom.engines.batch.batch_lines import Failed, Gathered, request_line
from synthloom.engines.batch.batch_log import BatchLog
from synthloom.engines.batch.batch_runs import BatchRuns, TooMuch, UnderWay
from synthloom.engines.client.openai_client import OpenAIClient
from synthloom.engines.engine import EngineError
from synthloom.engines.settings import EngineSettings
from synthloom.schemas.errors import UserError

if TYPE_CHECKING:
    from openai.types import CreateEmbeddingResponse, ImagesResponse
    from openai.types.chat import ChatCompletion

UNDER_WAY = 4
"""Batches' worth of calls at once: while one is at the server, others fill up."""
MOST_BYTES = 200_000_000
ATTEMPTS = 3


def to_stderr(line: str) -> None:
    """Tell the user."""
    sys.stderr.write(line + "\n")


class BatchEngine:
    """An `Engine`; usable from one event loop at a time. Raises `UserError` for a missing key or several addresses."""

    def __init__(
        self, model: str, settings: EngineSettings, folder: Path, tell: Callable[[str], None] = to_stderr
    ) -> None:
        if len(settings.addresses) != 1:
            raise UserError(
                f'model {model} has engine = "batch" and {len(settings.addresses)} addresses, but a batch lies at one: '
                f'give one base_url under [engines."{model}"]'
            )
        if settings.images == "upload":
            raise UserError(
                f'model {model} has engine = "batch" and images = "upload", but an uploaded picture has another id in '
                'each run, so no later run would find its calls in the batches under way: set images to "data"'
            )
        self.model, self.settings, self.tell, self._key = model, settings, tell, settings.key(model)
        self.served_as = settings.served_as or model.partition("@")[0]
        self.where = f"model {model} at {settings.addresses[0]}"
        address = hashlib.sha256(settings.addresses[0].encode()).hexdigest()[:8]
        self.folder = folder / "batches" / f"{re.sub(r'[^A-Za-z0-9.-]+', '_', self.served_as)}-{address}"
        self._direct = OpenAIClient(model, settings)
        self._answered = False
        self._loop: asyncio.AbstractEventLoop | None = None

    def _enter_loop(self) -> None:
        """Start anew in another event loop: what waits in one can't move to the next. Notes tell what is under way."""
        loop = asyncio.get_running_loop()
        if self._loop is loop:
            return
        self._loop = loop
        calls, log = BatchCalls(self._direct.sdk(), self.where, self._key), BatchLog(self.folder)
        self._runs = BatchRuns(calls, log, self.settings.batch_size, self.settings.poll_seconds, self.tell)
        self._slots = asyncio.Semaphore(self.settings.batch_size * UNDER_WAY)
        self._submissions = set[asyncio.Task[None]]()
        self._asked = set[str]()
        """Lines whose callers are waiting."""
        self._gathered: Gathered[UnderWay] | None = None
        self._timer: asyncio.TimerHandle | None = None

    def slots(self) -> asyncio.Semaphore:
        """`UNDER_WAY` batches' worth of calls."""
        self._enter_loop()
        return self._slots

    async def chat(self, body: dict[str, Any]) -> "ChatCompletion":
        """Put a chat completion into the next batch, or find the one it went out in, and wait for its reply."""
        self._enter_loop()
        name, line = self._named(json.dumps({"model": self.served_as, **body}, separators=(",", ":")))
        del body  # it may hold pictures; from here on it lies on disk
        self._asked.add(name)
        gathered = self._gather(name, line)
        del line
        attempts = 0
        try:
            while True:
                try:
                    reply = await self._runs.reply(await gathered.place(name), name)
                    attempts += 1
                    if not isinstance(reply, Failed):
                        self._answered = True
                        return reply
                    if not reply.again or attempts == ATTEMPTS:
                        raise self._error(reply, attempts)
                except TooMuch:
                    pass
                before, gathered = gathered, self._gather(name, gathered.line(name))
                before.drop(name)
        finally:
            gathered.drop(name)
            self._asked.discard(name)

    async def embed(self, texts: list[str]) -> "CreateEmbeddingResponse":
        """Ask for vectors at once."""
        async with self._direct.slots():
            return await self._direct.embed(texts)

    async def edit_image(self, prompt: str, png: bytes) -> "ImagesResponse":
        """Ask for an edited picture at once."""
        async with self._direct.slots():
            return await self._direct.edit_image(prompt, png)

    async def aclose(self) -> None:
        """Stop waiting, and note what is still to be collected. Whatever was handed out must be safe by now."""
        if self._loop is asyncio.get_running_loop():
            if self._timer:
                self._timer.cancel()
            if self._gathered is not None:
                self._gathered.seal()
            for task in self._submissions:
                task.cancel()
            await asyncio.gather(*self._submissions, return_exceptions=True)
            await self._runs.close()
            self._loop = None
        await self._direct.aclose()

    def _named(self, request: str) -> tuple[str, bytes]:
        """A request's name and line. Equal requests at one time are numbered: each gets a reply of its own."""
        digest = hashlib.sha256(request.encode()).hexdigest()[:40]
        names = (f"{digest}-{number}" for number in itertools.count())
        name = next(name for name in names if name not in self._asked)
        return name, request_line(name, request)

    def _gather(self, name: str, line: bytes) -> Gathered[UnderWay]:
        """Add a line to those that will go out next."""
        if self._gathered is not None and self._gathered.size + len(line) > MOST_BYTES:
            self._send()
        if self._gathered is None:
            self._gathered = Gathered(self.folder)
        gathered = self._gathered
        gathered.add(name, line)
        if self._timer:
            self._timer.cancel()
        self._timer = asyncio.get_running_loop().call_later(self.settings.batch_wait, self._send)
        if len(gathered) >= self.settings.batch_size:
            self._send()
        return gathered

    def _send(self) -> None:
        """Send what was gathered."""
        if self._timer:
            self._timer.cancel()
        gathered, self._gathered, self._timer = self._gathered, None, None
        if gathered is not None:
            task = asyncio.create_task(self._runs.submit(gathered))
            self._submissions.add(task)
            task.add_done_callback(self._submissions.discard)

    def _error(self, failed: Failed, attempts: int) -> Exception:
        if failed.refused and not self._answered:
            return UserError(
                f"{self.where} refused a call of a batch with {failed.words}; expected a served model and a valid "
                "key: check the model's name, and base_url and api_key_env of its engine"
            )
        times = f"{attempts} batches" if attempts > 1 else "its batch"
        return EngineError(
            f"{self.where} gave no answer in {times}: {failed.words}. Expected a reply to a valid request. Check what "
            "the server accepts (length, images, JSON schema, temperature); the next run asks again."
        )
