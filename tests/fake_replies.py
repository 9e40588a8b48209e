"""What the fake server says, as bytes: completions with several choices and log probabilities, streams, vectors.

choice({"score": 4}, 0, "00001") → ({"role": "assistant", "content": '{"score": 4}'}, "stop")
vector("cat", 8)                → eight numbers, the same for the same text, of length 1
"""

import hashlib
import json
import math
import re
from collections.abc import Iterator
from typing import Any


def message(reply: Any, mark: str) -> tuple[dict[str, Any], str]:
    """The assistant's message and its finish reason."""
    told: dict[str, Any] = {"role": "assistant"}
    if not isinstance(reply, dict) or "tool_calls" not in reply:
        return told | {"content": reply if isinstance(reply, str) else json.dumps(reply)}, "stop"
    told["content"] = reply.get("content")
    if "reasoning" in reply:
        told["reasoning_content"] = reply["reasoning"]
    if reply["tool_calls"]:
        told["tool_calls"] = [
            {"id": f"call-{mark}-{place}", "type": "function", "function": _function(**call)}
            for place, call in enumerate(reply["tool_calls"])
        ]
    return told, reply.get("finish", "tool_calls" if reply["tool_calls"] else "stop")


def logprobs(text: str, top: int, given: Any = None) -> dict[str, Any]:
    """One entry for each word; the first alternative is the word itself. `given`: what a script wants instead."""
    if given is not None:
        return {"content": given, "refusal": None}
    entries = []
    for place, token in enumerate(re.findall(r"\s*\S+", text)):
        own = _entry(token, -0.1 * (place + 1))
        others = [_entry(token, -0.1 * (place + 1)), *(_entry(f"other{n}", -3.0 - n) for n in range(max(0, top - 1)))]
        entries.append(own | {"top_logprobs": others[:top]})
    return {"content": entries, "refusal": None}


def streamed(completion: dict[str, Any], usage: dict[str, Any] | None, letters: int = 7) -> Iterator[bytes]:
    """A completion in server-sent events: text and arguments in pieces of some letters, the usage last."""
    head = {key: completion[key] for key in ("id", "created", "model")} | {"object": "chat.completion.chunk"}

    def event(index: int, delta: dict[str, Any], finish: str | None = None, **more: Any) -> bytes:
        found = {"index": index, "delta": delta, "finish_reason": finish, **more}
        return _event(head | {"choices": [found]})

    for choice in completion["choices"]:
        told, index = choice["message"], choice["index"]
        yield event(index, {"role": "assistant", "content": ""})
        for field in ("reasoning_content", "content"):
            for piece in _pieces(told.get(field) or "", letters):
                yield event(index, {field: piece})
        for place, call in enumerate(told.get("tool_calls", ())):
            first = call | {"index": place, "function": call["function"] | {"arguments": ""}}
            yield event(index, {"tool_calls": [first]})
            for piece in _pieces(call["function"]["arguments"], letters):
                yield event(index, {"tool_calls": [{"index": place, "function": {"arguments": piece}}]})
        for entry in (choice.get("logprobs") or {}).get("content", ()):
            yield event(index, {}, logprobs={"content": [entry], "refusal": None})
        yield event(index, {}, choice["finish_reason"])
    if usage:
        yield _event(head | {"choices": [], "usage": usage})
    yield b"data: [DONE]\n\n"


def vector(text: str, size: int) -> list[float]:
    """A unit vector made of the text's hash."""
    digest = hashlib.sha256(text.encode()).digest()
    raw = [digest[place % len(digest)] - 127.5 for place in range(size)]
    length = math.hypot(*raw)
    return [value / length for value in raw]


def error(words: str) -> bytes:
    """An error's body."""
    return json.dumps({"error": {"message": words, "type": "fake", "code": None}}).encode()


def _event(chunk: dict[str, Any]) -> bytes:
    return b"data: " + json.dumps(chunk).encode() + b"\n\n"


def _pieces(text: str, letters: int) -> list[str]:
    return [text[start : start + letters] for start in range(0, len(text), letters)]


def _entry(token: str, logprob: float) -> dict[str, Any]:
    return {"token": token, "logprob": round(logprob, 6), "bytes": None, "top_logprobs": []}


def _function(name: str, arguments: Any) -> dict[str, str]:
    return {"name": name, "arguments": arguments if isinstance(arguments, str) else json.dumps(arguments)}
