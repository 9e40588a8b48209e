"""Engines that are killed, cancelled, or at work in two processes: nothing is paid twice."""

import asyncio
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from batch_server import BatchServer

from synthloom.engines.batch import batch_calls, batch_log
from synthloom.engines.batch.batch_engine import BatchEngine
from synthloom.engines.settings import EngineSettings

CHILD = """
import asyncio, os, signal, sys
from pathlib import Path
from synthloom.engines.batch.batch_engine import BatchEngine
from synthloom.engines.batch.batch_calls import BatchCalls
from synthloom.engines.batch.batch_log import BatchLog
from synthloom.engines.settings import EngineSettings

folder, url, first, last, moment = sys.argv[1:]
die = lambda: os.kill(os.getpid(), signal.SIGKILL)
create, write = BatchCalls.create, BatchLog.write

async def created(*arguments):
    moment == "before creating" and die()
    made = await create(*arguments)
    moment == "after creating" and die()
    return made

BatchCalls.create = created

async def main():
    settings = EngineSettings(engine="batch", base_url=url, batch_wait=0.1, poll_seconds=0.02)
    engine = BatchEngine("fake-model", settings, Path(folder))
    async def one(number):
        said = await engine.chat({"messages": [{"role": "user", "content": str(number)}]})
        moment == "handing out" and number == 30 and die()
        return int(said.choices[0].message.content)
    print(sum(await asyncio.gather(*(one(number) for number in range(int(first), int(last))))))
    await engine.aclose()

asyncio.run(main())
"""


def double(asked: Any) -> str:
    return str(2 * int(asked.text))


def child(folder: Path, server: BatchServer, first: int, last: int, moment: str = "") -> subprocess.Popen[str]:
    command = [sys.executable, "-c", CHILD, str(folder), server.url, str(first), str(last), moment]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def finish(process: subprocess.Popen[str]) -> int:
    """What a child printed: the sum of its replies."""
    said, told = process.communicate(timeout=30)
    assert process.returncode == 0, told
    return int(said)


def until(something: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not something():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def notes(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(path.read_text()) for path in sorted(folder.glob("batches/*/*.json"))]


@pytest.mark.parametrize("moment", ["before creating", "after creating", "handing out"])
def test_a_process_killed_at_any_moment_pays_for_no_line_twice(tmp_path: Path, moment: str) -> None:
    with BatchServer(double) as server:
        assert child(tmp_path, server, 0, 60, moment).wait(30) == -9
        assert len(notes(tmp_path)) == 1
        assert ask(tmp_path, server, range(60)) == [str(2 * number) for number in range(60)]
        assert set(server.ran.values()) == {1}
    assert not notes(tmp_path)


def test_a_later_run_waits_for_the_batch_under_way_and_sends_only_what_is_new(tmp_path: Path) -> None:
    def release() -> bool:
        server.held = len(server.batches) < 2 or "validating" in server.states()
        return False

    with BatchServer(double) as server:
        server.held = True
        assert not ask(tmp_path, server, range(40), lambda: server.states() == ["in_progress"])
        assert ask(tmp_path, server, range(50), release) == [str(2 * number) for number in range(50)]
        assert server.sizes() == [40, 10]


def test_two_processes_at_once_share_what_both_ask(tmp_path: Path) -> None:
    with BatchServer(double) as server:
        server.held = True
        both = [child(tmp_path, server, 0, 60), child(tmp_path, server, 30, 90)]
        until(lambda: server.states() == ["in_progress"] * 2)
        server.held = False
        assert [finish(process) for process in both] == [60 * 59, 90 * 89 - 30 * 29]
        assert len(server.ran) == 90
        assert set(server.ran.values()) == {1}


def ask(folder: Path, server: BatchServer, numbers: range, stop: Callable[[], bool] = lambda: False) -> list[str]:
    """Replies, of which there are none where the asking is stopped before."""

    async def main() -> list[str]:
        settings = EngineSettings(engine="batch", base_url=server.url, batch_wait=0.05, poll_seconds=0.01)
        engine = BatchEngine("fake-model", settings, folder, lambda line: None)
        asked = [engine.chat({"messages": [{"role": "user", "content": str(number)}]}) for number in numbers]
        waiting = asyncio.ensure_future(asyncio.gather(*asked))
        while not waiting.done() and not stop():
            await asyncio.sleep(0.01)
        if not waiting.done():
            waiting.cancel()
        told = await asyncio.gather(waiting, return_exceptions=True)
        await engine.aclose()
        found = told[0]
        return [said.choices[0].message.content or "" for said in found] if isinstance(found, list) else []

    return asyncio.run(main())


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch_calls, "FETCH_DELAYS", (0.01,))
    monkeypatch.setattr(batch_calls, "UNKNOWN_POLLS", 2)


def test_what_was_not_asked_for_again_stays_noted(tmp_path: Path) -> None:
    with BatchServer(double) as server:
        server.held = True
        assert not ask(tmp_path, server, range(10), lambda: server.states() == ["in_progress"])
        server.held = False
        assert ask(tmp_path, server, range(4)) == ["0", "2", "4", "6"]
        assert len(notes(tmp_path)[0]["lines"]) == 6
        assert ask(tmp_path, server, range(10)) == [str(2 * number) for number in range(10)]
        assert server.sizes() == [10, 4]
    assert not notes(tmp_path)


def test_a_reply_is_handed_out_once_so_that_asking_again_may_help(tmp_path: Path) -> None:
    with BatchServer(double) as server:
        ask(tmp_path, server, range(3))
        ask(tmp_path, server, range(3))
        assert server.sizes() == [3, 3]


def test_the_newest_batch_of_a_line_counts(tmp_path: Path) -> None:
    with BatchServer(double) as server:
        server.line_fault = lambda line, before: None if before else 500
        assert not ask(tmp_path, server, range(2), lambda: len(server.batches) == 2)
        assert ask(tmp_path, server, range(2)) == ["0", "2"]
        assert set(server.ran.values()) == {2}


def test_a_batch_the_server_has_forgotten_is_sent_again(tmp_path: Path, quick: None) -> None:
    with BatchServer(double) as server:
        server.held = True
        ask(tmp_path, server, range(3), lambda: server.states() == ["in_progress"])
        server.held = False
        server.batches.clear()
        assert ask(tmp_path, server, range(3)) == ["0", "2", "4"]


def test_notes_go_after_thirty_days(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with BatchServer(double) as server:
        server.held = True
        ask(tmp_path, server, range(3), lambda: server.states() == ["in_progress"])
        (path,) = tmp_path.glob("batches/*/*.json")
        monkeypatch.setattr(batch_log, "KEPT_SECONDS", 0)
        server.held = False
        ask(tmp_path, server, range(1))
    assert not path.exists()


def test_cancelled_before_anything_was_sent_nothing_is(tmp_path: Path) -> None:
    with BatchServer(double) as server:
        begun = time.monotonic()
        assert not ask(tmp_path, server, range(3), lambda: time.monotonic() > begun + 0.02)
        assert not server.batches
    assert not notes(tmp_path)


def test_nothing_but_notes_and_the_lock_is_left_in_the_folder(tmp_path: Path) -> None:
    with BatchServer(double) as server:
        ask(tmp_path, server, range(3))
    assert os.listdir(next(tmp_path.glob("batches/*"))) == ["lock"]
