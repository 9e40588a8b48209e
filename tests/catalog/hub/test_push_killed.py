"""A push that is killed with SIGKILL at a request, and run again until it is through."""

import os
import signal
import subprocess
import sys
from collections import Counter

import pytest

REPO = "alice/pairs"
PUSH = "import sys; from pathlib import Path; from synthloom.catalog.hub.push import push\n"
PUSH += f"print(push(Path(sys.argv[1]), 'uni-edit', '{REPO}')['status'])"
THREADS = 5
"""How many large files huggingface_hub uploads at a time."""


def start(root, hub):
    env = {**os.environ, "HF_HUB_DISABLE_XET": "1", "HF_HUB_DISABLE_PROGRESS_BARS": "1"}
    command = [sys.executable, "-c", PUSH, str(root)]
    return subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def killed_at(route, handled, small, hub):
    """One push that is killed when it asks this, before or after the Hub has done it."""
    process: list[subprocess.Popen] = []

    def kill(asked):
        os.kill(process[0].pid, signal.SIGKILL)
        process[0].wait()

    if handled:
        hub.plan_after(route, kill)
    else:
        hub.plan(route, kill)
    process.append(start(small.root, hub))
    _, error = process[0].communicate(timeout=300)
    hub.forget_plans()
    assert process[0].returncode in (-signal.SIGKILL, 0), error


def check(small, hub, uploads):
    """Run again, the push finishes: one commit, tagged, and no more sent twice than was in flight."""
    done = start(small.root, hub)
    out, error = done.communicate(timeout=300)
    assert (done.returncode, out.strip()) in ((0, "pushed"), (0, "unchanged")), error
    repo = hub.repos[REPO]
    assert repo.tags == {"v1": repo.branches["main"]}
    assert [commit.title for commit in repo.history()] == ["uni-edit@1: 20 rows", "initial commit"]
    puts = Counter(asked.path.rsplit("/", 1)[-1] for asked in hub.asked("lfs_put"))
    objects = {blob.sha256 for blob in repo.tree().values() if blob.sha256}
    assert set(puts) == objects
    assert sum(puts.values()) <= len(objects) + uploads * THREADS


def test_killed_while_it_sends_and_after_its_commit_a_push_is_finished_by_the_next(hub, small):
    small.commit_pairs(range(20))
    killed_at("lfs_put", True, small, hub)
    killed_at("commit", True, small, hub)
    check(small, hub, uploads=1)


@pytest.mark.slow
@pytest.mark.parametrize("handled", [False, True], ids=["before", "after"])
def test_killed_at_every_request_that_changes_something_it_is_finished_by_the_next(hub, small, handled):
    small.commit_pairs(range(20))
    for route in ("create", "preupload", "lfs_batch", "lfs_put", "lfs_verify", "commit", "tag"):
        killed_at(route, handled, small, hub)
    check(small, hub, uploads=2)
