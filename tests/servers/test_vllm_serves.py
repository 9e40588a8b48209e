"""Our client and endpoint against vLLM's own server, which somebody else has started."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, Literal

import pytest
from PIL import Image
from pydantic import BaseModel
from serving import ARGUMENTS, synthloom

from synthloom.catalog.media import LocalMedia
from synthloom.engines.calls.call_cache import CallCache
from synthloom.engines.client.openai_client import OpenAIClient
from synthloom.engines.endpoint import Endpoint
from synthloom.engines.engine import EngineError
from synthloom.engines.settings import EngineSettings
from synthloom.schemas.errors import UserError
from synthloom.schemas.media import Media
from synthloom.schemas.steps import Message, Text

pytestmark = pytest.mark.slow
RECIPE = str(Path(__file__).parents[1] / "asking_recipe.py")
VISIT = {
    "type": "function",
    "function": {
        "name": "visit",
        "description": "Read a page.",
        "strict": True,
        "parameters": {
            "type": "object",
            "properties": {"page": {"type": "integer"}},
            "required": ["page"],
            "additionalProperties": False,
        },
    },
}


class Judgement(BaseModel):
    verdict: Literal["good", "bad"]
    analysis: str
    colours: list[Literal["red", "green", "blue"]]


@pytest.fixture(scope="module")
def url(serve, vllm_command, tiny, tmp_path_factory) -> str:
    seen = ("--allowed-local-media-path", str(tmp_path_factory.getbasetemp()))
    return serve(*vllm_command, "--model", str(tiny), "--served-model-name", "tiny", *ARGUMENTS, *seen)


@pytest.fixture
def media(tmp_path) -> LocalMedia:
    return LocalMedia(tmp_path)


@pytest.fixture
def ask(url, tmp_path, media) -> Callable[..., Any]:
    """Some work with an endpoint of its own: what it gives, and the endpoint."""

    def run(work: Callable[[Endpoint], Awaitable[Any]], name: str = "tiny", **settings: Any) -> Any:
        async def inside() -> tuple[Any, Endpoint]:
            cache = CallCache(tmp_path / "calls")
            endpoint = Endpoint(name, EngineSettings(base_url=url, **settings), cache, media)
            try:
                return await work(endpoint), endpoint
            finally:
                cache.close()
                await endpoint.aclose()

        return asyncio.run(inside())

    return run


def asking(text: str, *media: Media) -> list[Message]:
    return [Message("user", (Text(text), *media))]


def body(text: str, **more: Any) -> dict[str, Any]:
    return {"messages": [{"role": "user", "content": text}], "temperature": 0.0, **more}


def send(url: str, **asked: Any) -> Any:
    async def inside() -> Any:
        client = OpenAIClient("tiny", EngineSettings(base_url=url))
        try:
            async with client.slots():
                return await client.chat(asked)
        finally:
            await client.aclose()

    return asyncio.run(inside())


def test_a_typed_reply_has_the_shape_that_was_asked_for(ask):
    for question in ("Is it good?", "And this?", "This one?"):
        said, endpoint = ask(lambda endpoint, question=question: endpoint.chat(asking(question), Judgement))
        assert (said.verdict in ("good", "bad"), endpoint.totals.calls) == (True, 1)


def test_a_reply_is_kept_and_not_asked_for_again(ask):
    first, _ = ask(lambda endpoint: endpoint.chat(asking("Is it good?"), Judgement))
    second, endpoint = ask(lambda endpoint: endpoint.chat(asking("Is it good?"), Judgement))
    assert (second, endpoint.totals.calls, endpoint.totals.hits) == (first, 0, 1)
    assert first == ask(lambda endpoint: endpoint.chat(asking("Is it good?"), Judgement))[0]


@pytest.mark.parametrize("way", ["data", "path"])
def test_a_picture_is_sent_and_answered(ask, media, tmp_path, way):
    Image.new("RGB", (40, 30), (200, 10, 10)).save(tmp_path / "red.png")
    red = media.put((tmp_path / "red.png").read_bytes())
    said, with_picture = ask(lambda endpoint: endpoint.chat(asking("What is it?", red), Judgement), images=way)
    assert said.verdict in ("good", "bad")
    _, without = ask(lambda endpoint: endpoint.chat(asking("What is it?"), Judgement))
    assert with_picture.totals.tokens_in >= without.totals.tokens_in + 4


def test_several_draws_come_from_one_request(ask):
    said, endpoint = ask(
        lambda endpoint: endpoint.draws(asking("Good?"), Judgement, 4, temperature=1.0), draws_at_once=True
    )
    assert (len(said), endpoint.totals.calls) == (4, 4)
    assert len({reply.model_dump_json() for reply in said}) > 1


def test_a_tool_is_called_as_its_schema_has_it(url):
    forced = {"type": "function", "function": {"name": "visit"}}
    (choice,) = send(url, **body("Read page 3.", tools=[VISIT], tool_choice=forced, max_tokens=200)).choices
    (call,) = choice.message.tool_calls
    assert call.function.name == "visit"
    assert list(json.loads(call.function.arguments)) == ["page"]


def test_a_free_turn_has_its_chances_token_by_token(ask):
    def work(endpoint: Endpoint) -> Awaitable[Any]:
        return endpoint.converse(asking("Say it."), temperature=1.0, top_logprobs=2)

    said, endpoint = ask(work, name="tiny?min_tokens=5")
    assert 5 <= len(said.chances) <= endpoint.totals.tokens_out
    assert all(chance.logprob <= 0 and len(chance.top) >= 2 for chance in said.chances)


def test_a_turn_that_is_cut_off_is_told_and_never_kept(ask):
    for _ in range(2):
        said, endpoint = ask(
            lambda endpoint: endpoint.converse(asking("Say it."), max_tokens=2), name="tiny?ignore_eos=true"
        )
        assert (said.finish, endpoint.totals.calls) == ("length", 1)


def test_a_cut_reply_is_never_read_as_a_whole_one(ask):
    with pytest.raises(EngineError, match="cut off at the length limit"):
        ask(lambda endpoint: endpoint.chat(asking("Good?"), Judgement), name="tiny?max_tokens=3")


def test_a_prompt_that_is_too_long_is_that_rows_error(ask):
    with pytest.raises(EngineError, match="HTTP 400: This model's maximum context length is 16384 tokens"):
        ask(lambda endpoint: endpoint.chat(asking("long " * 5000), Judgement))


def test_a_model_that_is_not_served_is_the_users_mistake(ask):
    with pytest.raises(UserError, match="HTTP 404: The model `nobody` does not exist"):
        ask(lambda endpoint: endpoint.chat(asking("Good?"), Judgement), name="nobody")


def test_a_run_accounts_for_every_row_and_the_next_one_sends_nothing(url, tmp_path):
    (tmp_path / "lines.txt").write_text("".join(f"line {number}\n" for number in range(8)))
    (tmp_path / "synthloom.toml").write_text(f'[engines.tiny]\nbase_url = "{url}"\n')
    words = ("run", RECIPE, "--source", "lines.txt", "--model", "judge=tiny", "--json", "--set", "judge.least=-1000000")
    done = synthloom(tmp_path, *words)
    report = json.loads(done.stdout)
    assert report["read"] == report["kept"] + report["rejected"] + report["errors"] == 8, done.stderr
    assert (report["errors"], report["calls"], report["status"]) == (0, 8, "committed")
    again = json.loads(synthloom(tmp_path, *words).stdout)
    assert (again["status"], again["calls"], again["content_hash"]) == ("unchanged", 0, report["content_hash"])
    stored = json.loads(synthloom(tmp_path, "sql", "SELECT count(*) AS calls FROM calls", "--json").stdout)
    assert stored == [{"calls": 8}]
