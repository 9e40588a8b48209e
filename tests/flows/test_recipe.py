"""What a recipe is held to before it runs."""

import dataclasses
from dataclasses import dataclass

import pytest
from toy_recipe import Even, LargestFirst, Number, Square, Squares

from synthloom.flows.overrides import override
from synthloom.flows.recipe import check_types, fingerprint, models_of, recipe_config
from synthloom.schemas.errors import UserError
from synthloom.schemas.steps import Context, Role, Verdict
from synthloom.verifiers.majority import MajorityVote


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
    changed = override(toy, ["largest.cap=7"], {"judge": ("some/model",)}, 5)
    assert (changed.steps[1].cap, changed.models, changed.seed) == (7, {"judge": ("some/model",)}, 5)


@dataclass(frozen=True)
class Judged:
    """A step that asks a judge, or all of them."""

    name: str = "judged"
    version: int = 1
    roles: tuple[Role, ...] = ("judge",)
    votes: bool = True

    async def verify(self, record: Number, context: Context) -> Verdict:
        return Verdict(True)


PANEL: dict[Role, tuple[str, ...]] = {"judge": ("A", "B"), "writer": ("C",)}


def test_a_step_that_votes_asks_all_models_of_its_roles_and_any_other_the_first():
    assert models_of(Judged(), PANEL) == {"judge": ("A", "B")}
    assert models_of(Judged(votes=False), PANEL) == {"judge": ("A",)}
    assert models_of(Even(), PANEL) == {}


def test_a_second_judge_is_part_of_the_identity_and_a_single_one_stands_as_its_name(toy):
    one, two, swapped = (override(toy, [], {"judge": judges}, None) for judges in (("A",), ("A", "B"), ("B", "A")))
    assert recipe_config(one)["models"] == {"judge": "A"}
    assert recipe_config(two)["models"] == {"judge": ["A", "B"]}
    assert len({fingerprint(recipe_config(recipe)) for recipe in (toy, one, two, swapped)}) == 4


@pytest.mark.parametrize("named", ["A", (), ("A", "A")])
def test_models_of_a_recipe_are_different_full_names(toy, named):
    with pytest.raises(ValueError, match=r"judge is .* expected a tuple of different full names"):
        dataclasses.replace(toy, models={"judge": named})


def test_settings_that_fit_only_together_can_be_set(toy):
    recipe = dataclasses.replace(toy, steps=(MajorityVote(),))
    (vote,) = override(recipe, ["majority_vote.draws=4", "majority_vote.least=3"], {}, None).steps
    assert (vote.draws, vote.least) == (4, 3)
    with pytest.raises(UserError, match=r"^majority_vote\.draws='4' can't be used: draws=4, least=6"):
        override(recipe, ["majority_vote.draws=4"], {}, None)


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
