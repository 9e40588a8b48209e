"""What was in vain, and what came from nowhere, costs points; a gold trajectory loses none."""

import random
from pathlib import Path

import pytest
from rollouts import GOLD, call, changed, gold, page, remade
from small_corpus import small_corpus
from step_context import StepContext

from synthloom.catalog.media import LocalMedia
from synthloom.catalog.trajectories.process_rules import Measured, measure
from synthloom.generators.rolling.loop import Move
from synthloom.schemas.trajectories import Trajectory


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Trajectory:
    folder = tmp_path_factory.mktemp("wiki")
    return gold(small_corpus(folder), StepContext(LocalMedia(folder), random.Random(0)))


@pytest.fixture(scope="module")
def wiki(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wiki")
    small_corpus(folder)
    return folder


def rolled(wiki: Path, *moves: Move) -> Measured:
    return measure(gold(small_corpus(wiki), StepContext(LocalMedia(wiki), random.Random(0)), moves))


def test_the_gold_trajectory_loses_no_point(record: Trajectory) -> None:
    measured = measure(record)
    scores = measured.scores
    assert (scores.relevance, scores.progression, scores.consistency, scores.redundancy) == (1, 1, 1, 1)
    assert measured.answer_seen
    assert scores.judge == "rules"


def test_a_repeated_call_is_in_vain_and_brings_nothing(wiki: Path) -> None:
    measured = rolled(wiki, GOLD[1], GOLD[1], *GOLD[2:])
    assert (measured.repeated, measured.stalled) == ((1,), (1,))
    assert (measured.scores.redundancy, measured.scores.progression) == (0.8, 0.8)


def test_a_query_from_nowhere_strays_and_its_echo_in_the_result_is_no_evidence(wiki: Path) -> None:
    search = call("Let me see.", "text_search", queries=["volcano Kilimanjaro eruption"])
    measured = rolled(wiki, search, search, *GOLD[1:])
    assert measured.strayed == (0, 1)
    assert measured.empty == (0,)
    assert measured.repeated == (1,)


@pytest.mark.parametrize(
    "named",
    ["Mount Kenya", "“Thaba Bosiu”", "wiki://small/Thaba_Bosiu", "img_9", "the year 1999", "Marthinus Pretorius"],
)
def test_a_thought_that_names_what_nothing_showed_costs_consistency(record: Trajectory, named: str) -> None:
    measured = measure(changed(record, 3, thought=f"It has to do with {named}, I think."))
    assert [index for index, _ in measured.unseen] == [3]
    assert measured.scores.consistency == pytest.approx(5 / 6, abs=1e-3)


@pytest.mark.parametrize(
    "named",
    [
        "Nadine Gordimer",
        "the plan B. Reading July's People",
        "South Africa",
        "wiki://small/July's_People",
        "img_2",
        "1981",
    ],
)
def test_a_thought_may_name_what_was_shown(record: Trajectory, named: str) -> None:
    assert measure(changed(record, 3, thought=f"It has to do with {named}, I think.")).unseen == ()


def test_what_a_later_observation_shows_is_not_known_before(record: Trajectory) -> None:
    assert measure(changed(record, 1, thought="This may be by Nadine Gordimer.")).unseen == ((1, "Nadine Gordimer"),)


def test_an_answer_that_nothing_showed_is_told(record: Trajectory) -> None:
    measured = measure(remade(record, final_answer="1652"))
    assert not measured.answer_seen
    assert measured.unseen == ((5, "1652"),)


def test_a_servers_failure_costs_nothing(record: Trajectory) -> None:
    late = {"error_class": "timeout", "observation": "visit gave no answer within 20 seconds."}
    assert measure(changed(record, 4, **late)).scores.redundancy == 1


def test_an_answer_without_any_call_has_nothing_in_vain_but_no_evidence(wiki: Path) -> None:
    measured = rolled(wiki, Move("I know that it is 1886.", answer="1886"))
    assert measured.scores.redundancy == measured.scores.relevance == 1
    assert measured.scores.consistency < 0.5


def test_a_page_opened_twice_in_another_mode_brings_nothing(wiki: Path) -> None:
    again = call("Once more.", "visit", urls=["wiki://small/Johannesburg"], mode="start")
    measured = rolled(wiki, page("So?", "Johannesburg"), again, Move("It was founded in 1886.", answer="1886"))
    assert measured.stalled == (1,)
