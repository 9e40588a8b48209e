"""Synthloom itself, at each of its layers, so that what every layer costs stands on a line of its own.

python ours.py --url http://127.0.0.1:18080/v1 --questions q.txt --concurrency 64 --folder /tmp/x --mode recipe

engine   the transport alone: limits, retries and OpenAI's types
plain    an `Endpoint` without a cache: on top of that the request is built, the reply parsed and counted
cache    with the call cache: every answer is durable before it counts
recipe   a whole run: file → source shards → step → a committed version of a catalog, read back

`plain`, `cache` and `recipe` ask for a typed reply (a JSON schema goes with each request and each reply is checked
against it), `plain-text`, `cache-text` and `recipe-text` for a turn in words, as the peers here do.
"""

import asyncio
import sys
from collections.abc import Awaitable, Callable

import duckdb  # noqa: F401  loaded lazily, as the next two and the transport
import openai.types.chat  # noqa: F401
import pandas as pd  # noqa: F401
from one_question import RECIPE, Place
from one_run import Task, read_task, start, tell

import synthloom.engines.client.transport  # noqa: F401  brings aiohttp
from synthloom.catalog.media import LocalMedia
from synthloom.catalog.reader import batches
from synthloom.catalog.versions import resolve
from synthloom.engines.calls.call_cache import CallCache
from synthloom.engines.calls.no_cache import NoCache
from synthloom.engines.endpoint import Endpoint
from synthloom.engines.open_engine import open_engine
from synthloom.engines.settings import EngineSettings
from synthloom.flows.garbage import fewer_collections
from synthloom.flows.prepare import RunOptions
from synthloom.flows.run import run_recipe
from synthloom.progress import open_progress
from synthloom.schemas.steps import Message, Text

OPEN = 1024
"""Rows at once, as in a run."""
Answers = list[tuple[str, str]]


async def in_turn(task: Task, ask: Callable[[str], Awaitable[tuple[str, str]]]) -> Answers:
    """All answers, `OPEN` of them asked at once."""
    left = iter(task.questions)

    async def worker() -> Answers:
        return [await ask(question) for question in left]

    made = await asyncio.gather(*[worker() for _ in range(OPEN)])
    return [answer for answers in made for answer in answers]


async def by_engine(task: Task, settings: EngineSettings) -> Answers:
    """The transport alone."""
    engine = open_engine("fake-model", settings, task.folder / "calls")

    async def ask(question: str) -> tuple[str, str]:
        async with engine.slots():
            reply = await engine.chat(task.body(question))
        return question, reply.choices[0].message.content or ""

    answers = await in_turn(task, ask)
    await engine.aclose()
    return answers


async def by_endpoint(task: Task, settings: EngineSettings, cached: bool, typed: bool) -> Answers:
    """The model as steps see it, each call bound to its row."""
    cache = CallCache(task.folder / "calls") if cached else NoCache(task.folder / "calls")
    endpoint = Endpoint("fake-model", settings, cache, LocalMedia(task.folder))

    async def ask(question: str) -> tuple[str, str]:
        turns = [Message("system", (Text(task.system),)), Message("user", (Text(question),))]
        model = endpoint.for_record([])
        if typed:
            return question, (await model.chat(turns, Place)).town + "!"
        return question, (await model.converse(turns)).text

    answers = await in_turn(task, ask)
    await endpoint.aclose()
    cache.close()
    return answers


def by_recipe(task: Task, typed: bool, loaded: bool = True) -> Answers:
    """A run as `synthloom run` makes it; where it fails, its sentence and exit status 1."""
    task.folder.mkdir(parents=True, exist_ok=True)
    config = task.folder / "synthloom.toml"
    config.write_text(f'[engines."fake-model"]\nbase_url = "{task.url}"\nconcurrency = {task.concurrency}\n')
    options = RunOptions(
        sources=(str(task.file),), catalog=task.folder / "catalog", config=config, models={"solver": ("fake-model",)},
        settings=(f"ask.typed={str(typed).lower()}", f"ask.system={task.system}"),
    )  # fmt: skip
    progress = open_progress()
    report = asyncio.run(run_recipe(RECIPE, options, progress))
    progress.close()
    if report.status == "failed":
        sys.exit(f"Failed: {report.error}")
    if not loaded:  # a million rows needn't lie in memory once more to be counted
        return [("", "")] * report.rows
    version = resolve(options.catalog, report.dataset)
    rows = (row for batch in batches(version) for row in batch.select(["question", "answer"]).to_pylist())
    return [(row["question"], row["answer"]) for row in rows]


def main() -> None:
    task, clock = read_task(), start()
    layer, _, kind = task.mode.partition("-")
    settings = EngineSettings(base_url=task.url, concurrency=task.concurrency)
    match layer:
        case "engine":
            with fewer_collections():
                answers = asyncio.run(by_engine(task, settings))
        case "plain" | "cache":
            with fewer_collections():
                answers = asyncio.run(by_endpoint(task, settings, layer == "cache", kind != "text"))
        case _:
            answers = by_recipe(task, kind != "text", kind != "million")
    tell(f"ours {task.mode}", clock, task, answers)


if __name__ == "__main__":
    main()
