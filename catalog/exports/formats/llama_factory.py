"""`dataset_info.json`: how LLaMA-Factory finds a format's files and which of their columns and tags are what.

    {"sft_flat_train": {"file_name": "data/sft_flat/train-00000-of-00001.parquet", "formatting": "sharegpt",
     "columns": {…}, "tags": {…}}}

`dataset_dir` is the export's folder. An entry is one file (a folder would mean all files in it, those of the other
split too), so of several files each has an entry, `sft_flat_train_0`, …, and `dataset` is a list of them. Where tags
are given, a missing one is None and not its default, so all seven are.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from pathlib import PurePosixPath

from synthloom.catalog.exports.format import Written

REGISTRY = "dataset_info.json"


def registry(
    name: str, files: Sequence[Written], columns: Mapping[str, str], tags: Mapping[str, str]
) -> dict[str, bytes]:
    """The entries of a format, one for each file."""
    entries = {
        entry: {"file_name": file.path, "formatting": "sharegpt", "columns": dict(columns), "tags": dict(tags)}
        for entry, file in entry_names(name, files)
    }
    return {REGISTRY: json.dumps(entries, indent=1).encode()}


def entry_names(name: str, files: Sequence[Written]) -> list[tuple[str, Written]]:
    """What each file of a format is called in the registry."""
    named = []
    for split, mine in groupby(files, key=lambda file: file.split):
        parts = list(mine)
        for number, file in enumerate(parts):
            named.append((f"{name}_{split}" if len(parts) == 1 else f"{name}_{split}_{number}", file))
    return named


def for_hub(registry_text: str, repo: str) -> str:
    """The registry as it stands in a repository of the Hub, where `dataset_dir: REMOTE:OWNER/NAME` reads it.

    An entry is a split of a config there, however many files it has, read at the head of the repository. Entries of
    JSON Lines stay as they are: their pictures are files, which only a downloaded folder has.
    """
    entries: dict[str, dict[str, object]] = {}
    for name, entry in json.loads(registry_text).items():
        path = PurePosixPath(entry["file_name"])
        if path.suffix != ".parquet":
            entries[name] = entry
            continue
        config, split = path.parent.name, path.name.partition("-")[0]
        there = {"hf_hub_url": repo, "subset": config, "split": split}
        entries[f"{config}_{split}"] = there | {key: value for key, value in entry.items() if key != "file_name"}
    return json.dumps(entries, indent=1)


def join(extras: Iterable[Mapping[str, bytes]]) -> dict[str, bytes]:
    """The files of several formats; entries of one registry stand together."""
    joined: dict[str, bytes] = {}
    for files in extras:
        for path, data in files.items():
            if path == REGISTRY and path in joined:
                data = json.dumps({**json.loads(joined[path]), **json.loads(data)}, indent=1).encode()
            joined[path] = data
    return joined
