"""What a proof's query compares with, read from DuckDB's own parse of it.

    "SELECT title FROM pages WHERE type IN ('river', '') AND contains(said, ' 1822 ')"
    → Query(texts=(" 1822 ",), numbers=(), kinds=("river", ""))
    "SELECT title FROM pages LIMIT 1"    → "limit_modifier": it would hide that others fit
    "SELECT title FROM read_csv('…')"    → "table_function"

A proof may be run again on any machine, so it may read nothing but the corpus, and it must say what the description
says: what it compares with is returned, for the caller to look for.
"""

import json
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, NamedTuple

from synthloom.schemas.corpus import Corpus


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


VIEWS = _names("pages facts links aliases")
COLUMNS = _names(
    "node title type stratum in_degree excluded said relation value key target target_title origin source source_title "
    "alias"
)
FUNCTIONS = _names(
    "contains starts_with ends_with prefix suffix lower upper trim length strip_accents concat || list_contains "
    "list_has array_contains ~~ !~~ ~~* !~~* regexp_matches regexp_full_match coalesce"
)
"""All without effect and with one result; anything else isn't needed to say what a page is."""
TABLES = _names("BASE_TABLE")
"""No joins: a forged one of every page with every other would never end, and membership says as much."""
NODES = TABLES | _names("SELECT_NODE SET_OPERATION_NODE ORDER_MODIFIER DISTINCT_MODIFIER")
CLASSES = _names("COLUMN_REF CONSTANT COMPARISON CONJUNCTION OPERATOR FUNCTION SUBQUERY BETWEEN CAST STAR")
TITLES = _names("title source_title target_title")


class Query(NamedTuple):
    """The constants of a query."""

    texts: tuple[str, ...]
    numbers: tuple[str, ...]
    kinds: tuple[str, ...]
    """What a type or stratum may be; one that it may not be is in `texts`."""


def read_query(query: str, corpus: Corpus) -> Query | str:
    """A query's constants, or what it may not have. The corpus's database parses it and doesn't run it."""
    return _read(str(corpus.sql("SELECT json_serialize_sql(?)", [query])[0][0]))


@lru_cache(maxsize=256)
def _read(serialized: str) -> Query | str:
    parsed: dict[str, Any] = json.loads(serialized)
    if parsed.get("error"):
        return str(parsed.get("error_message", "unreadable"))
    if len(parsed["statements"]) != 1:
        return f"{len(parsed['statements'])} statements"
    top = parsed["statements"][0]["node"]
    parts = list(_parts(top, negated=False))
    if fault := _selects_titles(top) or next((fault for part in parts if (fault := _fault(part))), ""):
        return fault
    constants = [_constant(part) for part in parts if part.get("class") == "CONSTANT"]
    texts = tuple(text for kind, text in constants if kind == "STRING")
    plain = ("", "none", "true", "false", "null")
    numbers = tuple(text for kind, text in constants if kind != "STRING" and text.lower() not in plain)
    return Query(texts, numbers, tuple(text for part in parts if _is_kind(part) for text in _compared(part)))


def _selects_titles(node: dict[str, Any]) -> str:
    """Empty if each row is a title as the view has it, so that none is made up or merged."""
    if node["type"] == "SET_OPERATION_NODE":
        sides = node.get("children") or [node["left"], node["right"]]
        return next((fault for side in sides if (fault := _selects_titles(side))), "")
    columns = node.get("select_list", [])
    if len(columns) != 1 or columns[0]["class"] != "COLUMN_REF" or columns[0]["column_names"][-1] not in TITLES:
        return "selects no plain title"
    return ""


def _parts(node: Any, negated: bool) -> Iterator[dict[str, Any]]:
    """A parsed query's nodes, but for what lies in a constant or in a comparison with a kind."""
    if isinstance(node, list):
        for child in node:
            yield from _parts(child, negated)
    elif isinstance(node, dict) and not (negated and _is_kind(node)):
        yield node
        if node.get("class") != "CONSTANT" and not _is_kind(node):
            negated = negated or node.get("type") == "OPERATOR_NOT" or node.get("setop_type") == "EXCEPT"
            for child in node.values():
                yield from _parts(child, negated)
    elif isinstance(node, dict):
        for child in node.values():
            yield from _parts(child, negated)


def _is_kind(node: dict[str, Any]) -> bool:
    """Whether a node is `type = '…'` or `type IN ('…', …)`, or the same of `stratum`."""
    if node.get("type") not in ("COMPARE_EQUAL", "COMPARE_IN"):
        return False
    column, *values = node.get("children") or [node["left"], node["right"]]
    named = column["class"] == "COLUMN_REF" and column["column_names"][-1] in ("type", "stratum")
    return named and all(value["class"] == "CONSTANT" for value in values)


def _compared(node: dict[str, Any]) -> Iterator[str]:
    for value in node.get("children", [])[1:] or [node.get("right", {})]:
        yield _constant(value)[1]


def _fault(node: dict[str, Any]) -> str:
    """What a node is that may not be; empty where it may."""
    kind, name = str(node.get("type", "")), str(node.get("class", ""))
    if name not in CLASSES | {""}:
        return name.lower()
    if name == "FUNCTION" and str(node["function_name"]).lower() not in FUNCTIONS:
        return f"function {node['function_name']}"
    if name == "COLUMN_REF" and node["column_names"][-1] not in COLUMNS:
        return f"column {node['column_names'][-1]}"
    if "from_table" in node and node["from_table"]["type"] not in TABLES:
        return str(node["from_table"]["type"]).lower()
    if kind == "BASE_TABLE" and (node["table_name"] not in VIEWS or node["schema_name"] or node["catalog_name"]):
        return f"table {node['table_name']}"
    if not name and kind.endswith(("_NODE", "_MODIFIER", "TABLE", "FUNCTION", "PIVOT")) and kind not in NODES:
        return kind.lower()
    if node.get("cte_map", {}).get("map"):
        return "with"
    return "sample or qualify" if node.get("sample") or node.get("qualify") else ""


def _constant(node: dict[str, Any]) -> tuple[str, str]:
    """Kind and text. DuckDB has written a `literal` since version 2 and a `value` before."""
    if "literal" in node:
        return str(node["literal"]["kind"]), str(node["literal"].get("text", ""))
    value = node["value"]
    return ("STRING" if value["type"]["id"] == "VARCHAR" else "OTHER"), str(value.get("value", ""))
