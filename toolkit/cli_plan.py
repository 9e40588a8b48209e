"""`synthloom plan`: what a run would do and what it would take; with `--sample N` measured on the first N rows."""

from typing import Any

import click

from synthloom.cli_run import check_models, read_options, run_options, tell_calls
from synthloom.printing import in_dollars, json_option, print_json, print_rows

COUNTS = ("calls", "tokens_in", "tokens_out", "cost")
BY_RULES = {"models": "rules", **dict.fromkeys(COUNTS)}
MAY_DROP = ("kind", "takes", "tokens_out", "tokens_in", "makes")


@click.command()
@run_options
@click.option(
    "--sample",
    type=click.IntRange(min=1),
    metavar="N",
    help="Run the first N source rows, committing nothing, and tell by them what the whole takes.",
)
@json_option
def command(recipe: str, sample: int | None, as_json: bool, **options: Any) -> None:
    """Show steps, types, engines, expected rows, calls and cost of a run; runs nothing but a --sample."""
    import asyncio

    from synthloom.flows.built_in import find_recipe
    from synthloom.flows.plan import plan_recipe

    found, given = find_recipe(recipe), read_options(options)
    check_models(found, given.models)
    if sample is not None:
        from synthloom.flows.sample import run_sample
        from synthloom.progress import open_progress

        progress = open_progress()
        try:
            report = asyncio.run(run_sample(found, given, sample, progress))
        finally:
            progress.close()
        if report.calls:
            click.echo(f"the sample took {tell_calls(report)}; the run pays none of them again", err=True)
    plan = plan_recipe(found, given)
    if as_json:
        print_json(plan)
        return
    asks = any(step["models"] for step in plan["steps"])
    columns = ["step", "kind", "takes", "makes", "models", "rows", *(COUNTS if asks else ()), "rows_out"]
    rows = [
        {**step, "models": ", ".join(step["models"])} if step["models"] else {**step, **BY_RULES}
        for step in plan["steps"]
    ]
    print_rows(rows, columns, MAY_DROP)
    for source in plan["sources"]:
        count = "rows unknown" if source["rows"] is None else f"{source['rows']} rows"
        click.echo(f"source {source['name']}: {count}, revision {source['revision']}, licence {source['licence']}")
        for note in source["notes"]:
            click.echo(f"  {note}")
    _tell(plan, asks)


def _tell(plan: dict[str, Any], asks: bool) -> None:
    """The sums, and what they are based on."""
    rows = "unknown until read" if plan["rows"] is None else plan["rows"]
    calls = "an unknown number of calls" if plan["calls"] is None else f"about {plan['calls']} calls"
    cost = "unknown (no prices)" if plan["cost"] is None else in_dollars(plan["cost"])
    if plan["based_on"] and plan["calls"]:
        calls += " ({} to {})".format(*plan["calls_range"])
        cost += "" if plan["cost"] is None else " ({} to {})".format(*map(in_dollars, plan["cost_range"]))
    kept = f", about {plan['rows_out']} of them accepted" if plan["based_on"] and plan["rows_out"] is not None else ""
    click.echo(f"rows: {rows}{kept}, {calls}, cost {cost}")
    for told in plan["based_on"]:
        other = "" if told["same_settings"] else ", with other settings"
        click.echo(f"as {told['recipe']} took in run {told['run']} over {told['rows']} rows{other}")
    if asks and not plan["based_on"]:
        click.echo("assumed, since nothing was measured: no row dropped, one call a row and model; try --sample 50")
