"""What rules tell of steps: failures, repetitions, doubts, and what to learn from."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synthloom.catalog.trajectories.annotate import (
    annotate,
    fatal_step,
    goes_in_circles,
    reflection_count,
    tool_benefit,
)
from synthloom.catalog.trajectories.error_words import error_in
from synthloom.schemas.tools import FAILURES
from synthloom.schemas.trajectories import TrajectoryStep


def step(tool: str = "", observation: str = "", error: Any = None, thought: str = "", **asked: Any) -> TrajectoryStep:
    images = asked.pop("images", ())
    arguments = asked.pop("raw_arguments", json.dumps(asked) if tool else "")
    return TrajectoryStep(
        index=0,
        thought=thought,
        tool=tool,
        arguments=arguments,
        observation=observation,
        error_class=error,
        images=images,
    )


def search(query: str, found: str = "1. Lesotho", error: Any = None) -> TrajectoryStep:
    return step("text_search", found, error, queries=[query])


def masks(*steps: TrajectoryStep) -> list[bool]:
    return [told.loss_mask for told in annotate(steps)]


def test_the_fatal_step_is_the_first_of_three_failures_in_a_row() -> None:
    bad, good = search("a", "late", "timeout"), search("b")
    assert fatal_step([good, bad, bad, good, bad, bad, bad]) == 4
    assert fatal_step([bad, bad, search("c", "No results.", "empty"), bad]) is None
    assert fatal_step([bad, bad], after=2) == 0


def test_nothing_from_the_fatal_step_on_is_learned_from() -> None:
    late = [search(query, "no answer", "timeout") for query in "abc"]
    assert masks(search("x"), *late, search("y"), step(thought="So it is y.")) == [True, *[False] * 5]


@pytest.mark.parametrize("error", ["timeout", "unavailable", "malformed", "empty"])
def test_what_a_tool_did_wrong_is_learned_from(error: str) -> None:
    assert masks(search("a", "out of order", error), search("b")) == [True, True]


@pytest.mark.parametrize("error", ["bad_arguments", "refused"])
def test_what_the_agent_did_wrong_is_not_learned_from(error: str) -> None:
    assert masks(search("a", "no such page", error), search("b")) == [False, True]


def test_a_turn_that_cannot_be_read_is_not_learned_from() -> None:
    unread = step("text_search", "That is no JSON.", "malformed", raw_arguments="{queries: ")
    assert masks(unread, step("", "There is no call.", "malformed")) == [False, False]


def test_the_same_call_with_the_same_result_is_a_repetition() -> None:
    told = annotate([search("a"), search("b"), search("a"), search("a", "2. Maseru")])
    assert [one.repeated for one in told] == [False, False, True, False]
    assert not told[2].loss_mask


def test_a_query_put_differently_that_finds_the_same_is_a_repetition() -> None:
    told = annotate([search("capital Lesotho"), search("Lesotho: capital?"), search("capital Mali", "3. Bamako")])
    assert [one.repeated for one in told] == [False, True, False]


def test_asking_again_after_a_servers_failure_is_no_repetition() -> None:
    told = annotate([search("a", "no answer", "timeout"), search("a", "no answer", "timeout"), search("a")])
    assert not any(one.repeated for one in told)


def test_the_same_crop_again_is_a_repetition_though_its_picture_has_another_id() -> None:
    def crop(new: str, box: list[int]) -> TrajectoryStep:
        return step("crop", f"{new}: 10x10 pixels", images=(new,), image="img_1", bbox=box)

    told = annotate([crop("img_2", [0, 0, 10, 10]), crop("img_3", [5, 0, 15, 10]), crop("img_4", [0, 0, 10, 10])])
    assert [one.repeated for one in told] == [False, False, True]


def draw(image: str, new: str, **boxes: list[int]) -> TrajectoryStep:
    drawn = [{"label": label, "bbox": box} for label, box in boxes.items()]
    return step("draw", f"{new}: drawn", images=(new,), image=image, boxes=drawn)


def test_a_label_drawn_again_elsewhere_is_a_reflection() -> None:
    steps = [draw("img_1", "img_2", cat=[0, 0, 9, 9]), draw("img_2", "img_3", cat=[1, 0, 9, 9])]
    assert [one.reflects for one in annotate(steps)] == [False, True]


def test_another_label_or_the_same_place_or_another_picture_is_no_reflection() -> None:
    first = draw("img_1", "img_3", cat=[0, 0, 9, 9])
    others = [draw("img_1", "img_4", dog=[1, 1, 5, 5]), draw("img_3", "img_5", cat=[0, 0, 9, 9])]
    assert reflection_count(annotate([first, *others, draw("img_2", "img_6", cat=[3, 3, 9, 9])])) == 0


@pytest.mark.parametrize(
    ("thought", "doubts"),
    [
        ("Wait, that page is about another king.", True), ("The page doesn't say when. I'll try another one.", True),
        ("Let me verify this on the page itself.", True), ("That was wrong: it is the river.", True),
        ("I await the result.", False), ("The search gives the page of Lesotho.", False), ("等等，这不对。", True),
        ("He waited for the train, and it didn't come.", False),
    ],
)  # fmt: skip
def test_a_thought_that_doubts_is_a_reflection(thought: str, doubts: bool) -> None:
    assert annotate([step(thought=thought)])[0].reflects is doubts


def test_a_thought_that_goes_in_circles_is_not_learned_from() -> None:
    sentence = " ".join(f"word{place}" for place in range(50)) + ". "
    assert not goes_in_circles(sentence * 2)
    assert goes_in_circles(sentence * 3)
    assert goes_in_circles("and " * 52)
    assert masks(step(thought=sentence * 3)) == [False]


@pytest.mark.parametrize(
    ("observation", "error"),
    [
        ("Could not find [Milhouse]. Similar: ['Milhouse Van Houten', 'Mill House']", "empty"), ("", "empty"),
        ("[visit] Failed to read page.", "unavailable"), ("Request timed out after 30 s", "timeout"),
        ("Invalid arguments: bbox", "bad_arguments"), ("403 Forbidden", "refused"),
        ("The page can't be parsed", "malformed"), ("1. Milhouse is a character.", None),
        ("How timeouts and invalid arguments came to be known. " * 20, None),
    ],
)  # fmt: skip
def test_errors_of_published_observations_are_told_by_their_words(observation: str, error: str | None) -> None:
    assert error_in(observation) == error


def test_tool_benefit_is_known_only_where_both_were_measured() -> None:
    assert tool_benefit(0.75, 0.25) == 0.5
    assert tool_benefit(0.75, None) is None
    assert tool_benefit(None, 0.5) is None


STEPS = st.lists(
    st.builds(
        search,
        st.sampled_from("abc"),
        st.sampled_from(["x", "y"]),
        st.sampled_from([None, "timeout", "empty", "bad_arguments", "malformed"]),
    ),
    max_size=12,
)


@given(STEPS)
def test_annotating_twice_changes_nothing_and_the_fatal_rule_holds(steps: list[TrajectoryStep]) -> None:
    told = annotate(steps)
    assert annotate(told) == told
    failed = [one.error_class in FAILURES for one in steps]
    runs = [place for place in range(len(failed) - 2) if all(failed[place : place + 3])]
    assert fatal_step(steps) == (runs[0] if runs else None)
    assert not any(one.loss_mask for one in told[runs[0] :]) if runs else True
