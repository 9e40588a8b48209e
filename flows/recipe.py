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


def override(
    recipe: Recipe, settings: Sequence[str], models: Mapping[Role, tuple[str, ...]], seed: int | None
) -> Recipe:
    """The recipe with `STEP.FIELD=VALUE` settings, models by role and a seed put in. Raises `UserError`."""
    known = [step.name for step in recipe.steps]
    changes: dict[str, dict[str, str]] = {}
    for setting in settings:
        path, separator, value = setting.partition("=")
        name, dot, field_name = path.partition(".")
        if not (separator and dot):
            raise UserError(f"--set {setting!r} can't be read; write STEP.FIELD=VALUE, such as balance.cap=500")
        if name not in known:
            raise UserError(
                f"--set {setting}: recipe {recipe.name} has no step {name!r}; its steps are {', '.join(known)}"
            )
        changes.setdefault(name, {})[field_name] = value
    return dataclasses.replace(
        recipe,
        steps=tuple(set_fields(step, step.name, changes.get(step.name, {})) for step in recipe.steps),
        models={**recipe.models, **models},
        seed=recipe.seed if seed is None else seed,
    )


def _parse(adapter: TypeAdapter[Any], value: str) -> Any:
    """Text as JSON where it is some, else as it is; an object serves where pairs are wanted."""
    try:
        loaded = json.loads(value)
    except ValueError:
        return adapter.validate_python(value)
    problems: list[ValidationError] = []
    for form in (loaded, value, *([list(loaded.items())] if isinstance(loaded, dict) else [])):
        try:
            return adapter.validate_python(form)
        except ValidationError as error:
            problems.append(error)
    raise problems[-1 if isinstance(loaded, dict) else 0]


def _in_json(value: Any) -> Any:
    return dataclasses.asdict(value) if dataclasses.is_dataclass(value) and not isinstance(value, type) else str(value)


def setting_names(thing: Any) -> list[str]:
    """The settings of a step or source that can be changed."""
    return [f.name for f in dataclasses.fields(thing) if f.name not in ("name", "version", "revision")]


def set_fields(thing: Any, name: str, values: Mapping[str, str]) -> Any:
    """A step or source with these fields set from text, all at once: they may fit only together. Raises `UserError`."""
    if not values:
        return thing
    parsed = {field_name: _read_field(thing, name, field_name, value) for field_name, value in values.items()}
    try:
        return dataclasses.replace(thing, **parsed)
    except ValueError as error:
        told = ", ".join(f"{name}.{field_name}={value!r}" for field_name, value in values.items())
        raise UserError(f"{told} can't be used: {error}") from None


def _read_field(thing: Any, name: str, field_name: str, value: str) -> Any:
    names = setting_names(thing)
    if field_name not in names:
        raise UserError(f"{name} has no setting {field_name!r}; it has {', '.join(names) or 'none'}")
    kind = get_type_hints(type(thing))[field_name]
    try:
        return _parse(TypeAdapter[Any](kind), value)
    except ValidationError as error:
        first = error.errors()[0]
        problem = ".".join(map(str, first["loc"])) + ": " * bool(first["loc"]) + first["msg"]
        form = kind.__name__ if isinstance(kind, type) else str(kind).replace("typing.", "")
        raise UserError(
            f"{name}.{field_name}={value!r} can't be used: {problem}; its type is {form}, "
            f"and now it is {json.dumps(getattr(thing, field_name), default=_in_json)}"
        ) from None
