"""Runs of the toy recipe."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest
from toy_recipe import RECIPE

from synthloom.flows.prefect_flow import Quiet
from synthloom.flows.prepare import RunOptions
from synthloom.flows.recipe import Recipe
from synthloom.flows.report import Report
from synthloom.flows.run import run_recipe


@pytest.fixture
def toy() -> Recipe:
    return RECIPE


@pytest.fixture
def run_toy(tmp_path: Path, toy: Recipe) -> Callable[..., Report]:
    """Run the toy recipe over these numbers; options by name, `recipe=` for a changed recipe."""

    def run(numbers: object, recipe: Recipe = toy, **options: object) -> Report:
        source = tmp_path / "numbers.txt"
        source.write_text("\n".join(str(number) for number in numbers))  # type: ignore[attr-defined]
        given = RunOptions(sources=(str(source),), catalog=tmp_path / "catalog", **{"workers": 1, **options})
        return asyncio.run(run_recipe(recipe, given, Quiet()))

    return run
