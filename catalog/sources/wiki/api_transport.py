"""HTTP to one MediaWiki API: answers kept on disk, requests in a row with pauses, faults of the line tried again.

    transport = ApiTransport("https://wiki.example.org/w/api.php", Path("answers"), pause=0.1, wait=1, timeout=30)
    httpx.Client(transport=transport).get("https://any/", params={"action": "query", …})   → the wiki's answer
    Wikipedia("me", language="xx", max_retries=0, transport=transport).page("Latgola")     → asks the same wiki

Whatever host a request names, it goes to the endpoint: `wikipedia-api` builds addresses of wikipedia.org and takes no
other. An answer is kept if it is a JSON object without an error, or with the error that a page isn't there; a second
build asks nothing. Tried again, after 1, 2 and 4 seconds or what `Retry-After` says: no connection, no answer in 30 s,
HTTP 429 and 5xx, an answer that is no JSON, a wiki that says it is busy.
"""

import hashlib
import json
import time
from pathlib import Path
from typing import Any

import httpx

from synthloom.catalog.durable import write_durably

TRIES = 4
LONGEST_WAIT = 60.0
_LASTING = frozenset(("missingtitle", "nosuchpageid", "nosuchrevid", "invalidtitle", "pagecannotexist"))
_BUSY = frozenset(("maxlag", "ratelimited", "readonly", "internal_api_error_DBQueryTimeoutError"))


class Unanswered(httpx.TransportError):
    """A request without a usable answer: a `snake_case` reason, what was seen; `lasting` if asking again is vain."""

    def __init__(self, reason: str, detail: str, *, lasting: bool = False, wait: float = 0.0) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason, self.detail, self.lasting, self.wait = reason, detail, lasting, wait


class ApiTransport(httpx.BaseTransport):
    """The way to one endpoint. `requests` counts what went over the line."""

    def __init__(self, endpoint: str, cache: Path, pause: float, wait: float, timeout: float) -> None:
        self.endpoint, self.cache, self.requests = endpoint, cache, 0
        self._pause, self._wait, self._asked = pause, wait, 0.0
        # A client of its own: proxies of the environment and the wiki's own redirects are followed.
        self._line = httpx.Client(timeout=timeout, follow_redirects=True)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """The kept answer, or a new one. Raises `Unanswered` when all tries failed."""
        kept = self._place(request)
        if kept.is_file():
            return _answer(request, kept.read_bytes())
        for attempt in range(TRIES):
            try:
                body = self._ask(request)
                break
            except Unanswered as fault:
                if fault.lasting or attempt == TRIES - 1:
                    raise
                time.sleep(min(max(fault.wait, self._wait * 2**attempt), LONGEST_WAIT))
        write_durably(kept, body)
        return _answer(request, body)

    def close(self) -> None:
        self._line.close()

    def _place(self, request: httpx.Request) -> Path:
        asked = f"{self.endpoint}?{httpx.QueryParams(sorted(request.url.params.multi_items()))}"
        key = hashlib.sha256(asked.encode()).hexdigest()
        return self.cache / key[:2] / f"{key}.json"

    def _ask(self, request: httpx.Request) -> bytes:
        time.sleep(max(0.0, self._asked + self._pause - time.monotonic()))
        self._asked = time.monotonic()
        self.requests += 1
        agent = {"User-Agent": request.headers.get("User-Agent", "synthloom")}
        try:
            answer = self._line.get(self.endpoint, params=request.url.params, headers=agent)
        except httpx.TimeoutException as fault:
            raise Unanswered("timed_out", f"no answer from {self.endpoint} in time") from fault
        except httpx.HTTPError as fault:
            raise Unanswered("unreachable", f"{self.endpoint}: {fault}") from fault
        status = answer.status_code
        if status == 429 or status >= 500:
            after = answer.headers.get("Retry-After", "")
            raise Unanswered(f"http_{status}", str(answer.url), wait=float(after) if after.isdigit() else 0.0)
        if status != 200:
            raise Unanswered(f"http_{status}", str(answer.url), lasting=True)
        _check(answer.content)
        return answer.content


def _check(body: bytes) -> None:
    """Raise `Unanswered` unless the body is an answer worth keeping."""
    try:
        said: Any = json.loads(body)
    except ValueError as fault:
        raise Unanswered("not_json", repr(body[:80])) from fault
    if not isinstance(said, dict):
        raise Unanswered("not_json", repr(body[:80]))
    error = said.get("error")
    if error is not None and (code := str(error.get("code") if isinstance(error, dict) else error)) not in _LASTING:
        raise Unanswered("api_error", f"{code}: {error}"[:200], lasting=code not in _BUSY)


def _answer(request: httpx.Request, body: bytes) -> httpx.Response:
    return httpx.Response(200, content=body, headers={"Content-Type": "application/json"}, request=request)
