"""Lots: a number for each id, the same on every machine and in any order, by which rows are drawn.

draw_lots("17:", pl.Series(["a1", "b2"])) → [9182…, 377…]

Polars' own hash may change with its version, and the sample would change with it.
"""

import hashlib

import polars as pl


def draw_lots(prefix: str, ids: pl.Series) -> pl.Series:
    """64 bits of BLAKE2b over prefix and id."""
    digests = (hashlib.blake2b((prefix + row).encode(), digest_size=8).digest() for row in ids)
    return pl.Series(ids.name, [int.from_bytes(digest, "big") for digest in digests], dtype=pl.UInt64)
