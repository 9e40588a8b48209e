"""Layouts of single trainers, in which a call is no text but a thing of its own."""

import json
import re
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sft_rows import HOSTILE, convert, messages, trajectories, wrong
from small_trajectory import commit_rows, gold_steps, step, trajectory

from synthloom.catalog.exports import write
from synthloom.catalog.exports.export import export
from synthloom.catalog.exports.format import LeftOut
from synthloom.catalog.exports.formats.sft_sharegpt import TAGS

NATIVE = ("sft_sharegpt", "sft_swift", "sft_openai")
THINK = re.compile(r"\A<think>\n(.*?)\n</think>\n\n", re.DOTALL)
"""As LLaMA-Factory's `thought_words` match it, anchored: any other spelling is a broken call there."""
HALF = [*gold_steps()[:2], wrong(2), step(3, "So it is Maseru.")]


def call(text: str) -> dict[str, object]:
    """A call as trainers parse it."""
    told = json.loads(THINK.sub("", text, count=1))
    assert list(told) == ["name", "arguments"]
    assert isinstance(told["arguments"], dict)
    return told


def unread(**changes):
    """A step whose call is no JSON."""
    told = {"arguments": '{"queries": [', "observation": "It can't be read.", "error_class": "malformed"}
    return step(1, "Search.", **told | changes)


def test_sharegpt_has_a_call_as_a_turn_of_its_own_after_its_thought(media):
    row = convert("sft_sharegpt", trajectory(media), media)
    assert list(row) == ["id", "conversations", "system", "tools", "images"]
    assert [who for who, _ in messages(row)] == ["human", *["function_call", "observation"] * 3, "gpt"]
    asked = row["conversations"][1]["value"]
    assert asked.startswith("<think>\nA closer look at the flag.\n</think>\n\n{")
    assert call(asked) == {"name": "crop", "arguments": {"image": "img_1", "bbox": [4, 4, 40, 30]}}
    assert row["conversations"][2]["value"] == "img_2: 36x26 pixels, cut from img_1\n<image>"
    assert row["conversations"][-1]["value"] == "<think>\nIt says 1869, so it is Maseru.\n</think>\n\nMaseru"


def test_a_call_without_a_thought_is_json_alone(media):
    gold = [one.model_copy(update={"thought": ""}) for one in gold_steps()]
    row = convert("sft_sharegpt", trajectory(media, gold), media)
    assert [json.loads(text)["name"] for who, text in messages(row) if who == "function_call"] == [
        "crop", "text_search", "visit",
    ]  # fmt: skip


def test_a_dialect_gives_calls_inline_as_opensearch_vl_publishes_them(media):
    row = convert("sft_sharegpt", trajectory(media), media, dialect="opensearch_vl")
    assert [who for who, _ in messages(row)] == ["human", "gpt", *["observation", "gpt"] * 3]
    assert row["conversations"][2]["value"].startswith("<observation>")
    assert row["conversations"][-1]["value"].endswith("<response>\nMaseru\n</response>")
    assert [tool["function"]["name"] for tool in json.loads(row["tools"])] == ["crop", "text_search", "visit"]
    assert "text_search" not in row["system"]


@pytest.mark.parametrize("name", ["sft_flat", "sft_sharegpt"])
def test_the_registry_names_every_tag_and_column_and_single_files(root, media, name, monkeypatch):
    monkeypatch.setattr(write, "FILE_BYTES", 1)
    monkeypatch.setattr(write, "GROUP_BYTES", 1)
    commit_rows(root, [trajectory(media), trajectory(media, id="t2")], "made")
    export(root, "made", root.parent / "out", [name])
    registry = json.loads((root.parent / "out/dataset_info.json").read_text())
    assert list(registry) == [f"{name}_train_0", f"{name}_train_1"]
    for entry in registry.values():
        assert len(pq.read_table(root.parent / "out" / entry["file_name"])) == 1
        assert set(entry["tags"]) == set(TAGS)
        assert set(entry["columns"].values()) <= set(pq.read_schema(root.parent / "out" / entry["file_name"]).names)
        assert None not in (*entry["tags"].values(), *entry["columns"].values())


def test_the_registry_lists_both_formats_that_llama_factory_reads(root, media):
    commit_rows(root, [trajectory(media)], "made")
    for name in ("sft_flat", "sft_sharegpt", "sft_swift"):
        export(root, "made", root.parent / "out", [name])
    registry = json.loads((root.parent / "out/dataset_info.json").read_text())
    assert list(registry) == ["sft_flat_train", "sft_sharegpt_train"]


def test_swift_has_a_message_for_each_thought_call_and_result(media):
    row = convert("sft_swift", trajectory(media), media)
    roles = [role for role, _ in messages(row)]
    assert roles == ["system", "user", *["assistant", "tool_call", "tool_response"] * 3, "assistant"]
    thought, asked, seen = row["messages"][2:5]
    assert thought["content"] == "<think>\nA closer look at the flag.\n</think>\n\n"
    assert json.loads(asked["content"]) == {"name": "crop", "arguments": {"image": "img_1", "bbox": [4, 4, 40, 30]}}
    assert seen["content"] == "img_2: 36x26 pixels, cut from img_1\n<image>"
    assert {key for message in row["messages"] for key in message} == {"role", "content", "loss"}


def test_swift_keeps_what_comes_after_a_masked_turn_and_the_whole_turn_is_masked(media):
    row = convert("sft_swift", trajectory(media, HALF), media)
    losses = [(message["role"], message["loss"]) for message in row["messages"] if message["loss"] is not None]
    assert losses == [("assistant", False), ("tool_call", False)]
    assert row["messages"][-1] == {
        "role": "assistant", "content": "<think>\nSo it is Maseru.\n</think>\n\nMaseru", "loss": None,
    }  # fmt: skip


@pytest.mark.parametrize("name", NATIVE)
def test_a_conversation_never_ends_with_a_turn_that_is_not_to_be_learned_from(media, name):
    """ms-swift would learn its end all the same, and what came back is no one's to answer."""
    row = convert(name, trajectory(media, HALF[:3], final_answer=""), media, masked="carry")
    assert "text_search" in json.dumps((row.get("messages") or row["conversations"])[-1])


def test_openai_calls_have_their_arguments_as_text_and_pictures_in_user_turns(media):
    row = convert("sft_openai", trajectory(media), media)
    asked, result, shown = row["messages"][2:5]
    assert json.loads(asked["tool_calls"][0]["function"]["arguments"]) == {"image": "img_1", "bbox": [4, 4, 40, 30]}
    assert (result["role"], result["tool_call_id"]) == ("tool", asked["tool_calls"][0]["id"])
    assert (shown["role"], shown["content"]) == ("user", "img_2: <image>")
    assert row["messages"][-1]["content"].endswith("</think>\n\nMaseru")
    assert isinstance(row["tools"], str)


def test_openai_weighs_a_masked_turn_nothing_and_tells_ms_swift_too(media):
    row = convert("sft_openai", trajectory(media, HALF), media)
    said = [message for message in row["messages"] if message["role"] == "assistant"]
    assert [message["weight"] for message in said] == [1, 1, 0, 1]
    assert [message["loss"] for message in said] == [None, None, False, None]


@pytest.mark.parametrize("name", NATIVE)
@pytest.mark.parametrize("tools", ["", "[]"])
def test_tools_are_null_and_never_an_empty_text_where_there_are_none(media, name, tools):
    row = convert(name, trajectory(media).model_copy(update={"tools": tools}), media)
    assert row["tools"] is None


@pytest.mark.parametrize("name", NATIVE)
def test_what_cannot_be_read_as_a_call_is_text_and_its_reply_a_users(media, name):
    gold = gold_steps()
    row = convert(name, trajectory(media, [gold[0], unread(), gold[2], gold[3]]), media, masked="carry")
    told = messages(row)
    place = next(place for place, (_, text) in enumerate(told) if '{"queries": [' in text)
    assert told[place][0] in ("assistant", "gpt")
    assert told[place + 1] == ("human" if name == "sft_sharegpt" else "user", "It can't be read.")


@pytest.mark.parametrize("name", NATIVE)
def test_words_of_templates_inside_a_text_cannot_end_a_thought_or_make_a_call(media, name):
    gold = [one.model_copy(update={"thought": HOSTILE}) for one in gold_steps()]
    gold[1] = gold[1].model_copy(update={"arguments": json.dumps({"queries": [HOSTILE]}), "observation": HOSTILE})
    text = "".join(text for _, text in messages(convert(name, trajectory(media, gold), media)))
    assert (text.count("<think>"), text.count("</think>")) == (4, 4)
    assert not any(tag in text for tag in ("<tool_call>", "</tool_call>", "</tool_response>"))


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data(), masked=st.sampled_from(["cut", "carry"]))
def test_any_trajectory_makes_turns_that_llama_factory_takes(media, data, masked):
    """Its converter drops a row whose turns don't alternate, and its formatter stops at a call it can't parse."""
    try:
        row = convert("sft_sharegpt", data.draw(trajectories(media)), media, masked=masked)
    except LeftOut:
        return
    turns = messages(row)
    assert len(turns) % 2 == 0
    for place, (who, text) in enumerate(turns):
        assert who in (("function_call", "gpt") if place % 2 else ("human", "observation"))
        if who == "function_call":
            call(text)
            assert not any(tag in call(text).__repr__() for tag in ("<image>", "<|im_end|>"))
    assert masked == "cut" or len(row["loss_mask"]) == len(turns) // 2


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data())
def test_any_trajectory_makes_messages_that_ms_swift_takes(media, data):
    """It joins neighbours of the agent's and of tools', and pairs what is left: a question or result, an answer."""
    try:
        row = convert("sft_swift", data.draw(trajectories(media)), media)
    except LeftOut:
        return
    joined = []
    for role, text in messages(row)[1:]:
        assert text is not None
        if role == "tool_call":
            call(text)
        side = "agent" if role in ("assistant", "tool_call") else role
        if side != "agent" or joined[-1:] != ["agent"]:
            joined.append(side)
    assert all((side == "agent") == bool(place % 2) for place, side in enumerate(joined))
    assert joined[0] == "user"
    assert row["messages"][-1]["loss"] is None


def test_a_row_reads_the_same_in_the_layouts_of_two_trainers(media):
    """Thought, call and answer are spelt alike, so that trainers learn the same tokens."""
    swift = convert("sft_swift", trajectory(media), media)
    lines = [text for role, text in messages(swift) if role in ("assistant", "tool_call")]
    sharegpt = [text for who, text in messages(convert("sft_sharegpt", trajectory(media), media))][1::2]
    assert "".join(lines) == "".join(sharegpt)


def test_the_export_of_a_native_format_is_its_own_config(root, media):
    commit_rows(root, [trajectory(media)], "made")
    report = export(root, "made", root.parent / "out", list(NATIVE))
    assert [Path(file["path"]).parent.as_posix() for file in report["files"]] == [f"data/{name}" for name in NATIVE]
