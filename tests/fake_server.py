"""A scripted OpenAI-compatible server on loopback: `/chat/completions`, `/images/edits`, `/models`, `/stats`.

In a test:         with FakeServer(lambda asked: {"analysis": "sharp", "score": 4}) as server: ... server.url
As a subprocess:   python tests/fake_server.py --script replies.py --latency-ms 50 --fault-every 10
                   prints `listening http://127.0.0.1:PORT/v1`; replies.py holds `def reply(asked): ...`
                   or --rules rules.json: [{"schema": "Judgement", "contains": "cat", "reply": {"score": 4, ...}}]
A free turn:       {"tool_calls": [{"name": "visit", "arguments": {...}}], "content": "...", "reasoning": "...",
                    "finish": "stop"}; all but the first may be left out, arguments may be text that is no JSON

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

from PIL import Image, ImageDraw

FAULTS = ("500", "429", "truncated", "not_json", "closed")
"""Also known: `bad_body` (200 with broken JSON) and `late` (10 s)."""
MARK = (255, 0, 255)


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


Script = Callable[[Asked], Any]
"""A dict (sent as JSON; with `tool_calls` in it a free turn), a str (sent as it is), for an edit a picture or True (the
marked upload), or None."""


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
    ) -> None:
        self.script = script or (lambda asked: None)
        self.latency, self.fault_every, self.faults, self.retry_after = latency, fault_every, faults, retry_after
        self.model, self.key, self.usage, self.light = model, key, usage, light
        self.port = 0
        self.asked: list[Asked] = []
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
            listening = self._loop.run_until_complete(self.listen(0))
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
                start = f"HTTP/1.1 {status} -\r\ncontent-type: application/json\r\n{extra}"
                writer.write(f"{start}content-length: {len(reply)}\r\n\r\n".encode() + reply)
                await writer.drain()
        writer.close()

    async def _handle(self, path: str, headers: dict[str, str], data: bytes) -> tuple[int, bytes, str]:
        if path.endswith("/stats"):
            return 200, json.dumps(self.stats()).encode(), ""
        if self.key and headers.get("authorization") != f"Bearer {self.key}":
            return 401, _error(f"Incorrect API key provided: {headers.get('authorization', '')}"), ""
        if path.endswith("/models"):
            return 200, json.dumps({"object": "list", "data": [{"id": self.model, "object": "model"}]}).encode(), ""
        edit = path.endswith("/images/edits")
        if not edit and not path.endswith("/chat/completions"):
            return 404, _error(f"no route {path}"), ""
        self._under_way(+1)
        asked, digest = _form(headers["content-type"], data) if edit else _chat(data, self.light)
        self.requests += 1
        self.sent[digest] += 1
        if not self.light:
            self.asked.append(asked)
        fault = ""
        if self.fault_every and self.requests % self.fault_every == 0:
            fault = self.faults[(self.requests // self.fault_every - 1) % len(self.faults)]
            self.dealt[fault] += 1
        await asyncio.sleep(self.latency + 10 * (fault == "late"))
        answer = self._answer(asked, digest, edit, fault)
        self._under_way(-1)
        return answer

    def _under_way(self, more: int) -> None:
        """One request more or less, and the seconds that those until now were under way."""
        now = time.monotonic()
        self.busy += self.in_flight * (now - self._counted)
        self._counted = now
        self.in_flight += more
        self.max_in_flight = max(self.max_in_flight, self.in_flight)

    def _answer(self, asked: Asked, digest: str, edit: bool, fault: str) -> tuple[int, bytes, str]:
        if fault == "closed":
            return 0, b"", ""
        if fault == "429":
            return 429, _error("Rate limit reached"), f"retry-after: {self.retry_after}\r\n"
        if fault.isdigit():
            return int(fault), _error("out of order"), ""
        if fault == "bad_body":
            return 200, b'{"choices": [{"mess', ""
        reply = self.script(asked)
        if reply is None:
            self.off_script.append(asked.text[:500])
            return 400, _error(f"off script: {asked.text}"), ""
        usage: dict[str, Any] = {"total_tokens": 28, "prompt_tokens_details": {"cached_tokens": 5}}
        if edit:
            picture = marked(asked.images[0]) if reply is True else reply
            usage |= {"input_tokens": 20, "output_tokens": 8}
            encoded = "bm8gcGljdHVyZQ==" if fault in ("truncated", "not_json") else base64.b64encode(picture).decode()
            whole: dict[str, Any] = {"created": 0, "data": [{"b64_json": encoded}]}
        else:
            message, finish = _message(reply, f"{self.requests:05}")
            text = message["content"] or ""
            if fault in ("truncated", "not_json"):
                cut = text[: len(text) // 2] if fault == "truncated" else "Sure! Here you are."
                message, finish = {"role": "assistant", "content": cut}, "length" if fault == "truncated" else "stop"
            usage |= {"prompt_tokens": 20, "completion_tokens": 8}
            choice = {"index": 0, "message": message, "finish_reason": finish}
            whole = {
                "id": "chatcmpl",
                "object": "chat.completion",
                "created": 0,
                "model": self.model,
                "choices": [choice],
            }
        if fault in ("", "late"):
            self.whole[digest] += 1
        return 200, json.dumps(whole | ({"usage": usage} if self.usage else {})).encode(), ""


def _message(reply: Any, mark: str) -> tuple[dict[str, Any], str]:
    """The assistant's message and its finish reason."""
    message: dict[str, Any] = {"role": "assistant"}
    if not isinstance(reply, dict) or "tool_calls" not in reply:
        return message | {"content": reply if isinstance(reply, str) else json.dumps(reply)}, "stop"
    message["content"] = reply.get("content")
    if "reasoning" in reply:
        message["reasoning_content"] = reply["reasoning"]
    if reply["tool_calls"]:
        message["tool_calls"] = [
            {"id": f"call-{mark}-{place}", "type": "function", "function": _function(**call)}
            for place, call in enumerate(reply["tool_calls"])
        ]
    return message, reply.get("finish", "tool_calls" if reply["tool_calls"] else "stop")


def _function(name: str, arguments: Any) -> dict[str, str]:
    return {"name": name, "arguments": arguments if isinstance(arguments, str) else json.dumps(arguments)}


def _chat(data: bytes, light: bool) -> tuple[Asked, str]:
    body = json.loads(data)
    texts, images = [], []
    for message in body["messages"]:
        content = message["content"] or ""
        parts: list[Any] = [{"text": content}] if isinstance(content, str) else content
        for part in parts:
            if "text" in part:
                texts.append(part["text"])
            elif not light:
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


def _error(message: str) -> bytes:
    return json.dumps({"error": {"message": message, "type": "fake", "code": None}}).encode()


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
