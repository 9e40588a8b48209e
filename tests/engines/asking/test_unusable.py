from pathlib import Path
from typing import Any

import pytest
from asked_endpoint import asking, rows, run
from fake_server import FakeServer
from pydantic import BaseModel, field_validator

from synthloom.engines.asking.replies import UnusableReply
from synthloom.engines.calls.call_cache import CallCache
from synthloom.engines.endpoint import Endpoint

PRICES = {"price_in": 10, "price_out": 100}
EACH = (20 * 10 + 8 * 100) / 1e6
"""What one reply of the fake server costs."""


class Count(BaseModel):
    number: int


def spent(folder: Path, keys: list[str]) -> Any:
    with CallCache(folder / "calls") as cache:
        return cache.spent(keys)


def test_replies_thrown_away_before_a_usable_one_are_counted_apart(tmp_path: Path) -> None:
    log: list[str] = []

    def script(asked: Any) -> Any:
        return {"number": 4} if "can't be used" in asked.text else "Four, I think."

    with FakeServer(script) as server:
        run(tmp_path, server, lambda endpoint: endpoint.for_record(log).chat(asking("?"), Count), **PRICES)
    assert rows(tmp_path, "SELECT key, tokens_in, cost FROM calls") == [(log[0], 20, EACH)]
    assert rows(tmp_path, "SELECT key, model, tokens_in, tokens_cached, cost FROM unusable") == [
        (log[0], "m", 20, 5, EACH)
    ]
    told = spent(tmp_path, log)
    assert (told.calls, told.unusable, told.tokens_in, told.tokens_out, told.tokens_cached) == (1, 1, 40, 16, 10)
    assert (told.cost, told.cost_unusable, told.unpriced) == (pytest.approx(2 * EACH), pytest.approx(EACH), ())


def test_a_call_without_an_answer_keeps_its_price_and_its_key(tmp_path: Path) -> None:
    log: list[str] = []

    async def work(endpoint: Endpoint) -> float:
        with pytest.raises(UnusableReply):
            await endpoint.for_record(log).chat(asking("?"), Count)
        return endpoint.totals.known_cost

    with FakeServer(lambda asked: "no JSON") as server:
        cost = [run(tmp_path, server, work, **PRICES) for _ in range(2)]
    assert len(set(log)) == 1
    told = spent(tmp_path, log)
    assert (told.calls, told.unusable, told.cost) == (0, 6, pytest.approx(sum(cost)))


@pytest.mark.parametrize("finish", ["length", "content_filter"])
def test_a_turn_that_cannot_be_kept_keeps_its_price(tmp_path: Path, finish: str) -> None:
    log: list[str] = []

    async def work(endpoint: Endpoint) -> None:
        try:
            await endpoint.for_record(log).converse(asking("?"))
        except UnusableReply:
            assert finish == "content_filter"

    with FakeServer(lambda asked: {"tool_calls": [], "content": "I", "finish": finish}) as server:
        run(tmp_path, server, work, **PRICES)
    assert spent(tmp_path, log)[:2] == (0, 1)


def test_a_call_that_fails_after_an_unusable_reply_is_told_of(tmp_path: Path) -> None:
    log: list[str] = []

    class Spent(Exception):
        pass

    async def work(endpoint: Endpoint) -> None:
        first = endpoint.calling.allowed

        def once() -> Any:
            if endpoint.totals.calls:
                raise Spent
            return first()

        endpoint.calling.allowed = once
        with pytest.raises(Spent):
            await endpoint.for_record(log).chat(asking("?"), Count)

    with FakeServer(lambda asked: "no JSON") as server:
        run(tmp_path, server, work, **PRICES)
    assert spent(tmp_path, log)[:2] == (0, 1)


def test_what_a_stricter_shape_throws_away_was_still_paid(tmp_path: Path) -> None:
    class Strict(BaseModel):
        number: int

        @field_validator("number")
        @classmethod
        def check(cls, number: int) -> int:
            assert number > 1, "one is not many"
            return number

    Strict.__name__ = Strict.__qualname__ = "Count"
    replies = iter([{"number": 1}, {"number": 2}])
    log: list[str] = []
    with FakeServer(lambda asked: next(replies)) as server:
        for shape in (Count, Strict):
            run(tmp_path, server, lambda endpoint: endpoint.for_record(log).chat(asking("?"), shape), **PRICES)  # noqa: B023
    told = spent(tmp_path, log)
    assert (told.calls, told.unusable, told.cost) == (1, 1, pytest.approx(2 * EACH))
    assert "one is not many" in rows(tmp_path, "SELECT problem FROM unusable")[0][0]


def test_reasoning_is_kept_beside_a_typed_reply(tmp_path: Path) -> None:
    reply = {"tool_calls": [], "content": '{"number": 3}', "reasoning": "Hm.", "finish": "stop"}
    with FakeServer(lambda asked: reply) as server:
        run(tmp_path, server, lambda endpoint: endpoint.chat(asking("?"), Count))
    assert rows(tmp_path, "SELECT reply, reasoning FROM calls") == [('{"number": 3}', "Hm.")]
