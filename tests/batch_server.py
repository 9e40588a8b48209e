"""A scripted server with `/files` and `/batches` like OpenAI's, on loopback; everything else goes to a fake server.

    with BatchServer(lambda asked: {"number": 3}) as server: ... server.url, server.ran["9f3c…-0"] == 1

Each line is sent to a `FakeServer` with the script, so it is answered as the same direct call would be. A batch moves
on when somebody looks at it: validating, in_progress, finalizing, completed. What a test can set, at any time:

    held            batches stay in_progress
    answers         so many lines of a batch are answered, the others when the clock passes its 24 hours: they expire
    clock           seconds that the server's clock is ahead of ours
    line_fault      (line, how often it ran before) -> None, a status, "missing", "twice"
    most_lines      lines in unfinished batches, beyond which a batch fails with token_limit_exceeded
    invalid         batches fail validation with this message
    lose_creates    so many batches are created, but the connection is closed instead of an answer
    unavailable     so many requests are answered 503
    cut_downloads   so many downloads end in the middle
"""

import asyncio
import json
import threading
import time
from collections import Counter
from collections.abc import Callable
from typing import Any, Self

from aiohttp import ClientSession, web
from fake_server import FakeServer, Script

LineFault = Callable[[dict[str, Any], int], Any]
DAY = 86400


class BatchServer:
    """The server in a thread of its own; a context manager."""

    def __init__(self, script: Script | None = None, *, key: str = "", model: str = "fake-model") -> None:
        self.direct = FakeServer(script, key=key, model=model)
        self.key = key
        self.held, self.answers, self.clock = False, 10**9, 0.0
        self.line_fault: LineFault = lambda line, before: None
        self.most_lines, self.invalid = 10**9, ""
        self.lose_creates = self.unavailable = self.cut_downloads = 0
        self.files: dict[str, bytes] = {}
        self.batches: dict[str, dict[str, Any]] = {}
        self.requests: Counter[str] = Counter()
        self.ran: Counter[str] = Counter()
        """How often each line was run, which is what costs money."""
        self.url = ""
        self._ending = set[str]()

    def sizes(self) -> list[int]:
        """Lines of each batch that was not refused, in the order of their creation."""
        return [batch["request_counts"]["total"] for batch in self.batches.values() if batch["status"] != "failed"]

    def states(self) -> list[str]:
        return [batch["status"] for batch in self.batches.values()]

    def __enter__(self) -> Self:
        self.direct.__enter__()
        self._loop = asyncio.new_event_loop()
        started = threading.Event()

        def run() -> None:
            asyncio.set_event_loop(self._loop)
            runner = self._loop.run_until_complete(self._start())
            started.set()
            self._loop.run_forever()
            self._loop.run_until_complete(self._session.close())
            self._loop.run_until_complete(runner.cleanup())
            self._loop.close()

        self._thread = threading.Thread(target=run, daemon=True)
        self._thread.start()
        assert started.wait(10), "the batch server did not start"
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self.direct.__exit__()

    async def _start(self) -> web.AppRunner:
        self._session = ClientSession()
        app = web.Application(client_max_size=2**30)
        app.add_routes(
            [
                web.post("/v1/files", self._upload),
                web.get("/v1/files/{id}/content", self._content),
                web.post("/v1/batches", self._create),
                web.get("/v1/batches", self._list),
                web.get("/v1/batches/{id}", self._retrieve),
                web.post("/v1/batches/{id}/cancel", self._cancel),
                web.post("/v1/{path:.*}", self._pass_on),
            ]
        )
        app.middlewares.append(self._gate)
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}/v1"
        return runner

    @web.middleware
    async def _gate(self, request: web.Request, handler: Any) -> web.StreamResponse:
        self.requests[f"{request.method} {request.path.split('/')[2]}"] += 1
        if self.key and request.headers.get("authorization") != f"Bearer {self.key}":
            return _error(401, f"Incorrect API key provided: {request.headers.get('authorization')}")
        if self.unavailable:
            self.unavailable -= 1
            return _error(503, "out of order")
        answer: web.StreamResponse = await handler(request)
        return answer

    async def _upload(self, request: web.Request) -> web.Response:
        form = await request.post()
        upload: Any = form["file"]
        assert form["purpose"] == "batch"
        data = await asyncio.to_thread(upload.file.read)
        return web.json_response(self._keep(data, upload.filename, "batch"))

    async def _content(self, request: web.Request) -> web.StreamResponse:
        if (data := self.files.get(request.match_info["id"])) is None:
            return _error(404, "No such File object")
        if not self.cut_downloads:
            return web.Response(body=data)
        self.cut_downloads -= 1
        response = web.StreamResponse(headers={"content-length": str(len(data))})
        await response.prepare(request)
        await response.write(data[: len(data) // 2])
        assert request.transport
        request.transport.abort()
        return response

    async def _create(self, request: web.Request) -> web.Response:
        asked = await request.json()
        assert asked["endpoint"] == "/v1/chat/completions"
        assert asked["completion_window"] == "24h"
        if asked["input_file_id"] not in self.files:
            return _error(400, "Invalid input_file_id")
        lines = [json.loads(line) for line in self.files[asked["input_file_id"]].splitlines()]
        created = int(time.time() + self.clock)
        batch = asked | {
            "id": f"batch_{len(self.batches):04}",
            "object": "batch",
            "status": "validating",
            "created_at": created,
            "expires_at": created + DAY,
            "request_counts": {"total": len(lines), "completed": 0, "failed": 0},
        }
        self.batches[batch["id"]] = batch
        if self.lose_creates:
            self.lose_creates -= 1
            assert request.transport
            request.transport.abort()
        return web.json_response(batch)

    async def _list(self, request: web.Request) -> web.Response:
        found, limit = list(reversed(self.batches.values())), int(request.query.get("limit", 20))
        if after := request.query.get("after"):
            found = found[[batch["id"] for batch in found].index(after) + 1 :]
        return web.json_response({"object": "list", "data": found[:limit], "has_more": len(found) > limit})

    async def _cancel(self, request: web.Request) -> web.Response:
        batch = self.batches[request.match_info["id"]]
        await self._end(batch, "cancelled", "batch_cancelled")
        return web.json_response(batch)

    async def _retrieve(self, request: web.Request) -> web.Response:
        if (batch := self.batches.get(request.match_info["id"])) is None:
            return _error(404, "No batch found with that id")
        if batch["status"] == "validating":
            self._validate(batch)
        elif batch["status"] == "finalizing":
            batch["status"] = "completed"
        elif batch["status"] == "in_progress" and not self.held:
            names = [json.loads(line)["custom_id"] for line in self.files[batch["input_file_id"]].splitlines()]
            if self.answers >= len(names):
                await self._end(batch, "finalizing", "")
            elif time.time() + self.clock >= batch["expires_at"]:
                await self._end(batch, "expired", "batch_expired")
        return web.json_response(batch)

    def _validate(self, batch: dict[str, Any]) -> None:
        batch["status"] = "in_progress"
        unfinished = [other for other in self.batches.values() if other["status"] == "in_progress"]
        if self.invalid:
            self._fail(batch, "invalid_request", self.invalid)
        elif sum(other["request_counts"]["total"] for other in unfinished) > self.most_lines:
            self._fail(batch, "token_limit_exceeded", f"Enqueued token limit reached: {self.most_lines}")
        names = [json.loads(line)["custom_id"] for line in self.files[batch["input_file_id"]].splitlines()]
        if len(set(names)) < len(names):
            self._fail(batch, "duplicate_custom_id", "The custom_id of a line is not unique")

    def _fail(self, batch: dict[str, Any], code: str, message: str) -> None:
        batch["status"] = "failed"
        batch["errors"] = {"object": "list", "data": [{"code": code, "message": message, "line": None}]}

    async def _end(self, batch: dict[str, Any], status: str, code: str) -> None:
        """Run what is to be answered of a batch, and write both of its files."""
        if batch["id"] in self._ending:  # another look has set it going
            return
        self._ending.add(batch["id"])
        output, errors = list[str](), list[str]()
        for place, line in enumerate(self.files[batch["input_file_id"]].splitlines()):
            asked = json.loads(line)
            told = {"id": f"req_{place}", "custom_id": asked["custom_id"], "response": None, "error": None}
            if code and place >= self.answers:
                errors.append(json.dumps(told | {"error": {"code": code, "message": "It was not run in time."}}))
                continue
            fault = self.line_fault(asked, self.ran[asked["custom_id"]])
            self.ran[asked["custom_id"]] += 1
            answer = await self._answer(asked, fault)
            if fault != "missing":
                kept = output if answer["status_code"] == 200 else errors
                kept += [json.dumps(told | {"response": answer})] * (2 if fault == "twice" else 1)
        for name, kept in (("output_file_id", output), ("error_file_id", errors)):
            if kept:
                batch[name] = self._keep("\n".join(kept).encode(), f"{name}.jsonl", "batch_output")["id"]
        batch["request_counts"] |= {"completed": len(output), "failed": len(errors)}
        batch["status"] = status

    async def _answer(self, line: dict[str, Any], fault: Any) -> dict[str, Any]:
        if isinstance(fault, int):
            said = {"message": f"fault {fault}", "type": "fake", "code": None}
            return {"status_code": fault, "request_id": "r", "body": {"error": said}}
        async with self._session.post(self.direct.url + line["url"].removeprefix("/v1"), json=line["body"]) as reply:
            return {"status_code": reply.status, "request_id": "r", "body": await reply.json()}

    async def _pass_on(self, request: web.Request) -> web.Response:
        headers = {name: request.headers[name] for name in ("content-type", "authorization") if name in request.headers}
        url = f"{self.direct.url}/{request.match_info['path']}"
        async with self._session.post(url, data=await request.read(), headers=headers) as reply:
            return web.Response(body=await reply.read(), status=reply.status, content_type="application/json")

    def _keep(self, data: bytes, name: str, purpose: str) -> dict[str, Any]:
        file = f"file-{len(self.files):04}"
        self.files[file] = data
        told = {"id": file, "object": "file", "bytes": len(data), "created_at": int(time.time() + self.clock)}
        return told | {"filename": name, "purpose": purpose, "status": "processed"}


def _error(status: int, message: str) -> web.Response:
    return web.json_response({"error": {"message": message, "type": "fake", "code": None}}, status=status)
