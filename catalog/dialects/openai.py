"""`openai`: each message of OpenAI's chat as JSON, calls as `tool_calls`, observations of role `tool`.

    {"content": "thought", "role": "assistant", "tool_calls": [{"function": {"arguments": "{…}", "name": "crop"}, …}]}
    → Turn("thought", "crop", "{…}")

A string alone is the answer; a thought beside it makes a list of two texts, as in `Trajectory.messages`, and a thought
alone a list of one. Pictures stand as `image_url` parts without address. Keys are sorted, so that texts compare.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from synthloom.catalog.dialects.dialect import START, Dialect, Place, Seen, Turn
from synthloom.catalog.trajectories.arguments import dump, one_line

_IMAGE = {"type": "image_url", "image_url": {"url": ""}}


def _write_turn(turn: Turn, place: Place = START) -> str:
    message: dict[str, Any] = {"role": "assistant"}
    if (kind := turn.kind()) == "call":
        function = {"name": turn.tool, "arguments": dump(turn.given())}
        message["content"] = turn.thought or None
        message["tool_calls"] = [{"id": f"call_{place.number - 1}", "type": "function", "function": function}]
    elif kind == "answer":
        both = [_text(turn.thought), _text(turn.answer or "")]
        message["content"] = both if turn.thought else turn.answer
    else:
        message["content"] = [_text(turn.thought)]
    return _json(message)


def _json(message: dict[str, Any]) -> str:
    return json.dumps(message, ensure_ascii=False, sort_keys=True)


def _text(text: str) -> dict[str, str]:
    return {"type": "text", "text": text}


def _read_turn(text: str, place: Place = START) -> Turn:
    message = _message(text)
    match message:
        case {"tool_calls": [{"function": {"name": str() as tool, "arguments": str() as given}}], **rest} if tool:
            thought = "\n\n".join(_texts(rest.get("content")))
            arguments = one_line(given)
            if arguments is None:
                return Turn(thought, problem="the arguments are no JSON object")
            return Turn(thought, tool, arguments)
        case {"tool_calls": [_, *_]}:
            return Turn("\n\n".join(_texts(message.get("content"))), problem="it isn't one call of a function")
        case {"content": str() as answer}:
            return Turn("", answer=answer)
        case {"content": [_, _]} if len(texts := _texts(message["content"])) == 2:
            return Turn(texts[0], answer=texts[1])
        case {"content": list() as parts}:
            return Turn("\n\n".join(_texts(parts)), problem="there is no call and no answer")
    return Turn(text, problem="it is no message of an assistant")


def _message(text: str) -> dict[str, Any]:
    try:
        message = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return message if isinstance(message, dict) else {}


def _texts(content: Any) -> list[str]:
    if isinstance(content, str):
        return [content] if content else []
    parts = content if isinstance(content, list) else []
    return [part["text"] for part in parts if isinstance(part, dict) and isinstance(part.get("text"), str)]


def _write_observation(seen: Seen, place: Place = START) -> str:
    content = [_text(seen.text), *[_IMAGE] * seen.pictures] if seen.pictures else seen.text
    return _json({"role": "tool", "content": content, "tool_call_id": f"call_{place.number - 1}"})


def _read_observation(text: str, place: Place = START) -> Seen:
    content = _message(text).get("content", text)
    parts = content if isinstance(content, list) else []
    pictures = sum(isinstance(part, dict) and part.get("type") == "image_url" for part in parts)
    return Seen("\n".join(_texts(content)), pictures)


def _system(tools: Sequence[Mapping[str, Any]]) -> str:
    return ""


OPENAI = Dialect("openai", ("OpenAI",), _write_turn, _read_turn, _write_observation, _read_observation, _system)
