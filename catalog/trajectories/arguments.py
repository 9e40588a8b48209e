"""Arguments of a call as JSON text, which agents write and which therefore may be anything.

one_line('{ "queries": ["a"] }') → '{"queries": ["a"]}'        one_line("[1]") → None        parse("{") → None
values('{"image": "img_1", "bbox": [1, 2]}')                   → [1, 2, "img_1"]
"""

import json
from collections.abc import Iterator
from typing import Any, NoReturn


def one_line(text: str) -> str | None:
    """JSON text of an object in one spelling, its order kept; None where it is none."""
    value = parse(text)
    return None if value is None else dump(value)


def parse(text: str) -> dict[str, Any] | None:
    """The object of a JSON text; None where it is none, or holds what JSON or UTF-8 has no form for."""
    value = load(text)
    return value if isinstance(value, dict) else None


def load(text: str) -> Any:
    """The value of a JSON text; None where it is none, or holds what JSON or UTF-8 has no form for."""
    try:
        value = json.loads(text, parse_constant=_refuse)
        dump(value).encode()
    except (ValueError, RecursionError):
        return None
    return value


def dump(value: Any) -> str:
    """A value as JSON text in one line. Raises `ValueError` for numbers that JSON has no form for."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def values(text: str) -> list[Any]:
    """The texts, numbers and truth values in arguments, by name; none where they are no JSON."""
    return list(_inner(load(text)))


def _inner(value: Any) -> Iterator[Any]:
    if isinstance(value, dict | list):
        for inner in (value[name] for name in sorted(value)) if isinstance(value, dict) else value:
            yield from _inner(inner)
    elif value is not None:
        yield value


def _refuse(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")
