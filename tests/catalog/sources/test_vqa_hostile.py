"""Hostile and broken input: every row is told, none leads out of the folder."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from hostile_pictures import BROKEN_EXIF, with_exif
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_sets import ROW, Read, document, lines, picture

from synthloom.catalog.sources.raw import SourceError
from synthloom.catalog.sources.vqa import VqaSource, open_sources
from synthloom.schemas.records import VqaItem
from synthloom.schemas.steps import BadRow


@pytest.mark.parametrize(
    "name", ["../secret.png", "{data}/../secret.png", "link.png", "images/../../secret.png", "..\\secret.png"]
)
def test_a_path_never_leaves_the_folder(data: Path, read: Read, name: str) -> None:
    picture(data.parent / "secret.png", "black")
    picture(data / "a.png")
    os.symlink(data.parent / "secret.png", data / "link.png")
    lines(data / "x.jsonl", ROW, ROW | {"image": name.format(data=data)})
    items, bad = read()
    assert len(items) == 1
    assert [b.reason for b in bad] == ["path_outside"]


def test_a_path_up_and_back_inside_the_folder_is_fine(data: Path, read: Read) -> None:
    picture(data / "images" / "a.png")
    lines(data / "annotations" / "x.jsonl", *[{"image": "../images/a.png", "question": "q?", "answer": "a"}] * 2)
    assert len(read()[0]) == 2


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ('{"image": "a.png", "question": "q?", "answer": ', "bad_json"),
        ("[" * 5000, "bad_json"),
        ('{"image": "a.png", "question": "\\ud800?", "answer": "a"}', "not_utf8"),
        ('{"image": ' + "[" * 60 + "]" * 60 + "}", "bad_json"),
        ("7", "wrong_type"),
        ({"image": "a.png", "question": {"x": 1}, "answer": "a"}, "wrong_type"),
        ({"image": 1.5, "question": "q?", "answer": "a"}, "wrong_type"),
        ({"image": "a.png", "question": "q?", "answer": None}, "no_answer"),
        ({"image": "a.png", "question": "q?", "answer": float("nan")}, "no_answer"),
        ({"image": "a.png", "question": " ", "answer": "a"}, "no_question"),
        ({"image": "https://example.org/a.png", "question": "q?", "answer": "a"}, "image_is_url"),
        ({"image": "b.png", "question": "q?", "answer": "a"}, "no_image"),
        ({"image": "a\0.png", "question": "q?", "answer": "a"}, "no_image"),
        ({"image": "a" * 5000, "question": "q?", "answer": "a"}, "no_image"),
        ({"image": "text.png", "question": "q?", "answer": "a"}, "image_unreadable"),
        ({"image": "data:image/png;base64,@@@", "question": "q?", "answer": "a"}, "image_unreadable"),
    ],
)
def test_a_bad_row_is_told_and_its_neighbours_are_kept(data: Path, read: Read, row: Any, reason: str) -> None:
    picture(data / "a.png")
    (data / "text.png").write_text("no picture")
    good = ROW
    lines(data / "x.jsonl", good, good, row, good)
    items, bad = read()
    assert len(items) == 3
    assert [(b.reason, b.source) for b in bad] == [(reason, "set")]
    assert "x.jsonl:3" in bad[0].detail


def test_a_broken_exif_block_costs_no_picture(data: Path, read: Read) -> None:
    names = [f"{n}.{form}" for n in range(len(BROKEN_EXIF)) for form in ("png", "webp")]
    for name in names:
        (data / name).write_bytes(with_exif(name[2:].upper(), BROKEN_EXIF[int(name[0])]))
    lines(data / "x.jsonl", *[ROW | {"image": name} for name in names])
    items, bad = read()
    assert [(item.image.width, item.image.height) for item in items] == [(40, 30)] * len(names)
    assert bad == []


def test_bytes_that_are_not_utf8_cost_one_line(data: Path, read: Read) -> None:
    picture(data / "a.png")
    good = json.dumps(ROW).encode() + b"\n"
    (data / "x.jsonl").write_bytes(b"\xef\xbb\xbf" + good + good.replace(b"q?", b"caf\xe9?") + good)
    items, bad = read()
    assert len(items) == 2
    assert [b.reason for b in bad] == ["not_utf8"]


def test_a_number_too_long_to_print_is_a_wrong_type(data: Path, read: Read) -> None:
    picture(data / "a.png")
    document(data / "x.json", [{"image": "a.png", "question": "q?", "answer": 10**400}])
    assert [b.reason for b in read()[1]] == ["wrong_type"]


def test_a_broken_file_among_good_ones_is_counted(data: Path, read: Read) -> None:
    picture(data / "a.png")
    lines(data / "x.jsonl", *[ROW] * 2)
    (data / "broken.json").write_text('[{"image": ')
    items, bad = read()
    assert len(items) == 2
    assert [b.reason for b in bad] == ["bad_file"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("x.json", b"[1, 2"),
        ("x.parquet", b"PAR1 and nothing"),
        ("x.txt", b"Dear diary, today\nnothing"),
        ("x.bin", b"\0\1\2"),
    ],
)
def test_what_cannot_be_read_is_told_in_three_parts(data: Path, name: str, content: bytes) -> None:
    (data / name).write_bytes(content)
    with pytest.raises(SourceError, match=r"Expected .*\. \w+"):
        _ = open_sources([str(data)])[0].name


def test_missing_and_empty_addresses_are_told(data: Path) -> None:
    with pytest.raises(SourceError, match="doesn't exist"):
        _ = open_sources([str(data / "nothing")])[0].name
    with pytest.raises(SourceError, match="empty folder"):
        _ = open_sources([str(data)])[0].name
    with pytest.raises(SourceError, match="no dataset address"):
        _ = open_sources(["hf://a b"])[0].name


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.sampled_from(["a.png", "q?"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["role", "content", "from", "value", "bbox", "label", "names", "path", "x"]),
            inner,
            max_size=3,
        )
    ),
    max_leaves=6,
)
NAMES = st.sampled_from(
    ["image", "images", "question", "answer", "answers", "messages", "options", "caption", "objects", "solution"]
) | st.sampled_from(["licence", "asked", "size"])


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.dictionaries(NAMES, ANY_JSON, min_size=1, max_size=5), min_size=1, max_size=6))
def test_any_rows_are_accounted_for(data: Path, context: Any, rows: list[dict[str, Any]]) -> None:
    if not (data / "a.png").exists():
        picture(data / "a.png")
    good = ROW
    lines(data / "x.jsonl", good, good, *rows)
    told = list(VqaSource(str(data)).load(context))
    assert len(told) == len(rows) + 2
    assert told == list(VqaSource(str(data)).load(context))


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.binary(max_size=60),
    st.sampled_from([b"", b"{", b"[", b"PAR1", b"<annotation>", b"image,question,answer\n", b"1,2,3,4,5,6,7,8,x\n"]),
)
def test_any_bytes_are_rows_or_a_source_error(data: Path, context: Any, content: bytes, start: bytes) -> None:
    (data / "x").write_bytes(start + content)
    try:
        rows = list(VqaSource(str(data / "x")).load(context))
    except SourceError as error:
        rows, told = [], str(error)
    else:
        told = "Expected"
    assert "Expected" in told
    assert all(isinstance(row, VqaItem | BadRow) for row in rows)
