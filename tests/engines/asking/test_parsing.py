import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict

from synthloom.engines.asking.parsing import UnfitReply, parse_reply


class Node(BaseModel):
    """Recursive and full of defaults, so that a half or an inner object could pass for the whole."""

    model_config = ConfigDict(extra="forbid")

    name: str = ""
    score: float = 0.0
    parts: list["Node"] = []


class Count(BaseModel):
    number: int


NAMES = st.text(max_size=12) | st.sampled_from(
    ["</think>", "}", "{", '"', "\\", "```", ",}", '{"name": ""}', "[", ",]"]
)
NODES = st.recursive(
    st.builds(Node, name=NAMES, score=st.floats(allow_nan=False, allow_infinity=False)),
    lambda nodes: st.builds(Node, name=NAMES, parts=st.lists(nodes, max_size=3)),
    max_leaves=4,
)
PROSE = st.text(st.characters(exclude_characters='{}[]"<`'), max_size=40)


def as_json(node: Node, indent: int | None) -> str:
    return json.dumps(node.model_dump(), indent=indent, ensure_ascii=False)


@given(NODES, PROSE, PROSE, st.sampled_from([None, 2]), st.sampled_from(["{}", "```json\n{}\n```", "``` \n{}```"]))
def test_an_object_in_prose_or_a_fence_is_read_as_itself(
    node: Node, before: str, after: str, indent: int | None, wrap: str
) -> None:
    assert parse_reply(before + wrap.replace("{}", as_json(node, indent)) + after, Node) == node


@given(NODES, st.data(), st.sampled_from(["", "Here it is: ", "```json\n", "<think>Hm.</think>"]))
def test_an_object_that_is_not_whole_is_refused(node: Node, data: st.DataObject, before: str) -> None:
    whole = as_json(node, None)
    cut = data.draw(st.integers(0, len(whole) - 1))
    with pytest.raises(UnfitReply):
        parse_reply(before + whole[:cut], Node)


@given(NODES, st.sampled_from(["<think>Is it {} or {1}?</think>", "Is it x? Yes.\n</think>\n", "\n<think>\n</think>"]))
def test_an_object_after_a_thinking_block_is_read_as_itself(node: Node, thoughts: str) -> None:
    assert parse_reply(thoughts + as_json(node, None), Node) == node


@pytest.mark.parametrize(
    "text",
    [
        '{"number": 7,}',
        '{"number": 7 , \n}',
        'The answer is {"number": 7}. With {x} in it.',
        'Is it {"number": 1} or [{"number": 2}]? No.\n</think>\n{"number": 7}',
        '{"number": 7}\n{"number": 7}',
        'The row {"question": "?"} is about {"number": 7}',
        '{"number": 7, "note": "a raw\nline break, }"}',
        'Sure:\n```json\n{"number": 7, "list": [1, 2,],}\n```\nAnything else?',
    ],
)
def test_common_faults_are_repaired(text: str) -> None:
    assert parse_reply(text, Count).number == 7


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('{"number": 1} or {"number": 2}', "has 2 different JSON objects"),
        ('{"number": 1}, {"num', "is not JSON"),
        ('[{"number": 1}]', "is not of the asked shape"),
        ('Some: [{"number": 1}, {"number": 1}]', "is not JSON"),
        ('{"result": {"number": 1}}', "is not of the asked shape (number: Field required)"),
        ('{"result": {"number": 1}', "is not JSON"),
        ('<think>It may be {"number": 1}', "is not JSON"),
        ("{'number': 1}", "is not JSON"),
        ('So {"number": 1</think>{"number": 2}', "is not JSON"),
        ('{"number": 1', "is not JSON"),
        ('{"number": "1', "is not JSON"),
        ("", "is not JSON"),
    ],
)
def test_what_would_have_to_be_guessed_is_refused(text: str, problem: str) -> None:
    with pytest.raises(UnfitReply) as caught:
        parse_reply(text, Count)
    assert problem in str(caught.value)


def test_a_comma_inside_a_string_stays() -> None:
    assert parse_reply('{"name": "a,] b,}",}', Node).name == "a,] b,}"
