import json
import math

import pyarrow.parquet as pq
import pytest
from chatml import END, PICTURE, composed, learned, shown, whole
from tiny_qwen import tokens

from synthloom.catalog.exports.export import export

pytestmark = pytest.mark.slow
FLAT, SWIFT = (
    tuple(f"data/{name}/{split}-00000-of-00001" for split in ("train", "test")) for name in ("sft_flat", "sft_swift")
)
TASKS = "data/rl_verl/train-00000-of-00001.parquet"


@pytest.fixture(scope="module")
def told(exports, processor, read, tmp_path_factory):
    """What ms-swift makes of each file, and of the training files with pictures as files beside them."""
    folder, names = tmp_path_factory.mktemp("files"), ["sft_flat", "sft_swift"]
    export(exports["trajectory"].parent / "catalog", "trajectory", folder, names, settings={"images": "files"})
    asked = {file: exports["trajectory"] / f"{file}.parquet" for file in (*FLAT, *SWIFT)}
    asked |= {f"{file}.jsonl": folder / f"{file}.jsonl" for file in (FLAT[0], SWIFT[0])}
    made = read("swift", "read_swift.py", "sft", processor("swift"), folder, *asked.values())
    return {name: made[str(path)] for name, path in asked.items()}


@pytest.fixture(scope="module")
def grpo(exports, processor, read):
    """Tasks and questions in one run."""
    files = [TASKS, exports["search_question"] / TASKS]
    return read("swift", "read_swift.py", "grpo", processor("swift"), exports["rl_task"], *files)


@pytest.fixture
def rows(exports):
    return lambda file: pq.read_table(exports["trajectory"] / f"{file}.parquet").to_pylist()


@pytest.fixture
def prompts(exports):
    return [row for name in ("rl_task", "search_question") for row in pq.read_table(exports[name] / TASKS).to_pylist()]


def spoken(messages) -> list[tuple[str, bool]]:
    """Each turn after the system's in Qwen's words, and whether it is learned from."""
    turns: list[tuple[str, bool]] = []
    before = "user"
    for message in messages:
        role, text = message["role"], message["content"]
        if role == "tool_call":
            text = f"<tool_call>\n{json.dumps(json.loads(text), ensure_ascii=False)}\n</tool_call>"
        if role == "tool_response":
            text = f"<tool_response>\n{text}\n</tool_response>"
        if role == "tool_call" and before == "assistant":
            turns[-1] = (turns[-1][0] + text, message["loss"] is not False)
        elif role != "system":
            turns.append((text, role in ("assistant", "tool_call") and message["loss"] is not False))
        before = role
    return [(composed(text + END).replace("<image>", PICTURE), taken) for text, taken in turns]


def test_the_rows_have_no_picture_one_and_several_and_turns_not_to_be_learned_from(rows):
    assert {min(len(row["images"]), 2) for row in rows(SWIFT[0])} == {0, 1, 2}
    assert {message["loss"] for row in rows(SWIFT[0]) for message in row["messages"]} == {False, None}


@pytest.mark.parametrize("file", [*FLAT, *SWIFT])
def test_ms_swift_keeps_every_row(rows, told, file):
    assert told[file]["rows"] == len(rows(file)) > 0


@pytest.mark.parametrize("file", FLAT)
def test_a_flat_row_reads_as_its_messages_in_the_models_own_words(rows, told, file):
    assert told[file]["texts"] == [whole(row["messages"]) for row in rows(file)]


@pytest.mark.parametrize("file", FLAT)
def test_every_assistant_turn_is_learned_and_nothing_else(rows, told, file):
    said = [learned(row["messages"]) for row in rows(file)]
    assert told[file]["learned_text"] == said
    assert told[file]["learned"] == [tokens("".join(turns)) for turns in said]


@pytest.mark.parametrize("file", SWIFT)
def test_calls_and_results_of_a_native_row_stand_in_its_turns_and_its_tools_once(rows, told, file):
    for row, text in zip(rows(file), told[file]["texts"], strict=True):
        system, *turns = text.split("<|im_start|>")[1:]
        assert system.startswith(composed(f"system\n{row['messages'][0]['content']}"))
        assert [system.count(f'"name": "{name}"') for name in ("crop", "text_search", "visit")] == [1, 1, 1]
        assert [turn.partition("\n")[2] for turn in turns] == [turn for turn, _ in spoken(row["messages"])]


@pytest.mark.parametrize("file", SWIFT)
def test_a_native_row_goes_on_after_a_turn_that_is_masked_and_not_learned_from(rows, told, file):
    spoke = [spoken(row["messages"]) for row in rows(file)]
    assert told[file]["learned_text"] == [[turn for turn, taken in turns if taken] for turns in spoke]


@pytest.mark.parametrize("file", [*FLAT, *SWIFT])
def test_no_tag_null_or_none_is_left_in_the_prompt(told, file):
    for text in told[file]["texts"]:
        assert not any(trace in text for trace in ("<image>", "<video>", ": null", "None"))


@pytest.mark.parametrize("file", [*FLAT, *SWIFT])
def test_each_picture_comes_in_its_turn_with_as_many_tokens_as_patches_ask_for(rows, told, file):
    pictures = [shown(row["images"]) for row in rows(file)]
    assert told[file]["pictures"] == pictures
    assert [4 * tokens for tokens in told[file]["image_tokens"]] == told[file]["patches"]
    assert [text.count(PICTURE) for text in told[file]["texts"]] == [len(given) for given in pictures]


@pytest.mark.parametrize("file", [FLAT[0], SWIFT[0]])
def test_as_json_lines_with_pictures_beside_it_reads_the_same(told, file):
    """With `ROOT_IMAGE_DIR` set to the export's folder."""
    assert told[f"{file}.jsonl"] | {"loss": None} == told[file] | {"loss": None}


@pytest.mark.parametrize("file", [*FLAT, *SWIFT])
def test_a_row_goes_through_the_model(told, file):
    assert math.isfinite(told[file]["loss"])


def test_grpo_prepares_every_task_and_question_with_all_its_columns(prompts, grpo):
    """With `--columns '{"prompt": "messages"}'`; more than the row has is the trainer's own."""
    assert len(grpo["rows"]) == len(prompts) > 20
    for row, told in zip(prompts, grpo["rows"], strict=True):
        assert told["messages"] == row["prompt"]
        assert told["images"] == shown(row["images"])
        same = ("data_source", "ability", "reward_model", "extra_info")
        assert [told[name] for name in same] == [row[name] for name in same]


def test_grpo_trains_on_rows_with_and_without_pictures(prompts, grpo):
    assert {len(told["images"]) for told in grpo["given"]} == {0, 1, 2}
    assert len(grpo["moved"]) == 3
    assert all(math.isfinite(norm) and norm > 0 for norm in grpo["moved"])


def test_grpo_gives_a_reward_function_the_rows_columns(prompts, grpo):
    for row, told in zip(prompts, grpo["given"], strict=False):
        assert [told["messages"][:-1], told["reward_model"]] == [row["prompt"], row["reward_model"]]


def test_the_exported_reward_function_scores_gold_answers_one_and_others_less(grpo):
    assert set(grpo["gold"]) == {1.0}
    assert max(grpo["wrong"]) < 0.5
