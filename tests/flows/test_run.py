"""Runs: accounting, resuming, redoing only what changed, stopping."""

import dataclasses
import json

import polars as pl
import pytest
from toy_recipe import RECIPE, LargestFirst, Number, Square

from synthloom.catalog.reader import rows
from synthloom.catalog.versions import resolve
from synthloom.flows.recipe import fingerprint, recipe_config
from synthloom.flows.run import in_turn
from synthloom.flows.shards import Shard, find
from synthloom.schemas.errors import UserError
from synthloom.schemas.steps import Context, Verdict


def processed(monkeypatch, tmp_path):
    """A list that grows by each number the toy's generator sees."""
    log = tmp_path / "seen.log"
    monkeypatch.setenv("TOY_LOG", str(log))
    return lambda: log.read_text().split() if log.exists() else []


def test_every_source_row_is_accounted_for(run_toy):
    report = run_toy(["4", "5", "-6", "nonsense", "4", "13"])
    assert (report.read, report.kept, report.rejected, report.errors, report.pending) == (6, 1, 4, 1, 0)
    by_step = {entry["step"]: entry for entry in report.funnel}
    assert by_step["source"]["rejected"] == {"duplicate_row": 1, "not_a_number": 1}
    for entry in report.funnel:
        assert entry["in"] == entry["kept"] + sum(entry["rejected"].values()) + entry["errors"]


def test_running_again_changes_nothing_and_does_nothing(run_toy, monkeypatch, tmp_path):
    seen = processed(monkeypatch, tmp_path)
    first, second = run_toy(range(300)), run_toy(range(300))
    assert (first.status, second.status) == ("committed", "unchanged")
    assert (first.content_hash, first.version) == (second.content_hash, second.version)
    assert len(seen()) == 300 + 2 * 128, "the two shards with failing rows, and no other, are tried again"


def test_added_rows_touch_only_the_shards_they_fall_into(run_toy, monkeypatch, tmp_path):
    monkeypatch.setenv("TOY_MENDED", "1")
    seen = processed(monkeypatch, tmp_path)
    run_toy(range(256))
    before = len(seen())
    report = run_toy(range(300))
    assert (report.version, report.rows, len(seen()) - before) == (2, 150, 44)


def test_a_changed_step_redoes_itself_and_what_follows_but_nothing_before(run_toy, toy, monkeypatch, tmp_path):
    monkeypatch.setenv("TOY_MENDED", "1")
    seen = processed(monkeypatch, tmp_path)
    run_toy(range(200))
    report = run_toy(range(200), settings=("largest.cap=10",))
    assert (report.version, report.rows, len(seen())) == (2, 5, 200)


def test_a_failed_row_is_tried_again_and_its_traceback_kept(run_toy, monkeypatch, tmp_path):
    assert run_toy([12, 13, 14]).errors == 1
    verdicts = pl.read_parquet(tmp_path / "catalog" / "work" / "squares-*" / "*.verdicts.parquet")
    assert "RuntimeError: thirteen" in verdicts.filter(pl.col("error") != "")["error"].item()
    monkeypatch.setenv("TOY_MENDED", "1")
    report = run_toy([12, 13, 14])
    assert (report.errors, report.read, report.kept) == (0, 3, 2)


def test_too_many_errors_stop_the_run_and_commit_nothing(run_toy, tmp_path):
    report = run_toy(range(13, 2000, 100))
    assert report.status == "failed"
    assert "11 of 20 rows failed in step squares" in report.error
    assert not (tmp_path / "catalog" / "datasets").exists()


def test_a_run_that_keeps_nothing_says_why_and_commits_nothing(run_toy, tmp_path):
    report = run_toy([-1, -3, 5])
    assert report.status == "failed"
    assert "None of 3 rows was kept" in report.error
    assert "squares: negative (2)" in report.error
    assert not (tmp_path / "catalog" / "datasets").exists()


def test_a_run_that_keeps_nothing_tells_its_last_error(run_toy):
    assert "The last error: RuntimeError: thirteen. Errors are tried again" in run_toy([13]).error


def test_a_target_stops_at_exactly_that_many_rows(run_toy):
    report = run_toy(range(2000), target=100)
    assert (report.rows, report.stopped, report.read) == (100, "target", 2000)
    assert report.pending > 1000
    assert report.read == report.kept + report.rejected + report.errors + report.pending


def test_a_target_out_of_reach_takes_all_there_is(run_toy):
    report = run_toy(range(10), target=100)
    assert (report.rows, report.stopped, report.pending) == (5, "exhausted", 0)


def test_a_limit_reads_no_further(run_toy):
    assert run_toy(range(500), limit=10).read == 10


def test_a_recipe_that_changed_under_its_version_is_refused(run_toy, toy):
    run_toy(range(10))
    changed = dataclasses.replace(toy, steps=(toy.steps[0], LargestFirst(cap=2), toy.steps[2]))
    with pytest.raises(UserError, match="give it version 2"):
        run_toy(range(10), recipe=changed)
    assert run_toy(range(10), recipe=dataclasses.replace(changed, version=2)).status == "committed"


def test_a_shard_with_a_flipped_byte_is_made_again(run_toy, tmp_path):
    run_toy([2, 4])
    rows = next((tmp_path / "catalog" / "work").glob("squares-*/*.rows.parquet"))
    path = str(rows.relative_to(tmp_path / "catalog")).removesuffix(".rows.parquet")
    assert find(tmp_path / "catalog", path)
    damaged = bytearray(rows.read_bytes())
    damaged[10] ^= 1
    rows.write_bytes(damaged)
    assert find(tmp_path / "catalog", path) is None
    assert run_toy([2, 4]).status == "unchanged"


def test_worker_processes_make_the_same_rows(run_toy):
    alone = run_toy(range(300)).content_hash
    assert run_toy(range(300), settings=("squares.seconds=0.0001",), workers=2).content_hash == alone


def test_the_manifest_of_a_run_tells_its_recipe_options_and_end(run_toy, tmp_path):
    report = run_toy([2])
    (manifest,) = (json.loads(path.read_text()) for path in (tmp_path / "catalog" / "runs").glob("*.json"))
    assert manifest["status"] == "committed"
    assert manifest["report"]["content_hash"] == report.content_hash
    assert manifest["fingerprint"] == fingerprint(recipe_config(RECIPE))
    assert manifest["ended"] > manifest["started"]


def test_a_verifier_of_a_more_general_record_keeps_every_field(run_toy, toy, tmp_path):
    @dataclasses.dataclass(frozen=True)
    class Small:
        name: str = "small"

        async def verify(self, record: Number, context: Context) -> Verdict:
            return Verdict(record.value < 5)

    run_toy([2, 4, 6], recipe=dataclasses.replace(toy, steps=(*toy.steps, Small())))
    assert [row["square"] for row in rows(resolve(tmp_path / "catalog", "toy"))] == [4, 16]


def test_a_failed_run_still_tells_where_its_rows_went(run_toy):
    report = run_toy([*range(13, 2000, 100), -1, "x"])
    assert (report.status, report.read, report.kept) == ("failed", 22, 0)
    assert report.errors > 10
    assert report.read == report.rejected + report.errors + report.pending
    assert report.funnel[0]["rejected"] == {"not_a_number": 1}


def test_worker_processes_tell_the_cause_when_too_many_rows_fail(run_toy):
    report = run_toy(range(13, 30000, 100), workers=2)
    assert "RuntimeError: thirteen" in report.error
    assert report.errors > 10


def test_a_killed_worker_ends_the_run_with_a_sentence(run_toy, monkeypatch):
    monkeypatch.setenv("TOY_KILLED", "1")
    report = run_toy(range(300), workers=2)
    assert report.status == "failed"
    assert "a worker process was killed in step squares" in report.error
    monkeypatch.delenv("TOY_KILLED")
    assert run_toy(range(300), workers=2).status == "committed"


@pytest.mark.parametrize("kind", ["*.done.json", "index.json", "*.parquet", "recipes/*.json", "runs/*.json"])
def test_files_that_a_power_cut_left_empty_are_made_again(run_toy, tmp_path, kind):
    first = run_toy(range(12))
    emptied = [path for path in (tmp_path / "catalog").rglob(kind) if "datasets" not in path.parts]
    assert emptied
    for path in emptied:
        path.write_bytes(b"")
    again = run_toy(range(12))
    assert (again.status, again.content_hash) == ("unchanged", first.content_hash)


def test_a_dataset_name_that_cannot_be_is_refused_before_anything_runs(run_toy, tmp_path):
    with pytest.raises(UserError, match="can't name a dataset"):
        run_toy([2], dataset="../elsewhere")
    assert not (tmp_path / "catalog" / "work").exists()


def test_a_catalog_that_cannot_be_written_is_told_in_a_sentence(run_toy, tmp_path):
    (tmp_path / "catalog").write_text("a file")
    with pytest.raises(UserError, match="can't be written: "):
        run_toy([2])


def test_a_run_that_commits_nothing_pins_no_recipe(run_toy, toy):
    run_toy([3])
    changed = dataclasses.replace(toy, steps=(toy.steps[0], LargestFirst(cap=2), toy.steps[2]))
    assert run_toy([2], recipe=changed).status == "committed"


def test_a_target_takes_from_all_sources_in_turn():
    def shard(path: str) -> Shard:
        return Shard(path, "", "", 128, {}, 128, 0, 0, 0, 0.0)

    shards = [shard(path) for path in ("a/0", "a/1", "a/2", "b/0", "c/0", "c/1")]
    assert [found.path for found in in_turn(shards)] == ["a/0", "b/0", "c/0", "a/1", "c/1", "a/2"]


def test_rows_that_a_failed_run_never_reached_are_pending(run_toy):
    report = run_toy([*range(13, 1300, 100), *range(2000, 4000)], target=50)
    assert (report.status, report.read, report.rejected) == ("failed", 2013, 0)
    assert report.pending == 2013 - report.errors


def test_rows_made_of_one_source_row_count_once(run_toy, toy):
    @dataclasses.dataclass(frozen=True)
    class Twice:
        name: str = "twice"
        version: int = 1

        @property
        def makes(self) -> type[Square]:
            return Square

        async def generate(self, record: Square, context: Context) -> list[Square]:
            return [Square(**record.fields_with(id=f"{record.id}{copy}")) for copy in "ab"]

    report = run_toy([2, 3, 4, -1], recipe=dataclasses.replace(toy, steps=(*toy.steps, Twice())))
    assert (report.rows, report.kept, report.rejected) == (4, 2, 2)
