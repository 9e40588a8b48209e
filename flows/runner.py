"""The runner: sources to shards, steps over shards.

Nothing here knows a recipe. Resuming is finding finished shards by name (`shards.py`); what Prefect adds is a task
around each step (`prefect_flow.py`), through `around`.
"""

import asyncio
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from synthloom.catalog.media import LocalMedia
from synthloom.engines.settings import Settings
from synthloom.flows.context import check_servers
from synthloom.flows.engine_option import run_settings
from synthloom.flows.garbage import fewer_collections
from synthloom.flows.models import Models, open_models
from synthloom.flows.prepare import RunOptions, check_writable
from synthloom.flows.recipe import Recipe, check_types, fingerprint, kind_of, step_config, told_models
from synthloom.flows.row_step import ROWS_ALONE, ShardJob, run_shards
from synthloom.flows.shards import ROOT, RowVerdict, Shard, find, read_table
from synthloom.flows.source_step import read_sources
from synthloom.flows.table_step import run_table
from synthloom.flows.workers import Workers, cpu_count
from synthloom.schemas.errors import RunFailed
from synthloom.schemas.records import Record
from synthloom.schemas.steps import Source, Step

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
class ErrorBudget:
    """The failed rows of a step, and the point at which they end the run."""

    step: str
    rows: int
    failed: list[str] = field(default_factory=list)
    """Of each failed row, the source row it descends from."""

    def add(self, roots: Sequence[str], last: str) -> None:
        """Count failed rows. Raises `RunFailed` beyond the budget."""
        self.failed += roots
        if len(self.failed) > max(ERRORS_ALLOWED, int(self.rows * ERROR_SHARE)):
            raise RunFailed(
                f"{len(self.failed)} of {self.rows} rows failed in step {self.step}, more than the error budget allows "
                f"({ERROR_SHARE:.0%}, at least {ERRORS_ALLOWED}). The last one: {last.rstrip('.')}. "
                "Nothing was committed; mend the cause and run the same command again."
            )


@dataclass
class Runner:
    """One execution: where it works, what answers, and what each step made so far."""

    recipe: Recipe
    catalog: Path
    models: Models
    progress: Progress
    workers: Workers
    servers: Settings = field(default_factory=Settings)
    """What answers for tools from outside."""
    around: Around = plainly
    shards: dict[str, list[Shard]] = field(default_factory=dict)
    """By step name, in recipe order, `source` first."""
    failed: list[str] = field(default_factory=list)
    """Source rows whose descendants failed in the step that ended the run."""

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
            alone = [step for step in self.recipe.steps if kind_of(step) != "filter" and not self.models.names(step)]
            warm_up = partial(self.workers.start, alone)
            try:
                shards = await asyncio.to_thread(
                    read_sources, self.catalog, list(sources), self.recipe.seed, limit, SHARD_ROWS, advance, warm_up
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
        table = kind_of(step) == "filter"
        key = self._key(step, [source.hash for source in sources] if table else [])
        paths = [f"work/{step.name}-{key[:12]}/{source.hash[:20]}" for source in sources]
        done = {path: shard for path in dict.fromkeys(paths) if (shard := find(self.catalog, path))}
        self.progress.advance(sum(shard.taken for shard in done.values()))
        if table and len(done) < len(paths):
            made = await run_table(self.catalog, step, self.recipe.seed, sources, paths)
            done = {shard.path: shard for shard in made}
        elif not table:
            jobs = [
                ShardJob(self.catalog, step, reads, makes, self.recipe.seed, source, path, self.servers)
                for source, path in zip(sources, paths, strict=True)
                if path not in done
            ]
            done |= {shard.path: shard for shard in await self._run_rows(step, jobs, total)}
        shards = [done[path] for path in paths]
        self.progress.finish(shards)
        return shards

    def _key(self, step: Step, inputs: list[str]) -> str:
        """All that decides what a step makes of a shard, besides the shard."""
        asked = {"seed": self.recipe.seed, "models": told_models(self.models.names(step)), "inputs": inputs}
        return fingerprint({**step_config(step), **asked, "environment": getattr(step, "environment", "")})

    async def _run_rows(self, step: Step, jobs: list[ShardJob], total: int) -> list[Shard]:
        """Shards of a row step: in worker processes where rules answer, in this loop where a model does."""
        errors = ErrorBudget(step.name, total)

        def on_row(verdict: RowVerdict) -> None:
            self.progress.advance(1)
            if verdict.error:
                errors.add([verdict.root], verdict.detail)

        def on_shard(shard: Shard) -> None:
            self.progress.advance(shard.taken)
            if shard.errors:
                said = read_table(shard.file(self.catalog, "verdicts"), columns=[ROOT, "error"]).to_pylist()
                errors.add([row[ROOT] for row in said if row["error"]], shard.last_error)

        asks = bool(self.models.names(step))
        try:
            if not asks and self.workers.count > 1 and len(jobs) > 1:
                return await self.workers.run(jobs, on_shard)
            at_once = self.models.rows_at_once(step) if asks else ROWS_ALONE
            return await run_shards(jobs, at_once, LocalMedia(self.catalog), self.models.bind(step), on_row)
        except RunFailed:
            self.failed = errors.failed
            raise


@asynccontextmanager
async def open_runner(
    recipe: Recipe, options: RunOptions, progress: Progress, around: Around = plainly
) -> AsyncIterator[Runner]:
    """What runs a recipe that has its overrides in it; ends connections and processes. Raises `UserError`."""
    check_writable(options.catalog)
    settings = run_settings(recipe, options.engine, options.config)
    check_servers(recipe.steps, settings)
    media = LocalMedia(options.catalog)
    models = open_models(recipe.models, settings, options.catalog, media, options.max_cost)
    workers = Workers(options.workers or cpu_count())
    try:
        with fewer_collections():
            yield Runner(recipe, options.catalog, models, progress, workers, settings, around)
    finally:
        workers.close()
        await models.close()
