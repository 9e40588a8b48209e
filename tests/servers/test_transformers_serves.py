"""Our endpoint against `transformers serve`, which takes no schema, no `n` and no logprobs to heart."""

import asyncio
import json
from pathlib import Path

import pytest
from PIL import Image
from server_install import server_environment
from serving import QUIET, synthloom

from synthloom.catalog.media import LocalMedia
from synthloom.engines.calls.call_cache import CallCache
from synthloom.engines.endpoint import Endpoint
from synthloom.engines.settings import EngineSettings
from synthloom.schemas.media import Media
from synthloom.schemas.steps import Message, Said, Text

pytestmark = pytest.mark.slow
RECIPE = str(Path(__file__).parents[1] / "asking_recipe.py")


@pytest.fixture(scope="module")
def url(serve, tiny, tmp_path_factory) -> str:
    home = tmp_path_factory.mktemp("hf")
    (home / "hub").mkdir()
    program = server_environment("transformers").with_name("transformers")
    return serve("env", *QUIET, f"HF_HOME={home}", str(program), "serve", str(tiny), "--host", "127.0.0.1")


def turn(url: str, model: Path, folder: Path, *media: Media, **asked: int) -> tuple[Said, Endpoint]:
    """A turn of an endpoint of its own."""

    async def run() -> tuple[Said, Endpoint]:
        cache = CallCache(folder / "calls")
        endpoint = Endpoint(str(model), EngineSettings(base_url=url), cache, LocalMedia(folder))
        try:
            return await endpoint.converse([Message("user", (Text("Say it."), *media))], **asked), endpoint
        finally:
            cache.close()
            await endpoint.aclose()

    return asyncio.run(run())


def test_a_free_turn_is_kept_and_not_asked_for_again(url, tiny, tmp_path):
    first, _ = turn(url, tiny, tmp_path)
    second, endpoint = turn(url, tiny, tmp_path)
    assert (second, endpoint.totals.calls, endpoint.totals.hits) == (first, 0, 1)


def test_a_picture_is_sent_and_answered(url, tiny, tmp_path):
    Image.new("RGB", (40, 30), (200, 10, 10)).save(tmp_path / "red.png")
    red = LocalMedia(tmp_path).put((tmp_path / "red.png").read_bytes())
    _, endpoint = turn(url, tiny, tmp_path, red, max_tokens=4)
    assert endpoint.totals.calls == 1


def test_chances_that_it_does_not_give_are_absent(url, tiny, tmp_path):
    assert turn(url, tiny, tmp_path, top_logprobs=2)[0].chances == ()


def test_replies_that_ignore_the_schema_are_asked_for_again_and_end_as_errors_on_file(url, tiny, tmp_path):
    (tmp_path / "lines.txt").write_text("".join(f"line {number}\n" for number in range(3)))
    (tmp_path / "synthloom.toml").write_text(f'[engines."{tiny}"]\nbase_url = "{url}"\nconcurrency = 2\n')
    words = ("run", RECIPE, "--source", "lines.txt", "--model", f"judge={tiny}", "--json")
    done = synthloom(tmp_path, *words)
    report = json.loads(done.stdout)
    assert (done.returncode, report["status"], report["read"], report["errors"]) == (1, "failed", 3, 3), done.stderr
    assert report["calls"] == 9
    assert json.loads(synthloom(tmp_path, *words).stdout)["calls"] == 9  # none was kept as an answer
