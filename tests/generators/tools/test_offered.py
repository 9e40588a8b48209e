"""The list of tools, and what a model is told of each."""

import pytest

from synthloom.generators.tools.offered import TOOLS, tools_named
from synthloom.schemas.errors import UserError


def test_every_name_stands_once():
    assert len({tool.name for tool in TOOLS}) == len(TOOLS)


def test_no_names_are_all_that_are_on_by_default():
    assert [tool.name for tool in TOOLS if tool not in tools_named(())] == ["python"]


def test_names_are_taken_in_the_order_of_the_list():
    assert [tool.name for tool in tools_named(("python", "crop", "visit"))] == ["visit", "crop", "python"]


def test_an_unknown_name_is_the_users_mistake():
    with pytest.raises(UserError, match=r"'zoom'.*text_search"):
        tools_named(("crop", "zoom"))


@pytest.mark.parametrize("tool", TOOLS, ids=lambda tool: tool.name)
def test_every_argument_is_described_and_no_other_is_taken(tool):
    function = tool.schema()["function"]
    assert function["name"] == tool.name
    assert function["description"]
    assert function["parameters"]["additionalProperties"] is False
    assert all(told.get("description") for told in function["parameters"]["properties"].values())
