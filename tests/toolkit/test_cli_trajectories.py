import json
import sys
from typing import NamedTuple

import pytest
from small_trajectory import commit_rows, gold_steps, step, trajectory

from synthloom.__main__ import main
from synthloom.catalog.media import LocalMedia


class Done(NamedTuple):
    """How a command ended and what it printed."""

    returncode: int
    stdout: str
    stderr: str


@pytest.fixture
def synthloom(monkeypatch, capfd):
    """The command line, in this process."""

    def run(*words) -> Done:
        monkeypatch.setattr(sys, "argv", ["synthloom", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            main()
        return Done(ended.value.code, *capfd.readouterr())

    return run


@pytest.fixture
def root(tmp_path):
    folder = tmp_path / "catalog"
    media = LocalMedia(folder)
    wrong = step(1, "Look.", "crop", asked={"image": "img_9"}, observation="no", error_class="bad_arguments")
    commit_rows(
        folder, [trajectory(media), trajectory(media, [gold_steps()[0], wrong, step(2, "So.")], id="t2")], "made"
    )
    return folder


def test_a_trajectory_is_written_as_a_page_and_all_of_them_as_a_sheet(synthloom, root, tmp_path):
    done = synthloom("show", "made", "t1", "--page", tmp_path / "a/t1.html", "--catalog", root)
    assert done.returncode == 0, done.stderr
    assert done.stderr.strip().endswith("t1.html: 4 turns, 2 pictures")
    assert (tmp_path / "a/t1.html").read_text().startswith("<!doctype html>")
    assert synthloom("show", "made", "--sheet", tmp_path / "s.png", "--catalog", root).returncode == 0
    assert (tmp_path / "s.png").stat().st_size > 1000


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["show", "made", "--page", "a.html"], "name its ROW"),
        (["show", "made", "t1", "--page", "a.png"], "ends in .html"),
        (["show", "made", "t1", "--page", "/proc/a.html"], "can't be written"),
        (["show", "made", "--sheet", "/proc/a.png"], "can't be written"),
        (["export", "made", "--out", "out", "--dialect", "klingon"], "no dialect 'klingon'"),
        (
            ["export", "made", "--out", "out", "--format", "sft_openai", "--masked", "carry"],
            "--masked carry can't be chosen for sft_openai",
        ),
    ],
)
def test_a_users_mistake_is_one_sentence_and_exit_2(synthloom, root, words, told, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = synthloom(*words, "--catalog", root)
    assert (done.returncode, "Traceback" in done.stderr) == (2, False), done.stderr
    assert told in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["catalog"]


def test_a_sheet_with_a_picture_that_is_missing_is_one_sentence(synthloom, root, tmp_path):
    for picture in (root / "media").rglob("*.*"):
        picture.unlink()
    done = synthloom("show", "made", "--sheet", tmp_path / "s.png", "--catalog", root)
    assert (done.returncode, "is missing; put the file back" in done.stderr) == (2, True), done.stderr


def test_export_takes_a_dialect_and_what_to_do_with_masked_turns(synthloom, root, tmp_path):
    words = ["--out", tmp_path / "out", "--dialect", "react", "--masked", "carry", "--catalog", root, "--json"]
    done = synthloom("export", "made", *words)
    assert done.returncode == 0, done.stderr
    assert list(json.loads(done.stdout)["formats"]) == ["sft_flat", "sft_parts", "pref_parts", "parquet"]
    settings = json.loads((tmp_path / "out/synthloom.json").read_text())["settings"]
    assert settings["sft_flat"] == settings["sft_parts"] == {"dialect": "react", "masked": "carry", "images": "embed"}
