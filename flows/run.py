"""`run`: a recipe, its inputs and options in; a new catalog version and a report out."""

import errno
import time
from collections.abc import Sequence
from contextlib import suppress
from itertools import zip_longest
from pathlib import Path

from synthloom.catalog.media import LocalMedia
from synthloom.catalog.sources.dataset import DatasetSource
from synthloom.engines.settings import load_settings
from synthloom.flows.accounting import fates, funnel, why_nothing
from synthloom.flows.context import check_servers
from synthloom.flows.models import open_models
from synthloom.flows.prepare import (
    Prepared,
    RunOptions,
    check_drift,
    check_writable,
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
from synthloom.flows.runner import Around, Progress, Runner, plainly
from synthloom.flows.shards import Shard
from synthloom.flows.version import commit_version, trim
from synthloom.flows.workers import Workers, cpu_count
from synthloom.schemas.errors import RunFailed

DISK_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EROFS)
"""What can become of a disk during a run; a folder that may not be written is found out before."""


async def run_recipe(recipe: Recipe, options: RunOptions, progress: Progress, around: Around = plainly) -> Report:
    """Run a recipe to a new version, or find that nothing changed. Raises `UserError`; failures are in the report."""
    check_drift(options.catalog, recipe)
    if recipe.parent is not None and needs_parent(recipe, options):
        made = await run_recipe(recipe.parent, for_parent(recipe, options), progress, around)
        if made.status == "failed":
            told = f"{made.dataset}, which {recipe.name} is made of, failed: {made.error}"
            return made.model_copy(update={"dataset": dataset_name(recipe, options), "error": told})
        options = of_dataset(recipe, options, f"{made.dataset}@{made.version}", made.cost)
    prepared = prepare(recipe, options)
    check_writable(options.catalog)
    settings = load_settings(options.config)
    check_servers(prepared.recipe.steps, settings)
    models = open_models(
        prepared.recipe.models,
        settings,
        options.catalog,
        LocalMedia(options.catalog),
        options.max_cost,
    )
    workers = Workers(options.workers or cpu_count())
    runner = Runner(prepared.recipe, options.catalog, models, progress, workers, settings, around)
    report = Report(dataset=dataset_name(recipe, options), catalog=str(options.catalog))
    manifest = Manifest(options.catalog, describe_run(prepared, options))
    started = time.monotonic()
    try:
        manifest.write("running", report)
        await _make_version(runner, prepared, recipe, options, report, manifest)
    except RunFailed as failure:
        report.error = str(failure)
        _count(report, runner, [], [])
    except OSError as error:
        if error.errno not in DISK_FULL:
            raise
        report.error = f"the catalog {options.catalog} can't be written: {error.strerror}; nothing finished is lost"
    except BaseException as error:
        report.error = f"{type(error).__name__}: {error}"
        raise
    finally:
        workers.close()
        await models.close()
        report.calls, report.cost = models.sent, models.cost
        report.seconds = round(time.monotonic() - started, 3)
        with suppress(OSError):  # a full disk has been told of already
            manifest.write(report.status, report)
    return report


def _count(report: Report, runner: Runner, final: Sequence[Shard], unread: Sequence[Shard]) -> None:
    """Put into the report where every row went."""
    count = fates(runner.catalog, runner.shards, final, unread, runner.failed)
    report.read, report.kept, report.rejected = count.read, count.kept, count.rejected
    report.errors, report.pending = count.errors, count.pending
    report.funnel = funnel(runner.catalog, runner.recipe, runner.shards)


async def _make_version(
    runner: Runner, prepared: Prepared, recipe: Recipe, options: RunOptions, report: Report, manifest: Manifest
) -> None:
    shards = await runner.read(prepared.sources, options.limit)
    final, unread = await _run_to_target(runner, shards, prepared, options)
    _count(report, runner, final, unread)
    kept = sum(shard.rows for shard in final)
    if kept == options.target:
        report.stopped = "target"
    elif runner.models.spent and report.pending:
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


async def _run_to_target(
    runner: Runner, shards: list[Shard], prepared: Prepared, options: RunOptions
) -> tuple[list[Shard], list[Shard]]:
    """The last step's shards, and the source shards no step has seen.

    With a target, steps get as many source shards as should do by the yield so far, from all sources in turn, then
    more; filters judge what was reached.
    """
    if options.target is None:
        return await runner.run_steps(shards, prepared.start), []
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
        if kept >= options.target or reached == len(shards) or runner.models.spent:
            return trim(options.catalog, final, options.target), shards[reached:]


def in_turn(shards: Sequence[Shard]) -> list[Shard]:
    """Source shards so that every source's first comes before any second."""
    by_source: dict[str, list[Shard]] = {}
    for shard in shards:
        by_source.setdefault(str(Path(shard.path).parent), []).append(shard)
    rounds = zip_longest(*by_source.values())
    return [shard for made in rounds for shard in made if shard is not None]
