"""Questions in JSON and JSON Lines, in the shapes people keep them."""

from pathlib import Path
from typing import Any

import pytest
from small_sets import ROW, Read, chat, document, lines, picture


def test_plain_lines_under_unusual_names_are_mapped(data: Path, read: Read) -> None:
    picture(data / "pics" / "a.png")
    one = {"Question": "How many?", "Answer": 3.0, "Picture": "pics/a.png", "explanation": "NONE"}
    lines(data / "rows.jsonl", one, one | {"Question": "Is it red?", "Answer": True, "explanation": "look"})
    items, bad = read()
    assert [(i.question, i.answer, i.working) for i in items] == [("How many?", "3", ""), ("Is it red?", "yes", "look")]
    assert not bad
    assert items[0].group_id == items[1].group_id == items[0].image.hash[:20]


def test_a_llava_conversation_gives_its_first_exchange(data: Path, read: Read) -> None:
    picture(data / "a.png")
    document(data / "x.json", [chat("a.png", "<image>\nWhat is it?", "A cat.", "Why?", "Fur.")])
    items, _ = read()
    assert [(i.question, i.answer) for i in items] == [("What is it?", "A cat.")]


def test_openai_messages_with_parts_are_read(data: Path, read: Read) -> None:
    picture(data / "a.png")
    user = {"role": "user", "content": [{"type": "image", "image": "a.png"}, {"type": "text", "text": "What?"}]}
    turns = [{"role": "system", "content": "Be brief."}, user, {"role": "assistant", "content": "A cat."}]
    lines(data / "x.jsonl", *[{"messages": turns}] * 2)
    items, _ = read()
    assert [(i.question, i.answer) for i in items] == [("What?", "A cat.")] * 2
    assert items[0].id == items[1].id


def test_a_conversation_needs_one_picture_and_two_turns(data: Path, read: Read) -> None:
    picture(data / "a.png")
    rows = [
        chat("a.png", "<image>Fine?", "Yes."),
        chat(["a.png", "a.png"], "<image><image>Same?", "Yes."),
        chat("a.png", "<image><image>Same?", "Yes."),
        chat("a.png", "<image>Alone?"),
        chat(None, "No picture?", "No."),
    ]
    document(data / "x.json", rows)
    items, bad = read()
    assert len(items) == 1
    assert [b.reason for b in bad] == ["not_one_image", "not_one_image", "too_few_turns", "no_image"]


@pytest.mark.parametrize(
    "value",
    [
        {"7": {"question": "How many?", "answer": "3", "image": "a.png"}},
        {"info": {}, "data": [{"question": "How many?", "answers": ["3", "2", "3"], "image_id": "a"}]},
        {"info": {}, "questions": [{"question": "How many?", "answer": 3, "image_filename": "a.png"}]},
        [{"id": "a", "qas": [{"question": "How many?", "answer": "3", "image_id": "a"}]}],
        [["How many?", "3", "a"]],
        {"question": "How many?", "answer": "3", "image": "a.png"},
    ],
)
def test_every_shape_of_document_gives_the_same_row(data: Path, read: Read, value: Any) -> None:
    picture(data / "images" / "a.png")
    document(data / "x.json", value)
    items, bad = read()
    assert [(i.question, i.answer) for i in items] == [("How many?", "3")]
    assert not bad


def test_numbers_find_pictures_named_as_coco_names_them(data: Path, read: Read) -> None:
    picture(data / "val" / "COCO_val2014_000000000042.jpg")
    picture(data / "images" / "7.png", "blue")
    document(data / "x.json", [{"question": "q?", "answer": "a", "image_id": n} for n in (42, 7, 8)])
    items, bad = read()
    assert len(items) == 2
    assert [b.reason for b in bad] == ["no_image"]


def test_options_and_noise_in_numbers_are_cleaned(data: Path, read: Read) -> None:
    picture(data / "a.png")
    two = [ROW | {"answer": "5.000000000000001", "options": []}, ROW | {"answer": 1, "options": ["cat", "dog"]}]
    lines(data / "x.jsonl", *two)
    items, _ = read()
    assert [(i.answer, i.choices) for i in items] == [("5", ()), ("dog", ("cat", "dog"))]


def test_options_inside_a_question_are_found(data: Path, read: Read) -> None:
    picture(data / "a.png")
    rows = [
        {"question": q, "answer": "B", "image": "a.png"}
        for q in ("Do they? choice: (A) Yes (B) No", "Which?\nA. one\nB. two\nC. three", "Vitamin B?")
    ]
    document(data / "x.json", rows)
    assert [i.choices for i in read()[0]] == [("Yes", "No"), ("one", "two", "three"), ()]


def test_captions_become_a_question(data: Path, read: Read) -> None:
    picture(data / "images" / "1.jpg")
    document(data / "x.json", [{"image_name": "1.jpg", "caption": "a red wall", "id": "1"}])
    items, _ = read()
    assert (items[0].question, items[0].answer) == ("Describe this picture in one sentence.", "a red wall")
