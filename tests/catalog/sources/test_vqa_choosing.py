"""Which of several files is read, and by which columns."""

from pathlib import Path
from typing import Any

import pytest
from small_sets import Read, chat, document, lines, picture

from synthloom.catalog.sources.raw import SourceError
from synthloom.catalog.sources.vqa import VqaSource


def test_answers_of_models_are_never_gold(data: Path, read: Read) -> None:
    picture(data / "a.png")
    lines(data / "questions.jsonl", *[{"image": "a.png", "question": f"q{n}?", "question_id": n} for n in range(3)])
    for name in ("one", "two"):
        rows = [{"image": "a.png", "question": f"q{n}?", "answer": f"{name} {n}"} for n in range(3)]
        lines(data / "answer" / f"{name}.jsonl", *rows)
    items, bad = read()
    assert not items
    assert [b.reason for b in bad] == ["no_answer"] * 3
    assert sum("answers of a model" in note for note in VqaSource(str(data)).notes) == 2


def test_an_answer_file_without_question_file_keeps_its_questions_only(data: Path, read: Read) -> None:
    picture(data / "a.png")
    for name in ("one", "two"):
        rows = [{"image": "a.png", "question": f"q{n}?", "answer": f"{name} {n}"} for n in range(3)]
        lines(data / f"{name}.jsonl", *rows)
    items, bad = read()
    assert not items
    assert [b.reason for b in bad] == ["no_answer"] * 3


def test_a_conversation_is_preferred_to_captions_of_the_same_pictures(data: Path, read: Read) -> None:
    picture(data / "a.png")
    document(data / "a.json", [{"caption": "a plain red wall", "image_name": "a.png"}])
    document(data / "b.json", [chat("a.png", "<image>\nWhat do you see?", "a plain red wall")])
    document(
        data / "c.json", [{"output_image": "a.png", "conversations": chat("", "Draw!", "<image>")["conversations"]}]
    )
    items, bad = read()
    assert [i.question for i in items] == ["What do you see?"]
    assert not bad


def test_two_files_with_different_rows_are_both_read(data: Path, read: Read) -> None:
    picture(data / "a.png")
    for split in ("train", "val"):
        document(
            data / f"{split}.json", [{"image": "a.png", "question": f"{split} {n}?", "answer": "yes"} for n in range(5)]
        )
    assert len(read()[0]) == 10


def test_given_columns_override_what_is_found(data: Path, read: Read) -> None:
    picture(data / "a.png")
    lines(
        data / "x.jsonl",
        *[{"image": "a.png", "question": "en?", "Frage": "de?", "answer": "a", "meta": {"gold": "b"}}] * 2,
    )
    items, _ = read(columns=(("question", "Frage"), ("answer", "meta.gold")))
    assert (items[0].question, items[0].answer) == ("de?", "b")


@pytest.mark.parametrize("columns", [(("question", "Nope"),), (("colour", "image"),)])
def test_a_given_column_that_is_not_there_is_told(data: Path, columns: Any) -> None:
    picture(data / "a.png")
    lines(data / "x.jsonl", *[{"image": "a.png", "question": "en?", "answer": "a"}] * 2)
    with pytest.raises(SourceError, match=r"Expected one of .*(image|question).* Name one of these"):
        _ = VqaSource(str(data), columns).found


def test_a_csv_of_foreign_names_is_read_by_the_columns_given(tmp_path, context):
    picture(tmp_path / "a.png")
    (tmp_path / "odd.csv").write_text("pic file,What They Asked,ground truth\na.png,What color is it?,red\n")
    with pytest.raises(SourceError, match=r"begins with 'pic file,What They Asked,ground truth'.*source.columns="):
        list(VqaSource(str(tmp_path / "odd.csv")).load(context))
    columns = (("image", "pic file"), ("question", "What They Asked"), ("answer", "ground truth"))
    (item,) = VqaSource(str(tmp_path / "odd.csv"), columns=columns).load(context)
    assert (item.question, item.answer) == ("What color is it?", "red")
