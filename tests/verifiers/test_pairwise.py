"""Two things compared in both orders."""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from asking import verdict_of
from fake_server import FakeServer
from judged_rows import ATTACK, item, model_of, pair, seen
from questions import question
from scripted_models import row
from step_context import StepContext

from synthloom.schemas.steps import Verdict
from synthloom.verifiers.pairwise import POINTS, Pairwise, _outcome

STEP = Pairwise("edited_image", "image", "which picture does what the instruction asks for", shows=("instruction",))


def looking(asked: Any) -> dict[str, str]:
    """A judge that prefers the red picture."""
    first, second = (color == "red" for color in seen(asked))
    return {"reasoning": "looked", "better": "tie" if first == second else "A" if first else "B"}


def biased(asked: Any) -> dict[str, str]:
    """A judge that prefers what comes first."""
    return {"reasoning": "first is best", "better": "A"}


def stubborn(asked: Any) -> dict[str, str]:
    """A judge that prefers the other picture, whatever it shows."""
    return looking(asked) | {"better": {"A": "B", "B": "A", "tie": "tie"}[looking(asked)["better"]]}


def panel(**judges: Callable[[Any], dict[str, str]]) -> Callable[[Any], dict[str, str]]:
    return lambda asked: judges[model_of(asked)](asked)


def judged(context: StepContext, folder: Path, record: Any, **judges: Callable[[Any], dict[str, str]]) -> Verdict:
    with FakeServer(panel(**judges)) as server:
        verdict = verdict_of(STEP, record, context, "judge", server.url, folder, tuple(judges))
    assert server.requests == 2 * len(judges)
    return verdict


@pytest.mark.parametrize(
    ("before", "after", "reason", "score"),
    [("blue", "red", "", 1.0), ("red", "blue", "second_better", 0.0), ("blue", "green", "tie", 0.5)],
)
def test_the_better_picture_wins_wherever_it_stands(
    context: StepContext, tmp_path: Path, before: str, after: str, reason: str, score: float
) -> None:
    verdict = judged(context, tmp_path, pair(context, before, after), A=looking)
    assert (verdict.kept, verdict.reason, verdict.score) == (not reason, reason, score)


def test_a_judge_that_prefers_a_place_decides_nothing(context: StepContext, tmp_path: Path) -> None:
    verdict = judged(context, tmp_path, pair(context, "blue", "red"), A=biased)
    assert (verdict.reason, verdict.score) == ("position_bias", 0.5)
    assert json.loads(verdict.detail) == {"by": {"A": "position_bias"}, "why": {"A": "first is best"}}


TURNED = {"A": "B", "B": "A", "tie": "tie"}


@pytest.mark.parametrize("forth", TURNED)
@pytest.mark.parametrize("back", TURNED)
def test_naming_the_two_fields_the_other_way_round_turns_the_outcome(forth: str, back: str) -> None:
    outcome, other = _outcome(forth, back), _outcome(back, forth)
    assert POINTS[outcome] + POINTS[other] == 1
    assert (outcome == "first") == (other == "second") == (forth == "A" and back == "B")
    assert (outcome == "position_bias") == (forth == back != "tie")


def test_a_panel_of_three_outvotes_one(context: StepContext, tmp_path: Path) -> None:
    verdict = judged(context, tmp_path, pair(context, "blue", "red"), A=looking, B=looking, C=biased)
    assert (verdict.kept, verdict.score) == (True, 0.833333)
    assert json.loads(verdict.detail)["by"] == {"A": "first", "B": "first", "C": "position_bias"}


def test_three_who_all_say_something_else_are_no_majority(context: StepContext, tmp_path: Path) -> None:
    verdict = judged(context, tmp_path, pair(context, "blue", "red"), A=looking, B=stubborn, C=biased)
    assert (verdict.kept, verdict.reason, verdict.score) == (False, "no_majority", 0.5)


def test_texts_are_compared_inside_the_row(context: StepContext, tmp_path: Path) -> None:
    def shorter(asked: Any) -> dict[str, str]:
        told = row(asked.text)
        return {"reasoning": "", "better": "A" if len(told["A"]) < len(told["B"]) else "B"}

    step = Pairwise("question", "canonical_question", "which is shorter")
    record = question(question="Which rand?", canonical_question=ATTACK)
    with FakeServer(shorter) as server:
        verdict = verdict_of(step, record, context, "judge", server.url, tmp_path)
    assert verdict.kept
    assert [row(asked.text)["A"] for asked in server.asked].count(ATTACK) == 1
    assert all(asked.text.count("<row>") == asked.text.count("</row>") == 2 for asked in server.asked)


def test_what_is_not_there_cannot_be_compared(context: StepContext, tmp_path: Path) -> None:
    step = Pairwise("anchor_image", "question", "which is clearer")
    with FakeServer(biased) as server:
        verdict = verdict_of(step, question(), context, "judge", server.url, tmp_path)
    assert (verdict.reason, verdict.detail, server.requests) == ("nothing_to_compare", "no anchor_image", 0)


def test_without_a_judge_the_row_is_kept_and_says_so(context: StepContext) -> None:
    verdict = asyncio.run(STEP.verify(item(context, "red"), context))
    assert verdict == Verdict(True, detail="not judged: no judge model")


@pytest.mark.parametrize("fields", [{"second": "edited_image"}, {"criterion": " "}, {"draws": 0}])
def test_senseless_settings_are_refused(fields: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="expected two different fields"):
        Pairwise(**({"first": "edited_image", "second": "image", "criterion": "which is sharper"} | fields))
