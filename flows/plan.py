"""`plan`: what a run would do, without doing it: steps, types, models, and how many calls it may take."""

from typing import Any

from synthloom.engines.settings import load_settings
from synthloom.flows.recipe import Recipe, check_types, kind_of, roles_of, takes
from synthloom.flows.run import RunOptions, check_drift, prepare

TOKENS_IN, TOKENS_OUT = 1200, 150
"""Tokens a call is assumed to take, one picture included, until a run has measured it."""


def plan_recipe(recipe: Recipe, options: RunOptions) -> dict[str, Any]:
    """Steps with what they take, make and ask; rows, calls and cost about right. Raises `UserError`.

    Calls count every row once for every step that asks: rows dropped on the way make them fewer, questions made from
    boxes and replies asked for again make them more.
    """
    check_drift(options.catalog, recipe)
    prepared = prepare(recipe, options)
    settings = load_settings(options.config)
    changed = prepared.recipe
    counts = [source.count for source in prepared.sources]
    rows = None if None in counts else sum(count for count in counts if count is not None)
    if options.limit is not None:
        rows = options.limit if rows is None else min(rows, options.limit)
    steps, calls, cost = [], 0, 0.0
    unknown_price = False
    current = prepared.start
    for step, makes in zip(changed.steps, check_types(changed, prepared.start), strict=True):
        models = {role: changed.models[role] for role in roles_of(step) if role in changed.models}
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
    sources = [
        {"name": s.name, "revision": s.revision, "licence": s.licence, "rows": s.count, "notes": list(s.notes)}
        for s in prepared.sources
    ]
    return {
        "recipe": f"{changed.name}@{changed.version}",
        "fingerprint": prepared.fingerprint,
        "sources": sources,
        "steps": steps,
        "rows": rows,
        "calls": calls,
        "cost": None if unknown_price else cost,
    }
