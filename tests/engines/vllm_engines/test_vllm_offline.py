"""Batches through `vllm.LLM` in this process; `tests/servers` does the same with the real one."""

import asyncio
import sys
from pathlib import Path
from typing import Any

import pytest

from synthloom.engines.engine import EngineError
from synthloom.engines.open_engine import open_engine
from synthloom.engines.settings import EngineSettings
from synthloom.engines.vllm.offline_completions import sampling_fields
from synthloom.schemas.errors import UserError


@pytest.fixture
def vllm(monkeypatch) -> Any:
    """The stand-in, as a package that can be imported."""
    monkeypatch.syspath_prepend(str(Path(__file__).with_name("stand_in")))
    for name in ("vllm", "vllm.sampling_params"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    import vllm

    yield vllm
    for name in ("vllm", "vllm.sampling_params"):
        sys.modules.pop(name, None)


def ask(*texts: str, more: Any = None, **settings: Any) -> list[Any]:
    """All at once: a completion or an exception for each."""

    async def run() -> list[Any]:
        given = {"batch_wait": 0.05, **settings}
        engine = open_engine("a/b@c0ffee", EngineSettings(engine="vllm-offline", **given), Path())

        async def one(text: str) -> Any:
            async with engine.slots():
                return await engine.chat({"messages": [{"role": "user", "content": text}], **(more or {})})

        try:
            return await asyncio.gather(*map(one, texts), return_exceptions=True)
        finally:
            await engine.aclose()

    return asyncio.run(run())


def said(answers: list[Any]) -> list[str]:
    return [f"{answer}" if isinstance(answer, Exception) else answer.choices[0].message.content for answer in answers]


def test_what_is_asked_at_the_same_time_is_one_batch(vllm):
    assert said(ask("a", "b", "c")) == ["a", "b", "c"]
    assert vllm.BATCHES == [["a", "b", "c"]]
    assert vllm.LOADED == [{"model": "a/b", "revision": "c0ffee"}]


def test_a_batch_is_no_larger_than_it_may_be(vllm):
    assert said(ask("a", "b", "c", "d", "e", batch_size=2)) == ["a", "b", "c", "d", "e"]
    assert vllm.BATCHES == [["a", "b"], ["c", "d"], ["e"]]


def test_a_request_that_is_refused_fails_alone(vllm):
    first, refused, last = ask("a", "long", "b")
    assert said([first, last]) == ["a", "b"]
    assert isinstance(refused, EngineError)
    assert "refused the call with ValueError: The prompt is longer than the maximum" in str(refused)


def test_an_engine_that_dies_fails_its_batch_and_the_next_one_has_another(vllm):
    answers = ask("crash", "a", "b", "c", batch_size=2)
    assert [isinstance(answer, EngineError) for answer in answers] == [True, True, False, False]
    assert len(vllm.LOADED) == 2


def test_several_draws_and_their_end_are_told(vllm):
    (one,) = ask("a", more={"n": 3, "max_tokens": 1})
    assert [choice.finish_reason for choice in one.choices] == ["length"] * 3
    assert (one.usage.prompt_tokens, one.usage.completion_tokens) == (3, 6)


def test_a_model_that_cannot_be_loaded_is_the_users_mistake(vllm):
    (error,) = ask("a", options={"broken": True})
    assert isinstance(error, UserError)
    assert "vLLM can't load model a/b@c0ffee: RuntimeError: no such weights" in str(error)


def test_what_it_does_not_offer_is_said(vllm):
    (error,) = ask("a", more={"tools": [{"type": "function"}]})
    assert isinstance(error, EngineError)
    assert 'set engine = "vllm"' in str(error)


def test_without_vllm_the_user_is_told_what_to_install():
    with pytest.raises(UserError, match="in this process, which this Python doesn't have: pip install vllm"):
        open_engine("m", EngineSettings(engine="vllm-offline"), Path())


def test_a_request_becomes_vllms_parameters():
    shape = {"type": "json_schema", "json_schema": {"name": "S", "schema": {"type": "object"}}}
    schema, fields = sampling_fields(
        {"messages": [], "temperature": 0.5, "seed": 3, "stop": ["x"], "response_format": shape}
    )
    assert schema == {"type": "object"}
    assert fields == {"temperature": 0.5, "seed": 3, "stop": ["x"], "max_tokens": None}
    with pytest.raises(ValueError, match="doesn't know: logit_bias"):
        sampling_fields({"messages": [], "logit_bias": {}})
