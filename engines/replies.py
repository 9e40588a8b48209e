"""What came back for one request, read out of OpenAI's own types.

read_replies(completion)
→ [Reply(text='{"score": 4}', finish="stop", tokens_in=812, tokens_out=9, ...)]      # one for each choice
"""

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from synthloom.schemas.steps import Called

if TYPE_CHECKING:
    from openai.types import ImagesResponse
    from openai.types.chat import ChatCompletion


@dataclass(frozen=True)
class Reply:
    """One choice of a completion, or an edited picture. The request's tokens are told by its first choice alone."""

    text: str
    finish: str
    refusal: str
    tokens_in: int | None
    tokens_out: int | None
    tokens_cached: int | None
    calls: tuple[Called, ...] = ()
    reasoning: str = ""
    """What the server gives apart; `reasoning_content` at most of them, `reasoning` at OpenRouter and newer vLLM."""


def read_replies(completion: "ChatCompletion") -> list[Reply]:
    """One reply for each choice."""
    usage = completion.usage
    details = usage.prompt_tokens_details if usage else None
    told = (
        usage.prompt_tokens if usage else None,
        usage.completion_tokens if usage else None,
        details.cached_tokens if details else None,
    )
    replies = []
    for choice in completion.choices:
        message = choice.message
        extra = message.model_extra or {}
        reasoning = extra.get("reasoning_content") or extra.get("reasoning") or ""
        calls = _calls(message.tool_calls or ())
        text, finish = message.content or "", choice.finish_reason or "stop"
        replies.append(Reply(text, finish, message.refusal or "", *told, calls, reasoning))
        told = (None, None, None)
    return replies


def read_picture(response: "ImagesResponse") -> Reply:
    """The picture, as base64 text."""
    usage = response.usage
    text = (response.data or [])[0].b64_json or ""
    return Reply(text, "stop", "", usage.input_tokens if usage else None, usage.output_tokens if usage else None, None)


def _calls(given: Any) -> tuple[Called, ...]:
    """A message's tool calls; some servers send arguments as an object, and no id."""
    found = []
    for place, call in enumerate(given):
        arguments = call.function.arguments or ""
        text = arguments if isinstance(arguments, str) else json.dumps(arguments, ensure_ascii=False)
        found.append(Called(call.id or f"call{place:05}", call.function.name or "", text))
    return tuple(found)
