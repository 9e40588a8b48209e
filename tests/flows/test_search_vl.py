"""`search-vl` from a wiki to a version: on the sample, and on real corpora."""

import asyncio
import re
import shutil
from dataclasses import replace
from pathlib import Path

import polars as pl
import pyarrow.parquet as pq
import pytest

from synthloom.catalog.commit import commit
from synthloom.catalog.exports.export import export
from synthloom.catalog.reader import rows
from synthloom.catalog.tables import to_table
from synthloom.catalog.versions import Version, resolve
from synthloom.flows.prefect_flow import Quiet
from synthloom.flows.prepare import RunOptions
from synthloom.flows.recipe import fingerprint, recipe_config
from synthloom.flows.report import Report
from synthloom.flows.run import run_recipe
from synthloom.flows.search_vl import RECIPE
from synthloom.flows.verify import verify
from synthloom.schemas.search import SearchQuestion


def run(catalog: Path, *sources: str, **options) -> Report:
    given = {"sources": sources or ("sample",), "catalog": catalog, **options}
    return asyncio.run(run_recipe(RECIPE, RunOptions(**given), Quiet()))


@pytest.fixture(scope="module")
def catalog(tmp_path_factory) -> Path:
    """A catalog with questions about the sample wiki."""
    folder = tmp_path_factory.mktemp("search") / "catalog"
    report = run(folder, limit=120)
    assert report.status == "committed", report.error
    return folder


@pytest.fixture
def version(catalog) -> Version:
    return resolve(catalog, "search-vl")


def records(version: Version) -> list[SearchQuestion]:
    found = pl.read_parquet(version.files("data")).drop("split").to_dicts()
    return [SearchQuestion.model_validate(row) for row in found]


def test_the_sample_gives_questions_and_every_article_is_accounted_for(catalog, version):
    assert version.rows >= 10
    for entry in version.run["funnel"]:
        assert entry["in"] == entry["kept"] + sum(entry["rejected"].values()) + entry["errors"]


def test_every_claim_of_every_question_holds_when_checked_again(version):
    report = verify(version, RECIPE, deep=True)
    assert report == {"checked": version.rows, "ok": version.rows, "unchecked": 0, "bad": []}


def test_the_same_run_again_changes_nothing(catalog, version):
    report = run(catalog, limit=120)
    assert (report.status, report.content_hash) == ("unchanged", version.content_hash)


def test_pictures_stand_for_anchors_whose_names_are_not_told(version):
    pictured = [row for row in records(version) if row.anchor_image]
    assert pictured
    for row in pictured:
        assert row.anchor_mention.lower() in row.question.lower()
        assert row.path[0].title not in row.question


def test_no_sentence_says_of_a_page_only_what_kind_of_thing_it_is(version):
    empty = re.compile(r"\b(?:in|of|by|borders|with) an? (?:second |third |fourth )?\w+\.")
    assert not [row.question for row in records(version) if empty.search(row.question)]


def test_questions_that_start_at_one_article_share_a_split(version):
    splits: dict[str, set[str]] = {}
    for row in rows(version, 0):
        splits.setdefault(row["path"][0]["title"], set()).add(row["split"])
    assert all(len(found) == 1 for found in splits.values())


def test_it_exports_with_its_splits(version, tmp_path):
    report = export(version.catalog, "search-vl", tmp_path / "out", ["parquet"], "all")
    assert sum(entry["rows"] for entry in report["files"]) == version.rows


def forged(version: Version, tmp_path: Path, **changes) -> list[str]:
    """What looking deep finds in a version whose first question was changed after the run."""
    catalog = tmp_path / "forged"
    shutil.copytree(version.catalog / "corpora", catalog / "corpora")
    shutil.copytree(version.catalog / "media", catalog / "media")
    row = records(version)[0]
    table = to_table([row.model_copy(update=changes)], SearchQuestion)
    pq.write_table(table, tmp_path / "row.parquet")
    recipe = {"name": "search-vl", "version": 1, "config": recipe_config(RECIPE), "fingerprint": fingerprint("x")}
    made, _ = commit(
        catalog, "search-vl", files=[tmp_path / "row.parquet"], record_type=SearchQuestion, splits=RECIPE.splits,
        recipe=recipe, run={"funnel": []},
    )  # fmt: skip
    return [entry["check"] for entry in verify(made, RECIPE, deep=True)["bad"]]


def test_an_unchanged_row_that_was_copied_holds(version, tmp_path):
    assert forged(version, tmp_path) == []


def test_a_changed_answer_is_found(version, tmp_path):
    assert "path_holds" in forged(version, tmp_path, answer="Atlantis")


def test_a_name_put_back_into_the_question_is_found(version, tmp_path):
    row = records(version)[0]
    assert "alias_mask" in forged(version, tmp_path, question=f"{row.question} ({row.path[1].title})")


def test_a_proof_left_out_is_found(version, tmp_path):
    row = records(version)[0]
    assert "unique" in forged(version, tmp_path, proofs=row.proofs[:-1])


def test_a_proof_of_two_matches_is_found(version, tmp_path):
    proof = records(version)[0].proofs[-1]
    wide = proof.model_copy(update={"query": "SELECT title FROM pages ORDER BY title LIMIT 2"})
    assert "unique" in forged(version, tmp_path, proofs=(*records(version)[0].proofs[:-1], wide))


def test_without_its_corpus_a_row_is_unchecked_and_never_ok(version, tmp_path):
    catalog = tmp_path / "catalog"
    shutil.copytree(version.catalog, catalog)
    shutil.rmtree(catalog / "corpora")
    report = verify(resolve(catalog, "search-vl"), RECIPE, deep=True)
    assert (report["ok"], report["unchecked"], report["bad"]) == (0, version.rows, [])


def test_a_changed_corpus_is_found(version, tmp_path):
    catalog = tmp_path / "catalog"
    shutil.copytree(version.catalog, catalog)
    (path,) = catalog.glob("corpora/*/facts.parquet")
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    bad = verify(resolve(catalog, "search-vl"), RECIPE, deep=True)["bad"]
    assert {entry["check"] for entry in bad} == {"corpus_hash"}


def test_a_profile_is_part_of_what_a_recipe_is():
    small = replace(RECIPE, steps=tuple(replace(s, profile="small") if s.name == "seeds" else s for s in RECIPE.steps))
    assert fingerprint(recipe_config(small)) != fingerprint(recipe_config(RECIPE))


def test_a_zim_gives_questions_about_its_pictures(real_data, tmp_path):
    (zim,) = (real_data / "wikipedia" / "zim_with_images").glob("*.zim")
    assert run(tmp_path, str(zim), limit=60).status == "committed"
    version = resolve(tmp_path, "search-vl")
    assert any(row.anchor_image for row in records(version))
    assert verify(version, RECIPE, deep=True)["bad"] == []
