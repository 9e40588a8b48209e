import json
import math

import pyarrow.parquet as pq
import pytest
from chatml import END, PICTURE, composed, learned, shown, whole
from tiny_qwen import tokens

from synthloom.catalog.exports.export import export

pytestmark = pytest.mark.slow
SPLITS = ("train", "test")
WAYS = {"embedded": {"images": "embed"}, "files": {"images": "files"}, "inline": {"dialect": "opensearch_vl"}}
"""Exports of the same trajectories, by what of the settings they try."""
FLAT = [("embedded", f"sft_flat_{split}") for split in SPLITS]
CALLS = [("embedded", f"sft_sharegpt_{split}") for split in SPLITS]
INLINE = [("inline", f"sft_sharegpt_{split}") for split in SPLITS]
FILES = [("files", f"{form}_{split}") for form in ("sft_flat", "sft_sharegpt") for split in SPLITS]
EMBEDDED = [*FLAT, *CALLS, *INLINE]
REFUSING = {"gemma4", "gemma4n", "gpt_oss", "kimi_vl", "seed_oss"}
"""Templates whose thoughts stand in other words than `<think>`."""


@pytest.fixture(scope="module")
def folders(exports, tmp_path_factory):
    made = {way: tmp_path_factory.mktemp(way) for way in WAYS}
    for way, folder in made.items():
        formats = ["sft_sharegpt"] if way == "inline" else ["sft_flat", "sft_sharegpt"]
        export(exports["trajectory"].parent / "catalog", "trajectory", folder, formats, settings=WAYS[way])
    return made


@pytest.fixture(scope="module")
def told(folders, processor, read):
    """What LLaMA-Factory makes of each entry of the registries."""
    asked = {(way, entry): folders[way] / entry for way, entry in (*EMBEDDED, *FILES)}
    answers = read("lf", "read_llama_factory.py", processor("lf"), *asked.values())
    return {key: answers[str(path)] for key, path in asked.items()}


@pytest.fixture
def rows(folders):
    """The exported rows of an entry, with their pictures embedded."""

    def of(way, entry):
        folder = folders["embedded" if way == "files" else way]
        return pq.read_table(folder / json.loads((folder / "dataset_info.json").read_text())[entry]["file_name"])

    return lambda key: of(*key).to_pylist()


def as_template_writes(turn) -> str:
    """A turn of ShareGPT in Qwen's words: a call is JSON that is parsed and printed again."""
    if turn["from"] == "function_call":
        thought, end, call = turn["value"].rpartition("</think>\n\n")
        call = json.dumps(json.loads(call), ensure_ascii=False)
        return composed(f"{thought}{end}<tool_call>\n{call}\n</tool_call>{END}")
    if turn["from"] == "observation":
        return composed(f"<tool_response>\n{turn['value']}\n</tool_response>{END}").replace("<image>", PICTURE)
    return composed(turn["value"] + END).replace("<image>", PICTURE)


def test_the_rows_have_no_picture_one_and_several(rows):
    assert {min(len(row["images"]), 2) for row in rows(FLAT[0])} == {0, 1, 2}


@pytest.mark.parametrize("key", [*EMBEDDED, *FILES])
def test_llama_factory_keeps_every_row(rows, told, key):
    """It drops what it can't use with no more than a warning."""
    assert told[key]["rows"] == len(rows(key)) > 0


@pytest.mark.parametrize("key", FLAT)
def test_a_flat_row_reads_as_its_messages_in_the_models_own_words(rows, told, key):
    assert told[key]["texts"] == [whole(row["messages"]) for row in rows(key)]


@pytest.mark.parametrize("key", FLAT)
def test_every_assistant_turn_is_learned_and_nothing_else(rows, told, key):
    said = [learned(row["messages"]) for row in rows(key)]
    assert told[key]["learned_text"] == said
    assert told[key]["learned"] == [tokens("".join(turns)) for turns in said]


@pytest.mark.parametrize("key", [*CALLS, *INLINE])
def test_a_sharegpt_row_teaches_its_gpt_and_call_turns_and_nothing_else(rows, told, key):
    agent = ("gpt", "function_call")
    said = [[as_template_writes(one) for one in row["conversations"] if one["from"] in agent] for row in rows(key)]
    assert told[key]["learned_text"] == said


@pytest.mark.parametrize("key", [*CALLS, *INLINE])
def test_a_sharegpt_row_has_its_tools_once_and_then_its_turns(rows, told, key):
    for row, text in zip(rows(key), told[key]["texts"], strict=True):
        system, *turns = text.split("<|im_start|>")[1:]
        assert system.startswith(composed(f"system\n{row['system']}"))
        assert [system.count(f'"name": "{name}"') for name in ("crop", "text_search", "visit")] == [1, 1, 1]
        assert [turn.partition("\n")[2] for turn in turns] == [
            as_template_writes(turn) for turn in row["conversations"]
        ]


def test_calls_are_turns_of_their_own_unless_a_dialect_is_asked_for(rows):
    roles = {
        way: {one["from"] for row in rows((way, "sft_sharegpt_train")) for one in row["conversations"]} for way in WAYS
    }
    assert roles["embedded"] == roles["files"] == {"human", "gpt", "function_call", "observation"}
    assert roles["inline"] == {"human", "gpt", "observation"}


@pytest.mark.parametrize("key", CALLS)
def test_all_templates_but_those_named_in_the_format_can_write_the_calls(told, key):
    assert set(told[key]["refused_by"]) == REFUSING


@pytest.mark.parametrize("key", EMBEDDED)
def test_no_tag_null_or_none_is_left_in_the_prompt(told, key):
    for text in told[key]["texts"]:
        assert not any(trace in text for trace in ("<image>", "<video>", ": null", "None"))


@pytest.mark.parametrize("key", EMBEDDED)
def test_each_picture_comes_in_its_turn_with_as_many_tokens_as_patches_ask_for(rows, told, key):
    exported = [shown(row["images"], encoded_again=True) for row in rows(key)]
    taken = [[[w, h, kept and digest] for (w, h, digest), (*_, kept) in zip(got, given, strict=True)]
             for got, given in zip(told[key]["pictures"], exported, strict=True)]  # fmt: skip
    assert taken == exported
    assert [4 * tokens for tokens in told[key]["image_tokens"]] == told[key]["patches"]
    assert [text.count(PICTURE) for text in told[key]["texts"]] == [len(given) for given in exported]


@pytest.mark.parametrize("key", FILES)
def test_as_files_it_reads_the_same_and_no_picture_is_encoded_again(rows, told, key):
    embedded = told["embedded", key[1]]
    for name in ("texts", "learned", "learned_text", "image_tokens", "patches"):
        assert told[key][name] == embedded[name]
    assert told[key]["pictures"] == [shown(row["images"]) for row in rows(key)]


@pytest.mark.parametrize("key", EMBEDDED)
def test_a_row_goes_through_the_model(told, key):
    assert math.isfinite(told[key]["loss"])
