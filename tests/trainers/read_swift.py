"""Reads an export's files with ms-swift's own arguments, loader, preprocessors, template, collator and trainers.

    python read_swift.py sft PROCESSOR EXPORT data/sft_flat/train-00000-of-00001.parquet …
    → {"data/sft_flat/train-00000-of-00001.parquet": {"rows": 18, "learned": [450, …], "loss": 11.9, …}, …}
    python read_swift.py grpo PROCESSOR EXPORT data/rl_verl/train-00000-of-00001.parquet
    → {"rows": [{"data_source": "small", …}, …], "given": […], "gold": [1.0, …], "wrong": [0.0, …], "moved": [2.1, …]}

sft: what `swift sft --strict true` does up to the first step; then the shortest row with pictures goes through the
model. grpo: `swift rlhf --rlhf_type grpo` with the export's reward function; `given` is what such functions get beside
completions, `moved` the norms of the gradients. More rows at once would take 10 GB: the trainer makes logits of the
whole prompt. `strict` makes a row that can't be read an error; by default it is dropped.
"""

import contextlib
import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

from decoded import IGNORED, add, conversation, pixels

MODEL = ("input_ids", "labels", "attention_mask", "position_ids", "pixel_values", "image_grid_thw", "mm_token_type_ids")
"""What of a batch goes into the model."""


def arguments(processor: str, files: list[str], work: str) -> list[str]:
    """What both trainers are told; only the first three, the file and `--strict` have a bearing on what is read."""
    told = {
        "model": processor, "model_type": "qwen2_5_vl", "template": "qwen2_5_vl", "strict": "true",
        "max_length": 10**6, "split_dataset_ratio": 0, "dataset_shuffle": "false", "load_from_cache_file": "false",
        "tuner_type": "full", "torch_dtype": "float32", "output_dir": work, "report_to": "none",
    }  # fmt: skip
    return ["--dataset", *files, *(word for name, value in told.items() for word in (f"--{name}", str(value)))]


def sft(processor: str, file: str, work: str) -> dict[str, Any]:
    """What the trainer makes of one file."""
    from swift.pipelines import SwiftSft

    pipeline = SwiftSft(arguments(processor, [file], work))
    prepared, _ = pipeline._prepare_dataset()
    template, tokenizer = pipeline.template, pipeline.template.tokenizer
    rows = [prepared[place] for place in range(len(prepared))]
    told: dict[str, Any] = {"rows": len(rows)}
    for row in rows:
        add(told, **conversation(tokenizer, row["input_ids"], [token != IGNORED for token in row["labels"]]))
    template.data_collator([dict(row) for row in rows[:4]])
    shortest = min((len(row["input_ids"]), place) for place, row in enumerate(rows) if "pixel_values" in row)[1]
    batch = template.data_collator([dict(rows[shortest])])
    return {
        **told,
        "patches": [len(row.get("pixel_values", ())) for row in rows],
        "pictures": [[pixels(picture) for picture in row["images"] or []] for row in prepared.dataset],
        "loss": float(pipeline.model(**{name: batch[name] for name in MODEL if name in batch}).loss.detach()),
    }


def grpo(processor: str, files: list[str], work: str) -> dict[str, Any]:
    """Every row as it is prepared, and a run on the first three, with two completions of four tokens for each."""
    from swift.pipelines.train.rlhf import SwiftRLHF
    from swift.rewards import ORM, orms

    given: list[dict[str, Any]] = []

    class Recorded(ORM):
        """Keeps what reward functions are given."""

        def __call__(self, completions: list[str], **columns: Any) -> list[float]:
            columns.pop("trainer_state")
            given.append({name: values[0] for name, values in columns.items() if values})
            return [float(place) for place in range(len(completions))]

    orms["recorded"] = Recorded
    told = {
        "rlhf_type": "grpo", "columns": '{"prompt": "messages"}', "external_plugins": "reward_function.py",
        "use_vllm": "false", "num_generations": 2, "per_device_train_batch_size": 2, "max_steps": 3,
        "gradient_accumulation_steps": 1, "max_completion_length": 4, "save_strategy": "no", "logging_steps": 1,
        "train_dataloader_shuffle": "false", "gradient_checkpointing": "false", "dataloader_num_workers": 0,
    }  # fmt: skip
    words = [word for name, value in told.items() for word in (f"--{name}", str(value))]
    pipeline = SwiftRLHF([*arguments(processor, files, work), *words, "--reward_funcs", "synthloom", "recorded"])
    prepared, _ = pipeline._prepare_dataset()
    rows = list(prepared)
    history = pipeline.run()["log_history"]
    return {
        "rows": [without_bytes(row) for row in rows],
        "given": [without_bytes(row) for row in given],
        "moved": [step["grad_norm"] for step in history if "grad_norm" in step],
        "gold": [scored(orms["synthloom"], row) for row in rows],
        "wrong": [scored(orms["synthloom"], row, "nothing of the kind") for row in rows],
    }


def without_bytes(row: dict[str, Any]) -> dict[str, Any]:
    """A row with its pictures by what they show."""
    return {**row, "images": [pixels(picture) for picture in row.get("images") or ()]}


def scored(reward: Any, row: dict[str, Any], answer: str = "") -> float:
    """What the export's reward function says of an answer, by default the gold one, called as the trainer calls it."""
    gold = json.loads(row["reward_model"]["ground_truth"])["answer"]
    said = f"<think>\nSo.\n</think>\n<answer>\n{answer or gold}\n</answer>"
    messages = [*row["messages"], {"role": "assistant", "content": said}]
    columns = {name: [value] for name, value in row.items()} | {"messages": [messages]}
    (score,) = reward(args=None)([said], **columns)
    return float(score)


what, processor, export, *files = sys.argv[1:]
os.chdir(export)
with tempfile.TemporaryDirectory() as work, contextlib.redirect_stdout(sys.stderr):
    os.environ |= {"HF_HOME": work, "MODELSCOPE_CACHE": work, "USE_HF": "1", "ROOT_IMAGE_DIR": str(Path.cwd())}
    told = grpo(processor, files, work) if what == "grpo" else {file: sft(processor, file, work) for file in files}
print(json.dumps(told))
