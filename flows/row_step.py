"""One row step on one shard: every record through `generate` or `verify`, every outcome written down.

A `Reject` drops the record with its reason; any other exception is an error, kept with its traceback, and the row is
tried again on the next run. `run_alone` is the same for a process of its own: rules need no event loop to share.
"""

import asyncio
import os
import signal
import threading
import time
import traceback
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import cloudpickle

from synthloom.catalog.corpus.store import LocalCorpora
from synthloom.catalog.media import LocalMedia
from synthloom.catalog.tables import to_records
from synthloom.engines.settings import Settings
from synthloom.flows.context import StepContext, seeded
from synthloom.flows.recipe import kind_of
from synthloom.flows.shards import ROOT, RowVerdict, Shard, read_table, write
from synthloom.schemas.errors import RunFailed, UserError
from synthloom.schemas.records import Record
from synthloom.schemas.steps import Model, Reject, Role, Step

T = TypeVar("T")
BindModels = Callable[[list[str]], Mapping[Role, Model]]
"""Models whose calls are noted, by key, in the list given."""


class BudgetSpent(Exception):
    """Raised by a model when the run may spend no more; the row stays pending."""


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


def _no_models(_log: list[str]) -> Mapping[Role, Model]:
    return {}


async def run_shard(
    job: ShardJob,
    media: LocalMedia,
    bind: BindModels = _no_models,
    on_row: Callable[[RowVerdict], None] = lambda _: None,
) -> Shard:
    """Run the step on all records of a shard at once, and write what came of them in the order they came in."""
    started = time.monotonic()
    table = await asyncio.to_thread(read_table, job.source.file(job.catalog, "rows"))
    records = list(to_records(table, job.reads))
    roots = table.column(ROOT).to_pylist()

    async def one(record: Record, root: str) -> tuple[RowVerdict, Sequence[Record]]:
        verdict, made = await run_record(job, record, root, media, bind)
        on_row(verdict)
        return verdict, made

    results = await all_or_none([one(record, root) for record, root in zip(records, roots, strict=True)])
    made = [(record, verdict.root) for verdict, records_made in results for record in records_made]
    media.sync()
    return write(
        job.catalog,
        job.path,
        job.makes,
        [record for record, _ in made],
        [root for _, root in made],
        [verdict for verdict, _ in results],
        time.monotonic() - started,
    )


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
    job: ShardJob, record: Record, root: str, media: LocalMedia, bind: BindModels
) -> tuple[RowVerdict, Sequence[Record]]:
    """Run the step on one record. Never raises for what a record did, always for what stops the run."""
    verdict = RowVerdict(record.id, root, kept=False)
    context = StepContext(
        media,
        seeded(job.seed, job.step.name, record.id),
        bind(verdict.calls),
        LocalCorpora(job.catalog),
        job.servers,
    )
    step: Any = job.step
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
    return asyncio.run(run_shard(job, LocalMedia(job.catalog)))


def die_with_parent() -> None:
    """Start of a worker process: Ctrl-C is the parent's to handle, and a killed parent must leave no worker behind."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
