"""Tar shards: a WebDataset, in which the files of a sample follow each other and share the key before the first dot.

    9c1f….json  9c1f….image.png  9c1f….edited_image.png  04ab….json  …

Owner, time and mode are fixed, so the same rows give the same bytes.
"""

import json
import tarfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa


class TarPart:
    """A shard being written."""

    def __init__(self, path: Path, schema: pa.Schema, staging: Path) -> None:
        self.groups = 0
        self.file = path.open("wb")

    def write(self, group: Sequence[Mapping[str, Any]]) -> None:
        """Append samples: their JSON, then their pictures."""
        for sample in group:
            told = json.dumps(sample["json"], ensure_ascii=False, separators=(",", ":")).encode()
            self._add(f"{sample['key']}.json", told)
            for ending, picture in sample["pictures"].items():
                self._add(f"{sample['key']}.{ending}", picture.data)

    def close(self) -> None:
        """The shard is whole: two empty blocks, in a record that is full."""
        self.file.write(bytes(2 * tarfile.BLOCKSIZE))
        self.file.write(bytes(-self.file.tell() % tarfile.RECORDSIZE))
        self.file.close()

    def _add(self, name: str, data: bytes) -> None:
        # Not `TarFile.addfile`: it keeps every entry, 300 MB for 100,000 rows.
        entry = tarfile.TarInfo(name)
        entry.size, entry.mode = len(data), 0o644
        self.file.write(entry.tobuf(tarfile.USTAR_FORMAT))
        self.file.write(data)
        self.file.write(bytes(-len(data) % tarfile.BLOCKSIZE))
