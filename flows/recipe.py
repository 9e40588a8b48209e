"""Recipes: a named, versioned list of steps, and the fingerprint that says whether two runs make the same thing.

RECIPE = Recipe(name="uni-edit", version=1, summary="…", open_sources=open_sources, steps=(Classify(), …))
"""

import dataclasses
import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, get_type_hints

from pydantic import BaseModel, TypeAdapter, ValidationError

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
    models: Mapping[Role, str] = field(default_factory=dict)
    seed: int = 0
    splits: Mapping[str, float] = field(default_factory=lambda: dict(SPLITS))

    def __post_init__(self) -> None:
        names = [step.name for step in self.steps]
        twice = {name for name in names if names.count(name) > 1}
        if twice:
            raise ValueError(f"recipe {self.name}: steps share the name {', '.join(sorted(twice))}; give each its own")


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


def takes(step: Step) -> type[Record] | None:
    """The record type a row step reads; None for a filter, which names columns instead."""
    verb = next(verb for verb in VERBS if hasattr(step, verb))
    return None if verb == "judge" else get_type_hints(getattr(type(step), verb))["record"]


def check_types(recipe: Recipe, start: type[Record]) -> list[type[Record]]:
    """The record type after each step. Raises `UserError` where a step can't read what the one before it makes."""
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
        current = getattr(step, "makes", current)
        after.append(current)
    return after


def step_config(step: Step) -> dict[str, Any]:
    """A step's settings as they enter fingerprints: its class, name, version and every field."""
    fields = {f.name: getattr(step, f.name) for f in dataclasses.fields(step)}  # type: ignore[arg-type]
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
        "models": dict(recipe.models),
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
    raise TypeError(
        f"{value!r} has no stable form to fingerprint; use numbers, strings, tuples or a model as a setting"
    )


def override(recipe: Recipe, settings: Sequence[str], models: Mapping[Role, str], seed: int | None) -> Recipe:
    """The recipe with `STEP.FIELD=VALUE` settings, models by role and a seed put in. Raises `UserError`."""
    steps = list(recipe.steps)
    for setting in settings:
        path, separator, value = setting.partition("=")
        name, dot, field_name = path.partition(".")
        if not (separator and dot):
            raise UserError(f"--set {setting!r} can't be read; write STEP.FIELD=VALUE, such as balance.cap=500")
        index = next((i for i, step in enumerate(steps) if step.name == name), None)
        if index is None:
            known = ", ".join(step.name for step in steps)
            raise UserError(f"--set {setting}: recipe {recipe.name} has no step {name!r}; its steps are {known}")
        steps[index] = set_field(steps[index], name, field_name, value)
    return dataclasses.replace(
        recipe,
        steps=tuple(steps),
        models={**recipe.models, **models},
        seed=recipe.seed if seed is None else seed,
    )


def _parse(adapter: TypeAdapter[Any], value: str) -> Any:
    """Text as JSON where it is some, else as it is; an object serves where pairs are wanted."""
    try:
        loaded = json.loads(value)
    except ValueError:
        return adapter.validate_python(value)
    for form in (loaded, value, *([list(loaded.items())] if isinstance(loaded, dict) else [])):
        try:
            return adapter.validate_python(form)
        except ValidationError as error:
            problem = error
    raise problem


def setting_names(thing: Any) -> list[str]:
    """The settings of a step or source that can be changed."""
    return [f.name for f in dataclasses.fields(thing) if f.name not in ("name", "version", "revision")]


def set_field(thing: Any, name: str, field_name: str, value: str) -> Any:
    """A copy of a step or source with one field set from text. Raises `UserError`."""
    names = setting_names(thing)
    if field_name not in names:
        raise UserError(f"{name} has no setting {field_name!r}; it has {', '.join(names) or 'none'}")
    kind = get_type_hints(type(thing))[field_name]
    adapter = TypeAdapter[Any](kind)
    try:
        parsed = _parse(adapter, value)
    except ValidationError as error:
        problem = error.errors()[0]["msg"]
        form = kind.__name__ if isinstance(kind, type) else str(kind).replace("typing.", "")
        raise UserError(
            f"{name}.{field_name}={value!r} can't be used: {problem}; its type is {form}, "
            f"and now it is {json.dumps(getattr(thing, field_name), default=str)}"
        ) from None
    try:
        return dataclasses.replace(thing, **{field_name: parsed})
    except ValueError as error:
        raise UserError(f"{name}.{field_name}={value!r} can't be used: {error}") from None
