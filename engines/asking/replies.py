"""What came back for one request, read out of OpenAI's own types.

read_replies(completion)
→ [Reply(text='{"score": 4}', finish="stop", tokens_in=812, tokens_out=9, ...)]      # one for each choice
"""

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from synthloom.engines.engine import EngineError
from synthloom.schemas.steps import Called, Said, TokenChance

if TYPE_CHECKING:
    from openai.types import CreateEmbeddingResponse, ImagesResponse
    from openai.types.chat import ChatCompletion
    from openai.types.completion_usage import CompletionUsage

    Tokens = tuple[int | None, int | None, int | None, int | None]


class UnusableReply(EngineError):
    """A reply that is cut off, refused, no JSON, or not of the asked shape; it was paid for all the same."""


class CutOff(UnusableReply):
    """A turn that ended at the length limit: whoever asked gets it, the cache doesn't."""

    def __init__(self, said: Said) -> None:
        super().__init__("the turn was cut off at the length limit")
        self.said = said


@dataclass(frozen=True)
class Reply:
    """One choice of a completion, or an edited picture. The request's tokens are told by its first choice alone."""

    text: str
    finish: str = "stop"
    refusal: str = ""
    tokens_in: int | None = None
    tokens_out: int | None = None
    """Reasoning included."""
    tokens_cached: int | None = None
    """Those of `tokens_in` that the server had in its prefix cache."""
    tokens_reasoning: int | None = None
    """Those of `tokens_out` that were spent on thinking."""
    calls: tuple[Called, ...] = ()
    reasoning: str = ""
    """What the server gives apart; `reasoning_content` at most of them, `reasoning` at OpenRouter and newer vLLM."""
    chances: tuple[TokenChance, ...] = ()

    @property
    def problem(self) -> str:
        """Why it can't be used whatever was asked for, as the end of a sentence; empty when it can."""
        if self.refusal:
            return f"refuses ({self.refusal[:200]})"
        if self.finish == "length":
            return "was cut off at the length limit"
        return "was cut off by the server's content filter" if self.finish == "content_filter" else ""


def read_replies(completion: "ChatCompletion") -> list[Reply]:
    """One reply for each choice."""
    tokens, replies = _tokens(completion.usage), []
    for choice in completion.choices:
        message = choice.message
        extra = message.model_extra or {}
        reasoning = extra.get("reasoning_content") or extra.get("reasoning") or ""
        calls = _calls(message.tool_calls) if message.tool_calls else ()
        chances = _chances(choice.logprobs.content) if choice.logprobs and choice.logprobs.content else ()
        text, finish = message.content or "", choice.finish_reason or "stop"
        replies.append(Reply(text, finish, message.refusal or "", *tokens, calls, reasoning, chances))
        tokens = (0, 0, 0, 0) if completion.usage else tokens
    return replies


def read_picture(response: "ImagesResponse") -> Reply:
    """The picture, as base64 text."""
    usage = response.usage
    text = (response.data or [])[0].b64_json or ""
    return Reply(
        text, tokens_in=usage.input_tokens if usage else None, tokens_out=usage.output_tokens if usage else None
    )


def read_vectors(response: "CreateEmbeddingResponse") -> list[Reply]:
    """Each vector, in the order of the texts, as a JSON list."""
    tokens = response.usage.prompt_tokens if response.usage else None
    found = sorted(response.data, key=lambda vector: vector.index)
    told = [tokens, *[None if tokens is None else 0] * len(found)]
    return [
        Reply(json.dumps(vector.embedding), tokens_in=of_it, tokens_out=0)
        for vector, of_it in zip(found, told, strict=False)
    ]


def _tokens(usage: "CompletionUsage | None") -> "Tokens":
    if usage is None:
        return None, None, None, None
    prompt, completion = usage.prompt_tokens_details, usage.completion_tokens_details
    cached = prompt.cached_tokens if prompt else None
    reasoning = completion.reasoning_tokens if completion else None
    return usage.prompt_tokens, usage.completion_tokens, cached, reasoning


def _calls(given: Any) -> tuple[Called, ...]:
    """A message's tool calls; some servers send arguments as an object, and no id."""
    found = []
    for place, call in enumerate(given):
        arguments = call.function.arguments or ""
        text = arguments if isinstance(arguments, str) else json.dumps(arguments, ensure_ascii=False)
        found.append(Called(call.id or f"call{place:05}", call.function.name or "", text))
    return tuple(found)


def _chances(tokens: Any) -> tuple[TokenChance, ...]:
    return tuple(
        TokenChance(one.token, one.logprob, tuple((top.token, top.logprob) for top in one.top_logprobs or ()))
        for one in tokens
    )
