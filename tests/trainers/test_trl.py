import json
import math

import pyarrow.parquet as pq
import pytest
from chatml import learned, shown, whole
from tiny_qwen import tokens

pytestmark = pytest.mark.slow
ASKED = "<|im_start|>assistant\n"
FAMILIES = ("rl_task", "search_question")


def rows(export, name: str) -> list[dict]:
    """The exported training rows of a format."""
    files = sorted((export / "data" / name).glob("train-*.parquet"))
    return [row for file in files for row in pq.read_table(file).to_pylist()]


@pytest.fixture(scope="module")
def sft(exports, processor, read):
    return read("trl", "read_trl.py", "sft", exports["trajectory"], processor("trl"))


@pytest.fixture(scope="module")
def dpo(exports, processor, read):
    return read("trl", "read_trl.py", "dpo", exports["trajectory"], processor("trl"))


@pytest.fixture(scope="module")
def grpo(exports, processor, read):
    return {family: read("trl", "read_trl.py", "grpo", exports[family], processor("trl")) for family in FAMILIES}


def test_sft_keeps_every_row_of_parts_and_reads_it_as_its_flat_text(exports, sft):
    flat = rows(exports["trajectory"], "sft_flat")
    assert sft["rows"] == len(flat) > 10
    assert sft["ids"] == [row["id"] for row in flat]
    assert sft["texts"] == [whole(row["messages"]) for row in flat]


def test_sft_learns_the_assistants_turns_and_nothing_else(exports, sft):
    said = [learned(row["messages"]) for row in rows(exports["trajectory"], "sft_flat")]
    assert sft["learned_text"] == said
    assert sft["learned"] == [tokens("".join(turns)) for turns in said]


def test_sft_sees_each_picture_with_as_many_tokens_as_patches_ask_for(exports, sft):
    pictures = [shown(row["images"]) for row in rows(exports["trajectory"], "sft_flat")]
    assert sft["pictures"] == pictures
    assert [4 * count for count in sft["image_tokens"]] == sft["patches"]
    assert [bool(count) for count in sft["patches"]] == [bool(given) for given in pictures]
    assert {min(len(given), 3) for given in pictures} == {0, 1, 2, 3}


def test_sft_trains_a_step_on_a_row_with_pictures_and_one_without(sft):
    assert math.isfinite(sft["loss"])


def test_no_tag_and_no_null_is_left_in_what_is_read(sft, dpo, grpo):
    read = [*sft["texts"], *dpo["texts"], *(text for told in grpo.values() for text in told["prompts"])]
    assert not any(trace in text for text in read for trace in ("<image>", "<video>", ": null", "None"))


def test_dpo_keeps_every_pair_and_learns_one_turn_of_either_side(exports, dpo):
    pairs = rows(exports["trajectory"], "pref_parts")
    assert dpo["rows"] == len(pairs) > 1
    for side in ("chosen", "rejected"):
        assert dpo[side] == [learned(flat(row[side])) for row in pairs]
        assert {len(turns) for turns in dpo[side]} == {1}
    assert all(right != wrong for right, wrong in zip(dpo["chosen"], dpo["rejected"], strict=True))


def test_dpo_reads_the_prompt_with_its_pictures_and_then_the_answer(exports, dpo):
    pairs = rows(exports["trajectory"], "pref_parts")
    assert dpo["texts"] == [whole(flat(row["prompt"]) + flat(row["chosen"])) for row in pairs]
    # its collator counts a picture once for the right answer and once for the wrong one
    assert [8 * count for count in dpo["image_tokens"]] == dpo["patches"]
    assert [bool(count) for count in dpo["patches"]] == [bool(row["images"]) for row in pairs]


def test_dpo_trains_a_step(dpo):
    assert math.isfinite(dpo["loss"])


@pytest.mark.parametrize("family", FAMILIES)
def test_grpo_keeps_every_task_and_asks_it_as_verl_does(exports, grpo, family):
    tasks = rows(exports[family], "rl_verl")
    assert grpo[family]["rows"] == len(tasks) > 10
    assert grpo[family]["prompts"] == [whole(row["prompt"]) + ASKED for row in tasks]
    assert grpo[family]["pictures"] == [len(row["images"]) for row in tasks]
    assert [4 * count for count in grpo[family]["image_tokens"]] == grpo[family]["patches"]


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("gold", ["gold", "gold_looped", "gold_alone"])
def test_grpos_own_call_of_the_reward_gives_a_right_rollout_one(grpo, family, gold):
    assert set(grpo[family][gold]) == {1.0}


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("wrong", ["wrong", "wrong_looped", "wrong_alone", "cut", "empty"])
def test_and_a_corrupted_one_less(grpo, family, wrong):
    assert max(grpo[family][wrong]) < 0.5


@pytest.mark.parametrize("family", FAMILIES)
def test_grpo_hands_the_reward_what_each_task_brings(exports, grpo, family):
    told = [json.loads(row["reward_model"]["ground_truth"]) for row in rows(exports[family], "rl_verl")]
    assert {"ground_truth", "id", "images", "task"} <= set(grpo[family]["columns"])
    assert len(grpo[family]["random"]) == 2
    assert all(json.loads(text) in told for text in grpo[family]["random"])


def flat(messages: list[dict]) -> list[dict]:
    """Messages of parts as text with `<image>`."""
    return [
        {"role": one["role"], "content": "".join(part["text"] or "<image>" for part in one["content"])}
        for one in messages
    ]
