"""Reads an export with DiffSynth-Studio's own arguments, data set and picture operators; its models aren't loaded.

    python read_diffsynth.py EXPORT diffsynth/train-00000-of-00001.jsonl → {"rows": 12, "prompts": ["0: Paint …", …],
     "pictures": [{"image": [112, 80, "9f3c…"], "edit_image": [112, 80, "5d01…"]}, …], "opened": […]}

`pictures` are as the trainer takes them, cut to a multiple of 16, with a hash of the pixels; `opened` are the same
before the cut.
"""

import argparse
import json
import sys
from pathlib import Path

from decoded import pixels
from diffsynth.core.data.operators import LoadImage, ToAbsolutePath
from diffsynth.core.data.unified_dataset import UnifiedDataset
from diffsynth.diffusion.parsers import add_dataset_base_config, add_image_size_config


def rows(asked: argparse.Namespace, operator: object) -> list[dict[str, object]]:
    """What the data set gives with this operator for pictures."""
    made = UnifiedDataset(
        base_path=asked.dataset_base_path, metadata_path=asked.dataset_metadata_path, repeat=asked.dataset_repeat,
        data_file_keys=asked.data_file_keys.split(","), main_data_operator=operator,
    )  # fmt: skip
    return [made[place] for place in range(len(made))]


export, metadata = Path(sys.argv[1]), sys.argv[2]
parser = add_image_size_config(add_dataset_base_config(argparse.ArgumentParser()))
asked = parser.parse_args(
    ["--dataset_base_path", str(export), "--dataset_metadata_path", str(export / metadata),
     "--data_file_keys", "image,edit_image", "--max_pixels", "1048576"]
)  # fmt: skip
resize = UnifiedDataset.default_image_operator(
    base_path=asked.dataset_base_path, max_pixels=asked.max_pixels, height=asked.height, width=asked.width
)
taken = rows(asked, resize)
opened = rows(asked, ToAbsolutePath(asked.dataset_base_path) >> LoadImage())
names = ("image", "edit_image")
told = {
    "rows": len(taken),
    "keys": sorted({key for row in taken for key in row}),
    "prompts": [row["prompt"] for row in taken],
    "pictures": [{name: pixels(row[name]) for name in names} for row in taken],
    "opened": [{name: pixels(row[name]) for name in names} for row in opened],
}
print(json.dumps(told))
