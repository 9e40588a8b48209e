import asyncio
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synthloom.engines.calls.call import Call, Unusable, call_key
from synthloom.engines.calls.call_cache import CallCache
from synthloom.engines.calls.spent import Spent

WRITER = """
import asyncio, sys
from pathlib import Path
from synthloom.engines.calls.call import Call
from synthloom.engines.calls.call_cache import CallCache

async def main(folder, start):
    cache = CallCache(folder)
    async def one(n):
        await cache.put(Call(f"{n:064x}", "openai", "m", "{}", "reply " + str(n) * 50, 1, 1, None, None, 0.1, "2026"))
        print(n, flush=True)
    for n in range(start, start + 1_000_000, 8):
        await asyncio.gather(*(one(n + k) for k in range(8)))

asyncio.run(main(Path(sys.argv[1]), int(sys.argv[2])))
"""


OLD_FILE = """
CREATE TABLE calls (
  key TEXT NOT NULL UNIQUE, engine TEXT NOT NULL, model TEXT NOT NULL, request TEXT NOT NULL, reply TEXT NOT NULL,
  tokens_in INTEGER, tokens_out INTEGER, tokens_cached INTEGER, cost REAL, seconds REAL NOT NULL, created TEXT NOT NULL
);
INSERT INTO calls
  VALUES ('a', 'openai', 'm', '{"messages":[]}', '{}', 3, 2, NULL, 0.5, 0.1, '2026-01-01T00:00:00+00:00');
PRAGMA journal_mode=WAL"""
"""A file as the first version made it."""


def make_old_file(folder: Path) -> None:
    connection = sqlite3.connect(folder / "calls.sqlite")
    connection.executescript(OLD_FILE)
    connection.close()


def make_call(key: str, reply: str = "{}") -> Call:
    return Call(key, "openai", "m", '{"messages":[]}', reply, 3, 2, None, 0.5, 0.1, "2026-01-01T00:00:00+00:00")


def test_a_reply_is_there_for_the_next_process(tmp_path: Path) -> None:
    with CallCache(tmp_path / "calls") as cache:
        assert cache.get("a") is None
        asyncio.run(cache.put(make_call("a", "one")))
        assert cache.get("a") == make_call("a", "one")
    with CallCache(tmp_path / "calls") as again:
        assert again.get("a") == make_call("a", "one")
        assert again.get("b") is None


def test_nothing_is_created_before_the_first_reply(tmp_path: Path) -> None:
    with CallCache(tmp_path / "calls") as cache:
        assert cache.get("a") is None
    assert not (tmp_path / "calls").exists()


def test_the_first_stored_reply_is_everyones(tmp_path: Path) -> None:
    with CallCache(tmp_path) as ours, CallCache(tmp_path) as theirs:
        asyncio.run(theirs.put(make_call("a", "theirs")))
        assert asyncio.run(ours.put(make_call("a", "ours"))).reply == "theirs"


def test_equal_requests_at_once_are_one_call(tmp_path: Path) -> None:
    asked = []

    async def ask() -> Call:
        asked.append(1)
        await asyncio.sleep(0.02)
        return make_call("a")

    async def main(cache: CallCache) -> list[tuple[Call, bool]]:
        return await asyncio.gather(*(cache.ask("a", ask) for _ in range(20)))

    with CallCache(tmp_path) as cache:
        answers = asyncio.run(main(cache))
    assert len(asked) == 1
    assert sum(was_stored for _, was_stored in answers) == 19


def test_a_failure_is_shared_but_not_stored(tmp_path: Path) -> None:
    asked = []

    async def ask() -> Call:
        asked.append(1)
        await asyncio.sleep(0.01)
        raise RuntimeError("no answer")

    async def main(cache: CallCache) -> list[object]:
        return await asyncio.gather(*(cache.ask("a", ask) for _ in range(5)), return_exceptions=True)

    with CallCache(tmp_path) as cache:
        assert [str(error) for error in asyncio.run(main(cache))] == ["no answer"] * 5
        assert len(asked) == 1
        assert cache.get("a") is None
        asyncio.run(main(cache))
        assert len(asked) == 2


def test_when_the_asking_task_is_cancelled_another_one_asks(tmp_path: Path) -> None:
    async def main(cache: CallCache) -> Call:
        async def ask() -> Call:
            await asyncio.sleep(0.05)
            return make_call("a", "second")

        first = asyncio.create_task(cache.ask("a", ask))
        await asyncio.sleep(0.01)
        second = asyncio.create_task(cache.ask("a", ask))
        await asyncio.sleep(0.01)
        first.cancel()
        return (await second)[0]

    with CallCache(tmp_path) as cache:
        assert asyncio.run(main(cache)).reply == "second"


def test_a_reply_that_was_paid_is_stored_although_the_run_is_cancelled(tmp_path: Path) -> None:
    async def main(cache: CallCache) -> None:
        putting = asyncio.create_task(cache.put(make_call("a")))
        await asyncio.sleep(0)
        putting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await putting

    with CallCache(tmp_path) as cache:
        asyncio.run(main(cache))
    assert CallCache(tmp_path).get("a") == make_call("a")


def test_a_disk_that_refuses_is_an_error_for_everyone_who_waits(tmp_path: Path) -> None:
    (tmp_path / "calls").write_text("a file where the folder should be")

    async def main(cache: CallCache) -> list[object]:
        return await asyncio.gather(*(cache.put(make_call(str(n))) for n in range(3)), return_exceptions=True)

    with CallCache(tmp_path / "calls") as cache:
        assert [type(error) for error in asyncio.run(main(cache))] == [FileExistsError] * 3


def test_a_discarded_reply_can_be_put_anew(tmp_path: Path) -> None:
    async def main(cache: CallCache) -> None:
        await cache.put(make_call("a", "old"))
        await cache.discard("a")
        await cache.put(make_call("a", "new"))

    with CallCache(tmp_path) as cache:
        asyncio.run(main(cache))
        assert cache.get("a") == make_call("a", "new")


def test_a_file_of_an_older_version_is_read_and_written_on(tmp_path: Path) -> None:
    make_old_file(tmp_path)
    with CallCache(tmp_path) as cache:
        assert cache.get("a") == make_call("a")
        asyncio.run(cache.put(make_call("b")._replace(reasoning="Hm.", tokens_reasoning=7)))
        assert cache.spent(["a", "b"])[:3] == (2, 0, 6)
        assert cache.spent(["a", "b"]).tokens_reasoning == 7
    with CallCache(tmp_path) as again:
        assert [call.tokens_reasoning for key in "ab" if (call := again.get(key))] == [None, 7]


def test_a_file_of_an_older_version_can_be_written_first(tmp_path: Path) -> None:
    make_old_file(tmp_path)
    with CallCache(tmp_path) as one, CallCache(tmp_path) as other:
        asyncio.run(one.put(make_call("b")))
        asyncio.run(other.put(make_call("c")))
        assert all(one.get(key) for key in "abc")


def test_calls_are_asked_for_together_and_what_is_left_out_can_be_asked_again(tmp_path: Path) -> None:
    asked: list[list[str]] = []

    async def all_but_b(keys: Sequence[str]) -> list[Call]:
        asked.append(list(keys))
        await asyncio.sleep(0.01)
        return [make_call(key) for key in keys if key != "b"]

    async def b() -> Call:
        asked.append(["alone"])
        return make_call("b")

    async def main(cache: CallCache) -> list[Any]:
        together = cache.ask_together(["a", "b", "c"], all_but_b), cache.ask_together(["c", "d"], all_but_b)
        return await asyncio.gather(*together, cache.ask("b", b), cache.ask("c", b))

    with CallCache(tmp_path) as cache:
        first, second, alone, waited = asyncio.run(main(cache))
    assert [[call.key for call in calls] for calls in (first, second)] == [["a", "c"], ["d"]]
    assert (alone, waited) == ((make_call("b"), False), (make_call("c"), True))
    assert asked == [["a", "b", "c"], ["d"], ["alone"]]


def test_a_loop_is_woken_once_for_all_replies_of_a_commit(tmp_path: Path) -> None:
    async def main(cache: CallCache) -> int:
        await cache.put(make_call("first"))
        loop, woken = asyncio.get_running_loop(), list[object]()
        wake = loop.call_soon_threadsafe
        loop.call_soon_threadsafe = lambda *given, **more: woken.append(1) or wake(*given, **more)  # type: ignore
        await asyncio.gather(*(cache.put(make_call(str(n))) for n in range(500)))
        return len(woken)

    with CallCache(tmp_path) as cache:
        assert asyncio.run(main(cache)) <= 3


def test_money_is_added_up_by_key_and_unknown_money_is_not_zero(tmp_path: Path) -> None:
    thrown = Unusable("a", "other", "is not JSON", 10, 5, None, None, None, "2026")

    async def main(cache: CallCache) -> None:
        for key in "abc":
            await cache.put(make_call(key))
        await cache.throw_away(thrown, thrown._replace(key="b", cost=0.25), thrown._replace(key="z", cost=9.0))

    with CallCache(tmp_path) as cache:
        assert cache.spent(["a"]) == Spent()
        asyncio.run(main(cache))
        assert cache.spent([]) == Spent()
        assert cache.spent(iter(["c", "b", "c", "unknown"])) == Spent(2, 1, 16, 9, 0, 0, 1.25, 0.25)
        assert cache.spent(["a", "b"]) == Spent(2, 2, 26, 14, 0, 0, None, None, ("other",))


def test_a_cache_can_be_closed_twice(tmp_path: Path) -> None:
    cache = CallCache(tmp_path)
    asyncio.run(cache.put(make_call("a")))
    cache.close()
    cache.close()


def test_a_sigkill_at_any_moment_loses_no_acknowledged_reply(tmp_path: Path) -> None:
    acknowledged: list[int] = []
    for kill in range(6):
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(tmp_path), str(kill * 10_000_000)], stdout=subprocess.PIPE, text=True
        )
        assert writer.stdout is not None
        for _ in range(40 + 37 * kill):
            acknowledged.append(int(writer.stdout.readline()))
        writer.send_signal(signal.SIGKILL)
        acknowledged += [int(line) for line in writer.stdout.read().splitlines(keepends=True) if line.endswith("\n")]
        writer.wait()
    with CallCache(tmp_path) as cache:
        missing = [
            n for n in acknowledged if (call := cache.get(f"{n:064x}")) is None or call.reply != f"reply {str(n) * 50}"
        ]
    assert len(acknowledged) > 500
    assert missing == []
    assert sqlite3.connect(tmp_path / "calls.sqlite").execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_several_processes_write_at_once(tmp_path: Path) -> None:
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, str(tmp_path), str(n * 10_000_000)], stdout=subprocess.PIPE, text=True
        )
        for n in range(3)
    ]
    acknowledged = []
    for writer in writers:
        assert writer.stdout is not None
        acknowledged += [int(writer.stdout.readline()) for _ in range(80)]
    for writer in writers:
        writer.kill()
        writer.wait()
    with CallCache(tmp_path) as cache:
        assert all(cache.get(f"{n:064x}") for n in acknowledged)


@given(st.dictionaries(st.text(), st.one_of(st.text(), st.integers(), st.booleans()), min_size=1))
def test_a_key_depends_on_content_and_not_on_order(request: dict[str, object]) -> None:
    assert call_key(request) == call_key(dict(reversed(request.items())))
    assert call_key(request) != call_key(request | {"draw_of_another_name_entirely": 1})
