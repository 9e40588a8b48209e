"""`datasets` 2.21 to 5.2 open every config of every family's export: pictures as pictures, rows equal to the files'."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml
from exported import exported, seen

pytestmark = pytest.mark.slow
VERSIONS = {
    "datasets2": "2.21.0",
    "datasets3": "3.6.0",
    "datasets4": "4.0.0",
    "datasets48": "4.8.4",
    "datasets5": "5.2.0",
}
FAMILIES = ("edit_pair", "search_question", "trajectory", "rl_task")


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("version", VERSIONS)
def test_every_config_opens_with_the_rows_and_pictures_of_its_files(version, family, exports, read, tmp_path):
    told = read(version, "read_datasets.py", exports[family], tmp_path)
    assert told["version"] == VERSIONS[version]
    listed = _configs(exports[family])
    assert told["configs"].keys() == listed.keys()
    for name, splits in listed.items():
        assert told["configs"][name].keys() == splits.keys()
        for split, pattern in splits.items():
            table = _table(exports[family], pattern)
            assert told["configs"][name][split]["rows"] == seen(table.to_pylist()), (name, split)
            pictured = "bytes: binary" in str(table.schema)
            assert ("Image(" in told["configs"][name][split]["features"]) == pictured


@pytest.mark.parametrize("version", VERSIONS)
def test_with_pictures_as_files_every_config_that_the_card_lists_opens_too(version, files_exports, read, tmp_path):
    for family in FAMILIES:
        told = read(version, "read_datasets.py", files_exports[family], tmp_path / family)
        assert told["configs"].keys() == _configs(files_exports[family]).keys() >= {"parquet"}


@pytest.fixture(scope="module")
def files_exports(tmp_path_factory):
    """The exports with pictures as files beside JSON Lines."""
    return exported(tmp_path_factory.mktemp("files"), {"images": "files"})


def _configs(folder: Path) -> dict[str, dict[str, str]]:
    """The card's configs, with the pattern of each split's files."""
    _, front, _ = (folder / "README.md").read_text().split("---\n", 2)
    return {
        config["config_name"]: {data["split"]: data["path"] for data in config["data_files"]}
        for config in yaml.safe_load(front)["configs"]
    }


def _table(folder: Path, pattern: str) -> pa.Table:
    return pa.concat_tables(pq.read_table(path) for path in sorted(folder.glob(pattern)))
