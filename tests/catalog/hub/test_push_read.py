"""What was pushed, read by the unmodified clients from the Hub on loopback."""

import json
import os
import subprocess
import sys

import pytest
from hub_server import HubServer

from synthloom.catalog.reader import rows
from synthloom.catalog.versions import resolve

REPO = "alice/pairs"
PINNED_XET = "1.8"
"""The release whose `local://` store the server knows; it is not documented."""
READ = """
import hashlib, json, sys
from datasets import load_dataset, Image
told = {}
for revision in ("v1", "v2"):
    loaded = load_dataset("alice/pairs", "parquet", revision=revision)
    found = []
    for split in loaded.values():
        for row in split.cast_column("image", Image(decode=False)).cast_column("edited_image", Image(decode=False)):
            for name in ("image", "edited_image"):
                row[name] = hashlib.sha256(row[name]["bytes"]).hexdigest()
            found.append(row)
    told[revision] = sorted(found, key=lambda row: row["id"])
stream = load_dataset("alice/pairs", "edit_pairs", split="train", streaming=True)
told["default"] = load_dataset("alice/pairs", split="train").column_names
told["streamed"] = [row["edit_prompt"] for row in stream]
print(json.dumps(told))
"""


def in_a_process(hub, root, code, *words, xet=False):
    env = {name: value for name, value in os.environ.items() if not name.startswith("HF_")}
    env |= {"HF_HOME": str(root / "hf"), "HF_ENDPOINT": hub.url, "HF_TOKEN": hub.token}
    env |= {"HF_HUB_DISABLE_PROGRESS_BARS": "1", "HF_DATASETS_DISABLE_PROGRESS_BARS": "1"}
    env |= {} if xet else {"HF_HUB_DISABLE_XET": "1"}
    command = [sys.executable, "-c", code, *words]
    done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def flat(shown):
    """A row as `datasets` gives it, pictures by their hash."""
    return {
        name: value["hash"] if isinstance(value, dict) and "hash" in value else json.loads(json.dumps(value))
        for name, value in shown.items()
    }


def check_read(hub, small, xet=False):
    """Every version's rows and the default config, as `datasets` reads them there."""
    told = in_a_process(hub, small.root.parent, READ, xet=xet)
    assert not hub.unknown
    assert bool(hub.asked("lfs_put")) is not xet
    assert bool(hub.asked("xet_token")) is xet
    kept = hub.repos[REPO].tree()
    assert all(len(hub.content(blob)) == blob.bytes for blob in kept.values() if blob.sha256)
    for number in (1, 2):
        wanted = [flat(row) for row in rows(resolve(small.root, f"uni-edit@{number}"), 0)]
        assert told[f"v{number}"] == sorted(wanted, key=lambda row: row["id"])
    wanted = [row for row in rows(resolve(small.root, "uni-edit"), 0) if row["split"] == "sft"]
    assert told["streamed"] == [row["instruction"] for row in wanted]
    assert told["default"] == ["input_image", "edit_prompt", "edited_image"]


@pytest.fixture
def small(small):
    """Two versions."""
    small.commit_pairs(range(8))
    small.commit_pairs(range(2, 12))
    return small


def test_every_version_is_read_back_row_by_row_by_datasets(hub, small, pushed):
    for number in (1, 2):
        pushed(f"uni-edit@{number}")
    check_read(hub, small)


PUSH = """
import json, sys
from pathlib import Path
from synthloom.catalog.hub.push import push
print(json.dumps(push(Path(sys.argv[1]), sys.argv[2], "alice/pairs")))
"""


@pytest.mark.slow
def test_the_same_holds_where_files_go_through_xet(small, tmp_path):
    from importlib.metadata import version

    assert version("hf_xet").startswith(PINNED_XET), "look whether tests/hub_repo.py still reads its shards"
    with HubServer(tmp_path / "hub", xet=True) as hub:
        for number in (1, 2):
            in_a_process(hub, tmp_path, PUSH, str(small.root), f"uni-edit@{number}", xet=True)
        check_read(hub, small, xet=True)
