"""Media: bytes by content, bad pictures named, pictures upright."""

import io
import warnings

import pytest
from hostile_pictures import BROKEN_EXIF, with_exif
from PIL import Image, ImageOps

from synthloom.catalog import media as media_module
from synthloom.catalog.media import LocalMedia
from synthloom.schemas.media import BadImage


def jpeg(image: Image.Image, **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", **options)
    return buffer.getvalue()


def test_the_same_bytes_are_stored_once_under_their_hash(tmp_path):
    store = LocalMedia(tmp_path)
    data = jpeg(Image.new("RGB", (30, 20), "red"))
    first, second = store.put(data), store.put(data)
    assert first == second
    assert (first.mime, first.width, first.height) == ("image/jpeg", 30, 20)
    assert [path.name for path in tmp_path.rglob("*.*")] == [f"{first.hash}.jpg"]
    assert store.read(first) == data


def test_a_stored_picture_comes_back_pixel_for_pixel(tmp_path):
    store, image = LocalMedia(tmp_path), Image.effect_noise((40, 30), 90).convert("RGB")
    assert store.image(store.put_image(image)).tobytes() == image.tobytes()


def test_drawing_on_a_picture_leaves_the_stored_one_alone(tmp_path):
    store = LocalMedia(tmp_path)
    media = store.put_image(Image.new("RGB", (8, 8), "white"))
    store.image(media).paste("black", (0, 0, 8, 8))
    assert store.image(media).getpixel((0, 0)) == (255, 255, 255)


@pytest.mark.parametrize(
    ("data", "reason"),
    [(b"", "image_empty"), (b"no picture", "image_unreadable"), (b"II*\0" + bytes(64), "image_unreadable")],
)
def test_bytes_that_are_no_picture_are_refused_by_name(tmp_path, data, reason):
    with pytest.raises(BadImage) as caught:
        LocalMedia(tmp_path).put(data)
    assert caught.value.reason == reason


def test_a_cut_picture_is_refused(tmp_path):
    data = jpeg(Image.effect_noise((200, 200), 90))
    with pytest.raises(BadImage, match="truncated"):
        LocalMedia(tmp_path).put(data[: len(data) // 2])


def test_a_bomb_is_refused_before_it_is_decoded(tmp_path, monkeypatch):
    monkeypatch.setattr(media_module, "MAX_PIXELS", 99)
    with pytest.raises(BadImage) as caught:
        LocalMedia(tmp_path).put(jpeg(Image.new("RGB", (10, 10))))
    assert caught.value.reason == "image_too_large"


def test_a_half_written_file_is_written_again(tmp_path):
    store, image = LocalMedia(tmp_path), Image.effect_noise((40, 30), 90).convert("RGB")
    media = store.put_image(image)
    (tmp_path / media.path).write_bytes(b"")
    assert LocalMedia(tmp_path).put_image(image) == media
    assert LocalMedia(tmp_path).image(media).tobytes() == image.tobytes()


@pytest.mark.parametrize("form", ["PNG", "WEBP"])
@pytest.mark.parametrize("exif", BROKEN_EXIF)
def test_an_orientation_that_cannot_be_read_is_none(tmp_path, form, exif):
    store, data = LocalMedia(tmp_path), with_exif(form, exif)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        media = store.put(data)
        assert (media.width, media.height, store.upright(media)) == (40, 30, True)
        assert store.image(media).size == (40, 30)
    assert store.image(media).getexif() == {}


@pytest.mark.parametrize("form", ["PNG", "WEBP", "JPEG"])
def test_a_picture_on_its_side_is_told_and_shown_upright_once(tmp_path, form):
    exif = Image.Exif()
    exif[0x0112] = 6
    store = LocalMedia(tmp_path)
    media = store.put(with_exif(form, exif.tobytes()[6:]))
    assert (media.width, media.height, store.upright(media)) == (30, 40, False)
    assert ImageOps.exif_transpose(store.image(media)).size == (30, 40)


def test_decoded_pictures_are_held_by_bytes_and_the_longest_unused_goes_first(tmp_path, monkeypatch):
    monkeypatch.setattr(media_module, "CACHED_BYTES", 3 * 3 * 100)
    store, decoded = LocalMedia(tmp_path), []
    decode = media_module.decode
    monkeypatch.setattr(media_module, "decode", lambda data: decoded.append(data) or decode(data))
    red, green, blue, gray = (store.put_image(Image.new("RGB", (10, 10), c)) for c in ("red", "green", "blue", "gray"))
    large = store.put_image(Image.new("RGB", (10, 31), "white"))
    for media in (red, green, blue, red, gray, red, blue, gray):
        store.image(media)
    assert decoded == [store.read(media) for media in (red, green, blue, gray)]
    store.image(green)
    assert len(decoded) == 5
    store.image(large)
    store.image(large)
    assert len(decoded) == 7


def test_all_turns_of_a_photo_show_the_same_upright_picture(tmp_path, real_data):
    store = LocalMedia(tmp_path)
    files = [real_data / "hard_images" / "exif_orientation" / "sharp" / f"Landscape_{n}.jpg" for n in range(1, 9)]
    media = [store.put(path.read_bytes()) for path in files]
    assert {(m.width, m.height) for m in media} == {(media[0].width, media[0].height)}
    assert {store.image(m).size for m in media} == {(media[0].width, media[0].height)}


def test_every_bad_file_is_stored_or_refused_by_name(tmp_path, real_data):
    store = LocalMedia(tmp_path)
    reasons: dict[str, int] = {}
    for path in sorted((real_data / "hard_images" / "bad").rglob("*.*")):
        try:
            store.image(store.put(path.read_bytes()))
            reasons["stored"] = reasons.get("stored", 0) + 1
        except BadImage as bad:
            reasons[bad.reason] = reasons.get(bad.reason, 0) + 1
    assert {"stored", "image_unreadable", "image_format"} <= reasons.keys()
