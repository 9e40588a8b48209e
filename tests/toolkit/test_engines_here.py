"""What `doctor` finds out about engines, over real HTTP."""

import json
from typing import Any

import pytest
from fake_server import FakeServer
from test_cli import synthloom

from synthloom.engines.settings import Settings
from synthloom.engines_here import look_at_engines


@pytest.fixture(autouse=True)
def no_environment(monkeypatch) -> None:
    for name in ("OPENAI_BASE_URL", "OPENAI_API_KEY"):
        monkeypatch.delenv(name, raising=False)


def finding(name: str, **entry: Any) -> dict[str, Any]:
    found = look_at_engines(Settings.model_validate({"engines": {name: entry}}))
    return next(one for one in found if one["name"] == name)


def test_an_address_that_answers_is_fine_also_where_it_wants_a_key(monkeypatch):
    monkeypatch.setenv("A_KEY", "sk-very-secret")
    with FakeServer(key="sk-very-secret") as server:
        found = finding("m", base_url=server.url, api_key_env="A_KEY", price_in=1, price_out=2)
    assert found["ok"]
    assert found["found"] == f"openai; {server.url} answers; key in $A_KEY set; prices set"


def test_an_address_where_nobody_listens_is_wrong():
    with FakeServer() as server:
        there = server.url
        assert finding("m", base_url=[there])["ok"]
    found = finding("m", base_url=[there, "http://127.0.0.1:1/v1"])
    assert found["ok"] is False
    assert found["found"].startswith(f"openai; {there} doesn't answer (")
    assert found["found"].endswith("; no key needed; no prices")


def test_a_key_that_is_not_set_is_wrong():
    with FakeServer() as server:
        found = finding("m", base_url=server.url, api_key_env="NOT_SET_HERE")
    assert (found["ok"], "key in $NOT_SET_HERE not set" in found["found"]) == (False, True)


def test_a_server_of_ours_needs_vllm_or_a_command():
    assert finding("m", engine="vllm", command=["serve-it"])["ok"]
    assert finding("m", engine="vllm") == {
        "area": "engine",
        "name": "m",
        "ok": False,
        "found": "vllm; vLLM isn't installed: pip install vllm; no prices",
    }


def test_doctor_tells_of_every_kind_and_of_the_models_in_the_file(tmp_path):
    (tmp_path / "synthloom.toml").write_text('[engines."a/b"]\nbase_url = "http://127.0.0.1:1/v1"\n')
    done = synthloom("doctor", "--json", cwd=tmp_path, OPENAI_API_KEY="sk-very-secret")
    found = {one["name"]: one["ok"] for one in json.loads(done.stdout) if one["area"] == "engine"}
    assert found.items() >= {"rules": True, "openai": True, "batch": True, "vllm": None, "a/b": False}.items()
    assert (done.returncode, "sk-very" in done.stdout + done.stderr) == (1, False)
