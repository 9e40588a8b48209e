"""LLaMA-Factory's `dataset_info.json`, in the export's folder and in a repository of the Hub."""

import json

import pytest

from synthloom.catalog.exports.format import Written
from synthloom.catalog.exports.formats.llama_factory import REGISTRY, for_hub, registry

COLUMNS, TAGS = {"messages": "messages", "images": "images"}, {"role_tag": "role", "user_tag": "user"}


def entries(*files):
    """The registry of `sft_flat` with these files."""
    written = [Written(f"data/sft_flat/{name}", name.partition("-")[0], 1, 1, 1, "") for name in files]
    return registry("sft_flat", written, COLUMNS, TAGS)[REGISTRY].decode()


def test_each_file_is_an_entry_of_the_folder_and_each_split_one_of_the_hub():
    folder = entries("train-00000-of-00002.parquet", "train-00001-of-00002.parquet", "test-00000-of-00001.parquet")
    assert list(json.loads(folder)) == ["sft_flat_train_0", "sft_flat_train_1", "sft_flat_test"]
    hub = json.loads(for_hub(folder, "alice/rollouts"))
    assert {name: (one["hf_hub_url"], one["subset"], one["split"]) for name, one in hub.items()} == {
        f"sft_flat_{split}": ("alice/rollouts", "sft_flat", split) for split in ("train", "test")
    }


def test_an_entry_of_the_hub_keeps_layout_columns_and_tags_and_names_no_file():
    (entry,) = json.loads(for_hub(entries("train-00000-of-00001.parquet"), "alice/rollouts")).values()
    assert (entry["formatting"], entry["columns"], entry["tags"]) == ("sharegpt", COLUMNS, TAGS)
    assert "file_name" not in entry


@pytest.mark.parametrize("name", ["train-00000-of-00001.jsonl", "test-00000-of-00001.jsonl"])
def test_rows_whose_pictures_are_files_stay_an_entry_of_the_downloaded_folder(name):
    assert for_hub(entries(name), "alice/rollouts") == entries(name)
