"""Megatron-Energon 7.4 prepares and reads `webdataset` of every family by its own command line and loader."""

from typing import Any

import pytest
from exported import shown, whole

pytestmark = pytest.mark.slow
FAMILIES = [("edit_pair", "sft"), ("search_question", "rl"), ("trajectory", "sft"), ("rl_task", "test")]


@pytest.fixture(scope="module", params=FAMILIES, ids=[family for family, _ in FAMILIES])
def told(request, exports, read, tmp_path_factory):
    """What energon saw of a split, and the rows as they are."""
    family, split = request.param
    folder = tmp_path_factory.mktemp("energon") / "shards"
    return read("energon", "read_energon.py", exports[family], folder, split), whole(exports[family], split)


def _seen(value: Any) -> Any:
    """A value of `parquet` with what its pictures show, and its maps as objects."""
    if isinstance(value, dict) and value.keys() == {"bytes", "path"}:
        return shown(value["bytes"])
    if isinstance(value, dict):
        return {name: _seen(item) for name, item in value.items()}
    if isinstance(value, list) and value and all(isinstance(v, dict) and v.keys() == {"name", "value"} for v in value):
        return {item["name"]: _seen(item["value"]) for item in value}
    return [_seen(item) for item in value] if isinstance(value, list) else value


def test_every_sample_arrives_once_with_every_field_and_its_pictures(told):
    seen, rows = told
    assert seen["rows"] == len(rows) > 0
    by_id = {sample["row"]["id"]: sample["row"] for sample in seen["samples"]}
    assert by_id.keys() == {row["id"] for row in rows}
    for row in rows:
        # A list without items is a list or a map: Parquet doesn't tell.
        wanted = {name: {} if name == "images" and not value else _seen(value) for name, value in row.items()}
        assert by_id[row["id"]] == wanted


def test_every_part_is_named_in_the_samples_json(told):
    seen, _ = told
    pictures = [sample["parts"] for sample in seen["samples"]]
    assert any(pictures)
    for sample in seen["samples"]:
        assert sample["key"] == sample["row"]["id"]
        assert len(sample["parts"]) == sum(1 for _ in _hashes(sample["row"]))


def test_the_webdataset_library_groups_the_same_parts_under_the_same_keys(told):
    seen, _ = told
    assert seen["plain"] == {sample["key"]: sample["parts"] for sample in seen["samples"]}


def _hashes(value: Any):
    if isinstance(value, list) and len(value) == 3 and isinstance(value[2], str) and len(value[2]) == 64:
        yield value
    elif isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _hashes(item)
