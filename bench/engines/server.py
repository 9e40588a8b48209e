"""An OpenAI-compatible server with a fixed latency that deals faults: what all clients here are measured against.

    python bench/engines/server.py --port 18080 --latency-ms 50 --faults 500,closed --fault-every 10
    listening http://127.0.0.1:18080/v1

POST /v1/chat/completions (text, or what an asked JSON schema requires), POST /v1/embeddings, GET /v1/models, /health,
/stats; POST /reset sets the counts to nothing and takes new options: {"latency_ms": 5, "faults": ["429"], ...}.

Every `fault_every`th request gets a fault, the named ones in turn: a status such as 500, 503 or 429 (with Retry-After),
`truncated` (half of the text, finish_reason length), `not_json` (words where an object was asked for), `bad_body` (half
of the body), `closed` (the socket, without an answer), `late` (10 s later). `always` gives every request one of them.

Standard library only, one process. 50 µs of CPU a request, so 20,000 a second on a core (bodies of 0.5 KB).
"""

import argparse
import asyncio
import json
import time
from hashlib import blake2b
from typing import Any

from answers import http, reply_to
from behaviour import Counts, Options

LATE = 10.0


class Server:
    """Options, counts, and the answers."""

    def __init__(self, options: Options) -> None:
        self.reset(options)

    def reset(self, options: Options) -> None:
        self.options, self.counts = options, Counts()
        self.bodies: set[bytes] = set()
        self.answered: set[bytes] = set()

    def stats(self) -> dict[str, Any]:
        return vars(self.counts) | {"distinct": len(self.bodies)}


class Connection(asyncio.Protocol):
    """One kept-alive connection; requests on it are answered as they come."""

    def __init__(self, server: Server) -> None:
        self.server, self.buffer, self.closing = server, b"", False

    def connection_made(self, transport: Any) -> None:
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        while (end := self.buffer.find(b"\r\n\r\n")) >= 0:
            head = self.buffer[:end].lower()
            _, _, length = head.partition(b"\r\ncontent-length:")
            stop = end + 4 + int(length.partition(b"\r\n")[0] or 0)
            if len(self.buffer) < stop:
                return
            body, self.buffer = self.buffer[end + 4 : stop], self.buffer[stop:]
            self.closing = b"\r\nconnection: close" in head
            self.handle(head.split(b" ", 2)[1].decode(), body)

    def handle(self, path: str, body: bytes) -> None:
        server = self.server
        if not path.endswith(("/chat/completions", "/embeddings")):
            self.manage(path, body)
            return
        counts, options = server.counts, server.options
        counts.requests += 1
        counts.in_flight += 1
        counts.max_in_flight = max(counts.max_in_flight, counts.in_flight)
        counts.first = counts.first or time.monotonic()
        fault = options.fault(counts.requests)
        if fault:
            counts.dealt[fault] = counts.dealt.get(fault, 0) + 1
        digest = blake2b(body, digest_size=16).digest() if options.count else b""
        if digest:
            server.bodies.add(digest)
        reply = reply_to(path, json.loads(body), fault, options.retry_after)
        whole = fault in ("", "late")
        seconds = options.latency_ms / 1000 + LATE * (fault == "late")
        asyncio.get_running_loop().call_later(seconds, self.answer, reply, counts, digest if whole else None)

    def answer(self, reply: bytes, counts: Counts, digest: bytes | None) -> None:
        """Send a reply, or for an empty one close the socket; `digest` is None where it isn't a whole answer."""
        counts.in_flight -= 1
        counts.last = time.monotonic()
        if self.transport.is_closing():
            return
        if not reply:
            self.transport.abort()
            return
        self.transport.write(reply)
        if digest is not None:
            counts.answered += 1
            counts.repeated += digest in self.server.answered
            if digest:
                self.server.answered.add(digest)
        if self.closing:
            self.transport.close()

    def manage(self, path: str, body: bytes) -> None:
        status, told = 200, {}
        if path.endswith("/stats"):
            told = self.server.stats()
        elif path.endswith("/reset"):
            self.server.reset(Options(**{**vars(self.server.options), **json.loads(body or b"{}")}))
        elif path.endswith("/models"):
            told = {"object": "list", "data": [{"id": "fake-model", "object": "model", "created": 1, "owned_by": "us"}]}
        elif not path.endswith("/health"):
            status, told = 404, {"error": {"message": f"no route {path}", "type": "fake", "code": None}}
        self.transport.write(http(status, json.dumps(told).encode()))


async def serve(options: Options, port: int) -> None:
    """Listen until cancelled."""
    server = Server(options)
    loop = asyncio.get_running_loop()
    listening = await loop.create_server(lambda: Connection(server), "127.0.0.1", port, backlog=4096)
    print(f"listening http://127.0.0.1:{listening.sockets[0].getsockname()[1]}/v1", flush=True)
    await listening.serve_forever()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--latency-ms", type=float, default=50)
    parser.add_argument("--faults", default="")
    parser.add_argument("--fault-every", type=int, default=10)
    parser.add_argument("--always", default="")
    parser.add_argument("--retry-after", type=float, default=1.0)
    parser.add_argument("--no-count", action="store_true", help="keep no hashes of bodies")
    given = parser.parse_args()
    faults = tuple(name for name in given.faults.split(",") if name)
    told = (given.latency_ms, faults, given.fault_every, given.always, given.retry_after, not given.no_count)
    asyncio.run(serve(Options(*told), given.port))


if __name__ == "__main__":
    main()
