"""The runner: sources to shards, steps over shards, the last step's rows to a new catalog version.

Nothing here knows a recipe. Resuming is finding finished shards by name (`shards.py`); what Prefect adds is a task
around each step (`prefect_flow.py`), through `around`.
"""

import asyncio
import multiprocessing
import os
import threading
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Protocol

import cloudpickle

from synthloom.catalog.media import LocalMedia
from synthloom.flows.models import Models
from synthloom.flows.recipe import Recipe, check_types, fingerprint, kind_of, step_config
from synthloom.flows.row_step import ShardJob, all_or_none, die_with_parent, run_alone, run_shard
from synthloom.flows.shards import RowVerdict, Shard, find
from synthloom.flows.source_step import read_sources
from synthloom.flows.table_step import run_table
from synthloom.schemas.errors import RunFailed
from synthloom.schemas.records import Record
from synthloom.schemas.steps import Source, Step

OPEN_SHARDS = 8
"""Shards in work at once when a model answers. A barrier after each shard left most request slots empty: 20,000 rows
with a long-tailed latency took 159 s one shard at a time, 33-38 s with eight (two cores, client limit 500)."""
SHARD_ROWS = 128
ERROR_SHARE, ERRORS_ALLOWED = 0.02, 10

Around = Callable[[str, Callable[[], Awaitable[list[Shard]]]], Awaitable[list[Shard]]]


class Progress(Protocol):
    """What shows a run's progress."""

    def start(self, step: str, total: int | None) -> None:
        """A step begins; `total` input rows, None where nobody knows."""
        ...

    def advance(self, rows: int) -> None:
        """Rows of the current step are done."""
        ...

    def finish(self, shards: Sequence[Shard]) -> None:
        """The current step is done."""
        ...


async def plainly(_step: str, call: Callable[[], Awaitable[list[Shard]]]) -> list[Shard]:
    """Run a step without Prefect."""
    return await call()


@dataclass
class Runner:
    """One execution: where it works, what answers, and what each step made so far."""

    recipe: Recipe
    catalog: Path
    models: Models
    progress: Progress
    workers: int
    around: Around = plainly
    shards: dict[str, list[Shard]] = field(default_factory=dict)
    """By step name, in recipe order, `source` first."""
    _pool: ProcessPoolExecutor | None = None

    async def read(self, sources: Sequence[Source[Any]], limit: int | None) -> list[Shard]:
        """The source step; all sources' shards, one source after another."""
        stopped = threading.Event()

        def advance(rows: int) -> None:
            # The reading thread can't be cancelled from outside; it looks here after every shard.
            if stopped.is_set():
                raise InterruptedError
            self.progress.advance(rows)

        async def call() -> list[Shard]:
            self.progress.start("source", limit)
            self._warm_up()
            try:
                shards = await asyncio.to_thread(
                    read_sources, self.catalog, list(sources), self.recipe.seed, limit, SHARD_ROWS, advance
                )
            except asyncio.CancelledError:
                stopped.set()
                raise
            self.progress.finish(shards)
            return shards

        self.shards["source"] = await self.around("source", call)
        return self.shards["source"]

    async def run_steps(self, shards: Sequence[Shard], start: type[Record]) -> list[Shard]:
        """Every step over these source shards; returns the last step's. Raises `RunFailed`."""
        current, reads = list(shards), start
        for step, makes in zip(self.recipe.steps, check_types(self.recipe, start), strict=True):
            current = await self.around(step.name, partial(self._step, step, reads, makes, current))
            self.shards[step.name], reads = current, makes
        return current

    async def _step(self, step: Step, reads: type[Record], makes: type[Record], sources: list[Shard]) -> list[Shard]:
        sources = [source for source in sources if source.rows]
        total = sum(source.rows for source in sources)
        self.progress.start(step.name, total)
        key = fingerprint({**step_config(step), "seed": self.recipe.seed, "model": self.models.name(step)})
        table = kind_of(step) == "filter"
        if table:
            key = fingerprint([key, [source.hash for source in sources]])
        paths = [f"work/{step.name}-{key[:12]}/{source.hash[:20]}" for source in sources]
        done = {path: shard for path in dict.fromkeys(paths) if (shard := find(self.catalog, path))}
        self.progress.advance(sum(shard.taken for shard in done.values()))
        if table and len(done) < len(paths):
            media = LocalMedia(self.catalog)
            made = await run_table(self.catalog, step, self.recipe.seed, sources, paths, media, self.models.bind([]))
            done = {shard.path: shard for shard in made}
        elif not table:
            jobs = [
                ShardJob(self.catalog, step, reads, makes, self.recipe.seed, source, path)
                for source, path in zip(sources, paths, strict=True)
                if path not in done
            ]
            done |= {shard.path: shard for shard in await self._run_rows(jobs, total)}
        shards = [done[path] for path in paths]
        self.progress.finish(shards)
        return shards

    async def _run_rows(self, jobs: list[ShardJob], total: int) -> list[Shard]:
        """Shards of a row step: in worker processes where rules answer, in this loop where a model does."""
        allowed = max(ERRORS_ALLOWED, int(total * ERROR_SHARE))
        errors: list[str] = []

        def note(verdict: RowVerdict) -> None:
            self.progress.advance(1)
            if verdict.error:
                errors.append(verdict.detail)
                if len(errors) > allowed:
                    raise RunFailed(_too_many(errors, jobs[0].step.name, total))

        if not jobs:
            return []
        asks = self.models.name(jobs[0].step) is not None
        if not asks and self._pool and len(jobs) > 1:
            return await self._in_processes(jobs, allowed, total)
        open_shards = asyncio.Semaphore(OPEN_SHARDS if asks else 1)
        media = LocalMedia(self.catalog)

        async def one(job: ShardJob) -> Shard:
            async with open_shards:
                return await run_shard(job, media, self.models.bind, note)

        return await all_or_none([one(job) for job in jobs])

    def _warm_up(self) -> None:
        """Start the worker processes while the source is read: each takes about a second to import what it needs."""
        if self.workers > 1:
            # Spawned, not forked: polars and Arrow run threads of their own, and a fork beside threads can hang.
            spawn = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(self.workers, spawn, initializer=die_with_parent)
            steps = cloudpickle.dumps(self.recipe.steps)
            for _ in range(self.workers):
                self._pool.submit(cloudpickle.loads, steps)

    async def _in_processes(self, jobs: list[ShardJob], allowed: int, total: int) -> list[Shard]:
        loop, pool = asyncio.get_running_loop(), self._pool
        errors = 0

        async def one(job: ShardJob) -> Shard:
            nonlocal errors
            shard = await loop.run_in_executor(pool, run_alone, cloudpickle.dumps(job))
            self.progress.advance(shard.taken)
            errors += shard.errors
            if errors > allowed:
                raise RunFailed(_too_many([""] * errors, job.step.name, total))
            return shard

        return await all_or_none([one(job) for job in jobs])

    def close(self) -> None:
        """End the worker processes."""
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)


def _too_many(errors: list[str], step: str, total: int) -> str:
    last = f" The last one: {errors[-1]}." if errors[-1] else ""
    return (
        f"{len(errors)} of {total} rows failed in step {step}, more than the error budget allows "
        f"({ERROR_SHARE:.0%}, at least {ERRORS_ALLOWED}).{last} Nothing was committed; "
        "mend the cause and run the same command again."
    )


def cpu_count() -> int:
    """Processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else (os.cpu_count() or 1)
