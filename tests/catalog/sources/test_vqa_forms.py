"""Joined, boxed and tabular forms, and pictures alone."""

import csv
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from small_sets import Read, document, lines, picture

from synthloom.catalog.sources.vqa import VqaSource


def test_vqav2_questions_take_the_majority_of_ten_annotators(data: Path, read: Read) -> None:
    picture(data / "COCO_val2014_000000000042.jpg")
    asked = [{"image_id": 42, "question": f"{what}?", "question_id": n} for n, what in enumerate(("Color", "Size"), 1)]
    licence = {"url": "http://creativecommons.org/licenses/by/4.0/"}
    document(data / "q.json", {"license": licence, "questions": asked})
    said = ["red"] * 4 + ["pink"] * 6
    answers = [{"answer": answer} for answer in said]
    document(data / "a.json", {"annotations": [{"question_id": 1, "image_id": 42, "answers": answers}]})
    items, bad = read()
    assert (items[0].answer, Counter(items[0].answers)["red"], items[0].licence) == ("pink", 4, "CC-BY-4.0")
    assert [b.reason for b in bad] == ["no_answer"]


def coco(*boxes: tuple[int, list[float]], **more: Any) -> dict[str, Any]:
    return {
        "images": [{"id": 9, "file_name": "a.png", "width": 40, "height": 30, "license": 1}],
        "licenses": [{"id": 1, "name": "Attribution", "url": "http://creativecommons.org/licenses/by/2.0/"}],
        "categories": [{"id": 1, "name": "cat"}, {"id": 2, "name": "traffic_light"}],
        "annotations": [{"image_id": 9, "category_id": c, "bbox": b, "iscrowd": 0} | more for c, b in boxes],
    }


def test_coco_boxes_become_regions_with_names(data: Path, read: Read) -> None:
    picture(data / "images" / "a.png")
    document(data / "x.json", coco((1, [1.4, 2, 10, 10]), (2, [30, 20, 15, 10])))
    items, _ = read()
    assert [(r.label, r.box) for r in items[0].regions] == [
        ("cat", (1, 2, 11, 12)),
        ("traffic light", (30, 20, 40, 30)),
    ]
    assert (items[0].question, items[0].answer, items[0].licence) == ("", "", "CC-BY-2.0")


def test_a_crowd_is_not_counted_as_one(data: Path, read: Read) -> None:
    picture(data / "images" / "a.png")
    value = coco((1, [1, 2, 10, 10]), (1, [5, 5, 9, 9]), (2, [1, 1, 5, 5]))
    value["annotations"][1]["iscrowd"] = 1
    document(data / "x.json", value)
    assert [r.label for r in read()[0][0].regions] == ["traffic light"]


@pytest.mark.parametrize(
    "box", [[50, 2, 10, 10], [1, 2, 0, 10], [0, 0, 0.3, 5], [1, 2, -5, 10], ["1", 2, 3, 4], [float("nan"), 1, 2, 3]]
)
def test_a_bad_box_rejects_the_picture_rather_than_miscount(data: Path, read: Read, box: Any) -> None:
    picture(data / "images" / "a.png")
    document(data / "x.json", coco((1, [1, 2, 10, 10]), (1, box)))
    items, bad = read()
    assert not items
    assert [b.reason for b in bad] == ["bad_box"]


def test_a_box_without_end_is_cut_at_the_picture(data: Path, read: Read) -> None:
    picture(data / "images" / "a.png")
    document(data / "x.json", coco((1, [-10, 5, float("inf"), 400])))
    assert read()[0][0].regions[0].box == (0, 5, 40, 30)


def test_boxes_of_a_shrunk_picture_are_scaled_and_of_a_turned_one_refused(data: Path, read: Read) -> None:
    picture(data / "images" / "a.png", size=(20, 15))
    document(data / "x.json", coco((1, [10, 10, 20, 10])))
    assert read()[0][0].regions[0].box == (5, 5, 15, 10)
    picture(data / "images" / "a.png", size=(30, 40))
    assert [b.reason for b in read()[1]] == ["size_mismatch"]


def test_coco_captions_give_one_row_with_all_captions(data: Path, read: Read) -> None:
    picture(data / "images" / "a.png")
    value = coco()
    value["annotations"] = [{"image_id": 9, "caption": text} for text in ("a red wall", "a wall")]
    document(data / "x.json", value)
    items, _ = read()
    assert (items[0].answer, items[0].answers) == ("a red wall", ("a red wall", "a wall"))


VOC = (
    "<annotation><filename>{}</filename><size><width>40</width><height>30</height></size>"
    "<object><name>cat</name><bndbox><xmin>1</xmin><ymin>1</ymin><xmax>10</xmax><ymax>20</ymax></bndbox></object>"
    "</annotation>"
)


def test_voc_boxes_count_pixels_from_one(data: Path, read: Read) -> None:
    picture(data / "JPEGImages" / "a.JPG")
    (data / "Annotations").mkdir()
    (data / "Annotations" / "a.xml").write_text(VOC.format("renamed.jpg"))
    assert read()[0][0].regions[0].box == (0, 0, 10, 20)


def test_xml_with_entities_is_refused(data: Path, read: Read) -> None:
    picture(data / "a.png")
    (data / "a.xml").write_text(VOC.format("a.png"))
    (data / "b.xml").write_text('<!DOCTYPE x [<!ENTITY a "aaaa">]><annotation><filename>&a;</filename></annotation>')
    (data / "c.xml").write_text("<annotation><object></annotation>")
    items, bad = read()
    assert len(items) == 1
    assert [b.reason for b in bad] == ["bad_xml", "bad_xml"]


def test_csv_is_read_and_daquars_text_of_the_same_rows_is_not(data: Path, read: Read) -> None:
    picture(data / "images" / "image3.png")
    with (data / "data.csv").open("w", newline="") as file:
        csv.writer(file).writerows(
            [["question", "answer", "image_id"], ["what is on the desk", "tape_dispenser", "image3"]]
        )
    (data / "all.txt").write_text("what is on the desk in the image3 ?\ntape_dispenser\n")
    items, bad = read()
    assert [(i.question, i.answer) for i in items] == [("what is on the desk", "tape dispenser")]
    assert not bad
    assert VqaSource(str(data)).notes == ("all.txt is not read: the same rows as data.csv",)


def test_daquars_text_alone_is_read(data: Path, read: Read) -> None:
    picture(data / "images" / "image3.png")
    (data / "all.txt").write_text("what is on the desk in the image3 ?\nbook, pen\nhow many in the image9 ?\n2\n")
    items, bad = read()
    assert [(i.question, i.answer) for i in items] == [("what is on the desk", "book, pen")]
    assert [b.reason for b in bad] == ["no_image"]


def test_a_table_with_wrong_cells_loses_only_those_rows(data: Path, read: Read) -> None:
    picture(data / "a.png")
    (data / "x.tsv").write_bytes(
        b"image\tquestion\tanswer\na.png\tq?\ta\na.png\tq?\na.png\t\xff\xfe?\ta\na.png\tr?\tb\n"
    )
    items, bad = read()
    assert [i.question for i in items] == ["q?", "r?"]
    assert [b.reason for b in bad] == ["bad_csv", "not_utf8"]


def test_receipts_ask_for_their_key_and_know_the_line_it_stands_on(data: Path, read: Read) -> None:
    picture(data / "img" / "000.jpg", size=(400, 300))
    said = ((10, "ACME"), (40, "9.00"), (80, "9.00"))
    document(data / "key" / "000.json", {"company": "ACME", "total": "9.00", "date": ""})
    lines(data / "box" / "000.csv", *(f"10,{y},90,{y},90,{y + 20},10,{y + 20},{text}" for y, text in said))
    items, bad = read()
    assert [(i.answer, i.asked) for i in items] == [("ACME", (0,)), ("9.00", ())]
    assert items[1].question == "What is the total on this receipt?"
    assert items[0].regions[0].text == "ACME"
    assert [b.reason for b in bad] == ["no_answer"]


def test_pictures_alone_are_rows_that_ask_nothing(data: Path, read: Read) -> None:
    picture(data / "b" / "1.png")
    picture(data / "2.jpg", "blue")
    (data / "broken.png").write_bytes(b"\x89PNG not really")
    (data / "empty.png").touch()
    (data / "README.md").write_text("# Pictures")
    items, bad = read()
    assert [(i.question, i.regions) for i in items] == [("", ()), ("", ())]
    assert sorted(b.reason for b in bad) == ["image_empty", "image_unreadable"]
