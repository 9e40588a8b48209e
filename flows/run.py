"""`run`: a recipe, its inputs and options in; a new catalog version and a report out."""

import errno
import json
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

from pydantic import BaseModel, ConfigDict

from synthloom.catalog.commit import check_dataset_name
from synthloom.catalog.durable import make_folder, write_durably
from synthloom.catalog.media import LocalMedia
from synthloom.catalog.splits import check_fractions
from synthloom.engines.settings import load_settings
from synthloom.flows.accounting import fates, funnel, why_nothing
from synthloom.flows.models import open_models
from synthloom.flows.recipe import (
    Recipe,
    check_types,
    fingerprint,
    override,
    recipe_config,
    set_field,
    setting_names,
)
from synthloom.flows.report import Manifest, Report
from synthloom.flows.runner import Around, Progress, Runner, plainly
from synthloom.flows.shards import Shard, read_json
from synthloom.flows.version import commit_version, trim
from synthloom.flows.workers import Workers, cpu_count
from synthloom.schemas.errors import RunFailed, UserError
from synthloom.schemas.records import Record
from synthloom.schemas.steps import Role, Source

DISK_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EROFS)
"""What can become of a disk during a run; a folder that may not be written is found out before."""


class RunOptions(BaseModel):
    """What a run is given besides its recipe: inputs, overrides, and where and how it runs."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sources: tuple[str, ...] = ("sample",)
    catalog: Path = Path("synthloom-data")
    dataset: str | None = None
    limit: int | None = None
    target: int | None = None
    models: dict[Role, str] = {}
    settings: tuple[str, ...] = ()
    """`STEP.FIELD=VALUE`, as given to `--set`."""
    seed: int | None = None
    max_cost: float | None = None
    config: Path | None = None
    workers: int | None = None


@dataclass(frozen=True)
class Prepared:
    """A recipe with its overrides and its sources, checked."""

    recipe: Recipe
    sources: Sequence[Source[Any]]
    start: type[Record]
    fingerprint: str


def prepare(recipe: Recipe, options: RunOptions) -> Prepared:
    """Put the overrides in, open the sources and check types. Raises `UserError`."""
    on_sources = [s for s in options.settings if s.startswith("source.")]
    on_steps = [s for s in options.settings if not s.startswith("source.")]
    changed = override(recipe, on_steps, options.models, options.seed)
    sources = list(recipe.open_sources(options.sources))
    for setting in on_sources:
        path, separator, value = setting.partition("=")
        if not separator:
            raise UserError(f"--set {setting!r} can't be read; write source.FIELD=VALUE, such as source.cap=500")
        name = path.removeprefix("source.")
        able = [source for source in sources if name in setting_names(source)] or sources
        sources = [set_field(source, "source", name, value) if source in able else source for source in sources]
    names = [source.name for source in sources]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise UserError(
            f"two sources are both called {', '.join(twice)}; give each source once, from folders of different names"
        )
    check_dataset_name(dataset_name(recipe, options), options.catalog)
    try:
        check_fractions(changed.splits)
    except ValueError as error:
        raise UserError(f"recipe {recipe.name}: {error}") from None
    makes = {source.makes for source in sources}
    if len(makes) != 1:
        raise UserError(
            f"the sources make different records ({', '.join(sorted(m.__name__ for m in makes))}); run them apart"
        )
    (start,) = makes
    check_types(changed, start)
    return Prepared(changed, sources, start, fingerprint(recipe_config(changed)))


def dataset_name(recipe: Recipe, options: RunOptions) -> str:
    """The dataset a run makes a version of."""
    return recipe.name if options.dataset is None else options.dataset


def check_writable(catalog: Path) -> None:
    """Find out before the work and not after it. Raises `UserError`."""
    try:
        make_folder(catalog)
        TemporaryFile(dir=catalog).close()
    except OSError as error:
        raise UserError(
            f"the catalog {catalog} can't be written: {error.strerror}; give --catalog (or $SYNTHLOOM_HOME) a folder "
            "that you may write to"
        ) from None


def describe_run(prepared: Prepared, options: RunOptions) -> dict[str, Any]:
    """What a run was asked for, as its manifest and its version keep it."""
    return {
        "recipe": f"{prepared.recipe.name}@{prepared.recipe.version}",
        "fingerprint": prepared.fingerprint,
        "sources": [{"name": s.name, "revision": s.revision, "licence": s.licence} for s in prepared.sources],
        "options": options.model_dump(mode="json"),
    }


def check_drift(catalog: Path, recipe: Recipe) -> None:
    """Hold a recipe to its name and version: another content under the same version is an error."""
    pinned = read_json(_pin(catalog, recipe))
    mine = fingerprint(recipe_config(recipe))
    if pinned is not None and pinned["fingerprint"] != mine:
        raise UserError(
            f"recipe {recipe.name} version {recipe.version} has fingerprint {mine}, but this catalog knows that "
            f"version as {pinned['fingerprint']}: the recipe changed and its version did not; "
            f"give it version {recipe.version + 1}"
        )


def pin_recipe(catalog: Path, recipe: Recipe) -> None:
    """Remember what a recipe's version stands for, once there is a dataset made with it."""
    if read_json(_pin(catalog, recipe)) is None:
        write_durably(_pin(catalog, recipe), json.dumps({"fingerprint": fingerprint(recipe_config(recipe))}).encode())


def _pin(catalog: Path, recipe: Recipe) -> Path:
    return catalog / "recipes" / f"{recipe.name}@{recipe.version}.json"


async def run_recipe(recipe: Recipe, options: RunOptions, progress: Progress, around: Around = plainly) -> Report:
    """Run a recipe to a new version, or find that nothing changed. Raises `UserError`; failures are in the report."""
    check_drift(options.catalog, recipe)
    prepared = prepare(recipe, options)
    check_writable(options.catalog)
    models = open_models(
        prepared.recipe.models,
        load_settings(options.config),
        options.catalog,
        LocalMedia(options.catalog),
        options.max_cost,
    )
    workers = Workers(options.workers or cpu_count())
    runner = Runner(prepared.recipe, options.catalog, models, progress, workers, around)
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
    if not kept:
        raise RunFailed(why_nothing(report.funnel))
    pin_recipe(options.catalog, recipe)
    version, report.status = commit_version(
        options.catalog, report.dataset, prepared.recipe, prepared.start, runner.shards, final, manifest.about, report
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
