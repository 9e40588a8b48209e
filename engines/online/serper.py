"""Google's results by way of Serper (serper.dev): pages, pictures, and pages that show a picture (Lens).

    Serper("serper", server).search("currency of Lesotho", 5, "en", deadline)
    → [Found(title="Lesotho loti", link="https://en.wikipedia.org/wiki/Lesotho_loti", snippet="The loti is …")]

Kept by the caller; nothing in a result depends on the address asked or the key.
"""

from dataclasses import asdict, dataclass
from typing import Any

from synthloom.engines.online.tool_http import ToolHTTP, Unreadable, json_object
from synthloom.engines.settings import ToolServer

SERVICE = "https://google.serper.dev"


@dataclass(frozen=True)
class Found:
    """One result; `image` is a picture's address and `size` its `, 640x480 pixels`, in image searches."""

    title: str
    link: str
    snippet: str = ""
    image: str = ""
    size: str = ""


class Serper:
    """A Serper account."""

    def __init__(self, name: str, server: ToolServer) -> None:
        key = server.key(name)
        self._http = ToolHTTP(name, server, SERVICE, {"X-API-KEY": key} if key else {})

    def ask(self, kind: str, question: str, count: int, language: str, deadline: float) -> list[dict[str, str]]:
        """Results of `search`, `images` or `lens` (the question is a picture's address), as plain JSON values.

        Raises `ToolError`.
        """
        body: dict[str, Any] = {"url": question} if kind == "lens" else {"q": question, "num": count}
        if language:
            body["hl"] = language

        def read(data: bytes) -> list[dict[str, str]]:
            answer = json_object(data)
            listed = answer.get("images" if kind == "images" else "organic")
            if listed is None and ("searchParameters" in answer or "credits" in answer):
                listed = []  # Serper leaves the list out where nothing is found
            if not isinstance(listed, list) or not all(isinstance(entry, dict) for entry in listed):
                raise Unreadable("sent no list of results")
            return [asdict(_found(entry)) for entry in listed[:count]]

        return self._http.ask("POST", f"/{kind}", body, deadline, read)


def _found(entry: dict[str, Any]) -> Found:
    told = {name: " ".join(str(entry.get(name) or "").split()) for name in ("title", "link", "snippet", "imageUrl")}
    width, height = entry.get("imageWidth"), entry.get("imageHeight")
    size = f", {width}x{height} pixels" if isinstance(width, int) and isinstance(height, int) else ""
    return Found(told["title"] or told["link"], told["link"], told["snippet"], told["imageUrl"], size)
