"""Arguments of a call: JSON text of an object, in one line.

one_line('{ "queries": ["a"] }') → '{"queries": ["a"]}'        one_line("[1]") → None
"""

import json
from typing import Any, NoReturn

from synthloom.catalog.dialects.dialect import CannotSay, Turn


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


def of_call(turn: Turn) -> dict[str, Any]:
    """The arguments of a turn that calls. Raises `CannotSay` where they are no object."""
    value = parse(turn.arguments)
    if value is None:
        raise CannotSay(f"the arguments of {turn.tool} are no JSON object")
    return value


def _refuse(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")
