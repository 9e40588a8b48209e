"""`synthloom export` as a user meets it."""

import json
import re

import pytest
from click.testing import CliRunner

from synthloom.catalog.exports.export import NATIVE, PORTABLE
from synthloom.cli_export import FORMATS, command
from synthloom.schemas.errors import UserError


@pytest.fixture
def export(small):
    def run(*words) -> str:
        given = ["uni-edit", "--catalog", str(small.root), *map(str, words)]
        return CliRunner().invoke(command, given, catch_exceptions=False).output

    return run


def test_help_names_every_format_and_which_are_written_unasked():
    unasked, named = set(), set()
    for line in FORMATS.splitlines()[2:]:
        before, after = re.sub(r"\(.*\)", "", line[24:]).split(";") if ";" in line else (line[24:], "")
        unasked |= set(before.split())
        named |= set(after.split())
    assert unasked == {form.name for form in PORTABLE}
    assert named == {form.name for form in NATIVE}


def test_rows_that_are_in_a_benchmark_are_told(small, export, tmp_path):
    small.commit_pairs(range(8))
    asked = [{"image": str(small.root / small.pair(0).image.path), "question": "How many cubes are there?"}]
    (tmp_path / "bench.json").write_text(json.dumps(asked))
    said = export("--out", tmp_path / "out", "--against", tmp_path / "bench.json")
    assert re.search(r"\d rows  of sft leak and are left out: in_benchmark\n", said)
    assert "compared with 1 rows of bench.json: " in said
    assert "uni-edit@1 exported to" in said


def test_what_an_earlier_export_left_is_told_when_it_goes(small, export, tmp_path):
    small.commit_pairs(range(8))
    export("--out", tmp_path / "out", "--format", "parquet,edit_pairs")
    small.commit_pairs(range(6))
    assert "of an earlier export removed" in export("--out", tmp_path / "out", "--format", "parquet")


def test_a_folder_in_the_catalog_and_an_empty_list_of_formats_are_refused(small, export, tmp_path):
    small.commit_pairs(range(4))
    with pytest.raises(UserError, match="is inside the catalog"):
        export("--out", small.root / "out")
    with pytest.raises(UserError, match="names no format"):
        export("--out", tmp_path / "out", "--format", ",")
    assert not (tmp_path / "out").exists()
