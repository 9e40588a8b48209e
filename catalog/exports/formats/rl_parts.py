r"""`rl_parts`: tasks and questions for reinforcement learning as TRL's GRPO and RLOO read them.

    {"id": "9c1f…", "prompt": [{"role": "system", "content": [{"type": "text", …}]}, {"role": "user", "content":
     [{"type": "text", "text": "img_1: "}, {"type": "image", "text": None}, …]}], "images": [<image>],
     "ground_truth": "{\"answer\": \"Pretoria\", …}", "task": "search"}
    reward_function.py: reward(prompts, completions, ground_truth)

TRL hands every other column to the reward function; tools are its own (`tools=` or `environment_factory=`), not the
data's. A row without pictures has an empty list of them.
"""

from dataclasses import dataclass
from typing import Any, ClassVar

import pyarrow as pa

from synthloom.catalog.exports.format import IMAGE
from synthloom.catalog.exports.formats.rl_tasks import TASK, Tasks, asked, ground_truth
from synthloom.catalog.exports.formats.sft_parts import MESSAGE, parts


@dataclass(frozen=True)
class RlParts(Tasks):
    """Prompts of parts, and what the reward needs to know."""

    name: ClassVar[str] = "rl_parts"
    folder: ClassVar[str] = "data/rl_parts"

    def schema(self, rows: pa.Schema) -> pa.Schema:
        told = [("ground_truth", pa.string()), ("task", pa.string())]
        return pa.schema([("id", pa.string()), ("prompt", pa.list_(MESSAGE)), ("images", pa.list_(IMAGE)), *told])

    def convert(self, row: dict[str, Any]) -> dict[str, Any]:
        told = asked(row)
        return {
            "id": row["id"],
            "prompt": [
                {"role": "system", "content": list(parts(told.system))},
                {"role": "user", "content": list(parts(told.user))},
            ],
            "images": told.images,
            "ground_truth": ground_truth(row),
            "task": TASK,
        }
