"""Memory of a whole run of ours over very many records, sampled every second over the process and its descendants.

    python bench/bench_engines.py --million --rows 200000 --latency-ms 10
    calls answered      10 %      25 %      50 %      75 %     100 %   at the end   peak
    MB of all            312       ...

RSS of several processes counts what they share more than once, so the main process' own is told beside it.
"""

import argparse
import json
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path

from measure import Server, measure
from tools import TOOLS, write_questions

MARKS = (0.1, 0.25, 0.5, 0.75, 1.0)
FLAT = 1.1
"""How much larger the main process may be when all calls are made than it was at a quarter."""
PAGE_MB = os.sysconf("SC_PAGE_SIZE") / 2**20
Sample = tuple[float, float, float]
"""Share of the calls that were made, MB of the main process, MB of all."""


def measure_million(rows: int, options: argparse.Namespace) -> None:
    """One run of the recipe, and what it held."""
    folder = Path(tempfile.mkdtemp(prefix="bench-", dir=options.work))
    concurrency = max(options.concurrency)
    samples: list[Sample] = []
    last = 0.0
    with Server(latency_ms=options.latency_ms, count=False) as server:

        def watch(pid: int) -> None:
            nonlocal last
            if time.monotonic() - last < 1:
                return
            last = time.monotonic()
            share, (own, total) = server.stats()["requests"] / rows, _memory(pid)
            if not own:  # it has ended
                return
            samples.append((share, own, total))
            with options.results.open("a") as file:
                file.write(json.dumps({"at": round(last, 1), "share": share, "mb": own, "mb_of_all": total}) + "\n")
            if len(samples) % 60 == 0:
                print(f"{len(samples):>6} s {share:6.1%}  {own:6.0f} MB, all processes {total:.0f} MB", flush=True)

        questions = write_questions(folder / "questions.txt", rows)
        command = [*TOOLS["ours-recipe"].command(options.peers, "recipe-million"), "--url", server.url]
        command += ["--questions", str(questions), "--concurrency", str(concurrency), "--folder", str(folder / "kept")]
        told = measure(command, server, limit=6 * 3600, watch=watch)
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / 2**20
    shutil.rmtree(folder, ignore_errors=True)
    if told.get("rows") != rows:
        sys.exit(f"the run ended with {told.get('rows')} of {rows} rows, exit {told['exit']}: {told['said']}")
    print(
        f"\n{rows} records, C={concurrency}, {options.latency_ms:g} ms: {told['process_s']:.0f} s, "
        f"{rows / told['process_s']:.0f} records/s, {1000 * told['cpu_s'] / rows:.2f} ms CPU each, files {size:.0f} MB"
    )
    _tell(samples, rows)


def _tell(samples: list[Sample], rows: int) -> None:
    marks = [next((sample for sample in samples if sample[0] >= mark), samples[-1]) for mark in MARKS]
    peak = tuple(max(sample[place] for sample in samples) for place in range(3))
    print(f"{'calls made':<16}" + "".join(f"{mark:>9.0%}" for mark in MARKS) + f"{'at the end':>12}{'peak':>9}")
    for place, name in ((1, "main process"), (2, "all processes")):
        cells = "".join(f"{sample[place]:>9.0f}" for sample in marks)
        print(f"{name + ' MB':<16}{cells}{samples[-1][place]:>12.0f}{peak[place]:>9.0f}")
    grown = (marks[-1][1] - marks[1][1]) / (0.75 * rows / 100_000)
    print(f"growth of the main process from 25 % to 100 %: {grown:+.1f} MB for each 100,000 records")
    times = marks[-1][1] / marks[1][1]
    print(
        f"{'met     ' if times <= FLAT else 'NOT MET '} {times:.2f} times as much at 100 % as at 25 %, at most {FLAT}"
    )


def _memory(pid: int) -> tuple[float, float]:
    """MB resident of a process, and of it and all its descendants."""
    parents = {}
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                parents[int(name)] = int(Path(f"/proc/{name}/stat").read_text().rpartition(")")[2].split()[1])
            except OSError:  # ended meanwhile
                continue
    family = {pid}
    while more := {child for child, parent in parents.items() if parent in family} - family:
        family |= more
    return _resident(pid), sum(_resident(one) for one in family)


def _resident(pid: int) -> float:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE_MB
    except OSError:
        return 0.0
