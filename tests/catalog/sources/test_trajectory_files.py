"""Published trajectories become records and are written again without loss."""

import json
import random
import re
import string
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from step_context import StepContext

from synthloom.catalog.dialects.conversation import read, write
from synthloom.catalog.dialects.known import named
from synthloom.catalog.media import LocalMedia
from synthloom.catalog.sources.raw import SourceError
from synthloom.catalog.sources.trajectory_files import TrajectoryFiles, open_sources
from synthloom.catalog.sources.trajectory_files_io import document, read_file, write_file
from synthloom.schemas.steps import BadRow
from synthloom.schemas.trajectories import Trajectory

WEBDANCER = "webdancer/sample_traj.subset.jsonl"
FIREACT = "fireact/hotpotqa_dev_gpt35_trajs.subset.json"
PUBLISHED = {
    # file: dialects, trajectories, steps, of them with raw text, with a raw observation
    WEBDANCER: ({"hermes"}, 18, 37, 0, 0),
    FIREACT: ({"react"}, 100, 100, 0, 100),
    "vrag/search_sft.json": ({"vrag"}, 3, 11, 0, 0),
    "search_r1/case.txt": ({"search_r1"}, 2, 5, 4, 0),
    "react_prompts/alfworld.json": ({"alfworld"}, 24, 307, 0, 0),
    "react_prompts/alfworld_3prompts.json": ({"alfworld"}, 36, 479, 0, 0),
    "react_prompts/fever.json": ({"react_numbered", "react_cot"}, 12, 22, 2, 0),
    "react_prompts/prompts_naive.json": ({"react_numbered", "react_cot"}, 51, 104, 0, 0),
    "llamafactory_mllm/mllm_demo.json": ({"plain"}, 6, 12, 0, 2),
}
published = pytest.mark.parametrize("name", PUBLISHED)


@pytest.fixture(scope="session")
def folder(real_data: Path) -> Path:
    return real_data / "trajectories"


def trajectories(path: Path) -> list[Trajectory]:
    """All of a file, none bad."""
    found = list(read_file(path))
    assert not [row for row in found if isinstance(row, BadRow)]
    return [row for row in found if isinstance(row, Trajectory)]


def parsed(text: str) -> Any:
    """A file's content: rows, a document, or text."""
    try:
        return json.loads(text)
    except ValueError:
        return [json.loads(line) for line in text.splitlines()] if text.startswith("{") else text


def as_hotpotqa_compares(text: str) -> str:
    """Small letters without punctuation and articles."""
    kept = "".join(letter for letter in text.lower() if letter not in string.punctuation)
    return " ".join(re.sub(r"\b(a|an|the)\b", " ", kept).split())


def canonical(made: Trajectory | Any) -> list[tuple[object, ...]]:
    return [(one.thought, one.tool, one.arguments, one.observation, one.images) for one in made.steps]


@published
def test_a_published_file_is_read_and_written_again(folder: Path, name: str, tmp_path: Path) -> None:
    made = trajectories(folder / name)
    write_file(made, tmp_path / "again")
    assert parsed((tmp_path / "again").read_text()) == parsed((folder / name).read_text())


@published
def test_few_steps_need_their_text_as_it_stood(folder: Path, name: str) -> None:
    made = trajectories(folder / name)
    steps = [step for one in made for step in one.steps]
    raw = sum(bool(step.raw) for step in steps)
    raw_observations = sum(bool(step.raw_observation) for step in steps)
    spoken = {one.dialect for one in made}
    assert (spoken, len(made), len(steps), raw, raw_observations) == PUBLISHED[name]


@published
def test_without_that_text_the_same_steps_come_back(folder: Path, name: str) -> None:
    for made in trajectories(folder / name):
        bare = [step.model_copy(update={"raw": "", "raw_observation": ""}) for step in made.steps]
        stripped = made.model_copy(update={"steps": tuple(bare)})
        again = read(write(stripped, named(made.dialect)), named(made.dialect))
        assert canonical(again) == canonical(made)
        assert again.final_answer == made.final_answer


@published
def test_fields_mean_something(folder: Path, name: str) -> None:
    for made in trajectories(folder / name):
        assert made.question
        assert made.mode == made.stopped == "imported"
        assert [step.index for step in made.steps] == list(range(len(made.steps)))
        for step in made.steps:
            assert not step.tool or isinstance(json.loads(step.arguments), dict)
            assert step.thought == step.thought.strip(" \n") or made.dialect.startswith(("react", "alfworld"))
            assert step.error_class != "malformed"


def test_thoughts_and_answers_are_where_they_belong(folder: Path) -> None:
    for name in (WEBDANCER, FIREACT, "vrag/search_sft.json", "search_r1/case.txt"):
        for made in trajectories(folder / name):
            assert all(step.thought for step in made.steps)
            assert made.final_answer
            assert not made.steps[-1].tool


def test_a_search_agents_calls_are_read(folder: Path) -> None:
    first = trajectories(folder / WEBDANCER)[0]
    call = json.loads(first.steps[0].arguments)
    assert first.steps[0].tool == "search"
    assert call["query"][0] == "1964 British horse race Christmas associated winner"
    assert first.question.startswith("In a prestigious British equestrian event")
    assert first.answer == "English horse race Derby"
    assert [tool["function"]["name"] for tool in json.loads(first.tools)] == ["search", "visit"]
    assert first.final_answer.startswith("The notable race where the unexpected triumph took place in 1964")


def test_answers_are_those_that_the_file_says_and_judges(folder: Path) -> None:
    rows = json.loads((folder / FIREACT).read_text())
    for made in trajectories(folder / FIREACT):
        row = rows[json.loads(made.extras)["key"]]
        assert as_hotpotqa_compares(made.final_answer) == row["pred"]
        assert made.answer == row["gt"]
        assert made.outcome == "correct" or not row["em"]


def test_a_crop_is_of_the_latest_picture(folder: Path) -> None:
    first = trajectories(folder / "vrag/search_sft.json")[0]
    assert [step.tool for step in first.steps] == ["text_search", "crop", ""]
    assert first.steps[1].arguments == '{"image": "img_1", "bbox": [437, 276, 719, 495]}'
    assert first.steps[1].images == ("img_2",)


def test_a_houses_commands_are_calls(folder: Path) -> None:
    made = trajectories(folder / "react_prompts/alfworld.json")[0]
    assert made.question == "put some spraybottle on toilet."
    taken = next(step for step in made.steps if step.tool == "take")
    assert json.loads(taken.arguments) == {"object": "spraybottle 2", "from": "cabinet 2"}
    assert made.steps[0].observation == "OK."


def test_pictures_that_lie_beside_the_file_are_stored(folder: Path, context: StepContext) -> None:
    made = list(TrajectoryFiles(str(folder / "llamafactory_mllm")).load(context))
    assert all(isinstance(row, Trajectory) for row in made)
    first = made[0]
    assert isinstance(first, Trajectory)
    assert list(first.images) == ["img_1", "img_2"]
    assert context.media.image(first.images["img_1"]).size == (
        first.images["img_1"].width,
        first.images["img_1"].height,
    )
    assert first.licence == "Apache-2.0"


def test_of_pictures_that_are_elsewhere_only_names_stay(folder: Path, context: StepContext) -> None:
    made = next(iter(TrajectoryFiles(str(folder / "vrag")).load(context)))
    assert isinstance(made, Trajectory)
    assert not made.images
    assert json.loads(made.extras)["columns"]["images"][1] == "./data/SlideVQA_train/temp_img/1746258380321.jpg"


def test_the_same_files_give_the_same_rows(folder: Path, tmp_path: Path) -> None:
    loaded = [
        list(TrajectoryFiles(str(folder / "webdancer")).load(StepContext(LocalMedia(tmp_path), random.Random(seed))))
        for seed in (1, 2)
    ]
    assert loaded[0] == loaded[1]


def test_questions_asked_again_are_further_rollouts(folder: Path) -> None:
    counted = Counter((one.task_id, one.rollout) for one in trajectories(folder / WEBDANCER))
    assert max(counted.values()) == 1
    assert max(rollout for _, rollout in counted) >= 1


# OpenSearch-VL publishes the columns and tags of its files, not the files: these rows are built in that shape.
INFO = "opensearch_vl/dataset_info.json"
SEARCHES = {
    "conversations": [
        {"from": "human", "value": "<image>image_id: 1\nQuestion: Which river flows past the temple in the image?"},
        {"from": "gpt", "value": '<think>\nFind the temple.\n</think>\n<tool_call>\n{"name": "image_search", '
         '"arguments": {"url": "img_1"}}\n</tool_call>'},
        {"from": "observation", "value": "<observation>\nimg_2: Ranganathaswamy Temple\n<image>\n</observation>"},
        {"from": "gpt", "value": "<think>\nIt lies on an island in the Cauvery.\n</think>\n<response>\nthe Cauvery\n"
         "</response>"},
    ],
    "images": ["fvqa/1.jpg", "fvqa/2.jpg"],
    "system": "You are a helpful assistant.",
    "tools": '[{"name": "image_search", "description": "Reverse image search", "parameters": {"type": "object"}}]',
}  # fmt: skip


@pytest.fixture
def sharegpt(folder: Path, tmp_path: Path) -> Path:
    """A file that `dataset_info.json` names, with the real rows of another in its shape."""
    (tmp_path / "dataset_info.json").write_bytes((folder / INFO).read_bytes())
    path = tmp_path / "new_fvqa" / "fvqa_llama_factory_clean.json"
    path.parent.mkdir()
    real = [json.loads(line) for line in (folder / WEBDANCER).read_text().splitlines()]
    rows = [SEARCHES]
    for row in real:
        roles = {"user": "observation", "assistant": "gpt"}
        said = [{"from": roles[one["role"]], "value": one["content"]} for one in row["messages"][1:]]
        said[0]["from"] = "human"
        columns = {"conversations": said, "system": row["messages"][0]["content"]}
        rows.append({**columns, "images": [], "tools": json.dumps(row["functions"])})
    path.write_text(json.dumps(rows))
    return path


def test_sharegpt_of_a_list_of_data_sets_round_trips(sharegpt: Path, context: StepContext) -> None:
    rows = json.loads(sharegpt.read_text())
    made = trajectories(sharegpt)
    assert parsed(document(made)) == rows
    assert [one.dialect for one in made] == ["opensearch_vl", *["hermes"] * 18]
    assert [len(one.steps) for one in made[:2]] == [2, 2]


def test_opensearch_vl_rows_are_read_in_its_dialect(sharegpt: Path, tmp_path: Path) -> None:
    sharegpt.write_text(json.dumps([SEARCHES]))
    (only,) = trajectories(sharegpt)
    assert only.dialect == "opensearch_vl"
    assert only.question == "Which river flows past the temple in the image?"
    assert (only.steps[0].tool, only.steps[0].arguments) == ("image_search", '{"url": "img_1"}')
    assert only.steps[0].images == ("img_2",)
    assert only.final_answer == "the Cauvery"
    assert not any(step.raw or step.raw_observation for step in only.steps)
    assert [part.type for part in only.messages[1].content] == ["image_url", "text"]


def test_openai_messages_round_trip(tmp_path: Path) -> None:
    function = {"name": "crop", "arguments": '{"image": "img_1", "bbox": [1, 2, 3, 4]}'}
    row = {
        "messages": [
            {"role": "system", "content": "Use tools."},
            {"role": "user", "content": [{"type": "image_url", "image_url": {"url": "a.png"}},
                                         {"type": "text", "text": "What is it?"}]},
            {"role": "assistant", "content": "Closer.", "tool_calls": [
                {"id": "call_0", "type": "function", "function": function}]},
            {"role": "tool", "tool_call_id": "call_0", "content": "img_2: a hat"},
            {"role": "assistant", "content": "A hat."},
        ],
        "tools": [{"type": "function", "function": {"name": "crop", "parameters": {"type": "object"}}}],
        "answer": "a hat",
    }  # fmt: skip
    Image.new("RGB", (8, 8)).save(tmp_path / "a.png")
    path = tmp_path / "rows.jsonl"
    path.write_text(json.dumps(row) + "\n" + json.dumps(row | {"answer": "a cat"}) + "\n")
    made = trajectories(path)
    assert parsed(document(made)) == [row, row | {"answer": "a cat"}]
    assert (made[0].dialect, made[0].question, made[0].final_answer) == ("openai", "What is it?", "A hat.")
    assert [one.outcome for one in made] == ["correct", "wrong"]
    assert not any(step.raw for step in made[0].steps)


def test_rows_that_cant_be_read_say_why(tmp_path: Path, context: StepContext) -> None:
    good = {"messages": [{"role": "user", "content": "Q"}, {"role": "assistant", "content": "<answer>\nA\n</answer>"}]}
    rows = [
        good,
        {"messages": "none"},
        {"messages": [{"role": "user", "content": "<image>Q"}, {"role": "assistant", "content": "A"}]},
        {"messages": [{"role": "assistant", "content": "A"}]},
        {"messages": [{"role": "user", "content": "Q"}]},
        {"messages": [*good["messages"], {"role": "wizard", "content": "Q"}]},
        {"messages": [{"role": "user", "content": "<video>Q"}, {"role": "assistant", "content": "A"}]},
        {"messages": good["messages"], "videos": ["a.mp4"]},
    ]
    lines = [json.dumps(row) for row in rows]
    (tmp_path / "set").mkdir()
    (tmp_path / "set" / "rows.jsonl").write_text("\n".join([*lines, "{broken", lines[0]]) + "\n")
    found = list(TrajectoryFiles(str(tmp_path / "set")).load(context))
    assert [row.reason if isinstance(row, BadRow) else "good" for row in found] == [
        "good", "no_conversation", "images_mismatch", "bad_conversation", "no_steps", "wrong_type", "no_round_trip",
        "has_video", "bad_json", "same_row",
    ]  # fmt: skip
    assert len({row.id for row in found}) == len(found)


def test_what_holds_no_trajectories_is_the_users_mistake(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="holds no trajectories"):
        open_sources([str(folder / "vrag" / "rag_dataset.json")])
    with pytest.raises(SourceError, match="doesn't exist"):
        open_sources([str(tmp_path / "nothing")])
    (tmp_path / "a.png").write_bytes(b"")
    with pytest.raises(SourceError, match=r"holds no file of trajectories\. Expected --source FILES"):
        open_sources([str(tmp_path)])


def test_files_that_arent_read_are_told(folder: Path) -> None:
    (source,) = open_sources([str(folder / "search_r1")])
    assert [path.name for path in source.files[0]] == ["case.txt"]
    assert "corpus.jsonl holds no trajectories" in source.notes[0]


def test_long_rows_are_rows(tmp_path: Path) -> None:
    said = [{"role": "user", "content": "Q" * 200_000}, {"role": "assistant", "content": "<answer>\nA\n</answer>"}]
    path = tmp_path / "rows.jsonl"
    path.write_text("".join(json.dumps({"messages": said, "n": number}) + "\n" for number in range(2)))
    assert parsed(document(trajectories(path))) == parsed(path.read_text())


@pytest.mark.parametrize(
    "content", [b"", b"\n\n", b"\x00\x01", b"{", b"[1, 2]", b"<|im_start|>", b'{"a": "> b"}', b"[" * 9000]
)
def test_hostile_files_are_refused_or_bad_rows(tmp_path: Path, content: bytes, context: StepContext) -> None:
    (tmp_path / "file.json").write_bytes(content)
    source = TrajectoryFiles(str(tmp_path / "file.json"))
    try:
        found = list(source.load(context))
    except SourceError:
        return
    assert all(isinstance(row, BadRow) for row in found)
