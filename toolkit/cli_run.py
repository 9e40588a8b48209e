"""`synthloom run`: make a new version of a dataset with a recipe."""

import math
import os
import shlex
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import click

from synthloom.printing import DEFAULT_CATALOG, ROLES, catalog_option, in_dollars, json_option, print_json

F = TypeVar("F", bound=Callable[..., Any])


def parse_models(_ctx: click.Context, _param: click.Parameter, values: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """`ROLE=NAME` pairs by role; a role given several times has a panel, in the order given."""
    models: dict[str, tuple[str, ...]] = {}
    for value in values:
        role, separator, name = value.partition("=")
        if not separator or role not in ROLES or not name:
            raise click.BadParameter(f"{value!r}; write ROLE=FULL-MODEL-NAME with a role of {', '.join(ROLES)}")
        if name in models.get(role, ()):
            raise click.BadParameter(f"{value!r} is given twice; a panel needs different models, so leave one out")
        models[role] = (*models.get(role, ()), name)
    return models


def run_options(function: F) -> F:
    """The options that `run` and `plan` share."""
    for option in reversed(
        (
            click.argument("recipe"),
            click.option(
                "--source",
                "sources",
                multiple=True,
                metavar="URI",
                help="A path, hf://OWNER/NAME, or sample; repeatable.  [default: sample]",
            ),
            catalog_option,
            click.option("--dataset", metavar="NAME", help="Name of the dataset.  [default: the recipe's name]"),
            click.option("--limit", type=click.IntRange(min=1), metavar="N", help="Read at most N source rows."),
            click.option("--target", type=click.IntRange(min=1), metavar="N", help="Stop when N rows are accepted."),
            click.option(
                "--model",
                "models",
                multiple=True,
                callback=parse_models,
                metavar="ROLE=NAME",
                help="Let a model answer for a role; repeatable. Of several for one role, steps that vote ask all, "
                "others the first. A name may carry parameters: 'gpt-5-mini?reasoning_effort=low'.",
            ),
            click.option(
                "--set",
                "settings",
                multiple=True,
                metavar="STEP.FIELD=VALUE",
                help="Change a step's setting; repeatable.",
            ),
            click.option(
                "--engine",
                default="",
                metavar="KIND[:MODEL]",
                help="How models answer: rules, openai, batch, vllm or vllm-offline; a MODEL that no --model names "
                "takes the roles of text without one.  [default: as synthloom.toml says; rules for roles without]",
            ),
            click.option("--seed", type=int, metavar="N", help="Seed of every random choice."),
            click.option(
                "--max-cost",
                type=click.FloatRange(min=0, min_open=True),
                metavar="USD",
                help="Stop cleanly when this run has spent this much; replies paid by earlier runs count nothing.",
            ),
            click.option(
                "--config",
                type=click.Path(path_type=Path),
                metavar="FILE",
                help="Engines and limits.  [default: ./synthloom.toml]",
            ),
            click.option(
                "--workers",
                type=click.IntRange(min=1),
                metavar="N",
                help="Worker processes.  [default: one per processor]",
            ),
        )
    ):
        function = option(function)
    return function


def read_options(options: Mapping[str, Any]) -> Any:
    """Command-line options as `RunOptions`. Raises a usage error for what is no use with any recipe."""
    from synthloom.flows.prepare import RunOptions

    given = dict(options)
    if given["max_cost"] is not None and not math.isfinite(given["max_cost"]):
        raise click.UsageError(f"--max-cost {given['max_cost']} is no sum of money; give a number of US dollars")
    if not all(source.strip() for source in given["sources"]):
        raise click.UsageError("--source is empty; give a path, hf://OWNER/NAME or sample")
    given["sources"] = given["sources"] or ("sample",)
    return RunOptions(**given)


def check_models(recipe: Any, models: Mapping[str, tuple[str, ...]]) -> None:
    """Raises a usage error for a `--model` that no step of a recipe, or of its parents, would ask."""
    from synthloom.flows.recipe import roles_of

    steps = list[Any]()
    while recipe is not None:
        steps, recipe = [*steps, *recipe.steps], recipe.parent
    asked = dict.fromkeys(role for step in steps for role in roles_of(step))
    for role, names in models.items():
        asking = [step for step in steps if role in roles_of(step)]
        if not asking:
            can = f"models can be {', '.join(asked)} here" if asked else "its steps ask no model"
            raise click.UsageError(f"--model {role}={names[0]}: no step asks a {role}; {can}, so leave it out")
        if len(names) > 1 and not any(getattr(step, "votes", False) for step in asking):
            which = ", ".join(step.name for step in asking)
            raise click.UsageError(
                f"--model {role}={names[1]} would never be asked: no step here takes a vote; name one for {which}"
            )


@click.command()
@run_options
@click.option("--prefect", is_flag=True, help="Run as a Prefect flow (so too where PREFECT_API_URL is set).")
@json_option
def command(recipe: str, prefect: bool, as_json: bool, **options: Any) -> None:
    """Make a new version of a dataset with RECIPE (a name, or the path of a Python file)."""
    import asyncio

    from synthloom.flows.built_in import find_recipe
    from synthloom.flows.run import run_recipe
    from synthloom.progress import open_progress

    parsed = read_options(options)
    found = find_recipe(recipe)
    check_models(found, parsed.models)
    progress = open_progress()
    try:
        if prefect or os.environ.get("PREFECT_API_URL"):
            from synthloom.flows.prefect_flow import run_as_flow

            report = run_as_flow(recipe, parsed, progress)
        else:
            report = asyncio.run(run_recipe(found, parsed, progress))
    finally:
        progress.close()
    if as_json:
        print_json(report.model_dump())
    elif report.status == "failed":
        click.echo(f"Failed: {report.error}", err=True)
        if report.calls:
            click.echo(f"{tell_calls(report)}; replies that could be used are kept and never paid again", err=True)
    else:
        _tell(report)
    raise SystemExit(1 if report.status == "failed" else 0)


def _tell(report: Any) -> None:
    from synthloom.catalog.reader import rows
    from synthloom.catalog.versions import resolve

    name = f"{report.dataset}@{report.version}"
    where = "" if Path(report.catalog) == DEFAULT_CATALOG else f" --catalog {shlex.quote(report.catalog)}"
    what = "unchanged, still" if report.status == "unchanged" else "committed,"
    click.echo(f"\n{name} {what} {report.rows} rows in {report.seconds:.1f} s; catalog {report.catalog}")
    fates = {name: getattr(report, name) for name in ("read", "kept", "rejected", "errors", "pending")}
    click.echo("source rows: " + ", ".join(f"{count} {name}" for name, count in fates.items()))
    if report.errors:
        query = "SELECT step, record_id, detail FROM verdicts WHERE reason = 'error'"
        click.echo(f'errors are tried again by the next run; see them: synthloom sql "{query}"{where}')
    _tell_money(report)
    first = list(rows(resolve(Path(report.catalog), name), limit=3))
    for row in first:
        click.echo(f"\n  {row['id']}  {row.get('category', '')}")
        for key in ("question", "answer", "instruction"):
            if row.get(key):
                click.echo(f"    {key}: {row[key]}")
        if row.get("steps"):
            click.echo(f"    calls: {', '.join(step['tool'] for step in row['steps'] if step['tool'])}")
        for key in ("image", "edited_image"):
            if row.get(key):
                click.echo(f"    {key}: {Path(report.catalog) / row[key]['path']}")
    how = f"{first[0]['id'][:8]} --page page.html" if first[0].get("steps") else "--sheet sheet.png"
    click.echo(f"\nlook:   synthloom show {name} {how}{where}")
    click.echo(f"export: synthloom export {name} --out exported{where}")


def tell_calls(report: Any) -> str:
    """What this command sent and paid."""
    cost = "unknown (no prices)" if report.cost is None else in_dollars(report.cost)
    return f"model calls: {report.calls}, {report.tokens_in} tokens in, {report.tokens_out} out, cost {cost}"


def _tell_money(report: Any) -> None:
    """What this run spent, and what its version cost in all."""
    if report.calls:
        click.echo(tell_calls(report))
    if report.cost_per_row:
        whole, each = in_dollars(report.cost_of_version), in_dollars(report.cost_per_row)
        click.echo(f"all calls of this version: {whole}, {each} per accepted row")
    if report.stopped == "budget":
        click.echo(f"stopped at --max-cost: {report.pending} rows wait; the same command goes on with them")
