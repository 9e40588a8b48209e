from random import Random

import numpy as np
import pytest
from PIL import Image
from real_photos import photos
from tool_desk import desk_with

from synthloom.generators.degrade import degraded
from synthloom.generators.tools.sharpen import SHARPEN
from synthloom.schemas.tools import ToolError


def error(one: Image.Image, other: Image.Image) -> float:
    return float(np.mean((np.asarray(one, float) - np.asarray(other, float)) ** 2))


def sharpness(picture: Image.Image) -> float:
    light = np.asarray(picture.convert("L"), float)
    return float(
        np.var(4 * light[1:-1, 1:-1] - light[:-2, 1:-1] - light[2:, 1:-1] - light[1:-1, :-2] - light[1:-1, 2:])
    )


def test_every_blurred_photograph_gets_sharper_and_nearer_to_the_clean_one(context, real_data):
    for seed, clean in enumerate(photos(real_data, 12)):
        blurred, _ = degraded(clean, "blur", Random(seed))
        desk = desk_with(context.media, blurred)
        desk.call(SHARPEN, image="img_1")
        assert desk.last().size == clean.size
        assert sharpness(desk.last()) > 1.5 * sharpness(blurred)
        assert error(desk.last(), clean) < error(blurred, clean)


def test_the_radius_suits_the_picture_unless_one_is_given(context):
    desk = desk_with(context.media, Image.new("RGB", (640, 480)))
    assert desk.call(SHARPEN, image="img_1") == "img_2: 640x480 pixels, img_1 sharpened (amount 1.5, radius 2.9)"
    assert "(amount 0.5, radius 7)" in desk.call(SHARPEN, image="img_1", amount=0.5, radius=7)


@pytest.mark.parametrize("wrong", [{"amount": 0}, {"amount": 50}, {"radius": -1}, {"image": "img_9"}])
def test_arguments_out_of_bounds_are_told(context, wrong):
    with pytest.raises(ToolError) as raised:
        desk_with(context.media, Image.new("RGB", (9, 9))).call(SHARPEN, **({"image": "img_1"} | wrong))
    assert raised.value.error == "bad_arguments"
