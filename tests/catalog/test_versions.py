import json

import pytest

from synthloom.catalog.versions import describe, list_versions, resolve
from synthloom.schemas.errors import UserError


@pytest.fixture
def three(small):
    """A catalog of uni-edit@1, uni-edit@2 (tagged gold) and other@1."""
    small.commit_pairs([1])
    small.commit_pairs([1, 2])
    small.commit_pairs([7], "other")
    tags = small.root / "datasets/uni-edit/tags"
    tags.mkdir()
    (tags / "gold.json").write_text('{"version": 2}')
    return small.root


def test_versions_are_listed_by_dataset_and_number(three):
    assert [version.name for version in list_versions(three)] == ["other@1", "uni-edit@1", "uni-edit@2"]
    assert [version.name for version in list_versions(three, "other")] == ["other@1"]


def test_a_version_is_found_by_number_by_tag_and_as_the_newest(three):
    assert resolve(three, "uni-edit@1").rows == 1
    assert resolve(three, "uni-edit").version == resolve(three, "uni-edit@gold").version == 2


@pytest.mark.parametrize(
    ("reference", "told"),
    [
        ("nothing", "other, uni-edit"),
        ("uni-edit@9", "versions 1 to 2 and tags gold"),
        ("uni-edit@0", "versions 1 to 2"),
        ("other@gold", "versions 1 and no tags"),
        ("uni-edit@../../x", "versions 1 to 2"),
        ("../datasets/other", "other, uni-edit"),
        ("", "other, uni-edit"),
    ],
)
def test_what_is_not_there_is_told_with_what_is(three, reference, told):
    with pytest.raises(UserError, match=told):
        resolve(three, reference)


def test_an_empty_catalog_says_how_to_fill_it(tmp_path):
    assert list_versions(tmp_path / "none") == []
    with pytest.raises(UserError, match="synthloom run"):
        resolve(tmp_path / "none", "uni-edit")


def test_a_version_is_described_as_the_command_line_promises(three):
    told = describe(resolve(three, "uni-edit@gold"))
    assert json.loads(json.dumps(told)) == told
    assert told | {"content_hash": "", "created": ""} == {
        "dataset": "uni-edit",
        "version": 2,
        "rows": 2,
        "content_hash": "",
        "fingerprint": "f1",
        "recipe": "uni-edit@1",
        "created": "",
        "parents": ["uni-edit@1"],
        "tags": ["gold"],
        "cost": None,
        "cost_per_row": None,
    }
    assert told["created"].endswith("+00:00")


def test_half_written_and_foreign_files_in_the_log_are_no_versions(three):
    log = three / "datasets/uni-edit/log"
    (log / "abc.tmp").write_text("{")
    (log / "notes.json").write_text("{}")
    (three / "datasets" / "begun" / "log").mkdir(parents=True)
    assert len(list_versions(three)) == 3


def test_fields_that_a_later_release_adds_are_read_past(three):
    path = three / "datasets/other/log/00000000000000000001.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "digest_tree": [1, 2]}))
    assert resolve(three, "other").rows == 1
