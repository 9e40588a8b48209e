"""HTTP to servers that answer for tools: one call with a deadline, retries for transport faults, errors as classes.

    http = ToolHTTP("serper", server, "https://google.serper.dev", {"X-API-KEY": key})
    http.ask("POST", "/search", {"q": "Lesotho currency"}, time.monotonic() + 20, json_object)   → {"organic": […]}

Errors are `ToolError`s without address or key, since they become observations. `timeout`: no whole answer in time;
`unavailable`: 408, 429, 5xx, no connection; `malformed`: cut off, too long, or no JSON where JSON was asked;
`refused`: 401, 402, 403, 407, 451; `bad_arguments`: any other 4xx.
"""

import random
import time
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import httpx

from synthloom.engines.asking.parsing import loads
from synthloom.engines.settings import DEFAULT_FILE, ToolServer
from synthloom.schemas.errors import UserError
from synthloom.schemas.tools import ErrorClass, ToolError

T = TypeVar("T")
RETRY_DELAYS = (0.3, 1.0)
"""Seconds before each further attempt after a fault of transport, as far as the deadline allows."""
MOST_BYTES = 8_000_000
REFUSED = (401, 402, 403, 407, 451)
BUSY = (408, 425, 429)
UNREACHED = "can't be reached"


class ToolHTTP:
    """One server's connections. Threads may share it."""

    def __init__(self, name: str, server: ToolServer, service: str, headers: Mapping[str, str]) -> None:
        self.name, self._attempt_seconds = name, server.timeout
        self._answered = self._reached = False
        # Not followed: a key goes to the address it was given for.
        self._client = httpx.Client(
            base_url=server.base_url or service,
            headers=dict(headers),
            follow_redirects=False,
            limits=httpx.Limits(max_connections=server.concurrency, max_keepalive_connections=server.concurrency),
        )

    def ask(
        self, method: str, path: str, body: Mapping[str, Any] | None, deadline: float, read: Callable[[bytes], T]
    ) -> T:
        """What `read` makes of the answer; it raises `Unreadable` where it can't.

        Raises `ToolError`; `UserError` where the key is wrong from the start, or nothing listens there.
        """
        for delay in (*RETRY_DELAYS, None):
            try:
                answer = read(self._once(method, path, body, deadline))
                self._answered = True
                return answer
            except Unreadable as caught:
                fault = _Fault("malformed", str(caught))
            except _Fault as caught:
                fault = caught
            # Half at random: calls that failed together shall not come back together.
            pause = max(fault.wait or 0.0, (delay or 0.0) * random.uniform(0.5, 1))
            if delay is None or deadline - time.monotonic() <= pause:
                break
            time.sleep(pause)
        if fault.said == UNREACHED and not self._reached:
            raise UserError(
                f"the server of [tools.{self.name}] at {self._client.base_url} can't be reached, and never was; start "
                f"it, or give [tools.{self.name}] the right base_url in {DEFAULT_FILE}"
            )
        raise ToolError(fault.error, f"The {self.name} server {fault.said}.")

    def _once(self, method: str, path: str, body: Mapping[str, Any] | None, deadline: float) -> bytes:
        """A whole body of a 2xx answer. Raises `_Fault` for what may pass, `ToolError` for what won't."""
        seconds = min(self._attempt_seconds, deadline - time.monotonic())
        until = time.monotonic() + seconds
        late = _Fault("timeout", f"gave no whole answer within {self._attempt_seconds:g} seconds")
        if seconds <= 0:
            raise late
        try:
            with self._client.stream(method, path, json=body, timeout=seconds) as answer:
                self._reached = True
                data = bytearray()
                for part in answer.iter_bytes():
                    data += part
                    if time.monotonic() > until:  # the client's own limit is on each read
                        raise late
                    if len(data) > MOST_BYTES:
                        raise ToolError("malformed", f"The {self.name} server's answer is longer than can be read.")
                self._check(answer)
                return bytes(data)
        except httpx.TimeoutException:
            raise late from None
        except (httpx.RemoteProtocolError, httpx.ReadError, httpx.DecodingError):
            raise _Fault("malformed", "broke off its answer, or sent none that can be read") from None
        except httpx.HTTPError:
            raise _Fault("unavailable", UNREACHED) from None

    def _check(self, answer: httpx.Response) -> None:
        status = answer.status_code
        if answer.is_success:
            return
        if status in BUSY or status >= 500:
            raise _Fault("unavailable", f"answered HTTP {status}", _retry_after(answer.headers.get("retry-after")))
        if status == 401 and not self._answered:
            raise UserError(
                f"the server of [tools.{self.name}] refused the key (HTTP 401) before it answered anything; check "
                f"api_key_env in {DEFAULT_FILE} and the variable it names"
            )
        error: ErrorClass = "refused" if status in REFUSED else "bad_arguments" if status >= 400 else "malformed"
        raise ToolError(error, f"The {self.name} server answered HTTP {status}.")


class Unreadable(Exception):
    """An answer that can't be read; the text goes on from `The NAME server`."""


class _Fault(Exception):
    """A fault that another attempt may not meet."""

    def __init__(self, error: ErrorClass, said: str, wait: float | None = None) -> None:
        super().__init__(said)
        self.error, self.said, self.wait = error, said, wait


def json_object(data: bytes) -> dict[str, Any]:
    """A JSON object. Raises `Unreadable`."""
    try:
        read = loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise Unreadable("sent an answer that is no JSON") from None
    if not isinstance(read, dict):
        raise Unreadable("sent JSON that is no object")
    return read


def _retry_after(header: str | None) -> float | None:
    """Seconds; a date, which the header may also hold, is not heeded."""
    try:
        return max(0.0, float(header)) if header else None
    except ValueError:
        return None
