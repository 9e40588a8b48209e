"""Calls a second and CPU a record: ours beside a bare loop, the openai package and the peers, one fixed-latency server.

    python bench/bench_engines.py --peers /tmp/peers                                  # 3 rounds, 40 minutes
    python bench/bench_engines.py --peers /tmp/peers --only bare,sdk,ours --rounds 1  # 5 minutes
    python bench/bench_engines.py --only bare,sdk,ours --rows 10000 --concurrency 64  # CPU a record, 15 minutes
    python bench/bench_engines.py --million --latency-ms 5                            # ours, 1,000,000 records
    python bench/bench_engines.py --tell results.jsonl                                # the table of an earlier run

Every tool asks the same questions of the same server with the same number of calls at once; the lines `ours-*` are our
layers one on another (see engines/ours.py). Tools take turns within a round, in another order each round. Server and
client share the machine. Timings fail nothing: goals are printed as met or not.

Fairness. Peers ask for text; of ours the lines without `-text` ask for a typed reply, which costs us a schema in each
request and a check of each reply; `curator-typed` does the same. Imports are outside the clock for all, lazy ones too.
Data Designer may have as many calls at once as the others (its default is 4), distilabel's batch is the concurrency,
curator's limits a minute are out of the way, and its tokenizer is a stub, since it wants to download one; Data
Designer's token statistics fail fast for want of the same file. datatrove stands with and without checkpoints;
curator's cache is always on.
"""

import argparse
import json
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent / "engines"))

from measure import QUIET, Server, end_on_sigterm, machine_is_quiet, measure
from million import measure_million
from table import print_table
from tools import TOOLS, chosen, make_environments, write_questions

LATENCY_MS = 50.0
TRIES = 4
"""How often a noisy run is repeated with `--quiet`."""


def one_run(name: str, rows: int, concurrency: int, server: Server, options: argparse.Namespace) -> dict[str, Any]:
    """A tool once, in a new folder."""
    folder = Path(tempfile.mkdtemp(prefix="bench-", dir=options.work))
    questions = write_questions(folder / "questions.txt", rows)
    server.reset()
    command = [*TOOLS[name].command(options.peers), "--url", server.url, "--questions", str(questions)]
    told = measure([*command, "--concurrency", str(concurrency), "--folder", str(folder / "kept")], server)
    shutil.rmtree(folder, ignore_errors=True)
    return {"name": name, "n": rows, "concurrency": concurrency} | told


def quiet_run(name: str, rows: int, concurrency: int, server: Server, options: argparse.Namespace) -> dict[str, Any]:
    """A tool once; with `--quiet` begun when the machine is, and repeated while others disturb it."""
    for _ in range(TRIES if options.quiet else 1):
        waited = time.monotonic()
        while options.quiet and not machine_is_quiet() and time.monotonic() - waited < 120:
            pass
        told = one_run(name, rows, concurrency, server, options)
        with options.results.open("a") as file:
            file.write(json.dumps(told) + "\n")
        rate = told["rows"] / told["wall_s"] if told.get("rows") else 0
        trouble = "" if told.get("rows") == rows == told.get("non_null") else f"  {told['exit']} {told['said'][:150]}"
        print(
            f"{name:<22} C={concurrency:<4} n={rows:<6} {rate:6.0f}/s  {told['cpu_s']:6.2f} s CPU  others "
            f"{told['others']:.2f}{' noisy' * (told['others'] > QUIET)}{trouble}",
            flush=True,
        )
        if told["others"] <= QUIET:
            break
    return told


def measure_all(options: argparse.Namespace) -> list[dict[str, Any]]:
    """Every round of every tool."""
    names, runs = chosen(options.only), []
    make_environments(options.peers, {TOOLS[name].environment for name in names})
    with Server(latency_ms=options.latency_ms) as server:
        for turn in range(options.rounds):
            order = names if turn % 2 == 0 else names[::-1]
            for concurrency in options.concurrency:
                runs += [quiet_run(name, options.rows, concurrency, server, options) for name in order]
            # Short runs, so that what a start costs can be taken off.
            middle = options.concurrency[len(options.concurrency) // 2]
            runs += [quiet_run(name, options.rows // 10, middle, server, options) for name in order]
    return runs


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--peers", type=Path, default=Path("/tmp/peers"), help="the peers' environments; made with uv")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--rows", type=int, help="default: 2000, with --million 1000000")
    parser.add_argument("--concurrency", type=lambda text: [int(one) for one in text.split(",")], default=[16, 64, 256])
    parser.add_argument("--only", default="", help="tools by the start of their name, with commas")
    parser.add_argument("--latency-ms", type=float, default=LATENCY_MS)
    parser.add_argument("--quiet", action="store_true", help="wait for a quiet machine, repeat what was disturbed")
    parser.add_argument("--results", type=Path, help="a file to which every run is added as JSON")
    parser.add_argument("--work", type=Path, help="where runs keep their files; default: the temporary folder")
    parser.add_argument("--tell", type=Path, help="measure nothing, print the table of such a file")
    parser.add_argument("--million", action="store_true", help="memory of ours at a million records, and nothing else")
    options = parser.parse_args()
    end_on_sigterm()
    options.rows = options.rows or (1_000_000 if options.million else 2000)
    options.results = options.results or Path(tempfile.gettempdir()) / f"bench_engines_{time.strftime('%H%M%S')}.jsonl"
    if options.tell:
        print_table([json.loads(line) for line in options.tell.read_text().splitlines()], options.latency_ms / 1000)
        return
    if options.million:
        measure_million(options.rows, options)
        return
    runs = measure_all(options)
    print_table(runs, options.latency_ms / 1000)
    print(f"\nevery run: {options.results}")


if __name__ == "__main__":
    main()
