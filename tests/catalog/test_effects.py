from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from synthloom.catalog.drawing.effects import (
    PICTURE_EFFECTS,
    RECOLOR,
    REGION_EFFECTS,
    change_picture,
    change_region,
)
from synthloom.catalog.drawing.things import COLORS

REGIONAL = sorted([*REGION_EFFECTS, RECOLOR])


def picture(width: int = 160, height: int = 120, seed: int = 0) -> Image.Image:
    """A noisy picture with a green ball in its middle."""
    image = Image.fromarray(np.random.default_rng(seed).integers(90, 140, (height, width, 3), dtype=np.uint8))
    middle = (width / 2 - 25, height / 2 - 25, width / 2 + 25, height / 2 + 25)
    ImageDraw.Draw(image).ellipse(middle, COLORS["green"])
    return image


@st.composite
def pictures_and_boxes(draw):
    width, height = draw(st.integers(20, 90)), draw(st.integers(20, 90))
    x0, y0 = draw(st.integers(0, width - 8)), draw(st.integers(0, height - 8))
    x1, y1 = draw(st.integers(x0 + 8, width)), draw(st.integers(y0 + 8, height))
    return picture(width, height, draw(st.integers(0, 99))), (x0, y0, x1, y1)


@settings(max_examples=60, deadline=None)
@given(pictures_and_boxes(), st.sampled_from(REGIONAL), st.sampled_from(sorted(COLORS)), st.integers())
def test_a_region_effect_touches_nothing_outside_its_box(given_, effect, color, seed):
    image, (x0, y0, x1, y1) = given_
    before = np.array(image)
    after = np.array(change_region(image, (x0, y0, x1, y1), effect, color, Random(seed)))
    assert after.shape == before.shape
    before[y0:y1, x0:x1] = after[y0:y1, x0:x1]
    assert (before == after).all()


@pytest.mark.parametrize("effect", REGIONAL)
def test_a_region_effect_shows_and_is_the_same_for_the_same_seed(effect):
    image, box = picture(), (40, 20, 120, 100)
    one, two = (change_region(image, box, effect, "blue", Random(3)) for _ in range(2))
    assert one.tobytes() == two.tobytes()
    changed = np.abs(np.asarray(one.crop(box), int) - np.asarray(image.crop(box), int)).mean()
    assert changed > 8


def test_textures_differ_from_each_other():
    image, box = picture(), (20, 20, 120, 100)
    looks = {change_region(image, box, effect, "blue", Random(3)).tobytes() for effect in REGIONAL}
    assert len(looks) == len(REGIONAL)


def test_recoloring_paints_the_thing_and_spares_what_lies_around_it():
    image = Image.new("RGB", (120, 120), (200, 200, 205))
    ImageDraw.Draw(image).ellipse((30, 30, 90, 90), COLORS["green"])
    changed = change_region(image, (28, 28, 93, 93), RECOLOR, "red", Random(0))
    assert changed.getpixel((30, 30)) == (200, 200, 205)
    red, green, blue = changed.getpixel((60, 60))
    assert red > 180
    assert max(green, blue) < 100


@pytest.mark.parametrize("effect", sorted(PICTURE_EFFECTS))
def test_a_picture_effect_changes_every_box_it_names_and_nothing_else(effect):
    image = picture()
    changed, boxes = change_picture(image, effect, "blue")
    difference = np.abs(np.asarray(changed, int) - np.asarray(image, int)).max(-1)
    for x0, y0, x1, y1 in boxes:
        assert difference[y0:y1, x0:x1].mean() > 3
        difference[y0:y1, x0:x1] = 0
    assert not difference.any()


def test_mirroring_twice_gives_the_picture_back():
    image = picture()
    assert change_picture(change_picture(image, "mirror", "")[0], "mirror", "")[0].tobytes() == image.tobytes()


def test_marks_stand_in_the_corners_their_phrases_name():
    for effect, phrase in PICTURE_EFFECTS.items():
        if effect.endswith("_mark"):
            ((x0, y0, x1, y1),) = change_picture(picture(), effect, "red")[1]
            assert ("right" in phrase) == (x0 + x1 > 160)
            assert ("bottom" in phrase) == (y0 + y1 > 120)


def test_colors_are_taken_exactly_where_a_phrase_asks_for_one():
    for effect in ("frame", "star_mark", "tint"):
        assert "{color}" in PICTURE_EFFECTS[effect]
        assert change_picture(picture(), effect, "red")[0] != change_picture(picture(), effect, "blue")[0]
    for effect, phrase in REGION_EFFECTS.items():
        one, two = (change_region(picture(), (9, 9, 99, 99), effect, c, Random(1)) for c in ("red", "blue"))
        assert ("{color}" in phrase) == (one.tobytes() != two.tobytes())
