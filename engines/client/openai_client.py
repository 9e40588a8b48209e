"""The way to one model at one or several OpenAI-compatible addresses: limits, retries, errors in plain words.

    client = OpenAIClient("Qwen/Qwen3-VL-8B-Instruct", settings)
    async with client.slots():
        completion = await client.chat({"messages": [...]})      → openai.types.chat.ChatCompletion

Chats and embeddings travel over `transport`, everything else over the `openai` package (`sdk()`); both give its types
and its error classes.
"""

import asyncio
import random
import re
import time
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from synthloom.engines.client import retries
from synthloom.engines.client.adaptive import AdaptiveLimit
from synthloom.engines.client.addresses import Addresses
from synthloom.engines.client.faults import Fault, in_words
from synthloom.engines.client.pace import Pace
from synthloom.engines.client.streamed import Stream
from synthloom.engines.client.wire import BrokenReply, encoded, guess_tokens, read_reply
from synthloom.engines.engine import EngineError
from synthloom.engines.settings import EngineSettings
from synthloom.schemas.errors import UserError

if TYPE_CHECKING:
    from openai import AsyncOpenAI
    from openai.types import CreateEmbeddingResponse, ImagesResponse
    from openai.types.chat import ChatCompletion

    from synthloom.engines.client.wire import Response

SHOWN = 500
"""Letters of a server's words in an error."""
PASSWORD = re.compile(r"//[^/@\s]+@")


class OpenAIClient:
    """One model's connections; usable from one event loop at a time."""

    def __init__(self, model: str, settings: EngineSettings) -> None:
        self.model, self.settings = model, settings
        self.served_as = settings.served_as or model.partition("@")[0]
        self._key = settings.key(model)
        self._requests = Pace(settings.requests_per_minute)
        self._tokens = Pace(settings.tokens_per_minute)
        self._mean_tokens = 0.0
        self._answered: set[str] = set()
        """The paths that have given a reply."""
        self._patience = retries.Patience()
        self._loop: asyncio.AbstractEventLoop | None = None

    def _enter_loop(self) -> None:
        """Start anew in another event loop: connections and semaphores can't move from one to the next."""
        loop = asyncio.get_running_loop()
        if self._loop is loop:
            return
        from synthloom.engines.client.transport import Transport

        self._loop = loop
        self._slots = asyncio.Semaphore(self.settings.concurrency)
        self._limit = AdaptiveLimit(self.settings.concurrency)
        self._transport: Transport = Transport(self.settings.addresses, self._key, self.settings.timeout_seconds)
        self._addresses = Addresses(len(self.settings.addresses), self._transport.alive)
        self._sdk: AsyncOpenAI | None = None

    def slots(self) -> asyncio.Semaphore:
        """As many calls as may be under way; whoever calls holds one until the reply is safe.

        How many of them are at the server at once is the business of `AdaptiveLimit`: a call that waits for its next
        attempt, or for its turn in a rate, takes no room there.
        """
        self._enter_loop()
        return self._slots

    def sdk(self) -> "AsyncOpenAI":
        """The `openai` package's client for the first address, for whatever is neither chat nor embedding."""
        self._enter_loop()
        if self._sdk is None:
            from openai import AsyncOpenAI, DefaultAioHttpClient

            self._sdk = AsyncOpenAI(
                base_url=self.settings.addresses[0],
                api_key=self._key or "none",  # an empty one makes an illegal header
                max_retries=0,
                timeout=self.settings.timeout_seconds,
                http_client=DefaultAioHttpClient(),
            )
        return self._sdk

    async def aclose(self) -> None:
        """Close the connections of the running loop."""
        if self._loop is asyncio.get_running_loop():
            self._loop = None
            await self._addresses.aclose()
            await self._transport.aclose()
            if self._sdk is not None:
                await self._sdk.close()

    async def chat(self, body: dict[str, Any]) -> "ChatCompletion":
        """Send a chat completion. Raises `EngineError`, or `UserError` for a wrong key or model name."""
        from openai.types.chat import ChatCompletion

        path, body = "/chat/completions", {"model": self.served_as, **body}
        if self.settings.stream:
            body |= {"stream": True, "stream_options": {"include_usage": True}}
        sent = encoded(body)

        async def send(place: int) -> ChatCompletion:
            if not self.settings.stream:
                return read_reply(ChatCompletion, await self._transport.post(place, path, sent), "choices")
            stream = Stream()
            await self._transport.stream(place, path, sent, stream.take)
            return read_reply(ChatCompletion, stream.completion(), "choices")

        return await self._call(path, body, send)

    async def embed(self, texts: list[str]) -> "CreateEmbeddingResponse":
        """Ask for one vector for each text. Raises as `chat`."""
        from openai.types import CreateEmbeddingResponse

        path, body = "/embeddings", {"model": self.served_as, "input": texts}
        sent = encoded(body)

        async def send(place: int) -> CreateEmbeddingResponse:
            return read_reply(CreateEmbeddingResponse, await self._transport.post(place, path, sent), "data")

        return await self._call(path, body, send)

    async def edit_image(self, prompt: str, png: bytes) -> "ImagesResponse":
        """Upload a PNG to the edit endpoint. Raises as `chat`."""
        from openai.types import ImagesResponse

        path, form = "/images/edits", {"model": self.served_as, "prompt": prompt}

        async def send(place: int) -> ImagesResponse:
            client = self.sdk().with_options(base_url=self.settings.addresses[place])
            files = {"image": ("image.png", png, "image/png")}
            options: Any = {"headers": {"Content-Type": "multipart/form-data"}}
            text = await client.post(path, cast_to=str, body=form, files=files, options=options)
            return read_reply(ImagesResponse, text.encode(), "data")

        return await self._call(path, form, send)

    async def _call(self, path: str, body: dict[str, Any], send: "Callable[[int], Awaitable[Response]]") -> "Response":
        """One request under the engine's rates, sent again after transport faults; the caller holds a slot."""
        self._enter_loop()
        guess = self._mean_tokens or guess_tokens(body)
        for delay in (*retries.RETRY_DELAYS, None):
            reply = await self._round(path, guess, send)
            if not isinstance(reply, Fault):
                self._settle(reply, guess)
                return reply
            words, wait = reply.words, reply.wait
            if delay is None or (wait or 0) > retries.LONGEST_RETRY_AFTER:
                break
            if wait is None:
                if (left := self._patience.left()) < 0:
                    break
                # Half at random: requests that failed together shall not come back together.
                wait = min(delay * random.uniform(0.5, 1), left)
            await asyncio.sleep(wait)
        raise EngineError(
            f"{self._where()} gave no answer: {words}. Expected one within {len(retries.RETRY_DELAYS) + 1} attempts. "
            "Check that the server is up and not overloaded; the next run asks again."
        )

    async def _round(self, path: str, guess: float, send: "Callable[[int], Awaitable[Response]]") -> "Response | Fault":
        """One attempt, and where it fails at once another at each of the other addresses in service."""
        tried = set[int]()
        while True:
            await self._requests.wait()
            await self._tokens.wait(guess)
            reply = await self._attempt(path, send, tried)
            if not isinstance(reply, Fault) or not reply.elsewhere or not self._addresses.has_another(tried):
                return reply

    async def _attempt(
        self, path: str, send: "Callable[[int], Awaitable[Response]]", tried: set[int]
    ) -> "Response | Fault":
        """One request to one address; a transport fault is returned, any other error raised."""
        import openai

        entered = await self._limit.enter()
        place, begun = self._addresses.take(tried), time.monotonic()
        tried.add(place)
        try:
            reply = await send(place)
        except (openai.APIError, BrokenReply) as error:
            words = in_words(error, time.monotonic() - begun, self.settings.timeout_seconds)
            words, status = self._clean(words) or "the connection was lost", getattr(error, "status_code", 0)
            if not retries.is_transport_fault(error):
                self._patience.answered()
                # `from None`: a traceback may be kept with the row, and a server may repeat the key in its error.
                raise self._refused(status, words, path) from None
            wait = retries.wait_asked(error.response.headers) if isinstance(error, openai.APIStatusError) else None
            if status in retries.OVERLOADED:
                # Whoever is told to come back tomorrow gives up; nobody waits for that.
                self._limit.overloaded(entered, wait if (wait or 0) <= retries.LONGEST_RETRY_AFTER else None)
            elif isinstance(error, openai.APIConnectionError) and not isinstance(error, openai.APITimeoutError):
                self._limit.lost(entered)
            if status != 429:
                self._addresses.failed(place)
                self._patience.failed(begun, error)
            return Fault(words, wait, elsewhere=status != 429)
        else:
            self._answered.add(path)
            self._patience.answered()
            self._addresses.answered(place)
            self._limit.succeeded()
            return reply
        finally:
            self._addresses.leave(place)
            self._limit.leave()

    def _settle(self, reply: "Response", guess: float) -> None:
        """Take the reply's true size into account."""
        used = getattr(reply.usage, "total_tokens", None) or guess
        self._tokens.settle(used - guess)
        self._mean_tokens += (used - self._mean_tokens) * (0.05 if self._mean_tokens else 1)

    def _refused(self, status: int, words: str, path: str) -> EngineError | UserError:
        # Once the path has answered, name and key are right and the fault is the server's: that row's error.
        if path not in self._answered and (status in (401, 404) or 300 <= status < 400):
            return UserError(
                f"{self._where()} refused the call with {words}; expected a served model and a valid key: check "
                "the model's name, and base_url and api_key_env of its engine"
            )
        return EngineError(
            f"{self._where()} refused the call with {words}. Expected an answer to a valid request. Check what "
            "the server accepts (length, images, JSON schema, temperature)."
        )

    def _where(self) -> str:
        return f"model {self.model} at {', '.join(self.settings.addresses)}"

    def _clean(self, text: str) -> str:
        """A server's words, short, without our key and without the password of a proxy."""
        # Without the key first: cut through the middle it would not be found any more.
        text = PASSWORD.sub("//***@", text.replace(self._key, "***") if self._key else text)
        return " ".join(text.split())[:SHOWN]
