"""What answers a model's requests, wherever it runs: the one contract between `Endpoint` and a transport.

An engine takes OpenAI's request bodies and gives back OpenAI's own types (`openai.types`). It raises the `openai`
package's error classes never past itself: what a caller sees is `EngineError` (this row failed) or `UserError` (a wrong
key or model name: every row would fail). Retries, limits, addresses and batching are its business alone, so nothing
about them can change an answer or a call's key.

    engine = open_engine("Qwen/Qwen3-VL-8B-Instruct", settings, catalog)      # engines/open_engine.py decides which
    async with engine.slots():
        completion = await engine.chat({"messages": [...], "temperature": 0.0})
"""

from contextlib import AbstractAsyncContextManager
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from openai.types import CreateEmbeddingResponse, ImagesResponse
    from openai.types.chat import ChatCompletion


class EngineError(Exception):
    """A call without a usable answer. The row that asked is an error: counted, kept, tried again by the next run."""


class Engine(Protocol):
    """One model's way to answer; usable from one event loop at a time."""

    def slots(self) -> AbstractAsyncContextManager[object]:
        """As many calls as may be under way; whoever calls holds one until the reply is safe."""
        ...

    async def chat(self, body: dict[str, Any]) -> "ChatCompletion":
        """A chat completion for a body without `model`. Every choice counts: `n` draws give up to `n` of them."""
        ...

    async def embed(self, texts: list[str]) -> "CreateEmbeddingResponse":
        """One vector for each text, in order."""
        ...

    async def edit_image(self, prompt: str, png: bytes) -> "ImagesResponse":
        """A new picture, in base64, for an uploaded PNG."""
        ...

    async def aclose(self) -> None:
        """Close connections, and stop what was started for this engine."""
        ...
