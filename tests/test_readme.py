"""The README is true: short, its commands exist, and those for a made dataset run as they stand."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import click
import pytest

from synthloom.__main__ import cli

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text()
COMMANDS = [
    shlex.split(line.split("  #")[0]) for line in re.findall(r"^(?:\.venv/bin/)?(synthloom .*)$", README, re.MULTILINE)
]
READING = ("show", "funnel", "sql", "export")
ON_A_DATASET = [
    words for words in COMMANDS if words[1] in READING and "uni-edit" in " ".join(words) and "3f2a" not in words
]


def test_the_readme_is_at_most_100_lines():
    assert len(README.splitlines()) <= 100


def test_it_opens_with_two_commands():
    blocks = re.findall(r"```\n(.*?)```", README, re.DOTALL)
    assert [len(block.splitlines()) for block in blocks[:2]] == [1, 1]
    assert "synthloom run uni-edit" in blocks[0]
    assert "pytest" in blocks[1]


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_every_command_and_option_exists(words):
    command = cli.get_command(click.Context(cli), words[1])
    if isinstance(command, click.Group):
        command = command.get_command(click.Context(command), words[2])
    assert command is not None
    known = {option for parameter in command.params for option in parameter.opts}
    assert {word for word in words if word.startswith("--")} <= known


def test_every_file_it_names_is_there():
    named = re.findall(r"`([\w./-]+\.(?:md|py|txt))`", README) + re.findall(r"(constraints[\w-]*\.txt)", README)
    assert {"ARCHITECTURE.md", "tests/toy_recipe.py", "constraints.txt"} <= set(named)
    missing = [name for name in named if name != "my_recipe.py" and not (ROOT / name).exists()]
    assert not missing


def test_the_commands_for_a_made_dataset_run_as_they_stand(tmp_path):
    def synthloom(*words: str) -> None:
        done = subprocess.run([sys.executable, "-m", *words], cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr

    synthloom("synthloom", "run", "uni-edit", "--set", "source.scenes=4", "--set", "edit_check.read_back=0")
    assert len(ON_A_DATASET) >= 4
    for words in ON_A_DATASET:
        synthloom(*words)
    assert (tmp_path / "sheet.png").is_file()
    assert (tmp_path / "exported" / "README.md").is_file()
