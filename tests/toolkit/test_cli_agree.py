"""`synthloom agree` as a user meets it: a sample is written, filled in, and compared."""

import csv
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from synthloom.__main__ import cli
from synthloom.schemas.errors import UserError

TOY = str(Path(__file__).parents[1] / "toy_recipe.py")


def run_toy(numbers: Path, catalog: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "synthloom", "run", TOY, "--source", str(numbers), "--catalog", str(catalog)]
    return subprocess.run(command, capture_output=True, text=True, env={**os.environ, "TOY_MENDED": "1"}, check=False)


def agree(catalog: Path, *words: str) -> Result:
    return CliRunner().invoke(cli, ["agree", "toy", "--step", "even", "--catalog", str(catalog), *words])


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A catalog whose step `even` kept half of 40 squares, and `labels.csv`, filled in by one who errs at 6 and 7."""
    folder = tmp_path_factory.mktemp("agree")
    (folder / "n.txt").write_text(" ".join(map(str, range(40))))
    assert run_toy(folder / "n.txt", folder / "data").returncode == 0
    out = folder / "labels.csv"
    done = agree(folder / "data", "--sample", "20", "--out", str(out))
    assert done.exit_code == 0, done.output
    assert "20 rows to label, 10 of them kept, 10 rejected" in done.stdout
    with out.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert set(rows[0]) == {"id", "label", "value", "square"}
    for place, row in enumerate(sorted(rows, key=lambda row: int(row["value"]))):
        right = int(row["value"]) % 2 == 0
        row["label"] = "yes" if right != (place in (6, 7)) else "no"
    with out.open("w", newline="") as file:
        sheet = csv.DictWriter(file, list(rows[0]))
        sheet.writeheader()
        sheet.writerows(rows)
    return folder


def asked(made: Path, *words: str) -> Result:
    labels = [] if "--labels" in words else ["--labels", str(made / "labels.csv")]
    return agree(made / "data", *labels, *words)


def test_the_numbers_are_told_with_what_was_left_out(made: Path) -> None:
    done = asked(made)
    assert done.exit_code == 0, done.output
    assert "even of toy@1: 20 rows compared with labels (yes/no)" in done.stdout
    assert "left out: 20 verdicts without a label" in done.stdout
    (line,) = [line.split() for line in done.stdout.splitlines() if "Cohen's kappa" in line]
    assert line[2] == "0.8"


def test_the_same_as_json(made: Path) -> None:
    told: Any = json.loads(asked(made, "--json").stdout)
    assert told["table"] == {"judge": ["kept", "rejected"], "people": ["yes", "no"], "counts": [[9, 1], [1, 9]]}
    assert told["kappa"]["value"] == pytest.approx(0.8)
    assert (told["matched"], told["unlabelled"], told["bad"], told["whole"]) == (20, 20, [], None)


def test_a_picture_is_drawn(made: Path) -> None:
    assert asked(made, "--plot", str(made / "plots" / "agree.svg")).exit_code == 0
    assert (made / "plots" / "agree.svg").read_text().startswith("<svg")
    done = asked(made, "--plot", str(made / "agree.png"))
    assert isinstance(done.exception, UserError)
    assert "ends in .svg" in str(done.exception)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--labels", "gone.csv"], "gone.csv can't be read"),
        (["--sample", "5"], "give either --labels FILE"),
        (["--column", "cube"], "has no column 'cube'; compare labels with kept, score, reason or one of"),
    ],
)
def test_a_users_mistake_is_one_sentence(made: Path, words: list[str], said: str) -> None:
    done = asked(made, *words)
    assert isinstance(done.exception, UserError | SystemExit)
    assert said in f"{done.exception} {' '.join(done.output.split())}"
