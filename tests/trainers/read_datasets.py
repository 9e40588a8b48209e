"""Opens every config of an export with `datasets`, as somebody does who has the folder or its name on the Hub.

    python read_datasets.py EXPORT CACHE [REVISION]
    → {"version": "3.6.0", "configs": {"edit_pairs": {"train": {"features": "{…}", "rows": [{"input_image": [112, 84,
       "9f3c…"], "edit_prompt": "0: Paint …", …}, …]}, "test": {…}}, "parquet": {…}}}

Pictures are told by width, height and a hash of their pixels.
"""

import json
import sys
from typing import Any

import datasets
from decoded import pixels
from PIL import Image


def told(value: Any) -> Any:
    """A value with what pictures show."""
    if isinstance(value, Image.Image):
        rgba = value.convert("RGBA")
        return pixels(Image.alpha_composite(Image.new("RGBA", rgba.size, "white"), rgba))
    if isinstance(value, dict):
        return {name: told(item) for name, item in value.items()}
    return [told(item) for item in value] if isinstance(value, list) else value


export, cache, *of = sys.argv[1:]
revision = of[0] if of else None
configs: dict[str, Any] = {}
for name in datasets.get_dataset_config_names(export, revision=revision):
    loaded = datasets.load_dataset(export, name, cache_dir=cache, revision=revision)
    configs[name] = {
        split: {"features": str(rows.features), "rows": [told(row) for row in rows]} for split, rows in loaded.items()
    }
print(json.dumps({"version": datasets.__version__, "configs": configs}))
