"""Reads `sft_parts` with Unsloth's own collator for pictures, learning from responses only.

    python read_unsloth.py EXPORT PROCESSOR → {"rows": 18, "ids": […], "learned": […], "texts": […], "loss": 11.9, …}

`unsloth` itself needs a GPU to be imported. Its collator is `unsloth_zoo`'s, which goes without one where it is told
so, as it tells its own helper processes. Rows come with pictures as `datasets` decodes them; `resize="max"` leaves
them at their size.
"""

import json
import os
import sys
from typing import Any

os.environ["UNSLOTH_ZOO_DISABLE_GPU_INIT"] = "1"

from datasets import load_dataset
from decoded import IGNORED, add, conversation, pixels
from transformers import AutoModelForImageTextToText, AutoProcessor
from unsloth_zoo.vision_utils import UnslothVisionDataCollator

export, qwen = sys.argv[1:]
rows = load_dataset(export, "sft_parts", split="train")
processor = AutoProcessor.from_pretrained(qwen)
model = AutoModelForImageTextToText.from_pretrained(qwen)
collator = UnslothVisionDataCollator(
    model, processor, resize="max", train_on_responses_only=True,
    instruction_part="<|im_start|>user\n", response_part="<|im_start|>assistant\n",
)  # fmt: skip
told: dict[str, Any] = {"rows": 0, "ids": rows["id"][:]}
for row in rows:
    batch = collator([row])
    ids, labels = batch["input_ids"][0].tolist(), batch["labels"][0].tolist()
    add(told, **conversation(processor.tokenizer, ids, [label != IGNORED for label in labels]))
    add(told, patches=len(batch.get("pixel_values", ())), pictures=[pixels(one) for one in row["images"]])
    told["rows"] += 1
collator([row for row, _ in zip(rows, range(4), strict=False)])
shortest = min(range(len(rows)), key=lambda place: (not told["patches"][place], len(told["texts"][place])))
told["loss"] = float(model(**collator([rows[shortest]])).loss.detach())
print("\n" + json.dumps(told))
