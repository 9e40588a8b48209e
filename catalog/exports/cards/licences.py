"""Licences: what is known of the licences that sources state, by name alone.

    is_unknown("Unknown") → True            no_derivatives("CC-BY-ND-4.0") → True
    hub_id("CC-BY-SA-3.0") → "cc-by-sa-3.0" address("CC-BY-SA-3.0") → "https://creativecommons.org/licenses/by-sa/3.0/"
    licensed(version, "all") → [Licensed("wikispeedia", "GFDL-1.2", "25bbdf205121045d", rows=104)]

A licence is what a row's `licence` says, as its publisher wrote it. Nothing here is legal advice: whether data made out
of a source may be published is decided by who publishes it, and these are the facts that it takes.
"""

import re
from typing import NamedTuple

from synthloom.catalog.versions import Version

UNKNOWN = ("", "unknown", "none", "noassertion", "n/a")
"""What says that a licence isn't known; `NONE` and `NOASSERTION` are SPDX's own words for it."""
HUB_IDS = {
    *("apache-2.0", "mit", "bsd-3-clause", "odc-by", "odbl", "pddl", "cdla-permissive-2.0", "cdla-sharing-1.0"),
    *("cc", "cc0-1.0", "cc-by-2.0", "cc-by-2.5", "cc-by-3.0", "cc-by-4.0", "cc-by-sa-3.0", "cc-by-sa-4.0"),
    *("cc-by-nc-2.0", "cc-by-nc-3.0", "cc-by-nc-4.0", "cc-by-nc-sa-2.0", "cc-by-nc-sa-3.0", "cc-by-nc-sa-4.0"),
    *("cc-by-nd-4.0", "cc-by-nc-nd-3.0", "cc-by-nc-nd-4.0", "gfdl", "unknown"),
}
"""Those of the Hub's licence ids that picture and question sets carry; any other is `other` with its own name."""
ADDRESSES = {
    "apache-2.0": "https://www.apache.org/licenses/LICENSE-2.0",
    "cc0-1.0": "https://creativecommons.org/publicdomain/zero/1.0/",
    "odc-by": "https://opendatacommons.org/licenses/by/1-0/",
    "odbl": "https://opendatacommons.org/licenses/odbl/1-0/",
}
SPDX = re.compile(r"(apache|mit|bsd|gfdl|gpl|lgpl|agpl|mpl|odc|odbl|pddl|cdla|isc|unlicense|artistic)[\w.+-]*", re.I)
COMMONS = re.compile(r"cc-(by(?:-nc)?(?:-nd|-sa)?)-([1-4]\.[05])", re.I)


class Licensed(NamedTuple):
    """How many rows of a version come from a source under a licence."""

    source: str
    licence: str
    revision: str
    rows: int


def licensed(version: Version, split: str = "all") -> list[Licensed]:
    """The sources of the rows of a split, or of all, the largest first."""
    import duckdb

    query = (
        "SELECT source, coalesce(licence, ''), revision, count(*) FROM read_parquet($1) "
        "WHERE $2 IN ('all', split) GROUP BY ALL ORDER BY count(*) DESC, 1, 2, 3"
    )
    with duckdb.connect() as duck:
        found = duck.execute(query, [version.files("data"), split]).fetchall()
    return [Licensed(*row) for row in found]


def is_unknown(licence: str) -> bool:
    """Whether it says that nobody knows."""
    return licence.strip().lower() in UNKNOWN


def no_derivatives(licence: str) -> bool:
    """Whether it forbids passing on changed works."""
    return "nd" in _words(licence) or "noderivatives" in "".join(_words(licence))


def non_commercial(licence: str) -> bool:
    """Whether it forbids commercial use."""
    return "nc" in _words(licence) or "noncommercial" in "".join(_words(licence))


def hub_id(licence: str) -> str:
    """What the Hub calls it; empty where it has no id for it."""
    name = licence.strip().lower()
    name = "gfdl" if name.startswith("gfdl") else name
    return name if name in HUB_IDS else ""


def address(licence: str) -> str:
    """Where its text is; empty where the name isn't one of SPDX's."""
    name = licence.strip()
    if name.lower() in ADDRESSES:
        return ADDRESSES[name.lower()]
    if common := COMMONS.fullmatch(name):
        return f"https://creativecommons.org/licenses/{common[1].lower()}/{common[2]}/"
    return f"https://spdx.org/licenses/{name}.html" if SPDX.fullmatch(name) else ""


def _words(licence: str) -> list[str]:
    return re.split(r"[^a-z0-9]+", licence.lower())
