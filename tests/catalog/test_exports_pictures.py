import io
import json
import random
import tarfile
from hashlib import sha256
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hostile_pictures import BROKEN_EXIF, with_exif
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from small_trajectory import commit_rows, gold_steps, rl_task, step, trajectory

from synthloom.catalog.exports import write
from synthloom.catalog.exports.export import export
from synthloom.catalog.exports.format import Named, Picture
from synthloom.catalog.exports.formats.as_seen import as_seen
from synthloom.catalog.exports.formats.webdataset import WebDataset
from synthloom.catalog.media import ORIENTATION, LocalMedia, decode, upright_rgb
from synthloom.catalog.reader import rows
from synthloom.catalog.versions import resolve

ALL = {"splits": {"sft": 1.0}}


def noise(mode: str = "RGB", size: tuple[int, int] = (40, 24), seed: int = 0) -> Image.Image:
    made = Image.frombytes("RGBA", size, random.Random(seed).randbytes(4 * size[0] * size[1]))
    return made.convert("RGB").convert("P") if mode == "P" else made.convert(mode)


def encoded(picture: Image.Image, form: str = "PNG", orientation: int = 0, **options) -> bytes:
    file = io.BytesIO()
    if orientation:
        exif = Image.Exif()
        exif[ORIENTATION] = orientation
        options["exif"] = exif
    picture.save(file, form, **options)
    return file.getvalue()


def plainly(data: bytes) -> Image.Image:
    """What trainers see."""
    return Image.open(io.BytesIO(data)).convert("RGB")


def pairs(small, count: int = 3, **changes):
    """A catalog of so many pairs of noise, all in sft, and what it was exported to."""
    media = LocalMedia(small.root)
    made = []
    for number in range(count):
        source, edited = (media.put_image(noise(seed=2 * number + place)) for place in (0, 1))
        made.append(small.pair(number, **({"image": source, "edited_image": edited} | changes)))
    small.commit([small.file("pairs", made)], **ALL)
    return made


def lines(out: Path) -> list[dict]:
    return [json.loads(line) for line in (out / "diffsynth/train-00000-of-00001.jsonl").read_text().splitlines()]


def samples(path: Path) -> dict[str, dict[str, bytes]]:
    """A shard as WebDataset reads it: files in a row with one key up to the first dot are a sample."""
    made: list[tuple[str, dict[str, bytes]]] = []
    with tarfile.open(path) as tar:
        for entry in tar:
            key, _, part = entry.name.partition(".")
            if not made or made[-1][0] != key:
                made.append((key, {}))
            made[-1][1][part] = tar.extractfile(entry).read()
    assert len(dict(made)) == len(made)
    return dict(made)


# Pictures as rules and tools saw them


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP", "GIF", "BMP"])
def test_a_picture_that_any_reader_sees_alike_stays_as_it_is(form):
    picture = Picture(encoded(noise(), form), "a")
    assert as_seen(picture) is picture


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
@pytest.mark.parametrize("orientation", range(2, 9))
def test_a_picture_turned_by_exif_is_turned_in_its_pixels(form, orientation):
    data = encoded(noise(), form, orientation)
    made = as_seen(Picture(data, "a"))
    assert plainly(made.data).tobytes() == upright_rgb(decode(data)).tobytes()
    assert made.name == f"{sha256(made.data).hexdigest()}.png"
    assert plainly(made.data).size == ((24, 40) if orientation >= 5 else (40, 24))


def test_an_orientation_that_says_upright_changes_nothing():
    picture = Picture(encoded(noise(), "JPEG", 1), "a")
    assert as_seen(picture) is picture


@pytest.mark.parametrize(
    "data",
    [encoded(noise("RGBA")), encoded(noise("LA")), encoded(noise("P"), transparency=3),
     encoded(noise(), transparency=(1, 2, 3)), encoded(noise("RGBA"), "WEBP", lossless=True),
     encoded(noise("P"), "GIF", transparency=3)],
    ids=["rgba", "la", "palette", "rgb_key", "webp", "gif"],
)  # fmt: skip
def test_what_is_transparent_is_laid_on_white(data):
    made = as_seen(Picture(data, "a"))
    assert plainly(made.data).tobytes() == upright_rgb(decode(data)).tobytes()


@pytest.mark.filterwarnings("ignore::UserWarning:PIL")
@pytest.mark.parametrize("form", ["PNG", "JPEG"])
@pytest.mark.parametrize("exif", BROKEN_EXIF)
def test_a_broken_exif_block_turns_nothing(form, exif):
    data = with_exif(form, exif)
    assert plainly(as_seen(Picture(data, "a")).data).tobytes() == upright_rgb(decode(data)).tobytes()


@settings(max_examples=40, deadline=None)
@given(
    st.sampled_from(["PNG", "JPEG", "WEBP", "GIF", "BMP"]),
    st.sampled_from(["1", "L", "LA", "P", "RGB", "RGBA", "I;16"]), st.integers(0, 8), st.booleans(),
)  # fmt: skip
def test_any_picture_shows_a_plain_reader_what_rules_saw(form, mode, orientation, comment):
    picture = Image.new("I;16", (9, 5), 700) if mode == "I;16" else noise(mode, (9, 5))
    options = {"comment": b"x"} if comment and form == "JPEG" else {}
    try:
        data = encoded(picture, form, orientation if form in ("PNG", "JPEG", "WEBP") else 0, **options)
    except (OSError, KeyError):  # a format that has no such mode
        return
    assert plainly(as_seen(Picture(data, "a")).data).tobytes() == upright_rgb(decode(data)).tobytes()


# diffsynth


def test_diffsynth_has_a_line_for_each_pair_with_paths_from_the_exports_folder(small, tmp_path):
    made = pairs(small)
    export(small.root, "uni-edit", tmp_path / "out", ["diffsynth"])
    for line, pair in zip(lines(tmp_path / "out"), made, strict=True):
        assert list(line) == ["prompt", "image", "edit_image"]
        assert line["prompt"] == pair.instruction
        for theirs, ours in (("image", pair.edited_image), ("edit_image", pair.image)):
            assert (tmp_path / "out" / line[theirs]).read_bytes() == LocalMedia(small.root).read(ours)


def test_diffsynth_reads_one_file_of_metadata_so_there_is_one(small, tmp_path, monkeypatch):
    for limit in ("LOT_BYTES", "FILE_BYTES"):
        monkeypatch.setattr(write, limit, 1)
    pairs(small, 5)
    report = export(small.root, "uni-edit", tmp_path / "out", ["diffsynth"])
    assert [file["path"] for file in report["files"]] == ["diffsynth/train-00000-of-00001.jsonl"]
    assert len(lines(tmp_path / "out")) == 5


def test_a_prompt_with_line_breaks_of_every_kind_stays_one_line(small, tmp_path):
    text = "one\ntwo\r\nthree\u2028four\x85five “ü” <image>"
    pairs(small, 1, instruction=text)
    export(small.root, "uni-edit", tmp_path / "out", ["diffsynth"])
    raw = (tmp_path / "out/diffsynth/train-00000-of-00001.jsonl").read_bytes()
    assert raw.isascii()
    assert len(raw.decode().splitlines()) == 1
    assert json.loads(raw)["prompt"] == text


def test_a_picture_too_small_for_diffsynth_is_left_out_and_told(small, tmp_path):
    media = LocalMedia(small.root)
    good = small.pair(0, image=media.put_image(noise()), edited_image=media.put_image(noise(seed=1)))
    flat = small.pair(1, image=media.put_image(noise(size=(200, 15))), edited_image=media.put_image(noise(seed=1)))
    small.commit([small.file("pairs", [good, flat])], **ALL)
    report = export(small.root, "uni-edit", tmp_path / "out", ["diffsynth"])
    assert report["left_out"]["diffsynth"]["train"] == {"smaller_than_16_pixels": 1}
    assert len(lines(tmp_path / "out")) == 1


# bagel


def parse_row(row) -> list:
    """What BAGEL's `UnifiedEditIterableDataset` makes of a row of two pictures: source, a wording, target."""
    images = [plainly(data) for data in row["image_list"]]
    assert len(row["instruction_list"]) == len(images) - 1 == 1
    return [images[0], random.choice(row["instruction_list"][0]), images[1]]


def test_bagel_sees_source_and_target_as_the_edit_was_made(small, tmp_path):
    photo = encoded(noise(), "JPEG", 6)
    (pair,) = pairs(small, 1, image=LocalMedia(small.root).put(photo))
    export(small.root, "uni-edit", tmp_path / "out", ["bagel"])
    frame = pq.ParquetFile(tmp_path / "out/bagel/train/train-00000-of-00001.parquet").read_row_group(0).to_pandas()
    source, wording, target = parse_row(frame.iloc[0])
    assert source.tobytes() == LocalMedia(small.root).image(pair.image).tobytes()
    assert source.size == (24, 40)
    assert wording == pair.instruction
    assert target.tobytes() == LocalMedia(small.root).image(pair.edited_image).tobytes()


# webdataset


def test_a_sample_has_the_row_and_its_pictures_under_the_names_the_row_gives(small, tmp_path):
    pairs(small)
    export(small.root, "uni-edit", tmp_path / "out", ["webdataset"])
    read = samples(tmp_path / "out/webdataset/sft-00000-of-00001.tar")
    for row in rows(resolve(small.root, "uni-edit"), 0):
        parts = read.pop(row["id"])
        told = json.loads(parts["json"])
        for name in ("image", "edited_image"):
            assert parts[told[name]] == (small.root / row[name]["path"]).read_bytes()
            assert told[name] == f"{name}.png"
        assert told == {**row, "image": "image.png", "edited_image": "edited_image.png"}
    assert not read


@pytest.mark.parametrize("family", ["trajectory", "rl_task"])
def test_pictures_by_short_id_keep_their_ids(tmp_path, family):
    root = tmp_path / "catalog"
    row = trajectory(LocalMedia(root)) if family == "trajectory" else rl_task(LocalMedia(root))
    commit_rows(root, [row], "made")
    export(root, "made", tmp_path / "out", ["webdataset"])
    ((key, parts),) = samples(tmp_path / "out/webdataset/sft-00000-of-00001.tar").items()
    told = json.loads(parts.pop("json"))
    assert key == told["id"] == row.id
    assert {name: parts.pop(part) for name, part in told["images"].items()} == {
        name: LocalMedia(root).read(media) for name, media in row.images.items()
    }
    assert not parts
    assert told["messages"][1]["content"][0]["image_url"]["url"] == "img_1"


def test_an_id_that_would_split_or_hide_a_sample_stands_as_its_hash(tmp_path):
    media, names = LocalMedia(tmp_path / "catalog"), ("a.b", "ü", "x/y", "__meta__", "a" * 80, "", "a b", "t-2")
    commit_rows(tmp_path / "catalog", [trajectory(media, id=name) for name in names], "made")
    export(tmp_path / "catalog", "made", tmp_path / "out", ["webdataset"])
    read = samples(tmp_path / "out/webdataset/sft-00000-of-00001.tar")
    assert {json.loads(parts["json"])["id"] for parts in read.values()} == set(names)
    assert all(key.isascii() and len(key) <= 40 and "/" not in key for key in read)
    assert set(read) & set(names) == {"t-2"}


def test_short_ids_that_differ_in_signs_or_case_alone_do_not_meet(tmp_path):
    names = ("img_2", "IMG_2", "img.2", "a/b", "a.b")
    gold = gold_steps()
    steps = [gold[0].model_copy(update={"images": names}), step(1, "Maseru.")]
    row = trajectory(LocalMedia(tmp_path / "catalog"), steps)
    commit_rows(tmp_path / "catalog", [row], "made")
    export(tmp_path / "catalog", "made", tmp_path / "out", ["webdataset"])
    (parts,) = samples(tmp_path / "out/webdataset/sft-00000-of-00001.tar").values()
    told = json.loads(parts["json"])
    assert {name: parts[part] for name, part in told["images"].items()} == {
        name: LocalMedia(tmp_path / "catalog").read(media) for name, media in row.images.items()
    }
    assert all(part == part.lower() and part.count(".") == 1 for part in told["images"].values())


@settings(max_examples=30, deadline=None)
@given(st.text(), st.dictionaries(st.text(max_size=60), st.integers(0, 5), max_size=6))
def test_any_row_gives_names_that_readers_take_and_finds_its_pictures_by_them(row_id, images):
    bytes_of = [encoded(noise(seed=seed, size=(3, 2))) for seed in range(6)]
    shown = Named((name, Picture(bytes_of[seed], f"{seed}.png")) for name, seed in images.items())
    sample = WebDataset().convert({"id": row_id, "images": shown, "more": [{"image": Picture(bytes_of[0], "0.png")}]})
    assert sample["json"]["id"] == row_id
    assert {name: sample["pictures"][part].data for name, part in sample["json"]["images"].items()} == {
        name: bytes_of[seed] for name, seed in images.items()
    }
    assert sample["pictures"][sample["json"]["more"][0]["image"]].data == bytes_of[0]
    assert len(sample["pictures"]) == len(images) + 1
    for name in sample["pictures"]:
        tarfile.TarInfo(f"{sample['key']}.{name}").tobuf(tarfile.USTAR_FORMAT)
        assert name.isascii()


def test_shards_tell_nothing_of_who_made_them_or_when(small, tmp_path):
    pairs(small)
    for name in ("a", "b"):
        export(small.root, "uni-edit", tmp_path / name, ["webdataset"])
    first, second = (tmp_path / name / "webdataset/sft-00000-of-00001.tar" for name in ("a", "b"))
    assert first.read_bytes() == second.read_bytes()
    with tarfile.open(first) as tar:
        assert {(e.mtime, e.uid, e.gid, e.uname, e.gname, e.mode) for e in tar} == {(0, 0, 0, "", "", 0o644)}


def test_a_sample_is_never_cut_in_two_by_the_end_of_a_shard(small, tmp_path, monkeypatch):
    for limit in ("LOT_BYTES", "FILE_BYTES"):
        monkeypatch.setattr(write, limit, 1)
    made = pairs(small, 4)
    report = export(small.root, "uni-edit", tmp_path / "out", ["webdataset"])
    shards = [samples(tmp_path / "out" / file["path"]) for file in report["files"]]
    assert [list(shard) for shard in shards] == [[pair.id] for pair in made]
    assert all(len(parts) == 3 for shard in shards for parts in shard.values())
