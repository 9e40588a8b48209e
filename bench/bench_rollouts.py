"""How fast rollouts run: scripted ones by themselves, and a model's against a server with a fixed latency.

    python bench/bench_rollouts.py --catalog data [--rollouts 320] [--at-once 64] [--latency 1.0] [--tries 4]

The catalog holds questions of `search-vl` with pictures; it is copied first.

Scripted: each question `--tries` times by rules, one after another in one process. The limit is the tools' own time.

By a model: rollouts are asked of `tests/fake_server.py` in a process of its own, which answers every request after the
latency with one more call of four to nine, drawn by the rollout's seed: crop, look the crop up, search for text, open
a page found. Tools, pictures and call cache are real.

Ours: the share of the request slots in use, from the first rollout until none waits for its turn any more: the time
requests were under way at the server, over slots × wall. The limit is 1, a client that needs no time between a reply
and its next request. Goal: 0.9 at 64 rollouts and one second.
"""

import argparse
import asyncio
import json
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from synthloom.schemas.search import SearchQuestion
    from synthloom.schemas.tools import Session

ROOT = Path(__file__).parents[1]
GOAL = 0.9
WEIGHTS = {"text_search": 3, "visit": 3, "crop": 1, "visual_search": 1}
ADDRESS = re.compile(r"^\d+\. .+ \((wiki://\S+)\)", re.MULTILINE)


def reply(asked: Any) -> Any:
    """The server's part: the next call of the plan, by how many turns the conversation has."""
    messages = asked.body["messages"]
    made = sum(message["role"] == "assistant" for message in messages)
    results = [message["content"] for message in messages if message["role"] == "tool"]
    found = ADDRESS.findall("\n".join(results))
    words = messages[1]["content"][-1]["text"].split()
    drawn = random.Random(asked.body["seed"])
    plan = drawn.choices(tuple(WEIGHTS), tuple(WEIGHTS.values()), k=drawn.randint(4, 9))
    if made >= len(plan):
        return {"tool_calls": [], "content": "The page says so.\n<answer>a guess</answer>"}
    name = plan[made] if found or plan[made] != "visit" else "text_search"
    start = drawn.randrange(max(1, len(words) - 8))
    arguments = {
        "crop": {"image": "img_1", "bbox": [8, 8, 100 + made, 120]},
        "visual_search": {"image": "img_1", "bbox": [8, 8, 100 + made, 120]},
        "text_search": {"queries": [" ".join(words[start : start + 4 + made])]},
        "visit": {"urls": found and [drawn.choice(found)], "goal": " ".join(words[-8:])},
    }[name]
    return {"tool_calls": [{"name": name, "arguments": arguments}], "content": "I look further into it."}


async def by_rules(catalog: Path, tries: int) -> dict[str, float]:
    """Every question so many times by rules; how much of it the tools took."""
    from synthloom.generators.rolling.loop import Limits, roll
    from synthloom.generators.rolling.scripted import ScriptedPolicy

    in_tools, calls = 0.0, 0

    class Timed:
        """A session whose calls are timed."""

        def __init__(self, session: "Session") -> None:
            self.session = session

        def __getattr__(self, name: str) -> Any:
            return getattr(self.session, name)

        async def call(self, name: str, arguments: str) -> Any:
            nonlocal in_tools, calls
            begun = time.monotonic()
            returned = await self.session.call(name, arguments)
            in_tools, calls = in_tools + time.monotonic() - begun, calls + 1
            return returned

    questions = _questions(catalog)
    await _open(catalog, questions[0]).call("visual_search", '{"image": "img_1"}')  # opens the corpus and its indexes
    begun = time.monotonic()
    for record in questions:
        for place in range(tries):
            session: Any = Timed(_open(catalog, record))
            await roll(ScriptedPolicy(record, session, random.Random(place), place), session, Limits())
    ours, rollouts = time.monotonic() - begun, len(questions) * tries
    return {
        "rollouts": rollouts, "calls": calls, "rollouts/s": rollouts / ours, "calls/s": calls / ours,
        "limit, calls/s": calls / in_tools, "ratio": in_tools / ours,
    }  # fmt: skip


async def by_model(catalog: Path, url: str, rollouts: int, at_once: int) -> dict[str, float]:
    """So many rollouts of a model, `at_once` at a time; seconds and counts."""
    from synthloom.catalog.media import LocalMedia
    from synthloom.engines.calls.call_cache import CallCache
    from synthloom.engines.endpoint import Endpoint
    from synthloom.engines.settings import EngineSettings
    from synthloom.generators.rolling.loop import Limits, Rolled, roll
    from synthloom.generators.rolling.model_policy import model_policy
    from synthloom.schemas.tools import FAILURES

    questions = _questions(catalog)
    slots = asyncio.Semaphore(at_once)
    with CallCache(catalog / "calls") as cache:
        endpoint = Endpoint("fake-model", EngineSettings(base_url=url, concurrency=at_once), cache, LocalMedia(catalog))

        left = rollouts
        full = asyncio.Event()

        async def one(number: int) -> Rolled:
            nonlocal left
            record = questions[number % len(questions)]
            async with slots:
                left -= 1
                if not left:
                    full.set()
                session = _open(catalog, record)
                policy = model_policy(
                    endpoint.for_record([]), mode="react", dialect="native", question=record.question, session=session,
                    fold=5, temperature=1.0, draw=number,
                )  # fmt: skip
                return await roll(policy, session, Limits())

        await asyncio.gather(*(one(rollouts + number) for number in range(8)))  # opens the corpus and its indexes
        left = rollouts
        full.clear()
        before, begun, used = read_stats(url), time.monotonic(), time.process_time()
        running = asyncio.gather(*(one(number) for number in range(rollouts)))
        await full.wait()
        wall, cpu, after = time.monotonic() - begun, time.process_time() - used, read_stats(url)
        done = await running
        whole = time.monotonic() - begun
        await endpoint.aclose()
    steps = [step for rolled in done for step in rolled.steps]
    busy, requests = after["busy"] - before["busy"], after["requests"] - before["requests"]
    return {
        "rollouts/s, to the end": rollouts / whole, "wall, s": wall, "requests/s": requests / wall,
        "tool calls": sum(bool(step.tool) for step in steps),
        "failed calls": sum(step.error_class in FAILURES for step in steps),
        "CPU per turn, ms": 1000 * cpu / requests,
        "slots idle per turn, ms": 1000 * (at_once * wall - busy) / requests,
        "share of slots used": busy / (at_once * wall),
    }  # fmt: skip


def read_stats(url: str) -> Any:
    """The server's counts."""
    from urllib.request import urlopen

    with urlopen(url + "/stats", timeout=10) as answer:
        return json.loads(answer.read())


def _questions(catalog: Path) -> list["SearchQuestion"]:
    """The questions that have a picture."""
    import pyarrow as pa

    from synthloom.catalog.reader import batches
    from synthloom.catalog.tables import to_records
    from synthloom.catalog.versions import resolve
    from synthloom.schemas.search import SearchQuestion

    parts = batches(resolve(catalog, "search-vl"))
    read = (record for part in parts for record in to_records(pa.Table.from_batches([part]), SearchQuestion))
    return [record for record in read if record.anchor_image]


def _open(catalog: Path, record: "SearchQuestion") -> "Session":
    """A session of a question, with all tools that are on by default."""
    from synthloom.catalog.corpus.store import LocalCorpora
    from synthloom.catalog.media import LocalMedia
    from synthloom.generators.tools.session import open_session
    from synthloom.schemas.tools import ToolSettings

    pictures = [record.anchor_image] if record.anchor_image else []
    return open_session(LocalMedia(catalog), LocalCorpora(catalog), catalog, record.corpus, pictures, ToolSettings())


def main() -> None:
    """Measure both and print ours, the limit and the ratio."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--catalog", type=Path, required=True)
    parser.add_argument("--rollouts", type=int, default=320)
    parser.add_argument("--at-once", type=int, default=64)
    parser.add_argument("--latency", type=float, default=1.0, help="seconds")
    parser.add_argument("--tries", type=int, default=4)
    options = parser.parse_args()
    command = [
        sys.executable,
        str(ROOT / "tests" / "fake_server.py"),
        "--script",
        str(ROOT / "bench" / "bench_rollouts.py"),
        "--light",
    ]
    command += ["--latency-ms", str(options.latency * 1000)]
    with (
        tempfile.TemporaryDirectory() as folder,
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server,
    ):
        catalog = Path(folder) / "catalog"
        shutil.copytree(options.catalog, catalog, ignore=shutil.ignore_patterns("calls"))
        assert server.stdout is not None
        url = server.stdout.readline().split()[1]
        try:
            scripted = asyncio.run(by_rules(catalog, options.tries))
            told = asyncio.run(by_model(catalog, url, options.rollouts, options.at_once))
        finally:
            server.terminate()
    print("scripted rollouts, one after another")
    for name, value in scripted.items():
        print(f"  {name:26}{value:10.2f}")
    print(f"a model's rollouts: {options.rollouts}, {options.at_once} at once, {options.latency:g} s latency")
    for name, value in told.items():
        print(f"  {name:26}{value:10.2f}")
    ours = told["share of slots used"]
    met = "met" if ours >= GOAL else "MISSED"
    print(f"ours: {ours:.3f} of the slots used, limit: 1, ratio: {ours:.3f}, goal {GOAL}: {met}")
    print(f"command: {' '.join(sys.argv)}")


if __name__ == "__main__":
    main()
