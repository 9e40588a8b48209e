"""Rows of a recipe of one's own, and ids with dashes, go through the check of exported files."""

import pytest
from asked_rows import commit_split, group
from small_trajectory import media_of, trajectory

from synthloom.catalog.exports.export import export
from synthloom.schemas.records import Record


class Odd(Record):
    """A recipe's own row, whose columns are named like those of formats and are something else."""

    question: str
    prompt: str
    messages: tuple[str, ...]
    images: tuple[str, ...]
    image: str
    degradation: str
    image_list: tuple[str, ...]


@pytest.fixture
def media(tmp_path):
    return media_of(tmp_path / "catalog")


def odd(number, split):
    return Odd(
        id=f"o-{number}",
        group_id=group(split, number),
        source="s",
        revision="r",
        licence="MIT",
        question="Who?",
        prompt="p",
        messages=("m",),
        images=("a.png",),
        image="a.png",
        degradation="blur",
        image_list=("x",),
    )


@pytest.mark.parametrize("form", ["parquet", "webdataset"])
def test_columns_of_a_recipe_named_like_those_of_formats_are_passed_over(media, tmp_path, form):
    commit_split(media.root, [odd(n, ("sft", "test")[n % 2]) for n in range(6)], "rows")
    report = export(media.root, "rows", tmp_path / "out", [form])
    assert sum(file["rows"] for file in report["files"]) == 6


def test_pairs_of_rollouts_whose_ids_have_dashes_are_read_back(media, tmp_path):
    told = {"task_id": "q", "group_id": group("sft", 1)}
    right = trajectory(media, id="run-1-a", **told)
    wrong = trajectory(media, id="run-1-b", final_answer="Mafeteng", outcome="wrong", rollout=1, **told)
    commit_split(media.root, [right, wrong], "rolled")
    report = export(media.root, "rolled", tmp_path / "out", ["pref_parts"])
    assert [file["rows"] for file in report["files"]] == [1]
