"""Conversations on their way: messages to a server and to a call's identity, a free turn to and from a stored reply.

    identity([Message("user", (Text("What is it?"), cat))])
    → [{"role": "user", "parts": [{"text": "What is it?"}, {"media": "3f2a…"}]}]
    await to_wire([Message("tool", (Text("img_2: 40x30"), crop), call_id="call00000")], url)
    → [{"role": "tool", "tool_call_id": "call00000", "content": "img_2: 40x30"},
       {"role": "user", "content": [{"type": "text", "text": "The pictures of that result:"}, {"type": "image_url"…}]}]

Most servers take no pictures in tool messages, so these follow in a message of the user, after the last result of the
turn. A stored turn is the JSON of its `Said`; one that was cut off is handed over as an exception, past the cache.
"""

import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from synthloom.engines.engine import EngineError
from synthloom.engines.replies import Reply
from synthloom.schemas.media import Media
from synthloom.schemas.steps import Called, Message, Part, Said, Text

PictureURL = Callable[[Media], Awaitable[str]]
PICTURES_FOLLOW = "The pictures of that result:"


class CutOff(EngineError):
    """A turn that ended at the length limit: whoever asked gets it, the cache doesn't."""

    def __init__(self, said: Said) -> None:
        super().__init__("the turn was cut off at the length limit")
        self.said = said


def identity(messages: Sequence[Message]) -> list[dict[str, Any]]:
    """Messages as they stand in a call's key: media by hash."""
    return [_identity(message) for message in messages]


async def to_wire(messages: Sequence[Message], url: PictureURL) -> list[dict[str, Any]]:
    """Messages as OpenAI's chat has them."""
    sent: list[dict[str, Any]] = []
    waiting: list[Part] = []
    for message in messages:
        if waiting and message.role != "tool":
            sent.append({"role": "user", "content": await _content((Text(PICTURES_FOLLOW), *waiting), url)})
            waiting = []
        parts = message.parts
        if message.role == "tool":
            waiting += [part for part in parts if not isinstance(part, Text)]
            parts = (Text("\n".join(part.text for part in parts if isinstance(part, Text))),)
        told: dict[str, Any] = {"role": message.role, "content": await _content(parts, url)}
        if message.calls:
            told["tool_calls"] = [_call(call) for call in message.calls]
        if message.call_id:
            told["tool_call_id"] = message.call_id
        sent.append(told)
    if waiting:
        sent.append({"role": "user", "content": await _content((Text(PICTURES_FOLLOW), *waiting), url)})
    return sent


def turn_body(
    messages: list[dict[str, Any]],
    tools: Sequence[Mapping[str, Any]],
    temperature: float,
    draw: int,
    max_tokens: int | None,
    stop: Sequence[str],
) -> dict[str, Any]:
    """The request for a free turn; a draw goes as the seed."""
    body: dict[str, Any] = {"messages": messages, "temperature": temperature}
    if tools:
        body |= {"tools": list(tools), "parallel_tool_calls": False}
    if max_tokens is not None:
        body["max_tokens"] = max_tokens
    if stop:
        body["stop"] = list(stop)
    return body | {"seed": draw} if temperature else body


def said(reply: Reply) -> Said:
    """A server's reply as a turn."""
    return Said(reply.text, reply.calls, reply.reasoning, reply.finish, reply.tokens_in, reply.tokens_out)


def to_text(turn: Said) -> str:
    """A turn as it is stored."""
    return json.dumps(asdict(turn), ensure_ascii=False)


def from_text(stored: str) -> Said:
    """A stored turn."""
    fields = json.loads(stored)
    return Said(**fields | {"calls": tuple(Called(**call) for call in fields["calls"])})


def _identity(message: Message) -> dict[str, Any]:
    parts = [{"text": part.text} if isinstance(part, Text) else {"media": part.hash} for part in message.parts]
    told: dict[str, Any] = {"role": message.role, "parts": parts}
    # Only where there are any, so that a typed call keeps the key it had before turns could call tools.
    if message.calls:
        told["calls"] = [asdict(call) for call in message.calls]
    return told | ({"call_id": message.call_id} if message.call_id else {})


async def _content(parts: Sequence[Part], url: PictureURL) -> str | list[dict[str, Any]]:
    """Plain text where there is one text part, since some servers' templates take no lists; no part: empty text."""
    if not parts:
        return ""
    if len(parts) == 1 and isinstance(parts[0], Text):
        return parts[0].text
    return [
        {"type": "text", "text": part.text}
        if isinstance(part, Text)
        else {"type": "image_url", "image_url": {"url": await url(part)}}
        for part in parts
    ]


def _call(call: Called) -> dict[str, Any]:
    return {"id": call.id, "type": "function", "function": {"name": call.name, "arguments": call.arguments}}
