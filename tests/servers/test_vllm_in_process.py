"""`vllm-offline` in vLLM's own environment, which has none of our other dependencies."""

import json
import os
import re
import subprocess
from typing import Any

import pytest
from openai.types.chat import ChatCompletion
from PIL import Image
from server_install import server_environment
from serving import HERE, QUIET

from synthloom.engines.asking.replies import read_replies

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def told(tiny, tmp_path_factory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("offline")
    Image.new("RGB", (40, 30), (200, 10, 10)).save(folder / "red.png")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "PYTEST", "HF_"))}
    ours = {"PYTHONPATH": str(HERE.parents[1] / "typings"), "PYTHONDONTWRITEBYTECODE": "1"}
    given = kept | dict(setting.split("=", 1) for setting in QUIET) | ours
    command = [server_environment("vllm"), HERE / "in_process.py", tiny, folder / "red.png"]
    done = subprocess.run(command, cwd=folder, env=given, capture_output=True, text=True, timeout=900)
    assert done.returncode == 0, done.stderr[-5000:]
    answers: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answers


def completion(told: dict[str, Any], name: str) -> ChatCompletion:
    assert isinstance(told[name], dict), told[name]
    return ChatCompletion.model_validate(told[name])


def test_a_reply_has_openais_type(told):
    (reply,) = read_replies(completion(told, "plain"))
    assert (reply.finish, reply.tokens_in) == ("stop", len("^user\nSay it.$\n^assistant\n"))


def test_a_typed_reply_has_the_shape_that_was_asked_for(told):
    (reply,) = read_replies(completion(told, "typed"))
    assert json.loads(reply.text, strict=False)["verdict"] in ("good", "bad")


def test_a_picture_is_four_tokens_more_at_least(told):
    counts = [completion(told, name).usage for name in ("plain", "picture")]
    assert counts[1].prompt_tokens >= counts[0].prompt_tokens + 4


def test_draws_come_together(told):
    texts = [reply.text for reply in read_replies(completion(told, "draws"))]
    assert len(texts) == 3
    assert len(set(texts)) > 1


def test_chances_are_told_token_by_token(told):
    one = completion(told, "chances")
    content = one.choices[0].logprobs.content
    assert len(content) == one.usage.completion_tokens
    assert all(token.logprob <= 0 and len(token.top_logprobs) >= 2 for token in content)


def test_a_reply_that_was_cut_off_says_so(told):
    assert completion(told, "cut").choices[0].finish_reason == "length"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("long", "maximum context length"),
        ("tools", "EngineError: model .* was asked for a turn with tools, which vllm-offline doesn't read"),
        ("unknown", "parameters that vllm-offline doesn't know: logit_bias"),
    ],
)
def test_what_it_does_not_take_fails_alone(told, name, words):
    assert str(told[name]).startswith("EngineError")
    assert re.search(words, told[name])
