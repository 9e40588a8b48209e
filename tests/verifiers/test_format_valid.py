"""A well formed trajectory is kept; any part that says something else than the others is found."""

import asyncio
import json
from collections.abc import Callable

import pytest
from rollouts import GOLD, call, changed, gold, remade
from step_context import StepContext

from synthloom.catalog.corpus.opened import LocalCorpus
from synthloom.schemas.steps import Verdict
from synthloom.schemas.trajectories import Trajectory
from synthloom.verifiers.format_valid import FormatValid


@pytest.fixture
def record(corpus: LocalCorpus, searching: StepContext) -> Trajectory:
    return gold(corpus, searching)


def said(record: Trajectory, context: StepContext) -> Verdict:
    return asyncio.run(FormatValid().verify(record, context))


def test_the_gold_trajectory_is_kept(record: Trajectory, searching: StepContext) -> None:
    assert said(record, searching) == Verdict(True, detail="6 steps, 2 pictures, native")


def test_a_rollout_with_failures_is_well_formed(corpus: LocalCorpus, searching: StepContext) -> None:
    bad = call("Look.", "crop", image="img_9", bbox=[1, 2])
    assert said(gold(corpus, searching, [bad, GOLD[1], GOLD[1], *GOLD]), searching).kept
    assert said(gold(corpus, searching, [bad, bad, bad]), searching).kept
    assert said(gold(corpus, searching, GOLD[:3]), searching).kept  # without an answer


def renamed(record: Trajectory, old: str, new: str) -> Trajectory:
    return record.model_copy(update={"images": {new if k == old else k: v for k, v in record.images.items()}})


def with_message(record: Trajectory, place: int, text: str) -> Trajectory:
    parts = (record.messages[place].content[0].model_copy(update={"text": text}),)
    told = [*record.messages]
    told[place] = told[place].model_copy(update={"content": parts})
    return record.model_copy(update={"messages": tuple(told)})


def tools_without(record: Trajectory, name: str) -> Trajectory:
    left = [tool for tool in json.loads(record.tools) if tool["function"]["name"] != name]
    return record.model_copy(update={"tools": json.dumps(left)})


CORRUPTED: list[tuple[str, Callable[[Trajectory], Trajectory]]] = [
    ("mask_differs", lambda r: changed(r, 2, loss_mask=False)),
    ("mask_differs", lambda r: changed(r, 2, repeated=True)),
    ("mask_differs", lambda r: changed(r, 2, reflects=True)),
    ("mask_differs", lambda r: r.model_copy(update={"reflections": 3})),
    ("mask_differs", lambda r: changed(r, 2, error_class="bad_arguments")),
    ("messages_differ", lambda r: r.model_copy(update={"final_answer": "1887"})),
    ("messages_differ", lambda r: r.model_copy(update={"messages": r.messages[:-1]})),
    ("messages_differ", lambda r: r.model_copy(update={"messages": (*r.messages, r.messages[-1])})),
    ("messages_differ", lambda r: with_message(r, 3, "img_2: another")),
    ("messages_differ", lambda r: with_message(r, 1, "Which city?")),
    ("messages_differ", lambda r: r.model_copy(update={"question": "Who?"})),
    ("images_differ", lambda r: renamed(r, "img_2", "img_3")),
    ("images_differ", lambda r: changed(r, 0, images=("img_5",))),
    ("images_differ", lambda r: changed(r, 0, arguments='{"image": "img_4", "bbox": [1, 2, 30, 40]}')),
    ("images_differ", lambda r: r.model_copy(update={"images": {"img_1": r.images["img_1"]}})),
    ("arguments_invalid", lambda r: changed(r, 0, arguments='{"image": "img_1"}')),
    ("arguments_invalid", lambda r: changed(r, 0, arguments='{"image": "img_1", "bbox": "all"}')),
    ("arguments_invalid", lambda r: changed(r, 1, arguments='{"queries": ["a"]')),
    ("arguments_invalid", lambda r: changed(r, 1, tool="web_search")),
    ("arguments_invalid", lambda r: tools_without(r, "visit")),
    ("arguments_invalid", lambda r: r.model_copy(update={"tools": "crop, visit"})),
    ("steps_out_of_order", lambda r: changed(r, 1, index=7)),
    ("steps_out_of_order", lambda r: changed(r, 1, tool="", arguments="", observation="")),
    ("steps_out_of_order", lambda r: remade(r, steps=(*r.steps, r.steps[1].model_copy(update={"index": 6})))),
    ("steps_out_of_order", lambda r: remade(r, steps=r.steps[:-1])),
    ("steps_out_of_order", lambda r: remade(r, steps=())),
]


@pytest.mark.parametrize(("reason", "corrupt"), CORRUPTED)
def test_a_corrupted_trajectory_is_dropped(
    record: Trajectory, searching: StepContext, reason: str, corrupt: Callable[[Trajectory], Trajectory]
) -> None:
    verdict = said(corrupt(record), searching)
    assert verdict.reason == reason
    assert verdict.detail


def test_a_turn_is_read_back_from_the_dialect_it_was_spoken_in(record: Trajectory, searching: StepContext) -> None:
    spoken = record.model_copy(update={"dialect": "opensearch_vl"})
    assert said(spoken, searching).kept
    odd = changed(spoken, 3, raw="<think>Something else.</think><tool_call>{}</tool_call>")
    assert said(odd, searching).reason == "not_in_dialect"


def test_a_dialect_that_has_no_word_for_a_call_is_not_the_one_spoken(
    record: Trajectory, searching: StepContext
) -> None:
    assert said(record.model_copy(update={"dialect": "search_r1"}), searching).reason == "not_in_dialect"
