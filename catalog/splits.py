"""Splits: which of sft, rl and test a group belongs to, by hash of its id alone.

    split_of("9f2c41d07be3a5518d60", {"sft": 0.7, "rl": 0.2, "test": 0.1}) → "sft"

No state and no counting: a group keeps its split in every version, on every machine, whatever else is in the dataset.
"""

import hashlib
from collections.abc import Mapping

SPLITS = ("test", "rl", "sft")
"""Their order on the unit interval: moving shares between sft and rl never moves a row into or out of test."""
LEFT_OUT = "left_out"
"""Of exported whole rows, those that share something with a higher split or a benchmark; no split of the catalog."""


def split_of(group_id: str, fractions: Mapping[str, float]) -> str:
    """The split of a group: its point on the unit interval, cut at the fractions."""
    check_fractions(fractions)
    point = int.from_bytes(hashlib.sha256(f"split:{group_id}".encode()).digest()[:8]) / 2**64
    edge, last = 0.0, ""
    for split in SPLITS:
        share = fractions.get(split, 0.0)
        edge += share
        if share > 0:
            last = split
            if point < edge:
                break
    return last


def check_fractions(fractions: Mapping[str, float]) -> None:
    """Raise ValueError unless the fractions are of known splits, not negative, and sum to 1."""
    unknown = sorted(set(fractions) - set(SPLITS))
    if unknown or any(share < 0 for share in fractions.values()) or abs(sum(fractions.values()) - 1) > 1e-9:
        raise ValueError(f"splits {dict(fractions)}: expected shares of sft, rl and test that sum to 1")
