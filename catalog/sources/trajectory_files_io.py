"""Files of published trajectories to records, and records to the file they came from.

    read_file(Path("webdancer/sample_traj.jsonl")) → Trajectory(mode="imported", dialect="hermes", steps=(…)), …
    write_file(trajectories, path)                 → the same rows again, other columns included

A trajectory is only let through if it would be written as it was read (`no_round_trip` otherwise).
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain, groupby, islice
from pathlib import Path
from typing import Any

from synthloom.catalog.dialects.conversation import Spoken, write
from synthloom.catalog.dialects.dialect import CannotSay, Dialect
from synthloom.catalog.dialects.guess import guess, reads
from synthloom.catalog.dialects.known import named
from synthloom.catalog.dialects.openai import OPENAI
from synthloom.catalog.sources.pictures import Pictures
from synthloom.catalog.sources.raw import bad_row
from synthloom.catalog.sources.trajectory_files_draft import Draft, Origin
from synthloom.catalog.sources.trajectory_files_forms import open_form
from synthloom.catalog.sources.trajectory_files_openai import write_openai
from synthloom.catalog.sources.trajectory_files_rows import write_row
from synthloom.catalog.sources.trajectory_files_texts import write_text
from synthloom.schemas.steps import BadRow, Reject
from synthloom.schemas.trajectories import Trajectory

LOOKED_AT = 20
"""Conversations that a dialect is guessed from."""
_HERE = Origin("file", "", "unknown")


def read_file(
    path: Path, origin: Origin = _HERE, pictures: Pictures | None = None, dialect: Dialect | None = None
) -> Iterator[Trajectory | BadRow]:
    """The trajectories of a file, in its order. Raises `SourceError` where it holds none."""
    asked = Counter[str]()
    for _, family in groupby(open_form(path), _family):
        head = list(islice(family, LOOKED_AT))
        said = [message for draft in head if isinstance(draft, Draft) for message in draft.said]
        spoken = dialect or guess(said)
        for draft in chain(head, family):
            if isinstance(draft, BadRow):
                yield BadRow(draft.id, draft.reason, draft.detail, origin.source)
            elif "api" in draft.extras:
                yield _record(draft, origin, OPENAI, asked, pictures)
            else:
                used = spoken if dialect or reads(draft.said, spoken) else guess(draft.said)
                yield _record(draft, origin, used, asked, pictures)


def write_file(trajectories: Iterable[Trajectory], path: Path) -> None:
    """Imported trajectories as the file that they came from. Raises `ValueError` for others."""
    path.write_text(document(trajectories), encoding="utf-8")


def document(trajectories: Iterable[Trajectory]) -> str:
    """The text of that file."""
    told = [_written(trajectory) for trajectory in trajectories]
    form = told[0][1]["form"] if told else "json"
    if form == "chatml":
        return "".join(write_text(said, more["frame"]) for said, more in told)
    if form == "prompts":
        prompts = dict[str, str]()
        for said, more in told:
            prompts[more["key"]] = prompts.get(more["key"], "") + write_text(said, more["frame"])
        return json.dumps(prompts, ensure_ascii=False)
    rows = [write_openai(said, more) if "api" in more else write_row(said, more) for said, more in told]
    if form == "jsonl":
        return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    if form == "json_by_id":
        return json.dumps({more["key"]: row for (_, more), row in zip(told, rows, strict=True)}, ensure_ascii=False)
    return json.dumps(rows, ensure_ascii=False, indent=2)


def _written(trajectory: Trajectory) -> tuple[tuple[Spoken, ...], dict[str, Any]]:
    if not trajectory.extras:
        raise ValueError(f"{trajectory.id} was not imported: there is no file to write it as")
    return write(trajectory, named(trajectory.dialect)), json.loads(trajectory.extras)


def _family(draft: Draft | BadRow) -> str:
    """What shares a dialect: a file, or one prompt of a file of prompts."""
    return str(draft.extras["key"]) if isinstance(draft, Draft) and draft.extras["form"] == "prompts" else ""


def _record(
    draft: Draft, origin: Origin, dialect: Dialect, asked: Counter[str], pictures: Pictures | None
) -> Trajectory | BadRow:
    question = draft.question_in(dialect)
    try:
        made = draft.record(origin, dialect, asked[question], pictures)
        _check(made, draft, dialect)
    except Reject as reject:
        return bad_row(reject.reason, draft.where, reject.detail, [draft.where, *draft.said], origin.source)
    asked[question] += 1
    return made


def _check(made: Trajectory, draft: Draft, dialect: Dialect) -> None:
    """Rejects a trajectory that doesn't give back what it was read from."""
    try:
        said = write(made, dialect)
    except CannotSay as cannot:
        raise Reject("no_round_trip", cannot.reason) from cannot
    if said != draft.said:
        pairs = enumerate(zip(said, draft.said, strict=False))
        at = next((place for place, (ours, theirs) in pairs if ours != theirs), min(len(said), len(draft.said)))
        raise Reject("no_round_trip", f"message {at} would be written otherwise")
