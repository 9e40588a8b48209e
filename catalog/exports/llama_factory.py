"""`dataset_info.json`: how LLaMA-Factory finds a format's files and which of their columns and tags are what.

    {"sft_flat_train": {"file_name": "data/sft_flat/train", "formatting": "sharegpt", "columns": {…}, "tags": {…}}}

`dataset_dir` is the export's folder. A folder as `file_name` means all files in it, so each split has its own. Where
tags are given, a missing one is None and not its default, so all seven are.
"""

import json
from collections.abc import Iterable, Mapping, Sequence

from synthloom.catalog.exports.format import Written

REGISTRY = "dataset_info.json"


def registry(
    name: str, folder: str, files: Sequence[Written], columns: Mapping[str, str], tags: Mapping[str, str]
) -> dict[str, bytes]:
    """The entries of a format, one for each split it has files of."""
    entries = {
        f"{name}_{split}": {
            "file_name": folder.format(split=split),
            "formatting": "sharegpt",
            "columns": dict(columns),
            "tags": dict(tags),
        }
        for split in dict.fromkeys(file.split for file in files)
    }
    return {REGISTRY: json.dumps(entries, indent=1).encode()}


def join(extras: Iterable[Mapping[str, bytes]]) -> dict[str, bytes]:
    """The files of several formats; entries of one registry stand together."""
    joined: dict[str, bytes] = {}
    for files in extras:
        for path, data in files.items():
            if path == REGISTRY and path in joined:
                data = json.dumps({**json.loads(joined[path]), **json.loads(data)}, indent=1).encode()
            joined[path] = data
    return joined
