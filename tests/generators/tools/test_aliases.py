"""Calls as papers write them and as we do, both ways."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, Field

from synthloom.generators.tools.aliases import as_paper, papers, schemas_for, to_canonical
from synthloom.generators.tools.crop import CROP
from synthloom.generators.tools.offered import TOOLS
from synthloom.generators.tools.text_search import TEXT_SEARCH
from synthloom.generators.tools.visual_search import VISUAL_SEARCH
from synthloom.schemas.tools import Alias, Tool, ToolError


class Look(BaseModel):
    image: str = Field(description="which")
    bbox: list[float] | None = Field(None, description="where")


LOOK = Tool(
    "look",
    "Look.",
    Look,
    lambda arguments, desk: "",
    aliases=(
        Alias("shares", "peek", (("image_idx", "image"), ("box", "bbox")), "normalised"),
        Alias("sides", "peer", (("x,y,w,h", "bbox"),), "xywh"),
        Alias("list", "gaze", (("bbox_2d[]", "bbox"), ("why", ""))),
    ),
)
SIZE = (1920, 1080)
boxes = st.tuples(
    st.integers(0, SIZE[0] - 2), st.integers(0, SIZE[1] - 2), st.integers(1, 5000), st.integers(1, 5000)
).map(lambda b: [b[0], b[1], min(b[0] + b[2], SIZE[0]), min(b[1] + b[3], SIZE[1])])


@given(boxes, st.sampled_from(("shares", "sides", "list")))
def test_a_box_comes_back_from_every_form(box, paper):
    ours = {"image": "img_1", "bbox": box}
    name, theirs = as_paper(LOOK, ours, paper, lambda ref: SIZE)
    assert theirs != ours
    assert to_canonical(name, theirs, (LOOK,), lambda ref: SIZE) == (LOOK, ours)


@given(
    st.lists(st.text(min_size=1), min_size=1, max_size=3), st.integers(1, 10), st.sampled_from(papers((TEXT_SEARCH,)))
)
def test_a_search_comes_back_from_every_paper_that_has_a_form_for_it(queries, count, paper):
    ours = {"queries": queries, "top_k": count}
    try:
        name, theirs = as_paper(TEXT_SEARCH, ours, paper)
    except ValueError:
        assert len(queries) > 1
    else:
        assert to_canonical(name, theirs, TOOLS, paper=paper) == (TEXT_SEARCH, ours)


@pytest.mark.parametrize("tool", TOOLS, ids=lambda tool: tool.name)
def test_every_alias_names_arguments_that_the_tool_has(tool):
    for alias in tool.aliases:
        assert {ours for _, ours in alias.arguments if ours} <= set(tool.arguments.model_fields)


def test_x_y_width_and_height_are_one_box():
    told = {"image_url": "img_1", "x": 10, "y": 20, "width": 190, "height": 160}
    assert to_canonical("zoom_in", told, TOOLS) == (CROP, {"image": "img_1", "bbox": [10, 20, 200, 180]})


def test_values_above_one_are_thousandths():
    _, read = to_canonical("peek", {"image_idx": "img_1", "box": [0, 500, 1000, 1000]}, (LOOK,), lambda ref: SIZE)
    assert read["bbox"] == [0, 540, 1920, 1080]


def test_a_name_with_two_meanings_is_told_by_its_arguments():
    assert to_canonical("image_search", {"url": "img_1"}, TOOLS) == (VISUAL_SEARCH, {"image": "img_1"})
    assert to_canonical("image_search", {"query": "zoo"}, TOOLS)[0].name == "image_search"


def test_our_own_name_takes_a_papers_arguments_too():
    assert to_canonical("text_search", {"q": "zoo", "hl": "de"}, TOOLS)[1] == {"queries": ["zoo"], "lang": "de"}


def test_what_only_the_paper_knows_is_dropped_and_what_nobody_knows_stays():
    _, read = to_canonical("gaze", {"image": "img_1", "why": "to see", "when": "now"}, (LOOK,))
    assert read == {"image": "img_1", "when": "now"}


def test_half_a_box_says_what_is_missing():
    with pytest.raises(ToolError, match="y is missing: zoom_in takes x, y, width, height together"):
        to_canonical("zoom_in", {"image_url": "img_1", "x": 1, "width": 2, "height": 2}, TOOLS)


def test_an_unknown_tool_is_told_what_there_is():
    with pytest.raises(ToolError, match="no tool 'teleport'; there are text_search"):
        to_canonical("teleport", {}, TOOLS)


def test_a_papers_schemas_have_its_names_and_no_name_twice():
    schemas = schemas_for("OpenSearch-VL", TOOLS)
    names = [schema["function"]["name"] for schema in schemas]
    assert len(set(names)) == len(names)
    crop = schemas[names.index("crop")]["function"]["parameters"]
    assert {"x", "y", "width", "height"} <= set(crop["required"])
    assert "bbox" not in crop["properties"]
