"""What a command line changes of a recipe: settings of its steps, models by role, the seed.

    override(recipe, ["balance.cap=500"], {"judge": ("gpt-5-mini",)}, seed=7)    → the same recipe with these in it

A value is read as JSON where it is some, else as text, and must fit the field's type.
"""

import dataclasses
import json
from collections.abc import Mapping, Sequence
from typing import Any, get_type_hints

from pydantic import TypeAdapter, ValidationError

from synthloom.flows.recipe import Recipe
from synthloom.schemas.errors import UserError
from synthloom.schemas.steps import Role


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
