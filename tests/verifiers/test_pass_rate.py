"""The pass rate of a solver in one context or two."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from asking import verdict_of
from fake_server import FakeServer
from PIL import Image
from questions import question
from small_trajectory import rl_task
from step_context import StepContext

from synthloom.engines.client import retries
from synthloom.flows.overrides import set_fields
from synthloom.flows.recipe import check_types, fingerprint, step_config
from synthloom.flows.uni_edit import RECIPE
from synthloom.schemas.errors import UserError
from synthloom.schemas.records import Record, VqaItem
from synthloom.schemas.search import SearchQuestion
from synthloom.schemas.steps import Verdict
from synthloom.verifiers.pass_rate import PassRate


def make_item(context: StepContext, **changes: Any) -> VqaItem:
    image = context.media.put_image(Image.new("RGB", (80, 80), "gray"))
    fields: dict[str, Any] = {
        "id": "1", "group_id": "1", "source": "t", "revision": "1", "licence": "CC0-1.0", "image": image,
        "question": "How many dogs?", "answer": "3",
    }  # fmt: skip
    return VqaItem(**(fields | changes))


def right_first(times: int) -> Callable[[Any], Any]:
    """A solver that is right in its first draws."""
    return lambda asked: {"thoughts": "…", "answer": "Three." if asked.body["seed"] < times else "five"}


def solve(context: StepContext, folder: Path, step: PassRate, script: Callable[[Any], Any], **faults: Any) -> Any:
    with FakeServer(script, **faults) as server:
        verdict, again = (verdict_of(step, make_item(context), context, "solver", server.url, folder) for _ in range(2))
    assert again == verdict
    return verdict, server


@pytest.mark.parametrize(("times", "reason"), [(4, "too_easy"), (3, ""), (1, ""), (0, "too_hard")])
def test_rows_are_dropped_by_pass_rate(context: StepContext, tmp_path: Path, times: int, reason: str) -> None:
    verdict, server = solve(context, tmp_path, PassRate(keep="0.25 <= p_a <= 0.75"), right_first(times))
    assert (verdict.kept, verdict.reason, verdict.score) == (not reason, reason, times / 4)
    assert (server.requests, len(server.sent)) == (4, 4)


def test_by_default_no_row_is_too_hard(context: StepContext, tmp_path: Path) -> None:
    verdict, _ = solve(context, tmp_path, PassRate(draws=2), right_first(0))
    assert verdict == Verdict(True, "", 0.0, "p_a=0 draws=2; closed_book 0/2: five, five")


def test_a_rule_broken_both_ways_has_no_simple_name(context: StepContext, tmp_path: Path) -> None:
    verdict, _ = solve(context, tmp_path, PassRate(keep="p_a == 0 or p_a == 1"), right_first(2))
    assert verdict.reason == "pass_rate"


def test_closed_book_shows_no_picture_and_open_book_does(context: StepContext, tmp_path: Path) -> None:
    _, closed = solve(context, tmp_path, PassRate(draws=1), right_first(0))
    _, opened = solve(context, tmp_path, PassRate(draws=1, a="image"), right_first(0))
    assert [len(closed.asked[0].images), len(opened.asked[0].images)] == [0, 1]
    assert '<row>\n{"question": "How many dogs?"}\n</row>' in closed.asked[0].text
    assert "3" not in closed.asked[0].text


def test_faulty_replies_do_not_change_the_rate(
    context: StepContext, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retries, "RETRY_DELAYS", (0.01, 0.02), raising=False)
    verdict, server = solve(context, tmp_path, PassRate(draws=20), right_first(5), fault_every=5)
    assert verdict.score == 0.25
    assert sum(server.whole.values()) == 20


def test_without_a_solver_the_row_is_kept_and_says_so(context: StepContext) -> None:
    verdict = asyncio.run(PassRate().verify(make_item(context), context))
    assert verdict == Verdict(True, detail="not tried: no solver model")


def test_what_the_rules_rolled_out_says_nothing_of_difficulty(context: StepContext) -> None:
    verdict = asyncio.run(PassRate(a="recorded:tools").verify(rl_task(context.media), context))
    assert (verdict.kept, verdict.score) == (True, None)
    assert "the rules made the rollouts" in verdict.detail


def test_a_rate_that_nobody_measured_is_missing(context: StepContext) -> None:
    task = rl_task(context.media, solved_by="some/model")
    step = PassRate(a="recorded:tools", b="recorded:no_tools")
    verdict = asyncio.run(step.verify(task, context))
    assert (verdict.kept, verdict.reason) == (False, "context_missing")
    told = Verdict(True, detail="not measured: recorded:no_tools: no rollout measured it")
    assert asyncio.run(replace(step, keep="").verify(task, context)) == told


def test_one_context_may_be_recorded_and_the_other_asked(context: StepContext, tmp_path: Path) -> None:
    task = rl_task(context.media, solved_by="some/model", pass_rate=0.75)
    step = PassRate(a="recorded:tools", b="closed_book", draws=2, keep="gain > 0")
    with FakeServer(lambda asked: {"thoughts": "", "answer": "Maseru City"}) as server:
        verdict = verdict_of(step, task, context, "solver", server.url, tmp_path)
    assert (verdict.reason, verdict.score, server.requests, step.calls) == ("pass_rate", -0.25, 2, 2)
    assert verdict.detail.startswith("p_a=0.75 p_b=1 gain=-0.25 draws=4; recorded:tools 3/4 by some/model; closed_book")


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"draws": 0}, "draws must be 1 or more"),
        ({"temperature": 0.0}, "temperature over 0"),
        ({"a": "telepathy"}, "no context 'telepathy'; there are closed_book, image"),
        ({"a": "image", "b": "image"}, "both image"),
        ({"keep": "gain > 0"}, "asks for gain, but nothing is measured for b"),
        ({"keep": "right_a > 2", "a": "recorded:no_tools"}, "asks for right_a, but recorded:no_tools tells a share"),
        ({"keep": "p_a <"}, "keep='p_a <': can't be read"),
        ({"labels": (("hard", "p_a = 0"),)}, "labels.hard='p_a = 0'"),
        ({"labels": (("too hard", "p_a == 0"),)}, "single words"),
    ],
)
def test_senseless_settings_are_refused(fields: dict[str, Any], told: str) -> None:
    with pytest.raises(ValueError, match=r".") as raised:
        PassRate(**fields)
    assert told in str(raised.value)


@pytest.mark.parametrize(
    ("step", "record", "told"),
    [
        (PassRate(a="crop"), SearchQuestion, "shows crop, but SearchQuestion has no image, regions;"),
        (PassRate(b="path", a="image"), VqaItem, "has no path, answer_sentence"),
        (PassRate(), Record, "rows need question and answer"),
    ],
)
def test_a_context_that_records_have_not_is_told_when_the_recipe_is_built(
    step: PassRate, record: type[Record], told: str
) -> None:
    with pytest.raises(UserError, match="step pass_rate shows") as raised:
        check_types(replace(RECIPE, steps=(step,)), record)
    assert told in str(raised.value)


def test_uni_edits_gate_asks_what_it_always_asked(context: StepContext, tmp_path: Path) -> None:
    gate = next(step for step in RECIPE.steps if isinstance(step, PassRate))
    assert (gate.views, gate.draws, gate.keep, RECIPE.version) == (("closed_book",), 4, "p_a <= 0.75", 2)


def test_rules_and_labels_can_be_set_on_the_command_line() -> None:
    step = set_fields(PassRate(), "pass_rate", {"labels": '{"hard": "p_a == 0", "medium": "p_a < 1"}'})
    assert step.labels == (("hard", "p_a == 0"), ("medium", "p_a < 1"))
    with pytest.raises(UserError, match=r"pass_rate\.keep='p_a < q' can't be used: keep='p_a < q': 'q' at character 7"):
        set_fields(step, "pass_rate", {"keep": "p_a < q"})
    assert fingerprint(step_config(step)) != fingerprint(step_config(PassRate()))


def test_search_questions_are_solved_under_any_of_their_answers(context: StepContext, tmp_path: Path) -> None:
    with FakeServer(lambda asked: {"thoughts": "", "answer": "the rand"}) as server:
        verdict = verdict_of(PassRate(draws=1), question(), context, "solver", server.url, tmp_path)
    assert (verdict.reason, verdict.score) == ("too_easy", 1.0)
