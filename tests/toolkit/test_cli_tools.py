"""`synthloom tools` as a user and as another agent meet it: processes of their own, a real MCP client."""

import asyncio
import base64
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from mcp import Client, MCPError, StdioServerParameters
from PIL import Image
from small_corpus import small_corpus

from synthloom.catalog.media import probe
from synthloom.cli_tools import command
from synthloom.schemas.errors import UserError


@pytest.fixture(scope="module")
def catalog(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("catalog")
    small_corpus(folder)
    Image.new("RGB", (300, 200), "red").save(folder / "red.png")
    return folder


def words(catalog: Path, *more: str) -> list[str]:
    (key,) = [path.name for path in (catalog / "corpora").iterdir() if path.is_dir()]
    given = ["--catalog", str(catalog), "--corpus", key, "--image", str(catalog / "red.png")]
    return ["-m", "synthloom", "tools", *more, *given]


def tools(*given: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *given], capture_output=True, text=True, check=False)


def test_the_list_is_a_table_or_the_schemas():
    assert "perspective_correct" in tools("-m", "synthloom", "tools", "list").stdout
    schemas = json.loads(tools("-m", "synthloom", "tools", "list", "--paper", "LMM-Searcher", "--json").stdout)
    assert "zoom_in" in [schema["function"]["name"] for schema in schemas]


def test_an_unknown_paper_is_one_sentence():
    done = tools("-m", "synthloom", "tools", "list", "--paper", "Nobody")
    assert (done.returncode, done.stdout) == (2, "")
    assert "known papers are OpenSearch-VL" in done.stderr


def test_a_call_writes_the_pictures_it_brings(catalog, tmp_path):
    asked = '{"image": "img_1", "bbox": [0, 0, 100, 50]}'
    done = tools(*words(catalog, "call", "crop", asked, "--out", str(tmp_path / "new"), "--json"))
    told = json.loads(done.stdout)
    assert (done.returncode, told["error"], told["files"]) == (0, None, [str(tmp_path / "new" / "img_2.png")])
    assert Image.open(told["files"][0]).size == (100, 50)


@pytest.mark.parametrize(
    ("name", "arguments", "said"),
    [
        ("crop", '{"image": "img_9"}', "[bad_arguments] crop: bbox is missing"),
        ("crop", '{"image": ', "[bad_arguments] The arguments are no JSON"),
        ("zoom", "{}", "[bad_arguments] There is no tool 'zoom'"),
        ("python", "{}", "[refused] The tool python is switched off here"),
    ],
)
def test_a_call_that_cannot_be_made_is_the_users_mistake(catalog, name, arguments, said):
    done = tools(*words(catalog, "call", name, arguments))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"Error: {said}")


def test_a_failed_call_exits_with_one(catalog):
    slow = '{"code": "while True: pass"}'
    done = tools(*words(catalog, "call", "python", slow, "--tool", "python", "--timeout", "0.5"))
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("Failed: [timeout]")


def test_a_search_without_a_corpus_tells_of_the_option(tmp_path):
    asked = ["call", "text_search", '{"queries": ["Maseru"]}', "--catalog", str(tmp_path)]
    assert "No --corpus was given" in str(CliRunner().invoke(command, asked).exception)


@pytest.mark.parametrize(
    ("option", "said"),
    [
        (("--corpus", "nothing"), "no dataset"),
        (("--backend", "text_search"), "write TOOL=BACKEND"),
        (("--backend", "text_search=serper"), "is not set up"),
        (("--tool", "zoom"), "there is no tool 'zoom'"),
        (("--image", __file__), "test_cli_tools.py can't be used (image_unreadable)"),
    ],
)
def test_wrong_options_are_the_users_mistakes(tmp_path, option, said):
    done = CliRunner().invoke(command, ["call", "crop", "{}", "--catalog", str(tmp_path), *option])
    assert isinstance(done.exception, UserError)
    assert said in str(done.exception)


async def use(client: Client) -> None:
    """What an agent does: search, cut a picture, work on the cutting, make a mistake."""
    names = [tool.name for tool in (await client.list_tools()).tools]
    assert "text_search" in names
    assert "python" not in names
    found = await client.call_tool("text_search", {"queries": ["Maseru largest city"], "top_k": 1})
    assert "wiki://small/Maseru" in found.content[0].text
    cut = await client.call_tool("crop", {"image": "img_1", "bbox": [0, 0, 100, 50]})
    assert [part.type for part in cut.content] == ["text", "image"]
    assert probe(base64.b64decode(cut.content[1].data)).width == 100
    assert (await client.call_tool("sharpen", {"image": "img_2"})).content[0].text.startswith("img_3: 100x50")
    wrong = await client.call_tool("crop", {"image": "img_7", "bbox": [0, 0, 9, 9]})
    assert wrong.is_error
    assert wrong.content[0].text.startswith("[bad_arguments] There is no image 'img_7'; there are img_1, img_2, img_3")
    pictures = (await client.list_resources()).resources
    assert [str(picture.uri) for picture in pictures] == ["image://img_1", "image://img_2", "image://img_3"]
    read = await client.read_resource("image://img_2")
    assert read.contents[0].blob == cut.content[1].data
    with pytest.raises(MCPError, match="no picture"):
        await client.read_resource("image://img_9")


def test_another_agent_uses_them_over_stdio(catalog):
    async def run() -> None:
        given = StdioServerParameters(command=sys.executable, args=words(catalog, "serve"), env=dict(os.environ))
        async with Client(given) as client:
            await use(client)

    asyncio.run(run())


def test_another_agent_is_told_which_server_is_wrong(catalog, tmp_path):
    (tmp_path / "synthloom.toml").write_text('[tools.serper]\nbase_url = "http://127.0.0.1:9"\n')
    more = ["--backend", "text_search=serper", "--config", str(tmp_path / "synthloom.toml")]
    given = StdioServerParameters(command=sys.executable, args=words(catalog, "serve", *more), env=dict(os.environ))

    async def run() -> None:
        async with Client(given) as client:
            with pytest.raises(MCPError, match=r"\[tools.serper\] at http://127.0.0.1:9"):
                await client.call_tool("text_search", {"queries": ["Maseru"]})

    asyncio.run(run())


def test_another_agent_uses_them_over_http_and_every_client_has_its_own_session(catalog):
    command = [sys.executable, *words(catalog, "serve", "--transport", "http", "--port", "0")]
    with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as served:
        url = served.stderr.readline().removeprefix("listening ").strip()
        assert url.startswith("http://127.0.0.1:")

        async def run() -> None:
            async with Client(url) as one, Client(url, mode="legacy") as other:
                await use(one)
                await use(other)

        try:
            asyncio.run(run())
        finally:
            served.send_signal(signal.SIGINT)
        assert served.wait(20) == 130
        assert served.stdout.read() == ""
        assert "Traceback" not in served.stderr.read()
