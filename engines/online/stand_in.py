"""A chat model that stands in for a tool, or says what a page has on a question.

    StandIn("openai", server).as_tool(schema, {"queries": ["currency of Lesotho"]}, [], deadline) → "1. Lesotho loti …"

Useful where the server's model searches by itself. A page can't tell the model what to say of it: it stands in a data
block. What the model says is taken as it is; a reply that is empty or cut off is `malformed`.
"""

import base64
from collections.abc import Mapping, Sequence
from typing import Any

from synthloom.engines.online.tool_http import ToolHTTP, Unreadable, json_object
from synthloom.engines.settings import OPENAI_ADDRESS, ToolServer
from synthloom.schemas.prompts import ROW_NOTE, row_block
from synthloom.schemas.tools import ToolError

AS_TOOL = (
    "You answer for a tool that an agent has called. Reply with the tool's result only: plain text, facts you can "
    "vouch for, with their addresses where you know them. If there is no result, reply with exactly EMPTY. "
    f"{ROW_NOTE}"
)
AS_SUMMARY = (
    "You are given a page and a question. Reply with what the page says on the question, in at most 150 words, quoting "
    "names, dates and numbers as they stand. If it says nothing on it, say so. "
    f"{ROW_NOTE}"
)
LONGEST_PAGE = 60_000
"""Characters of a page that are sent."""


class StandIn:
    """A model at an OpenAI-style address."""

    def __init__(self, name: str, server: ToolServer) -> None:
        key, self._model = server.key(name), server.model
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        self._http = ToolHTTP(name, server, OPENAI_ADDRESS, headers)

    def as_tool(
        self, schema: Mapping[str, Any], arguments: Mapping[str, Any], pictures: Sequence[bytes], deadline: float
    ) -> str:
        """The tool's result in words; pictures are PNGs. Raises `ToolError`."""
        said = self._say(AS_TOOL, row_block(tool=schema, arguments=arguments), pictures, deadline)
        if said == "EMPTY":
            raise ToolError("empty", "No results.")
        return said

    def summary(self, page: str, goal: str, deadline: float) -> str:
        """What a page says on a goal."""
        return self._say(AS_SUMMARY, row_block(question=goal, page=page[:LONGEST_PAGE]), (), deadline)

    def _say(self, system: str, asked: str, pictures: Sequence[bytes], deadline: float) -> str:
        parts: list[dict[str, Any]] = [{"type": "text", "text": asked}]
        for png in pictures:
            url = f"data:image/png;base64,{base64.b64encode(png).decode()}"
            parts.append({"type": "image_url", "image_url": {"url": url}})
        told: Any = parts if pictures else asked
        messages = [{"role": "system", "content": system}, {"role": "user", "content": told}]
        body = {"model": self._model, "messages": messages, "temperature": 0}
        return self._http.ask("POST", "/chat/completions", body, deadline, _said)


def _said(data: bytes) -> str:
    try:
        choice = json_object(data)["choices"][0]
        said = choice["message"]["content"]
    except (KeyError, IndexError, TypeError):
        raise Unreadable("sent no reply") from None
    if not isinstance(said, str) or not said.strip() or choice.get("finish_reason") == "length":
        raise Unreadable("sent no whole reply")
    return said.strip()
