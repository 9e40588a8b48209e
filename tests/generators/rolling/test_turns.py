import json

from hypothesis import given
from hypothesis import strategies as st

from synthloom.catalog.dialects.dialect import START
from synthloom.catalog.dialects.known import DIALECTS
from synthloom.generators.rolling.prompts import neutral
from synthloom.generators.rolling.turns import Native, Tagged, offered
from synthloom.generators.tools.offered import TOOLS
from synthloom.schemas.steps import Called, Said

CALL = Called("x", "crop", '{"image": "img_1"}')


def read(text: str, *calls: Called, must_answer: bool = False, **said: str) -> tuple[str, str, str | None]:
    move = Native().read(Said(text, calls, **said), START, must_answer)
    return move.thought, move.tool, move.answer


def test_an_answer_is_read_from_its_tag_or_from_a_last_line() -> None:
    assert read("It says so.\n<answer>\n1869\n</answer>") == ("It says so.", "", "1869")
    assert read("It says so.\n\n**Answer:** 1869") == ("It says so.", "", "1869")
    assert read("<think>hm</think>The final answer: no.\nFinal answer: 1869") == (
        "hm\n\nThe final answer: no.", "", "1869",
    )  # fmt: skip
    assert read("Answer: 1869\nbut I am not sure yet") == ("Answer: 1869\nbut I am not sure yet", "", None)


def test_a_call_comes_before_an_answer_unless_the_answer_was_asked_for() -> None:
    assert read("<answer>1869</answer>", CALL) == ("", "crop", None)
    assert read("<answer>1869</answer>", CALL, must_answer=True) == ("", "", "1869")


def test_asked_for_its_answer_a_model_may_give_it_bare_but_not_empty() -> None:
    assert read("1869", must_answer=True, reasoning="It is Maseru.") == ("It is Maseru.", "", "1869")
    assert read("<answer> </answer>", must_answer=True)[2] is None
    assert read("", must_answer=True)[2] is None


@given(st.text(), st.text(), st.booleans(), st.sampled_from(["stop", "length", "tool_calls"]))
def test_any_turn_is_a_call_an_answer_or_a_problem_in_any_way_of_speaking(
    text: str, reasoning: str, must_answer: bool, finish: str
) -> None:
    said = Said(text, (), reasoning, finish)
    for speech in (Native(), *(Tagged(dialect) for dialect in DIALECTS)):
        move = speech.read(said, START, must_answer)
        assert sum((bool(move.tool), move.answer is not None, bool(move.problem))) <= 1
        assert bool(move.problem) == (move.error == "malformed")
        speech.turn(said, START)


@given(st.text())
def test_what_a_server_is_told_of_a_call_is_always_an_object(arguments: str) -> None:
    turn = Native().turn(Said("", (Called("x", "crop", arguments),)), START)
    assert isinstance(json.loads(turn.calls[0].arguments), dict)
    assert (len(turn.calls[0].id), turn.calls[0].id.isalnum()) == (9, True)


@given(st.text(alphabet="<>/|!resultim_ "))
def test_neutral_text_holds_no_tag(text: str) -> None:
    shown = neutral(text)
    assert not any(f"<{sign}" in shown for sign in "|/!?resultim")
    assert shown.replace("&lt;", "<") == text


def test_a_dialect_with_few_tools_is_offered_only_those() -> None:
    for dialect in DIALECTS:
        names = [schema["function"]["name"] for schema in offered(Tagged(dialect), TOOLS)]
        assert names == [tool.name for tool in TOOLS if dialect.tools is None or tool.name in dialect.tools]
