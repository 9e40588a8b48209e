"""`--max-cost` from end to end: a run of a model over real HTTP that may spend so much and no more."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from fake_server import FakeServer
from pydantic import BaseModel
from toy_recipe import RECIPE, Number, Square

from synthloom.flows.report import Report
from synthloom.schemas.steps import Context, Message, Role, Text

DOLLARS = 28.0
"""A call: 20 tokens in and 8 out, at a million dollars a million tokens."""
CONCURRENCY = 256
ASKED_ANEW = ("ask_square.modulo=1000",)
"""Changes the step, so that all rows are new to it, but no call."""


class Answer(BaseModel):
    square: int


@dataclass(frozen=True)
class AskSquare:
    """Ask for a number's square; with `modulo`, many rows ask the same."""

    name: str = "ask_square"
    version: int = 1
    roles: tuple[Role, ...] = ("writer",)
    modulo: int = 10**6

    @property
    def makes(self) -> type[Square]:
        return Square

    async def generate(self, record: Number, context: Context) -> Sequence[Square]:
        model = context.model("writer")
        assert model is not None
        asked = Message("user", (Text(f"Square #{record.value % self.modulo}"),))
        return [Square(**record.fields_with(square=(await model.chat([asked], Answer)).square))]


def squares(asked: Any) -> dict[str, int]:
    return {"square": int(asked.text.split("#")[1].split()[0]) ** 2}


@pytest.fixture
def server() -> Iterator[FakeServer]:
    with FakeServer(squares, latency=0.002) as server:
        yield server


@pytest.fixture
def ask(run_toy: Callable[..., Report], tmp_path: Path) -> Callable[..., Report]:
    """Ask a server for the squares of so many numbers."""

    def run(
        server: FakeServer, numbers: int, step: AskSquare = AskSquare(), price: int = 10**6, **options: Any
    ) -> Report:
        config = tmp_path / "synthloom.toml"
        config.write_text(
            f'[engines.squarer]\nbase_url = "{server.url}"\nconcurrency = {CONCURRENCY}\n'
            f"price_in = {price}\nprice_out = {price}\n"
        )
        recipe = replace(RECIPE, name="asked", steps=(step,))
        return run_toy(range(1, numbers + 1), recipe=recipe, models={"writer": ("squarer",)}, config=config, **options)

    return run


def test_a_run_stops_when_its_money_is_spent(server, ask):
    report = ask(server, 300, max_cost=10 * DOLLARS)
    assert server.requests == 10
    assert (report.status, report.stopped, report.errors) == ("committed", "budget", 0)
    assert report.rows == report.kept == report.calls == server.requests
    assert report.pending == 300 - server.requests
    assert report.cost == server.requests * DOLLARS


def test_a_budget_below_one_call_sends_one(server, ask):
    assert ask(server, 300, max_cost=1).pending == 299
    assert server.requests == 1


def test_more_money_goes_on_where_the_last_run_stopped(server, ask):
    ask(server, 40, max_cost=10 * DOLLARS)
    first = server.requests
    report = ask(server, 40, max_cost=100 * DOLLARS)
    assert (report.status, report.stopped, report.rows, report.pending) == ("committed", "exhausted", 40, 0)
    assert (report.calls, server.requests, server.stats()["repeated"]) == (40 - first, 40, 0)


def test_what_was_answered_before_is_free(server, ask):
    ask(server, 40)
    report = ask(server, 40, settings=ASKED_ANEW, max_cost=0.000001)
    assert (report.status, report.stopped, report.rows, report.cost) == ("committed", "exhausted", 40, 0)
    assert server.requests == 40


def test_what_was_answered_before_is_served_after_the_money_is_spent(server, ask):
    ask(server, 40)
    report = ask(server, 300, settings=ASKED_ANEW, max_cost=1)
    assert (report.stopped, report.rows, report.pending) == ("budget", 40 + report.calls, 260 - report.calls)
    assert report.calls == server.requests - 40 == 1


def test_rows_that_wait_for_an_equal_call_are_pending_too(server, ask):
    report = ask(server, 300, step=AskSquare(modulo=30), max_cost=DOLLARS)
    assert (report.errors, report.stopped) == (0, "budget")
    assert server.requests == 1
    assert report.pending == 300 - 10 * server.requests


def test_an_unusable_reply_is_not_asked_for_again_without_money(ask):
    with FakeServer(lambda asked: "no JSON") as server:
        report = ask(server, 50, max_cost=DOLLARS)
        assert server.requests == 1
    assert (report.status, report.errors, report.pending) == ("failed", 0, 50)
    assert f"--max-cost {DOLLARS} was spent before any row had gone through all steps; 50 rows wait" in report.error


def test_a_reply_of_unknown_cost_stops_a_run_that_has_a_limit(ask):
    with FakeServer(squares, usage=False) as server:
        report = ask(server, 300, max_cost=10**6)
        assert server.requests == 1
        assert (report.status, report.cost) == ("failed", None)
        assert report.error.startswith("--max-cost 1000000.0 can't be kept: a reply of model squarer came without")
        assert ask(server, 300).status == "committed"
        assert ask(server, 300, max_cost=1).status == "unchanged"


def test_a_free_model_needs_to_tell_no_tokens(ask):
    with FakeServer(squares, usage=False) as server:
        report = ask(server, 30, price=0, max_cost=1)
    assert (report.status, report.stopped, report.cost) == ("committed", "exhausted", 0)
