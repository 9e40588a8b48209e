"""What a source is: its name, revision, licence and sample."""

import pickle
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from small_sets import ROW, Read, document, lines, picture

from synthloom.catalog.sources.sample import SampleSource
from synthloom.catalog.sources.vqa import VqaSource, open_sources
from synthloom.schemas.errors import UserError


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
    assert stamp == VqaSource(str(data)).state != VqaSource(str(data), cap=1).state
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


def test_a_cap_keeps_source_order_and_follows_the_runs_seed(data: Path, context: Any, read: Read) -> None:
    picture(data / "a.png")
    rows = [{"image": "a.png", "question": f"{n:02}?", "answer": "a", "subject": "xy"[n % 2]} for n in range(40)]
    lines(data / "x.jsonl", *rows, "{broken")

    def drawn(seed: int) -> tuple[list[str], list[str]]:
        context.random.seed(seed)
        items, bad = read(cap=5, group_by="subject")
        return [i.question for i in items], [b.reason for b in bad]

    asked, bad = drawn(0)
    assert asked == sorted(asked) == drawn(0)[0]
    assert Counter(int(q[:2]) % 2 for q in asked) == {0: 5, 1: 5}
    assert asked != drawn(1)[0]
    assert bad == ["bad_json"]


def test_looking_reads_no_pictures(data: Path) -> None:
    (data / "a.png").write_text("not even a picture")
    lines(data / "x.jsonl", *[{"img": "a.png", "query": "q?", "gt": "a"}] * 2)
    (one,) = open_sources([str(data)])
    assert isinstance(one, VqaSource)
    (opened,) = one.found.tables
    assert (one.name, opened.table.form, opened.table.files) == ("set", "jsonl", (data / "x.jsonl",))
    assert dict(opened.columns) == {"image": "img", "question": "query", "answer": "gt"}


def test_the_sample_and_other_addresses_are_opened_together(data: Path) -> None:
    picture(data / "a.png")
    sample, own = open_sources(["sample", str(data)])
    assert isinstance(sample, SampleSource)
    assert (sample.name, own.name) == ("sample", "set")


@pytest.mark.parametrize(
    ("paths", "names"),
    [
        (["a/images", "b/images"], ["a-images", "b-images"]),
        (["a/images", "b/other"], ["images", "other"]),
        (["x/a/images", "y/a/images", "b/images"], ["x-a-images", "y-a-images", "b-images"]),
        (["a/images", "b/images", "c/a-images"], ["set-a-images", "b-images", "set-c-a-images"]),
        (["a é*/images", "b/images"], ["a_é_-images", "b-images"]),
        (["a/q.jsonl", "b/q.jsonl", "b/q.json"], ["a-q.jsonl", "b-q.jsonl", "b-q.json"]),
        (["sample", "c/sample"], ["sample", "c-sample"]),
    ],
)
def test_sources_that_share_a_name_get_longer_ones(
    data: Path, monkeypatch: pytest.MonkeyPatch, paths: list[str], names: list[str]
) -> None:
    monkeypatch.chdir(data)
    for path in paths:
        if path.endswith((".json", ".jsonl")):
            lines(data / path, ROW)
        elif path != "sample":
            picture(data / path / "a.png")
    assert [source.name for source in open_sources(paths)] == names


def test_an_address_on_the_hub_has_its_parts_for_a_name() -> None:
    assert VqaSource("hf://lmms-lab/textvqa:all@main#test").address == ("lmms-lab", "textvqa", "all", "main", "test")
    assert VqaSource("hf://datasets/a/b").address == VqaSource("hf://a/b").address


def test_a_very_long_name_is_cut(data: Path) -> None:
    picture(data / ("é" * 120) / "a.png")
    (source,) = open_sources([str(data / ("é" * 120))])
    assert source.name == "é" * 50


@pytest.mark.parametrize("again", ["set", "set/", "./set", "other/../set", "link"])
def test_one_address_given_twice_is_refused(data: Path, monkeypatch: pytest.MonkeyPatch, again: str) -> None:
    picture(data / "a.png")
    monkeypatch.chdir(data.parent)
    (data.parent / "other").mkdir()
    (data.parent / "link").symlink_to(data)
    with pytest.raises(UserError, match="twice"):
        open_sources(["set", again])
    with pytest.raises(UserError, match="twice"):
        open_sources(["sample", "sample"])
