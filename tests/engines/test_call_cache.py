import asyncio
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synthloom.engines.call_cache import Call, CallCache, call_key

WRITER = """
import asyncio, sys
from pathlib import Path
from synthloom.engines.call_cache import Call, CallCache

async def main(folder, start):
    cache = CallCache(folder)
    async def one(n):
        await cache.put(Call(f"{n:064x}", "openai", "m", "{}", "reply " + str(n) * 50, 1, 1, None, None, 0.1, "2026"))
        print(n, flush=True)
    for n in range(start, start + 1_000_000, 8):
        await asyncio.gather(*(one(n + k) for k in range(8)))

asyncio.run(main(Path(sys.argv[1]), int(sys.argv[2])))
"""


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
        return await asyncio.gather(*(cache.answer("a", ask) for _ in range(20)))

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
        return await asyncio.gather(*(cache.answer("a", ask) for _ in range(5)), return_exceptions=True)

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

        first = asyncio.create_task(cache.answer("a", ask))
        await asyncio.sleep(0.01)
        second = asyncio.create_task(cache.answer("a", ask))
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
        assert [type(error) for error in asyncio.run(main(cache))] == [NotADirectoryError] * 3


def test_a_discarded_reply_can_be_put_anew(tmp_path: Path) -> None:
    async def main(cache: CallCache) -> None:
        await cache.put(make_call("a", "old"))
        await cache.discard("a")
        await cache.put(make_call("a", "new"))

    with CallCache(tmp_path) as cache:
        asyncio.run(main(cache))
        assert cache.get_all(["b", "a"]) == [make_call("a", "new")]


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
