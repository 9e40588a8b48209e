"""What is sent again and after how long: the one list, for every request of an OpenAI-compatible engine.

is_transport_fault(openai.RateLimitError(…))             → True: the same request may well be answered in a moment
is_transport_fault(openai.BadRequestError(…))            → False: the server answered, and would again
wait_asked({"retry-after": "Fri, 31 Dec 2027 23:59:59 GMT"})     → seconds from now until then

Only transport faults are sent again. A reply that came whole and can't be used is no transport fault: `Endpoint` asks
for it once more in other words. With several addresses another one is asked first, at once; the delays count for
rounds over all of them. A server that has never answered gets less time (`Patience`).
"""

import math
import time
from collections.abc import Mapping
from datetime import UTC
from email.utils import parsedate_to_datetime

TRIED_AGAIN: tuple[tuple[str | range, str], ...] = (
    ("APITimeoutError", "no reply in time; with `stream` no next piece of it"),
    ("APIConnectionError", "no connection, or one lost before the reply was whole"),
    ("BrokenReply", "HTTP 200, but no JSON, without choices, or a stream without an end: cut, or made by a proxy"),
    (range(408, 409), "the server waited too long for the request"),
    (range(409, 410), "the server could not lock what it needs; the openai package tries it again too"),
    (range(429, 430), "too many requests or tokens; with the code insufficient_quota the account is empty: no"),
    (range(500, 600), "the server failed, is overloaded (503, 529) or is being started"),
)
"""The `openai` package's error class, `BrokenReply`, or HTTP statuses; and why it is worth another attempt."""
OVERLOADED = (429, 503, 529)
"""The statuses with which a server says that it has too many requests: fewer are sent at once from then on."""
RETRY_DELAYS = (0.5, 2.0, 8.0, 20.0)
"""Seconds before each further attempt, where the server doesn't say how long to wait."""
LONGEST_RETRY_AFTER = 120.0
"""Seconds. A server that asks for a longer wait is out of service for the run."""
PATIENCE = 10.0
"""Seconds within which a server that has never answered must do so, whatever the delays: else its address is wrong or
it isn't running, and a run should say so at once. One that has answered before gets all delays."""
FAULTS_AT_LEAST = 5
"""So many attempts must have failed by then."""


def is_transport_fault(error: Exception) -> bool:
    """Whether the request is sent again."""
    status = getattr(error, "status_code", None)
    names = {kind.__name__ for kind in type(error).__mro__}
    for what, _ in TRIED_AGAIN:
        if what in names or (isinstance(what, range) and status in what):
            return getattr(error, "code", None) != "insufficient_quota"
    return False


def wait_asked(headers: Mapping[str, str]) -> float | None:
    """Seconds that the server asks to wait; None where it doesn't, or says it in no known way."""
    try:
        if milliseconds := headers.get("retry-after-ms"):
            return max(0.0, float(milliseconds) / 1000)
        if not (text := headers.get("retry-after")):
            return None
        if text.strip()[:1].isalpha():
            date = parsedate_to_datetime(text)
            return max(0.0, (date if date.tzinfo else date.replace(tzinfo=UTC)).timestamp() - time.time())
        return max(0.0, float(text))
    except ValueError:
        return None


class Patience:
    """How long a server is waited for that has never answered anything."""

    def __init__(self) -> None:
        self._faults = 0
        self._first = 0.0
        self._answered = False

    def answered(self) -> None:
        """There was an answer, be it a refusal."""
        self._answered = True

    def failed(self, begun: float, error: Exception) -> None:
        """A request begun then (`time.monotonic`) had none. In a loop that was busy for long, all of them time out."""
        if not self._answered and not isinstance(error.__cause__, TimeoutError):
            self._first = self._first or begun
            self._faults += 1

    def left(self) -> float:
        """Seconds; infinite for a server that has answered, below 0 for one that is out of service."""
        if self._answered or not self._faults:
            return math.inf
        left = self._first + PATIENCE - time.monotonic()
        return left if self._faults >= FAULTS_AT_LEAST else max(0.0, left)
