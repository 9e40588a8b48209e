"""Self-consistency of solvers."""

import asyncio
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from asking import verdict_of
from fake_server import FakeServer
from judged_rows import item, model_of, seen
from step_context import StepContext

from synthloom.flows.recipe import check_types
from synthloom.flows.uni_edit import RECIPE
from synthloom.schemas.errors import UserError
from synthloom.schemas.search import SearchQuestion
from synthloom.schemas.steps import Verdict
from synthloom.verifiers.majority import MajorityVote


def looks(times: int) -> Any:
    """A solver that names the color it sees in so many draws, in several spellings, and else something else."""

    def solve(asked: Any) -> dict[str, str]:
        draw, color = asked.body["seed"], seen(asked)[0]
        right = (color, f"The {color}.", color.upper())[draw % 3]
        return {"thoughts": "…", "answer": right if draw < times else f"shade {draw}"}

    return solve


def voted(context: StepContext, folder: Path, script: Any, color: str, *panel: str, **changes: Any) -> Verdict:
    with FakeServer(script) as server:
        return verdict_of(MajorityVote(), item(context, color, **changes), context, "solver", server.url, folder, panel)


@pytest.mark.parametrize(("times", "reason"), [(8, ""), (6, ""), (5, "no_consensus"), (0, "no_consensus")])
def test_six_of_eight_must_agree(context: StepContext, tmp_path: Path, times: int, reason: str) -> None:
    verdict = voted(context, tmp_path, looks(times), "red")
    assert (verdict.kept, verdict.reason, verdict.score) == (not reason, reason, max(times, 1) / 8)


def test_a_consensus_against_the_row_drops_it(context: StepContext, tmp_path: Path) -> None:
    verdict = voted(context, tmp_path, looks(7), "blue")
    assert (verdict.reason, verdict.score) == ("disagrees", 0.875)
    assert verdict.detail.startswith("7/8 say blue; solver: blue, The blue., BLUE")


def test_a_row_without_an_answer_needs_the_consensus_alone(context: StepContext, tmp_path: Path) -> None:
    assert voted(context, tmp_path, looks(6), "blue", answer="").kept


def test_no_answer_is_no_consensus(context: StepContext, tmp_path: Path) -> None:
    verdict = voted(context, tmp_path, lambda asked: {"thoughts": "", "answer": "?!"}, "red")
    assert (verdict.reason, verdict.score) == ("no_consensus", 0.0)


def test_a_panel_shares_the_draws(context: StepContext, tmp_path: Path) -> None:
    asked_of: Counter[str] = Counter()

    def solve(asked: Any) -> dict[str, str]:
        asked_of[model_of(asked)] += 1
        return {"thoughts": "", "answer": "green" if model_of(asked) == "B" else seen(asked)[0]}

    verdict = voted(context, tmp_path, solve, "red", "A", "B", "C")
    assert asked_of == {"A": 3, "B": 3, "C": 2}
    assert (verdict.reason, verdict.score) == ("no_consensus", 0.625)
    assert "; B: green, green, green; C: red, red" in verdict.detail


def test_long_answers_leave_room_for_those_of_every_model(context: StepContext, tmp_path: Path) -> None:
    verdict = voted(
        context, tmp_path, lambda asked: {"thoughts": "", "answer": "red " * 100}, "red", "A", "B", "C", "D"
    )
    assert [f"{name}: red red" in verdict.detail for name in "ABCD"] == [True] * 4


def test_without_a_solver_the_row_is_kept_and_says_so(context: StepContext) -> None:
    verdict = asyncio.run(MajorityVote().verify(item(context, "red"), context))
    assert verdict == Verdict(True, detail="not tried: no solver model")


@pytest.mark.parametrize(
    "fields",
    [{"least": 4}, {"least": 9}, {"temperature": 0.0}, {"draws": 0}, {"sees": "recorded:tools"}, {"sees": "x"}],
)
def test_senseless_settings_are_refused(fields: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"least must be|can't be asked in the context"):
        MajorityVote(**fields)


def test_a_context_that_records_have_not_is_told_when_the_recipe_is_built() -> None:
    with pytest.raises(UserError, match="step majority_vote shows image, but SearchQuestion has no image"):
        check_types(replace(RECIPE, steps=(MajorityVote(),)), SearchQuestion)
