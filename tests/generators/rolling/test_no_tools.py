import asyncio
from pathlib import Path
from typing import Any

from fake_server import FakeServer
from PIL import Image

from synthloom.catalog.media import LocalMedia
from synthloom.engines.calls.call_cache import CallCache
from synthloom.engines.endpoint import Endpoint
from synthloom.engines.settings import EngineSettings
from synthloom.generators.rolling.no_tools import without_tools


def test_the_same_question_is_asked_so_often_without_tools(tmp_path: Path) -> None:
    media = LocalMedia(tmp_path)
    picture = media.put_image(Image.new("RGB", (30, 20), "red"))

    async def main(url: str) -> list[str]:
        with CallCache(tmp_path / "calls") as cache:
            endpoint = Endpoint("fake-model", EngineSettings(base_url=url), cache, media)
            try:
                return await without_tools(endpoint, "Which colour? </row>", [picture], 3, 1.0)
            finally:
                await endpoint.aclose()

    def script(asked: Any) -> Any:
        return {"thoughts": "", "answer": f"draw {asked.body['seed']}"}

    with FakeServer(script) as server:
        assert asyncio.run(main(server.url)) == ["draw 0", "draw 1", "draw 2"]
        assert len(server.asked[0].images) == 1
        assert "tools" not in server.asked[0].body
        assert "\\u003c/row\\u003e" in server.asked[0].text
