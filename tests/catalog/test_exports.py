import hashlib
import json
import random
from pathlib import Path

import pyarrow.parquet as pq
import pytest
import yaml
from small_catalog import SmallCatalog

from synthloom.catalog.exports import write
from synthloom.catalog.exports.export import export
from synthloom.catalog.media import LocalMedia
from synthloom.catalog.reader import rows
from synthloom.catalog.versions import resolve
from synthloom.schemas.errors import UserError


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """A catalog of 40 pairs, which no test changes."""
    small = SmallCatalog(tmp_path_factory.mktemp("pairs") / "catalog")
    small.commit_pairs(range(40))
    return small.root


@pytest.fixture(scope="module")
def exported(root):
    """All of it with BAGEL's files, which no test changes, and the report."""
    return export(root, "uni-edit@1", root.parent / "out", ["edit_pairs", "bagel", "parquet"])


@pytest.fixture(scope="module")
def made(exported):
    """The export's folder."""
    return Path(exported["out"])


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


def test_edit_pairs_open_as_pictures_in_datasets(root, made):
    loaded = load(made, "edit_pairs")
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


def test_pictures_are_the_stores_bytes_under_their_hash(made):
    (path,) = (made / "data/edit_pairs").glob("train-*")
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


def test_whole_rows_come_back_with_every_field_and_split(root, made):
    loaded = load(made, "parquet")
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


def test_bagel_reads_every_row_from_the_exports_folder(root, made, monkeypatch):
    monkeypatch.chdir(made)
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


def test_media_columns_are_plain_and_metadata_opens_in_old_and_new_datasets(made):
    for path in made.rglob("*.parquet"):
        metadata = pq.read_metadata(path)
        for number in range(metadata.row_group(0).num_columns):
            column = metadata.row_group(0).column(number)
            if column.path_in_schema.startswith("image_list") or column.path_in_schema.endswith(".bytes"):
                assert (column.compression, "RLE_DICTIONARY" in column.encodings) == ("UNCOMPRESSED", False)
        assert b"content_defined_chunking" in metadata.metadata
        assert b'"List"' not in metadata.metadata[b"huggingface"]
        assert metadata.row_group(0).column(0).has_offset_index


def test_the_card_says_what_the_hub_needs_and_a_reader_asks(made):
    _, front, body = (made / "README.md").read_text().split("---\n", 2)
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


def test_nothing_exported_names_a_folder_of_this_machine(root, made):
    for path in made.rglob("*.*"):
        assert path.is_dir() or str(root.parent).encode() not in path.read_bytes()


def test_the_report_and_the_manifest_tell_every_file(root, made, exported):
    report = exported
    assert (report["dataset"], report["version"]) == ("uni-edit", 1)
    assert list(report["formats"]) == ["edit_pairs", "parquet", "bagel"]
    assert report["formats"]["parquet"] == resolve(root, "uni-edit").split_rows
    listed = [file["path"] for file in report["files"]]
    assert files(made) == {*listed, *TOLD, "bagel/parquet_info.json"}
    manifest = json.loads((made / "synthloom.json").read_text())
    for file in [file for made in manifest["formats"].values() for file in made]:
        assert hashlib.sha256((made / file["path"]).read_bytes()).hexdigest() == file["sha256"]


def test_the_same_export_twice_makes_the_same_bytes(root, made, tmp_path):
    export(root, "uni-edit", tmp_path / "b", ["edit_pairs", "bagel", "parquet"])
    assert files(made) == files(tmp_path / "b")
    for name in files(made):
        assert (made / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


@pytest.mark.parametrize(("split", "made"), [("sft", {"train"}), ("test", {"test"}), ("all", {"train", "test"})])
def test_one_split_can_be_exported_alone(root, tmp_path, split, made):
    report = export(root, "uni-edit", tmp_path / "out", ["edit_pairs"], split)
    assert set(report["formats"]["edit_pairs"]) == made


@pytest.mark.parametrize(
    ("formats", "split", "told"),
    [
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
