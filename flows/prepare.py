"""Before a run: its options, its recipe with all overrides put in, its sources opened, and every check that is cheap.

prepare(SEARCH_VL_SFT, RunOptions(sources=("search-vl@3",), settings=("rollout.k=2",)))
→ Prepared(recipe, [DatasetSource("search-vl@3")], SearchQuestion, "5d0c…")
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

from pydantic import BaseModel, ConfigDict

from synthloom.catalog.commit import check_dataset_name
from synthloom.catalog.durable import make_folder, write_durably
from synthloom.catalog.sources.dataset import DatasetSource, names_dataset
from synthloom.catalog.splits import check_fractions
from synthloom.flows.engine_option import text_roles, with_engine
from synthloom.flows.overrides import override, set_fields, setting_names
from synthloom.flows.recipe import Recipe, check_types, fingerprint, recipe_config, told_models, yields
from synthloom.flows.shards import read_json
from synthloom.schemas.errors import UserError
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
    models: dict[Role, tuple[str, ...]] = {}
    """By full name; several for a role are a panel, which steps that vote ask whole."""
    engine: str = ""
    """`KIND` or `KIND:MODEL`, as given to `--engine`."""
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
    changed = with_engine(override(recipe, on_steps, options.models, options.seed), options.engine)
    sources = list(open_inputs(recipe, options))
    for setting in on_sources:
        path, separator, value = setting.partition("=")
        if not separator:
            raise UserError(f"--set {setting!r} can't be read; write source.FIELD=VALUE, such as source.cap=500")
        name = path.removeprefix("source.")
        able = [source for source in sources if name in setting_names(source)] or sources
        sources = [set_fields(source, "source", {name: value}) if source in able else source for source in sources]
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


def needs_parent(recipe: Recipe, options: RunOptions) -> bool:
    """Whether the recipe reads what its parent has yet to make of the sources given. Raises `UserError`."""
    if recipe.parent is None:
        return False
    named = [uri for uri in options.sources if names_dataset(options.catalog, uri)]
    if named and len(named) < len(options.sources):
        others = ", ".join(uri for uri in options.sources if uri not in named)
        raise UserError(
            f"--source names a dataset ({named[0]}) and something else ({others}); give datasets, or what "
            f"{recipe.parent.name} can make one of"
        )
    return not named


def for_parent(recipe: Recipe, options: RunOptions) -> RunOptions:
    """What the parent is run with. Raises `UserError` for what is wrong with the recipe's own settings."""
    mine = _own_settings(recipe, options)
    override(recipe, mine, options.models, options.seed)
    theirs = tuple(setting for setting in options.settings if setting not in mine)
    engine = options.engine if recipe.parent and text_roles(recipe.parent) else ""
    return options.model_copy(update={"dataset": None, "target": None, "settings": theirs, "engine": engine})


def of_dataset(recipe: Recipe, options: RunOptions, dataset: str, spent: float | None) -> RunOptions:
    """What the recipe is run with once its parent's dataset is there."""
    left = None if options.max_cost is None else max(options.max_cost - (spent or 0.0), 0.0)
    mine = _own_settings(recipe, options)
    return options.model_copy(update={"sources": (dataset,), "limit": None, "settings": mine, "max_cost": left})


def _own_settings(recipe: Recipe, options: RunOptions) -> tuple[str, ...]:
    """The settings of the recipe's own steps, and those that no one knows."""
    parents = {step.name for step in recipe.parent.steps} | {"source"} if recipe.parent else set()
    own = {step.name for step in recipe.steps}
    return tuple(s for s in options.settings if (name := s.partition(".")[0]) in own or name not in parents)


def open_inputs(recipe: Recipe, options: RunOptions) -> Sequence[Source[Any]]:
    """The sources that the options name: datasets for a recipe with a parent."""
    if recipe.parent is None:
        return recipe.open_sources(options.sources)
    return [DatasetSource(uri, options.catalog, yields(recipe.parent)) for uri in options.sources]


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
        "models": told_models(prepared.recipe.models),
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
