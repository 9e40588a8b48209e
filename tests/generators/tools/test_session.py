"""A session: arguments are checked, tools run in time, pictures get short ids."""

import asyncio
import dataclasses
import json
import time

import pytest
from PIL import Image
from pydantic import BaseModel, Field

from synthloom.generators.tools import session as module
from synthloom.generators.tools.session import read_json
from synthloom.schemas.errors import UserError
from synthloom.schemas.tools import Returned, Tool, ToolError, ToolSettings


class Take(BaseModel):
    image: str = Field("img_1", description="which")
    wait: float = Field(0.0, description="seconds")
    fail: str = Field("", description="how")


def take(arguments, desk):
    """Wait, add two pictures, then fail if asked to."""
    time.sleep(arguments.wait)
    desk.add(desk.image(arguments.image))
    ref = desk.add(Image.new("RGB", (3, 2), "blue"))
    if arguments.fail == "tool":
        raise ToolError("empty", "nothing")
    if arguments.fail == "bug":
        raise KeyError("a bug")
    return f"{ref}: blue"


TAKE = Tool("take", "Take.", Take, take)


@pytest.fixture
def session(context, monkeypatch):
    """One picture, all tools, and one that does what a test wants."""
    monkeypatch.setattr(module, "TOOLS", (*module.TOOLS, TAKE))
    monkeypatch.setattr(module, "tools_named", lambda names: (*module.TOOLS[:-2], TAKE))
    picture = context.media.put_image(Image.new("RGB", (300, 200), "red"))
    return context.session("", [picture], ToolSettings(timeout=0.1))


def call(session, tool: str, arguments: str = "{}", **given) -> Returned:
    return asyncio.run(session.call(tool, json.dumps(given) if given else arguments))


def test_new_pictures_get_the_next_short_ids(session):
    returned = call(session, "take")
    assert (returned.text, returned.images) == ("img_3: blue", ("img_2", "img_3"))
    assert list(session.images) == ["img_1", "img_2", "img_3"]
    assert call(session, "crop", image="img_3", bbox=[0, 0, 3, 2]).images == ("img_4",)


def test_a_failed_call_leaves_no_picture_behind(session):
    assert call(session, "take", fail="tool").error == "empty"
    assert list(session.images) == ["img_1"]


def test_a_late_call_is_a_timeout_and_what_it_adds_later_counts_nowhere(session):
    returned = call(session, "take", wait=1.3)
    assert (returned.error, returned.deterministic) == ("timeout", False)
    time.sleep(0.6)
    assert list(session.images) == ["img_1"]
    assert call(session, "take").images == ("img_2", "img_3")


def test_a_bug_of_ours_is_raised(session):
    with pytest.raises(KeyError, match="a bug"):
        call(session, "take", fail="bug")


def test_equal_calls_have_equal_hashes_and_others_have_not(context):
    picture = context.media.put_image(Image.new("RGB", (300, 200), "red"))
    first, second = (context.session("", [picture], ToolSettings()) for _ in range(2))
    boxes = [[0, 0, 40, 40], [0, 0, 40, 40], [0, 0, 40, 41]]
    hashes = [
        call(s, "crop", image="img_1", bbox=box).hash for s, box in zip((first, second, first), boxes, strict=True)
    ]
    assert hashes[0] == hashes[1] != hashes[2]
    assert len(hashes[0]) == 64


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ('{"image": "img_1"}', "crop: bbox is missing. It takes image (optional), bbox, label (optional)."),
        ('{"image": "img_1", "bbox": "0, 0, 9, 9"}', "bbox is wrong: input should be a valid "),
        ('{"image": "img_1", "bbox": [0, 0, "9", 9]}', "bbox.2 is wrong"),
        ('{"image": "img_1", "bbox": [0, 0, 9]}', "bbox is wrong"),
        ('{"image": "img_1", "bbox": [0, 0, 90, 90], "zoom": 2}', "zoom is no argument of it"),
        ('{"image": "img_7", "bbox": [0, 0, 90, 90]}', "There is no image 'img_7'; there are img_1."),
        ('{"image": "img_1", "bbox": [0, 0, NaN, 90]}', "NaN is no number of JSON"),
        ('{"image": "img_1", "bbox": [0, 0, 1e999, 90]}', "bbox.2 is wrong"),
        ('{"image": "\\ud800", "bbox": [0, 0, 9, 9]}', "no JSON that can be read"),
        ('{"image": "img_1"', "no JSON that can be read"),
        ("[1, 2]", "The arguments are a list; expected a JSON object."),
        ("[" * 100_000, "no JSON that can be read"),
    ],
)
def test_bad_arguments_are_told_exactly(session, arguments, said):
    returned = call(session, "crop", arguments)
    assert returned.error == "bad_arguments"
    assert said in returned.text
    assert returned.deterministic
    assert list(session.images) == ["img_1"]


def test_a_paper_name_is_known_by_ours(session):
    returned = call(session, "zoom_in", image_url="img_1", x=10, y=20, width=100, height=50)
    assert (returned.tool, returned.error) == ("crop", None)
    assert session.images["img_2"].width == 100


def test_an_unknown_tool_has_no_name_of_ours(session):
    assert call(session, "teleport").tool == ""
    assert call(session, "teleport").error == "bad_arguments"


def test_a_tool_that_is_off_is_refused(context):
    only = context.session("", [], ToolSettings(names=("crop",)))
    returned = call(only, "sharpen", image="img_1")
    refused = "[refused] The tool sharpen is switched off here; there are crop."
    assert (returned.error, returned.text) == ("refused", refused)
    assert call(context.session("", [], ToolSettings()), "python", code="1").error == "refused"


def test_without_a_corpus_searching_is_refused(session):
    returned = call(session, "text_search", queries=["zoo"])
    assert (returned.error, returned.text) == ("refused", "[refused] There is no corpus to search here.")


def test_a_corpus_that_is_not_there_is_the_users_mistake(context):
    with pytest.raises(UserError, match="the corpus abc isn't at"):
        context.session("abc", [], ToolSettings())


def test_empty_arguments_are_none():
    assert read_json("") == {}


def test_the_environment_tells_versions_and_back_ends(session):
    assert "take 1" in session.environment
    assert "opencv " in session.environment
    assert "ocr " in session.environment


def test_many_sessions_call_at_once_and_none_waits_into_its_timeout(context, monkeypatch):
    monkeypatch.setattr(module, "TOOLS", (*module.TOOLS, TAKE))
    monkeypatch.setattr(module, "tools_named", lambda names: (TAKE,))
    picture = context.media.put_image(Image.new("RGB", (30, 20), "red"))
    sessions = [context.session("", [picture], ToolSettings(timeout=0.05)) for _ in range(12)]

    async def all_at_once():
        return await asyncio.gather(*(one.call("take", '{"wait": 0.1}') for one in sessions))

    assert {returned.error for returned in asyncio.run(all_at_once())} == {None}


@pytest.mark.parametrize("side", ["1e999", "-1e999", "1e308", "9" * 400])
@pytest.mark.parametrize("form", ['"bbox": [1, 2, {0}, {0}]', '"x": {0}, "y": {0}, "width": {0}, "height": {0}'])
def test_a_box_beyond_all_numbers_is_the_agents_mistake(context, side, form):
    session = context.session("", [context.media.put_image(Image.new("RGB", (60, 40)))], ToolSettings())
    returned = call(session, "crop", f'{{"image": "img_1", {form.format(side)}}}')
    assert (returned.error, returned.images) == ("bad_arguments", ()) or returned.text.startswith("img_2: 59x38")


def test_what_a_tool_needs_is_made_once_and_takes_no_time_of_its_call(context, monkeypatch):
    made = []

    def index(desk):
        made.append(desk)
        time.sleep(1.3)  # an embedded call has ten times the timeout

    slow = dataclasses.replace(TAKE, prepare=index)
    monkeypatch.setattr(module, "TOOLS", (slow,))
    monkeypatch.setattr(module, "tools_named", lambda names: (slow,))
    picture = context.media.put_image(Image.new("RGB", (30, 20), "red"))
    session = context.session("", [picture], ToolSettings(timeout=0.1))
    assert [call(session, "take").error, call(session, "take").error] == [None, None]
    assert len(made) == 1
