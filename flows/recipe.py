"""Recipes: a named, versioned list of steps, and the fingerprint that says whether two runs make the same thing.

RECIPE = Recipe(name="uni-edit", version=1, summary="…", open_sources=open_sources, steps=(Classify(), …))
"""

import dataclasses
import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, get_type_hints

from pydantic import BaseModel

from synthloom.catalog.tables import arrow_schema
from synthloom.schemas.errors import UserError
from synthloom.schemas.records import Record
from synthloom.schemas.steps import Role, Source, Step

Kind = Literal["generator", "filter", "verifier"]
VERBS: Mapping[str, Kind] = {"generate": "generator", "judge": "filter", "verify": "verifier"}
SPLITS: Mapping[str, float] = {"sft": 0.7, "rl": 0.2, "test": 0.1}


@dataclass(frozen=True)
class Recipe:
    """What decides the output, literally: steps with their settings and versions, models by full name, the seed.

    `open_sources` turns `--source` values into sources. A recipe that brings its own has a lambda that ignores them.
    A recipe with a `parent` reads the parent's dataset: one of the catalog that `--source` names, or else one that the
    parent makes of those sources first.
    """

    name: str
    version: int
    summary: str
    open_sources: Callable[[Sequence[str]], Sequence[Source[Any]]]
    steps: tuple[Step, ...]
    parent: "Recipe | None" = None
    models: Mapping[Role, tuple[str, ...]] = field(default_factory=dict)
    """By full name; of several for a role, steps that vote ask all, the others the first."""
    seed: int = 0
    splits: Mapping[str, float] = field(default_factory=lambda: dict(SPLITS))

    def __post_init__(self) -> None:
        names = [step.name for step in self.steps]
        twice = {name for name in names if names.count(name) > 1}
        if twice:
            raise ValueError(f"recipe {self.name}: steps share the name {', '.join(sorted(twice))}; give each its own")
        for role, named in self.models.items():
            if isinstance(named, str) or not named or len(set(named)) < len(named):
                raise ValueError(f"recipe {self.name}: {role} is {named!r}; expected a tuple of different full names")


def kind_of(step: Step) -> Kind:
    """Generator, filter or verifier, told by the step's verb."""
    for verb, kind in VERBS.items():
        if hasattr(step, verb):
            return kind
    raise TypeError(f"{step!r} is no step: it has none of the verbs {', '.join(VERBS)}")


def roles_of(step: Step) -> tuple[Role, ...]:
    """The roles in which a step may ask a model."""
    roles: tuple[Role, ...] = getattr(step, "roles", ())
    return roles


def models_of(step: Step, models: Mapping[Role, tuple[str, ...]]) -> dict[Role, tuple[str, ...]]:
    """The models that a step asks, by role: all that are named where it `votes`, else the first."""
    several = None if getattr(step, "votes", False) else 1
    return {role: models[role][:several] for role in roles_of(step) if role in models}


def told_models(models: Mapping[Role, tuple[str, ...]]) -> dict[str, str | list[str]]:
    """Models as fingerprints and manifests have them: one as its name, several as a list."""
    return {role: named[0] if len(named) == 1 else list(named) for role, named in models.items()}


def takes(step: Step) -> type[Record] | None:
    """The record type a row step reads; None for a filter, which names columns instead."""
    verb = next(verb for verb in VERBS if hasattr(step, verb))
    return None if verb == "judge" else get_type_hints(getattr(type(step), verb))["record"]


def check_types(recipe: Recipe, start: type[Record]) -> list[type[Record]]:
    """The record type after each step. Raises `UserError` where a step can't read what the one before it makes.

    A step whose settings name fields of its record may have a `check_type`, which raises for a type without them.
    """
    current, after = start, []
    for step in recipe.steps:
        wanted = takes(step)
        if wanted is not None and not issubclass(current, wanted):
            raise UserError(
                f"step {step.name} reads {wanted.__name__}, but gets {current.__name__}; "
                "put a step between that makes one"
            )
        missing = [c for c in getattr(step, "reads", ()) if c.split(".")[0] not in arrow_schema(current).names]
        if missing:
            raise UserError(
                f"step {step.name} reads columns {missing}, but {current.__name__} has "
                f"{', '.join(arrow_schema(current).names)}"
            )
        if wanted is None and roles_of(step):
            raise UserError(f"filter {step.name} names roles; a step that asks a model about rows is a verifier")
        if hasattr(step, "check_type"):
            step.check_type(current)
        current = getattr(step, "makes", current)
        after.append(current)
    return after


def step_config(step: Step) -> dict[str, Any]:
    """A step's settings as they enter fingerprints: its class, name, version and every field, as plain JSON."""
    fields = {f.name: _stable(getattr(step, f.name)) for f in dataclasses.fields(step)}  # type: ignore[arg-type]
    return {"step": type(step).__qualname__, "name": step.name, "version": getattr(step, "version", 1), **fields}


def yields(recipe: Recipe) -> type[Record]:
    """The type of a recipe's rows: what the last step that makes any makes."""
    return next(step.makes for step in reversed(recipe.steps) if hasattr(step, "makes"))


def recipe_config(recipe: Recipe) -> dict[str, Any]:
    """Everything of a recipe that decides its output; sources are inputs and not part of it."""
    steps = [step_config(step) for step in recipe.steps]
    return {
        "name": recipe.name,
        "version": recipe.version,
        "seed": recipe.seed,
        "models": told_models(recipe.models),
        "splits": dict(recipe.splits),
        "steps": steps,
    }


def fingerprint(value: object) -> str:
    """SHA-256 over canonical JSON, 20 hex digits. Refuses values that have no stable form."""
    text = json.dumps(_stable(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:20]


def _stable(value: object) -> object:
    if value is None or isinstance(value, str | int | float | bool):
        return value
    if isinstance(value, list | tuple):
        return [_stable(item) for item in value]
    if isinstance(value, Mapping):
        return {str(key): _stable(item) for key, item in value.items()}
    if isinstance(value, BaseModel):
        return _stable(value.model_dump())
    if dataclasses.is_dataclass(value):
        return {f.name: _stable(getattr(value, f.name)) for f in dataclasses.fields(value)}
    raise TypeError(
        f"{value!r} has no stable form to fingerprint; use numbers, strings, tuples, dataclasses or models as settings"
    )
