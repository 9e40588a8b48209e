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


def check(small, hub, told, uploads):
    """Run again, the push finished: one commit, tagged, and no more sent twice than was in flight."""
    assert told in ("pushed", "unchanged")
    repo = hub.repos[REPO]
    commits = repo.history()
    differ = [path for path, blob in repo.tree().items() if repo.tree(commits[1].sha).get(path) != blob]
    assert [commit.title for commit in commits] == ["uni-edit@1: 20 rows", "initial commit"], differ
    assert repo.tags == {"v1": repo.branches["main"]}
    puts = Counter(asked.path.rsplit("/", 1)[-1] for asked in hub.asked("lfs_put"))
    objects = {blob.sha256 for blob in repo.tree().values() if blob.sha256}
    assert set(puts) == objects
    assert sum(puts.values()) <= len(objects) + uploads * THREADS


def test_killed_while_it_sends_a_push_is_finished_by_the_next(hub, small, pushed):
    small.commit_pairs(range(20))
    killed_at("lfs_put", True, small, hub)
    assert not hub.repos[REPO].tags
    check(small, hub, pushed()["status"], uploads=1)


@pytest.mark.slow
@pytest.mark.parametrize("handled", [False, True], ids=["before", "after"])
def test_killed_at_every_request_that_changes_something_it_is_finished_by_the_next(hub, small, handled):
    small.commit_pairs(range(20))
    for route in ("create", "preupload", "lfs_batch", "lfs_put", "lfs_verify", "commit", "tag"):
        killed_at(route, handled, small, hub)
    done = start(small.root, hub)
    out, error = done.communicate(timeout=300)
    assert done.returncode == 0, error
    check(small, hub, out.strip(), uploads=2)
