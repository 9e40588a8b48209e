"""A run killed at any moment and started again ends as if nothing had happened."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from synthloom.catalog.versions import list_versions

TOY = Path(__file__).parents[1] / "toy_recipe.py"


def start(catalog: Path, source: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "synthloom", "run", str(TOY), "--source", str(source), "--catalog", str(catalog)]
    command += ["--set", "squares.seconds=0.003", "--workers", "2"]
    return subprocess.Popen(
        command, env={**os.environ, "TOY_MENDED": "1"}, stderr=subprocess.PIPE, stdout=subprocess.PIPE
    )


def test_a_run_killed_again_and_again_ends_with_the_same_content(tmp_path):
    source = tmp_path / "numbers.txt"
    source.write_text("\n".join(str(number) for number in range(700)))
    started = time.monotonic()
    assert start(tmp_path / "whole", source).wait() == 0
    whole = time.monotonic() - started
    kills = random.Random(0)
    for _ in range(4):
        process = start(tmp_path / "killed", source)
        time.sleep(kills.uniform(0.3, 1.0) * whole)
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert start(tmp_path / "killed", source).wait() == 0
    hashes = {list_versions(tmp_path / name)[-1].content_hash for name in ("whole", "killed")}
    assert len(hashes) == 1


def test_killing_a_run_leaves_no_worker_behind(tmp_path):
    source = tmp_path / "numbers.txt"
    source.write_text("\n".join(str(number) for number in range(4000)))
    process = start(tmp_path / "catalog", source)
    for line in iter(process.stderr.readline, b""):  # the source step is told of when it has ended
        assert line.startswith(b"source")
        break
    time.sleep(2)
    workers = children(process.pid)
    assert workers
    process.kill()
    process.wait()
    deadline = time.monotonic() + 10
    while any(Path(f"/proc/{pid}").exists() for pid in workers) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not any(Path(f"/proc/{pid}").exists() for pid in workers)


def children(pid: int) -> list[int]:
    found = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=False)
    return [int(line) for line in found.stdout.split()]
