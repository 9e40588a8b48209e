import hashlib
import json
import random
from pathlib import Path

import pyarrow.parquet as pq
import pytest
import yaml

from synthloom.catalog.exports import write
from synthloom.catalog.exports.export import export
from synthloom.catalog.media import LocalMedia
from synthloom.catalog.reader import rows
from synthloom.catalog.versions import resolve
from synthloom.schemas.errors import UserError


@pytest.fixture
def root(small, monkeypatch, tmp_path):
    """A catalog of 40 pairs."""
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hf"))
    small.commit_pairs(range(40))
    return small.root


def load(folder: Path, config: str):
    from datasets import load_dataset

    return load_dataset(str(folder), config, cache_dir=str(folder.parent / "cache"))


def expected(root, split):
    return [row for row in rows(resolve(root, "uni-edit"), 0) if row["split"] == split]


TOLD = {"README.md", "synthloom.json", "synthloom/version.json", "decontamination.json"}
"""What stands beside the rows of any export."""


def files(folder: Path) -> set[str]:
    """All files but the card's sample pictures."""
    found = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    return {path for path in found if not path.startswith("samples/")}


def test_edit_pairs_open_as_pictures_in_datasets(root, tmp_path):
    export(root, "uni-edit", tmp_path / "out", ["edit_pairs"])
    loaded = load(tmp_path / "out", "edit_pairs")
    for split, theirs in (("train", "sft"), ("test", "test")):
        wanted = expected(root, theirs)
        assert loaded[split]["edit_prompt"][:] == [row["instruction"] for row in wanted]
        assert loaded[split].column_names == ["input_image", "edit_prompt", "edited_image"]
        for got, row in zip(loaded[split], wanted, strict=True):
            assert got["edited_image"].tobytes() == LocalMedia(root).image(_media(row["edited_image"])).tobytes()
            assert got["input_image"].size == (8, 6)


def _media(shown):
    from synthloom.schemas.media import Media

    return Media(**{name: shown[name] for name in Media.model_fields})


def test_pictures_are_the_stores_bytes_under_their_hash(root, tmp_path):
    export(root, "uni-edit", tmp_path / "out", ["edit_pairs"])
    (path,) = (tmp_path / "out/data/edit_pairs").glob("train-*")
    for cell in pq.read_table(path)["input_image"].to_pylist():
        assert cell["path"] == f"{hashlib.sha256(cell['bytes']).hexdigest()}.png"


def test_a_jpeg_stays_the_jpeg_it_was(small, tmp_path):
    import io

    from PIL import Image

    buffer = io.BytesIO()
    Image.effect_noise((16, 16), 90).convert("RGB").save(buffer, "JPEG")
    photo = LocalMedia(small.root).put(buffer.getvalue())
    small.commit([small.file("a", [small.pair(n, image=photo, group_id="g1") for n in range(30)])])
    export(small.root, "uni-edit", tmp_path / "out", ["parquet"], "sft")
    (path,) = (tmp_path / "out/data/parquet").glob("sft-*")
    assert pq.read_table(path)["image"][0].as_py() == {"bytes": buffer.getvalue(), "path": f"{photo.hash}.jpg"}


def test_whole_rows_come_back_with_every_field_and_split(root, tmp_path):
    export(root, "uni-edit", tmp_path / "out", ["parquet"])
    loaded = load(tmp_path / "out", "parquet")
    assert list(loaded) == ["sft", "rl", "test"]
    for split in loaded:
        for got, row in zip(loaded[split], expected(root, split), strict=True):
            plain = {name for name, value in row.items() if not (isinstance(value, dict) and "hash" in value)}
            assert {name: got[name] for name in plain} == {name: row[name] for name in plain}
            assert got["image"].size == (8, 6)


class BagelReader:
    """What BAGEL's loader does with a folder: list it, look each path up, read row groups, draw an instruction."""

    def __init__(self, data_dir: str, info_path: str) -> None:
        import os

        info = json.loads(Path(info_path).read_text())
        paths = [os.path.join(data_dir, name) for name in os.listdir(data_dir) if name.endswith(".parquet")]
        self.groups = [(path, group) for path in paths if path in info for group in range(info[path]["num_row_groups"])]

    def __iter__(self):
        import io

        from PIL import Image

        for path, group in self.groups:
            frame = pq.ParquetFile(path).read_row_group(group).to_pandas()
            for _, row in frame.iterrows():
                images = [Image.open(io.BytesIO(data)).convert("RGB") for data in row["image_list"]]
                assert len(row["instruction_list"]) == len(images) - 1
                yield [random.choice(list(wordings)) for wordings in row["instruction_list"]], images


def test_bagel_reads_every_row_from_the_exports_folder(root, tmp_path, monkeypatch):
    export(root, "uni-edit", tmp_path / "out", ["bagel"])
    monkeypatch.chdir(tmp_path / "out")
    for split, theirs in (("train", "sft"), ("test", "test")):
        read = list(BagelReader(f"bagel/{split}", "bagel/parquet_info.json"))
        wanted = expected(root, theirs)
        assert [instructions for instructions, _ in read] == [[row["instruction"]] for row in wanted]
        for (_, images), row in zip(read, wanted, strict=True):
            assert images[1].tobytes() == LocalMedia(root).image(_media(row["edited_image"])).tobytes()


def test_bagels_row_groups_are_small(small, tmp_path):
    small.commit_pairs(range(100), splits={"sft": 1.0})
    export(small.root, "uni-edit", tmp_path / "out", ["bagel"])
    info = json.loads((tmp_path / "out/bagel/parquet_info.json").read_text())
    assert info == {"bagel/train/train-00000-of-00001.parquet": {"num_row_groups": 4, "num_rows": 100}}


def test_large_exports_are_cut_into_groups_and_files(root, tmp_path, monkeypatch):
    size = len((root / expected(root, "sft")[0]["image"]["path"]).read_bytes())
    monkeypatch.setattr(write, "GROUP_BYTES", 6 * size)
    monkeypatch.setattr(write, "FILE_BYTES", 20 * size)
    report = export(root, "uni-edit", tmp_path / "out", ["edit_pairs"], "sft")
    made = [file["path"] for file in report["files"]]
    assert len(made) > 2
    assert made == [f"data/edit_pairs/train-{n:05}-of-{len(made):05}.parquet" for n in range(len(made))]
    assert all(pq.read_metadata(tmp_path / "out" / path).num_row_groups > 1 for path in made)
    assert load(tmp_path / "out", "edit_pairs")["train"]["edit_prompt"][:] == [
        r["instruction"] for r in expected(root, "sft")
    ]


def test_media_columns_are_plain_and_metadata_opens_in_old_and_new_datasets(root, tmp_path):
    export(root, "uni-edit", tmp_path / "out")
    for path in (tmp_path / "out").rglob("*.parquet"):
        metadata = pq.read_metadata(path)
        for number in range(metadata.row_group(0).num_columns):
            column = metadata.row_group(0).column(number)
            if column.path_in_schema.startswith("image_list") or column.path_in_schema.endswith(".bytes"):
                assert (column.compression, "RLE_DICTIONARY" in column.encodings) == ("UNCOMPRESSED", False)
        assert b"content_defined_chunking" in metadata.metadata
        assert b'"List"' not in metadata.metadata[b"huggingface"]


def test_the_card_says_what_the_hub_needs_and_a_reader_asks(root, tmp_path):
    export(root, "uni-edit", tmp_path / "out")
    _, front, body = (tmp_path / "out/README.md").read_text().split("---\n", 2)
    told = yaml.safe_load(front)
    assert (told["license"], told["size_categories"], told["task_categories"]) == (
        "cc0-1.0",
        ["n<1K"],
        ["image-to-image"],
    )
    assert {config["config_name"]: config.get("default") for config in told["configs"]} == {
        "edit_pairs": True,
        "parquet": None,
    }
    for wanted in (
        "| sample | [CC0-1.0](https://creativecommons.org/publicdomain/zero/1.0/) | r1 | 40 |",
        "no_image 2",
        "`uni-edit@1`",
        "| count | 40 |",
        "| rules | 40 |",
    ):
        assert wanted in body


def test_several_licences_are_told_one_by_one(small, tmp_path):
    pairs = [small.pair(n, source=f"s{n % 2}", licence=("CC-BY-4.0", "a | b")[n % 2]) for n in range(20)]
    small.commit([small.file("a", pairs)])
    export(small.root, "uni-edit", tmp_path / "out", ["parquet"])
    _, front, body = (tmp_path / "out/README.md").read_text().split("---\n", 2)
    assert yaml.safe_load(front)["license"] == "other"
    assert "| s1 | a \\| b | r1 | 10 |" in body


def test_nothing_exported_names_a_folder_of_this_machine(root, tmp_path):
    export(root, "uni-edit", tmp_path / "out")
    for path in (tmp_path / "out").rglob("*.*"):
        assert path.is_dir() or str(tmp_path).encode() not in path.read_bytes()


def test_the_report_and_the_manifest_tell_every_file(root, tmp_path):
    report = export(root, "uni-edit@1", tmp_path / "out", ["edit_pairs", "bagel", "parquet"])
    assert (report["dataset"], report["version"]) == ("uni-edit", 1)
    assert list(report["formats"]) == ["edit_pairs", "parquet", "bagel"]
    assert report["formats"]["parquet"] == resolve(root, "uni-edit").split_rows
    listed = [file["path"] for file in report["files"]]
    assert files(tmp_path / "out") == {*listed, *TOLD, "bagel/parquet_info.json"}
    manifest = json.loads((tmp_path / "out/synthloom.json").read_text())
    for file in [file for made in manifest["formats"].values() for file in made]:
        assert hashlib.sha256((tmp_path / "out" / file["path"]).read_bytes()).hexdigest() == file["sha256"]


def test_the_same_export_twice_makes_the_same_bytes(root, tmp_path):
    for name in ("a", "b"):
        export(root, "uni-edit", tmp_path / name)
    assert files(tmp_path / "a") == files(tmp_path / "b")
    for name in files(tmp_path / "a"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


@pytest.mark.parametrize(("split", "made"), [("sft", {"train"}), ("test", {"test"}), ("all", {"train", "test"})])
def test_one_split_can_be_exported_alone(root, tmp_path, split, made):
    report = export(root, "uni-edit", tmp_path / "out", ["edit_pairs"], split)
    assert set(report["formats"]["edit_pairs"]) == made


@pytest.mark.parametrize(
    ("formats", "split", "told"),
    [
        (["sft_flat"], "all", "sft_flat can't hold edit pairs .uni-edit@1.: they are pictures and how to edit them.*"
         "formats for them: edit_pairs, parquet, bagel"),
        (["edit_pairs"], "rl", "edit_pairs has no files for split rl: it takes sft and test"),
        (None, "train", "no split 'train'"),
    ],
)  # fmt: skip
def test_what_the_rows_cannot_serve_is_refused_with_what_they_can(root, tmp_path, formats, split, told):
    with pytest.raises(UserError, match=told):
        export(root, "uni-edit", tmp_path / "out", formats, split)
    assert not (tmp_path / "out").exists()


def test_a_split_without_rows_is_refused(small, tmp_path):
    small.commit_pairs([1], splits={"sft": 1.0})
    with pytest.raises(UserError, match="no rows in split rl"):
        export(small.root, "uni-edit", tmp_path / "out", ["parquet"], "rl")


def test_a_later_version_replaces_the_files_of_the_earlier_and_no_others(small, root, tmp_path, monkeypatch):
    out = tmp_path / "out"
    monkeypatch.setattr(write, "FILE_BYTES", 500)
    export(root, "uni-edit", out, ["edit_pairs", "bagel"])
    (out / "notes.txt").write_text("mine")
    (out / "data" / "mine.parquet").write_text("mine")
    small.commit_pairs(range(30))
    report = export(root, "uni-edit", out, ["edit_pairs"])
    kept = {*TOLD, "notes.txt", "data/mine.parquet"}
    assert files(out) == {*(file["path"] for file in report["files"]), *kept}
    assert "bagel/parquet_info.json" in report["removed"]


def test_another_format_of_the_same_version_joins_the_first(root, tmp_path):
    export(root, "uni-edit", tmp_path / "out", ["edit_pairs"], "sft")
    export(root, "uni-edit", tmp_path / "out", ["edit_pairs"], "test")
    report = export(root, "uni-edit", tmp_path / "out", ["bagel"])
    assert report["removed"] == []
    assert len(files(tmp_path / "out")) == 4 + len(TOLD) + 1
    assert list(load(tmp_path / "out", "edit_pairs")) == ["train", "test"]


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
def test_a_picture_that_is_not_what_it_was_is_never_exported(root, tmp_path, damage):
    path = root / expected(root, "sft")[3]["edited_image"]["path"]
    path.unlink() if damage == "missing" else path.write_bytes(path.read_bytes() + b"x")
    with pytest.raises(UserError, match=path.name):
        export(root, "uni-edit", tmp_path / "out")
    assert files(tmp_path / "out") == set()
