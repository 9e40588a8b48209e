"""Reads exports with LLaMA-Factory's own arguments, registry, alignment, template, preprocessing and collator.

    python read_llama_factory.py PROCESSOR EXPORT/sft_flat_train EXPORT/sft_sharegpt_test …
    → {"EXPORT/sft_flat_train": {"rows": 18, "learned": [450, 206, …], …, "refused_by": []}, …}

An argument is an entry of the `dataset_info.json` in an export, or of that in a repository of the Hub:
`REMOTE:OWNER/NAME/ENTRY`. What `llamafactory-cli train` does (`run_sft`, template qwen2_vl) up to the first step; then
the shortest row with pictures goes through the model. `pictures` are what the collator is given. A batch without any
gets a blank one from the collator, unattended, whose patches aren't counted. `refused_by` are the trainer's templates
that can't write the entry's calls.
"""

import contextlib
import json
import os
import sys
import tempfile
from typing import Any

from decoded import IGNORED, add, conversation, pixels


def read(entry: str, processor: str, work: str) -> dict[str, Any]:
    """What the trainer makes of one entry."""
    from llamafactory.data import SFTDataCollatorWith4DAttentionMask, get_dataset, get_template_and_fix_tokenizer
    from llamafactory.data.loader import _get_merged_dataset
    from llamafactory.hparams import get_train_args
    from llamafactory.model import load_model, load_tokenizer

    folder, _, name = entry.rpartition("/")
    model_args, data_args, training_args, finetuning_args, _ = get_train_args(
        {
            "model_name_or_path": processor, "template": "qwen2_vl", "stage": "sft", "do_train": True,
            "finetuning_type": "full", "dataset": name, "dataset_dir": folder, "cutoff_len": 10**6,
            "output_dir": work, "cache_dir": work, "use_cpu": True, "report_to": "none", "overwrite_cache": True,
        }
    )  # fmt: skip
    loaded = load_tokenizer(model_args)
    tokenizer = loaded["tokenizer"]
    template = get_template_and_fix_tokenizer(tokenizer, data_args)
    aligned = _get_merged_dataset([name], model_args, data_args, training_args, "sft")
    prepared = get_dataset(template, model_args, data_args, training_args, stage="sft", **loaded)["train_dataset"]
    model = load_model(tokenizer, model_args, finetuning_args, is_trainable=True)
    collator = SFTDataCollatorWith4DAttentionMask(
        template=template, model=model, pad_to_multiple_of=8, label_pad_token_id=IGNORED, **loaded
    )
    rows = list(prepared)
    batches = [collator([dict(row)]) for row in rows]
    collator([dict(row) for row in rows[:4]])
    told: dict[str, Any] = {"rows": len(rows)}
    for row in rows:
        add(told, **conversation(tokenizer, row["input_ids"], [token != IGNORED for token in row["labels"]]))
    shortest = min((len(row["input_ids"]), place) for place, row in enumerate(rows) if row["images"])[1]
    return {
        **told,
        "patches": [len(batch["pixel_values"]) * bool(row["images"]) for row, batch in zip(rows, batches, strict=True)],
        "pictures": [[pixels(picture) for picture in row["images"] or []] for row in rows],
        "loss": float(model(**batches[shortest]).loss.detach()),
        "refused_by": refusing([turn for row in aligned for turn in row["_prompt"] + row["_response"]]),
    }


def refusing(turns: list[dict[str, str]]) -> list[str]:
    """The templates that raise on a call."""
    from llamafactory.data.template import TEMPLATES

    refused = set()
    calls = [turn["content"] for turn in turns if turn["role"] == "function"]
    for name, template in TEMPLATES.items():
        words = {"thought_words": template.thought_words, "tool_call_words": template.tool_call_words}
        for call in calls:
            try:
                template.format_function.apply(content=call, **words)
            except RuntimeError:  # Invalid JSON format in function message
                refused.add(name)
    return sorted(refused)


processor, *entries = sys.argv[1:]
with tempfile.TemporaryDirectory() as work, contextlib.redirect_stdout(sys.stderr):
    os.environ["HF_HOME"] = work
    everything = {entry: read(entry, processor, work) for entry in entries}
print(json.dumps(everything))
