"""The lines of batches: requests that wait on disk until they are sent, and replies on disk until they are fetched.

    gathered.add("9f3c…", {"model": "gpt-5-mini", "messages": […]})
    → {"custom_id":"9f3c…","method":"POST","url":"/v1/chat/completions","body":{"model":"gpt-5-mini",…}}
    output.read("9f3c…")   → ChatCompletion(…), or Failed("HTTP 500: out of order", again=True)

Both lie in unnamed files, which vanish with the process. Requests because pictures make them large: 40,000 that wait
with a photo of 400 kB each would be 20 GB of memory. Replies because 50,000 come in one file, and callers come for
theirs when they come.
"""

import asyncio
import json
import os
from collections.abc import AsyncIterable, Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING, Any, Generic, TypeVar

from synthloom.engines.asking.parsing import loads
from synthloom.engines.calls.call_file import make_folder
from synthloom.engines.client.wire import lenient

if TYPE_CHECKING:
    from openai.types.chat import ChatCompletion

CHAT = "/v1/chat/completions"
AGAIN = (408, 409, 429)
"""Statuses of a line, beside 5xx, after which it is asked again."""
Place = TypeVar("Place")


class Gathered(Generic[Place]):
    """Requests on their way into a batch; each caller learns the place where its reply will be."""

    def __init__(self, folder: Path) -> None:
        make_folder(folder)
        self._folder, self._file = folder, unnamed_file(folder)
        self._spans: dict[str, tuple[int, int]] = {}
        self._places: dict[str, asyncio.Future[Place]] = {}
        self.size = 0
        """Bytes."""
        self._sealed = False

    def __len__(self) -> int:
        return len(self._spans)

    def __contains__(self, name: str) -> bool:
        return name in self._spans

    def add(self, name: str, line: bytes) -> None:
        """Put a line at the end."""
        self._file.write(line)
        self._file.flush()
        self._spans[name] = (self.size, len(line))
        self._places[name] = asyncio.get_running_loop().create_future()
        self.size += len(line)

    def line(self, name: str) -> bytes:
        """A line that was added and not dropped."""
        start, length = self._spans[name]
        return os.pread(self._file.fileno(), length, start)

    async def copy(self, names: Iterable[str]) -> IO[bytes]:
        """An unnamed file with some of the lines."""
        spans = [self._spans[name] for name in names]

        def write() -> IO[bytes]:
            file = unnamed_file(self._folder)
            for start, length in spans:
                file.write(os.pread(self._file.fileno(), length, start))
            file.seek(0)
            return file

        return await asyncio.to_thread(write)

    def drop(self, name: str) -> None:
        """Forget a line; with the last one the file goes."""
        self._spans.pop(name, None)
        self._places.pop(name, None)
        self._close_if_empty()

    def seal(self) -> None:
        """The lines were sent, or will never be: once the last caller has dropped its own, the file goes."""
        self._sealed = True
        self._close_if_empty()

    def _close_if_empty(self) -> None:
        if self._sealed and not self._spans:
            self._file.close()

    def wanted(self) -> list[str]:
        """The lines whose callers still wait."""
        return [name for name, place in self._places.items() if not place.done()]

    async def place(self, name: str) -> Place:
        """Where a line's reply will be."""
        return await self._places[name]

    def put(self, name: str, place: Place) -> None:
        """Tell a caller the place."""
        if (waiting := self._places.get(name)) and not waiting.done():
            waiting.set_result(place)

    def fail(self, error: Callable[[], Exception]) -> None:
        """Raise an error in every caller that still waits, one of its own in each."""
        for waiting in self._places.values():
            if not waiting.done():
                waiting.set_exception(error())


@dataclass(frozen=True)
class Failed:
    """A line without a usable reply."""

    words: str
    again: bool
    """Whether asking again may help."""
    refused: bool = False
    """Whether the server knows neither the key nor the model."""


class Output:
    """The replies of a batch that has ended; `missing` is what became of a line without one."""

    def __init__(self, folder: Path, missing: Failed) -> None:
        self._file = unnamed_file(folder)
        self._starts: dict[str, int] = {}
        self.missing = missing

    def close(self) -> None:
        """Free the disk."""
        self._file.close()

    async def add(self, chunks: AsyncIterable[bytes]) -> None:
        """Take a whole file of replies, before any is read. Raises `ValueError` where a line didn't come whole."""
        begin = self._file.seek(0, 2)
        try:
            async for chunk in chunks:
                self._file.write(chunk)
            self._file.write(b"\n")
            self._starts = await asyncio.to_thread(self._index, begin) | self._starts  # the first line of a name counts
        except BaseException:
            self._file.truncate(begin)
            raise

    def _index(self, begin: int) -> dict[str, int]:
        """Where each line starts."""
        starts: dict[str, int] = {}
        self._file.seek(begin)
        place = begin
        while line := self._file.readline():
            if line.strip():
                starts.setdefault(str(json.loads(line)["custom_id"]), place)
            place += len(line)
        return starts

    def read(self, name: str) -> "ChatCompletion | Failed":
        """What came of a line."""
        if (start := self._starts.get(name)) is None:
            return self.missing
        self._file.seek(start)
        line = loads(self._file.readline().decode("utf-8", "replace"))
        response, error = line.get("response") or {}, line.get("error") or {}
        status, body = response.get("status_code"), response.get("body") or {}
        if status in (200, None) and body.get("choices"):
            return _completion(body)
        if status == 200 or status is None:
            # Without a status the line never ran: the batch expired, or its `error` tells what was in the way.
            words = error.get("message") or error.get("code") or "a reply without choices"
            return Failed(_short(words), again=error.get("code") != "batch_cancelled")
        said = body.get("error") or error or body
        words = said.get("message") if isinstance(said, dict) else said
        told = _short(f"HTTP {status}: {words or said}")
        spent = isinstance(said, dict) and said.get("code") == "insufficient_quota"
        return Failed(told, (status in AGAIN or status >= 500) and not spent, status in (401, 404))


def request_line(name: str, body: str) -> bytes:
    """A line of a batch's input; `body` is JSON."""
    return f'{{"custom_id":{json.dumps(name)},"method":"POST","url":"{CHAT}","body":{body}}}\n'.encode()


def unnamed_file(folder: Path) -> IO[bytes]:
    """A file that vanishes when it is closed, or with the process."""
    return TemporaryFile(dir=folder)


def _completion(body: dict[str, Any]) -> "ChatCompletion":
    from openai.types.chat import ChatCompletion

    return lenient(ChatCompletion, body)


def _short(words: str) -> str:
    return " ".join(str(words).split())[:500]
