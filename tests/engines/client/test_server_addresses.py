import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from fake_server import FakeServer
from hypothesis import given
from hypothesis import strategies as st

from synthloom.engines.client import addresses, retries
from synthloom.engines.client.addresses import Addresses
from synthloom.engines.client.openai_client import OpenAIClient
from synthloom.engines.engine import EngineError
from synthloom.engines.settings import EngineSettings


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retries, "RETRY_DELAYS", (0.01, 0.02, 0.03))
    monkeypatch.setattr(addresses, "FIRST_PAUSE", 0.02)


def run(servers: list[FakeServer], work: Callable[[OpenAIClient], Awaitable[Any]], **options: Any) -> Any:
    async def main() -> Any:
        urls = tuple(server.url for server in servers)
        client = OpenAIClient("m", EngineSettings(**{"base_url": urls, "concurrency": 12} | options))
        try:
            return await work(client)
        finally:
            await client.aclose()

    return asyncio.run(main())


async def ask(client: OpenAIClient, number: int) -> str | None:
    async with client.slots():
        completion = await client.chat({"messages": [{"role": "user", "content": f"#{number}"}]})
    return completion.choices[0].message.content


async def ask_all(client: OpenAIClient, count: int) -> list[str | None]:
    return await asyncio.gather(*(ask(client, number) for number in range(count)))


def server(**options: Any) -> FakeServer:
    return FakeServer(lambda asked: asked.text, **options)


async def never(place: int) -> bool:
    return False


@given(st.lists(st.integers(0, 3), max_size=60))
def test_the_next_request_goes_where_fewest_are_under_way(leaving: list[int]) -> None:
    some = Addresses(4, never)
    for place in leaving:
        fewest = min(some.under_way)
        assert some.under_way[some.take()] == fewest + 1
        if some.under_way[place]:
            some.leave(place)


def test_calls_one_after_the_other_go_to_all_in_turn() -> None:
    some, told = Addresses(3, never), []
    for _ in range(6):
        told.append(some.take())
        some.leave(told[-1])
    assert told == [0, 1, 2, 0, 1, 2]


def test_the_load_is_spread_evenly() -> None:
    with server(latency=0.005) as a, server(latency=0.005) as b, server(latency=0.005) as c:
        assert run([a, b, c], lambda client: ask_all(client, 300)) == [f"#{number}" for number in range(300)]
        assert all(85 <= one.requests <= 115 for one in (a, b, c))
        assert max(one.max_in_flight for one in (a, b, c)) <= 6


def test_a_slow_server_gets_less() -> None:
    with server(latency=0.005) as fast, server(latency=0.1) as slow:
        run([fast, slow], lambda client: ask_all(client, 100))
        assert fast.requests > 2 * slow.requests


def test_no_call_is_lost_when_a_server_dies_and_it_is_used_again_when_it_is_back() -> None:
    a, b, c = (server(latency=0.005) for _ in range(3))
    with a, b:
        c.__enter__()

        async def work(client: OpenAIClient) -> list[str | None]:
            first = asyncio.create_task(ask_all(client, 300))
            while c.whole.total() < 30:
                await asyncio.sleep(0.001)
            await asyncio.to_thread(c.__exit__)
            told = await first
            assert client._addresses.left_out == {2}
            with server(latency=0.005, port=c.port) as again:
                while client._addresses.left_out:
                    await asyncio.sleep(0.01)
                told += await ask_all(client, 60)
                assert again.requests >= 15
            return told

        told = run([a, b, c], work)
    assert told == [f"#{number}" for number in [*range(300), *range(60)]]


def test_a_call_that_fails_goes_to_another_server_without_a_delay(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retries, "RETRY_DELAYS", (60.0,))
    with server(fault_every=1, faults=("500", "closed", "bad_body", "503")) as bad, server() as good:
        assert run([bad, good], lambda client: ask_all(client, 40)) == [f"#{number}" for number in range(40)]
        assert bad.requests >= 3
        assert good.requests == 40


def test_where_all_are_out_the_error_names_them() -> None:
    with server(fault_every=1, faults=("500",)) as a, server(fault_every=1, faults=("500",)) as b:
        with pytest.raises(EngineError, match="gave no answer: HTTP 500") as caught:
            run([a, b], lambda client: ask(client, 1))
        assert a.url in str(caught.value)
        assert b.url in str(caught.value)
        # The last round finds both out of service, or one of them back already.
        assert {a.requests, b.requests} <= {3, 4}


def test_the_only_server_is_never_left_out() -> None:
    with server(fault_every=1, faults=("500",)) as only:

        async def work(client: OpenAIClient) -> None:
            for number in range(3):
                with pytest.raises(EngineError):
                    await ask(client, number)
            only.fault_every = 0
            assert await ask(client, 3) == "#3"

        run([only], work)
        assert only.probes == 0


def test_a_server_without_room_is_not_left_out() -> None:
    with server(at_most=2, latency=0.005, retry_after="0.01") as small, server(latency=0.005) as big:

        async def work(client: OpenAIClient) -> list[str | None]:
            told = await ask_all(client, 100)
            assert not client._addresses.left_out
            return told

        assert run([small, big], work) == [f"#{number}" for number in range(100)]
