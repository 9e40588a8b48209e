import asyncio
import json
import sqlite3
from pathlib import Path

from synthloom.catalog.call_log import all_calls, read_calls
from synthloom.engines.calls.call import Call
from synthloom.engines.calls.call_cache import CallCache

ASKED = json.dumps({"kind": "chat", "messages": [{"role": "user", "parts": [{"text": "Who?"}, {"media": "3f"}]}]})
SAID = json.dumps({"text": "I.", "calls": [], "reasoning": "Hm.", "finish": "stop", "tokens_in": 1, "tokens_out": 1})


def test_a_call_is_told_with_its_reasoning_and_all_its_tokens(tmp_path: Path) -> None:
    typed = Call("a", "openai", "m", ASKED, "{}", 9, 5, 4, 0.5, 0.1, "2026", "Well.", 3)
    turn = typed._replace(key="b", request=ASKED.replace("chat", "turn"), reply=SAID, reasoning="")
    text = typed._replace(key="c", request='{"kind": "embed", "text": "cat"}', reply="[0.5]", reasoning="")
    with CallCache(tmp_path / "calls") as cache:
        for call in (typed, turn, text):
            asyncio.run(cache.put(call))
    found = read_calls(tmp_path, ["a", "b", "c", "unknown"])
    assert found["a"] == {
        "key": "a", "engine": "openai", "model": "m", "prompt": "user: Who?\n[image 3f]", "reply": "{}",
        "reasoning": "Well.", "tokens_in": 9, "tokens_out": 5, "tokens_cached": 4, "tokens_reasoning": 3, "cost": 0.5,
    }  # fmt: skip
    assert (found["b"]["reasoning"], found["c"]["prompt"], len(found)) == ("Hm.", "cat", 3)


def test_a_file_of_an_older_version_is_read_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "calls").mkdir()
    connection = sqlite3.connect(tmp_path / "calls" / "calls.sqlite")
    connection.execute(
        "CREATE TABLE calls (key TEXT, engine TEXT, model TEXT, request TEXT, reply TEXT, tokens_in INTEGER,"
        " tokens_out INTEGER, tokens_cached INTEGER, cost REAL, seconds REAL, created TEXT)"
    )
    connection.execute("INSERT INTO calls VALUES ('a', 'openai', 'm', ?, '{}', 9, 5, 4, 0.5, 0.1, '2026')", (ASKED,))
    connection.commit()
    connection.close()
    [call] = all_calls(tmp_path).read_all().to_pylist()
    assert call == read_calls(tmp_path, ["a"])["a"]
    assert (call["tokens_cached"], call["tokens_reasoning"], call["reasoning"]) == (4, None, "")


def test_a_catalog_without_calls_has_none(tmp_path: Path) -> None:
    assert all_calls(tmp_path).read_all().num_rows == 0
    assert read_calls(tmp_path, ["a"]) == {}
