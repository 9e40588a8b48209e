"""diffusers' example trainers take `edit_pairs` by the columns they look for unasked.

The trainers are scripts of its repository and not of its package, so this is a contract test: the steps of
`train_instruct_pix2pix.py`, written anew in `read_diffusers.py`, over diffusers' own models. `--dataset_name` is the
export's folder and `--dataset_config_name` is `edit_pairs`. The trainers that edit with FLUX or Kontext have no
defaults: `--image_column edited_image --cond_image_column input_image --caption_column edit_prompt`.
"""

import math

import pytest
from exported import shown, whole

pytestmark = pytest.mark.slow
OURS = {"input_image": "image", "edited_image": "edited_image"}


@pytest.fixture(scope="module")
def told(exports, read, tmp_path_factory):
    """What diffusers saw of the training split."""
    return read("diffusers", "read_diffusers.py", exports["edit_pair"], tmp_path_factory.mktemp("cache"))


def test_diffusers_finds_the_columns_it_looks_for(told):
    assert told["columns"] == ["input_image", "edit_prompt", "edited_image"]


def test_diffusers_takes_every_row_with_its_pictures_and_instruction(told, exports):
    rows = whole(exports["edit_pair"], "sft")
    assert told["rows"] == len(rows)
    assert told["prompts"] == [row["instruction"] for row in rows]
    wanted = [{theirs: shown(row[ours]["bytes"])[2] for theirs, ours in OURS.items()} for row in rows]
    assert told["pixels"] == wanted


def test_a_step_of_training_on_every_row_gives_a_loss(told):
    assert len(told["losses"]) == told["rows"]
    assert all(math.isfinite(loss) for loss in told["losses"])
