"""`search-vl-sft`, `search-vl-rl` and `degraded` over one wiki, from source to version, and what they promise."""

import asyncio
import json
from pathlib import Path

import pytest

from synthloom.catalog.reader import row, rows
from synthloom.catalog.versions import Version, resolve
from synthloom.flows.degraded import RECIPE as DEGRADED
from synthloom.flows.prefect_flow import Quiet
from synthloom.flows.prepare import RunOptions
from synthloom.flows.recipe import Recipe
from synthloom.flows.report import Report
from synthloom.flows.run import run_recipe
from synthloom.flows.search_vl_rl import RECIPE as RL
from synthloom.flows.search_vl_sft import RECIPE as SFT
from synthloom.flows.verify import verify


def run(recipe: Recipe, catalog: Path, **options) -> Report:
    given = {"sources": ("sample",), "limit": 60, "catalog": catalog, "settings": (), **options}
    return asyncio.run(run_recipe(recipe, RunOptions(**given), Quiet()))


@pytest.fixture(scope="module")
def catalog(tmp_path_factory) -> Path:
    """A catalog with all three over the questions of one run of `search-vl`."""
    folder = tmp_path_factory.mktemp("agents") / "catalog"
    for recipe, settings in ((SFT, ("rollout.k=2",)), (RL, ("rollout.k=2",)), (DEGRADED, ("rollout.k=1",))):
        report = run(recipe, folder, settings=settings)
        assert (report.status, report.rows > 5) == ("committed", True), report.error
    return folder


@pytest.fixture
def sft(catalog) -> Version:
    return resolve(catalog, "search-vl-sft")


def test_all_three_are_made_of_one_version_of_the_questions(catalog):
    parents = {name: resolve(catalog, name).parents for name in ("search-vl-sft", "search-vl-rl", "degraded")}
    assert set(parents.values()) == {("search-vl@1",)}


@pytest.mark.parametrize("name", ["search-vl-sft", "search-vl-rl", "degraded"])
def test_every_row_is_accounted_for(catalog, name):
    for entry in resolve(catalog, name).run["funnel"]:
        assert entry["in"] == entry["kept"] + sum(entry["rejected"].values()) + entry["errors"]


@pytest.mark.parametrize(("name", "recipe"), [("search-vl-sft", SFT), ("search-vl-rl", RL), ("degraded", DEGRADED)])
def test_every_trajectory_replays_with_equal_observations_and_every_reward_holds(catalog, name, recipe):
    version = resolve(catalog, name)
    assert verify(version, recipe, deep=True) == {
        "checked": version.rows, "ok": version.rows, "unchecked": 0, "bad": [],
    }  # fmt: skip


def test_no_group_is_in_both_sft_and_rl(catalog, sft):
    learned = {entry["group_id"] for entry in rows(sft, 0)}
    tasks = list(rows(resolve(catalog, "search-vl-rl"), 0))
    assert learned
    assert not learned & {entry["group_id"] for entry in tasks}
    assert {entry["split"] for entry in tasks} <= {"rl", "test"}
    assert {entry["split"] for entry in rows(sft, 0)} == {"sft"}


def test_a_kept_trajectory_calls_tools_sees_its_answer_and_gives_it(sft):
    for entry in rows(sft, 0):
        assert entry["outcome"] == "correct"
        assert sum(bool(step["tool"]) for step in entry["steps"]) >= 2
        assert entry["final_answer"].casefold() in " ".join(step["observation"] for step in entry["steps"]).casefold()


def test_pictures_are_in_records_by_short_id_and_never_inlined(sft):
    for entry in rows(sft, 0):
        assert list(entry["images"])[:1] in ([], ["img_1"])
        text = json.dumps(entry["messages"])
        assert "base64" not in text
        assert all(media["path"].startswith("media/") for media in entry["images"].values())


def test_a_spoilt_picture_is_repaired_before_it_is_searched_for(catalog):
    for entry in rows(resolve(catalog, "degraded"), 0):
        tools = [step["tool"] for step in entry["steps"]]
        (repair,) = entry["required_tools"]
        assert repair in tools[: tools.index("visual_search") + 1]


def test_a_task_tells_nothing_of_its_answer(catalog):
    for entry in rows(resolve(catalog, "search-vl-rl"), 0):
        told = json.dumps(entry["messages"], ensure_ascii=False)
        assert entry["question"] in told
        assert not [title for title in entry["evidence"] if title in entry["messages"][0]["content"][0]["text"]]
        assert 0 < entry["pass_rate"] <= 1


def test_one_row_tells_what_every_step_said_of_it(sft):
    (first, *_) = rows(sft, 1)
    told = {verdict["step"]: verdict["kept"] for verdict in row(sft, first["id"])["verdicts"]}
    assert {"rollout", "right_answer", "format_valid", "process", "best_rollouts", "replay", "critique"} <= set(told)


def test_run_again_nothing_changes(catalog, sft):
    report = run(SFT, catalog, settings=("rollout.k=2",))
    assert (report.status, report.content_hash) == ("unchanged", sft.content_hash)
