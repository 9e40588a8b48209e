import asyncio
import itertools
import json
from typing import Any

import openai
import pytest
from fake_replies import logprobs, message, streamed
from fake_server import FakeServer
from hypothesis import given, settings
from hypothesis import strategies as st
from openai.types.chat import ChatCompletion

from synthloom.engines.client import retries
from synthloom.engines.client.openai_client import OpenAIClient
from synthloom.engines.client.streamed import Stream
from synthloom.engines.client.wire import BrokenReply
from synthloom.engines.engine import EngineError
from synthloom.engines.settings import EngineSettings

USAGE = {"prompt_tokens": 20, "completion_tokens": 8, "total_tokens": 28}
TURN = {
    "content": "I read — grüße 🙂.",
    "reasoning": "Hm, two pages.",
    "tool_calls": [{"name": "visit", "arguments": {"urls": ["a", "b"]}}, {"name": "zoom", "arguments": {"x": 1.5}}],
}


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retries, "RETRY_DELAYS", (0.01, 0.02))


def whole(*replies: Any, chances: bool = False) -> dict[str, Any]:
    choices = []
    for index, reply in enumerate(replies):
        told, finish = message(reply, "1")
        choice: dict[str, Any] = {"index": index, "message": told, "finish_reason": finish}
        if chances:
            choice["logprobs"] = logprobs(told["content"], 2)
        choices.append(choice)
    return {"id": "c", "object": "chat.completion", "created": 1, "model": "m", "choices": choices}


def joined(data: bytes, cuts: list[int]) -> dict[str, Any]:
    stream, places = Stream(), sorted({0, len(data), *(cut % (len(data) + 1) for cut in cuts)})
    for start, end in itertools.pairwise(places):
        stream.take(data[start:end])
    return ChatCompletion.model_validate_json(stream.completion()).model_dump(exclude_unset=True)


@settings(max_examples=60, deadline=None)
@given(letters=st.integers(1, 20), cuts=st.lists(st.integers(0, 10**4)), ends=st.sampled_from([b"\n", b"\r\n"]))
def test_a_stream_cut_anywhere_becomes_what_the_server_would_have_sent_whole(
    letters: int, cuts: list[int], ends: bytes
) -> None:
    completion = whole(TURN, "A second choice.", chances=True)
    data = b": a comment\n\n" + b"".join(streamed(completion, USAGE, letters))
    found = joined(data.replace(b"\n", ends), cuts)
    for choice in found["choices"]:
        for call in choice["message"].get("tool_calls", ()):
            del call["index"]
    expected = ChatCompletion.model_validate(completion | {"usage": USAGE}).model_dump(exclude_unset=True)
    assert found == expected


def test_calls_that_all_have_index_0_are_told_apart_by_their_ids() -> None:
    calls = [{"index": 0, "id": f"c{n}", "function": {"name": "visit", "arguments": f'{{"n": {n}}}'}} for n in (1, 2)]
    events: list[Any] = [{"choices": [{"index": 0, "delta": {"tool_calls": [call]}}]} for call in calls]
    events.append({"id": "c", "created": 1, "model": "m", "choices": [{"index": 0, "finish_reason": "tool_calls"}]})
    data = b"".join(b"data: " + json.dumps(event).encode() + b"\n\n" for event in events)
    told = joined(data, [])["choices"][0]["message"]["tool_calls"]
    assert [(call["id"], call["function"]["arguments"]) for call in told] == [("c1", '{"n": 1}'), ("c2", '{"n": 2}')]


def test_the_halves_of_a_surrogate_pair_meet_again() -> None:
    events: list[Any] = [{"choices": [{"index": 0, "delta": {"content": half}}]} for half in ("\ud83d", "\ude42")]
    events.append({"id": "c", "created": 1, "model": "m", "choices": [{"index": 0, "finish_reason": "stop"}]})
    data = b"".join(b"data: " + json.dumps(event).encode() + b"\n\n" for event in events)
    assert joined(data, [])["choices"][0]["message"]["content"] == "🙂"


@given(st.data())
def test_no_part_of_a_stream_passes_for_a_whole_reply(data: st.DataObject) -> None:
    pieces = list(streamed(whole("A reply of several pieces."), USAGE))[:-3]  # without its end, the usage and [DONE]
    stream = Stream()
    for piece in pieces[: data.draw(st.integers(0, len(pieces)))]:
        stream.take(piece)
    with pytest.raises(BrokenReply, match="ended before the reply did"):
        stream.completion()


def test_an_error_in_the_stream_is_openais_own() -> None:
    with pytest.raises(openai.BadRequestError):
        Stream().take(b'data: {"error": {"message": "too long", "code": 400}}\n\n')
    with pytest.raises(openai.InternalServerError):
        Stream().take(b'data: {"error": "out of memory"}\n\n')
    with pytest.raises(BrokenReply, match="no JSON"):
        Stream().take(b'data: {"cho\n\n')


def ask(server: FakeServer, **options: Any) -> Any:
    async def main() -> Any:
        client = OpenAIClient("m", EngineSettings(base_url=server.url, stream=True, **options))
        try:
            return await client.chat({"messages": [{"role": "user", "content": "?"}]})
        finally:
            await client.aclose()

    return asyncio.run(main())


def test_a_server_is_asked_for_a_stream_and_the_reply_has_its_usage() -> None:
    with FakeServer(lambda asked: TURN) as server:
        completion = ask(server)
        assert server.asked[0].body["stream_options"] == {"include_usage": True}
    assert completion.usage.total_tokens == 28
    assert [call.function.name for call in completion.choices[0].message.tool_calls] == ["visit", "zoom"]


def test_a_server_that_takes_no_notice_of_it_is_understood_too() -> None:
    stream = Stream()
    stream.take(json.dumps(whole("Blue.")).encode())
    assert json.loads(stream.completion())["choices"][0]["message"]["content"] == "Blue."


def test_the_timeout_counts_from_piece_to_piece() -> None:
    with FakeServer(lambda asked: "a reply in many pieces that takes its time", between=0.05) as server:
        assert ask(server, timeout_seconds=0.3).choices[0].finish_reason == "stop"
        assert server.busy < 0.3
    with FakeServer(lambda asked: "x", fault_every=1, faults=("silent",)) as server:
        with pytest.raises(EngineError, match=r"no reply within 0\.2 s"):
            ask(server, timeout_seconds=0.2)
        assert server.requests == 3


def test_a_stream_that_ends_early_is_asked_for_again() -> None:
    with FakeServer(lambda asked: "a reply in many pieces", fault_every=1, faults=("short",)) as server:
        with pytest.raises(EngineError, match="a stream that ended before the reply did"):
            ask(server)
        assert server.requests == 3
