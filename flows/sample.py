"""`plan --sample`: a recipe on its first rows, to measure what the whole will take.

    await run_sample(recipe, options, 50, progress)     # leaves a manifest in runs/, with the status "sampled"

It commits no version and pins no recipe. What the models answer is kept, so the run that follows doesn't pay it again.
A parent that has yet to run is sampled first, and the recipe goes on with what came out of that.
"""

import dataclasses
import time
from collections.abc import Sequence

from synthloom.flows.engine_option import with_engine
from synthloom.flows.overrides import override
from synthloom.flows.prepare import (
    Prepared,
    RunOptions,
    check_drift,
    dataset_name,
    describe_run,
    for_parent,
    needs_parent,
    of_dataset,
    prepare,
)
from synthloom.flows.recipe import Recipe, fingerprint, recipe_config, yields
from synthloom.flows.report import Manifest, Report
from synthloom.flows.run import count_rows, count_spent
from synthloom.flows.runner import Progress, open_runner
from synthloom.flows.shards import Shard
from synthloom.schemas.errors import RunFailed


async def run_sample(recipe: Recipe, options: RunOptions, rows: int, progress: Progress) -> Report:
    """Run on the first rows. Raises `UserError`, and `RunFailed` where too many rows fail."""
    limit = rows if options.limit is None else min(rows, options.limit)
    report, _ = await _sample(recipe, options.model_copy(update={"limit": limit, "target": None}), progress)
    return report


async def _sample(recipe: Recipe, options: RunOptions, progress: Progress) -> tuple[Report, list[Shard]]:
    check_drift(options.catalog, recipe)
    given: list[Shard] | None = None
    if recipe.parent is not None and needs_parent(recipe, options):
        made, shards = await _sample(recipe.parent, for_parent(recipe, options), progress)
        given = [_as_source(shard) for shard in shards if shard.rows]
        options = of_dataset(recipe, options, made.dataset, made.cost)
        own = with_engine(override(recipe, options.settings, options.models, options.seed), options.engine)
        prepared = Prepared(own, (), yields(recipe.parent), fingerprint(recipe_config(own)))
    else:
        prepared = prepare(recipe, options)
    return await _run(prepared, options, dataset_name(recipe, options), given, progress)


async def _run(
    prepared: Prepared, options: RunOptions, dataset: str, given: Sequence[Shard] | None, progress: Progress
) -> tuple[Report, list[Shard]]:
    report, final, started = Report(dataset=dataset, catalog=str(options.catalog)), list[Shard](), time.monotonic()
    status = "failed"
    async with open_runner(prepared.recipe, options, progress) as runner:
        manifest = Manifest(options.catalog, describe_run(prepared, options))
        try:
            if given is None:
                await runner.read(prepared.sources, options.limit)
            else:
                runner.shards["source"] = list(given)
            final = await runner.run_steps(runner.shards["source"], prepared.start)
            status = "sampled"
        except RunFailed as failure:
            report.error = str(failure)
            raise
        finally:
            count_rows(report, runner, final)
            count_spent(report, runner.models)
            report.seconds = round(time.monotonic() - started, 3)
            manifest.write(status, report)
    return report, final


def _as_source(shard: Shard) -> Shard:
    """What a parent's last step made, as the source step of what is made of it would tell of it."""
    return dataclasses.replace(shard, kept=shard.rows, rejected={}, errors=0, pending=0, calls=0)
