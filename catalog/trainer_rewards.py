r"""The reward as trainers call it: `reward` for TRL, a class in ms-swift's registry, `compute_score` for verl.

    reward(prompts=[…], completions=[[{"role": "assistant", "content": "<answer>Maseru</answer>"}]],
           ground_truth=["{\"answer\": \"Maseru\", …}"]) → [1.0]

A completion is a text, or the messages after the prompt with calls and what came back among them. ms-swift finds the
reward as `synthloom` with `--external_plugins reward_function.py --reward_funcs synthloom`: it registers itself where
ms-swift is what imports it, and imports nothing otherwise. ms-swift tells a reward only the last turn as completion;
the turns before it stand in `messages`.
"""

import importlib
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from synthloom.catalog.rewards import compute_score

Completion = str | Sequence[Mapping[str, Any]]
"""A text or messages."""


def reward(
    prompts: Sequence[Any], completions: Sequence[Completion], ground_truth: Sequence[str], **_: Any
) -> list[float]:
    """The reward of each completion, 0 to 1, as TRL's GRPO and RLOO ask for it."""
    pairs = zip(completions, ground_truth, strict=True)
    return [compute_score("", completion, truth)["score"] for completion, truth in pairs]


class SwiftReward:
    """The same as ms-swift's GRPO asks for it; rows are those of `rl_verl` or `rl_parts`."""

    def __init__(self, args: Any = None, **_: Any) -> None:
        self.args = args

    def __call__(
        self,
        completions: Sequence[Completion],
        ground_truth: Sequence[str] | None = None,
        reward_model: Sequence[Mapping[str, str]] | None = None,
        messages: Sequence[Sequence[Mapping[str, Any]]] | None = None,
        **_: Any,
    ) -> list[float]:
        truths = ground_truth or [told["ground_truth"] for told in reward_model or ()]
        rollouts = [_after_prompt(told) for told in messages] if messages else completions
        return reward((), rollouts, truths)


def _after_prompt(messages: Sequence[Mapping[str, Any]]) -> Sequence[Mapping[str, Any]]:
    """The messages from the first that the agent wrote."""
    return messages[next(place for place, message in enumerate(messages) if message["role"] == "assistant") :]


if "swift" in sys.modules:
    importlib.import_module("swift.rewards").orms["synthloom"] = SwiftReward
