"""The call log: model calls as a reader sees them, from `<catalog>/calls/calls.sqlite`, which the engines write.

read_calls(catalog, ["5e1f…"]) → {"5e1f…": {"model": "Qwen/Qwen3-VL-8B-Instruct", "prompt": "user: Which …", …}}
"""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pyarrow as pa

COUNTS = ("tokens_in", "tokens_out", "tokens_cached", "tokens_reasoning")
COLUMNS = ("key", "engine", "model", "request", "reply", "reasoning", *COUNTS, "cost")
SCHEMA = pa.schema(
    [(name, pa.string()) for name in ("key", "engine", "model", "prompt", "reply", "reasoning")]
    + [*((name, pa.int64()) for name in COUNTS), ("cost", pa.float64())]
)
BATCH = 1_000


def read_calls(catalog: Path, keys: Sequence[str]) -> dict[str, dict[str, Any]]:
    """The calls of these keys that are stored."""
    found: dict[str, dict[str, Any]] = {}
    with closing(_open(catalog)) as calls:
        for key in keys:
            for row in calls.execute(f"{_select(calls)} WHERE key = ?", (key,)):
                found[key] = _call(row)
    return found


def all_calls(catalog: Path) -> pa.RecordBatchReader:
    """Every stored call, streamed."""

    def batches() -> Iterator[pa.RecordBatch]:
        with closing(_open(catalog)) as calls:
            cursor = calls.execute(f"{_select(calls)} ORDER BY key")
            while rows := cursor.fetchmany(BATCH):
                yield pa.RecordBatch.from_pylist([_call(row) for row in rows], schema=SCHEMA)

    return pa.RecordBatchReader.from_batches(SCHEMA, batches())


def _open(catalog: Path) -> sqlite3.Connection:
    """The store, or an empty one.

    Opened for writing too, because after a kill the first reader must roll its journal back, and for any thread,
    because DuckDB draws from a stream in one of its own.
    """
    path = catalog / "calls" / "calls.sqlite"
    connection = sqlite3.connect(path if path.exists() else ":memory:", timeout=60, check_same_thread=False)
    if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'calls'").fetchall():
        connection.close()
        connection = sqlite3.connect(":memory:", check_same_thread=False)
        connection.execute(f"CREATE TABLE calls ({', '.join(COLUMNS)})")
    return connection


def _select(calls: sqlite3.Connection) -> str:
    """Columns that a file of an older version lacks are empty; only who writes it adds them."""
    there = {column for _, column, *_ in calls.execute("PRAGMA table_info(calls)")}
    return f"SELECT {', '.join(column if column in there else f'NULL AS {column}' for column in COLUMNS)} FROM calls"


def _call(row: tuple[Any, ...]) -> dict[str, Any]:
    call = dict(zip(COLUMNS, row, strict=True))
    request = json.loads(call.pop("request"))
    reasoning = json.loads(call["reply"])["reasoning"] if request.get("kind") == "turn" else call["reasoning"]
    return {**call, "prompt": _prompt(request), "reasoning": reasoning or ""}


def _prompt(request: dict[str, Any]) -> str:
    """A request as a person reads it: turns with their roles, pictures by hash."""
    if "text" in request:
        return str(request["text"])
    if "messages" not in request:
        return f"{request['prompt']}\n[image {request['image']}]"
    return "\n\n".join(f"{message['role']}: " + "\n".join(_lines(message)) for message in request["messages"])


def _lines(message: dict[str, Any]) -> Iterator[str]:
    for part in message["parts"]:
        yield part["text"] if "text" in part else f"[image {part['media']}]"
    for call in message.get("calls", ()):
        yield f"[call {call['name']} {call['arguments']}]"
