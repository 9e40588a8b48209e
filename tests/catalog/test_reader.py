import asyncio
import json
from pathlib import Path

import pytest

from synthloom.catalog.exports.export import export
from synthloom.catalog.reader import funnel, row, rows
from synthloom.catalog.sql import sql
from synthloom.engines.calls.call import Call, call_key
from synthloom.engines.calls.call_cache import CallCache
from synthloom.schemas.errors import UserError

REQUEST = {"messages": [{"role": "user", "parts": [{"text": "Which category?"}, {"media": "3f2a"}]}]}
KEY = call_key(REQUEST)


@pytest.fixture
def version(small):
    """Two pairs, the first with a history: made from source row `s`, judged at both steps, one call used."""
    child, other = small.pair(1).id, small.pair(2).id
    with CallCache(small.root / "calls") as cache:
        asyncio.run(
            cache.put(Call(KEY, "openai", "m-1", json.dumps(REQUEST), '{"a": 1}', 12, 3, None, 0.5, 0.1, "2026"))
        )
    said = {"kept": True, "reason": "", "score": None, "detail": ""}
    return small.commit_pairs(
        [1, 2],
        verdicts=[
            small.step_file("verdicts", [{"step": "edit", "record_id": child, **said, "score": 0.5}]),
            small.step_file("verdicts", [{"step": "source", "record_id": "s", **said}]),
            small.step_file(
                "verdicts", [{"step": "edit", "record_id": other, **said, "kept": False, "reason": "no_region"}]
            ),
        ],
        lineage=[
            small.step_file("lineage", [{"step": "edit", "record_id": child, "parents": ["s"]}]),
            small.step_file("lineage", [{"step": "source", "record_id": "s", "parents": []}]),
        ],
        calls=[small.step_file("calls", [{"step": "edit", "record_id": "s", "key": KEY}])],
    )


def test_rows_begin_with_what_identifies_them_and_tell_where_their_pictures_lie(small, version):
    first = next(rows(version))
    assert list(first)[:3] == ["id", "group_id", "split"]
    assert first["image"] == {**small.pair(1).image.model_dump(), "path": small.pair(1).image.path}
    assert (small.root / first["edited_image"]["path"]).is_file()
    assert json.loads(json.dumps(first)) == first


def test_limits_are_kept_and_zero_means_all(small):
    version = small.commit_pairs(range(30))
    assert [len(list(rows(version, limit))) for limit in (1, 20, 0, 99)] == [1, 20, 30, 30]


def test_a_row_is_shown_whole_with_the_history_of_what_it_was_made_from(small, version):
    whole = row(version, small.pair(1).id[:8])
    assert whole["instruction"] == small.pair(1).instruction
    assert [(link["step"], link["record_id"], link["parents"]) for link in whole["lineage"]] == [
        ("source", "s", []),
        ("edit", small.pair(1).id, ["s"]),
    ]
    assert [(said["step"], said["record_id"], said["score"]) for said in whole["verdicts"]] == [
        ("source", "s", None),
        ("edit", small.pair(1).id, 0.5),
    ]
    (call,) = whole["calls"]
    assert (call["model"], call["engine"], call["reply"]) == ("m-1", "openai", '{"a": 1}')
    assert (call["tokens_in"], call["tokens_out"], call["cost"]) == (12, 3, 0.5)
    assert call["prompt"] == "user: Which category?\n[image 3f2a]"


def test_a_row_without_calls_or_lineage_says_so(small, version):
    whole = row(version, small.pair(2).id)
    assert (whole["lineage"], whole["calls"]) == ([], [])
    assert whole["verdicts"][0]["reason"] == "no_region"


def test_a_record_that_keeps_its_id_through_the_steps_is_no_endless_loop(small):
    own = small.pair(1).id
    links = [{"step": step, "record_id": own, "parents": [own]} for step in ("edit", "source")]
    version = small.commit_pairs([1], lineage=[small.step_file("lineage", links)])
    assert [link["step"] for link in row(version, own)["lineage"]] == ["source", "edit"]


def test_an_id_that_begins_another_is_still_its_own(small):
    pairs = [small.pair(1, id="abc"), small.pair(2, id="abcd"), small.pair(3, id="b")]
    version, _ = small.commit([small.file("a", pairs)])
    assert row(version, "abc")["id"] == "abc"
    assert row(version, "b")["id"] == "b"


@pytest.mark.parametrize(
    ("prefix", "told"), [("ab", "several ids.*abc, abcd"), ("", "several"), ("zz", "no row"), ("%", "no row")]
)
def test_a_prefix_that_names_no_single_row_is_refused(small, prefix, told):
    pairs = [small.pair(1, id="abc"), small.pair(2, id="abcd"), small.pair(3, id="b")]
    version, _ = small.commit([small.file("a", pairs)])
    with pytest.raises(UserError, match=told):
        row(version, prefix)


def test_the_funnel_is_what_the_run_counted(version):
    assert [(step["step"], step["in"], step["kept"]) for step in funnel(version)] == [
        ("source", 12, 10),
        ("edit", 10, 10),
    ]


@pytest.mark.parametrize("damage", [b"PAR1 nothing PAR1", b"", None])
def test_a_damaged_or_missing_file_is_told_in_a_sentence(small, version, tmp_path, damage):
    path = Path(version.files("data")[0])
    path.unlink() if damage is None else path.write_bytes(damage)
    with pytest.raises(UserError, match="can't be read"):
        list(rows(version))
    with pytest.raises(UserError, match=path.name):
        row(version, "0")
    with pytest.raises(UserError, match="can't be read"):
        export(small.root, version.name, tmp_path / "out", None, "all")
    with pytest.raises(UserError, match=path.name):
        sql(small.root, f'SELECT * FROM "{version.dataset}"')
