import hashlib
import json

import pytest
from small_trajectory import commit_rows, media_of, trajectory

from synthloom.catalog.versions import resolve
from synthloom.schemas.errors import RunFailed, UserError

REPO = "alice/pairs"
DATA = "data/parquet/sft-00000-of-00001.parquet"


def add_tag(small, name, number):
    folder = small.root / "datasets" / "uni-edit" / "tags"
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.json").write_text(json.dumps({"version": number}))


def sent(hub, since=0):
    """The objects whose bytes were uploaded."""
    return [asked.path.rsplit("/", 1)[-1] for asked in hub.log[since:] if asked.name == "lfs_put"]


def test_a_version_becomes_one_tagged_commit_of_a_private_repository(hub, small, pushed):
    version = small.commit_pairs(range(6))
    report = pushed()
    repo = hub.repos[REPO]
    assert repo.private
    assert [commit.title for commit in repo.history()] == ["uni-edit@1: 6 rows", "initial commit"]
    assert repo.tags == {"v1": report["revision"]}
    assert report["status"] == "pushed"
    told = json.loads(repo.tree()["synthloom.json"].data)
    assert told["content_hash"] == version.content_hash
    for files in told["formats"].values():
        for file in files:
            assert hashlib.sha256(hub.content(repo.tree()[file["path"]])).hexdigest() == file["sha256"]
    assert report["files_sent"] == len(repo.tree()) - 1  # .gitattributes was there


def test_pushed_again_nothing_is_sent(hub, small, pushed):
    small.commit_pairs(range(6))
    first, since = pushed(), len(hub.log)
    again = pushed()
    assert {asked.name for asked in hub.log[since:] if asked.method not in ("GET", "HEAD")} <= {"validate_yaml"}
    assert again == {**first, "status": "unchanged", "files_sent": 0, "bytes_sent": 0,
                     "files_unchanged": first["files_sent"]}  # fmt: skip


def test_of_the_next_version_only_what_differs_is_sent(hub, small, pushed):
    small.commit_pairs(range(20))
    pushed()
    kept = hub.repos[REPO].tree()
    small.commit_pairs([*range(20), *(n for n in range(20, 40) if _split(small, n) == "sft")])
    since = len(hub.log)
    report = pushed()
    now = hub.repos[REPO].tree()
    assert sorted(sent(hub, since)) == sorted(
        {now[path].sha256 for path in now if now[path].sha256} - {blob.sha256 for blob in kept.values()}
    )
    assert now["data/parquet/rl-00000-of-00001.parquet"] == kept["data/parquet/rl-00000-of-00001.parquet"]
    assert report["files_unchanged"] >= 2
    assert hub.repos[REPO].tree("v1") == kept


def _split(small, number):
    from synthloom.catalog.splits import split_of

    return split_of(small.pair(number).group_id, {"sft": 0.7, "rl": 0.2, "test": 0.1})


def test_files_of_an_earlier_push_go_and_files_of_others_stay(hub, small, pushed):
    small.commit_pairs(range(40))
    pushed()
    repo = hub.repos[REPO]
    repo.edit("notes/by hand.md", b"mine")
    small.commit_pairs([n for n in range(40) if _split(small, n) == "sft"])
    report = pushed()
    gone = {"data/parquet/rl-00000-of-00001.parquet", "data/parquet/test-00000-of-00001.parquet"}
    assert gone <= set(report["removed"])
    assert repo.tree()["notes/by hand.md"].data == b"mine"
    assert not set(report["removed"]) & set(repo.tree())
    assert set(report["removed"]) <= set(repo.tree("v1"))


def test_a_commit_that_comes_between_is_kept_and_no_file_is_sent_twice(hub, small, pushed):
    small.commit_pairs(range(6))
    hub.plan("commit", lambda asked: hub.repos[REPO].edit("notes.md", b"somebody's"))
    report = pushed()
    assert [asked.status for asked in hub.asked("commit")] == [412, 200]
    assert hub.repos[REPO].tree()["notes.md"].data == b"somebody's"
    assert len(sent(hub)) == len(set(sent(hub)))
    assert hub.repos[REPO].tags["v1"] == hub.repos[REPO].branches["main"] == report["revision"]


def test_a_busy_repository_ends_the_push_in_a_sentence(hub, small, pushed):
    small.commit_pairs(range(4))
    hub.plan("commit", *[lambda asked: hub.repos[REPO].edit(f"{len(hub.log)}.md", b"x")] * 9)
    with pytest.raises(RunFailed, match=r"others committed to alice/pairs 5 times"):
        pushed()


def test_a_card_that_was_edited_on_the_hub_is_not_overwritten_unless_told(hub, small, pushed):
    small.commit_pairs(range(6))
    pushed()
    repo = hub.repos[REPO]
    repo.edit("README.md", repo.tree()["README.md"].data + b"\n## Thanks\n")
    small.commit_pairs(range(8))
    with pytest.raises(UserError, match=r"were changed there since \(README.md\).*--replace"):
        pushed()
    pushed(replace=True)
    assert b"## Thanks" not in repo.tree()["README.md"].data


def test_an_edit_that_comes_between_stops_the_push(hub, small, pushed):
    small.commit_pairs(range(6))
    pushed()
    small.commit_pairs(range(8))
    hub.plan("commit", lambda asked: hub.repos[REPO].edit("README.md", b"# mine\n"))
    with pytest.raises(UserError, match="were changed there since"):
        pushed()
    assert hub.repos[REPO].tree()["README.md"].data == b"# mine\n"


@pytest.mark.parametrize("path", ["README.md", "data/parquet/sft-extra.parquet"])
def test_a_file_in_the_way_is_named(hub, small, pushed, path):
    small.commit_pairs(range(4))
    from hub_repo import Repo

    hub.repos[REPO] = Repo(REPO, private=True)
    hub.repos[REPO].edit(path, b"# theirs\n")
    with pytest.raises(UserError, match=f"in the way that no push wrote .{path}"):
        pushed()


def test_a_tag_with_other_content_is_an_error_that_says_what_to_do(hub, small, pushed):
    small.commit_pairs(range(6))
    pushed()
    before = hub.repos[REPO].tags["v1"]
    with pytest.raises(UserError, match=r"has a tag v1 with other content.*bagel.*hf repos tag delete"):
        pushed(formats=["bagel"])
    assert hub.repos[REPO].tags["v1"] == hub.repos[REPO].branches["main"] == before
    pushed(formats=["bagel"], replace=True)
    assert "bagel/parquet_info.json" in hub.repos[REPO].tree("v1")


def test_an_older_version_never_takes_the_place_of_a_newer(hub, small, pushed):
    small.commit_pairs(range(6))
    small.commit_pairs(range(8))
    pushed("uni-edit@2")
    with pytest.raises(UserError, match="holds version 2 of uni-edit already"):
        pushed("uni-edit@1")


def test_an_older_version_that_is_there_is_unchanged(hub, small, pushed):
    small.commit_pairs(range(6))
    first = pushed()
    small.commit_pairs(range(8))
    pushed()
    again = pushed("uni-edit@1")
    assert (again["status"], again["revision"]) == ("unchanged", first["revision"])
    assert hub.repos[REPO].tags["v2"] == hub.repos[REPO].branches["main"]


def test_tags_of_the_catalog_follow_their_version(hub, small, pushed):
    small.commit_pairs(range(6))
    add_tag(small, "gold", 1)
    first = pushed()
    assert hub.repos[REPO].tags == {"v1": first["revision"], "gold": first["revision"]}
    small.commit_pairs(range(8))
    add_tag(small, "gold", 2)
    second = pushed()
    assert hub.repos[REPO].tags == {"v1": first["revision"], "v2": second["revision"], "gold": second["revision"]}


def test_a_repository_of_another_dataset_is_left_alone(hub, small, pushed):
    small.commit_pairs(range(4))
    small.commit_pairs(range(4), "other")
    pushed()
    with pytest.raises(UserError, match="holds uni-edit, not other"):
        pushed("other")


def test_a_public_repository_is_only_pushed_to_when_told(hub, small, pushed):
    small.commit_pairs(range(4))
    assert pushed(public=True)["private"] is False
    since = len(hub.log)
    with pytest.raises(UserError, match=r"alice/pairs is public.*--public"):
        pushed()
    assert {asked.method for asked in hub.log[since:]} <= {"GET", "HEAD"}
    assert pushed(public=True)["status"] == "unchanged"


def test_a_private_repository_stays_private(hub, small, pushed):
    small.commit_pairs(range(4))
    pushed()
    told = []
    assert pushed(public=True, tell=told.append)["private"] is True
    assert any("is private and stays so" in line for line in told)


def test_a_dry_run_tells_and_sends_nothing(hub, small, pushed):
    small.commit_pairs(range(20))
    report = pushed(dry_run=True)
    assert (report["status"], report["revision"], report["private"]) == ("dry_run", None, True)
    assert report["files_sent"] > 5
    assert {asked.method for asked in hub.log} <= {"GET", "HEAD"}
    assert not hub.repos


def test_a_server_that_is_out_of_order_for_a_moment_is_asked_again(hub, small, pushed):
    small.commit_pairs(range(4))
    hub.plan("preupload", 503)
    assert pushed()["status"] == "pushed"


def test_a_failed_commit_is_told_and_the_same_push_then_sends_no_large_file_again(hub, small, pushed):
    small.commit_pairs(range(6))
    hub.plan("commit", 500)
    with pytest.raises(RunFailed, match=r"can't commit to alice/pairs: the Hub failed \(500.*the same command again"):
        pushed()
    assert not hub.repos[REPO].tags
    first = sent(hub)
    pushed()
    assert sent(hub) == first
    assert list(hub.repos[REPO].tags) == ["v1"]


def test_a_commit_without_its_tag_is_tagged_by_the_next_push(hub, small, pushed):
    small.commit_pairs(range(6))
    hub.plan("tag", 500)
    with pytest.raises(RunFailed):
        pushed()
    report = pushed()
    assert (report["status"], report["files_sent"]) == ("pushed", 0)
    assert hub.repos[REPO].tags == {"v1": report["revision"]}


def test_a_card_that_the_hub_refuses_is_found_before_anything_is_sent(hub, small, pushed):
    small.commit_pairs(range(4))
    hub.plan("validate_yaml", 400)
    with pytest.raises(UserError, match=r"can't give alice/pairs this card: the Hub refuses it \(400"):
        pushed()
    assert not hub.repos


def test_two_pushes_at_a_time_of_one_version_to_one_place_are_refused(hub, small, pushed):
    small.commit_pairs(range(4))
    seen = []

    def push_too(asked):
        with pytest.raises(UserError, match="is being pushed to alice/pairs by another process"):
            pushed()
        seen.append(asked)

    hub.plan("create", push_too)
    pushed()
    assert seen


def test_nothing_is_left_below_work(hub, small, pushed):
    small.commit_pairs(range(4))
    hub.plan("commit", 500)
    with pytest.raises(RunFailed):
        pushed()
    pushed()
    assert not [path for path in (small.root / "work" / "push").rglob("*") if path.suffix != ".lock"]


def test_every_file_that_is_pushed_fits_the_version(hub, small, pushed):
    small.commit_pairs(range(20))
    pushed(split="sft")
    told = json.loads(hub.repos[REPO].tree()["synthloom/version.json"].data)
    assert told["split"] == "sft"
    assert told["content_hash"] == resolve(small.root, "uni-edit").content_hash
    assert DATA in hub.repos[REPO].tree()
    assert not [path for path in hub.repos[REPO].tree() if "rl-" in path or "test-" in path]


def test_the_card_and_llama_factorys_registry_name_the_repository(hub, small, pushed):
    commit_rows(small.root, [trajectory(media_of(small.root))], "made")
    pushed("made", "alice/made")
    tree = hub.repos["alice/made"].tree()
    assert b'load_dataset("alice/made", "sft_flat")' in tree["README.md"].data
    (entry,) = json.loads(tree["dataset_info.json"].data).values()
    assert (entry["hf_hub_url"], entry["subset"], entry["split"]) == ("alice/made", "sft_flat", "train")
    assert len(entry["tags"]) == 7
