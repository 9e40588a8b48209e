import json
import subprocess
import sys
import time
from collections.abc import Iterator
from http.client import HTTPConnection, RemoteDisconnected
from pathlib import Path
from typing import Any

import pytest

SERVER = Path(__file__).parents[2] / "bench" / "engines" / "server.py"
PLACE = {
    "type": "object",
    "properties": {"town": {"type": "string"}, "year": {"type": "integer"}, "note": {"type": "string"}},
    "required": ["town", "year"],
}


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    command = [sys.executable, str(SERVER), "--latency-ms", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield int(process.stdout.readline().rpartition(":")[2].removesuffix("/v1\n"))
        process.kill()


def send(port: int, path: str, body: dict[str, Any] | None = None) -> tuple[int, dict[str, str], bytes]:
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET" if body is None else "POST", path, None if body is None else json.dumps(body))
    reply = connection.getresponse()
    return reply.status, {name.lower(): value for name, value in reply.getheaders()}, reply.read()


def ask(port: int, text: str = "q", **more: Any) -> tuple[int, dict[str, str], bytes]:
    body = {"model": "m", "messages": [{"role": "user", "content": text}], **more}
    return send(port, "/v1/chat/completions", body)


def said(reply: tuple[int, dict[str, str], bytes]) -> tuple[str, str]:
    choice = json.loads(reply[2])["choices"][0]
    return choice["message"]["content"], choice["finish_reason"]


def test_an_asked_schema_is_filled_the_same_way_every_time(port: int) -> None:
    asked = {"response_format": {"type": "json_schema", "json_schema": {"name": "Place", "schema": PLACE}}}
    first, again, other = (json.loads(said(ask(port, text, **asked))[0]) for text in ("a", "a", "b"))
    assert first == again != other
    assert {key: type(value) for key, value in first.items()} == {"town": str, "year": int}


def test_every_tenth_request_gets_the_faults_in_turn(port: int) -> None:
    send(port, "/reset", {"faults": ["500", "429"], "fault_every": 10})
    replies = [ask(port, str(number)) for number in range(40)]
    assert [number for number, reply in enumerate(replies, 1) if reply[0] == 500] == [10, 30]
    assert [number for number, reply in enumerate(replies, 1) if reply[0] == 429] == [20, 40]
    assert replies[19][1]["retry-after"] == "1"
    assert json.loads(send(port, "/stats")[2])["dealt"] == {"500": 2, "429": 2}


def test_an_answer_can_be_cut_off_broken_or_words(port: int) -> None:
    send(port, "/reset", {"faults": ["", "truncated", "not_json", "bad_body"], "fault_every": 1})
    whole, cut, words, broken = (ask(port) for _ in range(4))
    assert said(whole)[0].startswith(said(cut)[0])
    assert (said(whole)[1], said(cut)[1]) == ("stop", "length")
    assert said(words)[0].startswith("Sure!")
    with pytest.raises(json.JSONDecodeError):
        json.loads(broken[2])


def test_a_socket_is_closed_without_an_answer(port: int) -> None:
    send(port, "/reset", {"faults": [], "always": "closed"})
    with pytest.raises((RemoteDisconnected, ConnectionResetError)):
        ask(port)


def test_the_latency_is_kept(port: int) -> None:
    send(port, "/reset", {"always": "", "latency_ms": 80})
    began = time.monotonic()
    ask(port)
    assert 0.08 <= time.monotonic() - began < 5


def test_answers_that_are_paid_twice_are_counted(port: int) -> None:
    send(port, "/reset", {"always": "", "faults": [], "latency_ms": 0})
    for text in ("a", "a", "b"):
        ask(port, text)
    told = json.loads(send(port, "/stats")[2])
    assert (told["requests"], told["distinct"], told["answered"], told["repeated"]) == (3, 2, 3, 1)


def test_texts_get_a_vector_each_and_other_routes_a_404(port: int) -> None:
    texts = json.loads(send(port, "/v1/embeddings", {"model": "m", "input": ["a", "b", "a"]})[2])["data"]
    assert texts[0]["embedding"] == texts[2]["embedding"] != texts[1]["embedding"]
    assert send(port, "/health")[0] == 200
    assert send(port, "/v1/models")[0] == 200
    assert send(port, "/v1/nothing")[0] == 404
