"""Any MCP server as what answers for a tool, over streamable HTTP or the stdio of a program it starts.

    MCPTool("mcp:maps", server).call("text_search", {"queries": ["Maseru"]}, deadline) → ("1. Maseru …", [PNG bytes])

One connection for each server and process, in a thread with an event loop of its own; one that breaks is opened anew
by the next call. An error whose text begins with a class in brackets, as Synthloom's own server writes it, keeps it.
"""

import asyncio
import base64
import re
import threading
import time
from collections.abc import Mapping
from concurrent.futures import Future
from typing import Any, get_args

from synthloom.engines.settings import ToolServer
from synthloom.schemas.tools import ErrorClass, ToolError

_CLASS = re.compile(rf"^\[({'|'.join(get_args(ErrorClass))})\] ")


class MCPTool:
    """A server that speaks MCP. Threads may share it."""

    def __init__(self, name: str, server: ToolServer) -> None:
        self.name, self._server, self._key = name, server, server.key(name)
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._link: _Link | None = None

    def call(self, tool: str, arguments: Mapping[str, Any], deadline: float) -> tuple[str, list[bytes]]:
        """Text and pictures of a call. Raises `ToolError`."""
        asked: Future[Any] = asyncio.run_coroutine_threadsafe(
            self._call(self._server.tool or tool, dict(arguments), deadline), self._running()
        )
        return _read(asked.result())

    def _running(self) -> asyncio.AbstractEventLoop:
        with self._lock:
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                threading.Thread(target=self._loop.run_forever, name=self.name, daemon=True).start()
            return self._loop

    async def _call(self, tool: str, arguments: dict[str, Any], deadline: float) -> Any:
        from mcp import MCPError
        from mcp_types import CONNECTION_CLOSED, INVALID_PARAMS, METHOD_NOT_FOUND

        try:
            async with asyncio.timeout(deadline - time.monotonic()):
                if self._link is None or self._link.broken:
                    self._link = _Link(self._server, self._key)
                client = await self._link.client()
                return await client.call_tool(tool, arguments)
        except TimeoutError:
            raise ToolError("timeout", f"The {self.name} server gave no answer in time.") from None
        except MCPError as error:
            if error.code == CONNECTION_CLOSED:
                raise self._lost() from error
            kind: ErrorClass = "bad_arguments" if error.code in (INVALID_PARAMS, METHOD_NOT_FOUND) else "unavailable"
            raise ToolError(kind, f"The {self.name} server refused the call: {self._clean(str(error))}.") from None
        except (OSError, RuntimeError, ExceptionGroup, _Broken) as error:
            raise self._lost() from error

    def _lost(self) -> ToolError:
        if self._link is not None:
            self._link.close()
        return ToolError("unavailable", f"The {self.name} server can't be reached.")

    def _clean(self, text: str) -> str:
        return " ".join((text.replace(self._key, "***") if self._key else text).split())[:300].rstrip(".")


class _Broken(Exception):
    """A connection that could not be made."""


class _Link:
    """A connection, held open by a task: the client must be left by the task that entered it."""

    def __init__(self, server: ToolServer, key: str) -> None:
        self._server, self._key = server, key
        self._ready: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._task = asyncio.ensure_future(self._hold())
        self.broken = False

    def close(self) -> None:
        """Let go of it."""
        self.broken = True
        self._task.cancel()

    async def client(self) -> Any:
        """The connected client."""
        return await asyncio.shield(self._ready)

    async def _hold(self) -> None:
        import httpx2
        from mcp import Client, StdioServerParameters
        from mcp.client.streamable_http import streamable_http_client

        headers = {"Authorization": f"Bearer {self._key}"} if self._key else {}
        try:
            if self._server.command:
                program, *rest = self._server.command
                where: Any = StdioServerParameters(command=program, args=rest)
            else:
                where = streamable_http_client(self._server.url, http_client=httpx2.AsyncClient(headers=headers))
            async with Client(where) as client:
                self._ready.set_result(client)
                await asyncio.Event().wait()  # until the process ends
        except BaseException as error:
            self.broken = True
            if not self._ready.done():
                self._ready.set_exception(_Broken(type(error).__name__))
            if not isinstance(error, Exception):
                raise


def _read(result: Any) -> tuple[str, list[bytes]]:
    texts, pictures = [], []
    for part in result.content:
        if part.type == "text":
            texts.append(part.text)
        elif part.type == "image":
            try:
                pictures.append(base64.b64decode(part.data))
            except ValueError:
                raise ToolError("malformed", "The server sent a picture that is no base64.") from None
    text = "\n".join(texts)
    if result.is_error:
        found = _CLASS.match(text)
        error: Any = found.group(1) if found else "unavailable"
        raise ToolError(error, text[found.end() :] if found else text or "The server told of an error.")
    return text, pictures
