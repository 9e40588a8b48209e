"""How one rollout of the scripted policy goes about things, so that several of one question differ.

habits(Random(7), rollout=1) → Habits(opening=1, detail="full", broad=False, visits=0.7, curious=True, …)
"""

from dataclasses import dataclass
from random import Random
from typing import Literal

Detail = Literal["short", "plain", "full"]


@dataclass(frozen=True)
class Habits:
    """Leanings of one rollout."""

    opening: int
    """Which of the ways to begin is tried first."""
    detail: Detail
    broad: bool
    """Whether all clues are searched at once first."""
    visits: float
    """How likely a page is opened where a search would do too."""
    curious: bool
    """Whether another candidate is tried before the right one."""
    verifies: bool
    several: bool
    """Whether two queries go into one search."""
    top_k: int


def habits(random: Random, rollout: int) -> Habits:
    """The leanings of a rollout."""
    return Habits(
        opening=rollout,
        detail=random.choices(("short", "plain", "full"), (2, 5, 3))[0],
        broad=random.random() < 0.18,
        visits=random.choice((0.35, 0.6, 0.85)),
        curious=random.random() < 0.4,
        verifies=random.random() < 0.3,
        several=random.random() < 0.25,
        top_k=random.choice((3, 5, 5, 8)),
    )
