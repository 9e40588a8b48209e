"""Several models for a role, from end to end: a recipe file, judges over real HTTP, verdicts in SQL."""

import asyncio
import io
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from fake_server import FakeServer
from judging_recipe import RECIPE
from PIL import Image
from scripted_models import row

from synthloom.catalog.sql import sql
from synthloom.flows.prefect_flow import Quiet
from synthloom.flows.prepare import RunOptions
from synthloom.flows.report import Report
from synthloom.flows.run import run_recipe
from synthloom.schemas.steps import Role

NAMES = {(255, 0, 0): "red", (0, 0, 255): "blue", (0, 128, 0): "green", (128, 128, 128): "gray"}


def reply(asked: Any) -> dict[str, Any]:
    """A solver that names the color it sees, else says gray; judges that look, but for C and D, who like everything."""
    colors = [NAMES[Image.open(io.BytesIO(data)).getpixel((1, 1))] for data in asked.images]
    if asked.body["model"] == "S":
        return {"thoughts": "…", "answer": colors[0] if colors else "gray"}
    fine = asked.body["model"] in "CD" or row(asked.text)["answer"] == colors[0]
    if asked.schema == "Checked":
        return {"reasoning": "…", "answers": {"q1": "yes"}}
    return {"reasoning": "…", "scores": {"right": 5 if fine else 1, "clear": 4}}


def run(server: FakeServer, folder: Path, *judges: str, settings: tuple[str, ...] = ()) -> Report:
    config = folder / "synthloom.toml"
    config.write_text("".join(f'[engines.{name}]\nbase_url = "{server.url}"\n' for name in ("S", *judges)))
    models: dict[Role, tuple[str, ...]] = {"solver": ("S",), "judge": judges}
    options = RunOptions(catalog=folder / "catalog", models=models, config=config, workers=1, settings=settings)
    return asyncio.run(run_recipe(RECIPE, options, Quiet()))


def test_a_recipe_of_judges_keeps_what_they_agree_on_and_tells_why_of_the_rest(tmp_path: Path) -> None:
    with FakeServer(reply) as server:
        report = run(server, tmp_path, "A", "B", "C")
    assert (report.status, report.rows) == ("committed", 3)
    dropped = sql(tmp_path / "catalog", "SELECT step, reason FROM verdicts WHERE NOT kept ORDER BY step")
    assert [(one["step"], one["reason"]) for one in dropped] == [
        ("majority_vote", "disagrees"),
        ("pass_rate", "pass_rate"),
    ]
    query = "SELECT regexp_extract(detail, 'label=(\\w+)', 1) AS label, score FROM verdicts WHERE step = 'pass_rate'"
    assert {(one["label"], one["score"]) for one in sql(tmp_path / "catalog", query)} == {
        ("visual", 1.0),
        ("", 0.0),
    }  # gray is guessed
    query = (
        "SELECT r.*, v.score, regexp_extract(v.detail, 'label=(\\w+)', 1) AS label FROM \"judged@1\" r JOIN verdicts v "
        "ON (v.record_id, v.dataset, v.version, v.step) = (r.id, 'judged', 1, 'pass_rate')"
    )
    assert [(one["answer"], one["label"], one["score"]) for one in sql(tmp_path / "catalog", query)] == [
        ("red", "visual", 1.0), ("blue", "visual", 1.0), ("green", "visual", 1.0),
    ]  # fmt: skip
    query = "SELECT json_array_length(json_keys(detail::JSON -> 'by')) AS judges FROM verdicts WHERE step = 'right'"
    assert {one["judges"] for one in sql(tmp_path / "catalog", query)} == {3}


def test_another_judge_costs_its_own_calls_alone(tmp_path: Path) -> None:
    with FakeServer(reply) as server:
        run(server, tmp_path, "A", "B", "C")
        asked = server.requests
        report = run(server, tmp_path, "A", "B", "C", "D")
    assert {seen.body["model"] for seen in server.asked[asked:]} == {"D"}
    assert (report.status, report.calls) == ("committed", 6)


def test_the_order_of_a_panel_is_identity_and_costs_nothing(tmp_path: Path) -> None:
    with FakeServer(reply) as server:
        run(server, tmp_path, "A", "B", "C")
        report = run(server, tmp_path, "C", "B", "A")
    assert (report.version, report.calls) == (2, 0)


@pytest.mark.parametrize(("again", "code"), [("judge=B", 0), ("judge=A", 2)])
def test_a_panel_is_named_on_the_command_line(tmp_path: Path, again: str, code: int) -> None:
    with FakeServer(reply) as server:
        words = [
            "run",
            "tests/judging_recipe.py",
            "--catalog",
            str(tmp_path),
            "--model",
            "solver=S",
            "--model",
            "judge=A",
        ]
        done = subprocess.run(
            [sys.executable, "-m", "synthloom", *words, "--model", again, "--set", "right.draws=2", "--json"],
            cwd=Path(__file__).parents[2],
            env={**os.environ, "OPENAI_BASE_URL": server.url, "OPENAI_API_KEY": "none"},
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == code, done.stderr
    if code:
        assert "'judge=A' is given twice" in done.stderr
    assert {seen.body["model"] for seen in server.asked} == ({"S", "A", "B"} if not code else set())
