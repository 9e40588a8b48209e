import pytest
from PIL import Image

from synthloom.catalog.media import LocalMedia
from synthloom.catalog.reader import rows
from synthloom.catalog.sheet import GAP, PICTURE, TEXT, contact_sheet
from synthloom.schemas.errors import UserError


def drawn(small, count=3, **changes):
    version, _ = small.commit([small.file("a", [small.pair(n, **changes) for n in range(count)])])
    return list(rows(version, 0)), LocalMedia(small.root)


def test_source_stands_left_and_edit_right_of_the_text(small):
    media = LocalMedia(small.root)
    red, blue = (media.put_image(Image.new("RGB", (40, 40), color)) for color in ("#ff0000", "#0000ff"))
    sheet = contact_sheet(*drawn(small, 2, image=red, edited_image=blue))
    assert sheet.getpixel((GAP + PICTURE // 2, GAP + PICTURE // 2)) == (255, 0, 0)
    assert sheet.getpixel((sheet.width - GAP - PICTURE // 2, GAP + PICTURE // 2)) == (0, 0, 255)


def test_pairs_are_laid_out_in_columns(small):
    pairs, media = drawn(small, 5)
    one, two = contact_sheet(pairs, media), contact_sheet(pairs, media, columns=2)
    assert two.width == 2 * one.width
    assert two.height == 3 * one.height // 5


def test_the_longest_instruction_is_written_whole_beside_its_pictures(small):
    long = "Paint the cube blue, " * 120 + "x" * 500
    sheet = contact_sheet(*drawn(small, 1, instruction=long))
    assert sheet.height > 1500
    left = PICTURE + 2 * GAP
    beside = sheet.crop((left + TEXT + 1, 0, left + TEXT + GAP - 1, sheet.height - 2))
    assert beside.getcolors() == [(beside.width * beside.height, (255, 255, 255))]


def test_pictures_of_any_shape_keep_theirs(small):
    media = LocalMedia(small.root)
    wide, thin = media.put_image(Image.new("RGB", (900, 30))), media.put_image(Image.new("RGB", (1, 700)))
    assert contact_sheet(*drawn(small, 1, image=wide, edited_image=thin)).height == PICTURE + 2 * GAP
    assert contact_sheet(*drawn(small, 1, image=wide, edited_image=wide)).height < PICTURE


def test_a_search_question_stands_beside_its_anchor_and_the_anchor_before_it_was_degraded(small):
    media = LocalMedia(small.root)
    red, blue = (media.put_image(Image.new("RGB", (40, 40), color)) for color in ("#ff0000", "#0000ff"))
    path = [{"title": "Lesotho", "relation": None}, {"title": "South Africa", "relation": "borders"}]
    row = {"question": "What borders it?", "answer": "x", "path": path, "anchor_choice": "infobox picture"}
    shown = {"anchor_image": red.model_dump(), "degradation": {"clean": blue.model_dump()}}
    sheet = contact_sheet([row | shown, row | {"anchor_image": None, "degradation": None}], media)
    assert sheet.getpixel((GAP + PICTURE // 2, GAP + PICTURE // 2)) == (255, 0, 0)
    assert sheet.getpixel((sheet.width - GAP - PICTURE // 2, GAP + PICTURE // 2)) == (0, 0, 255)


def test_rows_that_are_neither_and_no_rows_at_all_are_refused(small):
    with pytest.raises(UserError, match="edit pairs"):
        contact_sheet([{"id": "a"}], LocalMedia(small.root))
    with pytest.raises(UserError, match="no rows"):
        contact_sheet([], LocalMedia(small.root))
    pairs, media = drawn(small, 1)
    with pytest.raises(UserError, match="--limit"):
        contact_sheet(pairs * 300, media)
