"""Runs one client and tells what it cost: seconds, CPU of all its processes, memory, and what else the machine did.

with Server() as server:
    measured = measure([python, "bare.py", "--url", server.url, ...], server)
→ {"tool": "bare", "rows": 2000, "wall_s": 1.71, "cpu_s": 0.62, "others": 0.04, "exit": 0, "requests": 2000, ...}

CPU is user plus system of the process and of every descendant that was waited for, as the kernel counts it; `cpu_s` is
without what the client used before it began (imports). `others` is the average number of cores that neither the client,
the server nor this process used, stolen time included: above 0.3 the run counts as noisy.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, Self
from urllib.request import Request, urlopen

HERE = Path(__file__).parent
TICKS = os.sysconf("SC_CLK_TCK")
QUIET = 0.3


class Server:
    """The bench's server in a process of its own; a context manager."""

    def __init__(self, **options: Any) -> None:
        self.options = options

    def __enter__(self) -> Self:
        command = [sys.executable, str(HERE / "server.py")]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        self.url = self.process.stdout.readline().split()[1]
        self.reset()
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait()

    def reset(self, **options: Any) -> None:
        """Counts to nothing; the options of the start, with these instead."""
        plain = {"latency_ms": 50, "faults": [], "fault_every": 10, "always": "", "retry_after": 1.0, "count": True}
        body = json.dumps(plain | self.options | options).encode()
        urlopen(Request(self.url + "/reset", body, method="POST"), timeout=30).read()

    def stats(self) -> dict[str, Any]:
        told: dict[str, Any] = json.loads(urlopen(self.url + "/stats", timeout=30).read())
        return told


def measure(
    command: list[str],
    server: Server,
    limit: float = 300,
    watch: Callable[[int], None] | None = None,
) -> dict[str, Any]:
    """Run a client to its end, or kill it with all its processes after `limit` seconds.

    `watch` is called twenty times a second with the client's process id, which it may `kill`.
    """
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        before, began = _machine(server), time.monotonic()
        process = subprocess.Popen(command, stdout=out, stderr=err, start_new_session=True)
        timer = threading.Timer(limit, kill, (process.pid,))
        timer.start()
        done = threading.Event()
        watcher = threading.Thread(target=_watch, args=(watch, process.pid, done))
        watcher.start()
        try:
            _, status, used = os.wait4(process.pid, 0)
            seconds, busy = time.monotonic() - began, _machine(server) - before
            hung = not timer.is_alive()
        finally:
            timer.cancel()
            done.set()
            watcher.join()
            kill(process.pid)  # what it left behind, or itself where the bench was ended
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        told = _last_json(out.read())
        said = [line.strip() for line in err.read().splitlines() if line.strip()]
    cpu = used.ru_utime + used.ru_stime
    measured = {
        "exit": process.returncode, "hung": hung, "process_s": round(seconds, 2), "cpu_all": round(cpu, 3),
        "cpu_s": round(cpu - told.get("cpu_start", 0), 3), "peak_mb": used.ru_maxrss // 1024,
        "others": round(max(0.0, busy - cpu) / seconds, 2), "said": said[-1][:400] if said else "",
    }  # fmt: skip
    return told | measured | server.stats()


def end_on_sigterm() -> None:
    """Let SIGTERM end a bench as Ctrl-C does: with its client and its server."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended by SIGTERM"))


def kill(pid: int) -> None:
    """End a client and all processes of its session's group."""
    with suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)


def _watch(watch: Callable[[int], None] | None, pid: int, done: threading.Event) -> None:
    while watch is not None and not done.wait(0.05):
        watch(pid)


def _last_json(text: str) -> dict[str, Any]:
    lines = [line for line in text.splitlines() if line.startswith('{"tool"')]
    told: dict[str, Any] = json.loads(lines[-1]) if lines else {}
    return told


def _machine(server: Server) -> float:
    """Seconds of CPU that were used since the start by all but the server and this process."""
    with open("/proc/stat") as file:
        user, nice, system, _idle, _wait, irq, softirq, steal = map(int, file.readline().split()[1:9])
    with open(f"/proc/{server.process.pid}/stat") as file:
        fields = file.read().rpartition(")")[2].split()
    mine = time.process_time() + (int(fields[11]) + int(fields[12])) / TICKS
    return (user + nice + system + irq + softirq + steal) / TICKS - mine


def machine_is_quiet(seconds: float = 2.0) -> bool:
    """Whether others use less than `QUIET` cores just now."""

    def used() -> float:
        with open("/proc/stat") as file:
            told = [int(number) for number in file.readline().split()[1:9]]
        return (sum(told) - told[3] - told[4]) / TICKS

    before = used()
    time.sleep(seconds)
    return (used() - before) / seconds < QUIET
