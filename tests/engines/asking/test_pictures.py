import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlparse

import pytest
from aiohttp import web
from PIL import Image
from pydantic import BaseModel

from synthloom.catalog.media import LocalMedia
from synthloom.engines.calls.call_cache import CallCache
from synthloom.engines.endpoint import Endpoint
from synthloom.engines.engine import EngineError
from synthloom.engines.settings import EngineSettings
from synthloom.schemas.errors import UserError
from synthloom.schemas.media import Media
from synthloom.schemas.steps import Message, Text

KEY = "sk-test-3f9aXnotARealKey"


class Count(BaseModel):
    number: int


class Files:
    """A server that keeps uploads and remembers the chats it was asked for."""

    def __init__(self, refuse: int = 0) -> None:
        self.refuse, self.uploads, self.asked = refuse, list[tuple[str, bytes]](), list[dict[str, Any]]()

    async def upload(self, request: web.Request) -> web.Response:
        if len(self.uploads) < self.refuse:
            self.uploads.append(("", b""))
            return web.json_response({"error": {"message": f"no {KEY}"}}, status=403)
        form = await request.post()
        file: Any = form["file"]
        assert form["purpose"] == "vision"
        self.uploads.append((file.filename, file.file.read()))
        return web.json_response({"id": f"file-{len(self.uploads)}", "object": "file"})

    async def chat(self, request: web.Request) -> web.Response:
        self.asked.append(await request.json())
        message = {"role": "assistant", "content": '{"number": 1}'}
        return web.json_response({"choices": [{"index": 0, "message": message, "finish_reason": "stop"}]})


def work_with(
    folder: Path, files: Files, work: Callable[[Endpoint], Awaitable[Any]], monkeypatch: pytest.MonkeyPatch, images: Any
) -> Any:
    monkeypatch.setenv("TEST_KEY", KEY)

    async def main() -> Any:
        app = web.Application(client_max_size=2**26)
        app.add_routes([web.post("/v1/files", files.upload), web.post("/v1/chat/completions", files.chat)])
        runner = web.AppRunner(app)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        port = runner.addresses[0][1]
        settings = EngineSettings(base_url=f"http://127.0.0.1:{port}/v1", images=images, api_key_env="TEST_KEY")
        with CallCache(folder / "calls") as cache:
            endpoint = Endpoint("m", settings, cache, LocalMedia(folder))
            try:
                return await work(endpoint)
            finally:
                await endpoint.aclose()
                await runner.cleanup()

    return asyncio.run(main())


def asking(text: str, *media: Media) -> list[Message]:
    return [Message("user", (Text(text), *media))]


def turned(folder: Path) -> Media:
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (40, 30), "red").save(folder / "turned.jpg", exif=exif)
    return LocalMedia(folder).put((folder / "turned.jpg").read_bytes())


def test_a_picture_is_uploaded_once_and_named_by_its_id(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store, files = LocalMedia(tmp_path), Files()
    red, blue = (store.put_image(Image.new("RGB", (40, 30), color)) for color in ("red", "blue"))

    async def work(endpoint: Endpoint) -> None:
        await asyncio.gather(*(endpoint.chat(asking(f"{n}", red), Count) for n in range(5)))
        await endpoint.chat(asking("both", red, blue), Count)

    work_with(tmp_path, files, work, monkeypatch, "upload")
    assert files.uploads == [(f"{red.hash}.png", store.read(red)), (f"{blue.hash}.png", store.read(blue))]
    assert files.asked[-1]["messages"][0]["content"][1:] == [
        {"type": "file", "file": {"file_id": f"file-{n}"}} for n in (1, 2)
    ]


def test_an_upload_that_fails_is_that_rows_error_and_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    red = LocalMedia(tmp_path).put_image(Image.new("RGB", (40, 30), "red"))

    async def work(endpoint: Endpoint) -> Count:
        with pytest.raises(EngineError, match=r"took no upload of picture .*: HTTP 403") as caught:
            await endpoint.chat(asking("1", red), Count)
        assert KEY not in str(caught.value)
        return await endpoint.chat(asking("1", red), Count)

    assert work_with(tmp_path, Files(refuse=1), work, monkeypatch, "upload").number == 1


def test_a_server_on_the_same_disk_gets_the_path_of_an_upright_picture(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "a b"
    folder.mkdir()
    red, lying, files = LocalMedia(folder).put_image(Image.new("RGB", (40, 30), "red")), turned(folder), Files()
    work_with(folder, files, lambda endpoint: endpoint.chat(asking("?", red, lying), Count), monkeypatch, "path")
    urls = [part["image_url"]["url"] for part in files.asked[0]["messages"][0]["content"][1:]]
    paths = [Path(unquote(urlparse(url).path)) for url in urls]
    assert all(url.startswith("file:///") for url in urls)
    assert paths[0] == (folder / red.path).resolve()
    assert [Image.open(path).size for path in paths] == [(40, 30), (30, 40)]


def test_how_a_picture_is_sent_does_not_change_the_call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    red, files = LocalMedia(tmp_path).put_image(Image.new("RGB", (40, 30), "red")), Files()
    for images in ("data", "path", "upload"):
        work_with(tmp_path, files, lambda endpoint: endpoint.chat(asking("?", red), Count), monkeypatch, images)
    assert len(files.asked) == 1


def test_an_engine_without_an_address_takes_no_uploads(tmp_path: Path) -> None:
    settings = EngineSettings(engine="vllm", command=("serve",), images="upload")
    with pytest.raises(UserError, match='images = "upload", but its engine has no address'):
        Endpoint("m", settings, CallCache(tmp_path), LocalMedia(tmp_path))
