"""What the command line tells of money: `run`, `funnel`, `versions`, `plan --sample`."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from fake_server import FakeServer

ASKING = str(Path(__file__).parents[1] / "asking_recipe.py")


def liked(asked: object) -> dict[str, object]:
    return {"analysis": "so it is", "score": 4}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with a source, settings and a catalog, and a server that is up as long as the tests are."""
    folder = tmp_path_factory.mktemp("costs")
    (folder / "lines.txt").write_text("\n".join(f"line {number}" for number in range(40)))
    with FakeServer(liked) as server:
        for name, prices in (("priced", "price_in = 10\nprice_out = 100\n"), ("free", "")):
            table = f'[engines.fake-model]\nbase_url = "{server.url}"\n{prices}'
            (folder / f"{name}.toml").write_text(table)
        yield folder


def synthloom(folder: Path, *words: str) -> str:
    command = [sys.executable, "-m", "synthloom", *words, "--catalog", "data"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=folder, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def asking(config: str = "priced") -> tuple[str, ...]:
    return (ASKING, "--source", "lines.txt", "--model", "judge=fake-model", "--config", f"{config}.toml")


def test_a_plan_tells_what_it_is_based_on(folder):
    assert "assumed, since nothing was measured" in synthloom(folder, "plan", *asking())
    told = synthloom(folder, "plan", *asking(), "--sample", "10")
    assert "rows: 40, about 40 of them accepted, about 40 calls (40 to 40), cost $0.0400 ($0.0400 to $0.0400)" in told
    assert "over 10 rows" in told
    assert json.loads(synthloom(folder, "plan", *asking(), "--json"))["calls"] == 40


def test_a_funnel_ends_with_the_money(folder):
    report = json.loads(synthloom(folder, "run", *asking(), "--json"))
    assert report["calls"] == 30
    assert (report["cost_of_version"], report["cost_per_row"]) == pytest.approx((0.04, 0.001))
    assert "total: $0.0400 for 40 rows, $0.0010 per accepted row" in synthloom(folder, "funnel", "asking")
    (version,) = json.loads(synthloom(folder, "versions", "--json"))
    assert version["cost_per_row"] == pytest.approx(0.001)


def test_a_model_without_a_price_is_named(folder):
    options = ("--set", "judge.system=Is it clear?", "--dataset", "unpriced")
    report = json.loads(synthloom(folder, "run", *asking("free"), *options, "--json"))
    assert (report["cost"], report["cost_of_version"], report["cost_per_row"]) == (None, None, None)
    assert "no price is known for calls of fake-model" in synthloom(folder, "funnel", "unpriced")
