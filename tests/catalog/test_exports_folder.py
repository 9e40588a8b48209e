"""An export's folder: what an earlier export left, what others put there, and what a cut-off one leaves."""

import json
from pathlib import Path

import pytest
from small_catalog import SmallCatalog

from synthloom.catalog.exports import write
from synthloom.catalog.exports.export import export
from synthloom.catalog.reader import rows
from synthloom.catalog.versions import resolve
from synthloom.schemas.errors import UserError

TOLD = {"README.md", "synthloom.json", "synthloom/version.json", "decontamination.json"}
"""What stands beside the rows of any export."""


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """A catalog of 16 pairs, which no test changes."""
    small = SmallCatalog(tmp_path_factory.mktemp("pairs") / "catalog")
    small.commit_pairs(range(16))
    return small.root


def files(folder: Path) -> set[str]:
    """All files but the card's sample pictures."""
    found = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    return {path for path in found if not path.startswith("samples/")}


def test_a_later_version_replaces_the_files_of_the_earlier_and_no_others(small, tmp_path, monkeypatch):
    out = tmp_path / "out"
    monkeypatch.setattr(write, "FILE_BYTES", 500)
    small.commit_pairs(range(16))
    export(small.root, "uni-edit", out, ["edit_pairs", "bagel"])
    (out / "notes.txt").write_text("mine")
    (out / "data" / "mine.parquet").write_text("mine")
    small.commit_pairs(range(12))
    report = export(small.root, "uni-edit", out, ["edit_pairs"])
    kept = {*TOLD, "notes.txt", "data/mine.parquet"}
    assert files(out) == {*(file["path"] for file in report["files"]), *kept}
    assert "bagel/parquet_info.json" in report["removed"]


def test_another_format_of_the_same_version_joins_the_first(root, tmp_path):
    export(root, "uni-edit", tmp_path / "out", ["edit_pairs"], "sft")
    export(root, "uni-edit", tmp_path / "out", ["edit_pairs"], "test")
    report = export(root, "uni-edit", tmp_path / "out", ["bagel"])
    assert report["removed"] == []
    assert len(files(tmp_path / "out")) == 4 + len(TOLD) + 1
    assert {path.name[:5] for path in (tmp_path / "out/data/edit_pairs").iterdir()} == {"train", "test-"}


@pytest.mark.parametrize(
    "name", ["README.md", "synthloom.json", "data/edit_pairs/train-mine.parquet", "bagel/parquet_info.json"]
)
def test_a_file_of_somebody_else_in_the_way_stops_the_export(root, tmp_path, name):
    mine = tmp_path / "out" / name
    mine.parent.mkdir(parents=True)
    mine.write_text("mine")
    with pytest.raises(UserError, match=mine.name):
        export(root, "uni-edit", tmp_path / "out", ["edit_pairs", "bagel"])
    assert files(tmp_path / "out") == {name}
    assert mine.read_text() == "mine"


def test_a_manifest_that_names_files_outside_the_folder_is_not_believed(root, tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "precious").write_text("mine")
    evil = {"dataset": "x", "version": 1, "content_hash": "", "formats": {}, "others": ["../precious"]}
    (tmp_path / "out/synthloom.json").write_text(json.dumps(evil))
    with pytest.raises(UserError, match="outside its folder"):
        export(root, "uni-edit", tmp_path / "out")
    assert (tmp_path / "precious").exists()


def test_an_export_that_was_cut_off_while_moving_can_be_done_again(root, tmp_path, monkeypatch):
    out, moves = tmp_path / "out", iter(range(4))
    replace = Path.replace

    def cut_off(path, target):
        if path.suffix == ".parquet" and next(moves) == 3:
            raise KeyboardInterrupt
        return replace(path, target)

    monkeypatch.setattr(Path, "replace", cut_off)
    with pytest.raises(KeyboardInterrupt):
        export(root, "uni-edit", out)
    monkeypatch.undo()
    export(root, "uni-edit", out)
    export(root, "uni-edit", tmp_path / "fresh")
    assert files(out) == files(tmp_path / "fresh")


@pytest.mark.parametrize("damage", ["missing", "changed"])
def test_a_picture_that_is_not_what_it_was_is_never_exported(small, tmp_path, damage):
    small.commit_pairs(range(8))
    told = [row for row in rows(resolve(small.root, "uni-edit"), 0) if row["split"] == "sft"]
    path = small.root / told[3]["edited_image"]["path"]
    path.unlink() if damage == "missing" else path.write_bytes(path.read_bytes() + b"x")
    with pytest.raises(UserError, match=path.name):
        export(small.root, "uni-edit", tmp_path / "out")
    assert files(tmp_path / "out") == set()
