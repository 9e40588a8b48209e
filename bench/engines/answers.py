"""What the bench's server says: a text, or the smallest object of a JSON schema, by a checksum of the last message.

    fill({"type": "object", "properties": {"town": {"type": "string"}, "year": {"type": "integer"}},
          "required": ["town", "year"]}, mark=0x8f3a21c4)
    → {"town": "town 8f3a21c4", "year": 2403279300}

Equal requests get equal answers, so that a dataset made again can be compared byte for byte.
"""

import json
from hashlib import blake2b
from typing import Any
from zlib import crc32

WORDS = "It lies on the river below the old bridge and was founded by millers, weavers and a bishop."


def reply_to(path: str, asked: dict[str, Any], fault: str, retry_after: float) -> bytes:
    """All that goes over the wire; nothing where the socket is to be closed."""
    if fault == "closed":
        return b""
    if fault.isdigit():
        wait = b"retry-after: %g\r\n" % retry_after if fault == "429" else b""
        return http(int(fault), b'{"error": {"message": "out of order", "type": "fake", "code": null}}', wait)
    told = embeddings(asked) if path.endswith("/embeddings") else chat(asked, fault)
    return http(200, told[: len(told) // 2] if fault == "bad_body" else told)


def http(status: int, body: bytes, headers: bytes = b"") -> bytes:
    """A response with its head."""
    head = b"HTTP/1.1 %d -\r\ncontent-type: application/json\r\n%scontent-length: %d\r\n\r\n"
    return head % (status, headers, len(body)) + body


def text_for(body: dict[str, Any]) -> str:
    """The answer's text to a chat request."""
    last = body["messages"][-1].get("content") or "" if body["messages"] else ""  # curator's probe has none
    mark = crc32((last if isinstance(last, str) else json.dumps(last)).encode())
    asked = (body.get("response_format") or {}).get("json_schema")
    if asked is None:
        return f"Town {mark:08x}, {1000 + mark % 1000}. {WORDS}"
    schema = asked["schema"]
    return json.dumps(fill(schema, mark, "", schema.get("$defs", {})))


def fill(schema: dict[str, Any], mark: int, name: str = "value", defs: dict[str, Any] | None = None) -> Any:
    """A value that the schema allows: required fields alone, the first of several allowed shapes."""
    defs = defs or {}
    if "$ref" in schema:
        return fill(defs[schema["$ref"].rpartition("/")[2]], mark, name, defs)
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return schema["enum"][mark % len(schema["enum"])]
    for several in schema.keys() & {"anyOf", "oneOf", "allOf"}:
        return fill(schema[several][0], mark, name, defs)
    match schema.get("type"):
        case "object":
            fields = schema.get("properties", {})
            return {key: fill(fields[key], mark, key, defs) for key in schema.get("required", ())}
        case "array":
            return [fill(schema.get("items", {}), mark + n, name, defs) for n in range(schema.get("minItems", 1))]
        case "integer" | "number":
            low = schema.get("minimum", 0)
            return low + mark % (schema.get("maximum", low + 1000) - low + 1)
        case "boolean":
            return bool(mark % 2)
        case "null":
            return None
        case _:
            return f"{name} {mark:08x}"[: schema.get("maxLength", 100)]


def chat(asked: dict[str, Any], fault: str) -> bytes:
    """The body of a chat completion; of the faults it knows `truncated` and `not_json`."""
    text, finish = text_for(asked), "stop"
    if fault == "truncated":
        text, finish = text[: len(text) // 2], "length"
    elif fault == "not_json":
        text = "Sure! Here is what you asked for."
    message = {"role": "assistant", "content": text}
    choices = [{"index": place, "message": message, "finish_reason": finish} for place in range(asked.get("n") or 1)]
    usage = {"prompt_tokens": 60, "completion_tokens": 20, "total_tokens": 80}
    whole = {"id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": asked.get("model", "")}
    return json.dumps(whole | {"choices": choices, "usage": usage}).encode()


def embeddings(asked: dict[str, Any]) -> bytes:
    """The body of an embeddings answer: 16 numbers for each text."""
    texts = [asked["input"]] if isinstance(asked["input"], str) else asked["input"]
    data = []
    for place, text in enumerate(texts):
        vector = [byte / 255 for byte in blake2b(str(text).encode(), digest_size=16).digest()]
        data.append({"object": "embedding", "index": place, "embedding": vector})
    usage = {"prompt_tokens": 10 * len(texts), "total_tokens": 10 * len(texts)}
    return json.dumps({"object": "list", "model": asked.get("model", ""), "data": data, "usage": usage}).encode()
