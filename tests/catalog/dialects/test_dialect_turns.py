"""What a dialect writes it reads again; what it reads never raises."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from turns import observations, texts, turns

from synthloom.catalog.dialects.dialect import CannotSay, Dialect, Place, Seen, Turn
from synthloom.catalog.dialects.known import DIALECTS

PLACE = Place(3, "img_2")
every = pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)


@every
@settings(max_examples=40, deadline=None)
@given(turn=turns)
def test_a_written_turn_reads_back_the_same_or_was_refused(dialect: Dialect, turn: Turn) -> None:
    try:
        text = dialect.write_turn(turn, PLACE)
    except CannotSay:
        return
    again = dialect.read_turn(text, PLACE)
    if dialect.name == "plain":  # a bare text is an answer; whoever reads the conversation knows that it goes on
        assert (again.answer or "") == (turn.thought if turn.answer is None else turn.answer)
    else:
        assert again[:4] == turn[:4]
        assert dialect.write_turn(again, PLACE) == text


@every
@settings(max_examples=25, deadline=None)
@given(seen=observations)
def test_a_written_observation_reads_back_the_same_or_was_refused(dialect: Dialect, seen: Seen) -> None:
    try:
        text = dialect.write_observation(seen, PLACE)
    except CannotSay:
        return
    assert dialect.read_observation(text, PLACE) == seen
    if dialect.name != "openai":
        assert text.count("<image>") == seen.pictures


@every
@settings(max_examples=40, deadline=None)
@given(text=texts | st.text() | st.lists(texts, max_size=9).map("".join))
def test_any_text_can_be_read(dialect: Dialect, text: str) -> None:
    turn = dialect.read_turn(text, PLACE)
    assert isinstance(turn, Turn)
    assert isinstance(dialect.read_observation(text, PLACE), Seen)
    if not turn.problem and turn.answer is None and dialect.name != "alfworld":
        assert turn.tool
