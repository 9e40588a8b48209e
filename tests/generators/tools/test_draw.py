import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops
from tool_desk import desk_with

from synthloom.catalog.media import LocalMedia
from synthloom.generators.tools.aliases import to_canonical
from synthloom.generators.tools.draw import DRAW
from synthloom.schemas.tools import ToolError


@pytest.fixture(scope="module")
def media(tmp_path_factory):
    return LocalMedia(tmp_path_factory.mktemp("media"))


def test_what_was_drawn_is_told_with_its_colour_and_place(media):
    desk = desk_with(media, Image.new("RGB", (300, 200), "gray"))
    text = desk.call(
        DRAW,
        boxes=[{"bbox": [10, 20, 100, 90], "label": "door"}],
        lines=[{"start": [0, 0], "end": [299, 199]}],
        points=[{"point": [150, 100], "label": "handle"}],
    )
    assert text == (
        'img_2: 300x200 pixels, img_1 with a red box "door" at (10, 20)-(100, 90), a lime line at (0, 0)-(299, 199), '
        'a blue point "handle" at (150, 100)'
    )
    assert desk.last().getpixel((10, 89)) == (230, 25, 45)
    assert desk.last().getpixel((150, 100)) == (40, 90, 255)
    assert desk.image("img_1").getcolors() == [(60000, (128, 128, 128))]


coordinates = st.floats(-50, 350) | st.integers(0, 90)
shapes = st.fixed_dictionaries(
    {},
    optional={
        "boxes": st.lists(
            st.builds(
                lambda box, label: {"bbox": box, "label": label},
                st.lists(coordinates, min_size=4, max_size=4),
                st.text(max_size=80),
            ),
            max_size=3,
        ),
        "points": st.lists(
            st.builds(
                lambda x, y, label: {"point": [x, y], "label": label}, coordinates, coordinates, st.text(max_size=9)
            ),
            max_size=3,
        ),
    },
)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(shapes, st.sampled_from([(1, 1), (3, 90), (90, 3), (300, 200)]))
def test_drawing_never_changes_the_size(media, drawn, size):
    desk = desk_with(media, Image.new("RGB", size))
    assert desk.tried(DRAW, **drawn) in ("", "bad_arguments")
    assert desk.last().size == size


def test_the_same_call_gives_the_same_picture(media):
    desk = desk_with(media, Image.new("RGB", (300, 200)))
    for _ in range(2):
        desk.call(DRAW, boxes=[{"bbox": [10, 20, 100, 90], "label": "door"}])
    assert desk.images["img_2"] == desk.images["img_3"]


def test_a_label_that_no_typeface_here_can_write_is_left_out_and_told(media):
    text = desk_with(media, Image.new("RGB", (99, 99))).call(DRAW, points=[{"point": [5, 5], "label": "北京"}])
    assert text.endswith("a red point at (5, 5) (its label has characters that can't be written here)")


@pytest.mark.parametrize(
    ("drawn", "told"),
    [
        ({}, "There is nothing to draw"),
        ({"points": [{"point": [500, 5]}]}, "lies outside img_1, which is 99x99 pixels"),
        ({"boxes": [{"bbox": [50, 5, 40, 9]}]}, "is no region"),
        ({"boxes": [{"box": [50, 5, 40, 9]}]}, "Extra inputs"),
    ],
)
def test_what_cannot_be_drawn_is_told(media, drawn, told):
    with pytest.raises(ToolError, match=told):
        desk_with(media, Image.new("RGB", (99, 99))).call(DRAW, **drawn)


@pytest.mark.parametrize(
    ("name", "arguments", "ours"),
    [
        (
            "Object Mapper",
            {"objects": [{"index": 1, "bbox_2d": [10, 20, 60, 80], "label": "cup"}]},
            {"image": "img_2", "boxes": [{"bbox": [10, 20, 60, 80], "label": "cup"}]},
        ),
        (
            "Path Tracer",
            {"paths": [{"index": 0, "start_point_2d": [1, 2], "end_point_2d": [60, 80], "label": "way"}]},
            {"image": "img_1", "lines": [{"start": [1, 2], "end": [60, 80], "label": "way"}]},
        ),
        (
            "PathTracer",
            {"target_image": 2, "start_point_2d": [1, 2], "end_point_2d": [60, 80]},
            {"image": "img_2", "lines": [{"start": [1, 2], "end": [60, 80]}]},
        ),
    ],
)
def test_every_papers_call_draws_as_ours(media, name, arguments, ours):
    desk = desk_with(media, Image.new("RGB", (99, 99)), Image.new("RGB", (99, 99), "white"))
    tool, asked = to_canonical(name, arguments, [DRAW])
    told = desk.call(tool, **asked)
    theirs = desk.last()
    assert desk.call(DRAW, **ours).replace("img_4:", "img_3:") == told
    assert ImageChops.difference(theirs, desk.last()).getbbox() is None
