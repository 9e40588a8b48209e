"""Tools answered from outside: which back end can stand for which tool, and how its answer becomes an observation.

    answer(TEXT_SEARCH, "serper", TextSearch(queries=["currency of Lesotho"]), desk, settings)
    → what the embedded tool would say, with addresses of the web

Kinds: `serper` (text_search, image_search, visual_search), `jina` (visit), `web` (fetch_image, needs no settings),
`openai` and `mcp` (any tool); a name after a colon tells several of a kind apart. Answers are kept by back end and
question.
"""

import base64
import io
import json
import os
import time
from collections.abc import Mapping
from functools import cache, partial
from hashlib import sha256
from typing import Any

from PIL.Image import Image
from pydantic import BaseModel

from synthloom.engines.calls.call import canonical
from synthloom.engines.online.jina import Jina
from synthloom.engines.online.mcp_client import MCPTool
from synthloom.engines.online.serper import Serper
from synthloom.engines.online.stand_in import StandIn
from synthloom.engines.settings import DEFAULT_FILE, Settings, ToolServer
from synthloom.generators.tools import online_pages, online_pictures
from synthloom.generators.tools.offered import tools_named
from synthloom.generators.tools.online_search import BY_TOOL, Ask, OnlineDesk
from synthloom.schemas.errors import UserError
from synthloom.schemas.tools import Desk, Tool, ToolError, ToolSettings

EMBEDDED, WEB = "embedded", "web"
KINDS: Mapping[str, tuple[str, ...]] = {
    "serper": ("text_search", "image_search", "visual_search"),
    "jina": ("visit",),
    WEB: ("fetch_image",),
    "openai": (),
    "mcp": (),
}
"""The tools each kind answers for; none named: any."""


def check_backends(settings: ToolSettings, servers: Settings) -> None:
    """Find out before the first row whether every back end is set up and can stand for its tool. Raises `UserError`."""
    for tool, backend in settings.backends:
        tools_named((tool,))
        if backend == EMBEDDED:
            continue
        kind = backend.partition(":")[0]
        if kind not in KINDS:
            known = ", ".join((*KINDS, EMBEDDED))
            raise UserError(f"back end {backend!r} of {tool} is of no kind there is; expected one of {known}")
        if KINDS[kind] and tool not in KINDS[kind]:
            raise UserError(f"back end {backend} can't answer for {tool}, only for {', '.join(KINDS[kind])}")
        server = server_of(backend, servers)
        server.key(backend)
        if server.summariser:
            server_of(server.summariser, servers).key(server.summariser)


def server_of(backend: str, servers: Settings) -> ToolServer:
    """A back end's settings. Raises `UserError` where they aren't there or not enough."""
    server, kind, table = servers.tools.get(backend), backend.partition(":")[0], f"[tools.{json.dumps(backend)}]"
    if server is None and kind == WEB:
        return ToolServer()
    if server is None:
        raise UserError(f"back end {backend} is not set up; add a table {table} to {DEFAULT_FILE}")
    if kind == "openai" and not server.model:
        raise UserError(f"back end {backend} needs to know which model answers; add model to {table} in {DEFAULT_FILE}")
    if kind == "mcp" and not (server.url or server.command):
        raise UserError(f"back end {backend} needs an address; add url or command to {table} in {DEFAULT_FILE}")
    if server.summariser and server.summariser.partition(":")[0] != "openai":
        raise UserError(f"summariser {server.summariser!r} of {table} in {DEFAULT_FILE} is no openai entry")
    return server


def answer(tool: Tool, backend: str, asked: BaseModel, desk: OnlineDesk, servers: Settings) -> str:
    """The observation. Raises `ToolError`."""
    deadline = time.monotonic() + desk.settings.timeout
    server, given = server_of(backend, servers), asked.model_dump(mode="json", exclude_none=True)
    if backend.partition(":")[0] == WEB:
        return online_pictures.fetch(given["url"], desk, backend, deadline)
    client = _client(backend, server, os.getpid())
    if isinstance(client, Serper):
        return BY_TOOL[tool.name](given, Ask(desk, backend, client, server.media_url, deadline))
    if isinstance(client, Jina):
        summarise = partial(_summary, server.summariser, servers, desk, deadline) if server.summariser else None
        return online_pages.visit(given, desk, backend, client, server, summarise, deadline)
    picture = desk.image(given["image"]) if "image" in given else None
    told = {name: value for name, value in given.items() if name != "image"}  # a short id says nothing elsewhere
    question = {"tool": tool.name, "version": tool.version, "arguments": told, "picture": _hash(picture)}
    if isinstance(client, StandIn):
        pngs = [_png(picture)] if picture else []
        question["model"] = server.model
        return desk.cached(backend, question, lambda: client.as_tool(tool.schema(), told, pngs, deadline))
    if picture:
        given["image"] = f"data:image/png;base64,{base64.b64encode(_png(picture)).decode()}"
    question["called"] = server.tool or tool.name
    said = json.loads(desk.cached(backend, question, lambda: _by_mcp(client, tool.name, given, deadline)))
    added = [desk.add(base64.b64decode(data)) for data in said["pictures"]]
    return "\n".join([said["text"], *(f"{ref} is new." for ref in added)]).strip()


def _by_mcp(client: MCPTool, tool: str, given: Mapping[str, Any], deadline: float) -> str:
    text, pictures = client.call(tool, given, deadline)
    if not text and not pictures:
        raise ToolError("empty", "No results.")
    return canonical({"text": text, "pictures": [base64.b64encode(data).decode() for data in pictures]})


def _summary(name: str, servers: Settings, desk: Desk, deadline: float, page: str, goal: str) -> str:
    server = server_of(name, servers)
    model = _client(name, server, os.getpid())
    assert isinstance(model, StandIn)
    asked = {"model": server.model, "page": page, "goal": goal}
    return desk.cached(name, asked, lambda: model.summary(page, goal, deadline))


def _png(picture: Image) -> bytes:
    data = io.BytesIO()
    picture.save(data, "PNG")
    return data.getvalue()


def _hash(picture: Image | None) -> str:
    return sha256(repr(picture.size).encode() + picture.tobytes()).hexdigest() if picture else ""


@cache
def _client(backend: str, server: ToolServer, process: int) -> Serper | Jina | StandIn | MCPTool:
    """What speaks to a back end; one for each process, since connections can't be shared with another."""
    match backend.partition(":")[0]:
        case "serper":
            return Serper(backend, server)
        case "jina":
            return Jina(backend, server)
        case "openai":
            return StandIn(backend, server)
    return MCPTool(backend, server)
