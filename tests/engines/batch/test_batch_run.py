"""Batches behind an endpoint, and under whole runs of a recipe."""

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

from batch_server import BatchServer
from batched_recipe import RECIPE

from synthloom.catalog.media import LocalMedia
from synthloom.engines.calls.call_cache import CallCache
from synthloom.engines.endpoint import Endpoint
from synthloom.engines.settings import EngineSettings
from synthloom.flows.prefect_flow import Quiet
from synthloom.flows.prepare import RunOptions
from synthloom.flows.report import Report
from synthloom.flows.run import run_recipe
from synthloom.schemas.steps import Message, Text

TESTS = Path(__file__).parents[2]
MODEL = "gpt-5-mini"


def doubled(asked: Any) -> dict[str, int]:
    return {"number": 2 * int(asked.text.rpartition("#")[2].split()[0])}


def settings_file(folder: Path, server: BatchServer, engine: str = "batch", more: str = "") -> Path:
    path = folder / f"{engine}.toml"
    path.write_text(
        f'[engines."{MODEL}"]\nengine = "{engine}"\nbase_url = "{server.url}"\nbatch_wait = 0.3\n'
        f"poll_seconds = 0.05\nprice_in = 1.0\nprice_out = 1.0\n{more}"
    )
    return path


def numbers(folder: Path, count: int) -> Path:
    path = folder / "numbers.txt"
    path.write_text("\n".join(str(number) for number in range(count)))
    return path


def run(folder: Path, source: Path, config: Path, **more: Any) -> Report:
    options = RunOptions(
        sources=(str(source),),
        catalog=folder / "catalog",
        config=config,
        models={"writer": (MODEL,)},
        workers=1,
        **more,
    )
    return asyncio.run(run_recipe(RECIPE, options, Quiet()))


def test_a_reply_of_a_batch_answers_the_same_call_of_any_engine(tmp_path: Path) -> None:
    async def ask(server: BatchServer, engine: str, number: int) -> int:
        given = EngineSettings.model_validate(
            {"engine": engine, "base_url": server.url, "batch_wait": 0.05, "poll_seconds": 0.01}
        )
        with CallCache(tmp_path / "calls") as cache:
            endpoint = Endpoint(MODEL, given, cache, LocalMedia(tmp_path))
            said = await endpoint.converse([Message("user", (Text(f"Twice #{number}"),))])
            await endpoint.aclose()
        return said.text

    with BatchServer(lambda asked: str(doubled(asked)["number"])) as server:
        assert asyncio.run(ask(server, "batch", 3)) == asyncio.run(ask(server, "openai", 3)) == "6"
        assert asyncio.run(ask(server, "openai", 4)) == asyncio.run(ask(server, "batch", 4)) == "8"
        assert server.sizes() == [1]
        assert server.direct.requests == 2


def test_a_run_killed_while_its_batch_is_under_way_sends_nothing_twice(tmp_path: Path) -> None:
    source = numbers(tmp_path, 300)
    with BatchServer(doubled) as server:
        config = settings_file(tmp_path, server)
        server.held = True
        command = [sys.executable, "-m", "synthloom", "run", str(Path(__file__).with_name("batched_recipe.py"))]
        command += ["--source", str(source), "--catalog", str(tmp_path / "catalog"), "--config", str(config)]
        command += ["--model", f"writer={MODEL}", "--workers", "1"]
        environment = os.environ | {"PYTHONPATH": str(TESTS)}
        first = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)
        assert first.stderr
        told = next((line for line in first.stderr if line.startswith("batch")), "")
        first.send_signal(signal.SIGKILL)
        first.communicate()
        assert told == "batch batch_0000 of 300 calls: in_progress, 0 done\n"
        server.held = False
        report = run(tmp_path, source, config)
        assert (report.kept, report.errors) == (300, 0)
        assert server.sizes() == [300]
        assert set(server.ran.values()) == {1}


def test_rows_that_were_added_go_out_alone_and_a_finished_run_asks_nothing(tmp_path: Path) -> None:
    with BatchServer(doubled) as server:
        config = settings_file(tmp_path, server)
        assert run(tmp_path, numbers(tmp_path, 40), config).kept == 40
        assert run(tmp_path, numbers(tmp_path, 40), config).kept == 40
        assert run(tmp_path, numbers(tmp_path, 45), config).kept == 45
        assert server.sizes() == [40, 5]


def test_more_rows_than_eight_shards_hold_go_into_one_batch(tmp_path: Path) -> None:
    with BatchServer(doubled) as server:
        assert run(tmp_path, numbers(tmp_path, 1300), settings_file(tmp_path, server)).kept == 1300
        assert server.sizes() == [1300]


def test_a_run_costs_what_the_servers_tokens_cost(tmp_path: Path) -> None:
    with BatchServer(doubled) as server:
        report = run(tmp_path, numbers(tmp_path, 10), settings_file(tmp_path, server))
    assert report.calls == 10
    assert report.cost is not None
    assert abs(report.cost - 10 * 28e-6) < 1e-9


def test_a_server_that_refuses_every_batch_ends_the_run_with_a_sentence(tmp_path: Path) -> None:
    with BatchServer(doubled) as server:
        server.invalid = "This model has no batches."
        report = run(tmp_path, numbers(tmp_path, 30), settings_file(tmp_path, server))
        assert report.status == "failed"
        assert "This model has no batches." in report.error
        server.invalid = ""
        assert run(tmp_path, numbers(tmp_path, 30), settings_file(tmp_path, server)).kept == 30
