import math

import pyarrow.parquet as pq
import pytest
from chatml import learned, shown, whole
from tiny_qwen import tokens

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def told(exports, processor, read):
    return read("unsloth", "read_unsloth.py", exports["trajectory"], processor("unsloth"))


@pytest.fixture(scope="module")
def flat(exports):
    """The same rows as `sft_flat` has them."""
    return pq.read_table(exports["trajectory"] / "data/sft_flat/train-00000-of-00001.parquet").to_pylist()


def test_unsloth_keeps_every_row_of_parts_and_reads_it_as_its_flat_text(flat, told):
    assert told["rows"] == len(flat) > 10
    assert told["ids"] == [row["id"] for row in flat]
    assert told["texts"] == [whole(row["messages"]) for row in flat]


def test_unsloth_learns_the_assistants_turns_and_nothing_else(flat, told):
    """Each up to its `<|im_end|>`: other trainers learn the line end after it too."""
    said = [[turn.removesuffix("\n") for turn in learned(row["messages"])] for row in flat]
    assert told["learned_text"] == said
    assert told["learned"] == [tokens("".join(turns)) for turns in said]


def test_unsloth_sees_each_picture_with_as_many_tokens_as_patches_ask_for(flat, told):
    pictures = [shown(row["images"]) for row in flat]
    assert told["pictures"] == pictures
    assert [4 * count for count in told["image_tokens"]] == told["patches"]
    assert [bool(count) for count in told["patches"]] == [bool(given) for given in pictures]


def test_no_tag_null_or_none_is_left_in_what_unsloth_reads(told):
    assert not any(trace in text for text in told["texts"] for trace in ("<image>", "<video>", ": null", "None"))


def test_a_row_with_pictures_goes_through_the_model(told):
    assert math.isfinite(told["loss"])
