"""A small Hugging Face Hub on loopback: dataset repositories with revisions, tags, LFS and Xet, and faults on demand.

    with HubServer(folder) as hub:
        HfApi(hub.url, token=hub.token).upload_folder(…)          the unmodified clients, by HF_ENDPOINT and HF_TOKEN
        hub.repos["alice/set"].tree()["README.md"].data → b"---\n…"
    As a subprocess:  python tests/hub_server.py FOLDER [--xet]   prints `listening http://127.0.0.1:PORT`

What is sent is verified: an object's SHA-256 and size, that a commit names only objects that are there, that a deleted
path exists, the parent commit, the card's YAML. With `xet=True` large files go through the real hf_xet into
`casUrl: local://` (it stores chunks in a folder; undocumented, so tests pin hf_xet), and objects are read back through
hf_xet too. `log` has every request; `plan("commit", 500)` answers the next commit so, `plan("commit", call)` calls it
first: to commit something in between, or to kill the client. Routes nobody knows stand in `unknown`.
"""

import argparse
import json
import re
import tempfile
import threading
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self
from urllib.parse import parse_qs, unquote, urlsplit

from hub_answers import Answers
from hub_objects import Objects
from hub_repo import Blob, Refused
from hub_routes import ROUTES, Asked, Reply


class HubServer:
    """The server in a thread of its own; a context manager. What it stores lies below `folder`."""

    def __init__(self, folder: Path | None = None, *, xet: bool = False, token: str = "hf_LoopbackOnlyToken") -> None:
        self.log: list[Asked] = []
        self.unknown: list[str] = []
        self.told_back = False
        """Whether errors repeat the Authorization header, as a careless proxy might."""
        self._plans: dict[str, list[Any]] = defaultdict(list)
        self._plans_after: dict[str, list[Callable[[Asked], object]]] = defaultdict(list)
        self._lock = threading.RLock()
        hub = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True  # headers and body are two writes, and the second would wait 40 ms

            def handle_any(self) -> None:
                hub._handle(self)

            do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = handle_any

            def log_message(self, *args: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self.objects = Objects(folder or Path(tempfile.mkdtemp()))
        self.answers = Answers(self.url, self.objects, xet, token)
        self.token, self.repos, self.readers = token, self.answers.repos, self.answers.readers

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *error: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def plan(self, name: str, *actions: int | Callable[[Asked], object] | None) -> None:
        """What the next requests of a route meet, in turn: a status instead of an answer, a call before it, nothing."""
        self._plans[name] += actions

    def plan_after(self, name: str, action: Callable[[Asked], object]) -> None:
        """What happens when the next request of a route was carried out and isn't answered yet."""
        self._plans_after[name].append(action)

    def forget_plans(self) -> None:
        """Plans that nothing met."""
        self._plans.clear()
        self._plans_after.clear()

    def asked(self, name: str) -> list[Asked]:
        """The requests of a route so far."""
        return [asked for asked in self.log if asked.name == name]

    def counts(self) -> Counter[str]:
        """Requests by route."""
        return Counter(asked.name for asked in self.log)

    def stored(self) -> int:
        """Bytes of the chunks stored by hf_xet."""
        return self.objects.stored()

    def content(self, blob: Blob) -> bytes:
        """The bytes of a file of a tree."""
        return self.objects.content(blob)

    def _handle(self, handler: BaseHTTPRequestHandler) -> None:
        url = urlsplit(handler.path)
        data = handler.rfile.read(int(handler.headers.get("Content-Length") or 0))
        if handler.headers.get("Transfer-Encoding") == "chunked":
            data = b"".join(_chunks(handler.rfile))
        method = "GET" if handler.command == "HEAD" else handler.command
        headers = {name.lower(): value for name, value in handler.headers.items()}
        found = [
            (name, hit) for name, verb, route in ROUTES if verb == method and (hit := re.fullmatch(route, url.path))
        ]
        name, hit = found[0] if found else ("", None)
        asked = Asked(name, handler.command, url.path, data, headers, parse_qs(url.query))
        with self._lock:
            self.log.append(asked)
            plan = self._plans[name].pop(0) if self._plans[name] else None
        try:
            if callable(plan):
                plan(asked)
            if isinstance(plan, int):
                raise Refused(plan, "out of order")
            if hit is None:
                self.unknown.append(f"{handler.command} {handler.path}")
                raise Refused(404, f"no route {url.path}")
            with self._lock:
                reply = self.answers.answer(name, asked, {k: unquote(v or "") for k, v in hit.groupdict().items()})
        except Refused as refused:
            reply = self._refusal(refused, headers)
        asked.status = reply[0]
        for action in self._plans_after.pop(name, []):
            action(asked)
        _send(handler, reply)

    def _refusal(self, refused: Refused, headers: Mapping[str, str]) -> Reply:
        message = refused.message + (f" (you sent {headers.get('authorization')})" if self.told_back else "")
        told = {"X-Error-Message": message, **({"X-Error-Code": refused.code} if refused.code else {})}
        return refused.status, told, json.dumps({"error": message, **refused.body}).encode()


def _send(handler: BaseHTTPRequestHandler, reply: Reply) -> None:
    status, headers, body = reply
    try:
        handler.send_response(status)
        for name, value in {"Content-Type": "application/json", "Content-Length": str(len(body)), **headers}.items():
            handler.send_header(name, value)
        handler.end_headers()
        if handler.command != "HEAD":
            handler.wfile.write(body)
    except (BrokenPipeError, ConnectionResetError):
        handler.close_connection = True


def _chunks(stream: Any) -> Iterator[bytes]:
    while size := int(stream.readline().split(b";")[0], 16):
        yield stream.read(size)
        stream.readline()
    stream.readline()


def main() -> None:
    parser = argparse.ArgumentParser(description="A small Hugging Face Hub on loopback.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--xet", action="store_true", help="large files through hf_xet")
    parser.add_argument("--token", default="hf_LoopbackOnlyToken")
    options = parser.parse_args()
    with HubServer(options.folder, xet=options.xet, token=options.token) as hub:
        print(f"listening {hub.url}", flush=True)  # noqa: T201
        threading.Event().wait()


if __name__ == "__main__":
    main()
