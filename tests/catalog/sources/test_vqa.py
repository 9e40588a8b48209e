"""What a source is: its revision, licence, sample and description."""

import pickle
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from small_sets import ROW, Read, document, lines, picture

from synthloom.catalog.sources.sample import SampleSource
from synthloom.catalog.sources.vqa import VqaSource, describe, open_sources


def test_a_source_travels_to_another_process(data: Path) -> None:
    picture(data / "a.png")
    source = VqaSource(str(data), cap=3)
    assert source.found
    there = pickle.loads(pickle.dumps(source))
    assert there == source
    assert there.revision == source.revision


def test_a_catalog_inside_the_source_is_no_part_of_it(data: Path) -> None:
    picture(data / "a.png")
    before = VqaSource(str(data)).state
    picture(data / "synthloom-data" / "media" / "ab" / "abc.png")
    (data / "synthloom-data" / "work").mkdir()
    assert VqaSource(str(data)).state == before
    assert VqaSource(str(data)).count == 1


def test_revision_and_state_follow_what_is_read(data: Path, read: Read) -> None:
    picture(data / "a.png")
    path = lines(data / "x.jsonl", *[ROW] * 2)
    before = VqaSource(str(data))
    assert before.revision == VqaSource(str(data)).revision
    stamp = before.state
    assert stamp == VqaSource(str(data)).state != VqaSource(str(data), seed=1).state
    picture(data / "a.png", "blue", (41, 31))
    assert VqaSource(str(data)).state != stamp
    assert VqaSource(str(data)).revision == before.revision
    path.write_text(path.read_text().replace("q?", "r?"))
    assert VqaSource(str(data)).revision != before.revision


def test_a_picture_is_stored_and_probed_once(data: Path, context: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    picture(data / "a.png")
    document(data / "x.json", [{"image": "a.png", "question": f"q{n}?", "answer": "a"} for n in range(50)])
    puts = []
    put = context.media.put
    monkeypatch.setattr(context.media, "put", lambda content: puts.append(1) or put(content))
    assert len(list(VqaSource(str(data)).load(context))) == 50
    assert len(puts) == 1


def test_licences_are_found_and_can_be_given(data: Path, read: Read) -> None:
    picture(data / "a.png")
    lines(data / "x.jsonl", *[ROW] * 2)
    assert read()[0][0].licence == "unknown"
    (data / "LICENSE").write_text(
        "MIT License\n\nPermission is hereby granted, free of charge, to any person obtaining a copy"
    )
    assert read()[0][0].licence == "MIT"
    (data / "README.md").write_text("---\ntags: [x]\nlicense: cc-by-4.0\n---\n# Set")
    assert read()[0][0].licence == "CC-BY-4.0"
    assert read(licence_given="mine")[0][0].licence == "mine"


def test_a_cap_keeps_source_order_and_is_deterministic(data: Path, read: Read) -> None:
    picture(data / "a.png")
    rows = [{"image": "a.png", "question": f"{n:02}?", "answer": "a", "subject": "xy"[n % 2]} for n in range(40)]
    lines(data / "x.jsonl", *rows, "{broken")
    items, bad = read(cap=5, group_by="subject")
    asked = [i.question for i in items]
    assert asked == sorted(asked) == [i.question for i in read(cap=5, group_by="subject")[0]]
    assert Counter(int(q[:2]) % 2 for q in asked) == {0: 5, 1: 5}
    assert asked != [i.question for i in read(cap=5, group_by="subject", seed=1)[0]]
    assert [b.reason for b in bad] == ["bad_json"]


def test_describe_says_what_was_found_without_reading_pictures(data: Path) -> None:
    (data / "a.png").write_text("not even a picture")
    lines(data / "x.jsonl", *[{"img": "a.png", "query": "q?", "gt": "a"}] * 2)
    said = describe(str(data))
    assert (said.name, said.forms, said.files) == ("set", ("jsonl",), ("x.jsonl",))
    assert said.columns == ({"image": "img", "question": "query", "answer": "gt"},)


def test_the_sample_and_other_addresses_are_opened_together(data: Path) -> None:
    picture(data / "a.png")
    sample, own = open_sources(["sample", str(data)], scenes=3, seed=7)
    assert isinstance(sample, SampleSource)
    assert (sample.scenes, sample.seed, own.name) == (3, 7, "set")
