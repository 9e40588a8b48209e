from pathlib import Path

import cloudpickle
import pytest

from synthloom.engines.settings import OPENAI_ADDRESS, Settings, load_settings
from synthloom.schemas.errors import UserError

ENTRY = """
[engines."Qwen/Qwen3-VL-8B-Instruct"]
base_url = "http://gpu-7:8000/v1"
concurrency = 64
price_in = 0.2
price_out = 0.6
"""


@pytest.fixture(autouse=True)
def no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)


def write(folder: Path, text: str) -> Path:
    (folder / "synthloom.toml").write_text(text)
    return folder / "synthloom.toml"


def test_an_entry_answers_for_its_model_and_for_its_revisions(tmp_path: Path) -> None:
    settings = load_settings(write(tmp_path, ENTRY))
    engine = settings.engine("Qwen/Qwen3-VL-8B-Instruct", "judge")
    assert (engine.base_url, engine.concurrency, engine.price_in) == ("http://gpu-7:8000/v1", 64, 0.2)
    assert settings.engine("Qwen/Qwen3-VL-8B-Instruct@0c351dd", "judge") == engine


def test_the_file_in_the_working_folder_is_read_by_default(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert load_settings() == Settings()
    write(tmp_path, ENTRY)
    assert list(load_settings().engines) == ["Qwen/Qwen3-VL-8B-Instruct"]


def test_a_model_without_an_entry_uses_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", "http://localhost:9/v1")
    assert Settings().engine("m", "judge").key("m") == ""
    monkeypatch.setenv("OPENAI_API_KEY", "sk-1")
    engine = Settings().engine("m", "judge")
    assert (engine.base_url, engine.key("m")) == ("http://localhost:9/v1", "sk-1")
    monkeypatch.delenv("OPENAI_BASE_URL")
    assert Settings().engine("m", "judge").base_url == OPENAI_ADDRESS


def test_the_key_of_the_environment_never_goes_to_another_address(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-1")
    engine = load_settings(write(tmp_path, ENTRY)).engine("Qwen/Qwen3-VL-8B-Instruct", "judge")
    assert engine.key("m") == ""


def test_an_entry_without_an_address_adds_prices_to_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-1")
    engine = load_settings(write(tmp_path, '[engines."gpt-x"]\nprice_in = 2.5\n')).engine("gpt-x", "judge")
    assert (engine.base_url, engine.price_in, engine.api_key_env) == (OPENAI_ADDRESS, 2.5, "OPENAI_API_KEY")


def test_a_model_that_nothing_answers_for_is_the_users_mistake() -> None:
    with pytest.raises(UserError, match=r"model m is named for role judge but no engine answers for it: add \[engines"):
        Settings().engine("m", "judge")


def test_a_key_variable_that_is_not_set_is_the_users_mistake(tmp_path: Path) -> None:
    settings = load_settings(write(tmp_path, '[engines.m]\nbase_url = "http://h/v1"\napi_key_env = "NOT_SET_HERE"\n'))
    with pytest.raises(UserError, match=r"model m needs the key in \$NOT_SET_HERE"):
        settings.engine("m", "judge").key("m")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[engines.m]\nprice = 1\n", "unknown key engines.m.price; allowed there: engine, base_url, api_key_env"),
        ("[engine.m]\n", "unknown key engine; allowed there: engines"),
        ("[engines.m]\nconcurrency = 0\n", "engines.m.concurrency: input should be greater than or equal to 1"),
        ("[engines.m\n", "is not valid TOML"),
        ('[engines.m]\nbase_url = "gpu-7:8000"\n', "engines.m.base_url"),
    ],
)
def test_a_mistake_in_the_file_names_file_and_key(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(UserError) as caught:
        load_settings(write(tmp_path, text))
    assert words in str(caught.value)
    assert "synthloom.toml" in str(caught.value)


def test_a_pasted_secret_is_not_repeated(tmp_path: Path) -> None:
    with pytest.raises(UserError) as caught:
        load_settings(write(tmp_path, '[engines.m]\napi_key_env = "sk-proj-hunter2"\n'))
    assert "name of an environment variable" in str(caught.value)
    assert "hunter2" not in str(caught.value)
    with pytest.raises(UserError) as caught:
        load_settings(write(tmp_path, '[engines.m]\nbase_url = "http://user:hunter2@host/v1"\n'))
    assert "hunter2" not in str(caught.value)


def test_a_missing_file_is_the_users_mistake(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="cannot read the settings"):
        load_settings(tmp_path / "no.toml")


@pytest.mark.parametrize(
    "address",
    ["https://user:hunter2@host/v1", "https://host/v1?key=hunter2", "host:8000/hunter2", "https://h/ hunter2"],
)
def test_an_address_of_the_environment_is_held_to_the_same_and_not_repeated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", address)
    for settings in (Settings(), load_settings(write(tmp_path, "[engines.m]\nprice_in = 1\n"))):
        with pytest.raises(UserError, match="OPENAI_BASE_URL is no address that can be used here") as caught:
            settings.engine("m", "judge")
        assert "hunter2" not in str(caught.value)
        assert caught.value.__suppress_context__


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[tools.serper]\nkey = "x"\n', "unknown key tools.serper.key; allowed there: base_url, api_key_env"),
        ('[tools.serper]\napi_key_env = "sk-hunter2"\n', "must be the name of an environment variable"),
        ('[tools."mcp:a"]\nurl = "http://h/mcp"\ncommand = ["b"]\n', "url and command exclude each other"),
        ('[tools.jina]\nbase_url = "http://me:hunter2@h"\n', "tools.jina.base_url"),
    ],
)
def test_mistakes_about_servers_of_tools_are_told_the_same_way(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(UserError) as caught:
        load_settings(write(tmp_path, text))
    assert words in str(caught.value)
    assert "hunter2" not in str(caught.value)


def test_servers_of_tools_travel_to_other_processes_without_their_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEARCH_KEY", "hunter2")
    settings = Settings.model_validate({"tools": {"serper": {"api_key_env": "SEARCH_KEY"}}})
    assert settings.tools["serper"].key("serper") == "hunter2"
    sent = cloudpickle.dumps(settings)
    assert cloudpickle.loads(sent) == settings
    assert b"hunter2" not in sent
