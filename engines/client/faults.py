"""What went wrong with one request, as part of a sentence.

    in_words(openai.RateLimitError(…), 0.2, timeout=300)       → "HTTP 429: Rate limit reached"
    in_words(openai.APITimeoutError(…), 300.1, timeout=300)    → "no reply within 300 s"

A server's words stand in it as they came: whoever shows them takes our key out first.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from openai import APIError

    from synthloom.engines.client.wire import BrokenReply


@dataclass(frozen=True)
class Fault:
    """A transport fault: in words, the seconds the server asks to wait, whether another address may do better."""

    words: str
    wait: float | None
    elsewhere: bool


def in_words(error: "APIError | BrokenReply", seconds: float, timeout: float) -> str:
    """The error of a request that took so many seconds; empty where it has no words."""
    import openai

    if isinstance(error, openai.APIStatusError):
        told = error.body.get("message", error.body) if isinstance(error.body, dict) else error.body
        if 300 <= error.status_code < 400:
            told = f"it is at {error.response.headers.get('location', 'another address')}"
        return f"HTTP {error.status_code}: {told or error.message}"
    # By the clock, because the package's own transport also calls a refused or closed connection a timeout.
    if isinstance(error, openai.APITimeoutError) and seconds >= timeout:
        return f"no reply within {timeout:g} s"
    return str(error.__cause__ or error)
