from typing import Any

from openai.types import CreateEmbeddingResponse
from openai.types.chat import ChatCompletion

from synthloom.engines.asking.replies import read_replies, read_vectors
from synthloom.engines.asking.totals import Totals
from synthloom.engines.settings import EngineSettings
from synthloom.schemas.steps import TokenChance

USAGE = {
    "prompt_tokens": 100, "completion_tokens": 30, "total_tokens": 130,
    "prompt_tokens_details": {"cached_tokens": 80}, "completion_tokens_details": {"reasoning_tokens": 20},
}  # fmt: skip


def completion(*messages: dict[str, Any], usage: Any = USAGE, **choice: Any) -> ChatCompletion:
    choices = [
        {"index": place, "finish_reason": "stop", "message": {"role": "assistant", "content": "", **message}, **choice}
        for place, message in enumerate(messages)
    ]
    told = {"id": "c", "object": "chat.completion", "created": 0, "model": "m", "choices": choices, "usage": usage}
    return ChatCompletion.model_validate(told)


def test_the_first_choice_tells_the_tokens_of_all() -> None:
    first, second = read_replies(completion({"content": "a"}, {"content": "b"}))
    assert (first.tokens_in, first.tokens_out, first.tokens_cached, first.tokens_reasoning) == (100, 30, 80, 20)
    assert (second.tokens_in, second.tokens_out, second.text) == (0, 0, "b")
    unknown = read_replies(completion({}, {}, usage=None))
    assert [reply.tokens_in for reply in unknown] == [None, None]


def test_reasoning_is_read_under_both_of_its_names() -> None:
    told = read_replies(completion({"reasoning_content": "Hm."}, {"reasoning": "Well."}, {"content": "x"}))
    assert [reply.reasoning for reply in told] == ["Hm.", "Well.", ""]


def test_chances_are_read_where_they_are_given() -> None:
    entry = {"token": "yes", "logprob": -0.1, "bytes": None}
    given = entry | {"top_logprobs": [entry, {"token": "no", "logprob": -2.5, "bytes": None}]}
    [reply] = read_replies(completion({"content": "yes"}, logprobs={"content": [given], "refusal": None}))
    assert reply.chances == (TokenChance("yes", -0.1, (("yes", -0.1), ("no", -2.5))),)
    assert read_replies(completion({"content": "yes"}, logprobs=None))[0].chances == ()


def test_tokens_from_the_prefix_cache_have_their_own_price() -> None:
    [reply] = read_replies(completion({}))
    assert Totals().count(reply, EngineSettings(price_in=10, price_out=100)) == (100 * 10 + 30 * 100) / 1e6
    cheap = EngineSettings(price_in=10, price_out=100, price_cached=1)
    totals = Totals()
    assert totals.count(reply, cheap) == (20 * 10 + 80 * 1 + 30 * 100) / 1e6
    assert (totals.tokens_cached, totals.tokens_reasoning) == (80, 20)


def test_vectors_come_in_the_order_of_their_texts() -> None:
    data = [{"object": "embedding", "index": index, "embedding": [float(index)]} for index in (1, 0)]
    told = {"object": "list", "model": "e", "data": data, "usage": {"prompt_tokens": 7, "total_tokens": 7}}
    first, second = read_vectors(CreateEmbeddingResponse.model_validate(told))
    assert (first.text, first.tokens_in, second.text, second.tokens_in) == ("[0.0]", 7, "[1.0]", 0)
