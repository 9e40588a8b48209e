"""Yes-or-no questions about any row."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from asking import verdict_of
from fake_server import FakeServer
from judged_rows import ATTACK, item, model_of, truthful
from scripted_models import row
from step_context import StepContext

from synthloom.flows.overrides import set_fields
from synthloom.schemas.records import VqaItem
from synthloom.schemas.steps import Verdict
from synthloom.verifiers.checklist import Checklist

STEP = Checklist(("Is the answer the color of the picture?", "Are words in the picture spelled right?"))


def judge(asked: Any) -> dict[str, Any]:
    """It looks at the picture, in which there are no words; B can't see blue."""
    right = truthful(asked) or model_of(asked) == "B"
    return {"reasoning": "looked", "answers": {"q1": "yes" if right else "no", "q2": "na"}}


def judged(context: StepContext, folder: Path, record: VqaItem, *panel: str, step: Checklist = STEP) -> Verdict:
    with FakeServer(judge) as server:
        return verdict_of(step, record, context, "judge", server.url, folder, panel)


def test_a_right_row_is_kept_and_what_does_not_apply_is_left_out(context: StepContext, tmp_path: Path) -> None:
    verdict = judged(context, tmp_path, item(context, "red"), "A")
    assert (verdict.kept, verdict.score) == (True, 1.0)
    assert json.loads(verdict.detail)["by"] == {"A": {"q1": "yes", "q2": "na"}}


@pytest.mark.parametrize(
    ("panel", "reason", "score"),
    [(("A",), "checks_failed", 0.0), (("A", "B"), "no_majority", 0.5), (("A", "B", "C"), "checks_failed", 0.333333)],
)
def test_a_corrupted_row_is_dropped_by_any_panel(
    context: StepContext, tmp_path: Path, panel: tuple[str, ...], reason: str, score: float
) -> None:
    verdict = judged(context, tmp_path, item(context, "blue"), *panel)
    assert (verdict.kept, verdict.reason, verdict.score) == (False, reason, score)


@pytest.mark.parametrize(("keep", "kept"), [(1.0, False), (0.5, True)])
def test_a_share_of_yes_may_do(context: StepContext, tmp_path: Path, keep: float, kept: bool) -> None:
    with FakeServer(lambda asked: {"reasoning": "", "answers": {"q1": "yes", "q2": "no"}}) as server:
        step = Checklist(STEP.questions, keep=keep)
        verdict = verdict_of(step, item(context, "red"), context, "judge", server.url, tmp_path)
    assert (verdict.kept, verdict.score) == (kept, 0.5)


def test_a_row_to_which_nothing_applies_is_dropped(context: StepContext, tmp_path: Path) -> None:
    with FakeServer(lambda asked: {"reasoning": "", "answers": {"q1": "na", "q2": "na"}}) as server:
        verdict = verdict_of(STEP, item(context, "red"), context, "judge", server.url, tmp_path)
    assert (verdict.reason, verdict.score) == ("not_applicable", None)


def test_a_text_of_the_row_stays_data(context: StepContext, tmp_path: Path) -> None:
    with FakeServer(judge) as server:
        verdict = verdict_of(STEP, item(context, "red", answer=ATTACK), context, "judge", server.url, tmp_path)
    assert (verdict.reason, row(server.asked[0].text)["answer"]) == ("checks_failed", ATTACK)
    assert server.asked[0].text.count("</row>") == 2


def test_without_a_judge_the_row_is_kept_and_says_so(context: StepContext) -> None:
    verdict = asyncio.run(STEP.verify(item(context, "red"), context))
    assert verdict == Verdict(True, detail="not judged: no judge model")


def test_questions_can_be_set_on_the_command_line() -> None:
    assert set_fields(STEP, "checklist", {"questions": '["Is it sharp?"]'}).questions == ("Is it sharp?",)


@pytest.mark.parametrize("fields", [{"questions": ()}, {"questions": (" ",)}, {"keep": 0.0}, {"draws": 0}])
def test_senseless_settings_are_refused(fields: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="expected one question or more"):
        Checklist(**({"questions": ("Is it sharp?",)} | fields))
