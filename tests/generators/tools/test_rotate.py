import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from tool_desk import desk_with

from synthloom.generators.tools.rotate import ROTATE, turn
from synthloom.schemas.tools import ToolError


def corner(width: int = 60, height: int = 40) -> Image.Image:
    """White with its left top pixel black."""
    picture = Image.new("RGB", (width, height), "white")
    picture.putpixel((0, 0), (0, 0, 0))
    return picture


def test_a_right_angle_turns_counter_clockwise_and_changes_no_pixel(context):
    desk = desk_with(context.media, corner())
    assert desk.call(ROTATE, angle=90) == "img_2: 40x60 pixels, img_1 turned 90° counter-clockwise"
    assert desk.last().getpixel((0, 59)) == (0, 0, 0)
    assert "clockwise" in desk.call(ROTATE, image="img_2", angle=-90)
    assert desk.last().tobytes() == corner().tobytes()


@given(st.integers(-4, 4))
def test_four_right_angles_are_none(quarters):
    once = turn(corner(), 90 * quarters)
    assert turn(once, -90 * quarters).tobytes() == corner().tobytes()


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.floats(-360, 360))
def test_the_canvas_holds_the_whole_picture(angle):
    turned = turn(Image.new("RGB", (60, 40)), angle)
    dark = sum(1 for value in turned.convert("L").tobytes() if value < 128)
    assert abs(dark - 60 * 40) < 110


def test_turning_by_nothing_gives_the_same_picture():
    assert turn(corner(), 0).tobytes() == corner().tobytes() == turn(corner(), 360).tobytes()


def test_a_canvas_that_would_be_too_large_is_refused_before_it_is_made():
    with pytest.raises(ToolError, match="crop it first"):
        turn(Image.new("RGB", (20_000, 3_000)), 45)
