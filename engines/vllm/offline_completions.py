"""OpenAI's requests and replies, to and from vLLM's own.

sampling_fields({"messages": […], "temperature": 0.7, "seed": 3, "max_tokens": 64, "response_format": {…}})
→ ({"type": "object", …}, {"temperature": 0.7, "seed": 3, "max_tokens": 64})       # the schema; `SamplingParams`
to_completion("Qwen/Qwen3-8B", output)     → ChatCompletion(choices=[Choice(message=…, finish_reason="stop")], usage=…)
"""

import time
from typing import TYPE_CHECKING, Any

from synthloom.engines.engine import EngineError

if TYPE_CHECKING:
    from openai.types.chat import ChatCompletion

SAME = ("n", "temperature", "top_p", "seed", "stop", "presence_penalty", "frequency_penalty")
"""What both call the same."""
ELSEWHERE = ("messages", "response_format", "max_tokens", "max_completion_tokens", "logprobs", "top_logprobs")
"""What is handled apart."""
OTHERS = ("chat_template_kwargs", "tools", "parallel_tool_calls", "stream")


def sampling_fields(body: dict[str, Any]) -> tuple[dict[str, Any] | None, dict[str, Any]]:
    """The JSON schema of the reply, if one is asked for, and fields of `SamplingParams`. Raises `ValueError`."""
    if unknown := sorted(body.keys() - {*SAME, *ELSEWHERE, *OTHERS}):
        raise ValueError(f"parameters that vllm-offline doesn't know: {', '.join(unknown)}")
    fields = {name: body[name] for name in SAME if name in body}
    fields["stop"] = fields.get("stop") or []
    # None: as long as the context allows, as a server has it; vLLM's own default is 16.
    fields["max_tokens"] = body.get("max_tokens", body.get("max_completion_tokens"))
    if body.get("logprobs"):
        fields["logprobs"] = body.get("top_logprobs") or 0
    kind = body.get("response_format", {"type": "text"})
    if kind["type"] not in ("text", "json_schema"):
        raise ValueError(f"response_format {kind['type']}, which vllm-offline doesn't know")
    return (kind["json_schema"]["schema"] if kind["type"] == "json_schema" else None), fields


def to_completion(model: str, output: Any) -> "ChatCompletion":
    """A `RequestOutput` in OpenAI's type. Raises `EngineError` where vLLM ended it without an answer."""
    from openai.types.chat import ChatCompletion

    ends = {one.finish_reason for one in output.outputs}
    if strange := ends - {"stop", "length"}:
        raise EngineError(f"model {model} in this process ended a reply with {strange}; expected it to stop")
    prompt, said = len(output.prompt_token_ids), sum(len(one.token_ids) for one in output.outputs)
    usage: dict[str, Any] = {"prompt_tokens": prompt, "completion_tokens": said, "total_tokens": prompt + said}
    if output.num_cached_tokens is not None:
        usage["prompt_tokens_details"] = {"cached_tokens": output.num_cached_tokens}
    return ChatCompletion.model_validate(
        {
            "id": f"vllm-{output.request_id}",
            "object": "chat.completion",
            "created": int(time.time()),
            "model": model,
            "choices": [_choice(one) for one in output.outputs],
            "usage": usage,
        }
    )


def _choice(one: Any) -> dict[str, Any]:
    told = [_chance(token, at) for token, at in zip(one.token_ids, one.logprobs, strict=True)] if one.logprobs else None
    return {
        "index": one.index,
        "finish_reason": one.finish_reason,
        "message": {"role": "assistant", "content": one.text},
        "logprobs": {"content": told} if told else None,
    }


def _chance(token: int, at: dict[int, Any]) -> dict[str, Any]:
    """A token's entry: first the one that was drawn, then the likeliest, of which it may be one."""
    likeliest = sorted((entry for entry in at.values() if entry.rank is not None), key=lambda entry: entry.rank)
    return _entry(at[token]) | {"top_logprobs": [_entry(entry) for entry in likeliest]}


def _entry(entry: Any) -> dict[str, Any]:
    text = entry.decoded_token or ""
    return {"token": text, "logprob": entry.logprob, "bytes": list(text.encode())}
