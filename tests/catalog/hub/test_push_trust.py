import json
import os

import pytest

from synthloom.catalog.hub.push import push
from synthloom.schemas.errors import RunFailed, UserError

REPO = "alice/pairs"


def test_rows_of_an_unknown_licence_are_refused_by_source_and_count(hub, small, pushed):
    pairs = [small.pair(n, source=f"web{n % 2}", licence=("Unknown", "")[n % 2]) for n in range(6)]
    small.commit([small.file("a", [*pairs, small.pair(7)])])
    with pytest.raises(UserError, match=r"6 rows of uni-edit@1 have no known licence: web0 \(3 rows.*web1 \(3 rows"):
        pushed()
    assert not hub.repos


def test_rows_of_an_unknown_licence_are_published_when_told(hub, small, pushed):
    small.commit([small.file("a", [small.pair(n, licence="unknown") for n in range(6)])])
    told = []
    pushed(allow_unknown_licence=True, tell=told.append)
    assert "Warning: 6 rows of sample are published without a known licence (stated: 'unknown')" in told
    assert b"license: unknown" in hub.repos[REPO].tree()["README.md"].data


def test_licences_that_forbid_changes_or_selling_are_told(hub, small, pushed):
    licences = ("CC-BY-ND-4.0", "CC-BY-NC-4.0", "CC0-1.0")
    small.commit([small.file("a", [small.pair(n, source=f"s{n}", licence=licences[n]) for n in range(3)])])
    told = []
    pushed(tell=told.append)
    warnings = [line for line in told if line.startswith("Warning")]
    assert len(warnings) == 2
    assert "1 rows of s0 are under CC-BY-ND-4.0, which forbids passing on changed works" in warnings[0]
    assert "CC-BY-NC-4.0, which forbids commercial use" in warnings[1]


def test_only_the_licences_of_the_pushed_split_count(hub, small, pushed):
    rows = [small.pair(n) for n in range(20)]
    small.commit([small.file("a", rows)])
    from synthloom.catalog.reader import rows as read
    from synthloom.catalog.versions import resolve

    splits = {row["id"]: row["split"] for row in read(resolve(small.root, "uni-edit"), 0)}
    small.commit(
        [small.file("b", [row.model_copy(update={"licence": "unknown"}) if splits[row.id] == "rl" else row
                          for row in rows])]
    )  # fmt: skip
    with pytest.raises(UserError, match="no known licence"):
        pushed()
    assert pushed(split="sft")["status"] == "pushed"


@pytest.mark.parametrize("name", ["pairs", "a/b/c", "alice/", "alice/x y", "https://huggingface.co/datasets/a/b", ""])
def test_what_cannot_name_a_repository_is_told_before_anything_else(small, name):
    small.commit_pairs(range(2))
    with pytest.raises(UserError, match=r"can't name a repository: expected OWNER/NAME"):
        push(small.root, "uni-edit", name)


def test_without_a_token_it_says_how_to_get_one(hub, small, pushed, monkeypatch):
    small.commit_pairs(range(2))
    monkeypatch.delenv("HF_TOKEN")
    with pytest.raises(UserError, match=r"no Hugging Face token: .*settings/tokens.*HF_TOKEN.*hf auth login"):
        pushed()
    assert not hub.log


def test_the_saved_login_serves(hub, small, pushed, monkeypatch, tmp_path):
    small.commit_pairs(range(2))
    monkeypatch.delenv("HF_TOKEN")
    (tmp_path / "hf").mkdir(exist_ok=True)
    (tmp_path / "hf" / "token").write_text(hub.token)
    assert pushed()["status"] == "pushed"


def test_a_wrong_token_is_told_in_a_sentence(hub, small, pushed, monkeypatch):
    small.commit_pairs(range(2))
    monkeypatch.setenv("HF_TOKEN", "hf_wrong_one_altogether")
    with pytest.raises(UserError, match=r"the Hub doesn't know the token \(401\)"):
        pushed()


def test_a_token_that_may_only_read_is_told_in_a_sentence(hub, small, pushed, monkeypatch):
    small.commit_pairs(range(2))
    hub.readers.add("hf_reads_only_token")
    monkeypatch.setenv("HF_TOKEN", "hf_reads_only_token")
    with pytest.raises(UserError, match=r"can't make the repository alice/pairs: the token may not write there \(403"):
        pushed()


def test_somebody_elses_namespace_is_told_in_a_sentence(hub, small, pushed):
    small.commit_pairs(range(2))
    with pytest.raises(UserError, match=r"can't make the repository google/x.*403.*an owner of your own"):
        pushed(repo="google/x")


def test_without_a_network_the_push_fails_and_can_be_run_again(hub, small, pushed, monkeypatch):
    small.commit_pairs(range(2))
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    with pytest.raises(RunFailed, match=r"no answer from http://127.0.0.1:9 \(ConnectError.*run the same command"):
        pushed()


ROUTES = ("info", "refs", "validate_yaml", "create", "preupload", "lfs_batch", "commit", "tag")


@pytest.mark.parametrize(("route", "status"), [*((route, 401) for route in ROUTES), ("create", 403), ("commit", 500)])
def test_the_token_is_in_no_error_even_if_the_server_repeats_it(hub, small, pushed, capfd, caplog, route, status):
    small.commit_pairs(range(2))
    hub.told_back = True
    hub.plan(route, *[status] * 6)
    with pytest.raises((UserError, RunFailed)) as caught:
        pushed()
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__
    printed = capfd.readouterr()
    assert hub.token not in "".join((str(caught.value), printed.out, printed.err, caplog.text))


def test_a_token_with_blanks_is_refused_without_showing_it(hub, small, pushed, monkeypatch):
    small.commit_pairs(range(2))
    monkeypatch.setenv("HF_TOKEN", "hf_first hf_second")
    with pytest.raises(UserError, match="can't be a token") as caught:
        pushed()
    assert "hf_first" not in str(caught.value)


def test_the_token_is_in_nothing_that_is_written(hub, small, pushed, tmp_path):
    small.commit_pairs(range(6))
    report = pushed(tell=lambda line: (tmp_path / "told").open("a").write(line))
    assert hub.token not in json.dumps(report)
    assert hub.token not in (tmp_path / "told").read_text()
    for path in [*small.root.rglob("*"), *tmp_path.rglob("*")]:
        if path.is_file() and path.name != "token":
            assert hub.token.encode() not in path.read_bytes(), path
    for blob in hub.repos[REPO].tree().values():
        assert hub.token.encode() not in hub.content(blob)


def test_a_secret_of_the_environment_never_gets_into_a_card(hub, small, pushed, monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "sk-very-secret-value")
    small.commit([small.file("a", [small.pair(n, source="sk-very-secret-value") for n in range(2)])])
    with pytest.raises(UserError, match=r"README.md would hold the value of \$OPENAI_API_KEY"):
        pushed()
    assert not hub.repos


def test_paths_of_this_machine_stay_here(hub, small, pushed):
    options = {"sources": ["/home/ann/secret-project/wiki.zim"], "catalog": "/home/ann/data", "config": "/etc/keys"}
    recipe = {"name": "uni-edit", "version": 1, "fingerprint": "f1", "config": {"pictures": "/home/ann/pics"}}
    run = {"id": "r", "funnel": [], "options": options, "host": "ann-laptop"}
    small.commit([small.file("a", [small.pair(n) for n in range(2)])], recipe=recipe, run=run)
    pushed()
    for path, blob in hub.repos[REPO].tree().items():
        for told in (
            b"/home/ann",
            b"/etc/keys",
            b"ann-laptop",
            str(small.root).encode(),
        ):
            assert told not in hub.content(blob), (path, told)
    told = json.loads(hub.repos[REPO].tree()["synthloom/version.json"].data)
    assert told["run"]["options"] == {"sources": ["wiki.zim"]}
    assert told["recipe"]["config"] == {"pictures": "pics"}


def test_where_a_benchmark_lies_stays_here_too(hub, small, pushed, tmp_path):
    small.commit_pairs(range(2))
    (tmp_path / "bench.json").write_text('[{"question": "How many cubes are in scene 1?", "answer": "2"}]')
    pushed(against=[tmp_path / "bench.json"])
    for path, blob in hub.repos[REPO].tree().items():
        assert str(tmp_path).encode() not in hub.content(blob), path


def test_the_process_keeps_no_token_of_its_own(hub, small, pushed):
    small.commit_pairs(range(2))
    before = dict(os.environ)
    pushed()
    assert dict(os.environ) == before
