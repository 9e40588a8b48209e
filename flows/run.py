"""`run`: a recipe, its inputs and options in; a new catalog version and a report out."""

import errno
import time
from collections.abc import Sequence
from contextlib import suppress
from itertools import zip_longest
from pathlib import Path

from synthloom.catalog.sources.dataset import DatasetSource
from synthloom.flows.accounting import fates, funnel, per_row, why_nothing
from synthloom.flows.models import Models
from synthloom.flows.prepare import (
    Prepared,
    RunOptions,
    check_drift,
    dataset_name,
    describe_run,
    for_parent,
    needs_parent,
    of_dataset,
    pin_recipe,
    prepare,
)
from synthloom.flows.recipe import Recipe
from synthloom.flows.report import Manifest, Report
from synthloom.flows.runner import Around, Progress, Runner, open_runner, plainly
from synthloom.flows.shards import Shard
from synthloom.flows.version import commit_version, trim
from synthloom.schemas.errors import RunFailed

DISK_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EROFS)
"""What can become of a disk during a run; a folder that may not be written is found out before."""


async def run_recipe(recipe: Recipe, options: RunOptions, progress: Progress, around: Around = plainly) -> Report:
    """Run a recipe to a new version, or find that nothing changed. Raises `UserError`; failures are in the report."""
    check_drift(options.catalog, recipe)
    made: Report | None = None
    if recipe.parent is not None and needs_parent(recipe, options):
        made = await run_recipe(recipe.parent, for_parent(recipe, options), progress, around)
        if made.status == "failed":
            told = f"{made.dataset}, which {recipe.name} is made of, failed: {made.error}"
            return made.model_copy(update={"dataset": dataset_name(recipe, options), "error": told})
        options = of_dataset(recipe, options, f"{made.dataset}@{made.version}", made.cost)
    prepared = prepare(recipe, options)
    report = Report(dataset=dataset_name(recipe, options), catalog=str(options.catalog))
    async with open_runner(prepared.recipe, options, progress, around) as runner:
        manifest = Manifest(options.catalog, describe_run(prepared, options))
        started = time.monotonic()
        try:
            manifest.write("running", report)
            await _make_version(runner, prepared, recipe, options, report, manifest)
        except RunFailed as failure:
            report.error = str(failure)
            count_rows(report, runner, [])
        except OSError as error:
            if error.errno not in DISK_FULL:
                raise
            report.error = f"the catalog {options.catalog} can't be written: {error.strerror}; nothing finished is lost"
        except BaseException as error:
            report.error = f"{type(error).__name__}: {error}"
            raise
        finally:
            count_spent(report, runner.models, made)
            report.seconds = round(time.monotonic() - started, 3)
            with suppress(OSError):  # a full disk has been told of already
                manifest.write(report.status, report)
    return report


def count_rows(report: Report, runner: Runner, final: Sequence[Shard]) -> None:
    """Put into the report where every row and every cent of the version went."""
    count = fates(runner.catalog, runner.shards, final, runner.failed)
    report.read, report.kept, report.rejected = count.read, count.kept, count.rejected
    report.errors, report.pending = count.errors, count.pending
    told = funnel(runner.catalog, runner.recipe, runner.shards)
    report.funnel, report.cost_of_version = told.entries, told.spent.cost
    report.cost_per_row = per_row(told.spent.cost, sum(shard.rows for shard in final))


def count_spent(report: Report, models: Models, before: Report | None = None) -> None:
    """Put into the report what the run sent and paid, and what its parent's run did before it."""
    report.calls, report.cost = models.sent, models.cost
    for kind, tokens in models.tokens.items():
        setattr(report, kind, tokens)
    if before is not None:
        for name in ("calls", *models.tokens):
            setattr(report, name, getattr(report, name) + getattr(before, name))
        report.cost = None if report.cost is None or before.cost is None else report.cost + before.cost


async def _make_version(
    runner: Runner, prepared: Prepared, recipe: Recipe, options: RunOptions, report: Report, manifest: Manifest
) -> None:
    shards = await runner.read(prepared.sources, options.limit)
    final = await _run_to_target(runner, shards, prepared, options)
    count_rows(report, runner, final)
    kept = sum(shard.rows for shard in final)
    if kept == options.target:
        report.stopped = "target"
    elif runner.models.budget.spent and report.pending:
        report.stopped = "budget"
    if not kept and report.stopped == "budget":
        raise RunFailed(
            f"--max-cost {options.max_cost} was spent before any row had gone through all steps; {report.pending} rows "
            "wait, and no answer is paid for twice: run the same command again with more"
        )
    if not kept:
        errors = [shard.last_error for made in runner.shards.values() for shard in made if shard.last_error]
        raise RunFailed(why_nothing(report.funnel, errors[-1] if errors else ""))
    pin_recipe(options.catalog, recipe)
    parents = [source.pinned.name for source in prepared.sources if isinstance(source, DatasetSource)]
    about = manifest.about | {"parents": parents}
    version, report.status = commit_version(
        options.catalog, report.dataset, prepared.recipe, prepared.start, runner.shards, final, about, report
    )
    report.version, report.rows, report.content_hash = version.version, version.rows, version.content_hash


async def _run_to_target(runner: Runner, shards: list[Shard], prepared: Prepared, options: RunOptions) -> list[Shard]:
    """The last step's shards.

    With a target, steps get as many source shards as should do by the yield so far, from all sources in turn, then
    more; filters judge what was reached.
    """
    if options.target is None:
        return await runner.run_steps(shards, prepared.start)
    shards = in_turn(shards)
    reached = kept = 0
    while True:
        rows = sum(shard.rows for shard in shards[:reached])
        share = max(kept / rows, 0.05) if rows else 0.5
        reached = min(reached + 1, len(shards))
        while reached < len(shards) and sum(shard.rows for shard in shards[:reached]) < 1.1 * options.target / share:
            reached += 1
        final = await runner.run_steps(shards[:reached], prepared.start)
        kept = sum(shard.rows for shard in final)
        if kept >= options.target or reached == len(shards) or runner.models.budget.spent:
            return trim(options.catalog, final, options.target)


def in_turn(shards: Sequence[Shard]) -> list[Shard]:
    """Source shards so that every source's first comes before any second."""
    by_source: dict[str, list[Shard]] = {}
    for shard in shards:
        by_source.setdefault(str(Path(shard.path).parent), []).append(shard)
    rounds = zip_longest(*by_source.values())
    return [shard for made in rounds for shard in made if shard is not None]
