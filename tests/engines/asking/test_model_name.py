import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synthloom.engines.asking.model_name import ModelName, read_name
from synthloom.engines.settings import EngineSettings, Settings
from synthloom.schemas.errors import UserError


def test_a_name_has_a_revision_and_parameters() -> None:
    text = 'Qwen/Qwen3-8B@0c35?top_p=0.9&chat_template_kwargs={"enable_thinking":false,"a":"x&y"}&style=a b'
    parameters = {"top_p": 0.9, "chat_template_kwargs": {"enable_thinking": False, "a": "x&y"}, "style": "a b"}
    assert read_name(text) == ModelName("Qwen/Qwen3-8B@0c35", "Qwen/Qwen3-8B", "0c35", parameters)
    assert read_name("m") == ModelName("m", "m", "")


def test_a_parameter_wins_over_what_a_step_asks_for_and_null_leaves_it_out() -> None:
    name = read_name("gpt-5?temperature=null&reasoning_effort=low&max_tokens=9")
    body = {"messages": [], "temperature": 0.0, "max_tokens": 5}
    assert name.fill(body) == {"messages": [], "reasoning_effort": "low", "max_tokens": 9}
    assert body["temperature"] == 0.0
    assert read_name("gpt-5").fill(body) is body


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("m?", "'' is no parameter; expected NAME"),
        ("m?top_p", "'top_p' is no parameter"),
        ("m?top_p=1&top_p=2", "'top_p=2' is no parameter"),
        ("m?top p=1", "is no parameter"),
        ("m?seed=1", "seed can't be set"),
        ("m?top_p=1&messages=[]", "messages can't be set"),
        ("m?model=x", "model can't be set"),
    ],
)
def test_what_cannot_be_set_is_a_sentence(text: str, told: str) -> None:
    with pytest.raises(UserError, match=told.replace("?", r"\?")):
        read_name(text)


@given(
    st.dictionaries(
        st.from_regex(r"x_[a-z]{1,5}", fullmatch=True), st.booleans() | st.integers() | st.text(), min_size=1
    )
)
def test_values_come_back_as_they_were_written_in_json(parameters: dict[str, object]) -> None:
    text = "&".join(f"{name}={json.dumps(value)}" for name, value in parameters.items())
    if not any("&x_" in str(value) for value in parameters.values()):
        assert read_name(f"m?{text}").parameters == parameters


def test_settings_are_found_by_the_full_name_then_without_parameters_then_by_the_bare_name() -> None:
    names = ("m", "m@1", "m@1?top_p=1")
    settings = Settings(engines={name: EngineSettings(base_url=f"http://{n}/v1") for n, name in enumerate(names)})
    for name, port in {"m@1?top_p=1": 2, "m@1?top_p=0.5": 1, "m@1": 1, "m@2?top_p=1": 0, "m?x=1": 0}.items():
        assert settings.engine(name, "judge").base_url == f"http://{port}/v1"
