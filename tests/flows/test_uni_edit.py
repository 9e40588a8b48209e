"""`uni-edit` from end to end: by rules, by models over real HTTP, killed on the way, and on real photographs."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from fake_server import FakeServer, read_stats
from scripted_models import reply

from synthloom.catalog.reader import funnel, row, rows
from synthloom.catalog.versions import resolve
from synthloom.schemas.records import CATEGORIES

ROLES = ("classifier", "writer", "editor", "solver", "judge")
CONCURRENCY = 8


def synthloom(*words: str, **env: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "synthloom", *words]
    environment = {**os.environ, **env}
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)


def run(catalog: Path, *words: str, **env: str):
    process = synthloom("run", "uni-edit", "--catalog", str(catalog), "--json", *words, **env)
    stdout, stderr = process.communicate()
    assert process.returncode in (0, 1), stderr
    return json.loads(stdout)


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    """A catalog with uni-edit over 20 sample scenes."""
    catalog = tmp_path_factory.mktemp("sample")
    report = run(catalog, "--set", "source.scenes=20", "--set", "edit_check.read_back=0.2")
    assert report["status"] == "committed"
    return catalog


def test_the_sample_gives_every_category_and_loses_no_row(sample):
    version = resolve(sample, "uni-edit")
    kept = list(rows(version, 0))
    assert {pair["category"] for pair in kept} == set(CATEGORIES)
    assert len(kept) >= 150
    for entry in funnel(version):
        assert entry["in"] == entry["kept"] + sum(entry["rejected"].values()) + entry["errors"]


def test_no_picture_is_in_two_splits(sample):
    splits: dict[str, set[str]] = {}
    for pair in rows(resolve(sample, "uni-edit"), 0):
        splits.setdefault(pair["image"]["hash"], set()).add(pair["split"])
    assert all(len(found) == 1 for found in splits.values())


def test_a_row_shows_what_every_step_said_of_it(sample):
    version = resolve(sample, "uni-edit")
    pair = row(version, next(rows(version))["id"])
    assert [verdict["step"] for verdict in pair["verdicts"]] == [entry["step"] for entry in funnel(version)]
    assert pair["engine"] == "rules"
    assert (sample / pair["edited_image"]["path"]).is_file()


def test_a_second_catalog_has_the_same_content(sample, tmp_path):
    again = run(tmp_path, "--set", "source.scenes=20", "--set", "edit_check.read_back=0.2", "--workers", "1")
    assert again["content_hash"] == resolve(sample, "uni-edit").content_hash


def count(stats) -> int:
    return sum(stats["sent"].values())


def by_models(url: str) -> tuple[list[str], dict[str, str]]:
    """The options that let the server play every role."""
    words = [word for role in ROLES for word in ("--model", f"{role}=fake/{role}")]
    return [*words, "--set", "source.scenes=8"], {"OPENAI_BASE_URL": url, "OPENAI_API_KEY": "sk-not-a-key"}


def test_models_play_every_role_and_are_never_asked_twice(tmp_path):
    with FakeServer(reply) as server:
        words, env = by_models(server.url)
        report = run(tmp_path, *words, **env)
        sent = count(server.stats())
        again = run(tmp_path, *words, **env)
        assert count(server.stats()) == sent
    assert (report["status"], report["calls"], again["status"], again["calls"]) == ("committed", sent, "unchanged", 0)
    version = resolve(tmp_path, "uni-edit")
    pair = row(version, next(rows(version))["id"])
    assert {call["model"] for call in pair["calls"]} == {f"fake/{role}" for role in ROLES}
    assert pair["engine"] == "writer=fake/writer editor=fake/editor"
    assert not any(
        "sk-not-a-key" in path.read_bytes().decode("latin1") for path in tmp_path.rglob("*") if path.is_file()
    )


def test_a_changed_row_costs_only_its_own_calls(tmp_path):
    with FakeServer(reply) as server:
        words, env = by_models(server.url)
        run(tmp_path, *words, **env)
        before = count(server.stats())
        report = run(tmp_path, *words, "--set", "source.scenes=9", **env)
        assert 0 < count(server.stats()) - before == report["calls"] <= 8 * (1 + 1 + 4 + 1 + 2)


def test_a_server_that_always_fails_ends_the_run_and_stores_nothing(tmp_path):
    with FakeServer(lambda asked: "this is no JSON") as server:
        words, env = by_models(server.url)
        report = run(tmp_path, *words, **env)
    assert report["status"] == "failed"
    assert "failed in step classify" in report["error"]
    assert not (tmp_path / "datasets").exists()
    with FakeServer(reply) as server:
        words, env = by_models(server.url)
        healthy = run(tmp_path, *words, **env)
    assert (healthy["status"], healthy["errors"], healthy["read"]) == ("committed", 0, 64)


def test_an_unknown_model_is_the_users_mistake(tmp_path):
    process = synthloom(
        "run",
        "uni-edit",
        "--catalog",
        str(tmp_path),
        "--model",
        "judge=no/engine",
        OPENAI_BASE_URL="",
        OPENAI_API_KEY="",
    )
    _, stderr = process.communicate()
    assert (process.returncode, "Traceback" in stderr) == (2, False)
    assert "no/engine" in stderr


def killed_and_finished(tmp_path: Path, kills: int) -> None:
    """Kill a run of models at random moments, finish it, and hold it to a run that was left alone."""
    script = Path(__file__).parents[1] / "scripted_models.py"
    server = subprocess.Popen(
        [sys.executable, str(script.with_name("fake_server.py")), "--script", str(script), "--latency-ms", "20"],
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        url = server.stdout.readline().split()[1]
        (tmp_path / "synthloom.toml").write_text(
            "".join(f'[engines."fake/{role}"]\nbase_url = "{url}"\nconcurrency = {CONCURRENCY}\n' for role in ROLES)
        )
        words = [*by_models(url)[0], "--config", str(tmp_path / "synthloom.toml")]
        started = time.monotonic()
        whole = run(tmp_path / "whole", *words)
        seconds, once = time.monotonic() - started, count(read_stats(url))
        moments = random.Random(kills)
        for _ in range(kills):
            process = synthloom("run", "uni-edit", "--catalog", str(tmp_path / "killed"), *words)
            time.sleep(moments.uniform(0.1, 1.0) * seconds)
            process.send_signal(signal.SIGKILL)
            process.wait()
        finished = run(tmp_path / "killed", *words)
        resent = count(read_stats(url)) - 2 * once
    finally:
        server.kill()
    assert finished["content_hash"] == whole["content_hash"]
    assert 0 <= resent <= CONCURRENCY * kills
    sys.stderr.write(f"\n{kills} kills, {once} calls, {resent} re-sent, the same content every time\n")


def test_a_killed_run_of_models_sends_no_stored_call_again(tmp_path):
    killed_and_finished(tmp_path, kills=3)


@pytest.mark.slow
def test_twenty_kills(tmp_path):
    killed_and_finished(tmp_path, kills=20)


def test_every_real_folder_is_accounted_for_and_photographs_give_pairs(tmp_path, real_data):
    folders = sorted(path for path in (real_data / "vqa").iterdir() if path.is_dir())
    words = [word for folder in folders for word in ("--source", str(folder))]
    report = run(tmp_path, *words, "--set", "edit_check.read_back=0.05")
    assert report["read"] == report["kept"] + report["rejected"]
    assert report["errors"] == report["pending"] == 0
    version = resolve(tmp_path, "uni-edit")
    photographs = {
        "bccd",
        "cc3m_captions",
        "daquar",
        "fruits_nuts_coco",
        "playing_cards",
        "raccoon",
        "sroie_receipts",
        "vqav2_coco",
    }
    kept = Counter(pair["category"] for pair in rows(version, 0) if pair["source"] in photographs)
    assert kept.total() >= 200
    assert len(kept) >= 5
    by_step = {entry["step"]: entry["rejected"] for entry in funnel(version)}
    assert by_step["source"]["no_image"] > 4000
    boxed = Counter((pair["source"], pair["category"]) for pair in rows(version, 0))
    for asked in (("raccoon", "count"), ("raccoon", "location"), ("bccd", "count"), ("bccd", "location")):
        assert boxed[asked], asked
