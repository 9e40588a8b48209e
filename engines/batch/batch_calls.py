"""A server's files and batches, over the `openai` package.

    file = await calls.upload("0b6e….jsonl", opened)      → "file-abc"
    name = await calls.create(file, "0b6e…", since)       → "batch_xyz"
    state = await calls.follow(name, every=15, told)      → Batch(status="completed", output_file_id="file-def", …)

Uploading, looking and fetching may be repeated, so the package's own retries do it. Creating a batch twice would pay
twice: when the answer to it is lost, the server's list is asked for a batch made of that file before it is tried again.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import IO, TYPE_CHECKING

from synthloom.engines.batch.batch_lines import Output
from synthloom.engines.engine import EngineError
from synthloom.schemas.errors import UserError

if TYPE_CHECKING:
    from openai import APIError, AsyncOpenAI
    from openai.types import Batch

ENDED = ("completed", "failed", "expired", "cancelled")
RETRIES = 5
"""The package's: 0.5 to 8 s apart, or as the server asks."""
CREATE_DELAYS = (0.5, 2.0, 8.0, 20.0)
"""Seconds before a batch is looked for, and created if there is none, after a fault."""
FAILED_POLLS = 40
"""Looks in a row, each with its retries, after which a server is taken for gone: 10 minutes and more at 15 s."""
UNKNOWN_POLLS = 8
"""Looks in a row after which a batch that the server doesn't know is given up: a new one may not be known at once."""
FETCH_DELAYS = (0.5, 5.0)
"""Seconds before a file of replies is fetched again."""
CLOCKS_APART = 86400
"""Seconds by which a server's clock may be behind ours."""


class BatchCalls:
    """One model's batches, over a client of the package; `where` and `key` are for errors' words."""

    def __init__(self, client: "AsyncOpenAI", where: str, key: str) -> None:
        self._client, self.where, self._key = client.with_options(max_retries=RETRIES), where, key
        self._known = False
        """Whether the server has taken a file: address and key are right."""

    async def upload(self, name: str, lines: IO[bytes]) -> str:
        """Upload a batch's requests. Raises `UserError` where the server has no files, or refuses the key."""
        from openai import APIError

        try:
            file = await self._client.files.create(file=(name, lines, "application/jsonl"), purpose="batch")
        except APIError as error:
            raise self._plain(error) from None
        self._known = True
        return file.id

    async def create(self, file: str, note: str, since: float) -> str:
        """Start a batch of an uploaded file, once."""
        from openai import APIError

        once = self._client.with_options(max_retries=0).batches
        for delay in (*CREATE_DELAYS, None):
            try:
                created = await once.create(
                    input_file_id=file,
                    endpoint="/v1/chat/completions",
                    completion_window="24h",
                    metadata={"synthloom": note},
                )
            except APIError as error:
                if delay is None or not _transient(error):
                    raise self._plain(error) from None
                await asyncio.sleep(delay)
                if found := await self.find(file, since):
                    return found
            else:
                return created.id
        raise AssertionError("unreachable")

    async def find(self, file: str, since: float) -> str:
        """The batch made of a file at that time or later; empty where there is none."""
        from openai import APIError

        try:
            async for batch in self._client.batches.list(limit=100):  # newest first
                if batch.input_file_id == file:
                    return batch.id
                if batch.created_at < since - CLOCKS_APART:
                    return ""
        except APIError as error:
            raise self._plain(error) from None
        return ""

    async def follow(self, name: str, every: float, told: "Callable[[Batch], None]") -> "Batch | None":
        """Look every so many seconds until a batch has ended; None where the server doesn't know it any more."""
        from openai import APIError, NotFoundError

        failed = 0
        while True:
            try:
                batch = await self._client.batches.retrieve(name)
            except NotFoundError:
                failed += 1
                if failed >= UNKNOWN_POLLS:
                    return None
            except APIError as error:
                failed += 1
                if failed >= FAILED_POLLS or not _transient(error):
                    raise self._plain(error) from None
            else:
                failed, self._known = 0, True
                told(batch)
                if batch.status in ENDED:
                    return batch
            await asyncio.sleep(every)

    async def fetch(self, file: str, output: Output) -> None:
        """Add a file of replies to an output. A file that the server doesn't keep any more holds none."""
        from httpx2 import HTTPError  # of the package's own library, past which it lets errors while a reply comes in
        from openai import APIError, NotFoundError

        for delay in (*FETCH_DELAYS, None):
            try:
                return await output.add(self._content(file))
            except NotFoundError:
                if delay is None:
                    return None
            except (APIError, HTTPError, ValueError) as error:
                if delay is None:
                    fault = self._plain(error) if isinstance(error, APIError) else error
                    raise EngineError(f"{self.where}: the replies in {file} can't be fetched: {fault}") from None
            await asyncio.sleep(delay)
        raise AssertionError("unreachable")

    async def _content(self, file: str) -> AsyncIterator[bytes]:
        async with self._client.files.with_streaming_response.content(file) as response:
            async for chunk in response.iter_bytes():
                yield chunk

    def _plain(self, error: "APIError") -> EngineError | UserError:
        """The package's error as a sentence, without our key."""
        from openai import APIStatusError

        words = error.message if not isinstance(error.body, dict) else str(error.body.get("message", error.body))
        words = " ".join((words.replace(self._key, "***") if self._key else words).split())[:500]
        if not isinstance(error, APIStatusError):
            return EngineError(
                f"{self.where} can't be reached for its batches: {words or error.__cause__}. Expected an answer within "
                f"{RETRIES + 1} attempts. Check that the server is up; the next run collects what was sent."
            )
        if not self._known and error.status_code in (401, 403, 404, 405):
            return UserError(
                f"{self.where} refused a batch with HTTP {error.status_code}: {words}; expected a valid key and an "
                'address with /files and /batches: check both, or set engine = "openai" for this model'
            )
        return EngineError(
            f"{self.where} refused a batch with HTTP {error.status_code}: {words}. Expected it to be taken. Check the "
            "account's limits; the next run asks again, and collects what was sent."
        )


def _transient(error: "APIError") -> bool:
    """Whether the same request may do later. A lost reply is: nobody knows what became of the request."""
    from openai import APIConnectionError, APIStatusError

    if isinstance(error, APIStatusError):
        spent = error.code == "insufficient_quota"
        return (error.status_code in (408, 409, 429) or error.status_code >= 500) and not spent
    return isinstance(error, APIConnectionError)
