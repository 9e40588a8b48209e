"""Whole trajectories, written and read in every dialect that has words for them."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_trajectory import SYSTEM, gold_steps, step, trajectory
from turns import texts, turns

from synthloom.catalog.dialects.conversation import read, write
from synthloom.catalog.dialects.dialect import CannotSay, Dialect, Turn
from synthloom.catalog.dialects.guess import guess
from synthloom.catalog.dialects.known import DIALECTS, named
from synthloom.catalog.media import LocalMedia
from synthloom.schemas.trajectories import TrajectoryStep

JSON_CALLS = (
    "hermes",
    "gen_searcher",
    "opensearch_vl",
    "unify_agent",
    "react",
    "react_numbered",
    "react_cot",
    "openai",
)
every = pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)


@pytest.fixture(scope="module")
def media(tmp_path_factory: pytest.TempPathFactory) -> LocalMedia:
    return LocalMedia(tmp_path_factory.mktemp("media"))


def canonical(steps: tuple[TrajectoryStep, ...]) -> list[tuple[object, ...]]:
    return [(one.thought, one.tool, one.arguments, one.observation, one.images) for one in steps]


@st.composite
def made_steps(draw: st.DrawFn) -> list[TrajectoryStep]:
    """Calls with what came back, pictures numbered through, and a last step for the answer."""
    steps, pictures = list[TrajectoryStep](), 1
    for index in range(draw(st.integers(0, 3))):
        turn = draw(turns.filter(lambda turn: turn.tool and turn.answer is None))
        count = draw(st.integers(0, 2))
        images = tuple(f"img_{pictures + number + 1}" for number in range(count))
        pictures += count
        seen = {"arguments": turn.arguments, "observation": draw(texts), "images": images}
        steps.append(step(index, turn.thought, turn.tool, **seen))
    return [*steps, step(len(steps), draw(texts))]


@every
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(steps=made_steps(), answer=texts.filter(bool), question=texts)
def test_a_trajectory_survives_or_is_refused(
    media: LocalMedia, dialect: Dialect, steps: list[TrajectoryStep], answer: str, question: str
) -> None:
    made = trajectory(media, steps, final_answer=answer, question=question)
    try:
        said = write(made, dialect)
    except CannotSay:
        return
    again = read(said, dialect)
    assert canonical(again.steps) == canonical(made.steps)
    assert again.final_answer == answer
    assert not any(one.raw or one.raw_observation for one in again.steps)
    if dialect.name != "openai":
        shown = [message for message in said if message.role != "system"]
        assert all(message.text.count("<image>") == len(message.images) for message in shown)


@pytest.mark.parametrize("name", JSON_CALLS)
def test_dialects_that_can_call_anything_say_the_gold_trajectory(media: LocalMedia, name: str) -> None:
    made = trajectory(media)
    said = write(made, named(name))
    assert [message.role for message in said] == ["system", "user", *["assistant", "observation"] * 3, "assistant"]
    again = read(said, named(name))
    assert canonical(again.steps) == canonical(made.steps)
    assert again.final_answer == "Maseru"


@pytest.mark.parametrize("name", sorted({dialect.name for dialect in DIALECTS} - {*JSON_CALLS}))
def test_the_others_refuse_it(media: LocalMedia, name: str) -> None:
    with pytest.raises(CannotSay):
        write(trajectory(media), named(name))


def test_a_search_and_a_crop_of_the_latest_picture_can_be_said_in_vrag(media: LocalMedia) -> None:
    crop, search, _, answer = gold_steps()
    made = trajectory(media, [crop, search, answer.model_copy(update={"index": 2})])
    said = write(made, named("vrag"))
    assert said[2].text == "<think>A closer look at the flag.</think>\n<bbox>[4, 4, 40, 30]</bbox>"
    assert canonical(read(said, named("vrag")).steps) == canonical(made.steps)


def test_pictures_are_called_as_the_dialect_does(media: LocalMedia) -> None:
    said = write(trajectory(media), named("gen_searcher"))
    assert said[1].text.startswith("IMG_001: <image>\n")
    assert '"image": "IMG_001"' in said[2].text
    assert said[3].text.startswith("<tool_response>\nIMG_002: 36x26 pixels, cut from IMG_001\n<image>")
    assert said[3].images == ("img_2",)


def test_a_name_that_would_read_as_a_picture_is_refused(media: LocalMedia) -> None:
    steps = [step(0, "The file is called IMG_001.")]
    with pytest.raises(CannotSay, match="IMG_001 stands in a text"):
        write(trajectory(media, steps), named("gen_searcher"))


def test_the_system_prompt_tells_of_the_tools_that_can_be_called(media: LocalMedia) -> None:
    system = write(trajectory(media), named("hermes"))[0].text
    assert system.startswith(SYSTEM)
    assert '"name": "visit"' in system
    assert "<tool_call>" in system


def test_raw_text_is_used_for_the_dialect_it_was_said_in_alone(media: LocalMedia) -> None:
    steps = [step(0, "It is Maseru.", raw="<think>It is Maseru.</think> <answer>Maseru</answer>")]
    made = trajectory(media, steps, dialect="hermes")
    assert write(made, named("hermes"))[-1].text == steps[0].raw
    assert write(made, named("search_r1"))[-1].text == "<think>It is Maseru.</think>\n<answer> Maseru </answer>"


@pytest.mark.parametrize("name", ["hermes", "opensearch_vl", "unify_agent", "react", "react_numbered", "openai"])
def test_the_dialect_of_a_conversation_is_guessed(media: LocalMedia, name: str) -> None:
    assert guess(write(trajectory(media), named(name))).name == name


def test_an_unreadable_turn_keeps_its_text(media: LocalMedia) -> None:
    said = write(trajectory(media), named("hermes"))
    broken = [*said[:2], said[2]._replace(text="<think>hm</think><tool_call>{</tool_call>"), *said[3:]]
    first = read(broken, named("hermes")).steps[0]
    assert (first.thought, first.tool, first.error_class) == ("hm", "", "malformed")
    assert first.raw == "<think>hm</think><tool_call>{</tool_call>"
    assert not first.loss_mask


def test_a_turn_with_call_and_answer_is_no_turn() -> None:
    with pytest.raises(CannotSay):
        Turn("", "crop", "{}", "both").kind()
