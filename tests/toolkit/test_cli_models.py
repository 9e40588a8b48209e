"""`--model` with what a recipe has no use for: told before anything is paid."""

from pathlib import Path

import pytest
from fake_server import FakeServer
from test_cli import synthloom

ASKING = str(Path(__file__).parents[1] / "asking_recipe.py")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--model", "policy=m"), "--model policy=m: no step asks a policy; models can be classifier, writer, "),
        (("--model", "judge=a", "--model", "judge=b"), "judge=b would never be asked: no step here takes a vote"),
        (("--model", "writer=m"), "has no model as editor, and rules can't go on from what a model makes there"),
    ],
)
def test_a_model_that_no_step_can_use_is_the_users_mistake(tmp_path, words, told):
    for command in ("plan", "run"):
        done = synthloom(command, "uni-edit", *words, "--limit", "3", cwd=tmp_path)
        assert (done.returncode, "Traceback" in done.stderr) == (2, False)
        assert told in done.stderr


def test_a_failed_run_tells_what_it_spent(tmp_path):
    (tmp_path / "lines.txt").write_text("one\ntwo\n")
    with FakeServer(lambda asked: {"analysis": "poor", "score": 1}) as server:
        (tmp_path / "synthloom.toml").write_text(
            f'[engines.m]\nbase_url = "{server.url}"\nprice_in = 10\nprice_out = 100\n'
        )
        done = synthloom("run", ASKING, "--source", "lines.txt", "--model", "judge=m", cwd=tmp_path)
    assert done.returncode == 1
    assert "model calls: 2, 40 tokens in, 16 out, cost $0.0020; replies" in done.stderr
