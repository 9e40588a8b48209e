from random import Random

import numpy as np
import pytest
from PIL import Image
from real_photos import photos
from tool_desk import desk_with

from synthloom.generators.degrade import drawn_corners, warped
from synthloom.generators.tools.perspective_correct import PERSPECTIVE_CORRECT, quadrilateral
from synthloom.schemas.tools import ToolError


def test_the_corners_of_warped_photographs_are_found_again(real_data):
    found, pictures = 0, photos(real_data, 30)
    for seed, clean in enumerate(pictures):
        corners, _ = drawn_corners(clean.size, Random(seed))
        seen = quadrilateral(warped(clean, corners))
        found += seen is not None and np.abs(seen - np.array(corners)).max() < 0.03 * min(clean.size)
    assert found >= 0.9 * len(pictures)


def test_a_warped_photograph_comes_back_upright(context, real_data):
    clean = photos(real_data, 5)[0]
    corners, _ = drawn_corners(clean.size, Random(3))
    desk = desk_with(context.media, warped(clean, corners))
    text = desk.call(PERSPECTIVE_CORRECT, image="img_1")
    flat = desk.last().resize(clean.size)
    assert f"img_2: {desk.last().width}x{desk.last().height} pixels, img_1 straightened: its corners were at (" in text
    assert np.abs(np.asarray(flat, float) - np.asarray(clean, float)).mean() < 12


@pytest.mark.parametrize("name", ["perspective/boston_cooking_a.jpg", "exif_orientation/sharp/Landscape_1.jpg"])
def test_a_curved_page_and_a_landscape_have_no_four_sides(context, real_data, name):
    desk = desk_with(context.media, Image.open(real_data / "hard_images" / name))
    with pytest.raises(ToolError, match="No picture or page with four straight sides") as raised:
        desk.call(PERSPECTIVE_CORRECT, image="img_1")
    assert raised.value.error == "empty"


@pytest.mark.parametrize("size", [(1, 1), (1, 500), (3000, 2), (200, 200)])
def test_nothing_is_found_in_a_plain_picture_of_any_shape(size):
    assert quadrilateral(Image.new("RGB", size, "gray")) is None
