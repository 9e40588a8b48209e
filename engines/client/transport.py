"""How a request travels: bytes to one of a model's addresses, and bytes back. The one place that decides with what.

    transport = Transport(("http://gpu-7:8000/v1",), key="", timeout=300)
    await transport.post(0, "/chat/completions", b'{"model": …}')      → b'{"id": "chatcmpl-1", "choices": …}'

Whatever else comes back is raised as the error class that the `openai` package has for it, so that `retries` knows one
vocabulary. CPU of a call on one core, 50 ms server, 64 at once, reply read as JSON: asyncio's streams 0.05 ms (no HTTP
library: no chunks, no TLS, no proxies), pyreqwest 0.10 (young; it crashed), **aiohttp 0.22**, the openai package over
aiohttp 0.8, over httpx 2.3. uvloop gains nothing here. All of `OpenAIClient` above it takes 12 µs a call, half of
which is reading the reply into OpenAI's type.
"""

import asyncio
import json
import ssl
from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from typing import Any
from urllib.request import getproxies, proxy_bypass

import aiohttp
import certifi
import httpx2
import openai
from multidict import CIMultiDict
from yarl import URL

CONNECT_SECONDS = 15.0
"""For a new connection. A host that is switched off doesn't refuse it but says nothing."""
IDLE_SECONDS = 4.0
"""How long a connection without a request is kept: uvicorn, so vLLM, closes after 5 s and loses what comes then."""
PROBE_SECONDS = 5.0
KINDS: dict[int, type[openai.APIStatusError]] = {
    400: openai.BadRequestError,
    401: openai.AuthenticationError,
    403: openai.PermissionDeniedError,
    404: openai.NotFoundError,
    409: openai.ConflictError,
    422: openai.UnprocessableEntityError,
    429: openai.RateLimitError,
}
"""As the package itself has them; from 500 on InternalServerError."""
TOLD = ("retry-after", "retry-after-ms", "x-request-id", "location")
"""The headers that an error carries."""


class Transport:
    """The connections to a model's addresses; for the event loop it is made in."""

    def __init__(self, addresses: tuple[str, ...], key: str, timeout: float) -> None:
        self.addresses, self.timeout = tuple(address.rstrip("/") for address in addresses), timeout
        self._urls: dict[tuple[int, str], URL] = {}
        self._proxies = [_proxy(address) for address in self.addresses]
        # Not the session's own headers: aiohttp sends those to a proxy too, in the clear.
        self._headers = CIMultiDict({"Content-Type": "application/json", "Accept": "application/json"})
        if key:
            self._headers["Authorization"] = f"Bearer {key}"
        secured = _authorities() if any(address.startswith("https") for address in addresses) else True
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=0, keepalive_timeout=IDLE_SECONDS, ssl=secured),
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=min(CONNECT_SECONDS, timeout)),
            cookie_jar=aiohttp.DummyCookieJar(),
            skip_auto_headers=("User-Agent", "Accept-Encoding"),
        )

    async def post(self, place: int, path: str, body: bytes) -> bytes:
        """The reply's body, whole, within the timeout. Raises `openai.APIError`."""
        url = self._url(place, path)
        try:
            async with asyncio.timeout(self.timeout):
                async with self._post(url, place, body) as response:
                    data = await response.read()
        except (aiohttp.ClientError, OSError) as error:
            raise _connection_error(error, url) from error
        if 200 <= response.status < 300:
            return data
        raise status_error(str(url), response.status, response.headers, data)

    async def stream(self, place: int, path: str, body: bytes, take: Callable[[bytes], None]) -> None:
        """Hand over the reply as it comes; the timeout counts from piece to piece. Raises `openai.APIError`."""
        url, loop = self._url(place, path), asyncio.get_running_loop()
        try:
            async with asyncio.timeout(self.timeout) as deadline:
                async with self._post(url, place, body) as response:
                    if not 200 <= response.status < 300:
                        raise status_error(str(url), response.status, response.headers, await response.read())
                    async for piece in response.content.iter_any():
                        take(piece)
                        deadline.reschedule(loop.time() + self.timeout)
        except (aiohttp.ClientError, OSError) as error:
            raise _connection_error(error, url) from error

    def _post(self, url: URL, place: int, body: bytes) -> AbstractAsyncContextManager[aiohttp.ClientResponse]:
        # A redirect could carry the key to another host, so it is a refusal.
        proxy = self._proxies[place]
        return self._session.post(url, data=body, headers=self._headers, proxy=proxy, allow_redirects=False)

    async def alive(self, place: int) -> bool:
        """Whether the server answers at all. Not every one lists its models, so a refusal is an answer too."""
        url, proxy = self._url(place, "/models"), self._proxies[place]
        try:
            async with asyncio.timeout(PROBE_SECONDS):
                asked = self._session.get(url, headers=self._headers, proxy=proxy, allow_redirects=False)
                async with asked as response:
                    return response.status < 500
        except (aiohttp.ClientError, OSError):
            return False

    async def aclose(self) -> None:
        """Close the connections."""
        await self._session.close()

    def _url(self, place: int, path: str) -> URL:
        url = self._urls.get((place, path))
        if url is None:
            url = self._urls[place, path] = URL(self.addresses[place] + path)
        return url


def status_error(url: str, status: int, headers: Mapping[str, str], data: bytes) -> openai.APIStatusError:
    """The package's own error for a reply that isn't 2xx."""
    try:
        body: Any = json.loads(data)
    except ValueError:
        body = data.decode("utf-8", "replace")
    if isinstance(body, dict):
        body = body.get("error", body)
    told = {name: headers[name] for name in TOLD if name in headers}
    response = httpx2.Response(status, headers=told, content=data, request=httpx2.Request("POST", url))
    kind = KINDS.get(status) or (openai.InternalServerError if status >= 500 else openai.APIStatusError)
    return kind(f"Error code: {status}", response=response, body=body)


def _connection_error(error: Exception, url: URL) -> openai.APIConnectionError:
    """The package's own error for no reply. A connection that isn't made in time is none, not a slow reply."""
    request = httpx2.Request("POST", str(url))
    if isinstance(error, TimeoutError) and not isinstance(error, aiohttp.ClientError):
        return openai.APITimeoutError(request)
    return openai.APIConnectionError(message=str(error), request=request)


def _proxy(address: str) -> str | None:
    """What HTTPS_PROXY, HTTP_PROXY and NO_PROXY say of an address; looked up once, since a look costs 60 µs."""
    url = URL(address)
    host = url.host or ""
    if host == "localhost" or host.startswith("127.") or host == "::1" or proxy_bypass(host):
        return None
    return getproxies().get(url.scheme)


def _authorities() -> ssl.SSLContext:
    """The system's certificate authorities, and certifi's where a slim system has none."""
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context
