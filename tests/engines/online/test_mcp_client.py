"""Another MCP server as what answers for a tool: Synthloom's own, started as a program and over HTTP."""

import asyncio
import io
import sys
import threading
import time

import mcp_types as types
import pytest
from PIL import Image

from synthloom.catalog.corpus.store import LocalCorpora
from synthloom.catalog.media import LocalMedia
from synthloom.engines.online.mcp_client import MCPTool, _read
from synthloom.engines.settings import Settings, ToolServer
from synthloom.generators.tools.mcp_server import serve_http
from synthloom.generators.tools.session import open_session
from synthloom.schemas.tools import ToolError, ToolSettings

ECHO = """
import asyncio, os
import mcp_types as types
from mcp.server.lowlevel.server import Server
from mcp.server.stdio import stdio_server

async def list_tools(context, params):
    return types.ListToolsResult(tools=[types.Tool(name="echo", input_schema={"type": "object"})])

async def call_tool(context, params):
    told = params.arguments
    if told.get("die"):
        os._exit(1)
    await asyncio.sleep(told.get("wait", 0))
    said = types.TextContent(type="text", text=told.get("say", ""))
    return types.CallToolResult(content=[said], is_error=bool(told.get("fail")))

async def main():
    server = Server("echo", on_list_tools=list_tools, on_call_tool=call_tool)
    async with stdio_server() as (reading, writing):
        await server.run(reading, writing, server.create_initialization_options())

asyncio.run(main())
"""


@pytest.fixture(scope="module")
def echo() -> MCPTool:
    return MCPTool("mcp:echo", ToolServer(command=(sys.executable, "-c", ECHO), tool="echo"))


@pytest.fixture(scope="module")
def served(tmp_path_factory) -> str:
    """Synthloom's tools over HTTP, with one picture."""
    folder = tmp_path_factory.mktemp("served")
    picture = LocalMedia(folder).put_image(Image.new("RGB", (300, 200), "red"))
    listening, urls = threading.Event(), []

    def open_one():
        return open_session(LocalMedia(folder), LocalCorpora(folder), folder, "", [picture], ToolSettings())

    def on_listening(url: str) -> None:
        urls.append(url)
        listening.set()

    serving = serve_http(open_one, "127.0.0.1", 0, on_listening)
    threading.Thread(target=asyncio.run, args=(serving,), daemon=True).start()
    assert listening.wait(20)
    return urls[0]


def call(tool: MCPTool, seconds: float = 20, **arguments):
    return tool.call("echo", arguments, time.monotonic() + seconds)


def error_of(tool: MCPTool, seconds: float = 20, **arguments) -> tuple[str, str]:
    with pytest.raises(ToolError) as caught:
        call(tool, seconds, **arguments)
    return caught.value.error, caught.value.text


def test_a_program_answers(echo):
    assert call(echo, say="hello") == ("hello", [])


def test_an_error_keeps_its_class_and_one_without_is_unavailable(echo):
    assert error_of(echo, fail=True, say="[empty] nothing there") == ("empty", "nothing there")
    assert error_of(echo, fail=True, say="it broke") == ("unavailable", "it broke")


def test_a_slow_answer_is_a_timeout_and_the_next_call_works(echo):
    assert error_of(echo, 0.3, wait=5)[0] == "timeout"
    assert call(echo, say="again") == ("again", [])


def test_threads_share_a_connection(echo):
    said = []
    threads = [threading.Thread(target=lambda n=n: said.append(call(echo, say=str(n), wait=0.1)[0])) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(said) == [str(n) for n in range(8)]


def test_a_program_that_died_is_started_again(echo):
    assert error_of(echo, 10, die=True) == ("unavailable", "The mcp:echo server can't be reached.")
    assert call(echo, say="back") == ("back", [])


def test_a_program_that_is_not_there_is_unavailable():
    nobody = MCPTool("mcp:nobody", ToolServer(command=("/no/such/program",)))
    assert error_of(nobody, 5) == ("unavailable", "The mcp:nobody server can't be reached.")


def test_an_address_where_nobody_listens_is_unavailable():
    assert error_of(MCPTool("mcp:nobody", ToolServer(url="http://127.0.0.1:9/mcp")), 5)[0] == "unavailable"


def test_pictures_come_with_the_text_over_http(served):
    tool = MCPTool("mcp:other", ToolServer(url=served))
    text, pictures = tool.call("crop", {"image": "img_1", "bbox": [0, 0, 90, 60]}, time.monotonic() + 20)
    assert text.startswith("img_2: 90x60")
    assert Image.open(io.BytesIO(pictures[0])).size == (90, 60)


def test_a_session_may_have_its_tools_from_another_server(context, served):
    """Short ids are one's own: the picture is sent along, the new one is put under the next id here."""
    servers = Settings.model_validate(
        {"tools": {"mcp:echo": {"command": [sys.executable, "-c", ECHO], "tool": "echo"}}}
    )
    settings = ToolSettings(backends=(("python", "mcp:echo"),), names=("python", "crop"))
    session = open_session(context.media, context.corpora, context.media.root, "", [], settings, servers)
    returned = asyncio.run(session.call("python", '{"code": "1 + 1"}'))
    assert (returned.error, returned.text, returned.deterministic) == ("empty", "No results.", False)


def test_a_picture_that_is_no_base64_is_malformed():
    broken = types.ImageContent(type="image", data="abcde", mime_type="image/png")
    with pytest.raises(ToolError) as caught:
        _read(types.CallToolResult(content=[broken]))
    assert caught.value.error == "malformed"
