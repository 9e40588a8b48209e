"""`plan`: what a run would do, without doing it: steps, types, models, and how many calls and how much money it takes.

    plan_recipe(recipe, options)
    → {"steps": [{"step": "judge", …, "rows": 500, "calls": 520, "cost": 0.11, "rows_out": 410}], "rows": 500,
       "calls": 520, "calls_range": [510, 530], "cost": 0.11, "based_on": [{"run": "20260103T…", "rows": 50, …}], …}

Where an earlier run of the recipe, or a sample, measured how many rows each step lets through and what a call takes,
that is what is told; else one call a row and model, of 1,200 tokens in and 150 out, and no row dropped. The ranges hold
about 95 of 100 times as far as chance decides which rows are kept and how many calls they take; that later rows are
longer, or more often duplicates, than those measured they can't tell.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any

from synthloom.engines.settings import EngineSettings, Settings
from synthloom.flows.engine_option import run_settings, with_engine
from synthloom.flows.measured import Measured, Rates, find_measured
from synthloom.flows.models import TOKENS_IN, TOKENS_OUT
from synthloom.flows.overrides import override
from synthloom.flows.prepare import RunOptions, check_drift, for_parent, needs_parent, of_dataset, prepare
from synthloom.flows.recipe import Recipe, check_types, fingerprint, kind_of, models_of, recipe_config, takes, yields
from synthloom.schemas.records import Record
from synthloom.schemas.steps import Step


@dataclass(frozen=True)
class Guess:
    """A number of things to come: the likeliest, and its variance."""

    mean: float
    variance: float = 0.0

    def each(self, share: float, spread: float, measured: int) -> "Guess":
        """So many of something for each of these, where that was measured on so many; `spread` is one's variance."""
        chance = self.mean * spread * (1 + self.mean / measured) if measured else 0.0
        return Guess(self.mean * share, share**2 * self.variance + chance)

    @property
    def range(self) -> tuple[float, float]:
        """Two standard deviations to either side."""
        return max(0.0, self.mean - 2 * sqrt(self.variance)), self.mean + 2 * sqrt(self.variance)


def plan_recipe(recipe: Recipe, options: RunOptions) -> dict[str, Any]:
    """Steps with what they take, make and ask; rows, calls and cost. Raises `UserError`.

    The steps of a parent that has yet to run come first.
    """
    check_drift(options.catalog, recipe)
    if recipe.parent is not None and needs_parent(recipe, options):
        first = plan_recipe(recipe.parent, for_parent(recipe, options))
        own = override(recipe, of_dataset(recipe, options, "", None).settings, options.models, options.seed)
        own = with_engine(own, options.engine)
        settings = run_settings(own, options.engine, options.config)
        mark = fingerprint(recipe_config(own))
        told = _plan_steps(own, mark, yields(recipe.parent), first["rows_out"], options, settings)
        return {**first, **_about(own, mark), **_joined(first, told)}
    prepared = prepare(recipe, options)
    counts = [source.count for source in prepared.sources]
    rows = None if None in counts else sum(count for count in counts if count is not None)
    if options.limit is not None:
        rows = options.limit if rows is None else min(rows, options.limit)
    sources = [
        {"name": s.name, "revision": s.revision, "licence": s.licence, "rows": s.count, "notes": list(s.notes)}
        for s in prepared.sources
    ]
    settings = run_settings(prepared.recipe, options.engine, options.config)
    told = _plan_steps(prepared.recipe, prepared.fingerprint, prepared.start, rows, options, settings)
    return {**_about(prepared.recipe, prepared.fingerprint), "sources": sources, "rows": rows, **told}


def _about(recipe: Recipe, mark: str) -> dict[str, str]:
    return {"recipe": f"{recipe.name}@{recipe.version}", "fingerprint": mark}


def _joined(first: dict[str, Any], second: dict[str, Any]) -> dict[str, Any]:
    """The plan of a parent and of what is made of it."""
    sums: dict[str, Any] = {"rows_out": second["rows_out"]}
    for name in ("steps", "based_on"):
        sums[name] = first[name] + second[name]
    for name in ("calls", "cost"):
        sums[name] = _sum([first[name], second[name]])
    for name in ("calls_range", "cost_range"):
        both = first[name], second[name]
        sums[name] = None if None in both else [low + high for low, high in zip(*both, strict=True)]
    return sums


def _plan_steps(
    recipe: Recipe, mark: str, start: type[Record], rows: int | None, options: RunOptions, settings: Settings
) -> dict[str, Any]:
    """The steps, and what their calls come to."""
    measured = find_measured(options.catalog, recipe, mark)
    first = measured.rates("source") if measured else None
    entering = None if rows is None else _through(Guess(rows), first)
    if entering is not None and options.target is not None:
        entering = _for_target(entering, options.target, recipe, measured)
    steps: list[dict[str, Any]] = []
    calls, spread = list[float | None](), 0.0
    current = start
    for step, makes in zip(recipe.steps, check_types(recipe, start), strict=True):
        rates = measured.rates(step.name) if measured else None
        asked = _asked(step, recipe, settings)
        one = rates or _assumed(step, asked)
        made = None if entering is None else entering.each(one.calls, _spread(one.calls), one.rows)
        leaving = None if entering is None else _through(entering, rates)
        calls.append(0.0 if not asked else None if made is None else made.mean)
        spread += made.variance if made else 0.0
        steps.append(
            {
                "step": step.name,
                "kind": kind_of(step),
                "takes": (takes(step) or current).__name__,
                "makes": makes.__name__,
                "models": [f"{role}={name}" for role, name, _ in asked],
                "rows": _rounded(entering),
                "calls": round(calls[-1]) if calls[-1] is not None else None,
                "tokens_in": round(one.tokens_in * entering.mean) if entering and asked else None,
                "tokens_out": round(one.tokens_out * entering.mean) if entering and asked else None,
                "cost": _cost(one, [engine for _, _, engine in asked], entering),
                "rows_out": _rounded(leaving),
            }
        )
        current, entering = makes, leaving
    total, cost = _sum(calls), _sum([step["cost"] for step in steps])
    low, high = Guess(total or 0.0, spread).range
    shares = (low / total, high / total) if total else (1.0, 1.0)
    about = {"run": measured.run, "rows": measured.rows, "same_settings": measured.same_settings} if measured else None
    return {
        "steps": steps,
        "rows_out": _rounded(entering),
        "calls": None if total is None else round(total),
        "calls_range": None if total is None else [round(low), round(high)],
        "cost": cost,
        "cost_range": None if cost is None else [cost * share for share in shares],
        "based_on": [{"recipe": recipe.name, **about}] if about else [],
    }


def _asked(step: Step, recipe: Recipe, settings: Settings) -> list[tuple[str, str, EngineSettings]]:
    """Role, name and engine of every model that a step asks."""
    named = models_of(step, recipe.models).items()
    return [(role, name, settings.engine(name, role)) for role, names in named for name in names]


def _assumed(step: Step, asked: Sequence[Any]) -> Rates:
    """What is told of a step that was never measured."""
    calls = len(asked) * getattr(step, "calls", getattr(step, "draws", 1))
    return Rates(0, 1.0, calls, calls * TOKENS_IN, calls * TOKENS_OUT, 0.0, None)


def _cost(rates: Rates, engines: Sequence[EngineSettings], rows: Guess | None) -> float | None:
    """USD; of one model at today's prices, of several at those of the run that was measured."""
    if not engines:
        return 0.0
    if rows is None or any(engine.price_in is None or engine.price_out is None for engine in engines):
        return None
    if len(engines) > 1 and rates.cost is not None:
        return rates.cost * rows.mean
    price_in = sum(engine.price_in or 0.0 for engine in engines) / len(engines)
    price_out = sum(engine.price_out or 0.0 for engine in engines) / len(engines)
    cached = engines[0].price_cached
    anew = rates.tokens_in - rates.tokens_cached
    told = anew * price_in + rates.tokens_cached * (price_in if cached is None else cached)
    return rows.mean * (told + rates.tokens_out * price_out) / 1e6


def _through(rows: Guess, rates: Rates | None) -> Guess:
    """The rows that a step lets through; all of them where nobody knows."""
    if rates is None:
        return rows
    # A row is kept or not; a step that makes rows makes more of one than of another.
    spread = rates.out * (1 - rates.out) if rates.out <= 1 else rates.out
    return rows.each(rates.out, spread, rates.rows)


def _for_target(rows: Guess, target: int, recipe: Recipe, measured: Measured | None) -> Guess:
    """The rows that are tried until so many are accepted."""
    share = 1.0
    for step in recipe.steps:
        rates = measured.rates(step.name) if measured else None
        share *= rates.out if rates else 1.0
    return Guess(min(rows.mean, target / share if share else rows.mean))


def _spread(calls: float) -> float:
    """The variance of a row's calls, where each row takes one of the two whole numbers next to their mean."""
    return (calls % 1) * (1 - calls % 1)


def _rounded(rows: Guess | None) -> int | None:
    return None if rows is None else round(rows.mean)


def _sum(values: Sequence[float | None]) -> Any:
    return None if None in values else sum(value for value in values if value is not None)
