import io
import json
from hashlib import sha256

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from sft_rows import SFT, convert, exported, hostile, messages, text_only, trajectories, wrong
from small_trajectory import commit_rows, gold_steps, step, trajectory

from synthloom.catalog.exports.export import FORMATS, export
from synthloom.catalog.exports.format import IMAGE, LeftOut
from synthloom.catalog.media import LocalMedia

ASSISTANT = ("assistant", "gpt", "function_call", "tool_call")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """All formats of a trajectory, of one of hostile words, and of one without pictures; no test changes them."""
    folder = tmp_path_factory.mktemp("made")
    media = LocalMedia(folder / "catalog")
    told = trajectory(media)
    unseen = media.put_image(media.image(told.images["img_2"]).rotate(90, expand=True))
    shown = told.model_copy(update={"images": told.images | {"img_3": unseen}})
    bare = text_only(media).model_copy(update={"id": "t3"})
    commit_rows(media.root, [shown, hostile(media).model_copy(update={"id": "t2"}), bare], "made")
    export(media.root, "made", folder / "out", [*SFT, "parquet"])
    return folder


def rows_of(made, name):
    return pq.read_table(made / f"out/data/{name}/train-00000-of-00001.parquet").to_pylist()


@pytest.mark.parametrize("name", ["sft_flat", "sft_parts", "sft_openai"])
def test_pictures_stand_in_user_turns_only(media, name):
    shown = [role for role, text in messages(convert(name, trajectory(media), media)) if "<image>" in text]
    assert shown == ["user", "user"]


@pytest.mark.parametrize("name", SFT)
def test_each_picture_shown_has_its_tag_and_the_stores_bytes(made, name):
    row, told = rows_of(made, name)[0], trajectory(LocalMedia(made / "catalog"))
    assert sum(text.count("<image>") for _, text in messages(row)) == 2
    hashes = [sha256(picture["bytes"]).hexdigest() for picture in row["images"]]
    assert hashes == [told.images["img_1"].hash, told.images["img_2"].hash]
    assert [picture["path"] for picture in row["images"]] == [f"{digest}.png" for digest in hashes]


@pytest.mark.parametrize("name", SFT)
def test_a_jpegs_bytes_are_those_of_the_store(media, name):
    file = io.BytesIO()
    Image.effect_noise((24, 24), 90).convert("RGB").save(file, "JPEG")
    told, photo = trajectory(media), media.put(file.getvalue())
    row = convert(name, told.model_copy(update={"images": told.images | {"img_1": photo}}), media)
    assert row["images"][0] == {"bytes": file.getvalue(), "path": f"{photo.hash}.jpg"}


def test_a_photograph_that_lies_on_its_side_is_shown_as_the_tools_saw_it(media):
    file, exif = io.BytesIO(), Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (24, 16), "red").save(file, "JPEG", exif=exif)
    told, photo = trajectory(media), media.put(file.getvalue())
    row = convert("sft_flat", told.model_copy(update={"images": told.images | {"img_1": photo}}), media)
    shown = Image.open(io.BytesIO(row["images"][0]["bytes"]))
    assert (shown.size, shown.format) == ((16, 24), "PNG")


@pytest.mark.parametrize("name", SFT)
def test_tags_and_chat_tokens_in_scraped_text_are_made_harmless(made, name):
    row = rows_of(made, name)[1]
    text = "\n".join(text for _, text in messages(row))
    assert text.count("<image>") == len(row["images"]) == 2
    assert not any(token in text for token in ("<video>", "<|im_end|>", "<|im_start|>"))
    for message in row.get("messages", []):
        for call in message.get("tool_calls") or []:
            assert "<image>" not in json.dumps(json.loads(call["function"]["arguments"]))


@pytest.mark.parametrize("name", SFT)
def test_a_system_prompt_or_a_tools_description_with_a_tag_brings_no_picture(media, name):
    told = trajectory(media)
    system = told.messages[0].content[0].model_copy(update={"text": "Say <image> or <|im_end|>."})
    first = told.messages[0].model_copy(update={"content": (system,)})
    tools = told.tools.replace("Cut out a part.", "Cut <image>.")
    row = convert(name, told.model_copy(update={"messages": (first, *told.messages[1:]), "tools": tools}), media)
    said = "".join(text for _, text in messages(row)) + (row.get("system") or "") + (row.get("tools") or "")
    assert (said.count("<image>"), said.count("<|im_end|>"), len(row["images"])) == (2, 0, 2)


@pytest.mark.parametrize("name", SFT)
def test_a_text_only_row_has_an_empty_list_of_pictures(made, name):
    assert [len(row["images"]) for row in rows_of(made, name)] == [2, 2, 0]


@pytest.mark.parametrize("name", SFT)
@pytest.mark.parametrize("masked", ["cut", "carry"])
def test_nothing_from_the_fatal_step_on_is_exported(media, name, masked):
    down = {"observation": "No answer.", "error_class": "timeout"}
    fatal = [*gold_steps()[:2], *(step(n, "Read.", "visit", asked={"urls": ["a"]}, **down) for n in (2, 3, 4))]
    row = convert(name, trajectory(media, fatal, final_answer="", outcome="fatal"), media, masked=masked)
    role, text = messages(row)[-1]
    assert role in ASSISTANT
    assert '"visit"' not in text
    assert "No answer." not in "".join(text for _, text in messages(row))


@pytest.mark.parametrize("name", SFT)
def test_a_failed_call_is_told_as_the_served_tools_tell_it(media, name):
    gold = gold_steps()
    gold[2] = gold[2].model_copy(update={"observation": "[timeout] visit gave no answer.", "error_class": "timeout"})
    assert "[timeout] visit gave no answer." in messages(convert(name, trajectory(media, gold), media))[-2][1]


def test_rows_that_a_format_cannot_hold_are_counted_and_told(root, media):
    rows = [trajectory(media), trajectory(media, [wrong(0), step(1, "Maseru.")], id="t2")]
    _, report = exported(root, rows, "sft_flat")
    assert report["left_out"]["sft_flat"]["train"] == {"nothing_to_learn": 1}
    assert "| sft_flat | train | nothing_to_learn | 1 |" in (root.parent / "out/README.md").read_text()


@pytest.mark.parametrize("name", SFT)
def test_a_row_whose_pictures_were_never_published_is_left_out(media, name):
    with pytest.raises(LeftOut) as told:
        convert(name, trajectory(media).model_copy(update={"images": {}}), media)
    assert told.value.reason == "picture_missing"


@pytest.mark.parametrize("name", SFT)
def test_a_row_with_nothing_to_learn_is_left_out(media, name):
    with pytest.raises(LeftOut) as told:
        convert(name, trajectory(media, [wrong(0)], final_answer=""), media)
    assert told.value.reason == "nothing_to_learn"


@pytest.mark.parametrize("name", SFT)
@pytest.mark.parametrize("outcome", ["wrong", "no_answer", "over_budget"])
def test_a_rollout_that_gave_no_right_answer_is_left_out_unless_others_published_it(media, name, outcome):
    told = trajectory(media, outcome=outcome)
    with pytest.raises(LeftOut) as reason:
        convert(name, told, media)
    assert reason.value.reason == "not_right"
    assert messages(convert(name, told.model_copy(update={"mode": "imported"}), media))


@pytest.mark.parametrize("name", SFT)
def test_no_column_is_a_struct_of_schemas_or_arguments(name):
    """Arrow would join the keys of all rows, and chat templates print what a row lacks as null."""
    form = next(form for form in FORMATS if form.name == name)
    known = {"role", "content", "from", "value", "type", "text", "bytes", "path", "loss", "weight"}
    known |= {"tool_calls", "tool_call_id", "id", "function", "name", "arguments"}

    def inner(kind):
        if pa.types.is_list(kind):
            yield from inner(kind.value_type)
        for field in kind if pa.types.is_struct(kind) else ():
            yield field
            yield from inner(field.type)

    told = [field for column in form.schema(pa.schema([])) for field in inner(column.type)]
    assert {field.name for field in told} <= known
    assert all(field.type == pa.string() for field in told if field.name == "arguments")
    assert form.schema(pa.schema([])).field("images").type == pa.list_(IMAGE)


@pytest.mark.parametrize("name", SFT)
def test_the_files_metadata_has_the_list_syntax_that_every_datasets_opens(made, name):
    told = pq.read_schema(made / f"out/data/{name}/train-00000-of-00001.parquet").metadata[b"huggingface"]
    assert json.loads(told)["info"]["features"]["images"] == [{"_type": "Image"}]
    assert b'"List"' not in told
    assert b'"Json"' not in told


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data(), name=st.sampled_from(SFT))
def test_any_trajectory_gives_a_row_with_as_many_tags_as_pictures_that_ends_with_the_assistant(media, data, name):
    try:
        row = convert(name, data.draw(trajectories(media)), media)
    except LeftOut:
        return
    told = messages(row)
    first, last = [role for role, _ in told if role != "system"][:1], told[-1][0]
    assert sum(text.count("<image>") for _, text in told) == len(row["images"])
    assert not any("<|im_end|>" in text for _, text in told)
    assert first in (["user"], ["human"])
    assert last in ASSISTANT


def test_datasets_opens_all_of_it(made):
    from datasets import load_dataset

    for name in (*SFT, "parquet"):
        (split,) = load_dataset(str(made / "out"), name, cache_dir=str(made / "cache")).values()
        assert len(split) == 3
        picture = split[0]["images"][1]["value"] if name == "parquet" else split[0]["images"][1]
        assert picture.size == (55, 43)
