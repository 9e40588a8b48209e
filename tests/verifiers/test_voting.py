"""More than half must say the same."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synthloom.schemas.steps import Verdict
from synthloom.verifiers.voting import by_vote, majority


@pytest.mark.parametrize(
    ("votes", "said"),
    [(["", "", "low"], ""), (["low", "", "low"], "low"), (["", "low"], None), (["a", "b", "c"], None), ([""], "")],
)
def test_ties_are_no_majority(votes: list[str], said: str | None) -> None:
    assert majority(votes) == said


@given(st.lists(st.sampled_from(["", "low", "tie"]), min_size=1))
def test_a_majority_outnumbers_all_others_together(votes: list[str]) -> None:
    said = majority(votes)
    most = Counter(votes).most_common(1)[0][1]
    assert (said is None) == (most <= len(votes) - most)
    assert said is None or votes.count(said) == most


def test_a_vote_is_a_verdict() -> None:
    assert by_vote({"A": "", "B": ""}, 1.0, "d") == Verdict(True, "", 1.0, "d")
    assert by_vote({"A": "low", "B": ""}, 0.5, "d") == Verdict(False, "no_majority", 0.5, "d")
    assert by_vote({"A": "low"}, 0.0, "d") == Verdict(False, "low", 0.0, "d")
