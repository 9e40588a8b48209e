"""What a recipe is held to before it runs."""

import dataclasses

import pytest
from toy_recipe import Even, LargestFirst, Number, Square, Squares

from synthloom.flows.recipe import check_types, fingerprint, override, recipe_config
from synthloom.schemas.errors import UserError


def test_types_of_neighbouring_steps_are_followed(toy):
    assert check_types(toy, Number) == [Square, Square, Square]


def test_a_step_that_cannot_read_what_comes_before_is_refused(toy):
    with pytest.raises(UserError, match="even reads Square, but gets Number"):
        check_types(dataclasses.replace(toy, steps=(Even(),)), Number)


def test_a_filter_that_reads_a_missing_column_is_refused(toy):
    with pytest.raises(UserError, match=r"largest reads columns \['square'\]"):
        check_types(dataclasses.replace(toy, steps=(LargestFirst(),)), Number)


def test_two_steps_may_not_share_a_name(toy):
    with pytest.raises(ValueError, match="even"):
        dataclasses.replace(toy, steps=(Even(), Even()))


def test_every_setting_is_part_of_the_fingerprint(toy):
    changed = dataclasses.replace(toy, steps=(Squares(), LargestFirst(cap=3), Even()))
    assert fingerprint(recipe_config(changed)) != fingerprint(recipe_config(toy))


def test_a_value_without_a_stable_form_has_no_fingerprint():
    with pytest.raises(TypeError, match="no stable form"):
        fingerprint({"key": object()})


def test_a_setting_is_read_by_its_type(toy):
    changed = override(toy, ["largest.cap=7"], {"judge": "some/model"}, 5)
    assert (changed.steps[1].cap, changed.models, changed.seed) == (7, {"judge": "some/model"}, 5)


@pytest.mark.parametrize(
    ("setting", "told"),
    [
        ("largest.cap", "STEP.FIELD=VALUE"),
        ("missing.cap=1", "squares, largest, even"),
        ("largest.speed=1", "it has reads, cap"),
        ("largest.cap=many", "valid integer"),
        ("largest.version=2", "no setting 'version'"),
    ],
)
def test_a_setting_that_cannot_be_used_is_explained(toy, setting, told):
    with pytest.raises(UserError, match=told):
        override(toy, [setting], {}, None)
