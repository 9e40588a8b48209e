"""Prepares a copy of an export's shards with `energon prepare` and reads a split with Megatron-Energon's own loader.

    python read_energon.py EXPORT FOLDER sft → {"rows": 12, "samples": [{"key": "04ab…", "parts": ["image.png", …],
     "row": {"id": "04ab…", "image": [112, 84, "9f3c…"], "instruction": …}}, …], "plain": {"04ab…": ["image.png", …]}}

`row` is a sample's JSON with width, height and a hash of the pixels where it names a picture's part; `plain` has what
the `webdataset` library makes of the same shards.
"""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import webdataset
from decoded import pixels
from megatron.energon import (
    Cooker,
    DefaultTaskEncoder,
    Sample,
    SampleDecoder,
    WorkerConfig,
    basic_sample_keys,
    edataclass,
    get_savable_loader,
    get_train_dataset,
    stateless,
)
from PIL import Image


@edataclass
class Row(Sample):
    """A row and its pictures by the names of their parts."""

    told: dict[str, Any]
    pictures: dict[str, Image.Image]


@stateless
def cook(sample: dict[str, Any]) -> Row:
    """A sample of any family."""
    pictures = {name: part for name, part in sample.items() if isinstance(part, Image.Image)}
    return Row(**basic_sample_keys(sample), told=sample["json"], pictures=pictures)


class Encoder(DefaultTaskEncoder):
    """Takes our rows as they are; batches hold one."""

    cookers = [Cooker(cook)]
    decoder = SampleDecoder(image_decode="pilrgb")

    def batch(self, samples: list[Row]) -> Row:
        """The one row."""
        (row,) = samples
        return row


def seen(value: Any, pictures: dict[str, Image.Image]) -> Any:
    """A value with what pictures show in place of their names."""
    if isinstance(value, dict):
        return {name: seen(item, pictures) for name, item in value.items()}
    if isinstance(value, list):
        return [seen(item, pictures) for item in value]
    if isinstance(value, str) and value in pictures:
        return pixels(pictures[value])
    return value


export, folder, split = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
shutil.copytree(export / "webdataset", folder)  # prepare writes beside the shards
parts = [f"--split-parts={'train' if name == split else name}:{name}-.*" for name in ("sft", "rl", "test")]
asked = ["--non-interactive", "--no-progress", "--num-workers=2", "--sample-type=CrudeWebdataset", *parts]
subprocess.run([Path(sys.executable).with_name("energon"), "prepare", folder, *asked], check=True)
workers = WorkerConfig(rank=0, world_size=1, num_workers=0)
rows = get_savable_loader(
    get_train_dataset(
        folder, worker_config=workers, batch_size=1, shuffle_buffer_size=4, max_samples_per_sequence=4, repeat=False,
        task_encoder=Encoder(),
    )
)  # fmt: skip
samples = [
    {"key": row.__key__, "parts": sorted(row.pictures), "row": seen(row.told, row.pictures)} for row in rows
]  # fmt: skip
shards = [str(path) for path in sorted(folder.glob(f"{split}-*.tar"))]
plain = {
    sample["__key__"]: sorted(name for name in sample if name != "json" and not name.startswith("__"))
    for sample in webdataset.WebDataset(shards, shardshuffle=False)
}
print(json.dumps({"plain": plain, "rows": len(samples), "samples": samples}))
