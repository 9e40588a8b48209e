"""Provenance: `synthloom/version.json`, a version's manifest as it may be published beside its rows.

    provenance(version, "all") → {"format": 1, "dataset": "uni-edit", "version": 2, "content_hash": "9c1f…",
    "record_type": "EditPair", "columns": "<the Arrow schema, base64>", "recipe": {…}, "run": {…, "funnel": […]}, …}

`synthloom load` makes the version again out of it and the whole rows in `data/parquet`. What tells of this machine
stays here: folders of sources and settings lose all but their last name, addresses their user and their secret
parameters, and of a run's options and facts only those of `OPTIONS` and `RUN` are told.
"""

import base64
import os
import re
from pathlib import Path
from typing import Any

from synthloom.catalog.exports.machine import without_machine
from synthloom.catalog.reader import row_schema
from synthloom.catalog.versions import Version
from synthloom.schemas.errors import UserError

FILE = "synthloom/version.json"
RUN = ("id", "started", "recipe", "fingerprint", "sources", "funnel", "read", "kept", "rejected", "errors", "pending",
       "calls", "cost", "seconds")  # fmt: skip
OPTIONS = ("sources", "limit", "target", "models", "settings", "seed", "max_cost")
SECRET_NAMES = re.compile(r"KEY|TOKEN|SECRET|PASSWORD")
SHORTEST = 12
"""Shorter values of variables are no secrets but words that a card may well hold."""


def provenance(version: Version, split: str) -> dict[str, Any]:
    """The manifest of a version of which this split, or `all`, is published."""
    run = {name: version.run[name] for name in RUN if name in version.run}
    options = version.run.get("options") or {}
    return {
        "format": 1,
        "dataset": version.dataset,
        "version": version.version,
        "created": version.created.isoformat(),
        "record_type": version.record_type,
        "columns": base64.b64encode(row_schema(version).remove_metadata().serialize()).decode(),
        "split": split,
        "rows": version.rows,
        "split_rows": version.split_rows,
        "splits": version.splits,
        "content_hash": version.content_hash,
        "parents": list(version.parents),
        "cost": version.cost,
        "recipe": without_machine(version.recipe),
        "run": without_machine({**run, "options": {name: options[name] for name in OPTIONS if name in options}}),
    }


def check_secrets(folder: Path, token: str) -> None:
    """Raise `UserError` where a text file holds the token or the value of a variable that is named like a secret."""
    named = {name: value for name, value in os.environ.items() if SECRET_NAMES.search(name.upper())}
    secrets = {"the Hugging Face token": token, **{f"${name}": value for name, value in named.items()}}
    secrets = {name: value for name, value in secrets.items() if len(value) >= SHORTEST}
    for path in sorted(folder.rglob("*")):
        if path.suffix in (".md", ".json", ".jsonl", ".py", ".yaml"):
            with path.open(encoding="utf-8", errors="replace") as lines:
                found = next((name for line in lines for name, value in secrets.items() if value in line), "")
            if found:
                raise UserError(
                    f"{path.relative_to(folder)} would hold the value of {found}, so nothing was sent; take it out of "
                    "the rows, settings or sources that it stands in"
                )
