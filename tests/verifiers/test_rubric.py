"""A rubric for any row."""

import asyncio
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from asking import verdict_of
from fake_server import FakeServer
from hypothesis import given
from hypothesis import strategies as st
from judged_rows import ATTACK, item, model_of, truthful
from scripted_models import row
from step_context import StepContext

from synthloom.flows.overrides import set_fields
from synthloom.flows.recipe import check_types, fingerprint, step_config
from synthloom.flows.uni_edit import RECIPE
from synthloom.schemas.errors import UserError
from synthloom.schemas.records import VqaItem
from synthloom.schemas.steps import Verdict
from synthloom.verifiers.rubric import Criterion, Rubric, weighted_mean

CRITERIA = (
    Criterion("right", "the answer is the color of the picture", 0.8),
    Criterion("lettering", "words in the picture are spelled right", 0.2, (0, 2)),
)
STEP = Rubric(CRITERIA)
PANEL = ("A", "B", "C")


def judge(asked: Any) -> dict[str, Any]:
    """It looks at the picture: right or wrong, and there are no letters in it; C sees letters and likes all."""
    scores = {"right": 4 if truthful(asked) else 2, "lettering": None}
    if model_of(asked) == "C":
        scores = {"right": 5, "lettering": 2}
    return {"reasoning": f"{model_of(asked)} looked", "scores": scores}


def judged(
    context: StepContext, folder: Path, record: VqaItem, panel: tuple[str, ...] = (), step: Rubric = STEP
) -> Verdict:
    with FakeServer(judge) as server:
        return verdict_of(step, record, context, "judge", server.url, folder, panel)


def test_a_right_row_is_kept_and_what_does_not_apply_weighs_nothing(context: StepContext, tmp_path: Path) -> None:
    verdict = judged(context, tmp_path, item(context, "red"), ("A",))
    assert (verdict.kept, verdict.reason, verdict.score) == (True, "", 0.75)
    assert json.loads(verdict.detail) == {"by": {"A": {"right": 4, "lettering": None}}, "why": {"A": "A looked"}}


def test_a_corrupted_row_is_dropped(context: StepContext, tmp_path: Path) -> None:
    verdict = judged(context, tmp_path, item(context, "blue"))
    assert (verdict.kept, verdict.reason, verdict.score) == (False, "low_score", 0.25)


def test_a_panel_decides_by_majority_and_tells_each_judges_scores(context: StepContext, tmp_path: Path) -> None:
    verdict = judged(context, tmp_path, item(context, "blue"), PANEL)
    assert (verdict.reason, verdict.score) == ("low_score", 0.5)  # 0.25, 0.25 and C's 1.0
    assert json.loads(verdict.detail)["by"]["C"] == {"right": 5, "lettering": 2}
    assert json.loads(verdict.detail)["why"] == {"A": "A looked"}  # C was outvoted
    assert judged(context, tmp_path, item(context, "red"), PANEL).kept


def test_two_judges_who_disagree_are_no_majority(context: StepContext, tmp_path: Path) -> None:
    assert judged(context, tmp_path, item(context, "blue"), ("A", "C")).reason == "no_majority"


def test_one_judge_may_be_drawn_several_times(context: StepContext, tmp_path: Path) -> None:
    def undecided(asked: Any) -> dict[str, Any]:
        return {"reasoning": "", "scores": {"right": 5 if asked.body["seed"] < 2 else 1, "lettering": None}}

    with FakeServer(undecided) as server:
        step = replace(STEP, draws=3)
        verdict = verdict_of(step, item(context, "red"), context, "judge", server.url, tmp_path, ("A",))
    assert (verdict.kept, verdict.score, list(json.loads(verdict.detail)["by"])) == (
        True,
        0.666667,
        ["A#1", "A#2", "A#3"],
    )


def test_a_row_to_which_nothing_applies_is_dropped(context: StepContext, tmp_path: Path) -> None:
    step = replace(STEP, criteria=CRITERIA[1:])
    with FakeServer(lambda asked: {"reasoning": "", "scores": {"lettering": None}}) as server:
        verdict = verdict_of(step, item(context, "red"), context, "judge", server.url, tmp_path)
    assert (verdict.kept, verdict.reason, verdict.score) == (False, "not_applicable", None)


@pytest.mark.parametrize(
    "scores", [{"right": 6, "lettering": 1}, {"right": 5}, {"right": "5", "lettering": None, "x": 1}]
)
def test_scores_off_the_scale_or_missing_are_no_verdict(context: StepContext, tmp_path: Path, scores: Any) -> None:
    with (
        FakeServer(lambda asked: {"reasoning": "", "scores": scores}) as server,
        pytest.raises(Exception, match="unusable"),
    ):
        verdict_of(STEP, item(context, "red"), context, "judge", server.url, tmp_path)


def test_a_text_of_the_row_stays_data(context: StepContext, tmp_path: Path) -> None:
    with FakeServer(judge) as server:
        verdict = verdict_of(STEP, item(context, "red", answer=ATTACK), context, "judge", server.url, tmp_path)
    [asked] = server.asked
    assert (verdict.reason, row(asked.text)["answer"]) == ("low_score", ATTACK)
    assert asked.text.count("<row>") == asked.text.count("</row>") == 2  # one in the rules


def test_without_a_judge_the_row_is_kept_and_says_so(context: StepContext) -> None:
    verdict = asyncio.run(STEP.verify(item(context, "red"), context))
    assert verdict == Verdict(True, detail="not judged: no judge model")


def test_criteria_can_be_set_as_json_and_enter_the_fingerprint() -> None:
    told = '[{"name": "sharp", "what": "the picture is sharp", "scale": [0, 2]}]'
    step = set_fields(STEP, "rubric", {"criteria": told})
    assert step.criteria == (Criterion("sharp", "the picture is sharp", 1.0, (0, 2)),)
    assert step_config(step)["criteria"] == [
        {"name": "sharp", "what": "the picture is sharp", "weight": 1.0, "scale": [0, 2]}
    ]
    assert fingerprint(step_config(step)) != fingerprint(step_config(STEP))


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ('[{"name": "sharp", "what": "x", "wieght": 2}]', "0.wieght: Unexpected keyword argument"),
        ('[{"name": "a b", "what": "x"}]', "expected a name in one word"),
        ('[{"name": "_a", "what": "x"}]', "expected a name in one word"),
        ('[{"name": "model_dump", "what": "x"}]', "that pydantic doesn't use"),
        ('[{"name": "a", "what": "x", "scale": [0, 1000]}]', "rises by at most 100"),
        ('[{"name": "a", "what": "x", "scale": [5, 1]}]', "a scale that rises"),
        ("[]", "expected one criterion or more"),
    ],
)
def test_criteria_that_make_no_sense_are_told(told: str, why: str) -> None:
    with pytest.raises(UserError, match="can't be used") as raised:
        set_fields(STEP, "rubric", {"criteria": told})
    assert why in str(raised.value)


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"shows": ("question", "instruction")}, "shows instruction, but VqaItem has only id"),
        ({"pictures": ("question",)}, "shows question as pictures, but VqaItem has none there; its pictures are image"),
    ],
)
def test_fields_that_records_have_not_are_told_when_the_recipe_is_built(fields: dict[str, Any], told: str) -> None:
    with pytest.raises(UserError, match="step rubric shows") as raised:
        check_types(replace(RECIPE, steps=(replace(STEP, **fields),)), VqaItem)
    assert told in str(raised.value)


K_SCORE = tuple(
    Criterion(name, "2: wholly, 1: partly, 0: not", weight, (0, 2))
    for name, weight in (("faithful", 0.1), ("visual", 0.4), ("text", 0.4), ("beauty", 0.1))
)
MARKS = st.fixed_dictionaries({one.name: st.none() | st.integers(0, 2) for one in K_SCORE})


def test_the_k_score_of_gen_searcher_is_a_rubric() -> None:
    assert weighted_mean(K_SCORE, {"faithful": 2, "visual": 1, "text": 2, "beauty": 1}) == 0.75
    assert weighted_mean(K_SCORE, {"faithful": 2, "visual": 1, "text": None, "beauty": 1}) == 0.583333  # 0.35 / 0.6


@given(MARKS)
def test_what_does_not_apply_weighs_as_if_it_were_not_in_the_rubric(marks: dict[str, int | None]) -> None:
    applying = tuple(one for one in K_SCORE if marks[one.name] is not None)
    assert weighted_mean(K_SCORE, marks) == weighted_mean(applying, marks)


@given(MARKS, st.sampled_from(K_SCORE), st.floats(0.1, 10))
def test_a_mean_is_a_share_that_rises_with_every_score(
    marks: dict[str, int | None], raised: Criterion, factor: float
) -> None:
    mean, mark = weighted_mean(K_SCORE, marks), marks[raised.name]
    assert mean is None or 0 <= mean <= 1
    assert mean == pytest.approx(
        weighted_mean(tuple(replace(one, weight=one.weight * factor) for one in K_SCORE), marks)
    )
    if mark is not None and mark < 2:
        better = weighted_mean(K_SCORE, marks | {raised.name: mark + 1})
        assert mean is not None
        assert better is not None
        assert better > mean


def test_a_third_is_enough_where_a_third_is_asked_for(context: StepContext, tmp_path: Path) -> None:
    step = Rubric((Criterion("right", "the answer is right", scale=(0, 3)),), keep=1 / 3)
    with FakeServer(lambda asked: {"reasoning": "", "scores": {"right": 1}}) as server:
        assert verdict_of(step, item(context, "red"), context, "judge", server.url, tmp_path).kept
