import asyncio
from pathlib import Path
from typing import Any

import pytest
from asked_endpoint import asking, rows, run
from fake_server import Asked, FakeServer
from pydantic import BaseModel

from synthloom.engines.client import retries
from synthloom.engines.endpoint import Endpoint
from synthloom.engines.engine import EngineError

ALL = range(5)


class Count(BaseModel):
    number: int


class IgnoresN(FakeServer):
    """Gives one choice, whatever was asked for."""

    def _completion(self, asked: Asked, fault: str, usage: dict[str, Any]) -> dict[str, Any] | None:
        asked.body.pop("n", None)
        return super()._completion(asked, fault, usage)


def by_seed(asked: Asked) -> dict[str, int]:
    """As vLLM: choice i of n has the seed + i."""
    return {"number": asked.body["seed"] + asked.choice}


async def five(endpoint: Endpoint) -> list[int]:
    return [reply.number for reply in await endpoint.draws(asking("?"), Count, 5)]


async def singly(endpoint: Endpoint) -> list[int]:
    asked = (endpoint.chat(asking("?"), Count, temperature=1.0, draw=draw) for draw in ALL)
    return [reply.number for reply in await asyncio.gather(*asked)]


@pytest.mark.parametrize("at_once", [False, True])
def test_draws_and_single_calls_are_the_same_calls(tmp_path: Path, at_once: bool) -> None:
    with FakeServer(by_seed) as server:
        assert run(tmp_path, server, five, draws_at_once=at_once) == list(ALL)
        assert server.requests == (1 if at_once else 5)
        assert run(tmp_path, server, singly) == list(ALL)
        assert run(tmp_path, server, five, draws_at_once=not at_once) == list(ALL)
        assert server.requests == (1 if at_once else 5)


def test_the_first_of_the_draws_asked_at_once_carries_the_tokens(tmp_path: Path) -> None:
    log: list[str] = []

    async def work(endpoint: Endpoint) -> tuple[int, int, float]:
        await endpoint.for_record(log).draws(asking("?"), Count, 5)
        return endpoint.totals.calls, endpoint.totals.tokens_in, endpoint.totals.known_cost

    with FakeServer(by_seed) as server:
        calls, tokens, cost = run(tmp_path, server, work, draws_at_once=True, price_in=1, price_out=1)
        assert server.asked[0].body["n"] == 5
    assert (calls, tokens, cost) == (5, 20, pytest.approx(60 / 1e6))
    assert sorted(rows(tmp_path, "SELECT tokens_in, tokens_out FROM calls"), reverse=True) == [(20, 40), *[(0, 0)] * 4]
    assert len(set(log)) == 5


def test_only_the_draws_that_are_not_stored_are_asked_for(tmp_path: Path) -> None:
    with FakeServer(by_seed) as server:
        run(tmp_path, server, lambda endpoint: endpoint.draws(asking("?"), Count, 2), draws_at_once=True)
        assert run(tmp_path, server, five, draws_at_once=True) == list(ALL)
        assert [(asked.body["n"], asked.body["seed"]) for asked in server.asked] == [(2, 0), (3, 2)]


def test_an_unusable_choice_is_asked_for_again_alone(tmp_path: Path) -> None:
    def script(asked: Asked) -> Any:
        return "No." if asked.body.get("n") and asked.choice == 3 else by_seed(asked)

    with FakeServer(script) as server:
        assert run(tmp_path, server, five, draws_at_once=True) == list(ALL)
        assert [asked.body.get("n") for asked in server.asked] == [5, None]
        assert server.asked[1].body["seed"] == 3
    assert [problem[:11] for (problem,) in rows(tmp_path, "SELECT problem FROM unusable")] == ["is not JSON"]


def test_a_server_that_ignores_n_is_asked_singly_from_then_on(tmp_path: Path) -> None:
    async def work(endpoint: Endpoint) -> list[int]:
        return [*await five(endpoint), *(one.number for one in await endpoint.draws(asking("Other?"), Count, 2))]

    with IgnoresN(by_seed) as server:
        assert run(tmp_path, server, work, draws_at_once=True) == [*ALL, 0, 1]
        assert server.requests == 5 + 2


def test_a_server_that_refuses_n_is_asked_singly(tmp_path: Path) -> None:
    async def work(endpoint: Endpoint) -> bool:
        assert await five(endpoint) == list(ALL)
        return endpoint.several.wanted

    with FakeServer(lambda asked: None if "n" in asked.body else by_seed(asked)) as server:
        assert not run(tmp_path, server, work, draws_at_once=True)
        assert server.requests == 6


def test_a_server_that_is_down_is_not_thought_to_refuse_n(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retries, "RETRY_DELAYS", (0.01,))

    async def work(endpoint: Endpoint) -> bool:
        with pytest.raises(EngineError):
            await five(endpoint)
        return endpoint.several.wanted

    with FakeServer(by_seed, fault_every=1, faults=("500",)) as server:
        assert run(tmp_path, server, work, draws_at_once=True)


def test_equal_draws_at_the_same_time_are_asked_for_once(tmp_path: Path) -> None:
    async def work(endpoint: Endpoint) -> list[list[int]]:
        return await asyncio.gather(five(endpoint), singly(endpoint), five(endpoint))

    with FakeServer(by_seed, latency=0.02) as server:
        assert run(tmp_path, server, work, draws_at_once=True) == [list(ALL)] * 3
        assert server.requests == 1


def test_draws_that_come_after_one_that_failed_are_kept_and_noted(tmp_path: Path) -> None:
    log: list[str] = []

    def script(asked: Asked) -> Any:
        return None if asked.body["seed"] == 0 else by_seed(asked)

    async def work(endpoint: Endpoint) -> None:
        with pytest.raises(EngineError):
            await endpoint.for_record(log).draws(asking("?"), Count, 5)
        assert len(log) == 4

    with FakeServer(script, latency=0.02) as server:
        run(tmp_path, server, work)
    assert rows(tmp_path, "SELECT count(*) FROM calls") == [(4,)]
