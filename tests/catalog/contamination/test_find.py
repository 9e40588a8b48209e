import io
import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from asked_rows import asked, commit_split, embedded, group, path_of, scene
from PIL import Image
from small_trajectory import gold_steps, media_of, rl_task, trajectory

from synthloom.catalog.contamination.find import Leaks, find_leaks
from synthloom.catalog.contamination.report import section
from synthloom.catalog.exports.export import export
from synthloom.catalog.reader import row_schema
from synthloom.schemas.errors import UserError
from synthloom.schemas.search import Degradation


@pytest.fixture
def media(tmp_path):
    return media_of(tmp_path / "catalog")


@pytest.fixture
def leaks(media):
    """Commits rows and looks for leaks."""

    def find(rows, *against, **options) -> Leaks:
        version = commit_split(media.root, rows, "rows")
        return find_leaks(version, row_schema(version), against, **options)

    return find


def three(media, **changes):
    """A question of each split, with the same change."""
    return [asked(media, n, split, **changes) for n, split in enumerate(("sft", "rl", "test"))]


def ids(rows):
    return [row.id for row in rows]


def test_rows_that_share_nothing_all_stay(media, leaks):
    rows = [asked(media, number, ("sft", "rl", "test")[number % 3]) for number in range(12)]
    found = leaks(rows)
    assert found.excluded == {"sft": {}, "rl": {}, "test": {}}
    assert found.report["shared"] == []


def test_of_rows_with_one_picture_those_of_the_lower_splits_go(media, leaks):
    rows = three(media, anchor_image=media.put_image(scene(1)))
    found = leaks(rows)
    assert found.excluded == {
        "sft": {rows[0].id: "picture_in_rl"},
        "rl": {rows[1].id: "picture_in_test"},
        "test": {},
    } or (found.excluded == {"sft": {rows[0].id: "picture_in_test"}, "rl": {rows[1].id: "picture_in_test"}, "test": {}})
    assert {tuple(one["splits"]) for one in found.report["shared"]} == {("sft", "test"), ("rl", "test"), ("sft", "rl")}


def test_what_is_left_out_takes_nothing_with_it(media, leaks):
    shown = media.put_image(scene(1))
    rows = three(media)
    rows[2] = asked(media, 2, "test", anchor_image=shown)
    rows[1] = asked(media, 1, "rl", anchor_image=shown)
    rows[0] = asked(media, 0, "sft", path=rows[1].path[::-1])
    assert leaks(rows).excluded == {"sft": {}, "rl": {rows[1].id: "picture_in_test"}, "test": {}}


def test_a_path_counts_in_either_direction(media, leaks):
    there, back = path_of("Lesotho", "Orange River", "Maseru"), path_of("maseru", "ORANGE  River", "Lesotho")
    rows = [asked(media, 0, "sft", path=there), asked(media, 2, "test", path=back)]
    assert leaks(rows).excluded["sft"] == {rows[0].id: "path_in_test"}


def test_an_anchor_counts_but_the_same_page_on_the_way_does_not(media, leaks):
    rows = [
        asked(media, 0, "sft", path=path_of("Lesotho", "A", "B")),
        asked(media, 2, "test", path=path_of("Lesotho", "C", "D")),
        asked(media, 4, "sft", path=path_of("E", "C", "B")),
    ]
    found = leaks(rows)
    assert found.excluded["sft"] == {rows[0].id: "entity_in_test"}
    assert {one["kind"] for one in found.report["weak"]} >= {"page"}


def test_a_degraded_picture_and_its_clean_one_are_the_same(media, leaks):
    clean = media.put_image(scene(5))
    blurred = Degradation(operation="blur", strength=2.0, repair="sharpen", clean=clean)
    rows = [asked(media, 0, "sft", anchor_image=clean), asked(media, 1, "test", degradation=blurred)]
    assert leaks(rows).excluded["sft"] == {rows[0].id: "picture_in_test"}


def test_a_question_without_a_picture_counts_by_its_words(media, leaks):
    rows = [asked(media, 0, "sft", question="Who, then?"), asked(media, 2, "rl", question="who then")]
    assert leaks(rows).excluded["sft"] == {rows[0].id: "question_in_rl"}


def test_one_question_about_two_pictures_is_two_questions(media, leaks):
    rows = [asked(media, 1, "sft", question="Who?"), asked(media, 3, "rl", question="Who?", degradation=None)]
    assert leaks(rows).excluded["sft"] == {}


def test_answers_and_runs_of_words_are_told_and_kept(media, leaks):
    words = "the town that lies on the river that flows past the hill of the old king"
    rows = [
        asked(media, 0, "sft", answer="Paris", question=f"Which is {words}?"),
        asked(media, 2, "test", answer="PARIS", question=f"Who rules {words} now?"),
    ]
    found = leaks(rows)
    assert found.excluded["sft"] == {}
    weak = {one["kind"]: one for one in found.report["weak"]}
    assert weak["answer"]["samples"] == [{"key": "paris", "sft": rows[0].id, "test": rows[1].id}]
    assert weak["13_words"]["keys"] == 4
    assert "| answers | sft and test | 1 | 1 |" in section(found.report)


def test_pictures_that_tools_found_may_be_in_two_splits(media, leaks):
    found = media.put_image(scene(3))
    rows = [
        trajectory(media, gold_steps(), id=f"t{n}", group_id=group(split, n), question=f"{n}?", evidence=(f"A{n}", "B"))
        for n, split in enumerate(("sft", "test"))
    ]
    rows = [
        row.model_copy(update={"images": {"img_1": media.put_image(scene(50 + n)), "img_2": found}})
        for n, row in enumerate(rows)
    ]
    assert leaks(rows).excluded["sft"] == {}
    asked_about = [row.model_copy(update={"images": {"img_1": found, "img_2": found}}) for row in rows]
    assert leaks(asked_about).excluded["sft"] == {"t0": "picture_in_test"}


def test_tasks_share_the_path_they_are_made_of(media, leaks):
    rows = [rl_task(media, id=f"q{n}", group_id=group(split, n)) for n, split in enumerate(("rl", "test"))]
    assert leaks(rows).excluded["rl"] == {"q0": "picture_in_test"}


def test_edit_pairs_share_either_picture_and_no_instruction(small, leaks):
    media = media_of(small.root)
    pairs = [
        small.pair(n, group_id=group(split, n), instruction="Paint it blue.", **changes)
        for n, (split, changes) in enumerate(
            [("sft", {}), ("test", {}), ("test", {"edited_image": media.put_image(scene(1))}),
             ("sft", {"image": media.put_image(scene(1))})]
        )
    ]  # fmt: skip
    found = leaks(pairs)
    assert found.excluded["sft"] == {pairs[3].id: "picture_in_test"}
    assert [one["kind"] for one in found.report["weak"]] == ["instruction"]


def test_pictures_that_look_alike_are_told(media, leaks):
    small = scene(7, 192).resize((96, 96))
    rows = [
        asked(media, 1, "sft", anchor_image=media.put_image(scene(7, 192))),
        asked(media, 5, "test", anchor_image=media.put_image(small)),
    ]
    found = leaks(rows)
    assert found.excluded["sft"] == {}
    assert found.report["near_pictures"]["pairs"] == {"sft and test": 1}
    assert leaks(rows, near=1).report["near_pictures"] == {"looked_at": 0, "of": 2, "pairs": {}, "samples": []}


def test_the_same_rows_give_the_same_report(media, leaks):
    rows = three(media, anchor_image=media.put_image(scene(1)))
    one, other = leaks(rows), leaks(rows[::-1])
    assert {**one.report, "content_hash": ""} == {**other.report, "content_hash": ""}
    assert one.digest == other.digest != Leaks({}, {}).digest


def test_another_export_keeps_what_it_has(media, leaks, tmp_path):
    shown = media.put_image(scene(1))
    commit_split(media.root, [asked(media, 1, "sft", anchor_image=shown), asked(media, 2, "test")], "first")
    export(media.root, "first", tmp_path / "first", ["parquet"])
    rows = [
        asked(media, 11, "rl", anchor_image=shown),
        asked(media, 12, "sft", path=path_of("Capital 2", "Country 2", "Place 2")),
        asked(media, 14, "test", path=path_of("Place 2", "Country 2", "Capital 2")),
        asked(media, 13, "sft", anchor_image=shown),
    ]
    found = leaks(rows, tmp_path / "first")
    assert found.excluded == {
        "sft": {rows[1].id: "path_in_other_test"}, "rl": {rows[0].id: "picture_in_other_sft"}, "test": {}
    }  # fmt: skip
    assert "Compared with the export `first`" in section(found.report)


def test_what_another_export_left_out_counts_for_nothing(media, leaks, tmp_path):
    shown = media.put_image(scene(1))
    first = [asked(media, 1, "sft", anchor_image=shown), asked(media, 3, "test", anchor_image=shown, degradation=None)]
    commit_split(media.root, first, "first")
    export(media.root, "first", tmp_path / "first", ["parquet"])
    assert leaks([asked(media, 12, "test", path=first[0].path)], tmp_path / "first").excluded["test"] == {}


def test_something_that_cannot_be_read_is_told_by_its_name(media, leaks, tmp_path):
    with pytest.raises(UserError, match="doesn't exist; give --against"):
        leaks(three(media), tmp_path / "nowhere")
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "a.txt").write_text("Hello.")
    with pytest.raises(UserError, match="holds no rows to compare with"):
        leaks(three(media), tmp_path / "notes")


def test_a_benchmark_with_nothing_to_compare_is_refused(media, leaks, tmp_path):
    (tmp_path / "b.jsonl").write_text('{"contents": "A."}\n{"contents": "B."}\n')
    with pytest.raises(UserError, match="no question or picture among them"):
        leaks(three(media), tmp_path / "b.jsonl")


def png(image):
    buffer = io.BytesIO()
    image.save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


QUESTION = "In which year was the seat of the court that judged the last king of the islands founded?"


def test_a_benchmarks_question_is_left_out_everywhere_in_any_file_form(media, leaks, tmp_path):
    rows = three(media, question=QUESTION)
    rows = [
        row.model_copy(update={"question": f"{row.question} {n}" if n else row.question}) for n, row in enumerate(rows)
    ]
    chat = [
        {"role": "system", "content": "Help."},
        {"role": "user", "content": [{"type": "text", "text": QUESTION.upper()}]},
    ]
    (tmp_path / "a.jsonl").write_text(
        json.dumps({"id": 1, "messages": chat}) + "\n" + json.dumps({"id": 2, "messages": []})
    )
    (tmp_path / "b.csv").write_text(f'id,Question\n1,"{QUESTION}"\n')
    (tmp_path / "c.json").write_text(json.dumps([{"Problem": QUESTION, "answer": "1"}]))
    pq.write_table(pa.table({"query": [QUESTION]}), tmp_path / "d.parquet")
    for name in ("a.jsonl", "b.csv", "c.json", "d.parquet"):
        found = leaks(rows, tmp_path / name)
        assert found.excluded == {
            split: {row.id: "in_benchmark"} for split, row in zip(("sft", "rl", "test"), rows, strict=True)
        }, name
        (told,) = found.report["against"]
        assert [hit["by"] for hit in told["matches"]].count("question") == 1
        assert told["found"] == {"8_words": 2, "question": 1}
        assert {hit["file"] for hit in told["matches"]} == {name}


def test_less_than_half_of_a_benchmarks_question_is_no_match(media, leaks, tmp_path):
    words = " ".join(f"w{n}" for n in range(17))
    (tmp_path / "b.jsonl").write_text(json.dumps({"question": words}) + '\n{"question": "?"}\n')
    half = " ".join(words.split()[:8])
    assert leaks([asked(media, 0, "sft", question=half)], tmp_path / "b.jsonl").excluded["sft"] == {}
    more = " ".join(words.split()[:9])
    found = leaks([asked(media, 0, "sft", question=more)], tmp_path / "b.jsonl")
    assert found.report["against"][0]["matches"][0]["share"] == round(9 / 17, 3)


def test_a_short_question_matches_only_without_a_picture(media, leaks, tmp_path):
    cell = embedded(media.put_image(scene(70)), png(scene(70)))
    pq.write_table(pa.table({"question": ["What is it?"], "image": [cell]}), tmp_path / "b.parquet")
    rows = [asked(media, 1, "sft", question="What is it?"), asked(media, 2, "sft", question="What is it?")]
    assert leaks(rows, tmp_path / "b.parquet").excluded["sft"] == {rows[1].id: "in_benchmark"}


def test_a_benchmarks_picture_is_found_by_its_bytes_and_by_its_look(small, leaks, tmp_path):
    media = media_of(small.root)
    pairs = [
        small.pair(n, group_id=group("sft", n), image=media.put_image(scene(20 + n, 128))) for n in range(3)
    ]  # fmt: skip
    folder = tmp_path / "bench"
    (folder / "images").mkdir(parents=True)
    (folder / "images" / "0.png").write_bytes(media.read(pairs[0].image))
    scene(21, 128).resize((100, 100)).save(folder / "images" / "1.jpg", quality=90)
    lines = [
        {"question": "?", "image": f"images/{name}"} for name in ("0.png", "1.jpg", "missing.png", "../../etc/passwd")
    ]
    (folder / "test.jsonl").write_text("\n".join(map(json.dumps, lines)))
    found = leaks(pairs, folder)
    (told,) = found.report["against"]
    assert found.excluded["sft"] == {pairs[0].id: "in_benchmark", pairs[1].id: "in_benchmark"}
    hits = {hit["row"]: (hit["by"], hit["where"]) for hit in told["matches"]}
    assert hits == {pairs[0].id: ("picture", "test.jsonl:1"), pairs[1].id: ("near_picture", "test.jsonl:2")}
    assert told["unreadable"] == {"no_image": 1, "path_outside": 1}
    assert str(tmp_path) not in json.dumps(found.report)


def test_pictures_that_no_row_points_to_count_too(small, leaks, tmp_path):
    media = media_of(small.root)
    pair = small.pair(1, group_id=group("sft", 1), image=media.put_image(scene(20)))
    (tmp_path / "bench").mkdir()
    (tmp_path / "bench" / "7.png").write_bytes(media.read(pair.image))
    assert leaks([pair], tmp_path / "bench").report["against"][0]["matches"][0]["where"] == "7.png"


def test_a_plain_picture_is_like_no_other(small, leaks, tmp_path):
    pairs = [small.pair(n, group_id=group("sft", n)) for n in range(3)]
    (tmp_path / "bench").mkdir()
    Image.new("RGB", (50, 50), "white").save(tmp_path / "bench" / "a.png")
    (tmp_path / "bench" / "test.json").write_text(json.dumps([{"image": "a.png", "question": "?"}]))
    assert leaks(pairs, tmp_path / "bench").excluded["sft"] == {}
