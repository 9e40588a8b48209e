"""`verify`: hashes always, exact checks again with `deep`."""

import dataclasses
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from toy_recipe import RECIPE, Even, Square

from synthloom.catalog.commit import commit
from synthloom.catalog.tables import to_table
from synthloom.catalog.versions import resolve
from synthloom.flows.recipe import fingerprint, recipe_config
from synthloom.flows.verify import verify


@pytest.fixture
def version(run_toy, tmp_path, monkeypatch):
    monkeypatch.setenv("TOY_MENDED", "1")
    run_toy(range(300))
    return resolve(tmp_path / "catalog", "toy")


@pytest.mark.parametrize("deep", [False, True])
def test_a_version_as_committed_is_ok(version, deep):
    assert verify(version, RECIPE, deep) == {"checked": 150, "ok": 150, "unchecked": 0, "bad": []}


def test_one_changed_byte_is_found(version):

    path = Path(version.files("data")[0])
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    report = verify(version, RECIPE, deep=True)
    assert (report["ok"], report["unchecked"]) == (0, 150)
    assert [entry["check"] for entry in report["bad"]] == ["file_hash"]


def test_a_missing_file_is_found(version):

    Path(version.files("verdicts")[0]).unlink()
    (bad,) = verify(version, RECIPE, deep=False)["bad"]
    assert (bad["check"], "is missing" in bad["detail"]) == ("file_hash", True)


def forged(small, square: int):
    """A version whose only row was put there past the recipe's checks."""
    row = Square(id="forged", group_id="g", source="s", revision="1", licence="CC0-1.0", value=3, square=square)
    described = {"name": "toy", "version": 1, "fingerprint": fingerprint(recipe_config(RECIPE))}
    path = small.root.parent / "forged.parquet"
    pq.write_table(to_table([row], Square), path)
    config = {"config": recipe_config(RECIPE)}
    version, _ = commit(
        small.root, "toy", files=[path], record_type=Square, splits=RECIPE.splits, recipe=described | config,
        run={"funnel": []},
    )  # fmt: skip
    return version


def test_a_row_that_breaks_an_exact_check_is_found_only_by_looking_deep(small):
    version = forged(small, 9)
    assert verify(version, RECIPE, deep=False)["ok"] == 1
    (bad,) = verify(version, RECIPE, deep=True)["bad"]
    assert (bad["id"], bad["check"], bad["detail"]) == ("forged", "even", "odd")


def test_without_the_recipe_a_row_is_unchecked_and_never_ok(version):
    assert verify(version, None, deep=True) == {"checked": 150, "ok": 0, "unchecked": 150, "bad": []}


def test_a_recipe_without_exact_checks_leaves_nothing_unchecked(version):
    none = dataclasses.replace(RECIPE, steps=tuple(s for s in RECIPE.steps if not getattr(s, "exact", False)))
    assert verify(version, none, deep=True) == {"checked": 150, "ok": 150, "unchecked": 0, "bad": []}


def test_a_check_that_changed_since_leaves_its_rows_unchecked(version):
    changed = dataclasses.replace(RECIPE, steps=(*RECIPE.steps[:-1], Even(version=2)))
    assert verify(version, changed, deep=True)["unchecked"] == 150


def test_a_changed_picture_is_told_with_its_row(small):
    version = small.commit_pairs(range(3))
    row = small.pair(1)
    (small.root / row.image.path).write_bytes(b"other")
    bad = verify(version, None, deep=False)["bad"]
    assert {(entry["id"], entry["check"]) for entry in bad} == {(row.id, "media_hash")}
