r"""`rl_verl`: tasks for reinforcement learning as verl reads them, with the reward function beside them.

    {"data_source": "wikipedia_en", "agent_name": "tool_agent", "prompt": [{"role": "system", …}, {"role": "user",
     "content": "img_1: <image>\nWhich …?"}], "images": [<image>], "ability": "search", "reward_model":
     {"style": "rule", "ground_truth": "{\"answer\": \"Pretoria\", \"reward\": […], …}"}, "extra_info": {…}}
    rl_verl/reward_function.py: compute_score(data_source, solution_str, ground_truth, extra_info)

The ground truth is one JSON text, so files of different tasks have equal columns and can be joined. verl scores only
data sources that it knows: set `reward.custom_reward_function.path` to the file, `name` to `compute_score`. Tools are
told to verl in its own configuration; `extra_info.tools` has their schemas, and each gets the corpus and the task's id
when it is created. All tools are named in every row: verl can't read a null there.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import pyarrow as pa

from synthloom.catalog.exports.format import IMAGE, Written, has_reward
from synthloom.catalog.exports.reward_file import reward_file
from synthloom.catalog.exports.turns import embedded, question, system_text

TOOLS = (
    "text_search", "image_search", "visual_search", "visit", "fetch_image", "crop", "rotate", "sharpen",
    "super_resolution", "perspective_correct", "ocr", "draw", "python",
)  # fmt: skip
MESSAGE = pa.struct([("role", pa.string()), ("content", pa.string())])
CREATED = pa.struct([("create_kwargs", pa.struct([("corpus", pa.string()), ("task", pa.string())]))])
EXTRA = pa.struct(
    [
        *((name, pa.string()) for name in ("split", "id")),
        ("index", pa.int64()),
        *((name, pa.string()) for name in ("task", "answer", "question", "tools")),
        ("pass_rate", pa.float64()),
        ("tool_benefit", pa.float64()),
        ("need_tools_kwargs", pa.bool_()),
        ("tools_kwargs", pa.struct([(name, CREATED) for name in TOOLS])),
    ]
)
TASK = "search"
ANSWER = "When you know the answer, make no call: give it as <answer>the answer itself</answer>."
"""What the reward reads the answer by; how to call, verl's chat template says."""
FOLDER = "rl_verl"


@dataclass(frozen=True)
class RlVerl:
    """Prompts with pictures, ground truth and state for tools."""

    name: str = "rl_verl"
    folder: str = f"{FOLDER}/{{split}}"
    splits: Mapping[str, str] = field(default_factory=lambda: {"train": "rl", "test": "test"})
    group_rows: int = 10_000
    loadable: bool = True

    def fits(self, rows: pa.Schema) -> bool:
        return has_reward(rows)

    def schema(self, rows: pa.Schema) -> pa.Schema:
        truth = pa.struct([("style", pa.string()), ("ground_truth", pa.string())])
        named = [("data_source", pa.string()), ("agent_name", pa.string()), ("prompt", pa.list_(MESSAGE))]
        rest = [("ability", pa.string()), ("reward_model", truth), ("extra_info", EXTRA)]
        return pa.schema([*named, ("images", pa.list_(IMAGE)), *rest])

    def convert(self, row: dict[str, Any]) -> dict[str, Any]:
        asked, images = question(row["messages"])
        system = "\n\n".join(text for text in (system_text(row["messages"]), ANSWER) if text)
        told = {name: row[name] for name in ("id", "answer", "question", "tools", "pass_rate", "tool_benefit")}
        created = {"create_kwargs": {"corpus": row["corpus"], "task": row["id"]}}
        return {
            "data_source": row["source"],
            "agent_name": "tool_agent",
            "prompt": [{"role": "system", "content": system}, {"role": "user", "content": asked}],
            "images": embedded(row, images),
            "ability": TASK,
            "reward_model": {"style": "rule", "ground_truth": ground_truth(row)},
            "extra_info": {
                "split": next(mine for mine, theirs in self.splits.items() if theirs == row["split"]),
                "index": _number(row["id"]),
                "task": TASK,
                "need_tools_kwargs": True,
                "tools_kwargs": dict.fromkeys(TOOLS, created),
                **told,
            },
        }

    def extras(self, files: Sequence[Written]) -> Mapping[str, bytes]:
        return {f"{FOLDER}/reward_function.py": reward_file()}


def ground_truth(row: Mapping[str, Any]) -> str:
    """What `compute_score` needs to know of a task, as JSON text."""
    names = ("answer", "aliases", "question", "evidence", "reward", "fatal_after")
    return json.dumps({name: row[name] for name in names}, ensure_ascii=False)


def _number(record_id: str) -> int:
    """A number of the row's own, the same in every export; 52 bits, which a float holds exactly."""
    return int(sha256(record_id.encode()).hexdigest()[:13], 16)
