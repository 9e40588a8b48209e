from pathlib import Path
from typing import Any

import pytest
from rolled import call, played, tagged

from synthloom.generators.rolling.loop import Limits, Policy
from synthloom.generators.rolling.prompts import ANSWER_NOW
from synthloom.generators.rolling.staged import SEARCH, UNIFY, Stage, Staged
from synthloom.generators.rolling.talk import Talk
from synthloom.generators.rolling.turns import Native
from synthloom.schemas.steps import Model
from synthloom.schemas.tools import Session

CROP = call("crop", "I look closer.", image="img_1", bbox=[10, 10, 120, 120])
READ = call("visit", "I read.", urls=["Maseru"])
ANSWER = "Its page says so. <answer>1869</answer>"


def offered(asked: Any) -> set[str]:
    return {tool["function"]["name"] for tool in asked.body.get("tools", ())}


def test_only_the_tools_of_a_stage_are_offered_and_done_leads_on(tmp_path: Path) -> None:
    done = played(tmp_path, [CROP, "A gradient. <done/>", READ, "Enough. <done/>", ANSWER], mode="staged")
    assert [step.stage for step in done.rolled.steps] == ["look", "read", "answer"]
    assert done.rolled.final_answer == "1869"
    assert done.rolled.steps[1].thought == "A gradient.\n\nI read."
    assert [("crop" in offered(asked), "visit" in offered(asked)) for asked in done.asked] == [
        (True, False), (True, False), (True, True), (True, True), (False, False),
    ]  # fmt: skip


def test_each_stage_is_told_once_when_it_begins(tmp_path: Path) -> None:
    done = played(tmp_path, ["<done/>", READ, "<done/>", ANSWER], mode="staged")
    for stage in SEARCH:
        assert done.asked[-1].text.count(stage.instruction) == 1
    assert SEARCH[1].instruction not in done.asked[0].text


def test_a_stage_ends_when_its_most_calls_are_made(tmp_path: Path) -> None:
    stages = (Stage("look", ("crop",), 0, 1, "Look."), Stage("answer", (), 0, 1, "Answer."))
    done = played(tmp_path, [CROP, ANSWER], mode="staged", stages=stages)
    assert [step.stage for step in done.rolled.steps] == ["look", "answer"]


@pytest.mark.parametrize("early", ["<done/>", "It is <answer>1869</answer>"])
def test_a_stage_is_not_left_before_its_least_calls(tmp_path: Path, early: str) -> None:
    done = played(tmp_path, ["<done/>", early, READ, "<done/>", ANSWER], mode="staged")
    first = done.rolled.steps[0]
    assert (first.stage, first.error_class) == ("read", "malformed")
    assert "takes at least 1 calls, and 0 were made" in first.observation
    assert done.rolled.final_answer == "1869"


@pytest.mark.parametrize("dialect", ["native", "hermes"])
def test_a_call_of_another_stage_is_refused_and_never_made(tmp_path: Path, dialect: str) -> None:
    read = READ if dialect == "native" else tagged("visit", urls=["Maseru"])
    done = played(tmp_path, [read, "<answer>1869</answer>"], mode="staged", dialect=dialect, limits=Limits(turns=2))
    first = done.rolled.steps[0]
    assert (first.error_class, first.deterministic) == ("refused", False)
    assert first.observation.startswith("visit isn't offered in the stage look; there are ")
    assert done.rolled.stopped == "turns"


def test_when_turns_run_out_the_last_stage_answers(tmp_path: Path) -> None:
    done = played(tmp_path, [CROP, ANSWER], mode="staged", limits=Limits(turns=2))
    assert (done.rolled.steps[-1].stage, done.rolled.final_answer) == ("answer", "1869")
    assert done.asked[-1].text.endswith(ANSWER_NOW)


def test_a_stage_whose_tools_are_missing_is_left_out(tmp_path: Path) -> None:
    done = played(tmp_path, [READ, "<done/>", ANSWER], mode="staged", tools=("visit",))
    assert [step.stage for step in done.rolled.steps] == ["read", "answer"]


def test_unify_agent_judges_in_words_and_ends_with_a_recaption(tmp_path: Path) -> None:
    def make(model: Model, session: Session) -> Policy:
        return Staged(Talk(model, Native(), "Draw Maseru.", session), UNIFY)

    turns = [READ, "<done/>", call("image_search", query="Maseru"), "<done/>", "img_1: 8", "<answer>A city.</answer>"]
    done = played(tmp_path, turns, make=make)
    assert [step.stage for step in done.rolled.steps] == ["text_search", "image_search", "recaption"]
    assert done.rolled.steps[-1].thought == "img_1: 8"
    assert done.rolled.final_answer == "A city."
