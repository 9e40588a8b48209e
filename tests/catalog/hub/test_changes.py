import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synthloom.catalog.hub.changes import Stored, changes, git_oid, is_same, listed

PATHS = ["README.md", "data/a/train-0.parquet", "data/a/train-1.parquet", "data/b/x.parquet", "notes.txt"]
TREES = st.dictionaries(st.sampled_from(PATHS), st.binary(max_size=3))


def stored(data: bytes) -> Stored:
    return Stored(len(data), git_oid(data))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("here")


@given(TREES, TREES, st.sets(st.sampled_from(PATHS)))
def test_sent_and_removed_the_repository_holds_what_is_here_and_what_others_wrote(folder, mine, theirs, ours):
    here = {}
    for path, data in mine.items():
        here[path] = folder / hashlib.sha256(data).hexdigest()
        here[path].write_bytes(data)
    told = changes(here, {path: stored(data) for path, data in theirs.items()}, ours)
    after = {path: data for path, data in theirs.items() if path not in told.remove}
    after |= {path: mine[path] for path in told.send}
    others = {path: data for path, data in theirs.items() if path not in ours and path not in mine}
    assert after == mine | others
    assert sorted(told.send + told.unchanged) == sorted(mine)
    assert all(theirs.get(path) == mine[path] for path in told.unchanged)
    assert set(told.remove) <= ours
    overwritten = {path for path in theirs if path not in ours and path in mine and mine[path] != theirs[path]}
    assert overwritten <= set(told.in_the_way)


def test_what_a_config_would_take_for_its_own_is_in_the_way(folder):
    (folder / "a").write_bytes(b"rows")
    there = {
        "data/a/train-mine.parquet": stored(b"x"),
        "data/a/notes.txt": stored(b"x"),
        "data/b/y.parquet": stored(b""),
    }
    told = changes({"data/a/train-0.parquet": folder / "a"}, there, set())
    assert told.in_the_way == ["data/a/train-mine.parquet"]


def test_a_file_changed_since_the_last_push_is_told(folder):
    (folder / "a").write_bytes(b"new")
    there, left = {"README.md": stored(b"edited")}, {"README.md": stored(b"pushed")}
    assert changes({"README.md": folder / "a"}, there, {"README.md"}, left).edited == ["README.md"]
    assert changes({"README.md": folder / "a"}, left, {"README.md"}, left).edited == []


def test_large_files_are_told_by_their_sha256_and_small_ones_by_gits_id(folder):
    (folder / "a").write_bytes(b"rows")
    assert is_same(folder / "a", Stored(4, "the pointer's", hashlib.sha256(b"rows").hexdigest()))
    assert not is_same(folder / "a", Stored(4, git_oid(b"rows"), hashlib.sha256(b"ROWS").hexdigest()))
    assert is_same(folder / "a", Stored(4, git_oid(b"rows")))
    assert git_oid(b"hello\n") == "ce013625030ba8dba906f756967f9e9ca394464a"


@pytest.mark.parametrize("manifest", [None, [], "x", {}, {"formats": {}}, {"formats": {"a": [{}]}, "others": [3]}])
def test_a_manifest_that_is_none_lists_nothing(manifest):
    assert listed(manifest) == set()


def test_a_manifest_lists_no_path_outside_the_repository():
    files = [{"path": "data/a.parquet"}, {"path": "../b"}, {"path": "/c"}]
    assert listed({"formats": {"a": files}, "others": ["README.md", "x/../../y"]}) == {"data/a.parquet", "README.md"}
