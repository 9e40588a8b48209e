"""Rows that hold a conversation: LLaMA-Factory's ShareGPT, chat messages of any dialect, OpenAI's messages.

    {"conversations": [{"from": "human", "value": "<image>Who is he?"}, {"from": "gpt", "value": "…"}], "images": […]}

Which column and keys hold the conversation is found by looking, or taken from a `dataset_info.json` beside the file.
Everything else of a row stays in `extras`, so that the row can be written again.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from synthloom.catalog.dialects.conversation import Spoken
from synthloom.catalog.dialects.observed import IMAGE
from synthloom.catalog.sources.trajectory_files_draft import Draft
from synthloom.schemas.steps import Reject

ROLES = {
    "system": "system", "user": "user", "human": "user", "assistant": "assistant", "gpt": "assistant",
    "function_call": "assistant", "model": "assistant", "tool": "observation", "observation": "observation",
    "function": "observation", "ipython": "observation", "tool_response": "observation",
}  # fmt: skip
_KEYS = (("role", "content"), ("from", "value"))
_GOLD = ("answer", "answers", "gt", "gold", "golden_answers", "ground_truth", "reference_answer", "aliases")
_POLICY = ("policy", "model", "model_name")


class Layout(NamedTuple):
    """Where a row keeps its conversation."""

    messages: str
    role: str = "role"
    content: str = "content"
    system: str = "system"
    images: str = "images"
    tools: str = "tools"
    roles: tuple[tuple[str, str], ...] = ()
    """The file's roles → ours, where they aren't among `ROLES`."""


def layout_of(row: Mapping[str, Any]) -> Layout | None:
    """The layout of a row by looking; None where there is no conversation in it."""
    for column, value in row.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            for role, content in _KEYS:
                if role in value[0] and ROLES.get(str(value[0][role])):
                    return Layout(column, role, content)
    return None


def layout_told(entry: Mapping[str, Any]) -> Layout:
    """The layout as an entry of LLaMA-Factory's `dataset_info.json` tells it."""
    columns, tags = entry.get("columns") or {}, entry.get("tags") or {}
    named = (("user", "user"), ("assistant", "assistant"), ("observation", "observation"), ("system", "system"))
    roles = tuple((tags[f"{tag}_tag"], ours) for tag, ours in named if f"{tag}_tag" in tags)
    return Layout(
        columns.get("messages", "conversations"),
        tags.get("role_tag", "from"),
        tags.get("content_tag", "value"),
        columns.get("system", "system"),
        columns.get("images", "images"),
        columns.get("tools", "tools"),
        roles,
    )


def read_row(row: Mapping[str, Any], where: str, layout: Layout | None, extras: Mapping[str, Any]) -> Draft:
    """The conversation of a row. Rejects with `no_conversation`, `wrong_type`, `has_video` or `images_mismatch`."""
    layout = layout or layout_of(row)
    if layout is None or not isinstance(row.get(layout.messages), list):
        raise Reject("no_conversation", f"no column of {', '.join(row)} holds messages"[:200])
    if row.get("videos") or row.get("audios"):
        raise Reject("has_video", "a record holds pictures only")
    told = [_message(message, layout) for message in row[layout.messages]]
    odd = {str(at): rest for at, (_, _, rest) in enumerate(told) if rest is not None}
    said, count = list[Spoken](), 0
    if isinstance(row.get(layout.system), str) and row[layout.system]:
        said.append(Spoken("system", row[layout.system]))
    first = next((at for at, (role, _, _) in enumerate(told) if role == "user"), len(told))
    for at, (role, text, _) in enumerate(told):
        pictures = text.count(IMAGE) if role != "assistant" else 0
        images = tuple(f"img_{number}" for number in range(count + 1, count + pictures + 1))
        count += pictures
        said.append(Spoken("observation" if role == "user" and at > first else role, text, images))
    names = _names(row.get(layout.images))
    if len(names) != count:
        raise Reject("images_mismatch", f"{count} times {IMAGE}, {len(names)} pictures")
    columns = {name: None if name == layout.messages else value for name, value in row.items()}
    kept = {**extras, "layout": list(layout[:3]), "columns": columns, "roles": _roles(row[layout.messages], layout)}
    draft = Draft(where, tuple(said), kept | ({"odd": odd} if odd else {}), names=names)
    if write_row(draft.said, draft.extras) != row:
        raise Reject("no_round_trip", "its messages would be written otherwise")
    return described(draft, row, layout)


def described(draft: Draft, row: Mapping[str, Any], layout: Layout) -> Draft:
    """The draft with what other columns tell: gold answers, the policy, tools."""
    return replace(
        draft,
        gold=tuple(dict.fromkeys(_gold(row))),
        policy=next((row[name] for name in _POLICY if isinstance(row.get(name), str)), ""),
        tools=tuple(_tools(row.get(layout.tools) or row.get("functions"))),
    )


def write_row(said: Iterable[Spoken], extras: Mapping[str, Any]) -> dict[str, Any]:
    """The row that a conversation was read from."""
    column, role, content = extras["layout"]
    roles, odd, made = extras["roles"], extras.get("odd", {}), list[dict[str, Any]]()
    for message in said:
        if message.role == "system" and "system" not in roles:
            continue  # it came from a column of its own
        made.append({role: roles.get(message.role, message.role), content: message.text})
    for at, whole in odd.items():
        made[int(at)] = whole if content in whole else {**whole, content: made[int(at)][content]}
    return {name: made if name == column else value for name, value in extras["columns"].items()}


def _message(message: Any, layout: Layout) -> tuple[Any, str, dict[str, Any] | None]:
    """Its role, its text, and what of it that doesn't tell."""
    if not isinstance(message, dict) or not isinstance(message.get(layout.role), str):
        raise Reject("wrong_type", f"a message has no {layout.role}")
    name, content = message[layout.role], message.get(layout.content)
    role = dict(layout.roles).get(name) or ROLES.get(name)
    if role is None:
        raise Reject("wrong_type", f"there is no role {name!r}")
    if not isinstance(content, str):
        raise Reject("wrong_type", f"the {layout.content} of a message is {type(content).__name__}")
    rest = {key: value for key, value in message.items() if key != layout.content}
    return role, content, rest if len(rest) > 1 else None


def _roles(messages: list[dict[str, Any]], layout: Layout) -> dict[str, str]:
    """What the file calls our roles: by its first message of each."""
    named = dict[str, str]()
    for message in messages:
        name = message[layout.role]
        role = dict(layout.roles).get(name) or ROLES[name]
        named.setdefault("observation" if role == "user" and "user" in named else role, name)
    return named


def _names(value: Any) -> tuple[str, ...]:
    """The pictures of a row: paths, or objects that have one."""
    listed = value if isinstance(value, list) else [] if value is None else [value]
    paths = (one.get("path") or one.get("image") or "" if isinstance(one, dict) else one for one in listed)
    return tuple(map(str, paths))


def _gold(row: Mapping[str, Any]) -> Iterable[str]:
    for name in _GOLD:
        yield from _texts(row.get(name))


def _texts(value: Any) -> Iterable[str]:
    """Answers, from a value or lists of them."""
    if isinstance(value, list):
        for one in value:
            yield from _texts(one)
    elif isinstance(value, str | int | float) and not isinstance(value, bool) and (text := str(value).strip()):
        yield text


def _tools(value: Any) -> Iterable[dict[str, Any]]:
    """Tool schemas in OpenAI's shape, from a list or its JSON text; others are left out, and stay in the columns."""
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            return
    for tool in value if isinstance(value, list) else []:
        told = tool.get("function", tool) if isinstance(tool, dict) else {}
        name = told.get("name") or told.get("name_for_model")
        if isinstance(name, str):
            summary = told.get("description") or told.get("description_for_model") or ""
            function = {"name": name, "description": summary, "parameters": told.get("parameters") or {}}
            yield {"type": "function", "function": function}
