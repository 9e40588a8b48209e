"""Requests and replies as bytes.

encoded({"model": "m", "messages": [...]})                 → b'{"model":"m","messages":[...]}'
read_reply(ChatCompletion, b'{"id": "chatcmpl-1", …}', "choices", url)      → ChatCompletion(id='chatcmpl-1', …)

Writing takes pydantic 1.8 µs where `json.dumps` takes 11, and 0.3 ms against 1.9 for a picture of 360 kB. Reading into
OpenAI's type takes 6 µs, as long as `json.loads` alone; the openai package's own way, `construct`, takes 100 µs and is
needed only where a server leaves fields out.
"""

import json
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import ValidationError
from pydantic_core import PydanticSerializationError, to_json

from synthloom.engines.asking.parsing import loads

if TYPE_CHECKING:
    from openai.types import CreateEmbeddingResponse, ImagesResponse
    from openai.types.chat import ChatCompletion

    Response = TypeVar("Response", ChatCompletion, CreateEmbeddingResponse, ImagesResponse)

TOKENS_PER_IMAGE = 1000
"""A first guess for the tokens-per-minute limit; after the first replies their average is used."""


class BrokenReply(Exception):
    """A reply that came whole and is none: no JSON, or without what was asked for."""


def encoded(body: dict[str, Any]) -> bytes:
    """A request's body."""
    try:
        return to_json(body)
    except PydanticSerializationError:  # half of a surrogate pair, which only an escape can carry
        return json.dumps(body).encode()


def read_reply(kind: "type[Response]", data: bytes, holds: str) -> "Response":
    """The package's own type, with something in the field `holds`. Raises `BrokenReply`."""
    try:
        reply = kind.model_validate_json(data)
    except ValidationError:
        reply = lenient(kind, _fields(data, holds))
    if not getattr(reply, holds):
        raise BrokenReply(f"a reply without {holds}: {data[:1000].decode('utf-8', 'replace')}")
    return reply


def guess_tokens(body: dict[str, Any]) -> float:
    """Four letters a token, without the letters of pictures."""
    tokens = sum(len(text) for text in body.get("input", ())) / 4 + len(body.get("prompt", "")) / 4
    for message in body.get("messages", ()):
        content = message["content"] or ""
        for part in [{"text": content}] if isinstance(content, str) else content:
            tokens += len(part["text"]) / 4 if "text" in part else TOKENS_PER_IMAGE
    return tokens


def lenient(kind: "type[Response]", fields: dict[str, Any]) -> "Response":
    """The package's own type, as lenient as the package where a server leaves fields out."""
    try:
        return kind.model_validate(fields)
    except ValidationError:
        return kind.construct(**fields)


def _fields(data: bytes, holds: str) -> dict[str, Any]:
    """A reply as JSON, in which half of a surrogate pair is no reason to fail. Raises `BrokenReply`."""
    text = data.decode("utf-8", "replace")
    try:
        read = loads(text)
    except (ValueError, RecursionError) as error:
        raise BrokenReply(f"a reply that is no JSON ({error})") from None
    if not isinstance(read, dict) or not read.get(holds):
        raise BrokenReply(f"a reply without {holds}: {text[:1000]}")
    return read
