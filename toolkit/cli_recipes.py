"""`synthloom recipes`: what can be made, one line each."""

import click

from synthloom.printing import json_option, print_json, print_rows


@click.command()
@json_option
def command(as_json: bool) -> None:
    """List what can be made, one line each."""
    from synthloom.flows.built_in import BUILT_IN, find_recipe

    recipes = [find_recipe(name) for name in BUILT_IN]
    rows = [{"recipe": f"{r.name}@{r.version}", "steps": len(r.steps), "makes": r.summary} for r in recipes]
    print_json(rows) if as_json else print_rows(rows)
