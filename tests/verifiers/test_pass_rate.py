import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from asking import verdict_of
from fake_server import FakeServer
from PIL import Image
from step_context import StepContext

from synthloom.engines import openai_client
from synthloom.schemas.records import VqaItem
from synthloom.schemas.steps import Verdict
from synthloom.verifiers.pass_rate import PassRate, is_right


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
    verdict, server = solve(context, tmp_path, PassRate(drop_below=0.25), right_first(times))
    assert (verdict.kept, verdict.reason, verdict.score) == (not reason, reason, times / 4)
    assert (server.requests, len(server.sent)) == (4, 4)


def test_by_default_no_row_is_too_hard(context: StepContext, tmp_path: Path) -> None:
    verdict, _ = solve(context, tmp_path, PassRate(draws=2), right_first(0))
    assert verdict == Verdict(True, "", 0.0, "closed_book 0/2: five, five")


def test_closed_book_shows_no_picture_and_open_book_does(context: StepContext, tmp_path: Path) -> None:
    _, closed = solve(context, tmp_path, PassRate(draws=1), right_first(0))
    _, opened = solve(context, tmp_path, PassRate(draws=1, context="image"), right_first(0))
    assert [len(closed.asked[0].images), len(opened.asked[0].images)] == [0, 1]
    assert '<row>\n{"question": "How many dogs?"}\n</row>' in closed.asked[0].text
    assert "3" not in closed.asked[0].text


def test_faulty_replies_do_not_change_the_rate(
    context: StepContext, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(openai_client, "RETRY_DELAYS", (0.01, 0.02))
    verdict, server = solve(context, tmp_path, PassRate(draws=20), right_first(5), fault_every=5)
    assert verdict.score == 0.25
    assert sum(server.whole.values()) == 20


def test_without_a_solver_the_row_is_kept_and_says_so(context: StepContext) -> None:
    verdict = asyncio.run(PassRate().verify(make_item(context), context))
    assert verdict == Verdict(True, detail="not tried: no solver model")


@pytest.mark.parametrize(
    ("given_answer", "right"),
    [("Three", True), ("3.0", True), ("the three", True), (" 3!", True), ("13", False), ("-3", False), ("", False)],
)
def test_answers_are_compared_by_meaning_not_spelling(context: StepContext, given_answer: str, right: bool) -> None:
    assert is_right(given_answer, make_item(context)) is right


def test_an_answer_of_three_annotators_is_right_too(context: StepContext) -> None:
    item = make_item(context, answer="dog", answers=("dog", "Puppy", "puppy", "a puppy", "cat"))
    assert is_right("the puppy", item)
    assert not is_right("cat", item)


@pytest.mark.parametrize("fields", [{"draws": 0}, {"temperature": 0.0}, {"drop_below": 0.9}, {"drop_above": 1.5}])
def test_senseless_settings_are_refused(fields: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="draws must be 1 or more"):
        PassRate(**fields)
