import hashlib
import io
import json
import shutil

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from asked_rows import asked, commit_split, group, scene
from click.testing import CliRunner
from PIL import Image
from small_catalog import SmallCatalog
from small_trajectory import media_of, rl_task, trajectory

from synthloom import cli_show
from synthloom.catalog.exports.export import export
from synthloom.catalog.exports.provenance import FILE
from synthloom.catalog.hub.load import load
from synthloom.catalog.reader import rows
from synthloom.catalog.versions import list_versions, resolve
from synthloom.schemas.errors import RunFailed, UserError


def write(root, reference, out):
    """An export of the whole rows."""
    export(root, reference, out, ["parquet"])
    return out


def edit(out, **changes):
    (out / FILE).write_text(json.dumps(json.loads((out / FILE).read_text()) | changes))


def by_id(version):
    return {row["id"]: row for row in rows(version, 0)}


def sealed(out):
    """Make `synthloom.json` say what the files hold now."""
    manifest = json.loads((out / "synthloom.json").read_text())
    for file in manifest["formats"]["parquet"]:
        file["sha256"] = hashlib.sha256((out / file["path"]).read_bytes()).hexdigest()
    (out / "synthloom.json").write_text(json.dumps(manifest))


def rewrite(out, change):
    """Change the rows of the first file, and what is said of it."""
    path = next((out / "data/parquet").glob("sft-*"))
    table = pq.read_table(path)
    pq.write_table(pa.Table.from_pylist([change(row) for row in table.to_pylist()], schema=table.schema), path)
    sealed(out)


@pytest.fixture(scope="module")
def twelve(tmp_path_factory):
    """Twelve pairs, written; not to be changed."""
    folder = tmp_path_factory.mktemp("twelve")
    SmallCatalog(folder / "catalog").commit_pairs(range(12))
    return write(folder / "catalog", "uni-edit", folder / "out")


@pytest.fixture
def written(small, twelve, tmp_path):
    """Twelve pairs of the catalog, written."""
    small.commit_pairs(range(12))
    shutil.copytree(twelve, tmp_path / "out")
    return tmp_path / "out"


FAMILIES = {
    "asked": lambda media: [asked(media, n, ("sft", "sft", "rl", "test")[n]) for n in range(4)],
    "rolled": lambda media: [trajectory(media, group_id=group("sft", 0))],
    "tasks": lambda media: [rl_task(media, group_id=group("rl", 1))],
}


@pytest.mark.parametrize("family", FAMILIES)
def test_rows_of_every_family_come_back_equal_with_their_pictures(tmp_path, family):
    root, new = tmp_path / "catalog", tmp_path / "new"
    version = commit_split(root, FAMILIES[family](media_of(root)), family)
    report = load(new, str(write(root, family, tmp_path / "out")))
    loaded = resolve(new, family)
    assert report["status"] == "loaded"
    assert by_id(loaded) == by_id(version)
    assert (loaded.content_hash, loaded.record_type) == (version.content_hash, version.record_type)


def test_a_loaded_version_has_its_recipe_funnel_shares_and_cost(small, written, tmp_path):
    version = resolve(small.root, "uni-edit")
    load(tmp_path / "new", str(written))
    loaded = resolve(tmp_path / "new", "uni-edit")
    assert by_id(loaded) == by_id(version)
    assert (loaded.recipe, loaded.splits, loaded.cost) == (version.recipe, version.splits, version.cost)
    assert loaded.run["funnel"] == version.run["funnel"]
    assert loaded.run["loaded"] == {
        "from": "out", "revision": "", "dataset": "uni-edit", "version": 1, "content_hash": version.content_hash,
        "parents": [],
    }  # fmt: skip


def test_a_loaded_version_can_be_exported_and_is_the_same_again(small, written, tmp_path):
    load(tmp_path / "new", str(written))
    again = write(tmp_path / "new", "uni-edit", tmp_path / "again")
    for path in (written / "data/parquet").iterdir():
        assert (again / "data/parquet" / path.name).read_bytes() == path.read_bytes()


def test_loading_twice_changes_nothing(written, tmp_path):
    new = tmp_path / "new"
    load(new, str(written))
    assert load(new, str(written))["status"] == "unchanged"
    assert len(list_versions(new)) == 1


def test_a_version_that_was_overtaken_is_found_again(small, written, tmp_path):
    small.commit_pairs(range(20))
    report = load(small.root, str(written))
    assert (report["status"], report["version"]) == ("unchanged", 1)


def test_a_version_can_be_loaded_under_another_name(written, tmp_path):
    report = load(tmp_path / "new", str(written), dataset="mine")
    assert (report["dataset"], report["original"]) == ("mine", "uni-edit@1")
    with pytest.raises(UserError, match="can't name a dataset"):
        load(tmp_path / "new", str(written), dataset="../mine")


def test_without_its_version_file_nothing_is_loaded(written, tmp_path):
    shutil.rmtree(written / "synthloom")
    with pytest.raises(UserError, match=r"has no synthloom/version.json; export or push it again"):
        load(tmp_path / "new", str(written))


def test_rows_that_were_left_out_of_every_format_come_back_too(tmp_path):
    root, new = tmp_path / "catalog", tmp_path / "new"
    media = media_of(root)
    shared = media.put_image(scene(1))
    rows = [asked(media, n, split, anchor_image=shared) for n, split in enumerate(("sft", "sft", "test"))]
    version = commit_split(root, rows, "asked")
    out = write(root, "asked", tmp_path / "out")
    (left_out,) = (out / "data/parquet").glob("left_out-*")
    assert pq.read_table(left_out)["id"].to_pylist() == [row.id for row in rows[:2]]
    report = load(new, str(out))
    assert report["rows"] == report["rows_of"] == 3
    assert by_id(resolve(new, "asked")) == by_id(version)


def test_a_part_is_loaded_as_a_part(small, tmp_path):
    version = small.commit_pairs(range(12))
    out = tmp_path / "out"
    export(small.root, "uni-edit", out, ["parquet"], "sft")
    report = load(tmp_path / "new", str(out))
    loaded = resolve(tmp_path / "new", "uni-edit")
    assert report["rows"] == version.split_rows["sft"] < report["rows_of"] == 12
    assert loaded.run["loaded"]["part_of"] == 12
    assert by_id(loaded) == {key: row for key, row in by_id(version).items() if row["split"] == "sft"}


def test_a_pushed_version_is_read_back_by_its_tag(small, pushed, tmp_path):
    first = small.commit_pairs(range(6))
    pushed()
    second = small.commit_pairs(range(12))
    sent = pushed()
    new = tmp_path / "new"
    newest = load(new, "alice/pairs")
    oldest = load(new, "hf://datasets/alice/pairs@v1")
    assert (newest["content_hash"], newest["revision"]) == (second.content_hash, sent["revision"])
    assert by_id(resolve(new, "uni-edit@2")) == by_id(first)
    assert load(new, "alice/pairs", revision="v2")["status"] == oldest["status"].replace("loaded", "unchanged")
    assert load(new, "alice/pairs@v1")["status"] == "unchanged"
    with pytest.raises(UserError, match="names a revision and --revision v2 another"):
        load(new, "alice/pairs@v1", revision="v2")


def test_a_repository_without_our_files_is_refused_before_anything_is_fetched(small, hub, pushed, tmp_path):
    small.commit_pairs(range(6))
    pushed()
    hub.repos["alice/pairs"].edit("synthloom.json", None)
    with pytest.raises(UserError, match="alice/pairs wasn't written by `synthloom push`"):
        load(tmp_path / "new", "alice/pairs")


def test_datasets_reads_what_show_prints(small, tmp_path, monkeypatch):
    import datasets

    monkeypatch.setattr(datasets.config, "HF_DATASETS_CACHE", tmp_path / "cache")
    small.commit_pairs(range(12))
    export(small.root, "uni-edit", tmp_path / "out", ["parquet"])
    shown = CliRunner().invoke(cli_show.command, ["uni-edit", "--catalog", str(small.root), "--limit", "0", "--json"])
    wanted = {row["id"]: row for row in json.loads(shown.output)}
    for part in datasets.load_dataset(str(tmp_path / "out"), "parquet", cache_dir=str(tmp_path / "cache")).values():
        for name in ("image", "edited_image"):
            part = part.cast_column(name, datasets.Image(decode=False))
        for got in part:
            row = wanted.pop(got["id"])
            for name in ("image", "edited_image"):
                assert got[name]["bytes"] == (small.root / row.pop(name)["path"]).read_bytes()
            assert {key: got[key] for key in row} == row
    assert not wanted


def told(catalog, source, **options):
    with pytest.raises(UserError) as error:
        load(catalog, str(source), **options)
    assert list_versions(catalog) == []
    return str(error.value)


def test_what_is_not_ours_is_refused(tmp_path):
    (tmp_path / "other").mkdir()
    (tmp_path / "file.txt").write_text("x")
    new = tmp_path / "new"
    assert "no synthloom.json" in told(new, tmp_path / "other")
    assert "no folder of an export" in told(new, tmp_path / "file.txt")
    assert "no folder of an export" in told(new, tmp_path / "nowhere")
    assert "can't name a repository" in told(new, "hf://datasets/alice")
    assert "has no revision" in told(new, tmp_path / "other", revision="v1")


def test_an_export_without_whole_rows_is_refused(small, tmp_path):
    small.commit_pairs(range(12))
    export(small.root, "uni-edit", tmp_path / "out", ["edit_pairs"])
    assert "no whole rows" in told(tmp_path / "new", tmp_path / "out")


def test_a_damaged_file_is_named(written, tmp_path):
    path = next((written / "data/parquet").glob("sft-*"))
    data = path.read_bytes()
    path.write_bytes(data[:-100])
    assert f"{path} holds other bytes" in told(tmp_path / "new", written)
    sealed(written)
    assert f"{path} can't be read" in told(tmp_path / "new", written)
    path.unlink()
    assert f"{path} is missing" in told(tmp_path / "new", written)


def test_rows_that_were_changed_are_refused(written, tmp_path):
    rewrite(written, lambda row: {**row, "answer": "3"})
    assert "content hash" in told(tmp_path / "new", written)


def test_a_row_in_another_split_is_named(written, tmp_path):
    rewrite(written, lambda row: {**row, "split": "test"})
    assert "is in test, and its group belongs to sft" in told(tmp_path / "new", written)


def test_a_picture_with_other_bytes_is_named(written, tmp_path):
    buffer = io.BytesIO()
    Image.new("RGB", (3, 3)).save(buffer, "PNG")
    rewrite(written, lambda row: {**row, "image": {**row["image"], "bytes": buffer.getvalue()}})
    assert "holds other bytes for picture" in told(tmp_path / "new", written)


def test_a_row_without_what_it_must_have_is_refused(written, tmp_path):
    rewrite(written, lambda row: {**row, "image": None})
    assert "a row has no image" in told(tmp_path / "new", written)


def test_other_columns_are_named(written, tmp_path):
    path = next((written / "data/parquet").glob("sft-*"))
    pq.write_table(pq.read_table(path).drop_columns(["variant"]), path)
    sealed(written)
    assert "other columns than these rows have here (variant)" in told(tmp_path / "new", written)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"record_type": "Other"}, "rows of type 'Other'"),
        ({"splits": {"sft": 2.0}}, "splits"),
        ({"run": {}}, "run.id"),
        ({"format": 2}, "is of form 2"),
        ({"version": 9}, "different versions"),
    ],
)
def test_a_manifest_that_cannot_be_used_is_told(written, tmp_path, changes, said):
    edit(written, **changes)
    assert said in told(tmp_path / "new", written)


def test_what_the_hub_does_not_have_is_told(hub, small, pushed, tmp_path, monkeypatch):
    small.commit_pairs(range(6))
    pushed()
    new = tmp_path / "new"
    assert "has no dataset alice/other" in told(new, "alice/other")
    assert "has no revision 'v9'" in told(new, "alice/pairs", revision="v9")
    monkeypatch.delenv("HF_TOKEN")
    assert "without a token" in told(new, "alice/pairs")


def test_no_network_is_told(tmp_path, monkeypatch):
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    with pytest.raises(RunFailed, match="can't load alice/pairs"):
        load(tmp_path / "new", "alice/pairs")
