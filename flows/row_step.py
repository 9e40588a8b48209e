"""Row steps: every record of every shard through `generate` or `verify`, every outcome written down.

    await run_shards(jobs, rows_at_once=512, media=LocalMedia(catalog), bind=models.bind(step)) → [Shard(…), …]

A `Reject` drops the record with its reason; any other exception is an error, kept with its traceback, and the row is
tried again on the next run. `run_alone` is the same for a process of its own: rules need no event loop to share.

Rows are worked on by a fixed number of lanes, each of which takes the next row when it is done with one, over all
shards: so no request slot waits for the end of a shard, and what is in memory doesn't grow with the rows.
"""

import asyncio
import os
import signal
import threading
import time
import traceback
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import cloudpickle

from synthloom.catalog.corpus.store import LocalCorpora
from synthloom.catalog.media import LocalMedia
from synthloom.catalog.tables import to_records
from synthloom.engines.settings import Settings
from synthloom.flows.budget import BudgetSpent
from synthloom.flows.context import Panel, StepContext, nobody, seeded
from synthloom.flows.recipe import kind_of
from synthloom.flows.shards import ROOT, RowVerdict, Shard, read_table, write
from synthloom.schemas.errors import RunFailed, UserError
from synthloom.schemas.records import Record
from synthloom.schemas.steps import Reject, Step

T = TypeVar("T")
BindModels = Callable[[list[str]], Panel]
"""Models whose calls are noted, by key, in the list given."""
ROWS_ALONE = 128
"""Rows in work at once where no model answers: tools from outside may take seconds each."""


@dataclass(frozen=True)
class ShardJob:
    """What is needed to run a step on a shard, and nothing that a process can't be sent."""

    catalog: Path
    step: Step
    reads: type[Record]
    """What the shard holds; the step may ask for a more general type."""
    makes: type[Record]
    seed: int
    source: Shard
    path: str
    servers: Settings = field(default_factory=Settings)
    """What answers for tools from outside: addresses, and never a key."""


def no_models(_log: list[str]) -> Panel:
    """The binding of a step that asks no model."""
    return nobody


@dataclass
class _Opened:
    """A shard of which not all rows are done."""

    job: ShardJob
    records: list[Record]
    roots: list[str]
    corpora: LocalCorpora
    outcomes: list[tuple[RowVerdict, Sequence[Record]] | None]
    left: int
    started: float = field(default_factory=time.monotonic)

    def finish(self, media: LocalMedia) -> Shard:
        """Write what came of the rows, in the order they came in."""
        media.sync()
        outcomes = [outcome for outcome in self.outcomes if outcome]
        made = [(record, verdict.root) for verdict, records in outcomes for record in records]
        self.records, self.outcomes = [], []  # lanes hold on to their last shard
        return write(
            self.job.catalog,
            self.job.path,
            self.job.makes,
            [record for record, _ in made],
            [root for _, root in made],
            [verdict for verdict, _ in outcomes],
            time.monotonic() - self.started,
        )


async def run_shards(
    jobs: Sequence[ShardJob],
    rows_at_once: int,
    media: LocalMedia,
    bind: BindModels = no_models,
    on_row: Callable[[RowVerdict], None] = lambda _: None,
) -> list[Shard]:
    """Run the step on all records of these shards, so many at once; one shard for each job, in their order."""
    shards: dict[str, Shard] = {}
    rows = _rows(jobs)

    async def lane() -> None:
        for opened, place in rows:
            outcome = await run_record(
                opened.job, opened.records[place], opened.roots[place], media, opened.corpora, bind
            )
            opened.outcomes[place] = outcome
            on_row(outcome[0])
            opened.left -= 1
            if not opened.left:
                shards[opened.job.path] = opened.finish(media)
                await asyncio.sleep(0)  # rows that never wait must not keep Ctrl-C and other lanes' replies waiting

    await all_or_none([lane() for _ in range(min(rows_at_once, sum(job.source.rows for job in jobs)))])
    return [shards[job.path] for job in jobs]


def _rows(jobs: Sequence[ShardJob]) -> Iterator[tuple[_Opened, int]]:
    """Every row of every shard; a shard is read when its first row is wanted."""
    for job in jobs:
        table = read_table(job.source.file(job.catalog, "rows"))
        records, roots = list(to_records(table, job.reads)), table.column(ROOT).to_pylist()
        opened = _Opened(job, records, roots, LocalCorpora(job.catalog), [None] * len(records), len(records))
        for place in range(len(records)):
            yield opened, place


async def all_or_none(calls: Sequence[Awaitable[T]]) -> list[T]:
    """Gather, but at the first exception end the others instead of leaving them running."""
    tasks = [asyncio.ensure_future(call) for call in calls]
    try:
        return list(await asyncio.gather(*tasks))
    except BaseException:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        raise


async def run_record(
    job: ShardJob, record: Record, root: str, media: LocalMedia, corpora: LocalCorpora, bind: BindModels
) -> tuple[RowVerdict, Sequence[Record]]:
    """Run the step on one record. Never raises for what a record did, always for what stops the run."""
    verdict = RowVerdict(record.id, root, kept=False)
    step: Any = job.step
    random = seeded(job.seed, step.name, record.id)
    context = StepContext(media, random, corpora, bind(verdict.calls), job.servers)
    try:
        if kind_of(step) == "generator":
            made = list(await step.generate(record, context))
            if not made:
                raise Reject("no_output")
            verdict.kept, verdict.made = True, [row.id for row in made]
            return verdict, made
        said = await step.verify(record, context)
        verdict.kept, verdict.reason, verdict.score, verdict.detail = said.kept, said.reason, said.score, said.detail
        return verdict, [record] if said.kept else []
    except Reject as reject:
        verdict.reason, verdict.score, verdict.detail = reject.reason, reject.score, reject.detail
    except BudgetSpent:
        verdict.pending = True
    except (UserError, RunFailed):  # a wrong key or model name fails every row alike: the user is told once
        raise
    except Exception as error:  # whatever a step raises is that row's error: recorded, counted, tried again
        verdict.error, verdict.detail = traceback.format_exc(), f"{type(error).__name__}: {error}"[:500]
    return verdict, []


def run_alone(job_bytes: bytes) -> Shard:
    """Run a step that asks no model on a shard, in a worker process."""
    job: ShardJob = cloudpickle.loads(job_bytes)
    (shard,) = asyncio.run(run_shards([job], ROWS_ALONE, LocalMedia(job.catalog)))
    return shard


def die_with_parent(parent: int) -> None:
    """Start of a worker process: Ctrl-C is the parent's to handle, and a killed parent must leave no worker behind.

    `parent` is told, because it may have been killed while this process was still importing.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
