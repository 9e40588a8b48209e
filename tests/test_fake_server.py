import json
import subprocess
import sys
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import fake_server
import pytest

BODY = {"model": "m", "messages": [{"role": "user", "content": "a cat"}]}


def post(url: str, body: object) -> dict[str, object]:
    with urlopen(Request(url + "/chat/completions", json.dumps(body).encode()), timeout=10) as reply:
        return json.loads(reply.read())


def test_it_runs_as_a_process_and_counts_by_body(tmp_path: Path) -> None:
    rules = tmp_path / "rules.json"
    rules.write_text(json.dumps([{"contains": "cat", "reply": {"score": 4}}]))
    command = [sys.executable, fake_server.__file__, "--rules", str(rules)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        url = process.stdout.readline().split()[1]
        assert post(url, BODY) == post(url, BODY)
        with pytest.raises(HTTPError, match="400"):
            post(url, BODY | {"messages": [{"role": "user", "content": "a dog"}]})
        stats = fake_server.read_stats(url)
        process.kill()
    assert (stats["requests"], stats["distinct"], stats["repeated"], stats["off_script"]) == (3, 2, 1, ["a dog"])


def test_a_script_may_answer_with_tool_calls_reasoning_and_a_finish_reason() -> None:
    turn = {"tool_calls": [{"name": "visit", "arguments": {"urls": ["a"]}}], "reasoning": "look", "finish": "length"}
    with fake_server.FakeServer(lambda asked: turn if "cat" in asked.text else {"tool_calls": []}) as server:
        [choice] = post(server.url, BODY)["choices"]  # type: ignore[misc]
        [silent] = post(server.url, BODY | {"messages": [{"role": "user", "content": "dog"}]})["choices"]  # type: ignore[misc]
    message = choice["message"]
    assert (choice["finish_reason"], message["content"], message["reasoning_content"]) == ("length", None, "look")
    assert message["tool_calls"][0]["function"] == {"name": "visit", "arguments": '{"urls": ["a"]}'}
    assert silent == {"index": 0, "message": {"role": "assistant", "content": None}, "finish_reason": "stop"}


def test_a_light_server_keeps_no_requests_and_counts_the_seconds_under_way() -> None:
    with fake_server.FakeServer(lambda asked: "yes", latency=0.05, light=True) as server:
        assert post(server.url, BODY) == post(server.url, BODY)
        stats = server.stats()
    assert (stats["repeated"], server.asked) == (1, [])
    assert 0.1 <= stats["busy"] < 0.5
