"""Servers that we start, by a program that is started as vLLM is."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from synthloom.engines.open_engine import open_engine
from synthloom.engines.settings import EngineSettings
from synthloom.engines.vllm import watched_server
from synthloom.engines.vllm.vllm_server import VllmServer
from synthloom.schemas.errors import UserError

PROGRAM = Path(__file__).with_name("vllm_like.py")
ASKED = {"messages": [{"role": "user", "content": "3 squared?"}]}


@pytest.fixture
def settings(tmp_path) -> EngineSettings:
    return EngineSettings(
        engine="vllm",
        command=(sys.executable, str(PROGRAM)),
        arguments=("--folder", str(tmp_path)),
        start_seconds=30,
    )


@asynccontextmanager
async def served(settings: EngineSettings, folder: Path, name: str = "a/b@c0ffee") -> AsyncIterator[VllmServer]:
    server = open_engine(name, settings, folder / "calls")
    assert isinstance(server, VllmServer)
    server._server.check_seconds, server._server.ill_after = 0.1, 3
    try:
        yield server
    finally:
        await server.aclose()


async def ask(server: VllmServer) -> str | None:
    async with server.slots():
        return (await server.chat(ASKED)).choices[0].message.content


def noted(folder: Path, what: str) -> list[str]:
    file = folder / what
    return file.read_text().splitlines() if file.exists() else []


def alive(pid: str) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def soon(holds: Callable[[], bool], seconds: float = 20) -> bool:
    until = time.monotonic() + seconds
    while not holds() and time.monotonic() < until:
        time.sleep(0.05)
    return holds()


def all_ended(folder: Path) -> bool:
    """Whether no process is left, at the latest a while after the kill."""
    pids = noted(folder, "started") + noted(folder, "children")
    return soon(lambda: not any(alive(pid) for pid in pids))


def test_a_server_is_started_by_the_first_call_and_stopped_with_all_it_started(settings, tmp_path):
    async def run() -> None:
        async with served(settings, tmp_path) as server:
            assert not noted(tmp_path, "started")
            assert await asyncio.gather(ask(server), ask(server), ask(server)) == ['{"square": 9}'] * 3
            (pid,) = noted(tmp_path, "started")
            assert alive(pid)

    asyncio.run(run())
    assert all_ended(tmp_path)
    (arguments,) = noted(tmp_path, "arguments")
    assert arguments.startswith("--model a/b --served-model-name a/b --revision c0ffee --folder ")
    assert (tmp_path / "calls" / "servers" / "a_b@c0ffee.log").exists()


def test_a_server_that_is_killed_comes_back_and_calls_under_way_are_answered(settings, tmp_path):
    slow = settings.model_copy(update={"arguments": (*settings.arguments, "--latency-ms", "500")})

    async def run() -> None:
        async with served(slow, tmp_path) as server:
            await ask(server)
            under_way = [asyncio.create_task(ask(server)) for _ in range(5)]
            await asyncio.sleep(0.2)
            os.kill(int(noted(tmp_path, "started")[0]), signal.SIGKILL)
            assert await asyncio.gather(*under_way) == ['{"square": 9}'] * 5

    asyncio.run(run())
    assert len(noted(tmp_path, "started")) == 2
    assert all_ended(tmp_path)


def test_who_names_a_model_a_second_time_gets_the_same_server(settings, tmp_path):
    async def run() -> None:
        async with served(settings, tmp_path) as first:
            async with served(settings.model_copy(update={"concurrency": 3}), tmp_path) as second:
                await asyncio.gather(ask(first), ask(second))
            assert await ask(first) == '{"square": 9}'
            async with served(settings, tmp_path, "another") as third:
                await ask(third)

    asyncio.run(run())
    assert len(noted(tmp_path, "started")) == 2
    assert all_ended(tmp_path)


def test_a_server_that_runs_but_is_ill_is_replaced(settings, tmp_path):
    async def run() -> None:
        async with served(settings, tmp_path) as server:
            await ask(server)
            (tmp_path / "ill").touch()
            assert await asyncio.to_thread(soon, lambda: len(noted(tmp_path, "started")) > 1)
            (tmp_path / "ill").unlink()
            assert await ask(server) == '{"square": 9}'

    asyncio.run(run())


def test_a_server_that_ends_before_it_is_ready_is_the_users_mistake_told_with_its_last_words(settings, tmp_path):
    (tmp_path / "broken").touch()

    async def run() -> None:
        async with served(settings, tmp_path) as server:
            with pytest.raises(UserError, match=r"ended before it was ready(?s:.*)the weights are not there"):
                await ask(server)

    asyncio.run(run())
    assert all_ended(tmp_path)


def test_a_server_that_is_never_ready_is_the_users_mistake(settings, tmp_path):
    (tmp_path / "ill").touch()

    async def run() -> None:
        async with served(settings.model_copy(update={"start_seconds": 1.0}), tmp_path) as server:
            with pytest.raises(UserError, match=r"was not ready within 1 s \(start_seconds of its engine\)"):
                await ask(server)

    asyncio.run(run())


def test_a_server_that_dies_again_and_again_is_given_up(settings, tmp_path, monkeypatch):
    monkeypatch.setattr(watched_server, "RESTARTS", 2)

    async def run() -> None:
        async with served(settings, tmp_path) as server:
            await ask(server)
            (tmp_path / "broken").touch()
            os.kill(int(noted(tmp_path, "started")[0]), signal.SIGKILL)
            assert await asyncio.to_thread(soon, lambda: bool(server._server.failure))
            with pytest.raises(Exception, match="was started 3 times within 600 s and died each time") as caught:
                await ask(server)
            assert type(caught.value).__name__ == "EngineError"

    asyncio.run(run())
    assert len(noted(tmp_path, "started")) == 3


def test_who_waits_is_told_what_for(settings, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(watched_server, "TELL_EVERY", 0.3)
    (tmp_path / "ill").touch()

    async def run() -> None:
        async with served(settings, tmp_path) as server:
            asking = asyncio.create_task(ask(server))
            await asyncio.sleep(1)
            (tmp_path / "ill").unlink()
            await asking

    asyncio.run(run())
    assert "waiting for the server of model a/b@c0ffee: " in capsys.readouterr().err


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGINT])
def test_no_server_outlives_the_process_that_started_it(settings, tmp_path, end):
    code = (
        "import asyncio, sys\nfrom pathlib import Path\nfrom synthloom.engines.settings import EngineSettings\n"
        "from synthloom.engines.vllm.vllm_server import VllmServer\n"
        "settings = EngineSettings.model_validate_json(sys.argv[1])\n"
        "async def run():\n    server = VllmServer('m', settings, Path(sys.argv[2]))\n"
        "    await server._ready()\n    await asyncio.sleep(60)\n"
        "asyncio.run(run())\n"
    )
    process = subprocess.Popen([sys.executable, "-c", code, settings.model_dump_json(), str(tmp_path)])
    assert soon(lambda: bool(noted(tmp_path, "children")))
    process.send_signal(end)
    process.wait()
    assert all_ended(tmp_path)


def test_without_vllm_and_a_command_the_user_is_told_what_to_install(tmp_path):
    with pytest.raises(UserError, match="model m is to be served by vLLM, which this Python doesn't have: pip install"):
        open_engine("m", EngineSettings(engine="vllm"), tmp_path)
