"""A small MediaWiki on loopback: it answers `api.php` for the pages it is given, and deals out faults on demand.

    with WikiServer({"Ulm": "<p>On the <a href='/wiki/Danube' title='Danube'>Danube</a>.</p>"}) as wiki:
        wiki.endpoint → "http://127.0.0.1:PORT/w/api.php";  wiki.asked → the parameters of every request so far

Known are `meta=siteinfo`, `titles=` with redirects and properties, `list=categorymembers|allpages` (five at a time, so
that continuations are used), `prop=imageinfo` and `action=parse`, in both format versions. `faults` are dealt first:
a status, `garbage` (HTML with status 200), `hang` (no answer), `maxlag`.
"""

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qs, unquote, urlsplit

STEP = 5


class WikiServer:
    """The server in a thread of its own; a context manager."""

    def __init__(
        self,
        pages: dict[str, str],
        redirects: dict[str, str] | None = None,
        categories: dict[str, list[str]] | None = None,
        pictures: dict[str, bytes] | None = None,
        faults: tuple[str | int, ...] = (),
        templates: dict[str, list[str]] | None = None,
    ) -> None:
        self.pages, self.redirects = pages, redirects or {}
        self.categories, self.pictures, self.templates = categories or {}, pictures or {}, templates or {}
        self.faults = list(faults)
        self.asked: list[dict[str, str]] = []
        self.agents: set[str] = set()
        self._stop = threading.Event()
        wiki = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                wiki.agents.add(self.headers.get("User-Agent", ""))
                wiki._get(self)

            def log_message(self, *args: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.root = f"http://127.0.0.1:{self._server.server_port}"
        self.endpoint = f"{self.root}/w/api.php"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *error: object) -> None:
        self._stop.set()
        self._server.shutdown()
        self._server.server_close()

    def _get(self, handler: BaseHTTPRequestHandler) -> None:
        url = urlsplit(handler.path)
        if url.path.startswith("/images/"):
            data = self.pictures.get(unquote(url.path.rsplit("/", 1)[-1]))
            return self._send(handler, 200 if data else 404, data or b"", "image/png")
        if url.path != "/w/api.php":
            return self._send(handler, 404, b"no such path", "text/plain")
        asked = {key: values[-1] for key, values in parse_qs(url.query).items()}
        self.asked.append(asked)
        fault = self.faults.pop(0) if self.faults else None
        if fault == "hang":
            self._stop.wait(3)
            return None
        if fault == "garbage":
            return self._send(handler, 200, b"<html>Just a moment...</html>", "text/html")
        if isinstance(fault, int):
            return self._send(handler, fault, b"no", "text/plain")
        answer = {"error": {"code": fault, "info": "dealt"}} if fault else self.answer(asked)
        return self._send(handler, 200, json.dumps(answer).encode(), "application/json")

    def _send(self, handler: BaseHTTPRequestHandler, status: int, body: bytes, kind: str) -> None:
        handler.send_response(status)
        handler.send_header("Content-Type", kind)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    def answer(self, asked: dict[str, str]) -> dict[str, Any]:
        """What MediaWiki would say."""
        if asked.get("action") == "parse":
            return self._parse(asked["page"])
        if asked.get("meta") == "siteinfo":
            return {"query": self._site()}
        if asked.get("list") == "categorymembers":
            return self._list(asked, "categorymembers", "cm", self.categories.get(asked["cmtitle"], []))
        if asked.get("list") == "allpages":
            return self._list(asked, "allpages", "ap", sorted(self.pages))
        titles = asked.get("titles", "").split("|")
        pages = [self._page(self.redirects.get(title, title), asked) for title in dict.fromkeys(titles)]
        query: dict[str, Any] = {"pages": list({page["title"]: page for page in pages}.values())}
        if asked.get("formatversion") != "2":
            query["pages"] = {str(page.get("pageid", -1)): page for page in query["pages"]}
        query["redirects"] = [{"from": name, "to": self.redirects[name]} for name in titles if name in self.redirects]
        return {"batchcomplete": True, "query": query}

    def _site(self) -> dict[str, Any]:
        now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(1700000000 + len(self.asked)))
        names = {"0": {"id": 0, "name": ""}, "6": {"id": 6, "name": "File", "canonical": "File"}}
        names["14"] = {"id": 14, "name": "Kategoreja", "canonical": "Category"}
        return {
            "general": {"time": now, "lang": "en", "articlepath": "/wiki/$1", "sitename": "Little wiki"},
            "namespaces": names,
            "rightsinfo": {"url": "https://creativecommons.org/licenses/by-sa/4.0/", "text": "CC BY-SA 4.0"},
        }

    def _list(self, asked: dict[str, str], name: str, prefix: str, titles: list[str]) -> dict[str, Any]:
        start = int(asked.get(f"{prefix}continue", 0))
        query = {name: [{"title": title, "ns": 0, "pageid": 1} for title in titles[start : start + STEP]]}
        more = {f"{prefix}continue": str(start + STEP), "continue": "-||"} if start + STEP < len(titles) else None
        return {"query": query, **({"continue": more} if more else {})}

    def _page(self, title: str, asked: dict[str, str]) -> dict[str, Any]:
        if asked.get("prop") == "imageinfo":
            name = title.partition(":")[2].replace(" ", "_")
            address = f"{self.root}/images/a/ab/{name}"
            return {"title": title, "ns": 6, "imageinfo": [{"url": address, "mime": "image/png"}]}
        if title not in self.pages:
            return {"title": title, "ns": 0, "missing": True}
        page: dict[str, Any] = {"title": title, "ns": 0, "pageid": 100 + list(self.pages).index(title)}
        page["pageprops"] = {"wikibase-shortdesc": f"page of {title}"}
        page["redirects"] = [{"title": name, "ns": 0} for name, target in self.redirects.items() if target == title]
        return page

    def _parse(self, title: str) -> dict[str, Any]:
        if title not in self.pages:
            return {"error": {"code": "missingtitle", "info": "The page you specified doesn't exist."}}
        text = f'<div class="mw-parser-output">{self.pages[title]}</div>'
        categories = [{"category": "Shown_one", "hidden": False}, {"category": "Hidden_one", "hidden": True}]
        templates = [{"ns": 10, "title": f"Template:{name}"} for name in self.templates.get(title, [])]
        revision = 5000 + list(self.pages).index(title)
        return {
            "parse": {"title": title, "revid": revision, "text": text, "categories": categories, "templates": templates}
        }
