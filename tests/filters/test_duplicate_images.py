import asyncio
import io
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from synthloom.filters.duplicate_images import DuplicateImages
from synthloom.schemas.media import BadImage, Media


def judge(context, pictures: list[tuple[str, Media]], step: DuplicateImages | None = None) -> pl.DataFrame:
    media = pl.Struct({"hash": pl.String, "mime": pl.String, "width": pl.Int64, "height": pl.Int64})
    schema = {"id": pl.String, "image": media}
    table = pl.LazyFrame([(name, one.model_dump()) for name, one in pictures], schema=schema, orient="row")
    return asyncio.run((step or DuplicateImages()).judge(table, context)).collect().sort("id")


def scene(seed: int, size: int = 256) -> Image.Image:
    """Soft fields of color under a texture."""
    draw = np.random.default_rng(seed)
    layers = [Image.fromarray(draw.integers(0, 255, (side, side, 3), dtype=np.uint8)) for side in (7, 24)]
    return Image.blend(*(layer.resize((size, size), Image.Resampling.BICUBIC) for layer in layers), alpha=0.3)


def encoded(image: Image.Image, kind: str) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind)
    return buffer.getvalue()


def test_rows_on_a_smaller_copy_are_rejected_with_the_hash_of_the_kept_one(context):
    large = context.media.put_image(scene(1))
    small = context.media.put(encoded(scene(1).resize((128, 128)), "JPEG"))
    verdicts = judge(context, [("a", small), ("b", large), ("c", small), ("d", large)])
    assert verdicts["kept"].to_list() == [False, True, False, True]
    assert verdicts["detail"].to_list() == [large.hash, "", large.hash, ""]
    assert verdicts["reason"][0] == "near_duplicate_image"
    assert verdicts["score"][0] <= 28


def test_many_questions_about_one_file_are_no_duplicates(context):
    one = context.media.put_image(scene(1))
    assert judge(context, [(f"q{number}", one) for number in range(100)])["kept"].all()


@pytest.mark.parametrize("change", ["recolored", "moved", "added"])
def test_the_same_scene_with_one_object_changed_is_another_picture(context, change):
    def draw(box: tuple[int, int, int, int], color: str, extra: bool = False) -> Media:
        image = scene(3)
        pen = ImageDraw.Draw(image)
        pen.rectangle(box, fill=color)
        if extra:
            pen.ellipse((200, 20, 240, 60), fill="black")
        return context.media.put_image(image)

    first = draw((40, 40, 80, 80), "red")
    second = {
        "recolored": lambda: draw((40, 40, 80, 80), "blue"),
        "moved": lambda: draw((120, 150, 160, 190), "red"),
        "added": lambda: draw((40, 40, 80, 80), "red", extra=True),
    }[change]()
    assert judge(context, [("a", first), ("b", second)])["kept"].all()


def test_plain_pictures_of_different_colors_are_different(context):
    plain = [context.media.put_image(Image.new("RGB", (64, 64), color)) for color in ("black", "white", "red", "navy")]
    assert judge(context, [(one.hash[:4], one) for one in plain])["kept"].sum() >= 3


def test_row_order_changes_nothing_and_no_row_is_lost(context):
    sizes = [(seed, size) for seed in range(6) for size in (96, 128, 160)]
    rows = [(f"{seed}-{size}", context.media.put_image(scene(seed).resize((size, size)))) for seed, size in sizes]
    expected = judge(context, rows)
    assert expected["id"].to_list() == sorted(name for name, _ in rows)
    assert set(expected.filter("kept")["id"]) == {f"{seed}-160" for seed in range(6)}

    @settings(max_examples=5, deadline=None)
    @given(st.permutations(rows))
    def same(shuffled):
        assert judge(context, shuffled).equals(expected)

    same()


def real(context, folder: Path) -> dict[str, Media]:
    found = {}
    for path in sorted(folder.iterdir()):
        try:
            found[path.name] = context.media.put(path.read_bytes())
        except BadImage:
            continue
    return found


def test_views_of_the_same_objects_and_small_drawings_are_never_merged(context, real_data):
    pictures = {
        **real(context, real_data / "dedup/images/ukbench"),
        **real(context, real_data / "vqa/easy_vqa/images"),
        **real(context, real_data / "vqa/daquar/images"),
        **real(context, real_data / "vqa/sroie_receipts/img"),
    }
    first_of = {one.hash: name for name, one in reversed(pictures.items())}
    rows = [(name, pictures[name]) for name in first_of.values()]
    assert judge(context, rows)["kept"].all()


def test_formats_sizes_and_filters_of_one_photo_are_merged(context, real_data):
    formats = real(context, real_data / "dedup/images/imagededup/formats_images")
    assert judge(context, list(formats.items()))["kept"].sum() == 1
    mods = judge(context, list(real(context, real_data / "dedup/images/pdq_bridge_mods").items()))
    kept = set(mods.filter("kept")["id"])
    assert len(kept) == 2
    assert "high-saturation.jpg" in kept
    mixed = real(context, real_data / "dedup/images/imagededup/mixed_images")
    rejected = judge(context, list(mixed.items())).filter(~pl.col("kept"))
    assert rejected["id"].to_list() == ["ukbench00120_resize.jpg"]


def test_copies_of_copies_are_compared_with_the_kept_picture_alone(context):
    steps = [scene(5).point(lambda value, add=add: min(255, value + add)) for add in range(0, 200, 20)]
    rows = [(f"{number}", context.media.put_image(one)) for number, one in enumerate(steps)]
    verdicts = judge(context, rows)
    hashes = {media.hash: name for name, media in rows}
    kept = set(verdicts.filter("kept")["id"])
    assert all(hashes[copy] in kept for copy in verdicts.filter(~pl.col("kept"))["detail"])
