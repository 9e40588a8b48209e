r"""`rl_verl`: tasks and questions for reinforcement learning as verl reads them, with the reward function beside them.

    {"data_source": "wikipedia_en", "agent_name": "tool_agent", "prompt": [{"role": "system", …}, {"role": "user",
     "content": "img_1: <image>\nWhich …?"}], "images": [<image>], "ability": "search", "reward_model":
     {"style": "rule", "ground_truth": "{\"answer\": \"Pretoria\", \"reward\": […], …}"}, "extra_info": {…}}
    reward_function.py: compute_score(data_source, solution_str, ground_truth, extra_info)

The ground truth is one JSON text, and no field is ever null, so files of tasks and of questions have equal columns
and can be joined, as Parquet and as JSON Lines. verl scores only data sources that it knows: set
`reward.custom_reward_function.path` to the file, `name` to `compute_score`. Tools are told to verl in its own
configuration; `extra_info.tools` has a task's schemas (`[]` for a question), and each gets the corpus and the row's id
when it is created. All tools are named in every row: verl can't read a null there. `extra_info.measured` is JSON text,
`{}` where no rollout was made: how often rollouts were right, and what tools added to that.
"""

import json
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, ClassVar

import pyarrow as pa

from synthloom.catalog.exports.format import IMAGE
from synthloom.catalog.exports.formats.rl_tasks import TASK, Tasks, asked, ground_truth
from synthloom.catalog.exports.formats.sft_flat import MESSAGE

TOOLS = (
    "text_search", "image_search", "visual_search", "visit", "fetch_image", "crop", "rotate", "sharpen",
    "super_resolution", "perspective_correct", "ocr", "draw", "python",
)  # fmt: skip
CREATED = pa.struct([("create_kwargs", pa.struct([("corpus", pa.string()), ("task", pa.string())]))])
EXTRA = pa.struct(
    [
        *((name, pa.string()) for name in ("split", "id")),
        ("index", pa.int64()),
        *((name, pa.string()) for name in ("task", "answer", "question", "tools", "measured")),
        ("need_tools_kwargs", pa.bool_()),
        ("tools_kwargs", pa.struct([(name, CREATED) for name in TOOLS])),
    ]
)
MEASURED = ("pass_rate", "rollouts", "pass_rate_without_tools", "tool_benefit")


@dataclass(frozen=True)
class RlVerl(Tasks):
    """Prompts with pictures, ground truth and state for tools."""

    name: ClassVar[str] = "rl_verl"
    folder: ClassVar[str] = "data/rl_verl"

    def schema(self, rows: pa.Schema) -> pa.Schema:
        truth = pa.struct([("style", pa.string()), ("ground_truth", pa.string())])
        named = [("data_source", pa.string()), ("agent_name", pa.string()), ("prompt", pa.list_(MESSAGE))]
        rest = [("ability", pa.string()), ("reward_model", truth), ("extra_info", EXTRA)]
        return pa.schema([*named, ("images", pa.list_(IMAGE)), *rest])

    def convert(self, row: dict[str, Any]) -> dict[str, Any]:
        told = asked(row)
        created = {"create_kwargs": {"corpus": row["corpus"], "task": row["id"]}}
        return {
            "data_source": row["source"],
            "agent_name": "tool_agent",
            "prompt": [{"role": "system", "content": told.system}, {"role": "user", "content": told.user}],
            "images": told.images,
            "ability": TASK,
            "reward_model": {"style": "rule", "ground_truth": ground_truth(row)},
            "extra_info": {
                "split": next(mine for mine, theirs in self.splits.items() if theirs == row["split"]),
                "index": _number(row["id"]),
                "task": TASK,
                **{name: row[name] for name in ("id", "answer", "question")},
                "tools": row.get("tools", "[]"),
                "measured": json.dumps({name: row[name] for name in MEASURED if row.get(name) is not None}),
                "need_tools_kwargs": "tools" in row,
                "tools_kwargs": dict.fromkeys(TOOLS, created),
            },
        }


def _number(record_id: str) -> int:
    """A number of the row's own, the same in every export; 52 bits, which a float holds exactly."""
    return int(sha256(record_id.encode()).hexdigest()[:13], 16)
