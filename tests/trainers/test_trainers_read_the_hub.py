"""What `synthloom push` put on a Hub on loopback, read from there by LLaMA-Factory and by `datasets` by its tags."""

import os
import subprocess
import sys
from dataclasses import dataclass

import pyarrow.parquet as pq
import pytest
from exported import Maker, committed, seen
from hub_server import HubServer

from synthloom.catalog.exports.export import export
from synthloom.catalog.media import LocalMedia

pytestmark = pytest.mark.slow
REPO, FORMATS = "alice/rollouts", "sft_flat,sft_sharegpt"
ENTRIES = [f"{form}_{split}" for form in FORMATS.split(",") for split in ("train", "test")]
VERSIONS = {"v1": range(12), "v2": range(4, 20)}
"""The tasks whose rollouts are in a version."""


@dataclass
class Pushed:
    """A Hub, what a client's environment must have to use it, and exports of the same versions."""

    hub: HubServer
    client: dict[str, str]
    folders: dict[str, object]


@pytest.fixture(scope="module")
def pushed(tmp_path_factory):
    """Two versions of rollouts, each pushed and exported."""
    root = tmp_path_factory.mktemp("pushed")
    maker = Maker(LocalMedia(root / "catalog"))
    with HubServer(root / "hub") as hub:
        client = {"HF_ENDPOINT": hub.url, "HF_TOKEN": hub.token, "HF_HUB_OFFLINE": "0", "HF_HUB_DISABLE_XET": "1"}
        for tag, numbers in VERSIONS.items():
            rows = [one for n in numbers for one in maker.rollouts(n, ("sft", "test")[n % 3 == 0])]
            committed(maker.media.root, "rollouts", rows)
            export(maker.media.root, "rollouts", root / tag, [*FORMATS.split(","), "parquet"])
            push = [sys.executable, "-m", "synthloom", "push", "rollouts", REPO, "--format", FORMATS]
            subprocess.run(
                [*push, "--catalog", maker.media.root], env={**os.environ, **client, "HF_HOME": root / "hf"}, check=True
            )
        yield Pushed(hub, client, {tag: root / tag for tag in VERSIONS})
        assert not hub.unknown


@pytest.fixture(scope="module")
def told(pushed, processor, read):
    """What LLaMA-Factory makes of each entry, from the Hub and from the folder."""
    places = {"hub": f"REMOTE:{REPO}", "folder": str(pushed.folders["v2"])}
    asked = {(place, entry): f"{places[place]}/{entry}" for place in places for entry in ENTRIES}
    answers = read("lf", "read_llama_factory.py", processor("lf"), *asked.values(), **pushed.client)
    return {key: answers[path] for key, path in asked.items()}


@pytest.mark.parametrize("entry", ENTRIES)
def test_llama_factory_reads_the_repository_as_it_reads_the_folder(told, entry):
    """With `dataset_dir: REMOTE:OWNER/NAME`."""
    assert told["hub", entry]["rows"] > 2
    assert told["hub", entry] | {"loss": None} == told["folder", entry] | {"loss": None}


def test_llama_factory_asked_the_hub_for_the_registry_and_the_entries_files(pushed, told):
    paths = {asked.path.partition("/resolve/")[2].partition("/")[2] for asked in pushed.hub.asked("resolve")}
    assert {"dataset_info.json", "data/sft_flat/train-00000-of-00001.parquet"} <= paths


@pytest.mark.parametrize("tag", VERSIONS)
@pytest.mark.parametrize("version", ["datasets3", "datasets5"])
def test_datasets_reads_a_version_by_its_tag(version, tag, pushed, read, tmp_path):
    loaded = read(version, "read_datasets.py", REPO, tmp_path, tag, **pushed.client)["configs"]
    assert loaded.keys() == {*FORMATS.split(","), "parquet"}
    for config, splits in loaded.items():
        for split, given in splits.items():
            (file,) = (pushed.folders[tag] / "data" / config).glob(f"{split}-*")
            assert given["rows"] == seen(pq.read_table(file).to_pylist()), (config, split)
