"""DiffSynth-Studio 2.1 reads `diffsynth` by its own arguments, data set and picture operators."""

import hashlib
from pathlib import Path

import pytest
from exported import shown, whole

pytestmark = pytest.mark.slow
SIDES = {"image": "edited_image", "edit_image": "image"}
"""What DiffSynth calls target and source."""


@pytest.fixture(scope="module", params=[("train", "sft"), ("test", "test")], ids=["train", "test"])
def told(request, exports, read):
    """What DiffSynth saw of a split, and the rows as they are."""
    mine, theirs = request.param
    seen = read("diffsynth", "read_diffsynth.py", exports["edit_pair"], f"diffsynth/{mine}-00000-of-00001.jsonl")
    return seen, whole(exports["edit_pair"], theirs)


def test_diffsynth_takes_every_row_with_its_instruction(told):
    seen, rows = told
    assert seen["rows"] == len(rows) > 0
    assert seen["keys"] == ["edit_image", "image", "prompt"]
    assert seen["prompts"] == [row["instruction"] for row in rows]


def test_diffsynth_opens_the_edited_picture_as_target_and_the_other_as_source(told):
    seen, rows = told
    for pictures, row in zip(seen["opened"], rows, strict=True):
        assert pictures == {theirs: shown(row[ours]["bytes"]) for theirs, ours in SIDES.items()}


def test_diffsynth_can_cut_every_picture_to_the_sizes_it_trains_on(told):
    seen, _ = told
    for pictures in seen["pictures"]:
        for width, height, _ in pictures.values():
            assert width % 16 == height % 16 == 0
            assert min(width, height) >= 16


def test_no_picture_is_laid_down_twice(exports):
    laid = sorted(Path(exports["edit_pair"], "images").rglob("*.*"))
    assert all(path.stem == hashlib.sha256(path.read_bytes()).hexdigest() for path in laid)
    assert len({path.name for path in laid}) == len(laid) > 0
