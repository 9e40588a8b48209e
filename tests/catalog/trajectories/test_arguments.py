import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synthloom.catalog.trajectories.arguments import load, one_line, parse, values

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(JSON)
def test_what_json_can_say_is_read_as_it_is(value):
    assert load(json.dumps(value)) == value


@given(st.text())
def test_any_text_is_an_object_in_one_line_or_nothing(text):
    told = one_line(text)
    assert told is None or one_line(told) == told


@pytest.mark.parametrize("text", ["", "[" * 50_000, '{"a":' * 5_000, '{"q": "\\ud800"}', '{"a": NaN}', '{"a": 1e999}'])
def test_what_cannot_be_stored_is_no_arguments(text):
    assert parse(text) is None


def test_values_are_found_at_any_depth_in_the_order_of_names():
    assert values('{"image": "img_1", "boxes": [{"bbox": [1, 2], "label": null}]}') == [1, 2, "img_1"]
