from random import Random

import numpy as np
import pytest
from PIL import Image
from real_photos import photos
from tool_desk import desk_with

from synthloom.generators.degrade import degraded
from synthloom.generators.tools.super_resolution import SUPER_RESOLUTION
from synthloom.schemas.tools import ToolError


def test_the_observation_says_that_it_is_no_network(context):
    desk = desk_with(context.media, Image.new("RGB", (64, 48)))
    text = desk.call(SUPER_RESOLUTION, image="img_1")
    assert text.startswith(
        "img_2: 256x192 pixels, img_1 enlarged 4 times (Lanczos and unsharp mask; no detail is added"
    )


def test_photographs_made_small_come_nearer_to_the_clean_ones_than_by_bilinear_enlargement(context, real_data):
    gains = []
    for seed, clean in enumerate(photos(real_data, 12)):
        small, _ = degraded(clean, "downsample", Random(seed))
        desk = desk_with(context.media, small)
        desk.call(SUPER_RESOLUTION, image="img_1", scale=3)
        size = 3 * small.width, 3 * small.height
        truth = np.asarray(clean.resize(size, Image.Resampling.LANCZOS), float)
        plain = small.resize(size, Image.Resampling.BILINEAR)
        wrong, plainly = (np.mean((np.asarray(picture, float) - truth) ** 2) for picture in (desk.last(), plain))
        gains.append(10 * np.log10(plainly / wrong))
    assert np.mean(gains) > 0.5
    assert sum(gain > 0 for gain in gains) >= 11


@pytest.mark.parametrize(("size", "scale", "told"), [((2000, 2000), 4, "crop a part first"), ((9, 9), 5, "scale")])
def test_what_would_be_too_large_is_refused(context, size, scale, told):
    with pytest.raises(ToolError, match=told):
        desk_with(context.media, Image.new("RGB", size)).call(SUPER_RESOLUTION, image="img_1", scale=scale)
