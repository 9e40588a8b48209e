"""Reservoir sampling: at most `cap` rows of every group, each row of a group equally likely.

    draw(["vg", "vg", "ocr", "vg"], cap=2, seed=0) → {0, 2, 3}

Only row numbers are held, so rows with pictures inside needn't fit in memory: a second pass takes the drawn ones.
"""

from collections.abc import Iterable
from random import Random


def draw(groups: Iterable[str], cap: int, seed: int) -> frozenset[int]:
    """The numbers of the rows to keep. A group's draw doesn't depend on the rows of other groups."""
    kept: dict[str, list[int]] = {}
    seen: dict[str, int] = {}
    randoms: dict[str, Random] = {}
    for number, group in enumerate(groups):
        if group not in kept:
            kept[group], seen[group], randoms[group] = [], 0, Random(f"{seed}:{group}")
        seen[group] += 1
        if len(kept[group]) < cap:
            kept[group].append(number)
        elif (slot := randoms[group].randrange(seen[group])) < cap:
            kept[group][slot] = number
    return frozenset(number for numbers in kept.values() for number in numbers)
