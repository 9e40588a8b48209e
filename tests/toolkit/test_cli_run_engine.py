"""`run --engine` as a user meets it, with a program that is started as vLLM is."""

import json
import os
import sys
from pathlib import Path

import pytest
from test_cli import TOY, synthloom

TESTS = Path(__file__).parents[1]
ASKING = str(TESTS / "asking_recipe.py")


@pytest.fixture
def lines(tmp_path) -> str:
    (tmp_path / "lines.txt").write_text("".join(f"line {number}\n" for number in range(5)))
    return "lines.txt"


def test_a_model_is_served_for_the_run_and_the_next_one_starts_nothing(tmp_path, lines):
    program = json.dumps([sys.executable, str(TESTS / "engines" / "vllm_engines" / "vllm_like.py")])
    (tmp_path / "synthloom.toml").write_text(
        f'[engines."a/b"]\ncommand = {program}\narguments = ["--folder", "{tmp_path}"]\n'
    )
    words = ("run", ASKING, "--source", lines, "--engine", "vllm:a/b", "--json")
    report = json.loads(synthloom(*words, cwd=tmp_path).stdout)
    assert (report["status"], report["kept"], report["calls"]) == ("committed", 5, 5)
    (pid,) = (tmp_path / "started").read_text().split()
    assert not Path(f"/proc/{pid}").exists()
    assert json.loads(synthloom(*words, cwd=tmp_path).stdout)["status"] == "unchanged"
    assert len((tmp_path / "started").read_text().split()) == 1


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((ASKING, "--engine", "llama"), "names no kind of engine"),
        ((ASKING, "--engine", "vllm"), "--engine vllm needs to know which model"),
        ((ASKING, "--engine", "vllm:a/b"), "is to be served by vLLM, which this Python doesn't have: pip install vllm"),
        ((ASKING, "--engine", "rules", "--model", "judge=m"), "rules and models exclude each other"),
        ((TOY, "--engine", "vllm:m"), "recipe toy has no role left for that model; its steps ask none"),
    ],
)
def test_contradictions_are_one_sentence_and_exit_2(tmp_path, words, told):
    (tmp_path / "n.txt").write_text("2\n")
    assert "OPENAI_BASE_URL" not in os.environ
    done = synthloom("run", *words, "--source", "n.txt", cwd=tmp_path)
    assert (done.returncode, "Traceback" in done.stderr) == (2, False), done.stderr
    assert told in done.stderr
