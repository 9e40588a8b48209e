import pytest
from hypothesis import given
from hypothesis import strategies as st

from synthloom.catalog.splits import split_of

DEFAULT = {"sft": 0.7, "rl": 0.2, "test": 0.1}


@given(st.text(), st.permutations(list(DEFAULT.items())))
def test_a_group_has_one_split_whatever_the_order_of_the_fractions(group, items):
    assert split_of(group, dict(items)) == split_of(group, DEFAULT)


@given(st.text(), st.floats(0, 0.9))
def test_moving_shares_between_sft_and_rl_leaves_the_test_split_alone(group, rl):
    moved = split_of(group, {"sft": 0.9 - rl, "rl": rl, "test": 0.1})
    assert (moved == "test") == (split_of(group, DEFAULT) == "test")


@given(st.text(), st.sampled_from(["sft", "rl", "test"]))
def test_a_split_with_the_whole_share_takes_every_group(group, split):
    assert split_of(group, {split: 1.0}) == split


def test_shares_come_out_as_asked_for():
    drawn = [split_of(str(number), DEFAULT) for number in range(20_000)]
    for split, share in DEFAULT.items():
        assert drawn.count(split) / len(drawn) == pytest.approx(share, abs=0.012)


def test_a_group_keeps_its_split_in_every_release():
    assert [split_of(group, DEFAULT) for group in "abcdef"] == ["rl", "sft", "test", "sft", "sft", "test"]


@pytest.mark.parametrize("fractions", [{"sft": 0.7}, {"train": 1.0}, {"sft": 1.5, "rl": -0.5}, {}])
def test_fractions_that_are_no_split_of_the_whole_are_refused(fractions):
    with pytest.raises(ValueError, match="sum to 1"):
        split_of("a", fractions)
