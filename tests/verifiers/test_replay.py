"""Every deterministic call made again gives the same; what was altered, or differs now, is found."""

import asyncio
from typing import Any

import pytest
from rollouts import GOLD, call, changed, gold, poster
from step_context import StepContext

from synthloom.catalog.corpus.opened import LocalCorpus
from synthloom.catalog.trajectories.annotate import observation_hash
from synthloom.schemas.steps import Verdict
from synthloom.schemas.trajectories import Trajectory
from synthloom.verifiers.replay import Replay, settings_of


@pytest.fixture
def record(corpus: LocalCorpus, searching: StepContext) -> Trajectory:
    return gold(corpus, searching)


def said(record: Trajectory, context: StepContext) -> Verdict:
    return asyncio.run(Replay().verify(record, context))


def rehashed(record: Trajectory, place: int, **changes: Any) -> Trajectory:
    """A step altered so well that its hash fits."""
    told = changed(record, place, **changes)
    step = told.steps[place]
    hashes = [told.images[name].hash for name in step.images]
    return changed(told, place, observation_hash=observation_hash(step.observation, step.error_class, hashes))


def test_the_gold_trajectory_replays(record: Trajectory, searching: StepContext) -> None:
    assert said(record, searching) == Verdict(True, score=1.0, detail="5 of 5 calls equal")


def test_failures_of_the_agent_replay_too(corpus: LocalCorpus, searching: StepContext) -> None:
    moves = [
        call("Look.", "crop", image="img_9", bbox=[1, 2, 30, 40]),
        call("Look.", "zoom_in_on_it", image="img_1"),
        call("Search.", "text_search", queries=["Kilimanjaro volcano eruption"]),
        *GOLD,
    ]
    assert said(gold(corpus, searching, moves), searching).detail == "8 of 8 calls equal"


@pytest.mark.parametrize("place", [0, 1, 4])
def test_one_letter_of_an_observation_is_enough(record: Trajectory, searching: StepContext, place: int) -> None:
    text = record.steps[place].observation[:-1] + "x"
    assert said(changed(record, place, observation=text), searching).reason == "observation_altered"
    verdict = said(rehashed(record, place, observation=text), searching)
    assert verdict.reason == "observation_differs"
    assert verdict.detail.startswith(f"step {place}: was ")


def test_another_picture_under_an_id_is_found(record: Trajectory, searching: StepContext) -> None:
    other = searching.media.put_image(poster().rotate(180))
    images = record.images | {"img_2": other}
    swapped = record.model_copy(update={"images": images})
    assert said(swapped, searching).reason == "observation_altered"
    assert said(rehashed(swapped, 0), searching).detail == "step 0: the pictures differ"


def test_other_arguments_give_another_observation(record: Trajectory, searching: StepContext) -> None:
    other = changed(record, 0, arguments='{"image": "img_1", "bbox": [10, 10, 150, 91]}')
    assert said(other, searching).reason == "observation_differs"


def test_an_error_class_that_was_put_in_is_found(record: Trajectory, searching: StepContext) -> None:
    assert said(rehashed(record, 1, error_class="bad_arguments"), searching).reason == "observation_differs"


def test_what_a_server_said_is_passed_over_and_its_pictures_keep_their_ids(
    record: Trajectory, searching: StepContext
) -> None:
    again = call("Closer.", "crop", image="img_2", bbox=[0, 0, 100, 60])
    opened = searching.corpora.open(record.corpus)
    longer = gold(opened, searching, [GOLD[0], again, *GOLD[1:]])
    foreign = rehashed(longer, 0, tool="fetch_image", arguments='{"url": "https://example.org/a.png"}')
    online = foreign.model_copy(update={"backends": ("fetch_image=somewhere",)})
    assert said(online, searching).detail.startswith("5 of 6 calls equal")
    assert settings_of(online).backends == ()


def test_a_servers_failure_is_passed_over(record: Trajectory, searching: StepContext) -> None:
    late = rehashed(record, 3, error_class="timeout", observation="visit gave no answer", deterministic=False)
    assert said(late, searching) == Verdict(True, score=0.8, detail="4 of 5 calls equal")


def test_another_environment_is_told(record: Trajectory, searching: StepContext) -> None:
    older = record.model_copy(update={"environment": "crop 0; opencv 4.1"})
    assert "the environment was crop 0; opencv 4.1, now it is " in said(older, searching).detail


def test_a_published_trajectory_cannot_be_replayed_and_is_kept(record: Trajectory, searching: StepContext) -> None:
    published = record.model_copy(update={"mode": "imported", "corpus": "", "tools": ""})
    assert said(published, searching).detail == "not replayable: published, without its environment"
