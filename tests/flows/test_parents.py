"""Recipes that read another recipe's dataset."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import pytest
from toy_recipe import RECIPE as TOY
from toy_recipe import Square, open_numbers

from synthloom.catalog.reader import row, rows
from synthloom.catalog.versions import resolve
from synthloom.flows.plan import plan_recipe
from synthloom.flows.prefect_flow import Quiet
from synthloom.flows.prepare import RunOptions
from synthloom.flows.recipe import Recipe
from synthloom.flows.run import run_recipe
from synthloom.schemas.errors import UserError
from synthloom.schemas.steps import Context, Verdict


class Cube(Square):
    cube: int


@dataclass(frozen=True)
class Cubes:
    """The third power."""

    name: ClassVar[str] = "cubes"
    version: ClassVar[int] = 1
    times: int = 1

    @property
    def makes(self) -> type[Cube]:
        return Cube

    async def generate(self, record: Square, context: Context) -> Sequence[Cube]:
        return [Cube(**record.fields_with(cube=self.times * record.square * record.value))]


@dataclass(frozen=True)
class Small:
    """Reject large cubes."""

    name: ClassVar[str] = "small"
    version: ClassVar[int] = 1
    most: int = 999

    async def verify(self, record: Cube, context: Context) -> Verdict:
        return Verdict(record.cube <= self.most, "" if record.cube <= self.most else "large")


CUBES = Recipe("cubes", 1, "cubes of even numbers", open_numbers, (Cubes(), Small()), parent=TOY)


@pytest.fixture
def numbers(tmp_path: Path) -> Path:
    (tmp_path / "numbers.txt").write_text(" ".join(map(str, range(13))))
    return tmp_path / "numbers.txt"


def run(numbers: object, recipe: Recipe = CUBES, **options: object):
    home = Path(str(options.pop("home")))
    given = RunOptions(sources=(str(numbers),), catalog=home / "catalog", workers=1, **options)
    return asyncio.run(run_recipe(recipe, given, Quiet()))


def test_the_parents_dataset_is_made_first_and_named_as_a_parent(numbers, tmp_path):
    report = run(numbers, home=tmp_path)
    assert (report.dataset, report.rows, report.read) == ("cubes", 5, 7)
    version = resolve(tmp_path / "catalog", "cubes")
    assert version.parents == ("toy@1",)
    assert version.run["sources"][0]["name"] == "toy"


def test_run_again_there_is_nothing_to_do(numbers, tmp_path):
    first = run(numbers, home=tmp_path)
    again = run(numbers, home=tmp_path)
    assert (again.status, again.version, again.content_hash) == ("unchanged", 1, first.content_hash)


def test_a_dataset_of_the_catalog_is_read_as_it_is(numbers, tmp_path):
    run(numbers, home=tmp_path)
    numbers.unlink()
    for reference in ("toy", "toy@1"):
        assert run(reference, home=tmp_path).status == "unchanged"


def test_rows_keep_ids_and_groups_of_the_dataset_they_come_from(numbers, tmp_path):
    run(numbers, home=tmp_path)
    parents = {r["id"]: r["group_id"] for r in rows(resolve(tmp_path / "catalog", "toy"), 0)}
    for made in rows(resolve(tmp_path / "catalog", "cubes"), 0):
        assert parents[made["id"]] == made["group_id"]
        assert row(resolve(tmp_path / "catalog", "cubes"), made["id"])["verdicts"]


def test_settings_go_to_the_recipe_whose_step_is_named(numbers, tmp_path):
    run(numbers, home=tmp_path, settings=("cubes.times=2", "small.most=9999", "largest.cap=3"))
    assert sorted(r["cube"] for r in rows(resolve(tmp_path / "catalog", "cubes"), 0)) == [2000, 3456]
    assert resolve(tmp_path / "catalog", "toy").recipe["config"]["steps"][1]["cap"] == 3
    assert resolve(tmp_path / "catalog", "cubes").recipe["config"]["steps"][0]["times"] == 2


def test_a_wrong_setting_is_told_before_the_parent_runs(numbers, tmp_path):
    with pytest.raises(UserError, match="has no step 'cube'"):
        run(numbers, home=tmp_path, settings=("cube.times=2",))
    assert not (tmp_path / "catalog" / "datasets").exists()


def test_a_failed_parent_fails_the_run_with_its_reason(tmp_path):
    numbers = tmp_path / "none.txt"
    numbers.write_text("-1 -2")
    report = run(numbers, home=tmp_path)
    assert (report.status, report.dataset) == ("failed", "cubes")
    assert report.error.startswith("toy, which cubes is made of, failed: ")
    assert "negative" in report.error


def test_a_dataset_of_other_rows_is_refused(numbers, tmp_path):
    run(numbers, home=tmp_path)
    with pytest.raises(UserError, match="cubes@1 holds rows of type Cube, but this recipe reads Square"):
        run("cubes", home=tmp_path)


def test_datasets_and_other_sources_do_not_mix(numbers, tmp_path):
    run(numbers, home=tmp_path)
    given = RunOptions(sources=("toy", str(numbers)), catalog=tmp_path / "catalog")
    with pytest.raises(UserError, match=r"names a dataset \(toy\) and something else"):
        asyncio.run(run_recipe(CUBES, given, Quiet()))


def test_the_plan_shows_the_parents_steps_until_they_are_done(numbers, tmp_path):
    options = RunOptions(sources=(str(numbers),), catalog=tmp_path / "catalog")
    plan = plan_recipe(CUBES, options)
    assert [step["step"] for step in plan["steps"]] == ["squares", "largest", "even", "cubes", "small"]
    run(numbers, home=tmp_path)
    done = plan_recipe(CUBES, replace_sources(options, "toy"))
    assert [step["step"] for step in done["steps"]] == ["cubes", "small"]
    assert (done["rows"], plan["fingerprint"]) == (7, done["fingerprint"])


def test_a_grown_source_makes_a_new_version_of_both(numbers, tmp_path):
    run(numbers, home=tmp_path)
    numbers.write_text(numbers.read_text() + " 16 18")
    report = run(numbers, home=tmp_path, settings=("small.most=5000",))
    assert (report.status, report.version, report.rows) == ("committed", 2, 8)
    assert resolve(tmp_path / "catalog", "cubes").parents == ("cubes@1", "toy@2")


def replace_sources(options: RunOptions, source: str) -> RunOptions:
    return options.model_copy(update={"sources": (source,)})
