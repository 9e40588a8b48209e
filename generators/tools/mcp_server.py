"""The tools over MCP, so that other agents work in the environment that trajectories are made in.

    await serve_stdio(lambda: open_session(…))                      one session for the process
    await serve_http(lambda: open_session(…), "127.0.0.1", 8600)    one for each MCP session, at http://127.0.0.1:8600/mcp

A call's new pictures come back as image content behind its text, and can be read again as the resources `image://img_2`.
A failed call is `isError` with its class in brackets before the text. Over HTTP only protocol versions with sessions
are spoken, since short ids mean nothing without one; clients of later versions fall back by themselves.
"""

import asyncio
import base64
import json
import logging
import socket
import sys
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from synthloom.generators.tools.session import LocalSession
from synthloom.schemas.errors import UserError
from synthloom.schemas.tools import FAILURES, Returned

if TYPE_CHECKING:
    from mcp.server.lowlevel.server import Server
    from mcp_types import CallToolResult

NAME, SCHEME = "synthloom", "image://"
MOST_SESSIONS = 1000
"""Those used longest ago are forgotten; the transport itself ends sessions that are silent for half an hour."""


@dataclass
class Served:
    """A session and its turn: calls are made one after another."""

    session: LocalSession
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)


class Sessions:
    """The sessions of a server, by MCP session."""

    def __init__(self, open_session: Callable[[], LocalSession]) -> None:
        self._open, self._held = open_session, OrderedDict[str, Served]()

    def of(self, context: Any) -> Served:
        """The session of a request; over stdio there is one."""
        key = context.request.headers.get("mcp-session-id", "") if context.request is not None else ""
        if key not in self._held:
            self._held[key] = Served(self._open())
            if len(self._held) > MOST_SESSIONS:
                self._held.popitem(last=False)
        self._held.move_to_end(key)
        return self._held[key]


def make_server(open_session: Callable[[], LocalSession], over_http: bool) -> "Server[Any]":
    """The MCP server, without a transport."""
    import mcp_types as types
    from mcp import MCPError
    from mcp.server.lowlevel.server import Server
    from mcp_types.version import HANDSHAKE_PROTOCOL_VERSIONS

    import synthloom

    sessions = Sessions(open_session)

    async def list_tools(context: Any, params: Any) -> types.ListToolsResult:
        told = [tool.schema()["function"] for tool in sessions.of(context).session.tools]
        return types.ListToolsResult(
            tools=[types.Tool(name=t["name"], description=t["description"], input_schema=t["parameters"]) for t in told]
        )

    async def call_tool(context: Any, params: types.CallToolRequestParams) -> types.CallToolResult:
        served = sessions.of(context)
        async with served.turn:
            arguments = json.dumps(params.arguments or {}, ensure_ascii=False)
            try:
                returned = await served.session.call(params.name, arguments)
            except UserError as error:  # a back end that isn't as synthloom.toml says
                raise MCPError(code=types.INTERNAL_ERROR, message=str(error)) from None
        return _result(returned, served.session)

    async def list_resources(context: Any, params: Any) -> types.ListResourcesResult:
        pictures = sessions.of(context).session.images
        told = [
            types.Resource(
                uri=f"image://{ref}", name=ref, mime_type=media.mime, description=f"{media.width}x{media.height}"
            )
            for ref, media in pictures.items()
        ]
        return types.ListResourcesResult(resources=told)

    async def read_resource(context: Any, params: types.ReadResourceRequestParams) -> types.ReadResourceResult:
        session, uri = sessions.of(context).session, str(params.uri)
        media = session.images.get(uri.removeprefix(SCHEME))
        if media is None:
            raise MCPError(code=types.INVALID_PARAMS, message=f"there is no picture {uri}")
        data = base64.b64encode(session.media.read(media)).decode()
        return types.ReadResourceResult(contents=[types.BlobResourceContents(uri=uri, mime_type=media.mime, blob=data)])

    server: Server[Any] = Server(
        NAME,
        version=synthloom.__version__,
        instructions="Search a wiki and work on pictures. Pictures have short ids (img_1, …), which are resources too.",
        on_list_tools=list_tools,
        on_call_tool=call_tool,
        on_list_resources=list_resources,
        on_read_resource=read_resource,
    )
    if over_http:

        async def discover(context: Any, params: Any) -> types.DiscoverResult:
            return types.DiscoverResult(
                supported_versions=list(HANDSHAKE_PROTOCOL_VERSIONS), capabilities=server.get_capabilities()
            )

        server.add_request_handler("server/discover", types.RequestParams, discover)
    return server


async def serve_stdio(open_session: Callable[[], LocalSession]) -> None:
    """Serve one client over stdin and stdout until it goes away; everything else this process writes is stderr's."""
    from mcp.server.stdio import stdio_server

    _log_to_stderr()
    server = make_server(open_session, over_http=False)
    async with stdio_server() as (reading, writing):
        await server.run(reading, writing, server.create_initialization_options())


async def serve_http(
    open_session: Callable[[], LocalSession], host: str, port: int, on_listening: Callable[[str], None] = lambda _: None
) -> None:
    """Serve over streamable HTTP until cancelled; port 0 takes a free one. Raises `UserError` where it can't listen."""
    import uvicorn

    _log_to_stderr()
    try:
        listening = socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        raise UserError(
            f"can't listen on {host}:{port}: {error.strerror}; give --host and --port that are free"
        ) from None
    shown = f"[{host}]" if ":" in host else host
    app = make_server(open_session, over_http=True).streamable_http_app(host=host)
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", log_config=None))
    on_listening(f"http://{shown}:{listening.getsockname()[1]}/mcp")
    await server.serve(sockets=[listening])


def _result(returned: Returned, session: LocalSession) -> "CallToolResult":
    import mcp_types as types

    failed = returned.error in FAILURES
    content: list[Any] = [types.TextContent(type="text", text=returned.text)]
    for ref in returned.images:
        media = session.images[ref]
        data = base64.b64encode(session.media.read(media)).decode()
        content.append(types.ImageContent(type="image", data=data, mime_type=media.mime))
    return types.CallToolResult(content=content, is_error=failed)


def _log_to_stderr() -> None:
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING)
