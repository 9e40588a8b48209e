import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from tool_desk import desk_with

from synthloom.catalog.media import LocalMedia
from synthloom.generators.tools.aliases import to_canonical
from synthloom.generators.tools.crop import CROP, LEAST_SIDE, LONGEST
from synthloom.schemas.tools import ToolError


@pytest.fixture(scope="module")
def media(tmp_path_factory):
    return LocalMedia(tmp_path_factory.mktemp("media"))


def gradient(width: int, height: int) -> Image.Image:
    return Image.merge("RGB", [Image.linear_gradient("L").resize((width, height))] * 3)


def test_the_observation_names_the_new_picture_its_size_and_the_region(media):
    desk = desk_with(media, gradient(640, 480))
    text = desk.call(CROP, image="img_1", bbox=[10, 20, 200, 180])
    assert text == "img_2: 190x160 pixels, the region (10, 20)-(200, 180) of img_1"
    assert desk.last().tobytes() == gradient(640, 480).crop((10, 20, 200, 180)).tobytes()


def test_a_region_that_leaves_the_picture_is_clipped(media):
    desk = desk_with(media, gradient(100, 80))
    assert "40x40 pixels, the region (60, 40)-(100, 80)" in desk.call(CROP, bbox=[60, 40, 500, 500])


def test_a_tiny_region_grows_about_its_middle_and_says_so(media):
    desk = desk_with(media, gradient(100, 80))
    text = desk.call(CROP, bbox=[50, 40, 54, 42])
    assert text == "img_2: 28x28 pixels, the region (38, 27)-(66, 55) of img_1, widened because it was very small"


@pytest.mark.parametrize(
    ("bbox", "told"),
    [
        ([50, 40, 50, 60], "x1 must exceed x0"),
        ([200, 10, 300, 60], "outside the picture: img_1 is 100 pixels wide and 80 high"),
        ([0.1, 0.1, 0.5, 0.6], "looks like fractions"),
        ([1, 2, 3], "at least 4 items"),
        ([0, 0, float("nan"), 10], "finite"),
    ],
)
def test_a_box_that_is_no_region_is_told_with_the_pictures_size(media, bbox, told):
    with pytest.raises(ToolError, match=told) as raised:
        desk_with(media, gradient(100, 80)).call(CROP, bbox=bbox)
    assert raised.value.error == "bad_arguments"


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.floats(-200, 700) | st.integers(-200, 700), min_size=4, max_size=4),
    st.sampled_from([(1, 1), (2, 300), (30, 30), (500, 4), (400, 300)]),
)
def test_any_box_gives_a_part_of_the_picture_or_bad_arguments(media, bbox, size):
    desk = desk_with(media, Image.new("RGB", size))
    if failed := desk.tried(CROP, bbox=bbox):
        assert failed == "bad_arguments"
        return
    part = desk.last()
    assert part.width >= min(LEAST_SIDE, size[0])
    assert part.height >= min(LEAST_SIDE, size[1])
    assert part.width <= size[0]
    assert part.height <= size[1]
    assert max(part.size) <= LONGEST * min(part.size)


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("crop", {"image": "img_1", "x": 10, "y": 20, "width": 60, "height": 40}),
        ("zoom_in", {"image_url": "img_1", "x": 10, "y": 20, "width": 60, "height": 40}),
        ("image_zoom_in_tool", {"bbox_2d": [10, 20, 70, 60], "label": ""}),
        ("crop_image", {"bbox_2d": [10, 20, 70, 60], "target_image": 1}),
    ],
)
def test_every_papers_call_cuts_the_same_region(media, name, arguments):
    desk = desk_with(media, gradient(100, 80))
    tool, asked = to_canonical(name, arguments, [CROP])
    assert desk.call(tool, **asked) == "img_2: 60x40 pixels, the region (10, 20)-(70, 60) of img_1"
