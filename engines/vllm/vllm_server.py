"""A model served by vLLM on this machine, by a server that we start, watch and stop.

    [engines."Qwen/Qwen3-VL-8B-Instruct"]
    engine = "vllm"
    arguments = ["--max-model-len", "16384", "--enable-auto-tool-choice", "--tool-call-parser", "hermes"]

    VllmServer("Qwen/Qwen3-VL-8B-Instruct@0c351dd", settings, Path("catalog/calls"))
    → python -m vllm.entrypoints.openai.api_server --disable-uvicorn-access-log --model Qwen/Qwen3-VL-8B-Instruct
      --served-model-name Qwen/Qwen3-VL-8B-Instruct --revision 0c351dd --max-model-len … --host 127.0.0.1 --port 41873

It starts with the first call and writes to `calls/servers/Qwen_Qwen3-VL-8B-Instruct.log`. Calls that were under way
when it died are sent again once it is back. `command` may name any program that takes these arguments and answers
`/health`.
"""

import asyncio
import importlib.util
import re
import socket
import sys
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from weakref import WeakValueDictionary

from synthloom.engines.client.openai_client import OpenAIClient
from synthloom.engines.engine import EngineError
from synthloom.engines.settings import EngineSettings
from synthloom.engines.vllm.watched_server import WatchedServer
from synthloom.schemas.errors import UserError

if TYPE_CHECKING:
    from openai.types import CreateEmbeddingResponse, ImagesResponse
    from openai.types.chat import ChatCompletion

T = TypeVar("T")
VLLM = ("-m", "vllm.entrypoints.openai.api_server", "--disable-uvicorn-access-log")
"""Without a line in the log for each request."""

SERVERS_PER_CALL = 3
"""A call that was under way when so many servers died is the likely cause, and fails."""

SHARED: WeakValueDictionary[tuple[str, ...], WatchedServer] = WeakValueDictionary()
"""By log and command: a model that is named twice, once with parameters of its own, is loaded once."""


class VllmServer:
    """An `Engine`. Raises `UserError` where vLLM isn't installed, or where the server can't be started."""

    def __init__(self, model: str, settings: EngineSettings, folder: Path) -> None:
        self.model, self.settings, self.folder = model, settings, folder
        if not settings.command and importlib.util.find_spec("vllm") is None:
            raise UserError(
                f"model {model} is to be served by vLLM, which this Python doesn't have: pip install vllm, or let "
                f'`command` of [engines."{model}"] in synthloom.toml name a program that serves it, or `base_url` a '
                "server that runs already"
            )

    @cached_property
    def _server(self) -> WatchedServer:
        name, _, revision = self.model.partition("@")
        command = [*(self.settings.command or (sys.executable, *VLLM)), "--model", name]
        command += ["--served-model-name", self.settings.served_as or name]
        command += ["--revision", revision] if revision else []
        if self.settings.images == "path":
            command += ["--allowed-local-media-path", str((self.folder.parent / "media").absolute())]
        command += [*self.settings.arguments, "--host", "127.0.0.1", "--port"]
        log = self.folder / "servers" / f"{re.sub(r'[^A-Za-z0-9.@-]+', '_', self.model)}.log"
        shared = (str(log.absolute()), *command)
        if (server := SHARED.get(shared)) is None:
            port = _free_port()
            who, seconds = f"model {self.model}", self.settings.start_seconds
            server = SHARED[shared] = WatchedServer(who, [*command, str(port)], port, log, seconds)
        server.users += 1
        return server

    @cached_property
    def _client(self) -> OpenAIClient:
        here = {"engine": "openai", "base_url": f"http://127.0.0.1:{self._server.port}/v1"}
        return OpenAIClient(self.model, self.settings.model_copy(update=here))

    def slots(self) -> AbstractAsyncContextManager[object]:
        """As many calls as may be under way."""
        return self._client.slots()

    async def chat(self, body: dict[str, Any]) -> "ChatCompletion":
        """Send a chat completion, once the server is ready."""
        return await self._send(lambda: self._client.chat(body))

    async def embed(self, texts: list[str]) -> "CreateEmbeddingResponse":
        """Ask for one vector for each text."""
        return await self._send(lambda: self._client.embed(texts))

    async def edit_image(self, prompt: str, png: bytes) -> "ImagesResponse":
        """Upload a PNG to the edit endpoint, which vLLM itself doesn't have."""
        return await self._send(lambda: self._client.edit_image(prompt, png))

    async def aclose(self) -> None:
        """Close connections, and stop the server unless somebody else of this process still uses it."""
        if (client := self.__dict__.pop("_client", None)) is not None:
            await client.aclose()
        if (server := self.__dict__.pop("_server", None)) is not None:
            server.users -= 1
            if not server.users:
                await asyncio.to_thread(server.stop)

    async def _send(self, call: Callable[[], Awaitable[T]]) -> T:
        """What the call gives; where it fails because the server died, again once there is another."""
        for servers_left in reversed(range(SERVERS_PER_CALL)):
            before = await self._ready()
            try:
                return await call()
            except EngineError:
                lives = self._server.runs and self._server.up and self._server.starts == before
                if lives or not servers_left:
                    raise
        raise AssertionError("unreachable")

    async def _ready(self) -> int:
        """How often the server has been started, once it is up."""
        server = self._server
        server.start()
        while not server.up:
            if server.failure:
                told = f"{server.failure}\nCheck `arguments` and `command` of its engine, and the log."
                raise EngineError(told) if server.was_up else UserError(told)
            await asyncio.sleep(0.1)
        return server.starts


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
