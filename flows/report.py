"""What a run tells of itself: the report that `run --json` prints, and the manifest that stays in `runs/`."""

import json
import os
import socket
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel

from synthloom.catalog.durable import write_durably


class Report(BaseModel):
    """What `run --json` prints; read, kept, rejected, errors and pending count source rows."""

    dataset: str
    version: int | None = None
    rows: int = 0
    content_hash: str | None = None
    catalog: str
    status: Literal["committed", "unchanged", "failed"] = "failed"
    stopped: Literal["exhausted", "target", "budget"] = "exhausted"
    error: str | None = None
    read: int = 0
    kept: int = 0
    rejected: int = 0
    errors: int = 0
    pending: int = 0
    calls: int = 0
    """Sent by this command, for the parent's dataset too; so are the tokens and `cost`."""
    tokens_in: int = 0
    tokens_out: int = 0
    tokens_cached: int = 0
    tokens_reasoning: int = 0
    cost: float | None = None
    """USD that this command spent; None where a price is unknown."""
    cost_of_version: float | None = None
    """USD of all calls that the version's steps used, whenever they were paid; those of rejected rows too."""
    cost_per_row: float | None = None
    """`cost_of_version` for each accepted row."""
    seconds: float = 0.0
    funnel: list[dict[str, Any]] = []


@dataclass
class Manifest:
    """A run's own record, `runs/ID.json`: written when it starts and again when it ends."""

    catalog: Path
    asked: dict[str, Any]
    """Recipe, fingerprint, sources and options."""
    started: datetime = field(default_factory=lambda: datetime.now(UTC))
    unique: str = field(default_factory=lambda: uuid.uuid4().hex[:6])

    @property
    def about(self) -> dict[str, Any]:
        """Which run it is and what it was asked for."""
        name = f"{self.started:%Y%m%dT%H%M%S}-{self.unique}"
        return {"id": name, "started": self.started.isoformat(), **self.asked}

    def write(self, status: str, report: Report) -> None:
        """Write the manifest. `pid` and `host` tell later readers whether a run that says running still is."""
        ended = None if status == "running" else datetime.now(UTC).isoformat()
        where = {"pid": os.getpid(), "host": socket.gethostname()}
        manifest = {**self.about, **where, "ended": ended, "status": status, "report": report.model_dump()}
        data = json.dumps(manifest, indent=1).encode()
        write_durably(self.catalog / "runs" / f"{manifest['id']}.json", data)
