"""Rows that hold OpenAI's messages: calls in `tool_calls`, contents as parts.

    {"messages": [{"role": "assistant", "content": null, "tool_calls": [{"function": {"name": "crop", …}}]}, …]}

An assistant's and a tool's messages are text of the dialect `openai`, JSON with sorted keys; prompts are plain text.
Several calls in one message can't be read: a step makes one.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from synthloom.catalog.dialects.conversation import Spoken
from synthloom.catalog.dialects.observed import IMAGE
from synthloom.catalog.sources.trajectory_files_draft import Draft
from synthloom.catalog.sources.trajectory_files_rows import Layout, described
from synthloom.schemas.steps import Reject

_ROLES = {"system": "system", "developer": "system", "user": "user", "assistant": "assistant", "tool": "observation"}


def is_openai(messages: Any) -> bool:
    """Whether messages are more than a role and a text."""
    listed = messages if isinstance(messages, list) else []
    return any(
        isinstance(message, dict) and (message.get("tool_calls") or isinstance(message.get("content"), list))
        for message in listed
    )


def read_openai(row: Mapping[str, Any], where: str, layout: Layout, extras: Mapping[str, Any]) -> Draft:
    """The conversation of a row. Rejects with `wrong_type`, `parallel_calls` or `images_mismatch`."""
    said, names, prompts, asked = list[Spoken](), list[str](), dict[str, Any](), False
    for at, message in enumerate(row[layout.messages]):
        role = _ROLES.get(str(message.get("role"))) if isinstance(message, dict) else None
        if role is None:
            raise Reject("wrong_type", f"message {at} has no known role")
        if len(message.get("tool_calls") or ()) > 1:
            raise Reject("parallel_calls", f"message {at} makes several calls at once")
        role = "observation" if role == "user" and asked else role
        asked = asked or role == "user"
        text, urls = _content(message.get("content"))
        images = tuple(f"img_{len(names) + number + 1}" for number in range(len(urls)))
        names += urls
        if role in ("system", "user"):
            if text != message.get("content") or len(message) > 2:
                prompts[str(at)] = message
        else:
            text = json.dumps(message, ensure_ascii=False, sort_keys=True)
        said.append(Spoken(role, text, images))  # type: ignore[arg-type]
    columns = {name: None if name == layout.messages else value for name, value in row.items()}
    kept = {**extras, "api": "openai", "messages": layout.messages, "columns": columns, "prompts": prompts}
    return described(Draft(where, tuple(said), kept, names=tuple(names)), row, layout)


def write_openai(said: Iterable[Spoken], extras: Mapping[str, Any]) -> dict[str, Any]:
    """The row that a conversation was read from."""
    made = list[dict[str, Any]]()
    for at, one in enumerate(said):
        plain = {"role": one.role, "content": one.text} if one.role in ("system", "user") else json.loads(one.text)
        made.append(extras["prompts"].get(str(at), plain))
    return {name: made if name == extras["messages"] else value for name, value in extras["columns"].items()}


def _content(content: Any) -> tuple[str, list[str]]:
    """The text, with a placeholder for each picture, and where the pictures are."""
    if content is None or isinstance(content, str):
        return content or "", []
    texts, urls = list[str](), list[str]()
    for part in content if isinstance(content, list) else ():
        if isinstance(part, dict) and isinstance(part.get("text"), str):
            texts.append(part["text"])
        elif isinstance(part, dict) and part.get("type") == "image_url" and isinstance(part.get("image_url"), dict):
            texts.append(IMAGE)
            urls.append(str(part["image_url"].get("url") or ""))
        else:
            raise Reject("wrong_type", "a part of a message is neither text nor picture")
    return "".join(texts), urls
