"""Pages of the web as Markdown, by way of Jina's reader (r.jina.ai), hosted or run by oneself.

    Jina("jina", server).read("https://en.wikipedia.org/wiki/Lesotho", deadline)
    → {"title": "Lesotho", "url": "https://…", "text": "Lesotho is a landlocked country …"}

The reader is asked for JSON; one that answers with its text form (`Title: …`, `URL Source: …`, `Markdown Content:`) is
understood too.
"""

from typing import Any
from urllib.parse import quote

from synthloom.engines.online.tool_http import ToolHTTP, Unreadable, json_object
from synthloom.engines.settings import ToolServer
from synthloom.schemas.tools import ToolError

SERVICE = "https://r.jina.ai"
_MARK = "Markdown Content:"


class Jina:
    """A Jina account, or a reader of one's own."""

    def __init__(self, name: str, server: ToolServer) -> None:
        key = server.key(name)
        headers = {"Accept": "application/json"} | ({"Authorization": f"Bearer {key}"} if key else {})
        self._http = ToolHTTP(name, server, SERVICE, headers)

    def read(self, url: str, deadline: float) -> dict[str, str]:
        """A page's title, address and text. Raises `ToolError`: `empty` for a page without text."""
        path = "/" + quote(url, safe=":/?&=%@+,;~!$'()*")
        page = self._http.ask("GET", path, None, deadline, lambda data: _page(data, url))
        if not page["text"]:
            raise ToolError("empty", f"The page {url} has no text.")
        return page


def _page(data: bytes, url: str) -> dict[str, str]:
    said = data.decode("utf-8", "replace")
    if said.lstrip().startswith("{"):
        told: Any = json_object(data).get("data")
        if not isinstance(told, dict) or not isinstance(told.get("content"), str):
            raise Unreadable("sent no page")
        return {
            "title": str(told.get("title") or ""),
            "url": str(told.get("url") or url),
            "text": told["content"].strip(),
        }
    head, mark, text = said.partition(_MARK)
    lines = dict(line.split(": ", 1) for line in head.splitlines() if ": " in line)
    if not mark or "Title" not in lines:
        raise Unreadable("sent no page")
    return {"title": lines["Title"].strip(), "url": lines.get("URL Source", url).strip(), "text": text.strip()}
