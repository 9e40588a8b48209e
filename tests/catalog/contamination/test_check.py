import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from asked_rows import asked, commit_split, group, path_of, scene
from small_trajectory import gold_steps, media_of, rl_task, step, trajectory

from synthloom.catalog.contamination.check import Leaked, check_exported
from synthloom.catalog.contamination.shown import shown
from synthloom.catalog.exports.export import FORMATS, export
from synthloom.catalog.exports.format import Made, Written, with_settings
from synthloom.catalog.versions import resolve

SPLITS = ("sft", "sft", "rl", "test")


@pytest.fixture
def media(tmp_path):
    return media_of(tmp_path / "catalog")


def made(out):
    """What an export's manifest says was made."""
    manifest = json.loads((out / "synthloom.json").read_text())
    forms = {form.name: form for form in FORMATS}
    return [
        Made(with_settings(forms[name], manifest["settings"].get(name, {})), [Written(**file) for file in files])
        for name, files in manifest["formats"].items()
    ]


def rolled(media, number, split, **changes):
    """A right and a wrong rollout of one task."""
    told = {
        "group_id": group(split, number), "question": f"Number {number}?", "evidence": (f"A{number}", f"B{number}"),
        "task_id": f"q{number}",
    }  # fmt: skip
    pictures = {"images": {"img_1": media.put_image(scene(number)), "img_2": media.put_image(scene(99))}}
    right = trajectory(media, id=f"t{number}", **told, **changes)
    wrong = [*gold_steps()[1:2], step(1, "Another one.")]
    other = trajectory(media, wrong, id=f"w{number}", final_answer="Mafeteng", outcome="wrong", rollout=1, **told)
    one_picture = {"images": {"img_1": pictures["images"]["img_1"]}}
    return [right.model_copy(update=pictures), other.model_copy(update=one_picture)]


def task(media, number, split):
    """A task about a picture of its own."""
    told = {"question": f"Number {number}?", "evidence": (f"A{number}", "B")}
    made = rl_task(media, id=f"q{number}", group_id=group(split, number), **told)
    return made.model_copy(update={"images": {"img_1": media.put_image(scene(number))}})


FAMILIES = {
    "pairs": lambda small, media: [
        small.pair(n, group_id=group(SPLITS[n % 4], n), image=media.put_image(scene(n))) for n in range(8)
    ],
    "asked": lambda small, media: [asked(media, n, SPLITS[n % 4]) for n in range(8)],
    "rolled": lambda small, media: [row for n in range(4) for row in rolled(media, n, SPLITS[n])],
    "tasks": lambda small, media: [task(media, n, SPLITS[n]) for n in range(4)],
}


@pytest.mark.parametrize("images", ["embed", "files"])
@pytest.mark.parametrize("family", FAMILIES)
def test_files_of_every_format_at_once_are_read_back_and_found_disjoint(small, media, tmp_path, family, images):
    rows = FAMILIES[family](small, media)
    root, out = media.root, tmp_path / "out"
    version = commit_split(root, rows, family)
    names = [form.name for form in FORMATS if _serves(form, family)]
    export(root, family, out, names, settings={"images": images})
    told = check_exported(version, [out], made(out))
    assert {one.form.name for one in made(out)} >= {*names} - {"diffsynth", "pref_parts"}  # too small; too few
    assert told["alike"] == 0
    assert set(told["rows"]) == {"sft", "rl", "test"}
    assert told["keys"]["picture"] >= 3
    assert json.loads((out / "decontamination.json").read_text())["checked"] == told


def _serves(form, family):
    kinds = {"pairs": "edit_pair", "asked": "search_question", "rolled": "trajectory", "tasks": "rl_task"}
    return kinds[family] in form.serves


def test_every_format_of_a_trajectory_tells_the_same_question_and_picture(media, tmp_path):
    commit_split(media.root, rolled(media, 1, "sft"), "rolled")
    names = [form.name for form in FORMATS if "trajectory" in form.serves]
    export(media.root, "rolled", tmp_path / "out", names)
    picture = media.put_image(scene(1)).hash
    for one in made(tmp_path / "out"):
        for file in one.files:
            for row in shown(tmp_path / "out" / file.path, one.form.container):
                assert row.pictures == (picture,), one.form.name
                assert "Number 1?" in row.text, one.form.name


def tampered(out, change):
    """Put rows of a training file of `edit_pairs` or `parquet` into the test file."""
    for file in [file for one in made(out) for file in one.files if file.split == "test"]:
        train = out / file.path.replace("/test-", "/train-" if "edit_pairs" in file.path else "/sft-")
        table = pa.concat_tables([pq.read_table(out / file.path).slice(1), change(pq.read_table(train).slice(0, 1))])
        pq.write_table(table, out / file.path)


def test_a_picture_in_two_splits_is_found_though_nothing_else_is_told(small, media, tmp_path):
    version = commit_split(media.root, FAMILIES["pairs"](small, media), "pairs")
    export(media.root, "pairs", tmp_path / "out", ["edit_pairs"])
    tampered(tmp_path / "out", lambda table: table)
    with pytest.raises(Leaked, match=r"picture '\w{64}' is in sft and test, in data/edit_pairs/test-"):
        check_exported(version, [tmp_path / "out"], made(tmp_path / "out"))


def test_a_row_in_a_file_of_another_split_is_found(small, media, tmp_path):
    version = commit_split(media.root, FAMILIES["pairs"](small, media), "pairs")
    export(media.root, "pairs", tmp_path / "out", ["parquet"])
    tampered(tmp_path / "out", lambda table: table)
    with pytest.raises(Leaked, match="a file of test, holds row"):
        check_exported(version, [tmp_path / "out"], made(tmp_path / "out"))


def test_a_file_that_lost_rows_is_found(small, media, tmp_path):
    version = commit_split(media.root, FAMILIES["pairs"](small, media), "pairs")
    export(media.root, "pairs", tmp_path / "out", ["edit_pairs"])
    path = next((tmp_path / "out/data/edit_pairs").glob("train-*"))
    pq.write_table(pq.read_table(path).slice(1), path)
    with pytest.raises(Leaked, match="holds 3 rows and was said to hold 4"):
        check_exported(version, [tmp_path / "out"], made(tmp_path / "out"))


def test_rows_with_ids_answer_for_keys_that_are_not_in_the_files(media, tmp_path):
    rows = [asked(media, 0, "rl"), asked(media, 2, "test")]
    commit_split(media.root, rows, "clean")
    export(media.root, "clean", tmp_path / "out", ["rl_verl"])
    shared = [rows[0], asked(media, 2, "test", path=path_of("Place 0", "Country 0", "Capital 0"))]
    version = commit_split(media.root, shared, "shared")
    with pytest.raises(Leaked, match=r"entity 'en\\tplace 0' is in rl and test"):
        check_exported(version, [tmp_path / "out"], made(tmp_path / "out"))


def test_an_export_leaves_out_what_leaks_and_says_so(media, tmp_path):
    shared = media.put_image(scene(1))
    rows = [
        asked(media, 1, "rl", anchor_image=shared),
        asked(media, 3, "rl"),
        asked(media, 5, "test", anchor_image=shared),
    ]
    commit_split(media.root, rows, "rows")
    report = export(media.root, "rows", tmp_path / "out", ["rl_verl"])
    assert report["left_out"] == {"rl_verl": {"train": {"picture_in_test": 1}, "test": {}}}
    assert resolve(media.root, "rows").split_rows["rl"] == 2
    table = pq.read_table(next((tmp_path / "out/data/rl_verl").glob("train-*")))
    assert [row["id"] for row in table["extra_info"].to_pylist()] == [rows[1].id]
    told = json.loads((tmp_path / "out/decontamination.json").read_text())
    assert told["left_out"] == {"rl": {"picture_in_test": 1}}
