from random import Random

import pytest
from PIL import ImageChops

from synthloom.catalog.drawing.lettering import STYLES
from synthloom.catalog.drawing.surfaces import SIGNS, SURFACES, TextDoesNotFit, draw_sign, render_text

SENTENCE = "The bakery on Mill Lane opens at seven."


def luminance(pixel):
    linear = [(v / 255 / 12.92) if v <= 10 else ((v / 255 + 0.055) / 1.055) ** 2.4 for v in pixel[:3]]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, two):
    dim, bright = sorted((luminance(one), luminance(two)))
    return (bright + 0.05) / (dim + 0.05)


@pytest.mark.parametrize("surface", SURFACES)
@pytest.mark.parametrize("seed", range(6))
def test_text_stands_out_from_its_surface(surface, seed):
    shown = render_text("IIII HHHH", surface, "bold", (512, 512), Random(seed))
    empty = render_text(".", surface, "bold", (512, 512), Random(seed))
    difference = ImageChops.difference(shown, empty).convert("L")
    strongest = max(range(512 * 512), key=list(difference.get_flattened_data()).__getitem__)
    at = (strongest % 512, strongest // 512)
    assert contrast(shown.getpixel(at), empty.getpixel(at)) > 4.5


@pytest.mark.parametrize("surface", SURFACES)
@pytest.mark.parametrize("size", [(512, 512), (640, 360), (300, 500)])
def test_a_surface_has_the_size_asked_for_and_is_the_same_again(surface, size):
    one, two = (render_text(SENTENCE, surface, "serif", size, Random(4)) for _ in range(2))
    assert one.size == size
    assert one.mode == "RGB"
    assert one.tobytes() == two.tobytes()


def test_other_random_numbers_give_other_looks():
    assert len({render_text("Hi", "neon", "bold", (256, 256), Random(seed)).tobytes() for seed in range(20)}) == 4


def test_too_much_text_is_refused():
    with pytest.raises(TextDoesNotFit):
        render_text("word " * 900, "whiteboard", "serif", (512, 512), Random(0))


@pytest.mark.parametrize("sign", SIGNS)
@pytest.mark.parametrize("style", STYLES)
def test_a_sign_keeps_its_limits(sign, style):
    picture = draw_sign("William Shakespeare", sign, style, 180, 80)
    assert picture.mode == "RGBA"
    assert picture.width <= 180
    assert picture.height <= 80
    assert picture.getchannel("A").getextrema()[1] == 255


def test_a_sign_too_small_to_read_is_not_drawn():
    assert draw_sign("William Shakespeare", "name plate", "serif", 40, 20) is None
