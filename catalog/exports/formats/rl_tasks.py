r"""What is asked and what is right, of tasks for reinforcement learning and of search questions alike.

    asked(<a task>)     → Asked("You answer … When you know the answer, …", "img_1: <image>\nWhich …?", [<image>])
    asked(<a question>) → Asked("Think, then give …", "<image>\nWhich …?", [<image>])
    ground_truth(row)   → '{"answer": "Maseru", "aliases": ["Maseru City"], "reward": [{"verifier": "format", …}], …}'

A task's prompt is what an agent with tools is told before its first move. A question comes without tools: the answer
is all its reward looks at, and its picture is the one that is asked about, spoilt where the question's is.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple

from synthloom.catalog.exports.families import Family
from synthloom.catalog.exports.format import EmbedOrFiles, Written
from synthloom.catalog.exports.formats.as_seen import as_seen
from synthloom.catalog.exports.formats.reward_file import REWARD_FILE, reward_file
from synthloom.catalog.exports.formats.turns import IMAGE_TAG, embedded, plain, question, system_text
from synthloom.catalog.rollout_text import FATAL_AFTER

TASK = "search"
ANSWER = "When you know the answer, make no call: give it as <answer>the answer itself</answer>."
"""What the reward reads the answer by; how to call, the trainer's chat template says."""
ALONE = (
    "Answer the question. Think first, then give the shortest answer that is complete, a name, a date, a number or a "
    "few words, as <answer>the answer itself</answer>."
)
RIGHT = ({"verifier": "answer", "weight": 1.0, "gate": False},)


class Asked(NamedTuple):
    """A prompt: the system's text, the user's with `<image>` for each picture, and the pictures as `IMAGE`."""

    system: str
    user: str
    images: list[dict[str, Any]]


@dataclass(frozen=True)
class Tasks(EmbedOrFiles):
    """A format of prompts and ground truth, with the reward function beside."""

    splits: ClassVar[Mapping[str, str]] = {"train": "rl", "test": "test"}
    serves: ClassVar[tuple[Family, ...]] = ("rl_task", "search_question")

    def extras(self, files: Sequence[Written]) -> Mapping[str, bytes]:
        return {REWARD_FILE: reward_file()}


def asked(row: Mapping[str, Any]) -> Asked:
    """The prompt of a task or a question. Raises `LeftOut` where a picture of it was never published."""
    if "reward" in row:
        user, names = question(row["messages"])
        system = "\n\n".join(text for text in (system_text(row["messages"]), ANSWER) if text)
        return Asked(system, user, embedded(row, names))
    images = [as_seen(row["anchor_image"]).embedded] if row["anchor_image"] else []
    return Asked(ALONE, f"{IMAGE_TAG}\n" * len(images) + plain(row["question"]), images)


def ground_truth(row: Mapping[str, Any]) -> str:
    """What the reward needs to know of a task or a question, as JSON text."""
    if "reward" in row:
        told = {name: row[name] for name in ("evidence", "reward", "fatal_after")}
    else:
        evidence = [node["title"] for node in row["path"]]
        told = {"evidence": evidence, "reward": RIGHT, "fatal_after": FATAL_AFTER}
    right = {name: row[name] for name in ("answer", "aliases", "question")}
    return json.dumps(right | told, ensure_ascii=False)
