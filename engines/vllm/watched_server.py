"""A server of ours on loopback: started, waited for, watched, started again when it dies, and never left behind.

    server = WatchedServer("model m", ["python", "serve.py", "--port", "8123"], 8123, Path("calls/servers/m.log"), 900)
    server.start()                 # returns at once; `server.up` becomes True when GET /health answers 200
    server.failure                 # "" or why there is no server, with the end of its log
    server.stop()

A thread of its own watches it, so that a server comes back while nobody waits for it, whatever the event loop does.
"""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path

GUARD = Path(__file__).with_name("guarded_program.py")
RESTARTS, WITHIN = 3, 600.0
"""So many restarts in so many seconds; a server that dies more often won't be mended by another."""
TELL_EVERY = 10.0
STOP_SECONDS = 15.0
"""More than `guarded_program.GRACE`."""
SHOWN_LINES = 15


class _DownError(Exception):
    """There will be no server; the words say why."""


@dataclass
class WatchedServer:
    """One server process at a time. `up`, `starts`, `was_up` and `failure` may be read from any thread."""

    who: str
    """How messages call it: `model Qwen/Qwen3-VL-8B-Instruct`."""
    command: Sequence[str]
    port: int
    log: Path
    start_seconds: float
    check_seconds: float = 1.0
    """Between two checks."""
    ill_after: int = 10
    """So many checks in a row may fail before a process that still runs is replaced. A busy vLLM may miss a few."""
    health_timeout: float = 10.0
    users: int = 0
    """How many hold it; counted by those who do."""
    up: bool = False
    was_up: bool = False
    starts: int = 0
    failure: str = ""
    _process: "subprocess.Popen[bytes] | None" = None
    _thread: threading.Thread | None = None
    _stopping: threading.Event = field(default_factory=threading.Event)
    _log_from: int = 0

    def start(self) -> None:
        """Start it, unless it was started before."""
        if self._thread is None:
            self.failure = ""
            self._stopping.clear()
            self._thread = threading.Thread(target=self._watch, name=f"watch {self.who}", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """End the server and all it started; takes up to 15 s."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    @property
    def runs(self) -> bool:
        """Whether its process runs, healthy or not."""
        process = self._process  # the watching thread may take it away at any moment
        return process is not None and process.poll() is None

    def tail(self) -> str:
        """The last lines that the server wrote since it was last started."""
        with self.log.open("rb") as file:
            file.seek(max(self._log_from, file.seek(0, os.SEEK_END) - 20_000))
            lines = file.read().decode(errors="replace").splitlines()
        return "\n".join(line[:500] for line in lines[-SHOWN_LINES:])

    def _watch(self) -> None:
        begun: list[float] = []
        try:
            while not self._stopping.is_set():
                begun = [*(at for at in begun if at > time.monotonic() - WITHIN), time.monotonic()]
                if len(begun) > RESTARTS + 1:
                    raise _DownError(f"was started {len(begun) - 1} times within {WITHIN:.0f} s and died each time")
                self._launch()
                if self._wait_for_health():
                    self.up = self.was_up = True
                    told = self._watch_health()
                    self.up = False
                    _tell(f"the server of {self.who} {told}; it is started again" if told else "")
                self._end()
        except _DownError as down:
            self.failure = f"the server of {self.who} {down}. The end of {self.log}:\n{self.tail()}"
        except OSError as error:
            self.failure = f"the server of {self.who} can't be started: {error}"
        finally:
            if not self.failure and not self._stopping.is_set():
                self.failure = f"the watch over the server of {self.who} ended; its traceback stands above"
            self.up = False
            self._end()

    def _launch(self) -> None:
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab" if self.starts else "wb") as log:
            self._log_from = log.tell()
            self._process = subprocess.Popen(
                [sys.executable, "-P", str(GUARD), *self.command],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                start_new_session=True,  # a Ctrl-C of the terminal is ours to handle
            )
        self.starts += 1

    def _wait_for_health(self) -> bool:
        """Whether it is healthy; False only where it shall stop, or died after it had been healthy once."""
        begun = told = time.monotonic()
        while not self._stopping.wait(min(self.check_seconds, 0.5)):
            if self.runs and self._healthy():  # without a process of ours it is somebody else's health
                return True
            now = time.monotonic()
            if not self.runs:
                if self.was_up:
                    return False
                raise _DownError("ended before it was ready")
            if now - begun > self.start_seconds:
                raise _DownError(f"was not ready within {self.start_seconds:g} s (start_seconds of its engine)")
            if now - told > TELL_EVERY:
                told = now
                _tell(
                    f"waiting for the server of {self.who}: {now - begun:.0f} s of {self.start_seconds:g} s, {self.log}"
                )
        return False

    def _watch_health(self) -> str:
        """What happened to it; empty where it shall stop."""
        ill = 0
        while not self._stopping.wait(self.check_seconds):
            if not self.runs:
                return "died"
            ill = 0 if self._healthy() else ill + 1
            if ill >= self.ill_after:
                return f"runs, but failed {ill} checks of its health"
        return ""

    def _healthy(self) -> bool:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=self.health_timeout)
        try:
            connection.request("GET", "/health")
            return connection.getresponse().status == 200
        except (OSError, HTTPException):
            return False
        finally:
            connection.close()

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        assert process.stdin is not None
        process.stdin.close()
        with suppress(subprocess.TimeoutExpired):
            process.wait(STOP_SECONDS)
        with suppress(ProcessLookupError, PermissionError):  # PermissionError: macOS, only zombies left
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _tell(text: str) -> None:
    if text:
        sys.stderr.write(text + "\n")
