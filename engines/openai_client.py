"""The way to one model at an OpenAI-compatible address: limits, retries for transport faults, errors in plain words.

    client = OpenAIClient("Qwen/Qwen3-VL-8B-Instruct", engine)
    reply = await client.chat({"messages": [...]})       → Reply(text='{"score": 4}', finish="stop", tokens_in=812, ...)

Everything goes over the `openai` package, but requests and replies stay plain dicts: its typed `create` methods cost
more time than the rest of a call. A faster transport would be put in at `_send`.
"""

import asyncio
import json
import random
import time
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import ValidationError

from synthloom.engines.engine import EngineError
from synthloom.engines.pace import Pace
from synthloom.engines.parsing import loads
from synthloom.engines.settings import EngineSettings
from synthloom.schemas.errors import UserError

if TYPE_CHECKING:
    from openai import AsyncOpenAI
    from openai.types import CreateEmbeddingResponse, ImagesResponse
    from openai.types.chat import ChatCompletion

    Typed = TypeVar("Typed", ChatCompletion, CreateEmbeddingResponse, ImagesResponse)

RETRY_DELAYS = (0.5, 2.0, 8.0, 20.0)
"""Seconds before each further attempt after a transport fault: no connection, timeout, 408, 429, 5xx, a broken body."""
LONGEST_RETRY_AFTER = 120.0
"""A server that asks for a longer wait than this is out of service for the run."""
TOKENS_PER_IMAGE = 1000
"""A first guess for the tokens-per-minute limit; after the first replies their average is used."""


class OpenAIClient:
    """One model's connections; usable from one event loop at a time."""

    def __init__(self, model: str, engine: EngineSettings) -> None:
        self.model, self.engine = model, engine
        self.served_as = engine.served_as or model.partition("@")[0]
        self._key = engine.key(model)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._client: AsyncOpenAI | None = None
        self._slots = asyncio.Semaphore(engine.concurrency)
        self._requests = Pace(engine.requests_per_minute)
        self._tokens = Pace(engine.tokens_per_minute)
        self._mean_tokens = 0.0
        self._answered: set[str] = set()
        """The paths that have given a reply."""

    def slots(self) -> asyncio.Semaphore:
        """As many calls as may be under way; whoever calls holds one until the reply is safe."""
        self._enter_loop()
        return self._slots

    def _enter_loop(self) -> None:
        """Start anew in another event loop: connections and semaphores can't move from one to the next."""
        loop = asyncio.get_running_loop()
        if self._loop is not loop:
            self._loop, self._client = loop, None
            self._slots = asyncio.Semaphore(self.engine.concurrency)

    def _connect(self) -> "AsyncOpenAI":
        self._enter_loop()
        if self._client is None:
            from openai import AsyncOpenAI, DefaultAioHttpClient

            self._client = AsyncOpenAI(
                base_url=self.engine.addresses[0],
                api_key=self._key or "none",  # an empty one makes an illegal header
                max_retries=0,
                timeout=self.engine.timeout_seconds,
                # 0.9 ms of CPU a call at 64 at once; over the package's default transport 1.7 ms, and 2.5 ms at 256.
                http_client=DefaultAioHttpClient(),
            )
        return self._client

    async def aclose(self) -> None:
        """Close the connections of the running loop."""
        if self._client is not None and self._loop is asyncio.get_running_loop():
            await self._client.close()
            self._client = None

    async def chat(self, body: dict[str, Any]) -> "ChatCompletion":
        """Send a chat completion."""
        from openai.types.chat import ChatCompletion

        reply = await self._call("/chat/completions", {"model": self.served_as, **body}, None, "choices")
        return _typed(ChatCompletion, reply)

    async def embed(self, texts: list[str]) -> "CreateEmbeddingResponse":
        """Ask for one vector for each text."""
        from openai.types import CreateEmbeddingResponse

        reply = await self._call("/embeddings", {"model": self.served_as, "input": texts}, None, "data")
        return _typed(CreateEmbeddingResponse, reply)

    async def edit_image(self, prompt: str, png: bytes) -> "ImagesResponse":
        """Upload a PNG to the edit endpoint."""
        from openai.types import ImagesResponse

        form = {"model": self.served_as, "prompt": prompt}
        reply = await self._call("/images/edits", form, {"image": ("image.png", png, "image/png")}, "data")
        return _typed(ImagesResponse, reply)

    async def _call(self, path: str, body: dict[str, Any], files: Any, holds: str) -> dict[str, Any]:
        """One request under the engine's rates, sent again after transport faults; the caller holds a slot."""
        client = self._connect()
        guess = self._mean_tokens or TOKENS_PER_IMAGE * bool(files) + _guess_tokens(body)
        for delay in (*RETRY_DELAYS, None):
            await self._requests.wait()
            await self._tokens.wait(guess)
            reply, fault, wanted = await self._send(client, path, body, files, holds)
            if reply is not None:
                self._answered.add(path)
                used = (reply.get("usage") or {}).get("total_tokens") or guess
                self._tokens.settle(used - guess)
                self._mean_tokens += (used - self._mean_tokens) * (0.05 if self._mean_tokens else 1)
                return reply
            if delay is None or (wanted or 0) > LONGEST_RETRY_AFTER:
                break
            # Half at random: requests that failed together shall not come back together.
            await asyncio.sleep(wanted if wanted is not None else delay * random.uniform(0.5, 1))
        raise EngineError(
            f"{self._where()} gave no answer: {fault}. Expected one within {len(RETRY_DELAYS) + 1} attempts. "
            "Check that the server is up and not overloaded; the next run asks again."
        )

    async def _send(
        self, client: "AsyncOpenAI", path: str, body: dict[str, Any], files: Any, holds: str
    ) -> tuple[dict[str, Any] | None, str, float | None]:
        """A whole reply, or a transport fault in words and the wait the server asks for; other errors are raised."""
        import openai

        begun = time.monotonic()
        try:
            options: Any = {"headers": {"Content-Type": "multipart/form-data"}} if files else {}
            text = await client.post(path, cast_to=str, body=body, files=files, options=options)
            reply = loads(text)
            if isinstance(reply, dict) and reply.get(holds):
                return reply, "", None
            return None, f"a reply without {holds}: {self._clean(text)}", None
        except openai.APIConnectionError as error:
            # By the clock, because the transport also calls a refused or closed connection a timeout.
            if time.monotonic() - begun >= self.engine.timeout_seconds:
                return None, f"no reply within {self.engine.timeout_seconds:g} s", None
            return None, self._clean(str(error.__cause__ or error)) or "the connection was lost", None
        except json.JSONDecodeError as error:
            return None, f"a reply that is no JSON ({error})", None
        except openai.APIStatusError as error:
            # `from None`: a traceback may be kept with the row, and a server may repeat the key in its error.
            fault = f"HTTP {error.status_code}: {self._clean(_words(error))}"
            transient = error.status_code in (408, 429) or error.status_code >= 500
            if transient and error.code != "insufficient_quota":
                return None, fault, _retry_after(error.response.headers.get("retry-after"))
            # Once the path has answered, name and key are right and the fault is the server's: that row's error.
            if error.status_code in (401, 404) and path not in self._answered:
                raise UserError(
                    f"{self._where()} refused the call with {fault}; expected a served model and a valid key: check "
                    "the model's name, and base_url and api_key_env of its engine"
                ) from None
            raise EngineError(
                f"{self._where()} refused the call with {fault}. Expected an answer to a valid request. Check what "
                "the server accepts (length, images, JSON schema, temperature)."
            ) from None

    def _where(self) -> str:
        return f"model {self.model} at {self.engine.base_url}"

    def _clean(self, text: str) -> str:
        """A server's words, short and without our key."""
        # Without the key first: cut through the middle it would not be found any more.
        return " ".join((text.replace(self._key, "***") if self._key else text).split())[:500]


def _words(error: Any) -> str:
    body = error.body
    return str(body.get("message", body)) if isinstance(body, dict) else str(body or error.message)


def _retry_after(header: str | None) -> float | None:
    """Seconds; the header may also hold a date, which no model server sends: then our own delay counts."""
    try:
        return max(0.0, float(header)) if header else None
    except ValueError:
        return None


def _guess_tokens(body: dict[str, Any]) -> float:
    """Four letters a token, without the letters of pictures."""
    tokens = 0.0
    for message in body.get("messages", [{"content": body.get("prompt", "")}]):
        content = message["content"] or ""
        for part in [{"text": content}] if isinstance(content, str) else content:
            tokens += len(part["text"]) / 4 if "text" in part else TOKENS_PER_IMAGE
    return tokens


def _typed(kind: "type[Typed]", reply: dict[str, Any]) -> "Typed":
    """The package's own type; as lenient as the package where a server leaves fields out."""
    try:
        return kind.model_validate(reply)
    except ValidationError:
        return kind.construct(**reply)
