import json

import pytest
from click.testing import CliRunner

from synthloom.catalog.exports.export import export
from synthloom.catalog.versions import resolve
from synthloom.cli_load import command
from synthloom.schemas.errors import UserError


@pytest.fixture
def exported(small, tmp_path):
    small.commit_pairs(range(6))
    export(small.root, "uni-edit", tmp_path / "out", ["parquet"])
    return tmp_path / "out"


def run(*words):
    return CliRunner().invoke(command, [str(word) for word in words], catch_exceptions=False)


def test_load_says_what_it_made_and_where_to_look(exported, tmp_path):
    new = tmp_path / "new"
    said = run(exported, "--catalog", new).output
    assert f"uni-edit@1 loaded from {exported}: 6 rows (sft " in said
    assert f"look: synthloom show uni-edit@1 --catalog {new}" in said
    assert "is there already" in run(exported, "--catalog", new).output


def test_load_prints_one_json_document(small, exported, tmp_path):
    told = json.loads(run(exported, "--catalog", tmp_path / "new", "--dataset", "mine", "--json").output)
    version = resolve(small.root, "uni-edit")
    assert told == {
        "dataset": "mine", "version": 1, "status": "loaded", "rows": 6, "rows_of": 6,
        "split_rows": version.split_rows, "content_hash": version.content_hash, "source": str(exported),
        "revision": None, "original": "uni-edit@1",
    }  # fmt: skip


def test_a_users_mistake_is_a_users_error(exported, tmp_path):
    with pytest.raises(UserError, match="has no revision"):
        run(exported, "--revision", "v1", "--catalog", tmp_path / "new")
