import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest
from fake_server import FakeServer
from rolled import call, in_turn
from small_corpus import small_corpus

from synthloom.catalog.corpus.store import LocalCorpora
from synthloom.catalog.media import LocalMedia
from synthloom.engines.calls.call_cache import CallCache
from synthloom.engines.endpoint import Endpoint
from synthloom.engines.settings import EngineSettings
from synthloom.generators.rolling.loop import Limits, Move, Rolled, roll
from synthloom.generators.rolling.model_policy import model_policy
from synthloom.generators.tools.session import open_session
from synthloom.schemas.tools import ToolSettings
from synthloom.schemas.trajectories import TrajectoryStep

BAD = Move("I try.", "visit", '{"urls": 7}')
GOOD = Move("I read.", "visit", '{"urls":  ["Maseru"]}')
TOLD = Move("Hm.", problem="There is no call.", error="malformed")
DONE = Move("It says so.", answer=" 1869 ")


class Moves:
    """A policy that makes given moves; it answers when it must."""

    def __init__(self, *moves: Move) -> None:
        self.moves = moves

    async def move(self, steps: Sequence[TrajectoryStep], must_answer: bool) -> Move:
        return DONE if must_answer else self.moves[len(steps)]


def rolled(folder: Path, *moves: Move, limits: Limits | None = None) -> Rolled:
    corpus = small_corpus(folder).info.key
    session = open_session(LocalMedia(folder), LocalCorpora(folder), folder, corpus, (), ToolSettings())
    return asyncio.run(roll(Moves(*moves), session, limits or Limits()))


def test_a_rollout_is_its_moves_and_what_came_back(tmp_path: Path) -> None:
    done = rolled(tmp_path, GOOD, GOOD, DONE)
    assert (done.final_answer, done.stopped, done.fatal_step) == ("1869", "answer", None)
    assert [step.arguments for step in done.steps] == ['{"urls": ["Maseru"]}'] * 2 + [""]
    assert [step.repeated for step in done.steps] == [False, True, False]
    assert done.steps[0].observation_hash == done.steps[1].observation_hash != ""


@pytest.mark.parametrize(
    ("moves", "fatal"),
    [
        ((BAD, BAD, BAD, DONE), 0),
        ((GOOD, BAD, TOLD, BAD, DONE), 1),
        ((BAD, BAD, GOOD, BAD, TOLD, DONE), None),
        ((BAD, BAD, DONE), None),
    ],
)
def test_three_failures_in_a_row_are_fatal_and_end_it(
    tmp_path: Path, moves: tuple[Move, ...], fatal: int | None
) -> None:
    done = rolled(tmp_path, *moves)
    assert done.fatal_step == fatal
    assert (done.stopped, done.final_answer) == (("answer", "1869") if fatal is None else ("fatal", ""))
    assert len(done.steps) == (len(moves) if fatal is None else fatal + 3)


def test_what_was_never_called_is_nothing_to_replay(tmp_path: Path) -> None:
    told = rolled(tmp_path, TOLD, DONE).steps[0]
    assert (told.observation, told.deterministic, told.observation_hash) == ("There is no call.", False, "")


@pytest.mark.parametrize(("limits", "stopped"), [(Limits(turns=1), "turns"), (Limits(seconds=0), "seconds")])
def test_with_no_budget_at_all_there_is_still_an_answer(tmp_path: Path, limits: Limits, stopped: str) -> None:
    done = rolled(tmp_path, limits=limits)
    assert (len(done.steps), done.stopped, done.final_answer) == (1, stopped, "1869")


def test_a_cancelled_rollout_goes_on_where_it_was(tmp_path: Path) -> None:
    turns = [call("visit", urls=["Lesotho"]), call("visit", urls=["Maseru"]), "<answer>1869</answer>"]
    corpus, media = small_corpus(tmp_path).info.key, LocalMedia(tmp_path)

    async def main(server: FakeServer, stop_at: int) -> Rolled:
        with CallCache(tmp_path / "calls") as cache:
            endpoint = Endpoint("m", EngineSettings(base_url=server.url), cache, media)
            session = open_session(media, LocalCorpora(tmp_path), tmp_path, corpus, (), ToolSettings())
            policy = model_policy(endpoint, mode="react", dialect="native", question="When?", session=session)
            rolling = asyncio.create_task(roll(policy, session, Limits()))
            while server.requests < stop_at and not rolling.done():
                await asyncio.sleep(0.005)
            if stop_at:
                rolling.cancel()
            try:
                return await rolling
            finally:
                await endpoint.aclose()
                assert asyncio.all_tasks() == {asyncio.current_task()}

    with FakeServer(in_turn(turns), latency=0.05) as server:
        with pytest.raises(asyncio.CancelledError):
            asyncio.run(main(server, stop_at=2))
        assert asyncio.run(main(server, stop_at=0)).final_answer == "1869"
        assert (len(server.sent), server.requests) in ((3, 3), (3, 4))


@pytest.mark.parametrize("arguments", ["[" * 50_000, '{"urls": ["\\ud800"]}', '{"urls": 1e999}'])
def test_arguments_that_cannot_be_read_stay_as_they_were_written(tmp_path: Path, arguments: str) -> None:
    done = rolled(tmp_path, Move("I try.", "visit", arguments), DONE)
    assert (done.steps[0].arguments, done.steps[0].error_class) == (arguments, "bad_arguments")
