import json

import pyarrow.parquet as pq
import pytest
from small_catalog import RECIPE, SPLITS

from synthloom.catalog import commit as commit_module
from synthloom.catalog.commit import check_dataset_name
from synthloom.catalog.reader import rows
from synthloom.catalog.splits import split_of
from synthloom.catalog.versions import head, list_versions
from synthloom.schemas.errors import UserError


def test_a_commit_makes_version_one_with_every_row_and_its_split(small):
    version, status = small.commit([small.file("a", [small.pair(n) for n in range(10)])])
    assert (version.name, status, version.rows) == ("uni-edit@1", "committed", 10)
    found = list(rows(version, 0))
    assert [row["instruction"] for row in found] == [small.pair(n).instruction for n in range(10)]
    assert all(row["split"] == split_of(row["group_id"], SPLITS) for row in found)
    assert version.split_rows == {s: [row["split"] for row in found].count(s) for s in ("sft", "rl", "test")}


def test_the_same_rows_again_make_no_version(small):
    first, _ = small.commit([small.file("a", [small.pair(n) for n in range(4)])])
    parts = [small.file("b", [small.pair(3)]), small.file("c", [small.pair(n) for n in (2, 0, 1)])]
    again, status = small.commit(parts, run={"id": "run-2", "funnel": []}, cost=3.0)
    assert (again, status) == (first, "unchanged")
    assert len(list_versions(small.root)) == 1


def test_another_recipe_makes_a_version_even_of_the_same_rows(small):
    small.commit_pairs([1, 2])
    version = small.commit_pairs([1, 2], recipe=RECIPE | {"fingerprint": "f2"})
    assert (version.version, version.parents) == (2, ("uni-edit@1",))


def test_going_back_to_earlier_rows_is_a_new_version(small):
    hashes = [small.commit_pairs(numbers).content_hash for numbers in ([1], [1, 2], [1])]
    assert hashes[0] == hashes[2] != hashes[1]
    assert [version.version for version in list_versions(small.root)] == [1, 2, 3]


def test_an_id_that_occurs_twice_commits_nothing(small):
    with pytest.raises(ValueError, match=small.pair(1).id):
        small.commit_pairs([1, 2, 1])
    assert list_versions(small.root) == []


@pytest.mark.parametrize("numbers", [None, []])
def test_a_version_without_rows_is_never_made(small, numbers):
    files = [] if numbers is None else [small.file("empty", [])]
    with pytest.raises(ValueError, match="no rows"):
        small.commit(files)
    assert list_versions(small.root) == []


def test_added_rows_leave_the_files_of_the_others_shared(small, monkeypatch):
    monkeypatch.setattr(commit_module, "ROWS_PER_FILE", 4)
    shards = [small.file(f"s{k}", [small.pair(4 * k + n) for n in range(4)]) for k in range(3)]
    first, _ = small.commit(shards)
    second, _ = small.commit([*shards, small.file("new", [small.pair(99)])])
    assert len(first.data) == 3
    assert second.data[:3] == first.data
    assert len(list((small.root / "datasets/uni-edit/data").iterdir())) == 4


def test_small_shards_are_put_together(small):
    version, _ = small.commit([small.file(f"s{n}", [small.pair(n)]) for n in range(5)])
    assert [file.rows for file in version.data] == [5]


def test_a_large_shard_is_cut(small, monkeypatch):
    monkeypatch.setattr(commit_module, "ROWS_PER_FILE", 4)
    version = small.commit_pairs(range(10))
    assert [file.rows for file in version.data] == [4, 4, 2]
    assert [row["id"] for row in rows(version, 0)] == [small.pair(n).id for n in range(10)]


def test_columns_beside_the_records_own_are_left_out(small):
    path = small.file("a", [small.pair(1)])
    table = pq.read_table(path)
    pq.write_table(table.append_column("_root", table["id"]), path)
    version, _ = small.commit([path])
    assert "_root" not in next(rows(version))


def test_the_manifest_is_plain_json_that_tells_the_run(small):
    small.commit_pairs([1])
    version = small.commit_pairs([1, 2], cost=0.25)
    manifest = json.loads((small.root / "datasets/uni-edit/log/00000000000000000002.json").read_text())
    assert manifest["parents"] == ["uni-edit@1"]
    assert manifest["cost"] == 0.25
    assert manifest["recipe"]["fingerprint"] == version.fingerprint == "f1"
    assert str(small.root) not in json.dumps(manifest)


def test_nothing_is_left_lying_about(small):
    small.commit_pairs([1, 2])
    small.commit_pairs([1, 2, 3])
    assert [path for path in small.root.rglob("*.tmp*")] == []


@pytest.mark.parametrize("name", ["", "a/b", "../up", "a@1", ".hidden", "verdicts", "Runs"])
def test_a_name_that_cannot_be_a_dataset_is_refused(small, name):
    with pytest.raises(UserError, match="can't name a dataset"):
        small.commit_pairs([1], name)
    assert head(small.root, "uni-edit") is None


def test_names_that_differ_in_case_alone_are_refused(small):
    small.commit_pairs([1], "Pairs")
    with pytest.raises(UserError, match="Pairs"):
        small.commit_pairs([1], "pairs")


def test_a_name_can_be_checked_before_there_is_anything_to_commit(small):
    small.commit_pairs([1], "Pairs")
    check_dataset_name("pairs")
    with pytest.raises(UserError, match="Pairs"):
        check_dataset_name("pairs", small.root)
    with pytest.raises(UserError, match="can't name a dataset"):
        check_dataset_name("a/b")
