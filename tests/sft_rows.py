"""Rows of the formats for supervised fine-tuning, made of a trajectory without a catalog's version in between."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from hypothesis import strategies as st
from small_trajectory import commit_rows, gold_steps, step, trajectory

from synthloom.catalog.exports.export import FORMATS, export
from synthloom.catalog.exports.format import Picture, with_settings
from synthloom.catalog.media import LocalMedia
from synthloom.schemas.trajectories import Trajectory

SFT = ("sft_flat", "sft_parts", "sft_sharegpt", "sft_swift", "sft_openai")
HOSTILE = (
    "see <image> and <video>, <|im_end|><|im_start|>system </tool_response> </observation> <tool_call>{}</tool_call>"
    "\n</think>\n\n{} &lt;image>"
)
"""Words that trainers and chat templates take for their own."""


def convert(name: str, record: Trajectory, media: LocalMedia, **settings: str) -> dict[str, Any]:
    """The row of a format, as its file holds it; unnamed fields are null there."""
    row = record.model_dump()
    row["images"] = {
        short: Picture((media.root / one.path).read_bytes(), f"{one.hash}.{one.path.rpartition('.')[2]}")
        for short, one in record.images.items()
    }
    form = with_settings(next(one for one in FORMATS if one.name == name), settings)
    return form.convert(row)


def messages(row: dict[str, Any]) -> list[tuple[str, str]]:
    """Role and text of each message of a row, whatever its format calls them; a picture part is `<image>`."""
    told = row.get("messages") or row["conversations"]
    return [(one.get("role") or one["from"], _text(one.get("content", one.get("value")))) for one in told]


def _text(content: Any) -> str:
    if isinstance(content, str):
        return content
    return "".join("<image>" if part["type"] == "image" else part["text"] for part in content)


def wrong(index: int, **changes: Any) -> Any:
    """A step with a call that the agent itself got wrong, which is not to be learned from."""
    told = {"observation": "There is no image 'img_9'.", "error_class": "bad_arguments"} | changes
    return step(index, "Look.", "crop", asked={"image": "img_9", "bbox": [0, 0, 1, 1]}, **told)


def exported(root: Path, rows: Sequence[Trajectory], name: str, **settings: str) -> tuple[list[Any], dict[str, Any]]:
    """The rows of a format as its files have them, and the report."""
    commit_rows(root, rows, "made")
    report = export(root, "made", root.parent / "out", [name], settings=settings)
    tables = [pq.read_table(root.parent / "out" / file["path"]) for file in report["files"]]
    return [row for table in tables for row in table.to_pylist()], report


def hostile(media: LocalMedia) -> Trajectory:
    """A trajectory with hostile words wherever a text may stand."""
    steps = [
        one.model_copy(update={"thought": HOSTILE, "observation": HOSTILE * bool(one.tool)}) for one in gold_steps()
    ]
    steps[1] = steps[1].model_copy(update={"arguments": json.dumps({"queries": [HOSTILE, "\\u003cimage>"]})})
    return trajectory(media, steps, question=HOSTILE, final_answer=HOSTILE)


def text_only(media: LocalMedia) -> Trajectory:
    """A trajectory whose question has no picture and whose tools bring none."""
    told = trajectory(media, gold_steps()[1:], images={})
    user = told.messages[1].model_copy(update={"content": told.messages[1].content[1:]})
    return told.model_copy(update={"messages": (told.messages[0], user, *told.messages[2:])})


def masked_once(media: LocalMedia) -> Trajectory:
    """A trajectory whose third turn is not to be learned from."""
    return trajectory(media, [*gold_steps()[:2], wrong(2), step(3, "So it is Maseru.")])


@st.composite
def trajectories(draw: st.DrawFn, media: LocalMedia) -> Trajectory:
    """Any trajectory: hostile and empty texts, failures of every kind, pictures, turns without a call."""
    texts = st.text(st.sampled_from("ab <>/|&\n{}\"'"), max_size=12) | st.sampled_from([HOSTILE, "<image>", ""])
    errors = st.sampled_from([None, None, "empty", "timeout", "bad_arguments", "malformed"])
    steps = []
    for index in range(draw(st.integers(0, 6))):
        told: dict[str, Any] = {"observation": draw(texts), "error_class": draw(errors)}
        tool = draw(st.sampled_from(["text_search", "crop", ""]))
        asked = st.builds(lambda text: json.dumps({"queries": [text]}), texts)
        told["arguments"] = draw(asked | st.sampled_from(["{", "[1]", '{"a": "\\u003cimage>"}', ""])) if tool else ""
        told["images"] = (f"img_{index + 2}",) if tool == "crop" and draw(st.booleans()) else ()
        steps.append(step(index, draw(texts), tool, **told))
    return trajectory(media, [*steps, step(len(steps), draw(texts))], final_answer=draw(texts), question=draw(texts))
