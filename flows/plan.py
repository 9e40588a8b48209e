"""`plan`: what a run would do, without doing it: steps, types, models, and how many calls it may take."""

from typing import Any

from synthloom.engines.settings import Settings, load_settings
from synthloom.flows.prepare import RunOptions, check_drift, for_parent, needs_parent, of_dataset, prepare
from synthloom.flows.recipe import (
    Recipe,
    check_types,
    fingerprint,
    kind_of,
    override,
    recipe_config,
    roles_of,
    takes,
    yields,
)
from synthloom.schemas.records import Record

TOKENS_IN, TOKENS_OUT = 1200, 150
"""Tokens a call is assumed to take, one picture included, until a run has measured it."""


def plan_recipe(recipe: Recipe, options: RunOptions) -> dict[str, Any]:
    """Steps with what they take, make and ask; rows, calls and cost about right. Raises `UserError`.

    Calls count every row once for every step that asks: rows dropped on the way make them fewer, questions made from
    boxes and replies asked for again make them more. The steps of a parent that has yet to run come first.
    """
    check_drift(options.catalog, recipe)
    if recipe.parent is not None and needs_parent(recipe, options):
        first = plan_recipe(recipe.parent, for_parent(recipe, options))
        own = override(recipe, of_dataset(recipe, options, "", None).settings, options.models, options.seed)
        told = _plan_steps(own, yields(recipe.parent), first["rows"], load_settings(options.config))
        cost = None if None in (first["cost"], told["cost"]) else first["cost"] + told["cost"]
        sums = {"steps": first["steps"] + told["steps"], "calls": first["calls"] + told["calls"], "cost": cost}
        return {**first, **_about(own, fingerprint(recipe_config(own))), **sums}
    prepared = prepare(recipe, options)
    counts = [source.count for source in prepared.sources]
    rows = None if None in counts else sum(count for count in counts if count is not None)
    if options.limit is not None:
        rows = options.limit if rows is None else min(rows, options.limit)
    sources = [
        {"name": s.name, "revision": s.revision, "licence": s.licence, "rows": s.count, "notes": list(s.notes)}
        for s in prepared.sources
    ]
    told = _plan_steps(prepared.recipe, prepared.start, rows, load_settings(options.config))
    return {**_about(prepared.recipe, prepared.fingerprint), "sources": sources, "rows": rows, **told}


def _about(recipe: Recipe, mark: str) -> dict[str, str]:
    return {"recipe": f"{recipe.name}@{recipe.version}", "fingerprint": mark}


def _plan_steps(recipe: Recipe, start: type[Record], rows: int | None, settings: Settings) -> dict[str, Any]:
    """The steps, and what their calls come to."""
    steps, calls, cost = [], 0, 0.0
    unknown_price = False
    current = start
    for step, makes in zip(recipe.steps, check_types(recipe, start), strict=True):
        models = {role: recipe.models[role] for role in roles_of(step) if role in recipe.models}
        for role, model in models.items():
            engine = settings.engine(model, role)
            asked = (rows or 0) * getattr(step, "draws", 1)
            calls += asked
            unknown_price |= engine.price_in is None or engine.price_out is None
            cost += asked * (TOKENS_IN * (engine.price_in or 0) + TOKENS_OUT * (engine.price_out or 0)) / 1e6
        wanted = takes(step) or current
        steps.append(
            {
                "step": step.name,
                "kind": kind_of(step),
                "takes": wanted.__name__,
                "makes": makes.__name__,
                "models": [f"{role}={model}" for role, model in models.items()],
            }
        )
        current = makes
    return {"steps": steps, "calls": calls, "cost": None if unknown_price else cost}
