"""Our PNG is what every reader takes for the same picture."""

import io

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from PIL import Image

from synthloom.catalog.png import encode_png


@given(arrays(np.uint8, st.tuples(st.integers(1, 40), st.integers(1, 40), st.just(3))))
def test_every_picture_comes_back_pixel_for_pixel(pixels):
    decoded = Image.open(io.BytesIO(encode_png(Image.fromarray(pixels))))
    decoded.verify()
    again = Image.open(io.BytesIO(encode_png(Image.fromarray(pixels))))
    assert (again.format, again.mode) == ("PNG", "RGB")
    assert np.array_equal(np.asarray(again), pixels)


def test_equal_pictures_have_equal_bytes():
    image = Image.effect_noise((64, 48), 40)
    assert encode_png(image) == encode_png(image.copy())
