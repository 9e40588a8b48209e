"""Thresholds by the size of a wiki: the paper's on Wikipedia's scale, scaled ones below, and told with every record.

    thresholds("auto", 600).describe() → "small: in-degree 1..150, hubs over 150"

OpenSearch-VL gives absolute numbers for English Wikipedia (7 million articles): seeds with an in-degree of 50 to
10,000, hubs over 10,000. Those don't shrink in proportion: the hub of a wiki of 600 would be a page with one link to
it. So `small` calls a hub what more than a quarter of all articles link to, and asks of a seed 50 × sqrt(articles /
7,000,000) links; both are choices of ours.
"""

from dataclasses import dataclass
from math import sqrt
from typing import Literal

from synthloom.schemas.relations import Stratum

Profile = Literal["auto", "wikipedia", "small"]
LARGE = 1_000_000
"""Articles from which `auto` takes the paper's numbers."""
PAPER_ARTICLES = 7_000_000


@dataclass(frozen=True)
class Thresholds:
    """What seeds, walks and gates are measured by."""

    name: Literal["wikipedia", "small"]
    seed_in_degree: tuple[int, int]
    """Both ends may be seeds."""
    hub: int
    """In-degree above which a page isn't walked to."""
    image_side: int
    """Pixels the smaller side of a picture needs."""
    need_infobox: bool
    need_picture: bool
    strata: tuple[Stratum, ...]
    """The classes seeds are drawn from; the empty one is "none of them"."""
    top_k: int
    """Passages among which one search must not find the answer's page."""
    walks: int
    """Paths drawn from a seed."""
    questions: int
    """Most questions made of a seed."""

    def describe(self) -> str:
        """`small: in-degree 1..150, hubs over 150`."""
        low, high = self.seed_in_degree
        return f"{self.name}: in-degree {low}..{high}, hubs over {self.hub}"


_STRATA: tuple[Stratum, ...] = ("person", "building", "location", "organism", "artifact")


def thresholds(profile: Profile, articles: int) -> Thresholds:
    """The thresholds of a profile for a wiki of so many articles.

    `small`: hub = a quarter of the articles, from 10 to 10,000; seeds from 50 × sqrt(articles / 7,000,000), at least 1,
    up to the hub cut; a picture of 150 pixels; an infobox and a picture aren't needed, pages of no class may be seeds,
    top_k is a two-hundredth of the articles, from 3 to 10, and a seed is walked from 20 times for up to 4 questions,
    since there are few:

        articles    seeds      hubs over   top_k
             100    1..25             25       3
             600    1..150           150       3
           2,000    1..500           500      10
    """
    if profile == "wikipedia" or (profile == "auto" and articles >= LARGE):
        return Thresholds("wikipedia", (50, 10_000), 10_000, 512, True, True, _STRATA, 10, 10, 1)
    scale = sqrt(articles / PAPER_ARTICLES)
    hub = min(10_000, max(10, articles // 4))
    return Thresholds(
        "small",
        (max(1, round(50 * scale)), hub),
        hub,
        150,
        False,
        False,
        (*_STRATA, ""),
        min(10, max(3, articles // 200)),
        20,
        4,
    )


def profile_of(told: str) -> Profile:
    """The profile that a record tells of in the words of `Thresholds.describe`."""
    return "wikipedia" if told.startswith("wikipedia") else "small"
