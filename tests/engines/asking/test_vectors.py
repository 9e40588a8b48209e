import asyncio
from pathlib import Path
from typing import Any

import pytest
from asked_endpoint import rows, run
from fake_replies import vector
from fake_server import Asked, FakeServer

from synthloom.catalog.call_log import all_calls
from synthloom.engines.asking.replies import UnusableReply
from synthloom.engines.endpoint import Endpoint


class TooFew(FakeServer):
    """Forgets the last vector."""

    def _vectors(self, asked: Asked, fault: str, usage: dict[str, Any]) -> dict[str, Any] | None:
        told = super()._vectors(asked, fault, usage)
        return told and told | {"data": told["data"][:-1]}


def test_texts_that_are_not_stored_go_in_one_request(tmp_path: Path) -> None:
    with FakeServer() as server:
        assert run(tmp_path, server, lambda endpoint: endpoint.embed(["a", "b"])) == [vector("a", 8), vector("b", 8)]
        told = run(tmp_path, server, lambda endpoint: endpoint.embed(["c", "b", "d", "c"]))
        assert told == [vector(text, 8) for text in "cbdc"]
        assert [asked.body["input"] for asked in server.asked] == [["a", "b"], ["c", "d"]]
    assert sorted(tokens for (tokens,) in rows(tmp_path, "SELECT tokens_in FROM calls")) == [0, 0, 20, 20]
    assert sorted(call["prompt"] for call in all_calls(tmp_path).read_all().to_pylist()) == ["a", "b", "c", "d"]


def test_many_texts_go_in_several_requests(tmp_path: Path) -> None:
    texts = [str(number) for number in range(300)]
    with FakeServer() as server:
        assert run(tmp_path, server, lambda endpoint: endpoint.embed(texts)) == [vector(text, 8) for text in texts]
        assert [len(asked.body["input"]) for asked in server.asked] == [256, 44]


def test_equal_texts_at_the_same_time_are_asked_for_once(tmp_path: Path) -> None:
    async def work(endpoint: Endpoint) -> Any:
        return await asyncio.gather(endpoint.embed(["a", "b"]), endpoint.embed(["b", "c"]), endpoint.embed(["b"]))

    with FakeServer(latency=0.02) as server:
        assert run(tmp_path, server, work) == [[vector(text, 8) for text in texts] for texts in ("ab", "bc", "b")]
        assert [asked.body["input"] for asked in server.asked] == [["a", "b"], ["c"]]


def test_a_wrong_number_of_vectors_is_unusable(tmp_path: Path) -> None:
    with TooFew() as server, pytest.raises(UnusableReply, match="sent 1 vectors for 2 texts"):
        run(tmp_path, server, lambda endpoint: endpoint.embed(["a", "b"]))
    assert rows(tmp_path, "SELECT tokens_in FROM unusable") == [(20,)]
    assert rows(tmp_path, "SELECT * FROM calls") == []
