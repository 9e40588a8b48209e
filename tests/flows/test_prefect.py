"""The same run through Prefect."""

import asyncio
from pathlib import Path

from prefect.testing.utilities import prefect_test_harness

from synthloom.flows.prefect_flow import recipe_flow
from synthloom.flows.prepare import RunOptions

TOY = str(Path(__file__).parents[1] / "toy_recipe.py")


def test_a_flow_has_one_task_for_each_step_and_makes_the_same_version(tmp_path, run_toy):
    plain = run_toy(range(20))
    options = RunOptions(sources=(str(tmp_path / "numbers.txt"),), catalog=tmp_path / "through-prefect", workers=1)
    with prefect_test_harness(server_startup_timeout=120):
        report = asyncio.run(recipe_flow(TOY, options))
        names = asyncio.run(task_names(4))
    assert report.content_hash == plain.content_hash
    assert sorted(names) == ["even", "largest", "source", "squares"]


async def task_names(count: int) -> list[str]:
    """The server writes task runs down some time after they ended."""
    from prefect.client.orchestration import get_client

    async with get_client() as client:
        for _ in range(60):
            names = [run.name for run in await client.read_task_runs()]
            if len(names) >= count:
                break
            await asyncio.sleep(0.5)
        return names
