"""`synthloom plan`: what a run would do; nothing is run."""

from typing import Any

import click

from synthloom.cli_run import read_options, run_options
from synthloom.printing import json_option, print_json, print_rows


@click.command()
@run_options
@json_option
def command(recipe: str, as_json: bool, **options: Any) -> None:
    """Show steps, types, engines, expected rows, calls and cost of a run; runs nothing."""
    from synthloom.flows.built_in import find_recipe
    from synthloom.flows.plan import plan_recipe

    plan = plan_recipe(find_recipe(recipe), read_options(options))
    if as_json:
        print_json(plan)
        return
    print_rows([{**step, "models": ", ".join(step["models"]) or "rules"} for step in plan["steps"]])
    for source in plan["sources"]:
        count = "rows unknown" if source["rows"] is None else f"{source['rows']} rows"
        click.echo(f"source {source['name']}: {count}, revision {source['revision']}, licence {source['licence']}")
        for note in source["notes"]:
            click.echo(f"  {note}")
    cost = "unknown (no prices)" if plan["cost"] is None else f"${plan['cost']:.2f}"
    rows = "unknown until read" if plan["rows"] is None else plan["rows"]
    click.echo(f"rows: {rows}, about {plan['calls']} calls, cost {cost}")
