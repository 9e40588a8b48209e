"""A scripted OpenAI-compatible server on loopback: `/chat/completions`, `/embeddings`, `/images/edits`, `/health`, …

In a test:         with FakeServer(lambda asked: {"analysis": "sharp", "score": 4}) as server: ... server.url
As a subprocess:   python tests/fake_server.py --script replies.py --latency-ms 50 --fault-every 10
                   prints `listening http://127.0.0.1:PORT/v1`; replies.py holds `def reply(asked): ...`
                   or --rules rules.json: [{"schema": "Judgement", "contains": "cat", "reply": {"score": 4, ...}}]
A free turn:       {"tool_calls": [{"name": "visit", "arguments": {...}}], "content": "...", "reasoning": "...",
                    "finish": "stop", "logprobs": [...]}; all but the first may be left out, arguments may be no JSON

Asked for `n` choices it runs the script `n` times (`asked.choice` counts), asked for `logprobs` it tells one for each
word, asked to `stream` it answers in server-sent events.

It fails when off script: an answer of None is HTTP 400, and what was asked stands in `/stats` under `off_script`.
`/stats` counts every request by a hash of its body: `sent` all of them, `whole` those answered whole. Faults are dealt
in turn, one every `fault_every` requests. Edited pictures are the uploaded ones with a drawn mark. Every reply counts
20 tokens in and 8 out, or with `usage=False` tells none. `busy` is the sum of the seconds requests were under way.
With `light=True` no request is kept and no picture decoded, so that a benchmark measures its client.
"""

import argparse
import asyncio
import base64
import hashlib
import io
import json
import runpy
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from email.parser import BytesParser
from pathlib import Path
from typing import Any, Self
from urllib.request import urlopen

from fake_replies import error, logprobs, message, streamed, vector
from PIL import Image, ImageDraw

FAULTS = ("500", "429", "truncated", "not_json", "closed")
"""Also known: any other status, `bad_body` (200 with broken JSON), `late` (10 s), `short` (half a body, then the end),
`silent` (a stream that says nothing for 10 s before it ends)."""
MARK = (255, 0, 255)
VECTOR_SIZE = 8
CHAT, VECTORS, EDIT = ROUTES = ("/chat/completions", "/embeddings", "/images/edits")
SHORT, SILENT = "x-fault: short\r\n", "x-fault: silent\r\n"


@dataclass
class Asked:
    """One request as a script sees it."""

    body: dict[str, Any]
    """The JSON body, or the text fields of a form."""
    text: str
    """All text of all messages, or the prompt of an edit."""
    schema: str = ""
    """The name of the asked JSON schema; empty for an edit."""
    images: list[bytes] = field(default_factory=list)
    choice: int = 0
    """Which of the `n` choices asked for."""


Script = Callable[[Asked], Any]
"""A dict (sent as JSON; with `tool_calls` in it a free turn), a str (sent as it is), for an edit a picture or True (the
marked upload), or None. Vectors need no script: they are made of the text's hash."""


def rules(table: Iterable[dict[str, Any]]) -> Script:
    """The reply of the first rule whose `schema` and `contains` fit; a rule without them fits everything."""
    table = list(table)

    def reply(asked: Asked) -> Any:
        for rule in table:
            if rule.get("schema", asked.schema) == asked.schema and rule.get("contains", "") in asked.text:
                return rule["reply"]
        return None

    return reply


def marked(png: bytes) -> bytes:
    """The uploaded picture with a square in its top left corner: an edit that is really made from the source."""
    image = Image.open(io.BytesIO(png)).convert("RGB")
    side = max(8, image.width // 8)
    ImageDraw.Draw(image).rectangle((0, 0, side, side), fill=MARK)
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


class FakeServer:
    """The server in a thread of its own; a context manager."""

    def __init__(
        self,
        script: Script | None = None,
        *,
        latency: float = 0.0,
        fault_every: int = 0,
        faults: tuple[str, ...] = FAULTS,
        retry_after: str = "0.05",
        model: str = "fake-model",
        key: str = "",
        usage: bool = True,
        light: bool = False,
        port: int = 0,
        at_most: int = 0,
        between: float = 0.0,
    ) -> None:
        self.script = script or (lambda asked: None)
        self.latency, self.fault_every, self.faults, self.retry_after = latency, fault_every, faults, retry_after
        self.model, self.key, self.usage, self.light = model, key, usage, light
        self.port, self.at_most = port, at_most
        """`at_most` requests at once get an answer; 0: all. The others get HTTP 429 at once."""
        self.between = between
        """Seconds before each piece of a stream."""
        self.asked: list[Asked] = []
        self.refused = self.probes = 0
        self.ill = False
        """Whether `/health` says so."""
        self.requests = self.in_flight = self.max_in_flight = 0
        self.busy, self._counted = 0.0, time.monotonic()
        self.sent: Counter[str] = Counter()
        self.whole: Counter[str] = Counter()
        self.dealt: Counter[str] = Counter()
        self.off_script: list[str] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    def stats(self) -> dict[str, Any]:
        """The counts. `repeated` are whole answers beyond the first to the same body."""
        self._under_way(0)
        return {
            "requests": self.requests,
            "distinct": len(self.sent),
            "max_in_flight": self.max_in_flight,
            "busy": self.busy,
            "whole": dict(self.whole),
            "sent": dict(self.sent),
            "repeated": sum(count - 1 for count in self.whole.values()),
            "faults": dict(self.dealt),
            "off_script": self.off_script,
        }

    def __enter__(self) -> Self:
        started = threading.Event()
        self._loop = asyncio.new_event_loop()

        def run() -> None:
            asyncio.set_event_loop(self._loop)
            listening = self._loop.run_until_complete(self.listen(self.port))
            started.set()
            self._loop.run_forever()
            listening.close()
            for task in asyncio.all_tasks(self._loop):
                task.cancel()
            self._loop.run_until_complete(asyncio.sleep(0.01))
            self._loop.close()

        self._thread = threading.Thread(target=run, daemon=True)
        self._thread.start()
        assert started.wait(10), "the fake server did not start"
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    async def listen(self, port: int) -> asyncio.Server:
        server = await asyncio.start_server(self._serve, "127.0.0.1", port, backlog=2048)
        self.port = server.sockets[0].getsockname()[1]
        return server

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(asyncio.IncompleteReadError, asyncio.CancelledError, ConnectionError):
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin1")
                headers = {
                    name.lower(): value.strip()
                    for name, _, value in (line.partition(":") for line in head.split("\r\n")[1:])
                }
                data = await reader.readexactly(int(headers.get("content-length", 0)))
                status, reply, extra = await self._handle(head.split(" ")[1], headers, data)
                if status == 0:
                    writer.transport.abort()
                    return
                start = f"HTTP/1.1 {status} -\r\n{extra}"
                if isinstance(reply, bytes):
                    start += f"content-type: application/json\r\ncontent-length: {len(reply)}\r\n\r\n"
                    short = extra == SHORT
                    writer.write(start.encode() + (reply[: len(reply) // 2] if short else reply))
                    if short:
                        break
                else:
                    writer.write(
                        f"{start}content-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n".encode()
                    )
                    await self._stream(reply, extra, writer)
                await writer.drain()
        writer.close()

    async def _stream(self, pieces: list[bytes], extra: str, writer: asyncio.StreamWriter) -> None:
        """Chunks, one for each piece; a short stream ends well before its end as far as HTTP is concerned."""
        for piece in pieces[: len(pieces) // 2] if extra else pieces:
            if self.between:
                await asyncio.sleep(self.between)
            writer.write(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")
        await asyncio.sleep(10 * (extra == SILENT))
        writer.write(b"0\r\n\r\n")

    async def _handle(self, path: str, headers: dict[str, str], data: bytes) -> tuple[int, bytes | list[bytes], str]:
        if path.endswith("/stats"):
            return 200, json.dumps(self.stats()).encode(), ""
        if path == "/health":
            return (503 if self.ill else 200), b"", ""
        if self.key and headers.get("authorization") != f"Bearer {self.key}":
            return 401, error(f"Incorrect API key provided: {headers.get('authorization', '')}"), ""
        if path.endswith("/models"):
            self.probes += 1
            return 200, json.dumps({"object": "list", "data": [{"id": self.model, "object": "model"}]}).encode(), ""
        route = next((known for known in ROUTES if path.endswith(known)), None)
        if route is None:
            return 404, error(f"no route {path}"), ""
        self._under_way(+1)
        asked, digest = _form(headers["content-type"], data) if route == EDIT else _asked(data, self.light)
        self.requests += 1
        self.sent[digest] += 1
        if not self.light:
            self.asked.append(asked)
        if self.at_most and self.in_flight > self.at_most:
            self._under_way(-1)
            self.refused += 1
            return 429, error("too many at once"), f"retry-after: {self.retry_after}\r\n"
        fault = ""
        if self.fault_every and self.requests % self.fault_every == 0:
            fault = self.faults[(self.requests // self.fault_every - 1) % len(self.faults)]
            self.dealt[fault] += 1
        await asyncio.sleep(self.latency + 10 * (fault == "late"))
        answer = self._answer(asked, digest, route, fault)
        self._under_way(-1)
        return answer

    def _under_way(self, more: int) -> None:
        """One request more or less, and the seconds that those until now were under way."""
        now = time.monotonic()
        self.busy += self.in_flight * (now - self._counted)
        self._counted = now
        self.in_flight += more
        self.max_in_flight = max(self.max_in_flight, self.in_flight)

    def _answer(self, asked: Asked, digest: str, route: str, fault: str) -> tuple[int, bytes | list[bytes], str]:
        if fault == "closed":
            return 0, b"", ""
        if fault.isdigit():
            after = f"retry-after: {self.retry_after}\r\n" if fault in ("429", "503") else ""
            return int(fault), error("Rate limit reached" if fault == "429" else "out of order"), after
        if fault == "bad_body":
            return 200, b'{"choices": [{"mess', ""
        usage: dict[str, Any] = {"total_tokens": 28, "prompt_tokens_details": {"cached_tokens": 5}}
        whole = {EDIT: self._edit, VECTORS: self._vectors, CHAT: self._completion}[route](asked, fault, usage)
        if whole is None:
            self.off_script.append(asked.text[:500])
            return 400, error(f"off script: {asked.text}"), ""
        if fault in ("", "late"):
            self.whole[digest] += 1
        cut = {"short": SHORT, "silent": SILENT}.get(fault, "")
        told = usage if self.usage else None
        if asked.body.get("stream"):
            wanted = asked.body.get("stream_options", {}).get("include_usage")
            return 200, list(streamed(whole, told if wanted else None)), cut
        return 200, json.dumps(whole | ({"usage": usage} if told else {})).encode(), cut

    def _edit(self, asked: Asked, fault: str, usage: dict[str, Any]) -> dict[str, Any] | None:
        reply = self.script(asked)
        if reply is None:
            return None
        picture = marked(asked.images[0]) if reply is True else reply
        usage |= {"input_tokens": 20, "output_tokens": 8}
        encoded = "bm8gcGljdHVyZQ==" if fault in ("truncated", "not_json") else base64.b64encode(picture).decode()
        return {"created": 0, "data": [{"b64_json": encoded}]}

    def _vectors(self, asked: Asked, fault: str, usage: dict[str, Any]) -> dict[str, Any] | None:
        usage |= {"prompt_tokens": 20, "total_tokens": 20}
        found = [
            {"object": "embedding", "index": place, "embedding": vector(text, VECTOR_SIZE)}
            for place, text in enumerate(asked.text.split("\n"))
        ]
        return {"object": "list", "model": self.model, "data": found}

    def _completion(self, asked: Asked, fault: str, usage: dict[str, Any]) -> dict[str, Any] | None:
        choices, count = [], asked.body.get("n") or 1
        for index in range(count):
            asked.choice = index
            reply = self.script(asked)
            if reply is None:
                return None
            told, finish = message(reply, f"{self.requests:05}")
            text = told["content"] or ""
            if fault in ("truncated", "not_json"):
                cut = text[: len(text) // 2] if fault == "truncated" else "Sure! Here you are."
                told, finish = {"role": "assistant", "content": cut}, "length" if fault == "truncated" else "stop"
            choice: dict[str, Any] = {"index": index, "message": told, "finish_reason": finish}
            if asked.body.get("logprobs"):
                given = reply.get("logprobs") if isinstance(reply, dict) and "tool_calls" in reply else None
                choice["logprobs"] = logprobs(told["content"] or "", asked.body.get("top_logprobs") or 0, given)
            choices.append(choice)
        usage |= {"prompt_tokens": 20, "completion_tokens": 8 * count, "total_tokens": 20 + 8 * count}
        named = {"id": "chatcmpl", "object": "chat.completion", "created": 0, "model": self.model}
        return named | {"choices": choices}


def _asked(data: bytes, light: bool) -> tuple[Asked, str]:
    """A chat's body, or that of vectors: their texts line by line."""
    body = json.loads(data)
    given = body.get("input")
    texts, images = [given] if isinstance(given, str) else list(given or ()), []
    for told in body.get("messages", ()):
        content = told["content"] or ""
        parts: list[Any] = [{"text": content}] if isinstance(content, str) else content
        for part in parts:
            if "text" in part:
                texts.append(part["text"])
            elif not light and "image_url" in part:
                images.append(base64.b64decode(part["image_url"]["url"].partition(",")[2]))
    schema = body.get("response_format", {}).get("json_schema", {}).get("name", "")
    digest = hashlib.sha256(data if light else json.dumps(body, sort_keys=True).encode()).hexdigest()[:16]
    return Asked(body, "\n".join(texts), schema, images), digest


def _form(content_type: str, data: bytes) -> tuple[Asked, str]:
    """A multipart form; its boundary is random, so the hash is made from the parts."""
    message: Any = BytesParser().parsebytes(f"Content-Type: {content_type}\r\n\r\n".encode() + data)
    fields, images, digest = dict[str, str](), list[bytes](), hashlib.sha256()
    for part in message.get_payload():
        name = str(part.get_param("name", header="content-disposition"))
        content = part.get_payload(decode=True)
        digest.update(name.encode() + b"\0" + content + b"\0")
        if part.get_filename():
            images.append(content)
        else:
            fields[name] = content.decode()
    return Asked(fields, fields.get("prompt", ""), "", images), digest.hexdigest()[:16]


def read_stats(url: str) -> Any:
    """The counts of a server in another process."""
    with urlopen(url + "/stats", timeout=10) as reply:
        return json.loads(reply.read())


def main() -> None:
    parser = argparse.ArgumentParser(description="A scripted OpenAI-compatible server on loopback.")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--script", help="a Python file with reply(asked)")
    parser.add_argument("--rules", help="a JSON file with a table of rules")
    parser.add_argument("--latency-ms", type=float, default=0)
    parser.add_argument("--fault-every", type=int, default=0)
    parser.add_argument("--faults", default=",".join(FAULTS))
    parser.add_argument("--light", action="store_true", help="keep no requests, decode no pictures")
    options = parser.parse_args()
    if options.script:
        script = runpy.run_path(options.script)["reply"]
    else:
        script = rules(json.loads(Path(options.rules).read_text()) if options.rules else [])
    faults = tuple(options.faults.split(","))
    latency = options.latency_ms / 1000
    server = FakeServer(script, latency=latency, fault_every=options.fault_every, faults=faults, light=options.light)

    async def serve() -> None:
        listening = await server.listen(options.port)
        print(f"listening {server.url}", flush=True)  # noqa: T201
        await listening.serve_forever()

    with suppress(KeyboardInterrupt):
        asyncio.run(serve())


if __name__ == "__main__":
    main()
