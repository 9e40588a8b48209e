"""Pictures as files beside JSON Lines."""

import json
from hashlib import sha256
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml
from sft_rows import HOSTILE, SFT
from small_trajectory import commit_rows, gold_steps, trajectory

from synthloom.catalog.exports import json_lines
from synthloom.catalog.exports.export import export
from synthloom.catalog.exports.features import card_features
from synthloom.catalog.exports.format import IMAGE
from synthloom.catalog.exports.formats.whole_rows import WholeRows
from synthloom.catalog.media import LocalMedia
from synthloom.catalog.reader import row_schema
from synthloom.catalog.versions import resolve
from synthloom.schemas.errors import UserError

FILES = {"images": "files"}


@pytest.fixture
def root(tmp_path, monkeypatch):
    """A catalog of three trajectories, the second text only."""
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hf"))
    commit_rows(tmp_path / "catalog", rows(tmp_path / "catalog"), "made")
    return tmp_path / "catalog"


@pytest.fixture
def out(tmp_path):
    return tmp_path / "out"


def rows(root: Path):
    media = LocalMedia(root)
    gold = gold_steps()
    gold[2] = gold[2].model_copy(update={"observation": f"{HOSTILE} Größe\u2028東京 \r\n"})
    bare = trajectory(media, gold[1:], id="t2", images={})
    user = bare.messages[1].model_copy(update={"content": bare.messages[1].content[1:]})
    bare = bare.model_copy(update={"messages": (bare.messages[0], user, *bare.messages[2:])})
    return [trajectory(media, gold), bare, trajectory(media, gold[1:], id="t3")]


def lines(out: Path, name: str) -> list[dict[str, object]]:
    (path,) = (out / "data" / name).glob("train-*")
    return [json.loads(line) for line in path.read_bytes().splitlines()]


def pictures(out: Path) -> set[str]:
    return {path.relative_to(out).as_posix() for path in (out / "images").rglob("*.*")}


def listed(out: Path) -> set[str]:
    """What the manifest says is ours."""
    manifest = json.loads((out / "synthloom.json").read_text())
    return {*manifest["others"], *(file["path"] for made in manifest["formats"].values() for file in made)}


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    """All formats with pictures as files and embedded, which no test changes."""
    folder = tmp_path_factory.mktemp("both")
    commit_rows(folder / "catalog", rows(folder / "catalog"), "made")
    export(folder / "catalog", "made", folder / "files", list(SFT), settings=FILES)
    export(folder / "catalog", "made", folder / "embedded", list(SFT))
    return folder


@pytest.mark.parametrize("name", SFT)
def test_rows_are_lines_and_pictures_files_under_their_hash(both, name):
    told = lines(both / "files", name)
    assert [len(row["images"]) for row in told] == [2, 0, 1]
    for path in (path for row in told for path in row["images"]):
        digest = sha256((both / "files" / path).read_bytes()).hexdigest()
        assert path == f"images/{digest[:2]}/{digest}.png"
    assert [path.name for path in (both / "files/data" / name).iterdir()] == ["train-00000-of-00001.jsonl"]


@pytest.mark.parametrize("name", SFT)
def test_lines_and_parquet_say_the_same_to_datasets(both, name):
    from datasets import load_dataset

    loaded = [load_dataset(str(both / kind), name, cache_dir=str(both / "cache")) for kind in ("files", "embedded")]
    files, embedded = (one["train"] for one in loaded)
    assert files.column_names == embedded.column_names
    assert files.remove_columns("images")[:] == embedded.remove_columns("images")[:]
    assert [[Path(path).name for path in paths] for paths in files["images"]] == [
        [Path(picture["path"]).name for picture in shown]
        for shown in pq.read_table(_train(both, name))["images"].to_pylist()
    ]
    assert [[picture.size for picture in shown] for shown in embedded["images"]] == [
        [(64, 48), (55, 43)],
        [],
        [(64, 48)],
    ]


def _train(both: Path, name: str) -> Path:
    return both / "embedded" / "data" / name / "train-00000-of-00001.parquet"


def test_lines_of_which_no_row_has_a_picture_or_a_mask_keep_their_types(root, out):
    from datasets import Value, load_dataset

    commit_rows(root, rows(root)[1:2], "bare")
    export(root, "bare", out, ["sft_swift"], settings=FILES)
    features = load_dataset(str(out), "sft_swift", cache_dir=str(root / "cache"))["train"].features
    assert features["images"].feature == Value("string")
    assert features["messages"].feature["loss"] == Value("bool")


def test_lines_are_ascii_so_that_no_reader_breaks_them(both):
    (path,) = (both / "files/data/sft_flat").glob("train-*")
    text = path.read_bytes().decode("ascii")
    assert len(text.splitlines()) == 3
    assert "Größe\u2028東京 \r\n" in json.loads(text.splitlines()[0])["messages"][7]["content"]


def test_a_picture_that_several_rows_and_formats_show_is_stored_once(both):
    out = both / "files"
    shown = {path for name in SFT for row in lines(out, name) for path in row["images"]}
    assert pictures(out) == shown
    assert len(shown) == 2
    assert pictures(out) <= listed(out)


def test_a_format_that_joins_later_shares_the_pictures(root, out):
    export(root, "made", out, ["sft_flat"], settings=FILES)
    report = export(root, "made", out, ["sft_swift"], settings=FILES)
    assert report["removed"] == []
    assert {path for row in lines(out, "sft_flat") for path in row["images"]} <= pictures(out) <= listed(out)


def test_embedding_instead_takes_lines_and_pictures_away(root, out):
    export(root, "made", out, ["sft_flat", "sft_swift"], settings=FILES)
    shown = pictures(out)
    export(root, "made", out, ["sft_flat"])
    assert pictures(out) == shown
    assert [path.suffix for path in (out / "data/sft_flat").iterdir()] == [".parquet"]
    report = export(root, "made", out, ["sft_swift"])
    assert shown < set(report["removed"])
    assert not (out / "images").exists()


def test_a_later_version_takes_away_pictures_that_it_does_not_show(root, out):
    export(root, "made", out, ["sft_flat"], settings=FILES)
    (out / "images/mine.png").write_bytes(b"mine")
    commit_rows(root, rows(root)[2:], "made")
    export(root, "made", out, ["sft_flat"], settings=FILES)
    (row,) = lines(out, "sft_flat")
    assert pictures(out) == {*row["images"], "images/mine.png"}
    assert not listed(out) & {"images/mine.png"}


def test_the_same_export_twice_makes_the_same_bytes(root, out):
    for name in ("a", "b"):
        export(root, "made", out / name, ["sft_flat", "sft_sharegpt"], settings=FILES)
    made = [path.relative_to(out / "a") for path in (out / "a").rglob("*.*") if path.is_file()]
    assert made
    for path in made:
        assert (out / "a" / path).read_bytes() == (out / "b" / path).read_bytes()


def test_somebody_elses_file_that_would_be_read_as_ours_stops_the_export(root, out):
    mine = out / "data/sft_flat/train-mine.parquet"
    mine.parent.mkdir(parents=True)
    mine.write_text("mine")
    with pytest.raises(UserError, match="train-mine"):
        export(root, "made", out, ["sft_flat"], settings=FILES)
    assert mine.read_text() == "mine"


@pytest.mark.parametrize("path", ["/etc/hosts", "images/../../hosts", "images/3f/../../../hosts"])
def test_a_manifest_whose_pictures_lie_outside_the_folder_is_not_believed(root, out, path):
    export(root, "made", out, ["sft_flat"], settings=FILES)
    manifest = json.loads((out / "synthloom.json").read_text())
    (out / "synthloom.json").write_text(json.dumps(manifest | {"others": [*manifest["others"], path]}))
    with pytest.raises(UserError, match="outside its folder"):
        export(root, "made", out, ["sft_flat"])


def test_the_registry_points_at_the_lines(both):
    registry = json.loads((both / "files/dataset_info.json").read_text())
    assert [entry["file_name"] for entry in registry.values()] == [
        "data/sft_flat/train-00000-of-00001.jsonl",
        "data/sft_sharegpt/train-00000-of-00001.jsonl",
    ]


def test_a_column_called_image_keeps_its_name_where_pictures_are_paths(root, out):
    schema = WholeRows().schema(row_schema(resolve(root, "made"))).append(pa.field("image", IMAGE))
    told = card_features(schema, "jsonl")
    assert told[-1] == {"name": "image", "dtype": "string"}
    assert '"image"' not in json.dumps(told[:-1])


def test_the_card_tells_paths_as_texts(both):
    front = yaml.safe_load((both / "files/README.md").read_text().split("---\n")[1])
    for told in front["dataset_info"]:
        assert {column["name"]: column.get("list") for column in told["features"]}["images"] == "string"


@pytest.mark.parametrize("name", ["sft_flat", "sft_parts"])
def test_pictures_that_come_only_after_what_types_are_taken_from_are_put_in_front(both, tmp_path, monkeypatch, name):
    """`datasets` takes types from a file's first block, here 4 kB: with 40 rows of text first it would take null."""
    from datasets import load_dataset

    monkeypatch.setattr(json_lines, "READ_FOR_TYPES", 4_000)
    media = LocalMedia(tmp_path / "catalog")
    seen, bare, _ = rows(tmp_path / "catalog")
    texts = [bare.model_copy(update={"id": f"b{n:02}"}) for n in range(40)]
    commit_rows(media.root, [*texts, seen], "late")
    export(media.root, "late", tmp_path / "out", [name], settings=FILES)
    told = lines(tmp_path / "out", name)
    assert [row["id"] for row in told] == ["b00", seen.id, *(one.id for one in texts[1:])]
    path = str(tmp_path / "out/data" / name / "train-00000-of-00001.jsonl")
    loaded = load_dataset("json", data_files=path, chunksize=4_000, cache_dir=str(tmp_path / "cache"), split="train")
    assert [len(shown) for shown in loaded["images"]] == [0, 2, *[0] * 39]
