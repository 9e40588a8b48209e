"""What is noted of batches, so that a killed run pays for none twice: a JSON file each, below `<catalog>/calls`.

    batches/gpt-5-mini-3f2a91c0/0b6e….json
    → {"name": "0b6e…", "file": "file-abc", "batch": "batch_xyz", "created": 1767225600.0, "lines": ["9f3c…", …]}

The order decides: the requests are uploaded, which costs nothing; the note is written with the file's name; the batch
is created from that file; the note gets the batch's name. A note without one tells what to look for at the server: a
batch made of that file. All of it happens under a file lock, which a killed process frees, so a note without a batch
that is seen under the lock is nobody's work in progress.

A note is kept until all of its lines were handed to callers and the engine is closed, because a reply is safe only once
its caller has put it into the call cache. What was handed out of a batch with other lines left is struck from the note
then. After 30 days a note goes in any case: servers keep a batch's files no longer.
"""

import asyncio
import fcntl
import json
import os
import time
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from synthloom.engines.calls.call_file import make_folder, sync

KEPT_SECONDS = 30 * 86400
LOCK_POLL_SECONDS = 0.05


@dataclass(frozen=True)
class Note:
    """One batch, from the upload of its requests on."""

    name: str
    """Ours; it goes along as the batch's metadata, for whoever looks at the server's list."""
    file: str
    """The server's name for the uploaded requests."""
    batch: str
    """The server's name for the batch; empty until it is known."""
    created: float
    """Seconds since 1970, by our clock."""
    lines: tuple[str, ...]
    """The `custom_id`s of requests whose replies nobody has got yet."""


class BatchLog:
    """The notes of one model at one address."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._read: set[str] = set()

    @asynccontextmanager
    async def alone(self) -> AsyncIterator[None]:
        """Hold the lock that all processes share: one of them at a time reads notes and submits."""
        make_folder(self.folder)
        with (self.folder / "lock").open("a") as lock:
            # Polled, because a thread that waits for a lock can't be cancelled.
            while not _locked(lock.fileno()):
                await asyncio.sleep(LOCK_POLL_SECONDS)
            yield

    def unread(self) -> list[Note]:
        """Notes whose batch this object hasn't told of before, oldest first; expired ones are removed."""
        notes = []
        for path in self.folder.glob("*.json"):
            if path.stem in self._read:
                continue
            fields = json.loads(path.read_bytes())
            note = Note(**fields | {"lines": tuple(fields["lines"])})
            if note.created < time.time() - KEPT_SECONDS:
                self.remove(note)
            else:
                notes.append(note)
        self._read.update(note.name for note in notes if note.batch)
        return sorted(notes, key=lambda note: note.created)

    def write(self, note: Note) -> None:
        """Write a note durably, in place of an older state of it."""
        target = self.folder / f"{note.name}.json"
        aside = target.with_name(f"{note.name}.{uuid.uuid4().hex}.tmp")
        try:
            with aside.open("xb") as file:
                file.write(json.dumps(asdict(note)).encode())
                file.flush()
                os.fsync(file.fileno())
            aside.replace(target)
        finally:
            aside.unlink(missing_ok=True)
        sync(self.folder)
        if note.batch:
            self._read.add(note.name)

    def remove(self, note: Note) -> None:
        """Forget a batch."""
        (self.folder / f"{note.name}.json").unlink(missing_ok=True)


def _locked(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
