"""What TRL reads: its trainers over our rows, their own data loaders and collators, and a step of training with each.

    python read_trl.py sft EXPORT PROCESSOR   → {"rows": 18, "ids": […], "learned": […], "texts": […], "loss": 11.9, …}
    python read_trl.py dpo EXPORT PROCESSOR   → {"rows": 6, "ids": […], "chosen": […], "rejected": […], …}
    python read_trl.py grpo EXPORT PROCESSOR  → {"rows": 12, "prompts": […], "gold": [1.0, …], "wrong": [0.2, …], …}

Rows are loaded as a user would, by the card: `load_dataset(EXPORT, "sft_parts")`.
"""

import importlib.util
import json
import re
import sys
from pathlib import Path
from typing import Any

from datasets import Dataset, load_dataset
from decoded import IGNORED, IMAGE_PAD, add, conversation, pixels, stretches, whole
from transformers import AutoModelForImageTextToText, AutoProcessor
from trl import DPOConfig, DPOTrainer, GRPOConfig, GRPOTrainer, SFTConfig, SFTTrainer
from trl.data_utils import prepare_multimodal_messages

STEP: dict[str, Any] = {
    "max_steps": 1, "per_device_train_batch_size": 2, "per_device_eval_batch_size": 1, "use_cpu": True, "bf16": False,
    "report_to": "none", "save_strategy": "no",
}  # fmt: skip
"""One step of training, on the processor."""


def main(what: str, export: Path, qwen: Path) -> dict[str, Any]:
    """What one of its trainers makes of an export."""
    config = {"sft": "sft_parts", "dpo": "pref_parts", "grpo": "rl_parts"}[what]
    rows = load_dataset(str(export), config, split="train")
    processor = AutoProcessor.from_pretrained(qwen)
    model = AutoModelForImageTextToText.from_pretrained(qwen)
    return {"sft": sft, "dpo": dpo, "grpo": grpo}[what](rows, processor, model, export)


def sft(rows: Dataset, processor: Any, model: Any, export: Path) -> dict[str, Any]:
    """Supervised: every row by the evaluation loader, which keeps their order, and a step on two short ones."""
    args = SFTConfig(**STEP, assistant_only_loss=True, max_length=None)
    trainer = SFTTrainer(model, args, train_dataset=shortest(rows), eval_dataset=rows, processing_class=processor)
    told: dict[str, Any] = {"ids": rows["id"][:], "pictures": [[pixels(one) for one in row["images"]] for row in rows]}
    for batch in trainer.get_eval_dataloader():
        add(told, **seen(processor, batch, batch["labels"] != IGNORED))
    return {**told, "rows": len(told["learned"]), "loss": trainer.train().training_loss}


def dpo(rows: Dataset, processor: Any, model: Any, export: Path) -> dict[str, Any]:
    """Preferences: what is learned of either answer, and the loss of two short rows: a step would take 5 GB."""
    args = DPOConfig(**STEP, max_length=None)
    trainer = DPOTrainer(model, None, args, train_dataset=rows, eval_dataset=rows, processing_class=processor)
    told: dict[str, Any] = {"ids": rows["id"][:]}
    for batch in trainer.get_eval_dataloader():
        for side, ids, mask in zip(("chosen", "rejected"), batch["input_ids"], batch["completion_mask"], strict=True):
            add(told, **{side: stretches(processor, ids.tolist(), mask.tolist())})
        add(told, **seen(processor, batch, batch["completion_mask"]))
    return {**told, "rows": len(told["chosen"]), "loss": trainer.evaluate(shortest(rows))["eval_loss"]}


def grpo(rows: Dataset, processor: Any, model: Any, export: Path) -> dict[str, Any]:
    """Rewards: a step with what the random model says, then right and wrong rollouts by the trainer's own caller."""
    reward = reward_of(export)
    called: list[dict[str, Any]] = []

    def told_reward(**given: Any) -> list[float]:
        called.append(given)
        scores: list[float] = reward(**given)
        return scores

    args = GRPOConfig(**STEP, num_generations=2, num_generations_eval=1, max_completion_length=8)
    trainer = GRPOTrainer(model, told_reward, args, train_dataset=shortest(rows), processing_class=processor)
    trainer.train()
    told: dict[str, Any] = {"rows": len(rows), "random": called[0]["ground_truth"], "columns": sorted(called[0])}
    for row in rows:
        (ids,), images, inputs = trainer._tokenize_prompts([prepare_multimodal_messages(row["prompt"], row["images"])])
        add(told, prompts=whole(processor, ids), image_tokens=processor.decode(ids).count(IMAGE_PAD))
        add(told, pictures=len(images[0]) if images else 0, patches=len(inputs.get("pixel_values", ())))
        for kind, completion in rollouts(json.loads(row["ground_truth"])).items():
            scores = trainer._calculate_rewards([row], [row["prompt"]], [completion], [[0]])
            add(told, **{kind: float(scores[0][0])})
    return told


def rollouts(truth: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """A right rollout in each of the shapes that TRL gives completions, and corrupted ones."""
    words = " ".join(re.findall(r"\w+", truth["question"])[:8])
    call = {"name": "text_search", "arguments": {"queries": [words]}}
    result = "1. A page (wiki://a)\nIt says so."
    asked = f"<think>Look.</think>\n<tool_call>\n{json.dumps(call, ensure_ascii=False)}\n</tool_call>"

    def said(text: str, **calls: Any) -> dict[str, Any]:
        return {"role": "assistant", "content": text, **calls}

    def looped(answer: str) -> list[dict[str, Any]]:
        native = said("", tool_calls=[{"type": "function", "function": call}])
        return [native, {"role": "tool", "name": "text_search", "content": result}, said(answer)]

    def told(answer: str) -> list[dict[str, Any]]:
        return [said(f"{asked}\n<tool_response>\n{result}\n</tool_response>\n{answer}")]

    right, wrong = (f"<think>So.</think>\n<answer>{answer}</answer>" for answer in (truth["answer"], "Atlantis, 0 BC"))
    return {
        "gold": told(right), "gold_looped": looped(right), "gold_alone": [said(right)], "wrong": told(wrong),
        "wrong_looped": looped(wrong), "wrong_alone": [said(wrong)], "cut": [said(asked)], "empty": [said("")],
    }  # fmt: skip


def reward_of(export: Path) -> Any:
    """The reward function exported beside the rows."""
    (path,) = export.rglob("reward_function.py")
    spec = importlib.util.spec_from_file_location("reward_function", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.reward


def shortest(rows: Dataset) -> Dataset:
    """The two rows of least text, so that a step takes seconds: one with pictures, one without."""
    order = sorted(range(len(rows)), key=lambda place: len(str(rows[place])))
    kinds = {bool(rows[place]["images"]): place for place in reversed(order)}
    return rows.select(sorted(kinds.values()))


def seen(processor: Any, batch: Any, learned: Any) -> dict[str, Any]:
    """The first row without padding, and its pictures."""
    kept = batch["attention_mask"][0] == 1
    ids, mask = batch["input_ids"][0][kept].tolist(), learned[0][kept].tolist()
    patches = batch["pixel_values"].shape[0] if "pixel_values" in batch else 0
    return {**conversation(processor.tokenizer, ids, mask), "patches": patches}


if __name__ == "__main__":
    print("\n" + json.dumps(main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))))
