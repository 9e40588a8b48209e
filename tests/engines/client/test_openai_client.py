import asyncio
import gc
import json
import time
import warnings
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from fake_server import FakeServer

from synthloom.engines.client import retries
from synthloom.engines.client.openai_client import OpenAIClient
from synthloom.engines.engine import EngineError
from synthloom.engines.settings import EngineSettings
from synthloom.schemas.errors import UserError


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retries, "RETRY_DELAYS", (0.01, 0.02, 0.03, 0.04))


def asking(text: str) -> dict[str, Any]:
    return {"messages": [{"role": "user", "content": text}]}


def run(server: FakeServer, work: Callable[[OpenAIClient], Awaitable[Any]], **settings: Any) -> Any:
    async def main() -> Any:
        client = OpenAIClient("fake-model", EngineSettings(**{"base_url": server.url} | settings))
        try:
            return await work(client)
        finally:
            await client.aclose()

    return asyncio.run(main())


async def ask_all(client: OpenAIClient, count: int) -> list[str | None]:
    async def ask(number: int) -> str | None:
        async with client.slots():
            return (await client.chat(asking(f"#{number}"))).choices[0].message.content

    return await asyncio.gather(*(ask(number) for number in range(count)))


def test_a_reply_comes_in_openais_own_type() -> None:
    with FakeServer(lambda asked: {"tool_calls": [], "content": "Blue.", "reasoning": "Hm."}) as server:
        completion = run(server, lambda client: client.chat(asking("?")))
    message = completion.choices[0].message
    assert (type(completion).__name__, message.content) == ("ChatCompletion", "Blue.")
    assert message.model_extra == {"reasoning_content": "Hm."}
    assert completion.usage.prompt_tokens_details.cached_tokens == 5


def test_several_choices_and_chances_come_back_as_asked() -> None:
    body = asking("?") | {"n": 3, "logprobs": True, "top_logprobs": 2}
    with FakeServer(lambda asked: f"choice {asked.choice}") as server:
        completion = run(server, lambda client: client.chat(body))
    assert [choice.message.content for choice in completion.choices] == ["choice 0", "choice 1", "choice 2"]
    assert [len(entry.top_logprobs) for entry in completion.choices[0].logprobs.content] == [2, 2]


def test_vectors_come_in_the_order_of_their_texts() -> None:
    with FakeServer() as server:
        both = run(server, lambda client: client.embed(["a", "b"]))
        second = run(server, lambda client: client.embed(["b"]))
    assert len(both.data[0].embedding) == 8
    assert both.data[1].embedding == second.data[0].embedding


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("fault", ["500", "502", "503", "429", "408", "409", "closed", "bad_body", "short", "late"])
def test_a_call_is_answered_in_spite_of_a_transport_fault(fault: str, stream: bool) -> None:
    with FakeServer(lambda asked: asked.text, latency=0.002, fault_every=5, faults=(fault,)) as server:
        told = run(server, lambda client: ask_all(client, 40), timeout_seconds=0.5, stream=stream)
        assert told == [f"#{number}" for number in range(40)]
        assert server.dealt[fault] >= 8


def test_every_tenth_reply_of_many_is_faulty_and_none_is_lost() -> None:
    faults = ("500", "429", "truncated", "not_json", "closed", "late", "503")
    with FakeServer(lambda asked: asked.text, latency=0.002, fault_every=10, faults=faults) as server:
        told = run(server, lambda client: ask_all(client, 500), concurrency=64, timeout_seconds=1)
        assert set(server.dealt) == set(faults)
    # Cut at the length limit or no JSON: whole replies as far as transport goes, so `Endpoint` judges them.
    assert [text == f"#{number}" for number, text in enumerate(told)].count(False) == (
        server.dealt["truncated"] + server.dealt["not_json"]
    )


@pytest.mark.parametrize("body", [b"", b"[1]", b"{}", b'{"choices": []}', b'{"choices": [', b"[" * 10_000, b"\xff"])
def test_a_body_that_is_no_reply_is_asked_for_again_and_then_an_error(body: bytes) -> None:
    asked = 0

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal asked
        asked += 1
        await reader.readuntil(b"\r\n\r\n")
        writer.write(f"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: {len(body)}\r\n\r\n".encode() + body)
        writer.close()

    async def main() -> None:
        async with await asyncio.start_server(answer, "127.0.0.1", 0) as listening:
            port = listening.sockets[0].getsockname()[1]
            client = OpenAIClient("m", EngineSettings(base_url=f"http://127.0.0.1:{port}/v1"))
            with pytest.raises(EngineError, match=r"gave no answer: a reply (that is no JSON|without choices)"):
                await client.chat(asking("?"))
            await client.aclose()

    asyncio.run(main())
    assert asked == 5


def test_a_reply_with_fields_left_out_is_read_and_half_a_surrogate_pair_is_no_fault() -> None:
    whole = {"choices": [{"message": {"content": "half: \ud83d"}}]}

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        data = json.dumps(whole).encode()
        writer.write(f"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: {len(data)}\r\n\r\n".encode() + data)
        writer.close()

    async def main() -> Any:
        async with await asyncio.start_server(answer, "127.0.0.1", 0) as listening:
            port = listening.sockets[0].getsockname()[1]
            client = OpenAIClient("m", EngineSettings(base_url=f"http://127.0.0.1:{port}/v1"))
            completion = await client.chat(asking("a question with half a pair: \ud83d"))
            await client.aclose()
            return completion

    assert asyncio.run(main()).choices[0].message.content == "half: ?"


def test_a_redirect_is_refused_and_the_key_goes_nowhere_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEST_KEY", "sk-secret")
    with FakeServer(lambda asked: "x", fault_every=1, faults=("307",)) as server:
        with pytest.raises(UserError, match="HTTP 307") as caught:
            run(server, lambda client: client.chat(asking("?")), api_key_env="TEST_KEY")
        assert server.requests == 1
    assert "sk-secret" not in str(caught.value)


def test_a_server_that_takes_fewer_gets_fewer_and_every_call_is_answered() -> None:
    with FakeServer(lambda asked: asked.text, latency=0.01, at_most=6, retry_after="0.01") as server:
        told = run(server, lambda client: ask_all(client, 300), concurrency=64)
        assert told == [f"#{number}" for number in range(300)]
        assert server.refused < 80


def test_a_server_that_wants_nothing_until_tomorrow_is_an_error_for_every_call_at_once() -> None:
    async def work(client: OpenAIClient) -> list[Any]:
        return await asyncio.gather(*(client.chat(asking("?")) for _ in range(40)), return_exceptions=True)

    with FakeServer(lambda asked: "x", fault_every=1, faults=("429",), retry_after="86400") as server:
        told = run(server, work, concurrency=4)
        assert all(isinstance(error, EngineError) and "HTTP 429" in str(error) for error in told)
        assert server.requests == 40


def test_a_call_that_waits_for_its_turn_in_a_rate_is_not_under_way() -> None:
    async def work(client: OpenAIClient) -> int:
        calls = [asyncio.create_task(client.chat(asking(f"#{n}"))) for n in range(20)]
        await asyncio.sleep(0.02)
        under_way = client._limit.under_way
        for call in calls:
            call.cancel()
        await asyncio.wait(calls)
        return under_way

    with FakeServer(lambda asked: "x", latency=0.2) as server:
        assert run(server, work, requests_per_minute=60, concurrency=20) == 1


@pytest.mark.filterwarnings("ignore")  # the first loop's connections are left open here
def test_another_event_loop_gets_connections_of_its_own() -> None:
    with FakeServer(lambda asked: "x") as server:
        client = OpenAIClient("m", EngineSettings(base_url=server.url))

        async def ask_and_close() -> None:
            await client.chat(asking("?"))
            await client.aclose()

        asyncio.run(ask_all(client, 1))
        asyncio.run(ask_and_close())
        asyncio.run(ask_and_close())
        assert server.requests == 3
    gc.collect()


def test_nothing_is_left_open_after_closing(caplog: pytest.LogCaptureFixture) -> None:
    async def work(client: OpenAIClient) -> None:
        client.sdk()
        await ask_all(client, 20)

    with warnings.catch_warnings(), FakeServer(lambda asked: "x") as server:
        warnings.simplefilter("error")
        run(server, work)
        gc.collect()
    assert not caplog.records


def test_a_client_that_was_never_used_can_be_closed() -> None:
    with FakeServer() as server:
        run(server, lambda client: asyncio.sleep(0))
        assert server.requests == 0


@pytest.mark.parametrize("fault", ["500", "closed"])
def test_a_server_that_never_answered_is_given_up_soon_by_all_calls(
    monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    monkeypatch.setattr(retries, "RETRY_DELAYS", (0.05, 10, 10, 10))
    monkeypatch.setattr(retries, "PATIENCE", 0.4)

    async def work(client: OpenAIClient) -> float:
        begun = time.monotonic()
        for _ in range(2):
            told = await asyncio.gather(*(client.chat(asking("?")) for _ in range(8)), return_exceptions=True)
            assert all(isinstance(error, EngineError) for error in told)
        return time.monotonic() - begun

    with FakeServer(lambda asked: "x", fault_every=1, faults=(fault,)) as server:
        assert 0.4 < run(server, work) < 2
        assert server.requests == 8 * 3 + 8


def test_a_server_that_has_answered_gets_all_delays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retries, "PATIENCE", 0.0)
    monkeypatch.setattr(retries, "FAULTS_AT_LEAST", 1)
    with FakeServer(lambda asked: "x") as server:

        async def work(client: OpenAIClient) -> None:
            await client.chat(asking("?"))
            server.fault_every, server.faults = 1, ("500",)
            with pytest.raises(EngineError):
                await client.chat(asking("?"))

        run(server, work)
        assert server.requests == 1 + 5


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_proxy_gets_no_key_of_a_secure_address_and_its_own_password_is_told_to_nobody(
    monkeypatch: pytest.MonkeyPatch, scheme: str
) -> None:
    seen: list[bytes] = []

    async def proxy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        seen.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(b"HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n")
        writer.close()

    async def main() -> str:
        async with await asyncio.start_server(proxy, "127.0.0.1", 0) as listening:
            port = listening.sockets[0].getsockname()[1]
            monkeypatch.setenv(f"{scheme}_proxy", f"http://user:secret-word@127.0.0.1:{port}")
            monkeypatch.setenv("TEST_KEY", "sk-secret")
            settings = EngineSettings(base_url=f"{scheme}://api.example.com/v1", api_key_env="TEST_KEY")
            client = OpenAIClient("m", settings)
            with pytest.raises(EngineError, match="407") as caught:
                await client.chat(asking("?"))
            await client.aclose()
            return str(caught.value)

    assert "secret" not in asyncio.run(main())
    assert seen
    assert scheme == "http" or not any(b"sk-secret" in head for head in seen)
