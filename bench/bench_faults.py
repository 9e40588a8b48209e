"""What becomes of rows when calls fail, a run is killed, or its input changes: ours and the peers, by counting.

    python bench/bench_faults.py --peers /tmp/peers                       # all, 20 minutes
    python bench/bench_faults.py --only ours-recipe,curator --parts faults,kill

faults  300 rows, 32 calls at once, every 10th request fails: status 500 or 429 (Retry-After 1 s), an answer cut off in
        the middle, words where JSON was asked for, a closed socket, 10 s late.
        rows: in the dataset; whole: of those with the whole answer; twice: rows for a question that has one;
        asked: requests
kill    300 rows, SIGKILL when half are asked for, the same command again, and once more
down    50 rows of a server that gives only 500, then the same command with the server well
change  200 rows done, then in turn: 50 more, another system prompt, 10 questions reworded: how many requests each takes

Counts don't mind a busy machine; seconds do. What doesn't end within `--limit` seconds is killed and said to hang.
`ours-recipe` and the lines with `typed` ask for a typed reply; text that is no JSON is a sound answer for the others.
"""

import argparse
import json
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent / "engines"))

from measure import Server, end_on_sigterm, kill, measure
from tools import TOOLS, make_environments, write_questions

FAULTS = ("500", "429", "truncated", "not_json", "closed", "late")
NAMES = ("ours-recipe", "ours-recipe-text", "distilabel", "curator", "curator-typed", "data-designer")
NAMES += ("datatrove-checkpoints",)
CONCURRENCY = 32
Run = Callable[..., dict[str, Any]]


def faults(run: Run, server: Server) -> list[str]:
    """Every 10th request fails, one kind of fault after another."""
    lines = []
    for fault in FAULTS:
        server.reset(faults=[fault])
        told = run(300, fresh=True)
        lines.append(f"every 10th {fault:<10} {counts(told)}")
    return lines


def killed(run: Run, server: Server) -> list[str]:
    """SIGKILL at half."""

    def at_half(pid: int) -> None:
        if server.stats()["requests"] >= 150:
            kill(pid)

    server.reset()
    first = run(300, fresh=True, watch=at_half)
    second = run(300, resumed=True)
    more = second["requests"] - first["requests"]
    again = f"{second['requests'] - second['distinct']} asked again, {second['repeated']} of them answered before"
    server.reset()
    third = run(300, resumed=True)
    return [
        f"SIGKILL after {first['requests']} of 300 calls; then {counts(second, more)}",
        f"    {again}; at most {CONCURRENCY} were under way",
        f"    once more: {counts(third)}",
    ]


def down(run: Run, server: Server) -> list[str]:
    """A server that is out of order, and then isn't."""
    server.reset(always="500")
    ill = run(50, fresh=True)
    server.reset()
    well = run(50, resumed=True)
    return [f"always 500           {counts(ill)}, said: {ill['said'][:230]}", f"    then well        {counts(well)}"]


def changed(run: Run, server: Server) -> list[str]:
    """More rows, another prompt, other rows."""
    lines = []
    changes: dict[str, dict[str, Any]] = {
        "50 rows more": {"rows": 250, "extended": True},
        "system prompt": {"rows": 200, "system": "Answer in one word."},
        "10 rows changed": {"rows": 200, "changed": range(100, 110)},
    }
    for name, change in changes.items():
        run(200, fresh=True)
        server.reset()
        lines.append(f"{name:<20} {counts(run(resumed=True, **change))}")
    return lines


def counts(told: dict[str, Any], asked: int | None = None) -> str:
    """What a run left, in words."""
    if told["hung"]:
        return f"HANGS, killed after {told['process_s']:.0f} s; {told['requests']} asked"
    took = f"{told['requests'] if asked is None else asked:>4} asked, {told['process_s']:5.1f} s, exit {told['exit']}"
    if "rows" not in told:
        return f"no dataset; {took}"
    lost = f"{told['missing']} questions without a row"
    return f"{told['rows']:>3} rows, {told['whole']:>3} whole, {told['duplicates']} twice, {lost}; {took}"


PARTS = {"faults": faults, "kill": killed, "down": down, "change": changed}


def runner(name: str, server: Server, options: argparse.Namespace, folder: Path) -> Run:
    """A tool's command over a folder of its own; a fresh run empties it."""
    tool, kept, questions = TOOLS[name], folder / "kept", folder / "questions.txt"

    def run(
        rows: int, *, fresh: bool = False, resumed: bool = False, extended: bool = False, system: str = "",
        changed: range = range(0), watch: Callable[[int], None] | None = None,
    ) -> dict[str, Any]:  # fmt: skip
        if fresh:
            shutil.rmtree(kept, ignore_errors=True)
        write_questions(questions, rows, changed=changed)
        mode = (extended and tool.extend) or tool.resume or tool.mode
        command = [*tool.command(options.peers, mode), "--url", server.url, "--questions", str(questions)]
        command += ["--concurrency", str(CONCURRENCY), "--folder", str(kept)] + ["--system", system] * bool(system)
        told = measure(command, server, options.limit, watch)
        with options.results.open("a") as file:
            file.write(json.dumps({"name": name, "n": rows, "resumed": resumed} | told) + "\n")
        return told

    return run


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--peers", type=Path, default=Path("/tmp/peers"))
    parser.add_argument("--only", type=lambda text: text.split(","), default=list(NAMES))
    parser.add_argument("--parts", type=lambda text: text.split(","), default=list(PARTS))
    parser.add_argument("--limit", type=float, default=120, help="seconds after which a command counts as hanging")
    parser.add_argument("--results", type=Path, default=Path(tempfile.gettempdir()) / "bench_faults.jsonl")
    options = parser.parse_args()
    end_on_sigterm()
    make_environments(options.peers, {TOOLS[name].environment for name in options.only})
    with Server() as server:
        for part in options.parts:
            for name in options.only:
                print(f"\n{name}, {part}", flush=True)
                with tempfile.TemporaryDirectory(prefix="bench-", ignore_cleanup_errors=True) as folder:
                    for line in PARTS[part](runner(name, server, options, Path(folder)), server):
                        print("  " + line, flush=True)


if __name__ == "__main__":
    main()
