"""`run`: a recipe, its inputs and options in; a new catalog version and a report out."""

import json
import time
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from synthloom.catalog.media import LocalMedia
from synthloom.engines.settings import load_settings
from synthloom.flows.accounting import fates, funnel, why_nothing
from synthloom.flows.models import open_models
from synthloom.flows.recipe import Recipe, check_types, fingerprint, override, recipe_config, set_field, setting_names
from synthloom.flows.runner import Around, Progress, Runner, cpu_count, plainly
from synthloom.flows.shards import Shard, write_aside
from synthloom.flows.version import commit_version, trim
from synthloom.schemas.errors import RunFailed, UserError
from synthloom.schemas.records import Record
from synthloom.schemas.steps import Role, Source


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


class Report(BaseModel):
    """What `run --json` prints; read, kept, rejected, errors and pending count source rows."""

    dataset: str
    version: int | None = None
    rows: int = 0
    content_hash: str | None = None
    catalog: str
    status: Literal["committed", "unchanged", "failed"] = "failed"
    stopped: Literal["exhausted", "target", "budget"] = "exhausted"
    error: str | None = None
    read: int = 0
    kept: int = 0
    rejected: int = 0
    errors: int = 0
    pending: int = 0
    calls: int = 0
    cost: float | None = None
    seconds: float = 0.0
    funnel: list[dict[str, Any]] = []


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
    makes = {source.makes for source in sources}
    if len(makes) != 1:
        raise UserError(
            f"the sources make different records ({', '.join(sorted(m.__name__ for m in makes))}); run them apart"
        )
    (start,) = makes
    check_types(changed, start)
    return Prepared(changed, sources, start, fingerprint(recipe_config(changed)))


def check_drift(catalog: Path, recipe: Recipe) -> None:
    """Hold a recipe to its name and version: another content under the same version is an error."""
    pinned = catalog / "recipes" / f"{recipe.name}@{recipe.version}.json"
    mine = fingerprint(recipe_config(recipe))
    if not pinned.exists():
        write_aside(pinned, json.dumps({"fingerprint": mine}).encode())
        return
    theirs = json.loads(pinned.read_text())["fingerprint"]
    if theirs != mine:
        raise UserError(
            f"recipe {recipe.name} version {recipe.version} has fingerprint {mine}, but this catalog "
            f"knows that version as {theirs}: the recipe changed and its version did not; "
            f"give it version {recipe.version + 1}"
        )


async def run_recipe(recipe: Recipe, options: RunOptions, progress: Progress, around: Around = plainly) -> Report:
    """Run a recipe to a new version, or find that nothing changed. Raises `UserError`; failures are in the report."""
    prepared = prepare(recipe, options)
    check_drift(options.catalog, recipe)
    media = LocalMedia(options.catalog)
    models = open_models(
        prepared.recipe.models, load_settings(options.config), options.catalog, media, options.max_cost
    )
    runner = Runner(prepared.recipe, options.catalog, models, progress, options.workers or cpu_count(), around)
    report = Report(dataset=options.dataset or recipe.name, catalog=str(options.catalog))
    manifest = Manifest(options, prepared, report)
    manifest.write("running", runner.shards)
    started = time.monotonic()
    try:
        await _make_version(runner, prepared, options, report, manifest)
    except RunFailed as failure:
        report.error = str(failure)
    except BaseException as error:
        report.error = f"{type(error).__name__}: {error}"
        raise
    finally:
        report.calls, report.cost = models.sent, models.cost
        report.seconds = round(time.monotonic() - started, 3)
        manifest.write(report.status, runner.shards)
        runner.close()
        await models.close()
    return report


async def _make_version(
    runner: Runner, prepared: Prepared, options: RunOptions, report: Report, manifest: "Manifest"
) -> None:
    catalog, recipe = options.catalog, prepared.recipe
    shards = await runner.read(prepared.sources, options.limit)
    final, unread = await _run_to_target(runner, shards, prepared, options)
    count = fates(catalog, runner.shards, final, unread)
    report.read, report.kept, report.rejected = count.read, count.kept, count.rejected
    report.errors, report.pending = count.errors, count.pending
    kept = sum(shard.rows for shard in final)
    report.stopped = "budget" if runner.models.spent else "target" if kept == options.target else "exhausted"
    report.funnel = funnel(catalog, recipe, runner.shards)
    if not kept:
        raise RunFailed(why_nothing(report.funnel))
    run = {**manifest.identity(), "funnel": report.funnel, "read": count.read, "kept": count.kept}
    costs = [entry["cost"] for entry in report.funnel]
    cost = None if None in costs else float(sum(costs))
    version, report.status = commit_version(
        catalog, report.dataset, recipe, prepared.start, runner.shards, final, run, cost
    )
    report.version, report.rows, report.content_hash = version.version, version.rows, version.content_hash


async def _run_to_target(
    runner: Runner, shards: list[Shard], prepared: Prepared, options: RunOptions
) -> tuple[list[Shard], list[Shard]]:
    """The last step's shards, and the source shards no step has seen.

    With a target, steps get as many source shards from the front as should do by the yield so far, then more;
    filters judge what was reached.
    """
    if options.target is None:
        return await runner.run_steps(shards, prepared.start), []
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


@dataclass
class Manifest:
    """A run's own record, `runs/ID.json`: written when it starts and again when it ends."""

    options: RunOptions
    prepared: Prepared
    report: Report
    started: datetime = field(default_factory=lambda: datetime.now(UTC))
    unique: str = field(default_factory=lambda: uuid.uuid4().hex[:6])

    def identity(self) -> dict[str, Any]:
        """What the run was asked for."""
        return {
            "id": f"{self.started:%Y%m%dT%H%M%S}-{self.unique}",
            "started": self.started.isoformat(),
            "recipe": f"{self.prepared.recipe.name}@{self.prepared.recipe.version}",
            "fingerprint": self.prepared.fingerprint,
            "sources": [{"name": s.name, "revision": s.revision, "licence": s.licence} for s in self.prepared.sources],
            "options": self.options.model_dump(mode="json"),
        }

    def write(self, status: str, shards: Mapping[str, Sequence[Shard]]) -> None:
        """Write the manifest with this status; `shards` are what each step has made so far."""
        ended = None if status == "running" else datetime.now(UTC).isoformat()
        steps = {name: [shard.path for shard in made] for name, made in shards.items()}
        manifest = {
            **self.identity(),
            "ended": ended,
            "status": status,
            "report": self.report.model_dump(),
            "steps": steps,
        }
        write_aside(self.options.catalog / "runs" / f"{manifest['id']}.json", json.dumps(manifest, indent=1).encode())
