"""Paths that the rules won't ask about, whatever their words."""

import pytest

from synthloom.generators.asking.by_rules import _ECHO, _there_and_back
from synthloom.generators.asking.drafting import Evidence
from synthloom.schemas.corpus import Known
from synthloom.schemas.search import Walk


@pytest.mark.parametrize(
    ("steps", "turns"),
    [
        (("followed_by", "follows"), True),
        (("album", "follows", "^follows"), True),
        (("followed_by", "^follows"), False),
        (("follows", "album", "followed_by"), False),
    ],
)
def test_a_path_may_not_go_on_in_a_series_and_come_back(steps, turns):
    facts = tuple(Known(step, "", "", 0, "", "infobox") for step in steps)
    walk = Walk(titles=("",) * (len(steps) + 1), relations=steps)
    assert _there_and_back(Evidence(walk, tuple(range(len(steps) + 1)), (None, *facts)), ()) is turns


@pytest.mark.parametrize(
    ("text", "echoes"),
    [
        ("the live album that came directly after the studio album that came directly after the debut", True),
        ("What came directly after the album that came directly after this second album?", False),
        ("the country that borders both Spain and the country that borders Chad", False),
    ],
)
def test_a_clause_inside_one_that_begins_alike_is_an_echo(text, echoes):
    assert bool(_ECHO.search(text)) is echoes
