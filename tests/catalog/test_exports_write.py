"""What the writer of exports promises of every format: order, cuts, hashes, memory, and no damaged picture."""

import hashlib
import json
import shutil
import tarfile
import tracemalloc
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from PIL import Image
from small_catalog import SmallCatalog

from synthloom.catalog.exports import parquet_part, pictured, write
from synthloom.catalog.exports.export import export
from synthloom.catalog.exports.formats.edit_pairs import EditPairs
from synthloom.catalog.exports.formats.webdataset import WebDataset
from synthloom.catalog.media import LocalMedia
from synthloom.catalog.reader import row_schema, rows
from synthloom.catalog.versions import resolve
from synthloom.schemas.errors import UserError

ALL = {"sft": 1.0}


@pytest.fixture(scope="module")
def version(tmp_path_factory):
    """130 pairs, all in one split, which no test changes."""
    return SmallCatalog(tmp_path_factory.mktemp("version") / "catalog").commit_pairs(range(130), splits=ALL)


@pytest.fixture
def damaged(version, tmp_path):
    """A copy of it whose files may be damaged."""
    shutil.copytree(version.catalog, tmp_path / "catalog")
    return resolve(tmp_path / "catalog", version.name)


def written(version, form, folder: Path, excluded=None):
    """The files of a format's training split, and what is not in them."""
    return write.write_split(version, form, row_schema(version), "train", folder, excluded or {})


def prompts(folder: Path, files) -> list[str]:
    tables = [pq.read_table(folder / file.path, columns=["edit_prompt"]) for file in files]
    return [prompt for table in tables for prompt in table["edit_prompt"].to_pylist()]


def names(shard: Path) -> list[str]:
    with tarfile.open(shard) as tar:
        return tar.getnames()


def committed(version) -> list[str]:
    return [row["instruction"] for row in rows(version, 0)]


def test_rows_stay_in_the_order_they_were_committed_in(version, tmp_path):
    files, left_out = written(version, EditPairs(), tmp_path)
    assert prompts(tmp_path, files) == committed(version)
    assert left_out == {}


def test_how_rows_are_read_and_gathered_does_not_show_in_the_file(version, tmp_path, monkeypatch):
    (usual,), _ = written(version, EditPairs(), tmp_path / "usual")
    monkeypatch.setattr(parquet_part, "LOT", 7)
    monkeypatch.setattr(pictured, "LOT", 3)
    monkeypatch.setattr(pictured, "READERS", 1)
    (other,), _ = written(version, EditPairs(), tmp_path / "other")
    assert usual == other


def test_row_groups_and_files_end_before_they_are_too_large(version, tmp_path, monkeypatch):
    size = sum((version.catalog / row["image"]["path"]).stat().st_size for row in rows(version, 50)) // 50
    monkeypatch.setattr(write, "GROUP_BYTES", 20 * size)
    monkeypatch.setattr(write, "FILE_BYTES", 100 * size)
    files, _ = written(version, EditPairs(), tmp_path)
    assert [file.path for file in files] == [
        f"data/edit_pairs/train-{n:05}-of-{len(files):05}.parquet" for n in range(len(files))
    ]
    assert len(files) == 3
    for file in files:
        groups = pq.read_metadata(tmp_path / file.path)
        assert groups.num_row_groups == file.row_groups > 1
        assert all(groups.row_group(n).num_rows <= 11 for n in range(groups.num_row_groups))
    assert prompts(tmp_path, files) == committed(version)


def test_shards_are_cut_and_json_lines_are_not(version, tmp_path, monkeypatch):
    monkeypatch.setattr(write, "LOT_BYTES", 1_000)
    monkeypatch.setattr(write, "FILE_BYTES", 5_000)
    lines, _ = written(version, EditPairs(images="files"), tmp_path)
    shards, _ = write.write_split(version, WebDataset(), row_schema(version), "sft", tmp_path, {})
    assert [file.path for file in lines] == ["data/edit_pairs/train-00000-of-00001.jsonl"]
    assert len(shards) > 2
    told = [json.loads(line)["edit_prompt"] for line in (tmp_path / lines[0].path).read_text().splitlines()]
    assert told == committed(version)
    in_shards = [name for file in shards for name in names(tmp_path / file.path)]
    assert [name[:20] for name in in_shards if name.endswith(".json")] == [row["id"] for row in rows(version, 0)]


@pytest.mark.parametrize("form", [EditPairs(), EditPairs(images="files")])
def test_what_is_told_of_a_file_is_true(version, tmp_path, form):
    for file in written(version, form, tmp_path)[0]:
        data = (tmp_path / file.path).read_bytes()
        assert (file.sha256, file.bytes) == (hashlib.sha256(data).hexdigest(), len(data))
    assert not list(tmp_path.rglob("*.part"))


def test_excluded_rows_are_in_no_file_and_counted_by_reason(version, tmp_path):
    ids = [row["id"] for row in rows(version, 3)]
    excluded = dict(zip(ids, ("leaks", "leaks", "no_licence"), strict=True))
    files, left_out = written(version, EditPairs(), tmp_path, excluded)
    assert prompts(tmp_path, files) == committed(version)[3:]
    assert left_out == {"leaks": 2, "no_licence": 1}


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        (lambda path: path.unlink(), "is missing"),
        (lambda path: path.write_bytes(b""), "doesn't hold the bytes"),
        (lambda path: path.write_bytes(path.read_bytes() + b"x"), "doesn't hold the bytes"),
    ],
)
@pytest.mark.parametrize("images", ["embed", "files"])
def test_a_damaged_picture_stops_the_export_and_names_its_row(damaged, tmp_path, damage, told, images):
    row = list(rows(damaged, 0))[120]
    damage(damaged.catalog / row["edited_image"]["path"])
    with pytest.raises(UserError, match=told) as error:
        export(damaged.catalog, damaged.name, tmp_path / "out", ["edit_pairs"], settings={"images": images})
    assert row["id"] in str(error.value)
    assert not (tmp_path / "out").exists()


def test_a_picture_of_an_excluded_row_may_be_damaged(damaged, tmp_path):
    row = list(rows(damaged, 0))[120]
    (damaged.catalog / row["image"]["path"]).unlink()
    files, _ = written(damaged, EditPairs(), tmp_path, {row["id"]: "leaks"})
    assert len(prompts(tmp_path, files)) == 129


def test_pictures_are_read_only_a_little_ahead(damaged):
    """A picture that is damaged after the first row was taken is noticed: it had not been read yet."""
    told = pictured.pictured(damaged, "sft", ())
    next(told)
    (damaged.catalog / list(rows(damaged, 0))[120]["image"]["path"]).unlink()
    with pytest.raises(UserError, match="is missing"):
        list(told)


def test_memory_does_not_grow_with_the_rows(small, tmp_path, monkeypatch):
    media = LocalMedia(small.root)
    noise = [media.put_image(Image.effect_noise((100, 100), 90)) for _ in range(100)]
    version = small.commit([small.file("a", [small.pair(n, image=noise[n]) for n in range(100)])], splits=ALL)[0]
    size = sum((small.root / one.path).stat().st_size for one in noise)
    monkeypatch.setattr(write, "LOT_BYTES", size // 50)
    monkeypatch.setattr(pictured, "LOT", 1)
    tracemalloc.start()
    written(version, EditPairs(images="files"), tmp_path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < size / 2


def test_siblings_come_together_sorted_and_without_those_excluded(version):
    wanted = sorted((row["group_id"], row["id"]) for row in rows(version, 0))
    lots = [row["siblings"] for row, _ in pictured.siblings(version, "sft", (), "group_id")]
    assert [(row["group_id"], row["id"]) for lot in lots for row in lot] == wanted
    assert {len(lot) for lot in lots} == {2}
    gone = wanted[0][1]
    first, _ = next(pictured.siblings(version, "sft", {gone}, "group_id"))
    assert [row["id"] for row in first["siblings"]] == [wanted[1][1]]


def test_siblings_bring_the_bytes_of_all_their_pictures(version):
    row, size = next(pictured.siblings(version, "sft", (), "group_id"))
    assert size == sum(len(one[name].data) for one in row["siblings"] for name in ("image", "edited_image"))


def test_a_version_of_a_split_without_rows_gives_no_file(version, tmp_path):
    assert write.write_split(
        resolve(version.catalog, version.name), EditPairs(), row_schema(version), "test", tmp_path, {}
    ) == ([], {})
