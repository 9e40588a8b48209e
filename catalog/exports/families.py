"""Families: what kind of rows a version holds, told by their columns, and why a format can't hold them.

family(row_schema(version)) → "trajectory"
WHY["trajectory"] → "they are conversations and no tasks with a reward; `synthloom run search-vl-rl` makes those"
"""

from typing import Literal, get_args

import pyarrow as pa

Family = Literal["edit_pair", "search_question", "trajectory", "rl_task", "other"]
FAMILIES: tuple[Family, ...] = get_args(Family)
COLUMNS: dict[Family, frozenset[str]] = {
    "edit_pair": frozenset({"image", "instruction", "edited_image"}),
    "trajectory": frozenset({"messages", "steps", "final_answer", "images", "fatal_step"}),
    "rl_task": frozenset({"messages", "answer", "images", "reward"}),
    "search_question": frozenset({"question", "answer", "aliases", "path", "anchor_image"}),
    "other": frozenset(),
}
"""What rows of a family have among their columns; the first that fits is it."""
NAMES: dict[Family, str] = {
    "edit_pair": "edit pairs",
    "trajectory": "trajectories",
    "rl_task": "tasks for reinforcement learning",
    "search_question": "search questions",
    "other": "rows",
}
WHY: dict[Family, str] = {
    "edit_pair": "they are pictures and how to edit them, and no conversations or tasks with a reward",
    "trajectory": "they are conversations, not edits or tasks with a reward; `synthloom run search-vl-rl` makes tasks",
    "rl_task": "they have a reward and no conversation to learn from; `synthloom run search-vl-sft` makes trajectories",
    "search_question": "they have no conversation to learn from; `synthloom run search-vl-sft` makes trajectories",
    "other": "its columns are none that the format knows",
}


def family(rows: pa.Schema) -> Family:
    """The family of rows of this schema."""
    return next(name for name in COLUMNS if COLUMNS[name] <= set(rows.names))
