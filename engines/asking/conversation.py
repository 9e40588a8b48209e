"""Conversations on their way: messages to a server and to a call's identity, a free turn to and from a stored reply.

    identity([Message("user", (Text("What is it?"), cat))])
    → [{"role": "user", "parts": [{"text": "What is it?"}, {"media": "3f2a…"}]}]
    await to_wire([Message("tool", (Text("img_2: 40x30"), crop), call_id="call00000")], pictures.part)
    → [{"role": "tool", "tool_call_id": "call00000", "content": "img_2: 40x30"},
       {"role": "user", "content": [{"type": "text", "text": "The pictures of that result:"}, {"type": "image_url"…}]}]

Most servers take no pictures in tool messages, so these follow in a message of the user, after the last result of the
turn. A stored turn is the JSON of its `Said`.
"""

import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from synthloom.engines.asking.replies import Reply
from synthloom.schemas.media import Media
from synthloom.schemas.steps import Called, Message, Part, Said, Text, TokenChance

PicturePart = Callable[[Media], Awaitable[dict[str, Any]]]
"""A picture as a part of a message's content."""
PICTURES_FOLLOW = "The pictures of that result:"


def identity(messages: Sequence[Message]) -> list[dict[str, Any]]:
    """Messages as they stand in a call's key: media by hash."""
    return [_identity(message) for message in messages]


async def to_wire(messages: Sequence[Message], picture: PicturePart) -> list[dict[str, Any]]:
    """Messages as OpenAI's chat has them."""
    sent: list[dict[str, Any]] = []
    waiting: list[Part] = []
    for message in messages:
        if waiting and message.role != "tool":
            sent.append({"role": "user", "content": await _content((Text(PICTURES_FOLLOW), *waiting), picture)})
            waiting = []
        parts = message.parts
        if message.role == "tool":
            waiting += [part for part in parts if not isinstance(part, Text)]
            parts = (Text("\n".join(part.text for part in parts if isinstance(part, Text))),)
        told: dict[str, Any] = {"role": message.role, "content": await _content(parts, picture)}
        if message.calls:
            told["tool_calls"] = [_call(call) for call in message.calls]
        if message.call_id:
            told["tool_call_id"] = message.call_id
        sent.append(told)
    if waiting:
        sent.append({"role": "user", "content": await _content((Text(PICTURES_FOLLOW), *waiting), picture)})
    return sent


def turn_body(
    messages: list[dict[str, Any]],
    tools: Sequence[Mapping[str, Any]],
    temperature: float,
    draw: int,
    max_tokens: int | None,
    stop: Sequence[str],
    top_logprobs: int = 0,
) -> dict[str, Any]:
    """The request for a free turn; a draw goes as the seed."""
    body: dict[str, Any] = {"messages": messages, "temperature": temperature}
    if tools:
        body |= {"tools": list(tools), "parallel_tool_calls": False}
    if max_tokens is not None:
        body["max_tokens"] = max_tokens
    if stop:
        body["stop"] = list(stop)
    if top_logprobs:
        body |= {"logprobs": True, "top_logprobs": top_logprobs}
    return body | {"seed": draw} if temperature else body


def said(reply: Reply) -> Said:
    """A server's reply as a turn."""
    tokens = reply.tokens_in, reply.tokens_out
    return Said(reply.text, reply.calls, reply.reasoning, reply.finish, *tokens, reply.chances)


def to_text(turn: Said) -> str:
    """A turn as it is stored."""
    told = vars(turn) | {"calls": [vars(call) for call in turn.calls]}
    told["chances"] = [[chance.token, chance.logprob, chance.top] for chance in turn.chances]
    return json.dumps(told, ensure_ascii=False)


def from_text(stored: str) -> Said:
    """A stored turn."""
    fields = json.loads(stored)
    fields["calls"] = tuple(Called(**call) for call in fields["calls"])
    fields["chances"] = tuple(
        TokenChance(token, logprob, tuple((other, chance) for other, chance in top))
        for token, logprob, top in fields.get("chances", ())  # turns of older versions have none
    )
    return Said(**fields)


def _identity(message: Message) -> dict[str, Any]:
    parts = [{"text": part.text} if isinstance(part, Text) else {"media": part.hash} for part in message.parts]
    told: dict[str, Any] = {"role": message.role, "parts": parts}
    # Only where there are any, so that a typed call keeps the key it had before turns could call tools.
    if message.calls:
        told["calls"] = [vars(call) for call in message.calls]
    return told | ({"call_id": message.call_id} if message.call_id else {})


async def _content(parts: Sequence[Part], picture: PicturePart) -> str | list[dict[str, Any]]:
    """Plain text where there is one text part, since some servers' templates take no lists; no part: empty text."""
    if not parts:
        return ""
    if len(parts) == 1 and isinstance(parts[0], Text):
        return parts[0].text
    return [{"type": "text", "text": part.text} if isinstance(part, Text) else await picture(part) for part in parts]


def _call(call: Called) -> dict[str, Any]:
    return {"id": call.id, "type": "function", "function": {"name": call.name, "arguments": call.arguments}}
