"""A small catalog of edit pairs with real pictures."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from PIL import Image

from synthloom.catalog.commit import SCHEMAS, commit
from synthloom.catalog.media import LocalMedia
from synthloom.catalog.tables import to_table
from synthloom.catalog.versions import Kind, Version
from synthloom.schemas.records import EditPair, EditPlan, content_id

SPLITS = {"sft": 0.7, "rl": 0.2, "test": 0.1}
FUNNEL = [
    {"step": "source", "kind": "source", "in": 12, "out": 10, "kept": 10, "rejected": {"no_image": 2}, "errors": 0},
    {"step": "edit", "kind": "generator", "in": 10, "out": 10, "kept": 10, "rejected": {}, "errors": 0},
]
RECIPE = {"name": "uni-edit", "version": 1, "fingerprint": "f1", "config": {}}


@dataclass
class SmallCatalog:
    """A catalog in a folder, and what commits to it."""

    root: Path

    def pair(self, number: int, **changes: Any) -> EditPair:
        """An edit pair: two to a group, its pictures 8 x 6 pixels."""
        media = LocalMedia(self.root)
        color = (number * 7 % 256, number * 13 % 256, number % 256)
        return EditPair(
            **{
                "id": content_id("pair", number),
                "group_id": content_id("group", number // 2),
                "source": "sample",
                "revision": "r1",
                "licence": "CC0-1.0",
                "image": media.put_image(Image.new("RGB", (8, 6), color)),
                "question": f"How many cubes are in scene {number}?",
                "answer": "2",
                "category": "count",
                "original_answer": "There are 2.",
                "classifier": "rules",
                "instruction": f"Count the cubes of scene {number}; paint them “blue” if there are two.",
                "variant": "yes",
                "plan": EditPlan(operation="change_picture", effect="frame"),
                "writer": "rules",
                "edited_image": media.put_image(Image.new("RGB", (8, 6), color[::-1])),
                "edited_boxes": ((0, 0, 8, 6),),
                "engine": "rules",
                **changes,
            }
        )

    def file(self, name: str, pairs: Sequence[EditPair]) -> Path:
        """A shard as a run leaves it."""
        path = self.root / "work" / f"{name}.parquet"
        path.parent.mkdir(parents=True, exist_ok=True)
        pq.write_table(to_table(pairs, EditPair), path)
        return path

    def step_file(self, kind: Kind, rows: Sequence[dict[str, Any]]) -> Path:
        """A table of what steps said."""
        path = self.root / "work" / f"{kind}-{content_id(rows)}.parquet"
        path.parent.mkdir(parents=True, exist_ok=True)
        pq.write_table(pa.Table.from_pylist(list(rows), schema=SCHEMAS[kind]), path)
        return path

    def commit(self, files: Sequence[Path], dataset: str = "uni-edit", **changes: Any) -> tuple[Version, str]:
        """Commit these shards."""
        given = {"record_type": EditPair, "splits": SPLITS, "recipe": RECIPE, "run": {"id": "run-1", "funnel": FUNNEL}}
        return commit(self.root, dataset, files=files, **{**given, **changes})

    def commit_pairs(self, numbers: Sequence[int], dataset: str = "uni-edit", **changes: Any) -> Version:
        """Commit pairs of these numbers."""
        return self.commit([self.file(content_id(list(numbers)), [self.pair(n) for n in numbers])], dataset, **changes)[
            0
        ]
