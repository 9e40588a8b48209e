"""Ids met before, told apart from new ones however many there are."""

from hypothesis import given
from hypothesis import strategies as st

from synthloom.flows.seen_ids import SeenIds


@given(st.lists(st.text(max_size=4)))
def test_an_id_is_new_exactly_once(ids):
    seen, told = SeenIds(), set()
    for one in ids:
        assert seen.add(one) == (one not in told)
        told.add(one)
    seen.close()
