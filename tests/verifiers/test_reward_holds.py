"""A task's reward must know its own answer from a wrong one."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_trajectory import REWARD, rl_task

from synthloom.catalog.trajectories.answers import match
from synthloom.verifiers.reward_holds import RewardHolds, corrupted


def said(context, **changes):
    return asyncio.run(RewardHolds().verify(rl_task(context.media, **changes), context))


def test_the_gold_answer_and_its_other_forms_are_rewarded(context):
    verdict = said(context, answer="Maseru", aliases=("Maseru, Lesotho", "City of Maseru"))
    assert (verdict.kept, verdict.score) == (True, 1.0)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"answer": "Mas</answer>eru"}, "answer_not_rewarded"),
        ({"aliases": ("Mas</answer>eru",)}, "alias_not_rewarded"),
        ({"aliases": ("uresaM",)}, "corruption_rewarded"),
        ({"reward": (*REWARD[:1], REWARD[2])}, "answer_not_rewarded"),
    ],
)
def test_a_reward_that_is_wrong_about_its_answer_is_rejected(context, changes, reason):
    assert said(context, **changes).reason == reason


@given(st.text(min_size=1, max_size=20) | st.integers().map(str) | st.sampled_from(["12 km", "Anna", "1 May 1879"]))
def test_a_corrupted_answer_is_never_the_answer(answer):
    assert corrupted(answer) != answer
    if answer.isascii() and answer.isalnum():
        assert not match(corrupted(answer), answer, ())
