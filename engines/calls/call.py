"""One call: its identity, what was answered, and what was thrown away.

canonical({"b": 1, "a": "é"})        → '{"a":"é","b":1}'
call_key(request)                    → SHA-256 of canonical JSON of what can change the answer, 64 hex digits
"""

import hashlib
import json
from typing import Any, NamedTuple

CANONICAL = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True, allow_nan=False)


def canonical(value: Any) -> str:
    """JSON with one spelling: sorted keys, no spaces; not-a-number is refused."""
    return CANONICAL.encode(value)


def call_key(request: dict[str, Any]) -> str:
    """A call's identity: 64 hex digits."""
    return text_key(canonical(request))


def text_key(request: str) -> str:
    """The identity of a call whose request is canonical JSON already."""
    return hashlib.sha256(request.encode()).hexdigest()


class Call(NamedTuple):
    """One answered call. Media stand in it as hashes; tokens and cost are None where they are unknown."""

    key: str
    engine: str
    model: str
    request: str
    """Canonical JSON of what was asked."""
    reply: str
    """The reply's text; for a picture the JSON of its `Media`, for a text's vector a JSON list."""
    tokens_in: int | None
    tokens_out: int | None
    tokens_cached: int | None
    cost: float | None
    """USD of this reply; unusable ones before it stand in `unusable` (in rows of older versions: included here)."""
    seconds: float
    created: str
    reasoning: str = ""
    """What a server gave apart; a free turn has it in its reply."""
    tokens_reasoning: int | None = None


class Unusable(NamedTuple):
    """A reply that was paid for and thrown away. A call may have many, with or without an answer in the end."""

    key: str
    model: str
    problem: str
    tokens_in: int | None
    tokens_out: int | None
    tokens_cached: int | None
    tokens_reasoning: int | None
    cost: float | None
    created: str
