"""`--engine KIND[:MODEL]`: who answers in a run, whatever `synthloom.toml` says.

read_engine("vllm:Qwen/Qwen3-VL-8B-Instruct")     → EngineOption(kind="vllm", model="Qwen/Qwen3-VL-8B-Instruct")
read_engine("rules")                              → EngineOption(kind="rules", model="")

With a model, that one is answered so; where no `--model` names it, it takes every role of text that has none, but those
whose work needs a model in another role that has none (uni-edit's `writer` without an `editor` stays with rules).
Without one, all models of the run are answered so; vLLM's kinds leave those alone that only edit pictures. Everything
else in a model's table of `synthloom.toml` holds on. The kind is no part of a fingerprint; the models are, as if
`--model` had named them.
"""

import dataclasses
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from synthloom.engines.settings import EngineKind, EngineSettings, Settings, load_settings
from synthloom.flows.recipe import Recipe, roles_of
from synthloom.schemas.errors import UserError
from synthloom.schemas.steps import Role

KINDS = ("rules", *get_args(EngineKind))


@dataclass(frozen=True)
class EngineOption:
    """What `--engine` says; both empty where it isn't given."""

    kind: str
    model: str


def read_engine(text: str) -> EngineOption:
    """`KIND` or `KIND:MODEL`. Raises `UserError`."""
    kind, separator, model = text.partition(":")
    if text and kind not in KINDS:
        raise UserError(
            f"--engine {text!r} names no kind of engine; write KIND or KIND:MODEL with one of {', '.join(KINDS)}"
        )
    if separator and not model:
        raise UserError(f"--engine {text!r} ends before the model; write {kind}:FULL-MODEL-NAME, or {kind} alone")
    if kind == "rules" and model:
        raise UserError(f"--engine {text!r}: rules ask no model; write --engine rules, or another kind")
    return EngineOption(kind, model)


def text_roles(recipe: Recipe) -> list[Role]:
    """The roles of a recipe whose models write text, in the order of its steps."""
    roles = [role for step in recipe.steps for role in roles_of(step) if role != "editor"]
    return list(dict.fromkeys(roles))


def needs_of(recipe: Recipe) -> dict[Role, Role]:
    """Roles which a model may only have where another role has one too, by that other role."""
    return {role: other for step in recipe.steps for role, other in getattr(step, "needs", {}).items()}


def with_engine(recipe: Recipe, engine: str) -> Recipe:
    """The recipe with the model of `--engine` in it. Raises `UserError` where the two don't go together."""
    given, needs = read_engine(engine), needs_of(recipe)
    for role, other in needs.items():
        if role in recipe.models and other not in recipe.models:
            raise UserError(
                f"the {role} is model {recipe.models[role][0]}, but recipe {recipe.name} has no model as {other}, and "
                f"rules can't go on from what a model makes there: add --model {other}=NAME, or name no {role}"
            )
    if given.kind == "rules" and recipe.models:
        named = ", ".join(f"{role}={name}" for role, names in recipe.models.items() for name in names)
        raise UserError(
            f"--engine rules and models exclude each other, but {named} is named by --model or by recipe "
            f"{recipe.name}; leave one out"
        )
    if given.model and not any(given.model in names for names in recipe.models.values()):
        free = [role for role in text_roles(recipe) if role not in recipe.models]
        free = [role for role in free if needs.get(role, role) in (role, *recipe.models)]
        if not free:
            raise UserError(
                f"--engine {engine}: recipe {recipe.name} has no role left for that model; "
                + (f"its roles {', '.join(text_roles(recipe))} have others" if recipe.models else "its steps ask none")
                + ", so leave it out, or name the model with --model ROLE=NAME"
            )
        return dataclasses.replace(recipe, models={**recipe.models, **{role: (given.model,) for role in free}})
    if given.kind not in ("", "rules") and not _models_of_kind(recipe, given):
        raise UserError(
            f"--engine {engine} needs to know which model; write --engine {given.kind}:FULL-MODEL-NAME or add "
            "--model ROLE=NAME"
        )
    return recipe


def run_settings(recipe: Recipe, engine: str, config: Path | None) -> Settings:
    """The settings of a run: those of the file, with `--engine` put in. The recipe has its models in it already."""
    settings, given = load_settings(config), read_engine(engine)
    if given.kind in ("", "rules"):
        return settings
    engines = dict(settings.engines)
    for name in _models_of_kind(recipe, given):
        entry = settings.entry(name) or EngineSettings()
        engines[name] = entry.model_copy(update={"engine": given.kind})
    return settings.model_copy(update={"engines": engines})


def _models_of_kind(recipe: Recipe, given: EngineOption) -> list[str]:
    """The models of a recipe that `--engine` speaks of."""
    if given.model:
        return [given.model]
    edits = given.kind == "openai"
    named = [name for role, names in recipe.models.items() if edits or role != "editor" for name in names]
    return list(dict.fromkeys(named))
