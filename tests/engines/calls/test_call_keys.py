"""Keys of calls that users have paid for: a change here would have them paid again."""

import base64
import hashlib
from pathlib import Path
from typing import Any

import pytest
from asked_endpoint import rows, run
from fake_server import FakeServer
from pydantic import BaseModel

from synthloom.catalog.media import LocalMedia
from synthloom.engines.calls.call import call_key
from synthloom.engines.endpoint import Endpoint
from synthloom.schemas.errors import UserError
from synthloom.schemas.steps import Called, Message, Text

DOT = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
TOOL = {"type": "function", "function": {"name": "visit", "parameters": {"type": "object"}}}
TURN: dict[str, Any] = {"tools": [TOOL], "temperature": 0.5, "draw": 2, "max_tokens": 9, "stop": ("x", "y")}
EXPECTED = {
    "m": ["8199eda7", "b4d75791", "4a0e20d3", "33f3f96e", "c9eb78a6", "54094eaa", "15d208df"],
    "org/m@0c351dd": ["080480e9", "9f4c2d75", "3a7f0b8c", "599e37a5", "6d6a829b", "c9e83d8f", "d4f53391"],
}
"""The first letters of each key, by the model's name."""


class Count(BaseModel):
    number: int


@pytest.mark.parametrize("name", ["m", "org/m@0c351dd"])
def test_the_keys_of_all_kinds_of_calls_are_those_they_always_were(tmp_path: Path, name: str) -> None:
    log: list[str] = []
    dot = LocalMedia(tmp_path).put(base64.b64decode(DOT))
    asked = [Message("system", (Text("Sé"),)), Message("user", (Text("Who?"), dot))]
    called = Message("assistant", (Text(""),), (Called("a", "visit", "{}"),))
    turns = [*asked, called, Message("tool", (Text("x"),), call_id="a")]

    async def work(endpoint: Endpoint) -> None:
        model = endpoint.for_record(log)
        await model.chat(asked, Count)
        await model.chat(asked, Count, temperature=0.7, draw=3)
        await model.chat(asked, Count, temperature=1)
        await model.converse(turns)
        await model.converse(turns, **TURN)
        await model.edit_image("Edit é", dot)
        await model.edit_image("Edit", dot, draw=1)

    with FakeServer(lambda asked: True if "prompt" in asked.body else {"number": 1}) as server:
        run(tmp_path, server, work, name)
    assert [key[:8] for key in log] == EXPECTED[name]
    for key, request in rows(tmp_path, "SELECT key, request FROM calls"):
        assert hashlib.sha256(request.encode()).hexdigest() == key


def test_parameters_and_chances_are_part_of_the_key_only_where_they_are_asked_for(tmp_path: Path) -> None:
    log: list[str] = []
    ask = [Message("user", (Text("?"),))]

    async def work(endpoint: Endpoint) -> None:
        await endpoint.for_record(log).converse(ask)
        said = await endpoint.for_record(log).converse(ask, top_logprobs=2)
        assert (said.chances[0].token, len(said.chances[0].top)) == ("yes", 2)
        assert await endpoint.converse(ask, top_logprobs=2) == said

    with FakeServer(lambda asked: "yes") as server:
        run(tmp_path, server, work, "m")
        run(tmp_path, server, work, "m?top_p=0.5")
        assert [asked.body.get("top_p") for asked in server.asked] == [None, None, 0.5, 0.5]
        assert server.asked[0].body["model"] == server.asked[2].body["model"] == "m"
        run(tmp_path, server, work, "m?top_p=0.5")
        assert server.requests == 4
    assert len(set(log)) == 4


def test_parameters_of_a_name_that_would_be_lost_are_refused(tmp_path: Path) -> None:
    with FakeServer() as server, pytest.raises(UserError, match="asked for vectors, and its dimensions would"):
        run(tmp_path, server, lambda endpoint: endpoint.embed(["a"]), "m?dimensions=8")


def test_the_identity_of_a_typed_call_is_canonical_json_of_its_parts(tmp_path: Path) -> None:
    request = {"engine": "openai", "kind": "chat", "model": "m", "revision": "", "temperature": 0.0, "draw": 0}
    messages = [{"role": "user", "parts": [{"text": 'Was "heißt" das?'}]}]
    whole = request | {"schema": Count.model_json_schema(), "messages": messages}
    log: list[str] = []
    ask = [Message("user", (Text('Was "heißt" das?'),))]
    with FakeServer(lambda asked: {"number": 1}) as server:
        run(tmp_path, server, lambda endpoint: endpoint.for_record(log).chat(ask, Count))
    assert log == [call_key(whole)]
