import pyarrow.parquet as pq
import pytest
from chatml import learned, whole
from tiny_qwen import tokens

from synthloom.catalog.exports.export import export

pytestmark = pytest.mark.slow


def rows(folder, name: str, split: str = "*") -> list[dict]:
    """The exported rows of a format, in the order of its files."""
    files = sorted((folder / "data" / name).glob(f"{split}-*.parquet"))
    return [row for file in files for row in pq.read_table(file).to_pylist()]


@pytest.fixture(scope="module")
def sft(exports, processor, read):
    return read("verl", "read_verl.py", "sft", processor("verl"), exports["trajectory"])


@pytest.fixture(scope="module")
def rl(exports, processor, read):
    """Tasks and questions, whose files verl joins."""
    return read("verl", "read_verl.py", "rl", processor("verl"), exports["rl_task"], exports["search_question"])


@pytest.fixture(scope="module")
def beside(exports, processor, read, tmp_path_factory):
    """The tasks as JSON Lines with their pictures as files."""
    folder = tmp_path_factory.mktemp("beside")
    export(exports["rl_task"].parent / "catalog", "rl_task", folder, ["rl_verl"], settings={"images": "files"})
    return read("verl", "read_verl.py", "rl", processor("verl"), folder)


@pytest.fixture(scope="module")
def tasks(exports):
    return [*rows(exports["rl_task"], "rl_verl"), *rows(exports["search_question"], "rl_verl")]


def test_sft_keeps_every_row_and_reads_it_as_its_messages(exports, sft):
    flat = rows(exports["trajectory"], "sft_flat", "train")
    assert sft["rows"] == len(flat) > 10
    assert sft["ids"] == [row["id"] for row in flat]
    assert sft["texts"] == [whole(row["messages"]) for row in flat]


def test_sft_learns_the_assistants_turns_and_nothing_else(exports, sft):
    said = [learned(row["messages"]) for row in rows(exports["trajectory"], "sft_flat", "train")]
    assert sft["learned_text"] == said
    assert sft["learned"] == [tokens("".join(turns)) for turns in said]


def test_sft_sees_pictures_where_they_are_and_none_in_rows_of_text(exports, sft):
    flat = rows(exports["trajectory"], "sft_flat", "train")
    assert [4 * count for count in sft["image_tokens"]] == sft["patches"]
    assert [bool(count) for count in sft["patches"]] == [bool(row["images"]) for row in flat]
    assert {min(len(row["images"]), 3) for row in flat} == {0, 1, 2, 3}


def test_sft_takes_rows_with_and_without_pictures_in_one_batch(sft):
    assert sft["batched"] > sum(sft["learned"])


def test_rl_joins_files_of_tasks_and_questions_and_drops_no_row_as_too_long_or_broken(rl, tasks):
    """A row that can't be read is dropped with a traceback and no error."""
    assert rl["files"] == 4
    assert rl["ids"] == [row["extra_info"]["id"] for row in tasks]
    assert len(set(rl["index"])) == len(tasks) > 30


def test_rl_reads_each_prompt_with_its_pictures(rl, tasks):
    assert rl["prompts"] == [whole(row["prompt"]) + "<|im_start|>assistant\n" for row in tasks]
    assert rl["pictures"] == [len(row["images"]) for row in tasks]
    assert [4 * count for count in rl["image_tokens"]] == rl["patches"]
    assert set(rl["pictures"]) == {0, 1, 2}


def test_rl_reads_the_same_of_pictures_beside_the_rows_where_it_runs_in_the_exports_folder(rl, beside):
    assert (beside["files"], beside["rows"]) == (2, 16)
    for name in ("ids", "prompts", "image_tokens", "patches", "gold"):
        assert beside[name] == rl[name][:16]


@pytest.mark.parametrize("gold", ["gold", "gold_untagged", "gold_alone"])
def test_its_reward_manager_gives_a_right_rollout_one(rl, gold):
    assert set(rl[gold]) == {1.0}


@pytest.mark.parametrize("wrong", ["wrong", "wrong_alone", "cut", "empty"])
def test_and_a_corrupted_one_less(rl, wrong):
    assert max(rl[wrong]) < 0.5


def test_no_tag_and_no_null_is_left_in_what_is_read(sft, rl):
    for text in [*sft["texts"], *rl["prompts"]]:
        assert not any(trace in text for trace in ("<image>", "<video>", ": null", "None"))


def test_every_tool_gets_its_arguments_and_none_is_null(rl, tasks):
    """verl takes `create_kwargs` of what stands there, and of null it can't."""
    assert rl["tools"] == [row["extra_info"]["tools_kwargs"] for row in tasks]
    given = [tool["create_kwargs"] for tools in rl["tools"] for tool in tools.values()]
    assert all(set(one) == {"corpus", "task"} and all(one.values()) for one in given)
