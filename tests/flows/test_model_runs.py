"""Runs in which a model answers, over real HTTP: which calls go out, what they cost, and what a fault leaves behind."""

import asyncio
import dataclasses
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from asking_recipe import RECIPE, Judge, Line
from fake_server import FakeServer

from synthloom.engines.client import retries
from synthloom.flows.plan import plan_recipe
from synthloom.flows.prefect_flow import Quiet
from synthloom.flows.prepare import RunOptions
from synthloom.flows.recipe import Recipe
from synthloom.flows.report import Report
from synthloom.flows.run import run_recipe
from synthloom.flows.sample import run_sample
from synthloom.schemas.steps import Context

LINES = tuple(f"line {number} of a story" for number in range(200))
DOLLARS = 20 * 1e-6 * 10 + 8 * 1e-6 * 100
"""A call: 20 tokens in and 8 out at 10 and 100 dollars a million."""


def liked(asked: Any) -> dict[str, Any]:
    """One line in four is unclear."""
    number = int(json.loads(asked.text.split("<row>\n")[1].split("\n")[0])["text"].split()[1])
    return {"analysis": "so it is", "score": 4 if number % 4 else 2}


class Asking:
    """The asking recipe on a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.source, self.catalog = folder, folder / "lines.txt", folder / "catalog"

    def options(
        self, server: FakeServer, lines: Sequence[str] = LINES, concurrency: int = 16, **given: Any
    ) -> RunOptions:
        self.source.write_text("\n".join(lines))
        config = self.folder / "synthloom.toml"
        config.write_text(
            f'[engines.fake-model]\nbase_url = "{server.url}"\nconcurrency = {concurrency}\n'
            "price_in = 10\nprice_out = 100\n"
        )
        given = {"models": {"judge": ("fake-model",)}, "workers": 1, **given}
        return RunOptions(**{"sources": (str(self.source),), "catalog": self.catalog, "config": config, **given})

    def run(self, *given: Any, **options: Any) -> Report:
        return asyncio.run(run_recipe(RECIPE, self.options(*given, **options), Quiet()))


@pytest.fixture
def asking(tmp_path: Path) -> Asking:
    return Asking(tmp_path)


def test_every_row_is_one_call_and_a_second_run_makes_none(asking):
    with FakeServer(liked) as server:
        report = asking.run(server)
        assert (report.calls, server.requests, report.rows, report.rejected) == (200, 200, 150, 50)
        again = asking.run(server)
    assert (again.status, again.calls, again.cost, server.requests) == ("unchanged", 0, 0.0, 200)
    assert again.cost_of_version == pytest.approx(200 * DOLLARS)


def test_added_rows_are_the_only_new_calls(asking):
    with FakeServer(liked) as server:
        asking.run(server)
        added = [f"line {number} of another story" for number in range(50)]
        report = asking.run(server, [*LINES, *added])
    assert (report.calls, server.requests, report.read) == (50, 250, 250)


def test_changed_rows_are_the_only_new_calls(asking):
    with FakeServer(liked) as server:
        asking.run(server)
        changed = [f"{line}, mended" if number in (7, 90, 150) else line for number, line in enumerate(LINES)]
        report = asking.run(server, changed)
    assert (report.calls, server.requests, server.stats()["repeated"]) == (3, 203, 0)


def test_another_system_prompt_asks_anew_for_every_row(asking):
    with FakeServer(liked) as server:
        asking.run(server)
        report = asking.run(server, settings=("judge.system=Is this line clear? Score it.",))
    assert (report.calls, server.requests) == (200, 400)


def test_another_threshold_asks_for_nothing(asking):
    with FakeServer(liked) as server:
        asking.run(server)
        report = asking.run(server, settings=("judge.least=1",))
    assert (report.calls, server.requests, report.rows) == (0, 200, 200)


def test_a_server_that_always_fails_ends_the_run_and_leaves_nothing(asking, monkeypatch):
    monkeypatch.setattr(retries, "PATIENCE", 1.0)
    lines = [f"line {number}" for number in range(1000)]
    with FakeServer(liked, fault_every=1, faults=("500",)) as server:
        begun = time.monotonic()
        report = asking.run(server, lines)
        assert time.monotonic() - begun < 10
    assert (report.status, report.rows, report.kept) == ("failed", 0, 0)
    assert "rows failed in step judge, more than the error budget allows" in report.error
    assert "HTTP 500" in report.error
    assert report.read == report.errors + report.pending == 1000
    assert not (asking.catalog / "datasets").exists()
    with FakeServer(liked) as server:
        report = asking.run(server, lines)
    assert (report.rows, report.errors, report.calls, server.requests) == (750, 0, 1000, 1000)


def test_no_row_is_lost_or_doubled_by_faults_now_and_then(asking):
    with FakeServer(liked, fault_every=10, retry_after="0.01") as server:
        report = asking.run(server)
    assert (report.read, report.rows, report.rejected, report.errors) == (200, 150, 50, 0)
    assert server.stats()["repeated"] == 0


def test_a_run_killed_at_half_sends_again_no_more_than_was_under_way(asking):
    lines = [f"line {number}" for number in range(600)]
    with FakeServer(liked, latency=0.1) as server:
        options = asking.options(server, lines, concurrency=32)
        command = [sys.executable, "-m", "synthloom", "run", str(Path(__file__).parents[1] / "asking_recipe.py")]
        command += ["--source", str(asking.source), "--catalog", str(asking.catalog), "--config", str(options.config)]
        command += ["--model", "judge=fake-model"]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=dict(os.environ))
        while server.requests < 300 and process.poll() is None:
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
        process.wait()
        time.sleep(0.2)
        report = asking.run(server, lines, concurrency=32)
        assert report.rows == 450
        assert server.stats()["repeated"] <= 32


def test_money_is_told_per_step_per_version_and_per_accepted_row(asking):
    with FakeServer(liked) as server:
        report = asking.run(server)
    assert (report.cost, report.cost_of_version) == pytest.approx((200 * DOLLARS, 200 * DOLLARS))
    assert report.cost_per_row == pytest.approx(200 * DOLLARS / 150)
    assert (report.tokens_in, report.tokens_out, report.tokens_cached) == (4000, 1600, 1000)
    judged = report.funnel[1]
    assert (judged["calls"], judged["tokens_in"], judged["tokens_cached"]) == (200, 4000, 1000)
    assert judged["cost_per_kept"] == pytest.approx(200 * DOLLARS / 150)


def test_a_call_that_two_steps_use_is_paid_once(asking):
    twice = dataclasses.replace(
        RECIPE, name="twice", steps=(*RECIPE.steps, dataclasses.replace(RECIPE.steps[0], name="again"))
    )
    with FakeServer(liked) as server:
        report = asyncio.run(run_recipe(twice, asking.options(server), Quiet()))
    assert [entry["calls"] for entry in report.funnel] == [0, 200, 150]
    assert report.cost_of_version == pytest.approx(200 * DOLLARS)
    assert (report.calls, server.requests) == (200, 200)


def test_replies_that_were_thrown_away_are_part_of_the_cost(asking):
    def rude(asked: Any) -> Any:
        return liked(asked) if "can't be used" in asked.text else "no"

    with FakeServer(rude) as server:
        report = asking.run(server, LINES[:20])
    assert (report.calls, report.rows, report.cost) == (40, 15, pytest.approx(40 * DOLLARS))
    judged = report.funnel[1]
    assert (judged["calls"], judged["unusable"]) == (20, 20)
    assert (judged["cost"], judged["cost_unusable"]) == (pytest.approx(40 * DOLLARS), pytest.approx(20 * DOLLARS))


def test_rows_that_failed_for_good_are_paid_for_too(asking):
    def rude(asked: Any) -> Any:
        return "no" if '"line 7 ' in asked.text else liked(asked)

    with FakeServer(rude) as server:
        report = asking.run(server, LINES[:20])
    assert (report.errors, report.rows) == (1, 14)
    assert (report.cost, report.cost_of_version) == pytest.approx((22 * DOLLARS, 22 * DOLLARS))


def test_a_plan_from_fifty_rows_foretells_five_hundred(asking):
    def often_rude(asked: Any) -> Any:
        return "no" if "3 of" in asked.text and "can't be used" not in asked.text else liked(asked)

    lines = [f"line {number} of a story" for number in range(500)]
    with FakeServer(often_rude) as server:
        asking.run(server, lines, limit=50)
        plan = plan_recipe(RECIPE, asking.options(server, lines))
        report = asking.run(server, lines)
    assert plan["based_on"][0]["rows"] == 50
    assert plan["calls"] == pytest.approx(report.funnel[1]["calls"] + report.funnel[1]["unusable"], rel=0.15)
    assert plan["cost"] == pytest.approx(report.cost_of_version, rel=0.15)
    assert plan["calls_range"][0] <= plan["calls"] <= plan["calls_range"][1]
    assert plan["rows_out"] == pytest.approx(report.rows, rel=0.15)


def test_a_plan_without_any_run_says_that_it_assumes(asking):
    with FakeServer(liked) as server:
        plan = plan_recipe(RECIPE, asking.options(server))
        assert server.requests == 0
    assert (plan["based_on"], plan["calls"], plan["rows"], plan["rows_out"]) == ([], 200, 200, 200)


def test_a_sample_measures_the_plan_and_commits_nothing(asking):
    lines = [f"line {number} of a story" for number in range(500)]
    with FakeServer(liked) as server:
        options = asking.options(server, lines)
        asyncio.run(run_sample(RECIPE, options, 50, Quiet()))
        assert server.requests == 50
        assert not (asking.catalog / "datasets").exists()
        assert not (asking.catalog / "recipes").exists()
        plan = plan_recipe(RECIPE, options)
        assert (plan["based_on"][0]["rows"], plan["calls"], plan["steps"][0]["tokens_in"]) == (50, 500, 10000)
        assert asking.run(server, lines).calls == 450


def test_a_sample_with_a_target_foretells_the_rows_it_takes(asking):
    with FakeServer(liked) as server:
        options = asking.options(server, target=75)
        asyncio.run(run_sample(RECIPE, options, 100, Quiet()))
        plan = plan_recipe(RECIPE, options)
    assert (plan["rows"], plan["steps"][0]["rows"], plan["rows_out"]) == (200, 100, 75)


@dataclasses.dataclass(frozen=True)
class Take:
    """Lines as they are: a recipe that others read must make its rows."""

    name: str = "take"

    @property
    def makes(self) -> type[Line]:
        return Line

    async def generate(self, record: Line, context: Context) -> Sequence[Line]:
        return [record]


def test_a_sample_goes_on_from_a_parent_that_has_yet_to_run(asking):
    first = dataclasses.replace(RECIPE, steps=(Take(), *RECIPE.steps))
    again = Judge("second", system="Is it?")
    child = Recipe("judged_again", 1, "by another prompt", RECIPE.open_sources, (again,), parent=first)
    with FakeServer(liked) as server:
        options = asking.options(server)
        asyncio.run(run_sample(child, options, 100, Quiet()))
        assert (server.requests, (asking.catalog / "datasets").exists()) == (175, False)
        plan = plan_recipe(child, options)
        report = asyncio.run(run_recipe(child, options, Quiet()))
    assert [told["rows"] for told in plan["based_on"]] == [100, 75]
    assert (plan["calls"], [step["rows"] for step in plan["steps"]]) == (350, [200, 200, 150])
    assert plan["cost"] == pytest.approx(350 * DOLLARS)
    assert (server.requests, report.calls, report.cost) == (350, 175, pytest.approx(175 * DOLLARS))
