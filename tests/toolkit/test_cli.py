"""The command line as a user meets it: every command in a process of its own."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

TOY = str(Path(__file__).parents[1] / "toy_recipe.py")


def synthloom(*words: str, cwd: Path | None = None, **env: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "synthloom", *words]
    return subprocess.run(command, capture_output=True, text=True, cwd=cwd, env={**os.environ, **env}, check=False)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A catalog with two versions of `toy`."""
    folder = tmp_path_factory.mktemp("cli")
    numbers = folder / "numbers.txt"
    for count in (30, 40):
        numbers.write_text("\n".join(str(number) for number in range(count)) + "\nnonsense\n")
        done = synthloom(
            "run", TOY, "--source", str(numbers), "--catalog", str(folder / "data"), "--json", TOY_MENDED="1"
        )
        assert done.returncode == 0, done.stderr
    return folder / "data"


def asked(made: Path, *words: str):
    done = synthloom(*words, "--catalog", str(made), "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_run_prints_where_the_result_is_and_three_rows(tmp_path):
    (tmp_path / "n.txt").write_text("2 4 6 8")
    done = synthloom("run", TOY, "--source", "n.txt", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "toy@1 committed, 4 rows" in done.stdout
    assert "synthloom-data" in done.stdout
    assert done.stderr.splitlines()[0].startswith("source")
    assert synthloom("run", TOY, "--source", "n.txt", cwd=tmp_path).stdout.strip().startswith("toy@1 unchanged")


def test_run_reports_what_the_contract_names(tmp_path):
    (tmp_path / "n.txt").write_text("2 3 x")
    report = json.loads(synthloom("run", TOY, "--source", "n.txt", "--json", cwd=tmp_path).stdout)
    told = {
        "dataset": "toy", "version": 1, "rows": 1, "status": "committed", "stopped": "exhausted", "error": None,
        "read": 3, "kept": 1, "rejected": 2, "errors": 0, "pending": 0, "calls": 0, "cost": 0.0,
    }  # fmt: skip
    assert report.items() >= told.items()


def test_versions_lists_both(made):
    versions = asked(made, "versions", "toy")
    assert [(v["version"], v["rows"], v["recipe"], v["parents"]) for v in versions] == [
        (1, 15, "toy@1", []),
        (2, 20, "toy@1", ["toy@1"]),
    ]


def test_an_older_version_is_shown_as_it_was(made):
    assert len(asked(made, "show", "toy@1", "--limit", "0")) == 15
    assert asked(made, "sql", 'SELECT count(*) AS n FROM "toy@1"') == [{"n": 15}]


def test_a_row_is_shown_whole_by_the_beginning_of_its_id(made):
    row = asked(made, "show", "toy", "--limit", "1")[0]
    whole = asked(made, "show", "toy", row["id"][:12])
    assert [verdict["step"] for verdict in whole["verdicts"]] == ["source", "squares", "largest", "even"]
    assert {"id", "split", "value", "square", "lineage", "calls"} <= whole.keys()


def test_the_funnel_accounts_for_every_row(made):
    for entry in asked(made, "funnel", "toy"):
        assert entry["in"] == entry["kept"] + sum(entry["rejected"].values()) + entry["errors"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["run", "missing"], "there is no recipe 'missing'"),
        (["run", "missing.py"], "no file missing.py"),
        (["run", TOY, "--source", "nowhere.txt"], "nowhere.txt"),
        (["run", TOY, "--model", "judge"], "ROLE=FULL-MODEL-NAME"),
        (["run", TOY, "--set", "even.x=1"], "even has no setting 'x'"),
        (["run", TOY, "--limit", "0"], "0 is not in the range"),
        (["run", TOY, "--engine", "openai"], "--model ROLE=NAME"),
        (["show", "nothing"], "holds no datasets"),
        (["sql", "SELECT 1", "--catalog", "nowhere"], "nowhere"),
        (["nonsense"], "No such command"),
    ],
)
def test_a_users_mistake_is_one_sentence_and_exit_2(words, told, tmp_path):
    (tmp_path / "n.txt").write_text("2")
    if words[:2] == ["run", TOY] and "--source" not in words:
        words = [*words, "--source", "n.txt"]
    done = synthloom(*words, cwd=tmp_path)
    assert (done.returncode, "Traceback" in done.stderr) == (2, False), done.stderr
    assert told in done.stderr


def test_a_run_that_keeps_nothing_exits_1(tmp_path):
    (tmp_path / "n.txt").write_text("3 5")
    done = synthloom("run", TOY, "--source", "n.txt", cwd=tmp_path)
    assert done.returncode == 1
    assert "None of 2 rows was kept" in done.stderr


def test_a_bug_keeps_its_traceback(tmp_path):
    (tmp_path / "broken.py").write_text("raise RuntimeError('a bug')")
    done = synthloom("run", "broken.py", cwd=tmp_path)
    assert done.returncode == 1
    assert "RuntimeError: a bug" in done.stderr


def test_ctrl_c_exits_130_and_the_same_command_goes_on(tmp_path):
    (tmp_path / "n.txt").write_text("\n".join(str(number) for number in range(3000)))
    command = [sys.executable, "-m", "synthloom", "run", TOY, "--source", "n.txt", "--set", "squares.seconds=0.002"]
    environment = {**os.environ, "TOY_MENDED": "1"}
    process = subprocess.Popen(
        command, cwd=tmp_path, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
    )
    assert process.stderr.readline().startswith("source")
    time.sleep(2.5)
    process.send_signal(signal.SIGINT)
    _, stderr = process.communicate(timeout=60)
    assert (process.returncode, "Traceback" in stderr) == (130, False), stderr
    assert list((tmp_path / "synthloom-data" / "work").glob("squares-*/*.done.json"))
    assert subprocess.run(command, cwd=tmp_path, capture_output=True, env=environment, check=False).returncode == 0


def test_every_command_explains_itself():
    from synthloom.__main__ import COMMANDS

    for name in COMMANDS:
        done = synthloom(name, "--help")
        assert (done.returncode, "Usage:" in done.stdout) == (0, True), name


def test_doctor_never_shows_a_key(tmp_path):
    done = synthloom("doctor", "--json", cwd=tmp_path, OPENAI_API_KEY="sk-very-secret")
    assert "sk-very-secret" not in done.stdout + done.stderr
    assert {"area": "key", "name": "OPENAI_API_KEY", "ok": True, "found": "set"} in json.loads(done.stdout)
