"""Trajectories as text in the words of a dialect: `sft_flat` and `sft_parts`."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sft_rows import convert, exported, hostile, masked_once, messages, text_only, trajectories
from small_trajectory import QUESTION, SYSTEM, commit_rows, trajectory

from synthloom.catalog.dialects.known import DIALECTS, named
from synthloom.catalog.exports.export import export
from synthloom.catalog.exports.format import LeftOut
from synthloom.catalog.exports.formats.turns import conversation
from synthloom.schemas.errors import UserError

ASSISTANT = ("assistant", "gpt", "function_call", "tool_call")


def test_flat_rows_alternate_and_end_with_the_assistant(root, media):
    (row,), _ = exported(root, [trajectory(media)], "sft_flat")
    assert list(row) == ["id", "messages", "images"]
    roles = [message["role"] for message in row["messages"]]
    assert roles == ["system", *["user", "assistant"] * 4]
    assert row["messages"][0]["content"].startswith(SYSTEM)
    assert '"name": "text_search"' in row["messages"][0]["content"]
    assert row["messages"][1]["content"] == f"img_1: <image>\n{QUESTION}"
    assert row["messages"][2]["content"].endswith(
        '"arguments": {"image": "img_1", "bbox": [4, 4, 40, 30]}}\n</tool_call>'
    )
    assert row["messages"][3]["content"].startswith("<tool_response>\nimg_2: 36x26 pixels")
    assert row["messages"][-1]["content"].endswith("<answer>\nMaseru\n</answer>")


@pytest.mark.parametrize("make", [trajectory, hostile, text_only, masked_once])
@pytest.mark.parametrize("masked", ["cut", "carry"])
def test_parts_put_together_are_the_flat_rows_text_and_pictures(media, make, masked):
    flat, parted = (convert(name, make(media), media, masked=masked) for name in ("sft_flat", "sft_parts"))
    assert messages(parted) == messages(flat)
    assert {name: value for name, value in parted.items() if name != "messages"} == {
        name: value for name, value in flat.items() if name != "messages"
    }


def test_a_part_has_a_type_and_a_text_and_no_other_key(root, media):
    (row,), _ = exported(root, [hostile(media)], "sft_parts")
    parts = [part for message in row["messages"] for part in message["content"]]
    assert all(set(part) == {"type", "text"} for part in parts)
    assert all((part["type"] == "text") == bool(part["text"]) for part in parts)
    assert [part["text"] for part in parts if part["type"] == "image"] == [None, None]


def test_parts_split_a_turn_exactly_where_its_pictures_are(media):
    asked = convert("sft_parts", trajectory(media), media)["messages"][1]
    assert asked["content"] == [
        {"type": "text", "text": "img_1: "}, {"type": "image", "text": None}, {"type": "text", "text": f"\n{QUESTION}"},
    ]  # fmt: skip


def test_a_conversation_is_cut_before_a_turn_that_is_not_to_be_learned_from(media):
    row = convert("sft_flat", masked_once(media), media)
    assert [role for role, _ in messages(row)] == ["system", *["user", "assistant"] * 2]
    assert '"text_search"' in row["messages"][-1]["content"]


@pytest.mark.parametrize("name", ["sft_flat", "sft_parts", "sft_sharegpt"])
def test_or_it_is_carried_whole_with_a_mask_for_each_assistant_turn(root, media, name):
    (row,), _ = exported(root, [masked_once(media)], name, masked="carry")
    assert row["loss_mask"] == [1, 1, 0, 1]
    assert sum(role in ASSISTANT for role, _ in messages(row)) == 4


def test_a_dialect_without_words_for_a_call_leaves_the_row_out(media):
    with pytest.raises(LeftOut, match="crop") as told:
        conversation(trajectory(media).model_dump(), named("search_r1"))
    assert told.value.reason == "dialect_cannot_say"


def test_an_export_of_which_no_row_is_left_is_refused_with_the_reasons(root, media):
    with pytest.raises(UserError, match="dialect_cannot_say"):
        exported(root, [trajectory(media)], "sft_flat", dialect="search_r1")


@pytest.mark.parametrize(
    ("given_settings", "told"),
    [
        ({"dialect": "klingon"}, "no dialect 'klingon'"),
        ({"dialect": "react"}, "--dialect react can't be chosen for parquet"),
    ],
)
def test_a_setting_that_does_not_fit_is_a_users_mistake(root, media, given_settings, told):
    with pytest.raises(UserError, match=told):
        exported(root, [trajectory(media)], "parquet", **given_settings)


def test_another_dialect_replaces_files_of_the_first(root, media):
    commit_rows(root, [trajectory(media)], "made")
    out = root.parent / "out"
    export(root, "made", out, ["sft_flat", "sft_openai"])
    export(root, "made", out, ["sft_flat"], settings={"dialect": "opensearch_vl"})
    manifest = json.loads((out / "synthloom.json").read_text())
    assert manifest["settings"]["sft_flat"]["dialect"] == "opensearch_vl"
    assert "in the dialect `opensearch_vl` (`sft_flat`)" in (out / "README.md").read_text()
    assert (out / manifest["formats"]["sft_openai"][0]["path"]).exists()


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data(), dialect=st.sampled_from(["hermes", "opensearch_vl", "react", "unify_agent"]))
def test_any_trajectory_gives_a_conversation_that_trainers_take(media, data, dialect):
    row = data.draw(trajectories(media)).model_dump()
    for masked in ("cut", "carry"):
        try:
            told = conversation(row, named(dialect), masked)
        except LeftOut:
            continue
        assert [turn.role for turn in told.turns] == ["user", "assistant"] * (len(told.turns) // 2)
        assert all(turn.text.count("<image>") == len(turn.images) for turn in told.turns)
        assert masked == "carry" or all(told.loss_mask)
        assert told.turns[-1].learned


def test_every_dialect_writes_the_gold_trajectory_or_says_why_not(media):
    row = trajectory(media).model_dump()
    reasons = {}
    for dialect in DIALECTS:
        try:
            told = conversation(row, dialect)
        except LeftOut as left:
            reasons[dialect.name] = left.reason
        else:
            assert len(told.turns) == 8
    assert set(reasons.values()) <= {"dialect_cannot_say", "image_tags"}
    assert not {"hermes", "opensearch_vl", "react", "gen_searcher"} & reasons.keys()
