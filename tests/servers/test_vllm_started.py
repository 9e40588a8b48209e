"""`--engine vllm:MODEL` with the real vLLM: started, watched, started again, and never left behind."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from serving import ARGUMENTS

pytestmark = pytest.mark.slow
RECIPE = str(Path(__file__).parents[1] / "asking_recipe.py")
LINES = 60


@pytest.fixture
def start(tmp_path, tiny, vllm_command) -> Callable[[], subprocess.Popen[str]]:
    """A run of `LINES` lines by a server of its own, under way."""
    (tmp_path / "lines.txt").write_text("".join(f"line {number}\n" for number in range(LINES)))
    (tmp_path / "synthloom.toml").write_text(
        f'[engines."{tiny}"]\nconcurrency = 1\ncommand = {json.dumps(vllm_command)}\n'
        f"arguments = {json.dumps(ARGUMENTS)}\n"
    )
    command = [sys.executable, "-m", "synthloom", "run", RECIPE, "--source", "lines.txt", "--engine", f"vllm:{tiny}"]

    def begin() -> subprocess.Popen[str]:
        with (tmp_path / "out.json").open("w") as out, (tmp_path / "err.txt").open("a") as err:
            words = [*command, "--set", "judge.least=-1000000", "--json"]
            return subprocess.Popen(words, cwd=tmp_path, stdout=out, stderr=err, text=True)

    return begin


def descendants(pid: int) -> set[int]:
    """All processes below one."""
    told = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True).stdout
    children = {int(child) for child in told.split()}
    return children.union(*(descendants(child) for child in children))


def words(pid: int) -> str:
    """The command line of a process; empty where it is gone or a zombie."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return ""


def under_way(run: subprocess.Popen[str], folder: Path) -> set[int]:
    """Waits until the server has answered five requests: the processes of the run by then."""
    until = time.monotonic() + 600
    while requests(folder) < 5:
        assert run.poll() is None, (folder / "err.txt").read_text()[-3000:]
        assert time.monotonic() < until, (folder / "err.txt").read_text()[-3000:]
        time.sleep(0.1)
    return descendants(run.pid)


def requests(folder: Path) -> int:
    logs = (folder / "synthloom-data" / "calls" / "servers").glob("*.log")
    return sum(log.read_text(errors="replace").count('"POST /v1/chat/completions HTTP/1.1" 200') for log in logs)


def all_gone(pids: set[int]) -> bool:
    """Whether none of them is left, at the latest in half a minute."""
    until = time.monotonic() + 30
    while any(words(pid) for pid in pids) and time.monotonic() < until:
        time.sleep(0.2)
    return not any(words(pid) for pid in pids)


def test_a_server_killed_in_the_middle_comes_back_and_no_row_is_lost(start, tmp_path):
    run = start()
    seen = under_way(run, tmp_path)
    (server,) = (pid for pid in seen if words(pid).split("\0")[1:3] == ["-m", "vllm.entrypoints.openai.api_server"])
    os.kill(server, signal.SIGKILL)
    while run.poll() is None:
        seen |= descendants(run.pid)
        time.sleep(1)
    report = json.loads((tmp_path / "out.json").read_text())
    assert (report["status"], report["read"], report["kept"], report["errors"]) == ("committed", LINES, LINES, 0)
    assert "died; it is started again" in (tmp_path / "err.txt").read_text()
    assert all_gone(seen)


def test_a_killed_run_leaves_no_server_behind_and_the_next_one_goes_on(start, tmp_path):
    run = start()
    seen = under_way(run, tmp_path)
    run.kill()
    run.wait()
    assert seen
    assert all_gone(seen)
    assert start().wait(900) == 0
    report = json.loads((tmp_path / "out.json").read_text())
    assert (report["kept"], report["errors"]) == (LINES, 0)
    assert report["calls"] < LINES
