"""A run's progress on stderr: bars on a terminal, one plain line per step elsewhere."""

import sys
import threading
import time
from collections.abc import Sequence

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from synthloom.flows.shards import Shard


def summary(step: str, shards: Sequence[Shard], seconds: float) -> str:
    """One line about a finished step: `edit_image  1204 in  1187 out  17 rejected (no_free_space 17)  9.1 s`."""
    reasons: dict[str, int] = {}
    for shard in shards:
        for reason, count in shard.rejected.items():
            reasons[reason] = reasons.get(reason, 0) + count
    told = ", ".join(f"{reason} {count}" for reason, count in sorted(reasons.items(), key=lambda item: -item[1]))
    line = f"{step:<22}{sum(s.taken for s in shards):>8} in {sum(s.rows for s in shards):>8} out"
    if reasons:
        line += f"  {sum(reasons.values())} rejected ({told})"
    for word, count in (("errors", sum(s.errors for s in shards)), ("pending", sum(s.pending for s in shards))):
        if count:
            line += f"  {count} {word}"
    return f"{line}  {seconds:.1f} s"


class Bars:
    """A bar for the current step; finished steps stay above it as plain lines."""

    def __init__(self) -> None:
        self.console = Console(stderr=True)
        columns = (
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
        )
        self.bar = Progress(*columns, console=self.console, transient=True)
        self.bar.start()
        self.step, self.started = "", 0.0

    def start(self, step: str, total: int | None) -> None:
        """A step begins."""
        self.step, self.started = step, time.monotonic()
        for task in self.bar.task_ids:
            self.bar.remove_task(task)
        self.task = self.bar.add_task(step, total=total)

    def advance(self, rows: int) -> None:
        """Rows of the current step are done."""
        self.bar.advance(self.task, rows)

    def finish(self, shards: Sequence[Shard]) -> None:
        """The current step is done."""
        self.bar.console.print(
            summary(self.step, shards, time.monotonic() - self.started), markup=False, highlight=False
        )

    def close(self) -> None:
        """Give the terminal back."""
        self.bar.stop()


class Lines:
    """One line per finished step, and within a long one: every ten seconds, or each minute while no row is done."""

    EVERY = 10.0
    QUIET = 60.0
    """A batch may take hours until its first row; a log that says nothing looks like a run that hangs."""

    def __init__(self) -> None:
        self.step, self.told, self.over = "", 0.0, threading.Event()
        threading.Thread(target=self._break_silence, daemon=True).start()

    def start(self, step: str, total: int | None) -> None:
        """A step begins."""
        self.total, self.rows = total, 0
        self.started = self.told = time.monotonic()
        self.step = step

    def advance(self, rows: int) -> None:
        """Rows of the current step are done."""
        self.rows += rows
        if time.monotonic() - self.told >= self.EVERY:
            self._tell()

    def _tell(self) -> None:
        self.told = time.monotonic()
        of = f" of {self.total}" if self.total is not None else ""
        click.echo(f"{self.step:<22}{self.rows:>8}{of} rows, {self.told - self.started:.0f} s …", err=True)

    def _break_silence(self) -> None:
        while not self.over.wait(1.0):
            if self.step and time.monotonic() - self.told >= self.QUIET:
                self._tell()

    def finish(self, shards: Sequence[Shard]) -> None:
        """The current step is done."""
        click.echo(summary(self.step, shards, time.monotonic() - self.started), err=True)
        self.step = ""

    def close(self) -> None:
        """No more lines."""
        self.over.set()


def open_progress() -> Bars | Lines:
    """Bars where stderr is a terminal, lines elsewhere."""
    return Bars() if sys.stderr.isatty() else Lines()
