"""A loopback server that speaks Serper (`/search`, `/images`, `/lens`) and Jina's reader (`/URL`) over a corpus, badly.

In a test:         with FaultyToolServer(corpus, share=0.3) as server: server.settings(), BACKENDS for ToolSettings
As a subprocess:   python tests/faulty_tool_server.py --catalog DIR --corpus KEY --share 0.3
                   prints `listening http://127.0.0.1:PORT` and the tables for synthloom.toml

Answers are real: what the corpus's search finds, and its pages' text, with `wiki://` addresses. Which requests fail,
and how, follows from the seed, the request and how often it came: `together` equal requests in a row, as many as a
call's attempts, share a fate, so that `share` is that of failed calls and an agent who tries again may succeed; 0: all
share it. `recover_after=1` lets the second attempt succeed. `dealt` counts faults, `asked` requests by body.
"""

import argparse
import hashlib
import json
import re
import tempfile
import threading
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self
from urllib.parse import unquote

from synthloom.catalog.corpus.addresses import file_address, find_page, page_address, parse
from synthloom.catalog.corpus.excerpts import infobox_rows
from synthloom.engines.online.tool_http import RETRY_DELAYS
from synthloom.engines.settings import Settings
from synthloom.schemas.corpus import Corpus

FAULTS = ("late", "500", "garbage", "hang", "half")
"""late: answers after `late` seconds · 500 · garbage: HTML where JSON was asked · hang: some bytes, then silence ·
half: closes in the middle of the body. Also known: `429`, `401`, `403`, `closed` (no byte at all)."""
BACKENDS = (("text_search", "serper"), ("image_search", "serper"), ("visit", "jina"))
KEY = "secret-key-of-the-tests"


class FaultyToolServer:
    """The server in a thread of its own; a context manager."""

    def __init__(
        self,
        corpus: Corpus,
        *,
        share: float = 0.3,
        faults: tuple[str, ...] = FAULTS,
        seed: int = 0,
        late: float = 5.0,
        recover_after: int | None = None,
        together: int = 1 + len(RETRY_DELAYS),
        key: str = "",
        port: int = 0,
    ) -> None:
        self.corpus, self.share, self.faults, self.seed = corpus, share, faults, seed
        self.late, self.recover_after, self.together, self.key = late, recover_after, together, key
        self.asked, self.dealt = Counter[str](), Counter[str]()
        self.closing, self._lock = threading.Event(), threading.Lock()
        self._http = _Listener(("127.0.0.1", port), _Handler)
        self._http.owner = self

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._http.server_address[1]}"

    def settings(self, **changes: Any) -> Settings:
        """Settings in which `serper` and `jina` are this server."""
        return Settings.model_validate({"tools": {"serper": self._table(changes), "jina": self._table(changes)}})

    def _table(self, changes: dict[str, Any]) -> dict[str, Any]:
        return {"base_url": self.url, "timeout": 0.5} | changes

    def fault_of(self, request: str) -> str:
        """How a request fails; empty where it doesn't."""
        drawn = hashlib.sha256(f"{self.seed}\0{request}".encode()).digest()
        if int.from_bytes(drawn[:4]) / 2**32 >= self.share:
            return ""
        return self.faults[int.from_bytes(drawn[4:8]) % len(self.faults)]

    def next_fault(self, request: str) -> str:
        """The same, counted; empty once the request has failed often enough."""
        with self._lock:
            before = self.asked[request]
            self.asked[request] += 1
            if self.recover_after is not None and before >= self.recover_after:
                return ""
            fault = self.fault_of(f"{request}\0{before // self.together if self.together else 0}")
            if fault:
                self.dealt[fault] += 1
        return fault

    def __enter__(self) -> Self:
        threading.Thread(target=self._http.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.closing.set()
        self._http.shutdown()
        self._http.server_close()

    def search(self, body: dict[str, Any]) -> dict[str, Any]:
        """What Serper's `/search` gives."""
        pages = dict[int, str]()
        for hit in self.corpus.search(str(body["q"]), 4 * int(body.get("num", 10))):
            pages.setdefault(hit.node, hit.passage)
        found = [
            {"title": self.corpus.title(node), "link": self.address(node), "snippet": passage, "position": place}
            for place, (node, passage) in enumerate(list(pages.items())[: int(body.get("num", 10))], 1)
        ]
        return {"searchParameters": body, "organic": found, "credits": 1}

    def images(self, body: dict[str, Any]) -> dict[str, Any]:
        """What Serper's `/images` gives: the picture files of the pages found."""
        found = []
        for hit in self.corpus.search(str(body["q"]), int(body.get("num", 10))):
            for name in self.corpus.entry(hit.node).files:
                picture = file_address(self.corpus.info.name, name)
                found.append({"title": name, "imageUrl": picture, "link": self.address(hit.node), "imageWidth": 640})
        return {"searchParameters": body, "images": found[: int(body.get("num", 10))]}

    def page(self, url: str) -> dict[str, Any] | None:
        """What Jina's reader gives; None for a page that isn't there."""
        address = parse(unquote(url))
        node = find_page(self.corpus, address.title) if address and address.title else None
        if node is None:
            return None
        told = {
            "title": self.corpus.title(node),
            "url": self.address(node),
            "content": _markdown(self.corpus.text(node)) + self.box(node),
        }
        return {"code": 200, "status": 20000, "data": told}

    def box(self, node: int) -> str:
        """The page's box of facts, as a list below its text; many facts stand nowhere else."""
        rows = dict.fromkeys(infobox_rows(self.corpus.facts(node), 200).values())
        return "".join(["\n\n## Facts\n", *(f"\n{row}." for row in rows)]) if rows else ""

    def address(self, node: int) -> str:
        return page_address(self.corpus.info.name, self.corpus.title(node))


def _markdown(text: str) -> str:
    return re.sub(r"^(=+) *(.+?) *=+$", lambda found: f"{'#' * len(found[1])} {found[2]}", text, flags=re.MULTILINE)


class _Listener(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256
    owner: FaultyToolServer

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients that run out of patience are what this server is for."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Listener

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        asked = f"{self.path} {json.dumps(body, sort_keys=True)}"
        if self._goes_wrong(asked):
            return
        answers = {"/search": self.server.owner.search, "/images": self.server.owner.images}
        lens = {"searchParameters": body, "organic": []}
        self._say(answers[self.path](body) if self.path in answers else lens)

    def do_GET(self) -> None:
        if self._goes_wrong(self.path):
            return
        page = self.server.owner.page(self.path.removeprefix("/"))
        self._say(page or {"code": 404, "message": "not found"}, 200 if page else 404)

    def _goes_wrong(self, asked: str) -> bool:
        owner = self.server.owner
        given = self.headers.get("X-API-KEY") or self.headers.get("Authorization", "").removeprefix("Bearer ")
        if owner.key and given != owner.key:
            self._say({"message": f"wrong key {given}"}, 401)
            return True
        fault = owner.next_fault(asked)
        whole = json.dumps({"organic": [{"title": "never whole"}] * 50}).encode()
        match fault:
            case "":
                return False
            case "late":
                owner.closing.wait(owner.late)
                self._say({"organic": []})
            case "garbage":
                self._send(b"<!doctype html><title>Sign in</title>\xff\xfe", "text/html")
            case "hang" | "half":
                self._send(whole[:100], "application/json", length=len(whole))
                self.wfile.flush()
                if fault == "hang":
                    owner.closing.wait(owner.late)
                self.close_connection = True
            case "closed":
                self.close_connection = True
            case status:
                self._say({"message": "no"}, int(status))
        return True

    def _say(self, value: Any, status: int = 200) -> None:
        self._send(json.dumps(value).encode(), "application/json", status)

    def _send(self, data: bytes, kind: str, status: int = 200, length: int | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data) if length is None else length))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        """Silent."""


def main() -> None:
    """Serve until interrupted."""
    from small_corpus import small_corpus

    from synthloom.catalog.corpus.store import LocalCorpora

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--catalog", type=Path)
    parser.add_argument("--corpus", help="key of a corpus of the catalog; without: a small one of 20 pages")
    parser.add_argument("--share", type=float, default=0.3)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--late", type=float, default=30.0)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--faults", default=",".join(FAULTS))
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        corpus = LocalCorpora(given.catalog).open(given.corpus) if given.corpus else small_corpus(Path(folder))
        faults = tuple(given.faults.split(","))
        with FaultyToolServer(
            corpus, share=given.share, faults=faults, seed=given.seed, late=given.late, port=given.port
        ) as server:
            tables = "".join(f'[tools.{name}]\nbase_url = "{server.url}"\n' for name in ("serper", "jina"))
            print(f"listening {server.url}\n{tables}", flush=True)  # noqa: T201
            threading.Event().wait()


if __name__ == "__main__":
    main()
