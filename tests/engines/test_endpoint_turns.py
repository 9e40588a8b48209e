import asyncio
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any, NoReturn

import pytest
from fake_server import FakeServer
from PIL import Image

from synthloom.catalog.call_log import all_calls
from synthloom.catalog.media import LocalMedia
from synthloom.engines.asking.conversation import PICTURES_FOLLOW, identity
from synthloom.engines.asking.pictures import Pictures
from synthloom.engines.asking.replies import UnusableReply
from synthloom.engines.calls.call_cache import CallCache
from synthloom.engines.client import retries
from synthloom.engines.endpoint import Endpoint
from synthloom.engines.settings import EngineSettings
from synthloom.schemas.media import Media
from synthloom.schemas.steps import Called, Message, Said, Text

TOOL = {"type": "function", "function": {"name": "visit", "description": "", "parameters": {"type": "object"}}}
CALL = {"tool_calls": [{"name": "visit", "arguments": {"urls": ["a"]}}], "content": "I read.", "reasoning": "Hm."}
ASKED = [Message("user", (Text("Who?"),))]


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retries, "RETRY_DELAYS", (0.01, 0.02, 0.03))


def run(folder: Path, server: FakeServer, work: Callable[[Endpoint], Awaitable[Any]], **settings: Any) -> Any:
    async def main() -> Any:
        with CallCache(folder / "calls") as cache:
            endpoint = Endpoint("m", EngineSettings(base_url=server.url, **settings), cache, LocalMedia(folder))
            try:
                return await work(endpoint)
            finally:
                await endpoint.aclose()

    return asyncio.run(main())


def red(folder: Path) -> Media:
    return LocalMedia(folder).put_image(Image.new("RGB", (40, 30), "red"))


def test_a_turn_comes_back_whole_and_again_from_the_cache(tmp_path: Path) -> None:
    log: list[str] = []
    with FakeServer(lambda asked: CALL) as server:
        said = run(tmp_path, server, lambda endpoint: endpoint.for_record(log).converse(ASKED, tools=[TOOL]))
        again = run(tmp_path, server, lambda endpoint: endpoint.for_record(log).converse(ASKED, tools=[TOOL]))
        assert server.requests == 1
    [called] = said.calls
    assert (said.text, said.reasoning, said.finish, said.tokens_out) == ("I read.", "Hm.", "tool_calls", 8)
    assert (called.name, called.arguments) == ("visit", '{"urls": ["a"]}')
    assert again == said
    assert log[0] == log[1]


def test_the_request_holds_tools_stop_seed_and_limit(tmp_path: Path) -> None:
    async def work(endpoint: Endpoint) -> None:
        await endpoint.converse(ASKED, tools=[TOOL], temperature=0.7, draw=3, max_tokens=99, stop=("<observation>",))
        await endpoint.converse(ASKED)

    with FakeServer(lambda asked: "yes") as server:
        run(tmp_path, server, work)
    full, plain = (asked.body for asked in server.asked)
    told = {key: full[key] for key in ("tools", "parallel_tool_calls", "temperature", "seed", "max_tokens", "stop")}
    assert told == {
        "tools": [TOOL], "parallel_tool_calls": False, "temperature": 0.7, "seed": 3, "max_tokens": 99,
        "stop": ["<observation>"],
    }  # fmt: skip
    assert plain.keys() == {"model", "messages", "temperature"}


def test_pictures_of_results_follow_as_the_users(tmp_path: Path) -> None:
    picture = red(tmp_path)
    messages = [
        *ASKED,
        Message("assistant", (Text(""),), (Called("a", "visit", "{}"), Called("b", "visit", "{}"))),
        Message("tool", (Text("img_2"), picture), call_id="a"),
        Message("tool", (Text("nothing"),), call_id="b"),
    ]
    with FakeServer(lambda asked: "yes") as server:
        run(tmp_path, server, lambda endpoint: endpoint.converse(messages))
        run(tmp_path, server, lambda endpoint: endpoint.converse([*messages, Message("user", (Text("Go on."),))]))
    sent, longer = (asked.body["messages"] for asked in server.asked)
    assert [message["role"] for message in sent] == ["user", "assistant", "tool", "tool", "user"]
    assert (sent[2]["content"], sent[2]["tool_call_id"]) == ("img_2", "a")
    assert [part.get("text") for part in sent[4]["content"]] == [PICTURES_FOLLOW, None]
    assert [call["function"]["name"] for call in sent[1]["tool_calls"]] == ["visit", "visit"]
    assert longer[:5] == sent
    assert server.asked[0].images == [LocalMedia(tmp_path).read(picture)]


def test_what_can_change_a_turn_is_another_call(tmp_path: Path) -> None:
    asked: list[Sequence[Message]] = [
        ASKED,
        [Message("system", ASKED[0].parts)],
        [Message("user", (red(tmp_path),))],
        [*ASKED, Message("assistant", (Text(""),), (Called("a", "visit", "{}"),))],
        [*ASKED, Message("assistant", (Text(""),), (Called("b", "visit", "{}"),))],
        [*ASKED, Message("tool", (Text(""),), call_id="a")],
    ]
    options: list[dict[str, Any]] = [
        {"tools": [TOOL]}, {"temperature": 1.0}, {"temperature": 1.0, "draw": 1}, {"max_tokens": 5}, {"stop": ("x",)},
    ]  # fmt: skip

    async def work(endpoint: Endpoint) -> None:
        for messages in asked:
            await endpoint.converse(messages)
        for option in options:
            await endpoint.converse(ASKED, **option)

    with FakeServer(lambda asked: "yes") as server:
        run(tmp_path, server, work)
        run(tmp_path, server, work)
        assert server.requests == len(asked) + len(options)
    assert all_calls(tmp_path).read_all().num_rows == server.requests


def test_a_turn_that_was_cut_off_is_returned_counted_and_never_stored(tmp_path: Path) -> None:
    log: list[str] = []

    async def work(endpoint: Endpoint) -> tuple[Said, Said, int, int]:
        model = endpoint.for_record(log)
        first, second = await asyncio.gather(model.converse(ASKED), model.converse(ASKED))
        return first, second, endpoint.totals.calls, endpoint.totals.hits

    with FakeServer(lambda asked: CALL | {"finish": "length"}) as server:
        first, second, calls, hits = run(tmp_path, server, work)
        assert (server.requests, calls, hits) == (1, 1, 0)
    assert first == second
    assert (first.finish, first.text) == ("length", "I read.")
    assert len(log) == 2  # both are told of it, since it cost something
    assert all_calls(tmp_path).read_all().num_rows == 0


def test_a_filtered_turn_is_an_error_and_not_stored(tmp_path: Path) -> None:
    with FakeServer(lambda asked: CALL | {"finish": "content_filter"}) as server:
        with pytest.raises(UnusableReply, match="gave no turn: it was cut off by the server's content filter"):
            run(tmp_path, server, lambda endpoint: endpoint.converse(ASKED))
        assert server.requests == 1
    assert all_calls(tmp_path).read_all().num_rows == 0


def test_no_turn_is_sent_that_is_not_allowed(tmp_path: Path) -> None:
    async def work(endpoint: Endpoint) -> None:
        def refuse() -> NoReturn:
            raise PermissionError

        await endpoint.converse(ASKED)
        endpoint.calling.allowed = refuse
        await endpoint.converse(ASKED)
        with pytest.raises(PermissionError):
            await endpoint.converse(ASKED, max_tokens=1)

    with FakeServer(lambda asked: "yes") as server:
        run(tmp_path, server, work)
        assert server.requests == 1


def test_transport_faults_are_retried_and_no_turn_is_lost_or_doubled(tmp_path: Path) -> None:
    async def work(endpoint: Endpoint) -> list[Said]:
        turns = (endpoint.converse([Message("user", (Text(f"#{n}"),))]) for n in range(100))
        return await asyncio.gather(*turns)

    faults = ("500", "429", "closed", "bad_body", "503")
    with FakeServer(lambda asked: asked.text, latency=0.002, fault_every=10, faults=faults) as server:
        said = run(tmp_path, server, work)
        assert server.stats()["repeated"] == 0
    assert [turn.text for turn in said] == [f"#{n}" for n in range(100)]
    assert all_calls(tmp_path).read_all().num_rows == 100


def test_a_message_without_calls_has_the_identity_it_always_had(tmp_path: Path) -> None:
    picture = red(tmp_path)
    told = identity([Message("user", (Text("Who?"), picture))])
    assert told == [{"role": "user", "parts": [{"text": "Who?"}, {"media": picture.hash}]}]


def test_a_picture_is_encoded_once_as_long_as_there_is_room(tmp_path: Path) -> None:
    store, first = LocalMedia(tmp_path), red(tmp_path)
    other = store.put_image(Image.new("RGB", (40, 30), "blue"))

    async def main(held: int) -> str:
        pictures = Pictures(store, tmp_path, held=held)
        part = await pictures.part(first)
        await pictures.part(other)
        (tmp_path / first.path).rename(tmp_path / "moved")
        try:
            assert await pictures.part(first) == part
        finally:
            (tmp_path / "moved").rename(tmp_path / first.path)
        return str(part["image_url"]["url"])

    assert asyncio.run(main(10_000)).startswith("data:image/png;base64,")
    with pytest.raises(FileNotFoundError):
        asyncio.run(main(150))


def test_half_of_a_surrogate_pair_is_replaced_and_the_turn_stored(tmp_path: Path) -> None:
    with FakeServer(lambda asked: "half a pair: \ud83d") as server:
        for _ in range(2):
            assert run(tmp_path, server, lambda endpoint: endpoint.converse(ASKED)).text == "half a pair: ?"
        assert server.requests == 1
