"""Tool calls as papers write them, and as we do: names, arguments and boxes, both ways.

    to_canonical("zoom_in", {"image_url": "img_1", "x": 10, "y": 20, "width": 190, "height": 160}, TOOLS)
    → (CROP, {"image": "img_1", "bbox": [10, 20, 200, 180]})          as_paper(…, "LMM-Searcher") gives it back

An `Alias.arguments` entry is (theirs, ours). `x,y,width,height` is one box in four arguments; `query[]` is a list in
the paper: without the brackets its `query` is a single value even where ours is a list; ours may be empty: then the
paper's argument says nothing to us. Shares of a side are written 0 to 1; read, values above 1 are thousandths.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

from pydantic import BaseModel

from synthloom.schemas.tools import Alias, Tool, ToolError

SizeOf = Callable[[str], tuple[int, int]]
"""Width and height in pixels of a picture, by short id; raises `ToolError`."""
MOST_PIXELS = 1e9
"""Of a side; more is no box."""
DIGITS = 6
"""Decimals of a share: at 100,000 pixels a side the pixel comes back."""


def to_canonical(
    name: str, arguments: Mapping[str, Any], tools: Sequence[Tool], size_of: SizeOf | None = None, paper: str = ""
) -> tuple[Tool, dict[str, Any]]:
    """The tool that is meant and its arguments in our form; of one paper, or of whichever its arguments fit.

    Our own name comes first. Raises `ToolError` (`bad_arguments`) where no tool has the name, or a box can't be read.
    """
    ways = [way for way in _ways(name, tools) if not paper or way[1] is None or way[1].paper == paper]
    if not ways:
        raise ToolError("bad_arguments", f"There is no tool {name!r}; there are {', '.join(t.name for t in tools)}.")
    if paper:
        ways.sort(key=lambda way: way[1] is None)
    tool, alias = max(ways, key=lambda way: len(arguments.keys() & _theirs(*way)))
    return tool, dict(arguments) if alias is None else _to_ours(tool, alias, arguments, size_of)


def as_paper(
    tool: Tool, arguments: Mapping[str, Any], paper: str, size_of: SizeOf | None = None
) -> tuple[str, dict[str, Any]]:
    """The paper's name of a tool and its arguments in the paper's form; ours where the paper has no such tool.

    Raises `ValueError` where the paper has no form for it, such as two queries where it takes one.
    """
    alias = next((alias for alias in tool.aliases if alias.paper == paper), None)
    return (tool.name, dict(arguments)) if alias is None else (alias.name, _to_theirs(tool, alias, arguments, size_of))


def schemas_for(paper: str, tools: Sequence[Tool]) -> list[dict[str, Any]]:
    """The tools as a paper would offer them.

    Those that it doesn't have as ours, unless their name means something else there (OpenSearch-VL's `image_search`).
    """
    told = []
    taken = {alias.name for tool in tools for alias in tool.aliases if alias.paper == paper}
    for tool in tools:
        schema = tool.schema()
        alias = next((alias for alias in tool.aliases if alias.paper == paper), None)
        if alias is None and tool.name in taken:
            continue
        if alias is not None:
            schema["function"]["name"] = alias.name
            schema["function"]["parameters"] = _renamed(tool, alias, schema["function"]["parameters"])
        told.append(schema)
    return told


def papers(tools: Sequence[Tool]) -> tuple[str, ...]:
    """The papers that any of the tools has a name in."""
    return tuple(dict.fromkeys(alias.paper for tool in tools for alias in tool.aliases))


def _ways(name: str, tools: Sequence[Tool]) -> list[tuple[Tool, Alias | None]]:
    """How a name may be meant: ours, a paper's, and ours with a paper's arguments."""
    ours: list[tuple[Tool, Alias | None]] = [(tool, None) for tool in tools if tool.name == name]
    theirs = [(tool, alias) for tool in tools for alias in tool.aliases if alias.name == name]
    mixed = [(tool, alias) for tool, _ in ours for alias in tool.aliases if alias.name != name]
    return [*ours, *theirs, *mixed]


def _theirs(tool: Tool, alias: Alias | None) -> set[str]:
    """The argument names of one way."""
    if alias is None:
        return set(tool.arguments.model_fields)
    named = {name for theirs, _ in alias.arguments for name in _names(theirs)}
    return named | (set(tool.arguments.model_fields) - {ours for _, ours in alias.arguments})


def _names(theirs: str) -> list[str]:
    return theirs.removesuffix("[]").split(",")


def _mapping(tool: Tool, alias: Alias) -> list[tuple[str, str]]:
    """Every argument of the alias as (theirs, ours), in our order, those that mean nothing to us last."""
    given = {ours: theirs for theirs, ours in alias.arguments if ours}
    mapped = [(given.get(ours, ours + "[]" * _is_list(tool, ours)), ours) for ours in tool.arguments.model_fields]
    return mapped + [(theirs, ours) for theirs, ours in alias.arguments if not ours]


def _to_ours(tool: Tool, alias: Alias, arguments: Mapping[str, Any], size_of: SizeOf | None) -> dict[str, Any]:
    left, made = dict(arguments), dict[str, Any]()
    for theirs, ours in _mapping(tool, alias):
        names = _names(theirs)
        if not set(names) & left.keys():
            continue
        if missing := [name for name in names if name not in left]:
            raise ToolError(
                "bad_arguments", f"{missing[0]} is missing: {alias.name} takes {', '.join(names)} together."
            )
        values = [left.pop(name) for name in names]
        if not ours:
            continue
        value = values if len(names) > 1 else values[0]
        if _is_box(tool, ours):
            if theirs.endswith("[]") and isinstance(value, list) and len(value) == 1:
                value = value[0]
            value = _box_to_ours(value, alias, tool, ours, made, size_of)
        elif _is_list(tool, ours) and not theirs.endswith("[]") and not isinstance(value, list):
            value = [value]
        made[ours] = value
    return made | left


def _to_theirs(tool: Tool, alias: Alias, arguments: Mapping[str, Any], size_of: SizeOf | None) -> dict[str, Any]:
    made = dict[str, Any]()
    for theirs, ours in _mapping(tool, alias):
        if ours not in arguments:
            continue
        value, names = arguments[ours], _names(theirs)
        if value is not None and _is_box(tool, ours):
            value = _box_to_theirs(value, alias, arguments, size_of)
            value = [value] if theirs.endswith("[]") else value
        elif isinstance(value, list | tuple) and _is_list(tool, ours) and not theirs.endswith("[]"):
            if len(value) != 1:
                raise ValueError(f"{alias.name} of {alias.paper} takes one {theirs}, not {len(value)}")
            value = value[0]
        if len(names) > 1 and value is not None:
            made |= dict(zip(names, value, strict=True))
        elif len(names) == 1:
            made[names[0]] = value
    return made


def _box_to_ours(
    value: Any, alias: Alias, tool: Tool, ours: str, made: Mapping[str, Any], size_of: SizeOf | None
) -> Any:
    """Pixels x0, y0, x1, y1. What isn't four numbers is left for the tool's own check to tell."""
    if not _is_numbers(value):
        return value
    x0, y0, x1, y1 = value
    if alias.box == "xywh":
        x1, y1 = x0 + x1, y0 + y1
    elif alias.box == "normalised":
        width, height = _size(made, size_of)
        scale = 1000 if max(value) > 1 else 1
        x0, y0, x1, y1 = x0 * width / scale, y0 * height / scale, x1 * width / scale, y1 * height / scale
    whole = _items(tool, ours).get("type") == "integer"
    return [round(side) if whole else _plain(round(side, 2)) for side in (x0, y0, x1, y1)]


def _box_to_theirs(value: Any, alias: Alias, arguments: Mapping[str, Any], size_of: SizeOf | None) -> Any:
    if not _is_numbers(value):
        raise ValueError(f"{value!r} is no box of four numbers")
    x0, y0, x1, y1 = value
    if alias.box == "xywh":
        return [x0, y0, _plain(round(x1 - x0, 2)), _plain(round(y1 - y0, 2))]
    if alias.box == "normalised":
        width, height = _size(arguments, size_of)
        shares = (x0 / width, y0 / height, x1 / width, y1 / height)
        return [round(share, DIGITS) for share in shares]
    return [x0, y0, x1, y1]


def _size(arguments: Mapping[str, Any], size_of: SizeOf | None) -> tuple[int, int]:
    image = str(arguments.get("image", "img_1"))
    if size_of is None:
        raise ToolError("bad_arguments", "A box in shares needs the size of its image.")
    return size_of(f"img_{image}" if image.isdigit() else image)


def _is_numbers(value: Any) -> bool:
    """Whether it is four numbers that can be reckoned with: of sides near the largest float the sum is infinite."""
    numbers = isinstance(value, list | tuple) and len(value) == 4
    return numbers and all(type(side) in (int, float) and abs(side) <= MOST_PIXELS for side in value)


def _plain(number: float) -> float:
    return int(number) if number == int(number) else number


def _is_box(tool: Tool, ours: str) -> bool:
    return ours in ("bbox", "box")


def _is_list(tool: Tool, ours: str) -> bool:
    return _shape(tool, ours).get("type") == "array" and not _is_box(tool, ours)


def _items(tool: Tool, ours: str) -> dict[str, Any]:
    shape = _shape(tool, ours)
    items: dict[str, Any] = shape.get("items") or (shape.get("prefixItems") or [{}])[0]
    return items


def _shape(tool: Tool, ours: str) -> dict[str, Any]:
    """A field's JSON schema, seen through `null` as the other choice."""
    shape = _properties(tool.arguments).get(ours, {})
    return next((choice for choice in shape.get("anyOf", ()) if choice.get("type") == "array"), shape)


@cache
def _properties(arguments: type[BaseModel]) -> dict[str, dict[str, Any]]:
    told: dict[str, dict[str, Any]] = arguments.model_json_schema().get("properties", {})
    return told


def _renamed(tool: Tool, alias: Alias, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """A JSON schema with the paper's arguments in the place of ours."""
    properties, required = dict[str, Any](), list[str]()
    for theirs, ours in _mapping(tool, alias):
        if not ours:
            continue
        told, names = dict(parameters["properties"][ours]), _names(theirs)
        if _is_box(tool, ours):
            told["description"] = f"{told.get('description', '').rstrip('.')} ({_FORMS[alias.box]})."
        if len(names) > 1:
            properties |= {name: {"type": "number", "description": f"{name} of the box"} for name in names}
        elif _is_list(tool, ours) and not theirs.endswith("[]"):
            properties[names[0]] = {**_items(tool, ours), "description": told.get("description", "")}
        elif _is_box(tool, ours) and theirs.endswith("[]"):
            properties[names[0]] = {"type": "array", "items": told, "description": told["description"]}
        else:
            properties[names[0]] = told
        required += names if ours in parameters.get("required", ()) else []
    return {**parameters, "properties": properties, "required": required}


_FORMS = {
    "xyxy": "pixels: left, top, right, bottom",
    "xywh": "pixels: left, top, width, height",
    "normalised": "left, top, right, bottom as shares of the picture's sides, 0 to 1",
}
