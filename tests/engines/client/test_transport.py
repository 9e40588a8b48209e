import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import openai
import pytest
from fake_server import FakeServer

from synthloom.engines.client.transport import Transport, _proxy, status_error

BODY = b'{"messages": [{"role": "user", "content": "?"}]}'
Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


def post(url: str, key: str = "", timeout: float = 5, times: int = 1) -> bytes:
    async def main() -> bytes:
        transport = Transport((url,), key, timeout)
        try:
            for _ in range(times):
                reply = await transport.post(0, "/chat/completions", BODY)
            return reply
        finally:
            await transport.aclose()

    return asyncio.run(main())


def serving(handler: Handler, timeout: float = 5) -> bytes:
    """What `post` gives for a server that does as the handler says."""

    async def main() -> bytes:
        async with await asyncio.start_server(handler, "127.0.0.1", 0) as listening:
            port = listening.sockets[0].getsockname()[1]
            transport = Transport((f"http://127.0.0.1:{port}/v1/",), "", timeout)
            try:
                return await transport.post(0, "/chat/completions", BODY)
            finally:
                await transport.aclose()

    return asyncio.run(main())


def saying(reply: bytes) -> Handler:
    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(reply)
        writer.close()

    return handler


def test_the_request_says_what_it_needs_and_no_more() -> None:
    seen: list[bytes] = []

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        seen.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nset-cookie: a=b\r\n\r\n{}")
        writer.close()

    assert serving(handler) == b"{}"
    first, *headers = seen[0].decode().strip().split("\r\n")
    assert first == "POST /v1/chat/completions HTTP/1.1"
    assert {line.partition(":")[0].lower() for line in headers} == {"host", "accept", "content-type", "content-length"}


def test_a_key_is_sent_as_bearer() -> None:
    with FakeServer(lambda asked: "x", key="sk-1") as server:
        assert b"chatcmpl" in post(server.url, key="sk-1")
        with pytest.raises(openai.AuthenticationError):
            post(server.url, key="sk-2")


def test_a_body_shorter_than_announced_is_a_lost_connection() -> None:
    with pytest.raises(openai.APIConnectionError) as caught:
        serving(saying(b'HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"choices": [{"mess'))
    assert not isinstance(caught.value, openai.APITimeoutError)


@pytest.mark.parametrize(
    "reply",
    [
        b"",
        b"HTTP/1.1 200 OK\r\n",
        b"SSH-2.0-OpenSSH\r\n",
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\n{",
    ],
)
def test_what_is_no_whole_answer_in_http_is_a_lost_connection(reply: bytes) -> None:
    with pytest.raises(openai.APIConnectionError):
        serving(saying(reply))


def test_a_silent_server_is_a_timeout_even_in_the_middle_of_a_body() -> None:
    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        for _ in range(20):
            writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n" if not _ else b" ")
            await asyncio.sleep(0.03)
        writer.close()

    with pytest.raises(openai.APITimeoutError):
        serving(handler, timeout=0.2)


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, openai.BadRequestError), (401, openai.AuthenticationError), (403, openai.PermissionDeniedError),
        (404, openai.NotFoundError), (409, openai.ConflictError), (422, openai.UnprocessableEntityError),
        (429, openai.RateLimitError), (500, openai.InternalServerError), (503, openai.InternalServerError),
        (418, openai.APIStatusError),
    ],
)  # fmt: skip
def test_a_status_is_the_packages_own_error(status: int, kind: type[openai.APIStatusError]) -> None:
    body = b'{"error": {"message": "no", "code": "c7"}}'
    error = status_error("http://x/v1", status, {"retry-after": "3"}, body)
    assert type(error) is kind
    assert (error.status_code, error.code, error.response.headers["retry-after"]) == (status, "c7", "3")


@pytest.mark.parametrize("body", [b"", b"<html>Bad gateway</html>", b"[1]", b'"no"', b'{"error": "no"}', b"\xff"])
def test_an_errors_body_may_be_anything(body: bytes) -> None:
    assert status_error("http://x/v1", 502, {}, body).status_code == 502


def test_connections_are_kept_for_the_next_request() -> None:
    connections = 0

    class Counting(FakeServer):
        async def _serve(self, *given: Any) -> None:
            nonlocal connections
            connections += 1
            await super()._serve(*given)

    with Counting(lambda asked: "x") as server:
        post(server.url, times=5)
    assert connections == 1


def test_a_proxy_is_taken_from_the_environment_but_not_for_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "http://proxy:3128")
    monkeypatch.setenv("http_proxy", "http://proxy:3128")
    monkeypatch.setenv("no_proxy", "inside.example")
    assert _proxy("https://api.openai.com/v1") == "http://proxy:3128"
    for address in ("http://inside.example/v1", "http://127.0.0.1:8000/v1", "http://localhost/v1", "http://[::1]:1/v1"):
        assert _proxy(address) is None
