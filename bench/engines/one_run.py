"""What every client here is asked and tells, so that tools are measured alike. Standard library only: peers import it.

    python bare.py --url http://127.0.0.1:18080/v1 --questions q.txt --concurrency 64 --folder /tmp/x
    → {"tool": "bare", "concurrency": 64, "rows": 2000, "non_null": 2000, ..., "wall_s": 1.71, "cpu_start": 0.31}

`wall_s` runs from building the pipeline to the loaded dataset. Imports lie before it, for all tools alike: what a tool
loads lazily (curator's client 4 s, openai in ours 0.9 s) its file here imports at its top. `cpu_start` is what the
process had used up by then, so that a driver, which knows what the whole tree used, can take the imports off.
"""

import argparse
import json
import resource
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ENDS = ("bishop.", "!")
"""How a whole answer ends: the server's text, or the mark that a typed reply gets for having been parsed."""
SYSTEM = "You answer questions about towns in one short sentence. Name the town first, then the year, and nothing else."


@dataclass(frozen=True)
class Task:
    """One question a line, each to be asked of the server once."""

    url: str
    file: Path
    concurrency: int
    folder: Path
    """Where a tool may keep what it resumes from."""
    system: str
    mode: str
    """What a tool is measured at, where there are several ways to use it."""

    @property
    def questions(self) -> list[str]:
        """All lines."""
        return self.file.read_text(encoding="utf-8").splitlines()

    def body(self, question: str) -> dict[str, Any]:
        """The request that every tool sends, by whatever way."""
        turns = [{"role": "system", "content": self.system}, {"role": "user", "content": question}]
        return {"model": "fake-model", "messages": turns, "temperature": 0.0}


def read_task() -> Task:
    """The task on the command line."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--url", required=True)
    parser.add_argument("--questions", type=Path, required=True)
    parser.add_argument("--concurrency", type=int, default=64)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--system", default=SYSTEM)
    parser.add_argument("--mode", default="")
    given = parser.parse_args()
    return Task(given.url, given.questions, given.concurrency, given.folder, given.system, given.mode)


@dataclass(frozen=True)
class Clock:
    """When the work began, and the seconds of CPU used before."""

    began: float
    cpu: float


def start() -> Clock:
    """Begin to measure: after the imports, before anything is built."""
    return Clock(time.perf_counter(), _cpu())


def tell(tool: str, clock: Clock, task: Task, answers: Iterable[tuple[str, Any]], **more: Any) -> None:
    """Print the result: what stands in the dataset for each question. Call it when the dataset is loaded."""
    seconds = time.perf_counter() - clock.began
    rows = non_null = whole = 0
    seen: set[str] = set()
    for question, answer in answers:
        rows += 1
        non_null += bool(answer)
        whole += str(answer).endswith(ENDS)
        seen.add(question)
    lost = len(set(task.questions) - seen) if rows < 100_000 else None
    told = {
        "tool": tool, "concurrency": task.concurrency, "rows": rows, "non_null": non_null, "whole": whole,
        "duplicates": rows - len(seen), "missing": lost, "wall_s": round(seconds, 3), "cpu_start": round(clock.cpu, 3),
    }  # fmt: skip
    print(json.dumps(told | more), flush=True)


def _cpu() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)
