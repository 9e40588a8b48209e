"""More than half must say the same."""

import json
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synthloom.verifiers.voting import Vote, by_vote, majority


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


def votes(**reasons: str) -> dict[str, Vote]:
    return {judge: Vote(reason, float(not reason), reason or "kept", f"{judge}'s") for judge, reason in reasons.items()}


@pytest.mark.parametrize(
    ("reasons", "decided"),
    [
        ({"A": "", "B": ""}, (True, "", 1.0)),
        ({"A": "low", "B": ""}, (False, "no_majority", 0.5)),
        ({"A": "low"}, (False, "low", 0.0)),
    ],
)
def test_a_vote_is_a_verdict(reasons: dict[str, str], decided: tuple[bool, str, float]) -> None:
    verdict = by_vote(votes(**reasons))
    assert (verdict.kept, verdict.reason, verdict.score) == decided


def test_the_reasons_told_are_those_of_a_judge_who_was_not_outvoted() -> None:
    detail = json.loads(by_vote(votes(A="", B="low", C="low")).detail)
    assert detail == {"by": {"A": "kept", "B": "low", "C": "low"}, "why": {"B": "B's"}}


def test_a_judge_without_a_score_weighs_nothing_in_the_mean() -> None:
    panel = {"A": Vote("", 0.9, 9, ""), "B": Vote("not_applicable", None, None, ""), "C": Vote("", 0.6, 6, "")}
    assert (by_vote(panel).reason, by_vote(panel).score) == ("", 0.75)
    assert by_vote({"B": panel["B"]}).score is None


@given(st.permutations(["A", "B", "C", "D", "E"]), st.lists(st.sampled_from(["", "low", "tie"]), min_size=5))
def test_the_order_of_a_panel_decides_nothing(order: list[str], reasons: list[str]) -> None:
    panel = votes(**dict(zip("ABCDE", reasons, strict=False)))
    verdict, other = by_vote(panel), by_vote({judge: panel[judge] for judge in order})
    assert (verdict.kept, verdict.reason, verdict.score) == (other.kept, other.reason, other.score)
