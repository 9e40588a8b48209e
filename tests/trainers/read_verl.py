"""What verl reads: its own data sets, collators and reward manager over our rows.

    python read_verl.py sft PROCESSOR EXPORT         → {"rows": 18, "ids": […], "learned": […], "texts": […], …}
    python read_verl.py rl PROCESSOR EXPORT EXPORT   → {"rows": 32, "prompts": […], "gold": [1.0, …], "wrong": […], …}

Rollouts are put together from tokens by the code that verl's agent loop uses, then scored by its reward manager.
"""

import asyncio
import json
import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from decoded import IMAGE_PAD, add, conversation, whole
from omegaconf import OmegaConf
from verl import DataProto
from verl.trainer.ppo.reward import load_reward_manager
from verl.utils import hf_processor, hf_tokenizer
from verl.utils.dataset.dataset_utils import DatasetPadMode, SFTTensorCollator
from verl.utils.dataset.multiturn_sft_dataset import MultiTurnSFTDataset
from verl.utils.dataset.rl_dataset import RLHFDataset, collate_fn
from verl.utils.tokenizer import build_multimodal_processor_inputs
from verl.utils.tokenizer.continuous_token_wiring import create_continuous_token_builder


def main(what: str, qwen: str, *exports: str) -> dict[str, Any]:
    """What one of its data sets makes of exports."""
    return {"sft": sft, "rl": rl}[what]([Path(export) for export in exports], hf_tokenizer(qwen), hf_processor(qwen))


def sft(exports: Sequence[Path], tokenizer: Any, processor: Any) -> dict[str, Any]:
    """Supervised: every row, and all of them in one batch."""
    files = [str(path) for export in exports for path in sorted((export / "data/sft_flat").glob("train-*.parquet"))]
    config = OmegaConf.create({"max_length": 100_000, "pad_mode": "no_padding", "truncation": "error"})
    rows = MultiTurnSFTDataset(files, tokenizer, config, processor)
    told: dict[str, Any] = {"rows": len(rows), "ids": rows.dataframe["id"].tolist()}
    items = [rows[place] for place in range(len(rows))]
    for item in items:
        add(told, **conversation(tokenizer, item["input_ids"].tolist(), item["loss_mask"].tolist()))
        add(told, patches=len(item.get("multi_modal_inputs", {}).get("pixel_values", ())))
    batch = SFTTensorCollator(DatasetPadMode.NO_PADDING)(items)
    return {**told, "batched": sum(len(ids) for ids in batch["input_ids"].unbind())}


def rl(exports: Sequence[Path], tokenizer: Any, processor: Any) -> dict[str, Any]:
    """Rewards: prompts of all files of all exports together, and right and wrong rollouts scored by its manager."""
    os.chdir(exports[0])  # pictures beside the rows are told by paths in the export
    files = [str(path) for export in exports for path in sorted((export / "data/rl_verl").glob("*-of-*"))]
    data = OmegaConf.create({"max_prompt_length": 100_000, "filter_overlong_prompts": True, "return_raw_chat": True})
    rows = RLHFDataset(files, tokenizer, data, processor)
    manager = load_reward_manager(reward_settings(exports[0]), tokenizer)
    told: dict[str, Any] = {"rows": len(rows), "ids": [], "files": len(files)}
    for place in range(len(rows)):
        row = rows[place]
        images, videos, audios = rows._process_multi_modal_info(row["raw_prompt"], 14, data)
        text = processor.apply_chat_template(row["raw_prompt"], add_generation_prompt=True, tokenize=False)
        inputs = build_multimodal_processor_inputs(processor, text=[text], images=images, videos=videos, audio=audios)
        ids, truth = inputs["input_ids"][0], json.loads(row["reward_model"]["ground_truth"])
        add(told, ids=row["extra_info"]["id"], index=row["index"], tools=row["tools_kwargs"])
        add(told, prompts=whole(tokenizer, ids), image_tokens=tokenizer.decode(ids).count(IMAGE_PAD))
        add(told, pictures=len(images or ()), patches=len(inputs.get("pixel_values", ())))
        for kind, response in rollouts(truth, tokenizer, processor).items():
            add(told, **{kind: score(manager, tokenizer, row, response)})
    return told


def reward_settings(export: Path) -> Any:
    """What a user writes of the reward: the file beside the rows, and its function."""
    (path,) = export.rglob("reward_function.py")
    custom = {"path": str(path), "name": "compute_score"}
    manager = {"source": "register", "name": "naive"}
    return OmegaConf.create({"reward": {"custom_reward_function": custom, "reward_manager": manager}})


def score(manager: Any, tokenizer: Any, row: dict[str, Any], response: Sequence[int]) -> float:
    """The reward of a response, padded as a rollout leaves it."""
    ids, padding = torch.tensor([response]), (0, 5)
    padded = torch.nn.functional.pad(ids, padding, value=tokenizer.pad_token_id)
    tensors = {"responses": padded, "attention_mask": torch.nn.functional.pad(torch.ones_like(ids), padding)}
    batch = DataProto.from_single_dict({**collate_fn([row]), **tensors})
    told: dict[str, Any] = manager.loop.run_until_complete(manager.run_single(batch))
    return float(told["reward_score"])


def rollouts(truth: dict[str, Any], tokenizer: Any, processor: Any) -> dict[str, list[int]]:
    """The tokens of a right rollout and of corrupted ones, put together as verl's agent loop does."""
    builder = create_continuous_token_builder(tokenizer, hf_model_type="qwen2_5_vl", processor=processor)
    words = " ".join(re.findall(r"\w+", truth["question"])[:8])
    call = json.dumps({"name": "text_search", "arguments": {"queries": [words]}}, ensure_ascii=False)
    asked = f"<think>Look.</think>\n<tool_call>\n{call}\n</tool_call>"
    seen = "1. A page (wiki://a)\nIt says so."

    def told(*turns: str, role: str = "user") -> list[int]:
        messages = [{"role": "user", "content": "Q"}]
        ids = prompt = builder.build_initial_tokens(messages)
        for place, text in enumerate(turns):
            if place % 2:
                before, messages = messages, [*messages, {"role": role, "content": text}]
                ids = builder.merge_context_tokens(before, messages, ids).token_ids
            else:
                messages = [*messages, {"role": "assistant", "content": text}]
                ids = builder.merge_assistant_tokens(ids, tokenizer(f"{text}<|im_end|>")["input_ids"]).token_ids
        return list(ids[len(prompt) :])

    right, wrong = (f"<think>So.</think>\n<answer>{answer}</answer>" for answer in (truth["answer"], "Atlantis, 0 BC"))
    tagged = f"<tool_response>\n{seen}\n</tool_response>"
    return {
        "gold": told(asked, tagged, right), "gold_untagged": told(asked, seen, right, role="tool"),
        "gold_alone": told(right), "wrong": told(asked, tagged, wrong), "wrong_alone": told(wrong), "cut": told(asked),
        "empty": told(""),
    }  # fmt: skip


if __name__ == "__main__":
    asyncio.set_event_loop(asyncio.new_event_loop())
    print("\n" + json.dumps(main(*sys.argv[1:])))
