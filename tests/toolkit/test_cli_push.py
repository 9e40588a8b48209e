"""`synthloom push` as a user meets it: a process of its own, against a Hub on loopback."""

import json
import os
import subprocess
import sys

import pytest
from hub_server import HubServer

REPO = "alice/pairs"


@pytest.fixture
def hub(tmp_path):
    with HubServer(tmp_path / "hub") as server:
        yield server


def push(hub, root, *words: str, **env: str) -> subprocess.CompletedProcess[str]:
    given = {name: value for name, value in os.environ.items() if not name.startswith(("HF_", "HUGGING"))}
    given |= {"HF_HOME": str(root / "hf"), "HF_ENDPOINT": hub.url, "HF_TOKEN": hub.token, "HF_HUB_DISABLE_XET": "1"}
    command = [sys.executable, "-m", "synthloom", "push", *words, "--catalog", str(root)]
    return subprocess.run(command, capture_output=True, text=True, env={**given, **env}, check=False)


def test_push_prints_one_document_and_progress_apart(hub, small):
    small.commit_pairs(range(20))
    done = push(hub, small.root, "uni-edit", REPO, "--json")
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


def test_push_tells_people_where_it_is(hub, small):
    small.commit_pairs(range(4))
    done = push(hub, small.root, "uni-edit", REPO, "--format", "edit_pairs")
    assert done.stdout.startswith(f"uni-edit@1 pushed to {hub.url}/datasets/{REPO}/tree/v1\n")
    again = push(hub, small.root, "uni-edit@1", REPO, "--format", "edit_pairs")
    assert again.stdout.startswith("uni-edit@1 is unchanged in")
    assert "0 files sent" in again.stdout


def test_mistakes_end_with_two_and_failures_with_one(hub, small):
    small.commit([small.file("a", [small.pair(n, licence="unknown") for n in range(4)])])
    refused = push(hub, small.root, "uni-edit", REPO)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr.startswith("Error: 4 rows of uni-edit@1 have no known licence")
    hub.plan("commit", 500)
    failed = push(hub, small.root, "uni-edit", REPO, "--allow-unknown-licence")
    assert failed.returncode == 1
    assert "Failed: can't commit to alice/pairs: the Hub failed (500" in failed.stderr
    assert "Traceback" not in refused.stderr + failed.stderr


def test_without_a_token_one_sentence_says_how_to_get_one(hub, small):
    small.commit_pairs(range(2))
    done = push(hub, small.root, "uni-edit", REPO, HF_TOKEN="")
    assert done.returncode == 2
    assert done.stderr.startswith("Error: there is no Hugging Face token: make one that may write at https://")


def test_the_message_is_the_commits(hub, small):
    small.commit_pairs(range(2))
    push(hub, small.root, "uni-edit", REPO, "--message", "First pairs")
    assert hub.repos[REPO].history()[0].title == "First pairs"
