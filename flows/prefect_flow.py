"""Recipes as Prefect flows: one flow with typed parameters, one task per step.

    from synthloom.flows.prefect_flow import recipe_flow
    recipe_flow("uni-edit", RunOptions(sources=("sample",), limit=100))

Prefect shows and schedules; it remembers nothing for us. A step's finished shards are found by name, so its tasks
keep no results, and the run's own manifest is the record of what happened.
"""

import os
from collections.abc import Awaitable, Callable
from typing import Any

# The ephemeral server takes 8-23 s to start on two cores, and Prefect gives up at 20.
os.environ.setdefault("PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS", "120")

from prefect import flow, task
from prefect.cache_policies import NO_CACHE

from synthloom.flows.built_in import find_recipe
from synthloom.flows.prepare import RunOptions
from synthloom.flows.report import Report
from synthloom.flows.run import run_recipe
from synthloom.flows.runner import Progress
from synthloom.flows.shards import Shard


class Quiet:
    """Progress for flows: Prefect's own log tells when a step began and ended."""

    def start(self, step: str, total: int | None) -> None:
        """Nothing to show."""

    def advance(self, rows: int) -> None:
        """Nothing to show."""

    def finish(self, shards: Any) -> None:
        """Nothing to show."""


async def _as_task(step: str, call: Callable[[], Awaitable[list[Shard]]]) -> list[Shard]:
    @task(name=step, task_run_name=step, cache_policy=NO_CACHE, persist_result=False)
    async def body() -> list[Shard]:
        return await call()

    return await body()


def build_flow(progress: Progress) -> Any:
    """The flow of a recipe; its run is named after the recipe."""

    @flow(name="synthloom", flow_run_name="{recipe}", validate_parameters=True, persist_result=False)
    async def run(recipe: str, options: RunOptions) -> Report:
        return await run_recipe(find_recipe(recipe), options, progress, _as_task)

    return run


recipe_flow = build_flow(Quiet())


def run_as_flow(recipe: str, options: RunOptions, progress: Progress) -> Report:
    """Run a recipe through Prefect: its server where PREFECT_API_URL is set, else one that lives as long as the run."""
    import asyncio

    report: Report = asyncio.run(build_flow(progress)(recipe, options))
    return report
