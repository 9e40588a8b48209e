import asyncio
import json
import os
import socket
import subprocess

import duckdb
import pytest

from synthloom.catalog.sql import sql, write_duckdb
from synthloom.engines.calls.call import Call
from synthloom.engines.calls.call_cache import CallCache
from synthloom.schemas.errors import UserError


@pytest.fixture
def root(small):
    said = {"kept": False, "reason": "no_region", "score": None, "detail": ""}
    small.commit_pairs([1])
    small.commit_pairs(
        [1, 2, 3],
        verdicts=[small.step_file("verdicts", [{"step": "edit", "record_id": "a", **said}])],
        lineage=[small.step_file("lineage", [{"step": "edit", "record_id": "a", "parents": ["s"]}])],
        calls=[small.step_file("calls", [{"step": "edit", "record_id": "a", "key": "k1"}])],
    )
    small.commit_pairs([7, 8], "other")
    return small.root


def test_a_dataset_is_its_newest_version_and_older_ones_are_at_hand(root):
    query = """SELECT (FROM "uni-edit" SELECT count(*)) AS newest, (FROM "uni-edit@1" SELECT count(*)) AS first"""
    assert sql(root, query) == [{"newest": 3, "first": 1}]


def test_a_tag_names_a_version(root):
    (root / "datasets/uni-edit/tags").mkdir()
    (root / "datasets/uni-edit/tags/gold.json").write_text('{"version": 1}')
    assert sql(root, 'SELECT count(*) AS n FROM "uni-edit@gold"') == [{"n": 1}]
    assert sql(root, "FROM tags") == [{"dataset": "uni-edit", "tag": "gold", "version": 1}]


def test_versions_span_every_dataset(root):
    assert sql(root, "SELECT dataset, version, rows, parents FROM versions ORDER BY ALL") == [
        {"dataset": "other", "version": 1, "rows": 2, "parents": []},
        {"dataset": "uni-edit", "version": 1, "rows": 1, "parents": []},
        {"dataset": "uni-edit", "version": 2, "rows": 3, "parents": ["uni-edit@1"]},
    ]


def test_what_steps_said_is_there_with_its_version(root):
    assert sql(root, "SELECT dataset, version, reason FROM verdicts") == [
        {"dataset": "uni-edit", "version": 2, "reason": "no_region"}
    ]
    assert sql(root, "SELECT version, parents FROM lineage") == [{"version": 2, "parents": ["s"]}]


def test_calls_come_with_their_texts(root):
    request = json.dumps({"prompt": "Frame it", "image": "3f2a"})
    with CallCache(root / "calls") as cache:
        asyncio.run(cache.put(Call("k1", "openai", "m-1", request, "yes", 5, 1, None, 0.25, 0.1, "2026")))
    assert sql(root, "SELECT step, model, prompt, reply, cost FROM calls") == [
        {"step": "edit", "model": "m-1", "prompt": "Frame it\n[image 3f2a]", "reply": "yes", "cost": 0.25}
    ]


def test_runs_tell_failures_too(root):
    (root / "runs").mkdir()
    report = {"dataset": "uni-edit", "status": "failed", "error": "too many", "read": 9}
    (root / "runs/x.json").write_text(json.dumps({"id": "x", "started": "2026-11-21T00:00:00+00:00", "report": report}))
    assert sql(root, "SELECT id, status, error, read, started FROM runs ORDER BY id DESC LIMIT 1") == [
        {"id": "x", "status": "failed", "error": "too many", "read": 9, "started": "2026-11-21T00:00:00+00:00"}
    ]


def gone() -> int:
    """The id of a process that has ended."""
    process = subprocess.Popen(["true"])
    process.wait()
    return process.pid


@pytest.mark.parametrize(
    ("process", "status"),
    [
        (lambda: {"pid": os.getpid(), "host": socket.gethostname()}, "running"),
        (lambda: {"pid": 1, "host": socket.gethostname()}, "running"),
        (lambda: {"pid": gone(), "host": socket.gethostname()}, "killed"),
        (lambda: {"pid": gone(), "host": "another"}, "running"),
        (lambda: {}, "running"),
    ],
)
def test_a_run_whose_process_is_gone_was_killed(root, process, status):
    (root / "runs").mkdir()
    run = {"id": "x", "status": "running", **process(), "report": {"status": "failed", "rows": 0}}
    (root / "runs/x.json").write_text(json.dumps(run))
    assert sql(root, "SELECT status FROM runs WHERE id = 'x'") == [{"status": status}]


@pytest.mark.parametrize("content", [b"", b'{"id": "x", "sta', b"[1]", b"null", b"{}", b"\xff\0"])
def test_a_run_manifest_that_a_power_cut_left_is_passed_over(root, content):
    (root / "runs").mkdir()
    (root / "runs/x.json").write_bytes(content)
    assert sql(root, "SELECT id FROM runs") == [{"id": "run-1"}]


def test_the_derived_database_opens_in_any_duckdb(root):
    for _ in range(2):
        write_duckdb(root)
    with duckdb.connect(str(root / "catalog.duckdb"), read_only=True) as duck:
        assert duck.execute('SELECT count(*) FROM "uni-edit"').fetchone() == (3,)
        assert duck.execute("SELECT version, rows FROM versions ORDER BY ALL").fetchall() == [(1, 1), (1, 2), (2, 3)]


def test_a_derived_database_that_fails_leaves_the_earlier_one_and_nothing_else(root):
    write_duckdb(root)
    before = (root / "catalog.duckdb").read_bytes()
    next((root / "datasets/uni-edit/data").iterdir()).write_bytes(b"no parquet")
    with pytest.raises(duckdb.Error):
        write_duckdb(root)
    assert (root / "catalog.duckdb").read_bytes() == before
    assert [path.name for path in root.glob("catalog.duckdb*")] == ["catalog.duckdb"]


def test_views_without_rows_can_be_asked(small):
    small.commit_pairs([1])
    assert [sql(small.root, f"FROM {view}") for view in ("verdicts", "lineage", "calls", "tags")] == [[], [], [], []]


def test_only_views_are_shown(root):
    names = [row["name"] for row in sql(root, "SHOW TABLES")]
    assert names == ["calls", "lineage", "other", "runs", "tags", "uni-edit", "verdicts", "versions"]


def test_values_are_json_and_repeated_columns_keep_apart(root):
    query = """SELECT 1.5::DECIMAL(3,1) AS d, 'nan'::DOUBLE AS n, DATE '2026-01-02' AS day, '\\x01'::BLOB AS b,
               {'a': [TIMESTAMPTZ '2026-01-02 03:04:05+00']} AS s, INTERVAL 2 SECOND AS i, 1 AS d, 10::HUGEINT AS h"""
    (found,) = sql(root, query)
    assert json.loads(json.dumps(found)) == {
        "d": 1.5,
        "n": None,
        "day": "2026-01-02",
        "b": "01",
        "s": {"a": ["2026-01-02T03:04:05+00:00"]},
        "i": 2.0,
        "d_2": 1,
        "h": 10,
    }


@pytest.mark.parametrize(
    "query",
    [
        "COPY (SELECT 1) TO '{root}/out.csv'",
        "COPY (SELECT 1) TO '{root}/datasets/out.csv'",
        "EXPORT DATABASE '{root}/datasets/out'",
        "EXPLAIN ANALYZE COPY (SELECT 1) TO '{root}/datasets/out.csv'",
        "SELECT 1; COPY (SELECT 1) TO '{root}/datasets/out.csv'",
        "ATTACH '{root}/datasets/new.duckdb'",
        "DROP VIEW versions",
        "SET enable_external_access = true",
        "",
    ],
)
def test_a_query_that_is_no_select_changes_nothing(root, query):
    before = sorted(root.rglob("*"))
    with pytest.raises(UserError):
        sql(root, query.format(root=root))
    assert sorted(root.rglob("*")) == before


@pytest.mark.parametrize(
    "path", ["/etc/passwd", "{root}/../outside.csv", "{root}/datasets/../runs/x.json", "https://example.org/a.csv"]
)
def test_a_query_reads_nothing_but_the_catalog(root, path):
    (root.parent / "outside.csv").write_text("a\n1\n")
    (root / "runs").mkdir()
    (root / "runs/x.json").write_text('{"id": "x"}')
    with pytest.raises(UserError, match=r"(?i)permission|disabled"):
        sql(root, f"FROM read_text('{path.format(root=root)}')")


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("SELEC 1", "syntax error"),
        ("FROM nothing", "nothing"),
        ("SELECT id + 1 FROM other", "(?i)cast|convert|conversion"),
    ],
)
def test_a_query_that_fails_is_told_in_duckdbs_words(root, query, told):
    with pytest.raises(UserError, match=told):
        sql(root, query)


def test_a_catalog_without_datasets_says_how_to_fill_it(tmp_path):
    with pytest.raises(UserError, match="synthloom run"):
        sql(tmp_path / "none", "SELECT 1")
    assert not (tmp_path / "none").exists()


def test_columns_only_later_versions_have_are_there(root):
    """DuckDB would drop them without union_by_name; verdict files of two releases stand for it."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    path = next((root / "datasets/uni-edit/verdicts").iterdir())
    later = pq.read_table(path).append_column("judge", pa.array(["m-2"]))
    pq.write_table(later, path.with_name("later.parquet"))
    manifest = root / "datasets/uni-edit/log/00000000000000000002.json"
    told = json.loads(manifest.read_text())
    told["verdicts"].append({"path": "verdicts/later.parquet", "rows": 1, "bytes": 1})
    manifest.write_text(json.dumps(told))
    assert [row["judge"] for row in sql(root, "SELECT judge FROM verdicts ORDER BY judge NULLS FIRST")] == [None, "m-2"]
