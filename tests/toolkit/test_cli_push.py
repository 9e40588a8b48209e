"""`synthloom push` as a user meets it, against a Hub on loopback: once in a process of its own."""

import json
import os
import subprocess
import sys
from typing import NamedTuple

import pytest
from hub_server import HubServer
from huggingface_hub import constants

from synthloom.__main__ import main

REPO = "alice/pairs"


class Done(NamedTuple):
    """How a command ended and what it printed."""

    returncode: int
    stdout: str
    stderr: str


@pytest.fixture
def hub(tmp_path):
    with HubServer(tmp_path / "hub") as server:
        yield server


@pytest.fixture
def push(hub, small, monkeypatch, capfd):
    """The command, in this process."""
    monkeypatch.setenv("HF_ENDPOINT", hub.url)
    monkeypatch.setenv("HF_TOKEN", hub.token)
    monkeypatch.setattr(constants, "HF_HUB_DISABLE_XET", True)
    monkeypatch.setattr(constants, "HF_TOKEN_PATH", str(small.root / "token"))

    def run(*words: str) -> Done:
        monkeypatch.setattr(sys, "argv", ["synthloom", "push", *words, "--catalog", str(small.root)])
        with pytest.raises(SystemExit) as ended:
            main()
        return Done(ended.value.code, *capfd.readouterr())

    return run


def in_a_process(hub, root, *words: str) -> subprocess.CompletedProcess[str]:
    given = {name: value for name, value in os.environ.items() if not name.startswith(("HF_", "HUGGING"))}
    given |= {"HF_HOME": str(root / "hf"), "HF_ENDPOINT": hub.url, "HF_TOKEN": hub.token, "HF_HUB_DISABLE_XET": "1"}
    command = [sys.executable, "-m", "synthloom", "push", *words, "--catalog", str(root)]
    return subprocess.run(command, capture_output=True, text=True, env=given, check=False)


def test_push_prints_one_document_and_progress_apart(hub, small):
    small.commit_pairs(range(6))
    done = in_a_process(hub, small.root, "uni-edit", REPO, "--json")
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert report.keys() >= {
        "dataset", "version", "repo", "url", "revision", "tag", "status", "files_sent", "bytes_sent",
        "files_unchanged", "removed", "private",
    }  # fmt: skip
    assert (report["status"], report["tag"], report["private"]) == ("pushed", "v1", True)
    assert report["url"] == f"{hub.url}/datasets/{REPO}"
    assert report["bytes_sent"] >= sum(blob.bytes for blob in hub.repos[REPO].tree().values())
    assert "MB sent" in done.stderr
    assert hub.token not in done.stdout + done.stderr


def test_push_tells_people_where_it_is(hub, small, push):
    small.commit_pairs(range(4))
    done = push("uni-edit", REPO, "--format", "edit_pairs")
    assert done.stdout.startswith(f"uni-edit@1 pushed to {hub.url}/datasets/{REPO}/tree/v1\n")
    again = push("uni-edit@1", REPO, "--format", "edit_pairs")
    assert again.stdout.startswith("uni-edit@1 is unchanged in")
    assert again.stdout.splitlines()[1].startswith("0 files ")


def test_a_dry_run_says_what_would_be_sent_and_afterwards_that_nothing_would(hub, small, push):
    small.commit_pairs(range(4))
    first, last = push("uni-edit", REPO, "--dry-run").stdout.splitlines()
    assert first.startswith("uni-edit@1 would be pushed to")
    assert "new or changed" in last
    assert "revision" not in last
    push("uni-edit", REPO)
    assert push("uni-edit", REPO, "--dry-run").stdout.startswith("uni-edit@1 has nothing to send to")


def test_mistakes_end_with_two_and_failures_with_one(hub, small, push):
    small.commit([small.file("a", [small.pair(n, licence="unknown") for n in range(4)])])
    refused = push("uni-edit", REPO)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr.startswith("Error: 4 rows of uni-edit@1 have no known licence")
    hub.plan("commit", 500)
    failed = push("uni-edit", REPO, "--allow-unknown-licence")
    assert failed.returncode == 1
    assert "Failed: can't commit to alice/pairs: the Hub failed (500" in failed.stderr
    assert "Traceback" not in refused.stderr + failed.stderr


def test_without_a_token_one_sentence_says_how_to_get_one(small, push, monkeypatch):
    small.commit_pairs(range(2))
    monkeypatch.delenv("HF_TOKEN")
    done = push("uni-edit", REPO)
    assert done.returncode == 2
    assert done.stderr.startswith("Error: there is no Hugging Face token: make one that may write at https://")


def test_the_message_is_the_commits(hub, small, push):
    small.commit_pairs(range(2))
    push("uni-edit", REPO, "--message", "First pairs")
    assert hub.repos[REPO].history()[0].title == "First pairs"


def test_formats_and_settings_are_given_on_as_words(hub, small, push):
    small.commit_pairs(range(4))
    dry = json.loads(push("uni-edit", REPO, "--format", "bagel", "--split", "sft", "--dry-run", "--json").stdout)
    assert (dry["status"], hub.repos) == ("dry_run", {})
    push("uni-edit", REPO, "--format", "bagel", "--split", "sft")
    assert list(json.loads(hub.repos[REPO].tree()["synthloom.json"].data)["formats"]) == ["parquet", "bagel"]
    assert "can't hold edit pairs" in push("uni-edit", REPO, "--dialect", "react", "--format", "sft_flat").stderr
