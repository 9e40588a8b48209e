"""A trajectory and a task for reinforcement learning with real pictures, and a catalog that holds such rows."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from PIL import Image

from synthloom.catalog.commit import commit
from synthloom.catalog.media import LocalMedia
from synthloom.catalog.tables import to_table
from synthloom.catalog.trajectories.annotate import annotate, fatal_step
from synthloom.catalog.trajectories.messages import messages
from synthloom.catalog.versions import Version
from synthloom.schemas.media import MediaStore
from synthloom.schemas.records import Record
from synthloom.schemas.trajectories import RewardTerm, RLTask, Trajectory, TrajectoryStep

QUESTION = "The flag shown in the image belongs to a country. Which city became its capital in 1869?"
SYSTEM = "You answer questions with tools. Pictures have ids such as img_1."
TOOLS = json.dumps(
    [
        {"type": "function", "function": {"name": name, "description": told, "parameters": {"type": "object"}}}
        for name, told in (("crop", "Cut out a part."), ("text_search", "Search pages."), ("visit", "Read a page."))
    ]
)
REWARD = (
    RewardTerm(verifier="format", weight=1.0, gate=True),
    RewardTerm(verifier="answer", weight=0.8),
    RewardTerm(verifier="query", weight=0.2),
)


def step(index: int, thought: str, tool: str = "", **changes: Any) -> TrajectoryStep:
    """A step; `asked` are its arguments as a dict."""
    asked = changes.pop("asked", None)
    arguments = json.dumps(asked, ensure_ascii=False) if asked is not None else ""
    return TrajectoryStep(
        **({"index": index, "thought": thought, "tool": tool, "arguments": arguments, "observation": ""} | changes)
    )


def gold_steps() -> list[TrajectoryStep]:
    """A crop, a search, a visit and the answer."""
    seen = 'Results for "flag of Lesotho":\n\n1. Lesotho (wiki://small/Lesotho)\nIts capital is Maseru.'
    page = "Maseru\n\nMaseru is the capital of Lesotho. It became the capital in 1869."
    return [
        step(0, "A closer look at the flag.", "crop", asked={"image": "img_1", "bbox": [4, 4, 40, 30]},
             observation="img_2: 36x26 pixels, cut from img_1", images=("img_2",)),
        step(1, "A hat: the flag of Lesotho.", "text_search", asked={"queries": ["flag country capital Lesotho"]},
             observation=seen),
        step(2, "Read the page of the capital.", "visit", asked={"urls": ["wiki://small/Maseru"]}, observation=page),
        step(3, "It says 1869, so it is Maseru."),
    ]  # fmt: skip


def trajectory(media: MediaStore, steps: Sequence[TrajectoryStep] | None = None, **changes: Any) -> Trajectory:
    """The gold trajectory, or one of other steps."""
    told = annotate(gold_steps() if steps is None else steps)
    answer = changes.get("final_answer", "Maseru")
    names = [name for one in told for name in one.images]
    pictures = {
        name: media.put_image(Image.new("RGB", (64 - 9 * place, 48 - 5 * place), (200, 30 + 40 * place, 90)))
        for place, name in enumerate(["img_1", *names])
    }
    fields: dict[str, Any] = {
        "id": "t1", "group_id": "g1", "source": "small", "revision": "r1", "licence": "CC0-1.0", "task_id": "q1",
        "question": QUESTION, "answer": "Maseru", "aliases": ("Maseru City",), "hops": 1, "corpus": "c1",
        "corpus_name": "small", "language": "en", "evidence": ("Lesotho", "Maseru"), "mode": "scripted",
        "policy": "rules", "dialect": "native", "rollout": 0,
        "messages": messages(SYSTEM, ["img_1"], changes.get("question", QUESTION), told, answer), "steps": told,
        "tools": TOOLS, "final_answer": answer, "outcome": "correct", "judged_by": "exact", "stopped": "answer",
        "fatal_step": fatal_step(told), "images": pictures, "engine": "rules",
    }  # fmt: skip
    return Trajectory(**(fields | changes))


def rl_task(media: MediaStore, **changes: Any) -> RLTask:
    """The gold trajectory's question as a task."""
    whole = trajectory(media)
    names = ("group_id", "source", "revision", "licence", "question", "answer", "aliases", "hops", "corpus",
             "corpus_name", "language", "evidence", "tools", "engine")  # fmt: skip
    fields = {name: getattr(whole, name) for name in names} | {
        "id": "q1", "messages": whole.messages[:2], "images": {"img_1": whole.images["img_1"]}, "reward": REWARD,
        "pass_rate": 0.5, "rollouts": 4, "solved_by": "rules", "solution": "t1",
    }  # fmt: skip
    return RLTask(**(fields | changes))


def commit_rows(root: Path, rows: Sequence[Record], dataset: str, split: str = "sft") -> Version:
    """A catalog's version with these rows, all in one split."""
    path = root / "work" / f"{dataset}.parquet"
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(to_table(rows, type(rows[0])), path)
    recipe = {"name": dataset, "version": 1, "fingerprint": "f1", "config": {}}
    run = {"id": "run-1", "funnel": []}
    return commit(root, dataset, files=[path], record_type=type(rows[0]), splits={split: 1.0}, recipe=recipe, run=run)[
        0
    ]


def media_of(root: Path) -> LocalMedia:
    """The catalog's pictures."""
    return LocalMedia(root)
