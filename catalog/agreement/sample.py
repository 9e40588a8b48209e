"""Rows for people to label, without the verdict: as many rejected as kept ones, spread over the scores.

    write_sample(version, "quality", 100, Path("labels.csv")) → Sampled(kept=50, rejected=50, without_text=0)

    id,label,question,answer,instruction,image,edited_image
    0b6d…,,How many dogs are there?,3,"Count the dogs, …",/home/me/data/media/3f/3f2a….png,/home/me/data/media/9c/…

Labels on rows as they come would be nearly all `yes` for a step that keeps most. Content is what the run left in
`work/` of the steps before, or else what the version has; where neither has a row, its cells stay empty. Only columns
that all rows have are shown: one that later steps added would tell which were kept.
"""

import csv
import hashlib
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from synthloom.catalog.agreement.verdicts import SaidOf, read_verdicts
from synthloom.catalog.content_hash import is_media
from synthloom.catalog.reader import readable, show_value
from synthloom.catalog.versions import Version
from synthloom.schemas.errors import UserError

TOLD = frozenset(
    {"outcome", "judged_by", "stopped", "critique", "engine", "writer", "classifier", "policy", "score", "process"}
    | {"pass_rate", "rollouts", "pass_rate_without_tools", "tool_benefit", "fatal_step", "reflections", "tokens"}
)
"""Columns that give away what a judge or a rule said before: the person shouldn't know."""
BOOKKEEPING = frozenset(
    {"group_id", "split", "source", "revision", "licence", "corpus", "corpus_name", "language", "profile", "task_id"}
    | {"mode", "dialect", "environment", "extras", "tools", "messages", "variant", "anchor_choice"}
    | {"path", "proofs", "rewriting", "regions", "asked", "edited_boxes", "plan", "backends", "degradation"}
)
LONGEST = 30_000
"""Characters of a cell: spreadsheets cut at 32,767."""
RUNS = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for a formula when a cell begins with it; a row's text must not run."""


@dataclass(frozen=True)
class Sampled:
    """What was written."""

    kept: int
    rejected: int
    without_text: int


def write_sample(version: Version, step: str, count: int, path: Path) -> Sampled:
    """Write a CSV with an empty column `label`. Raises `UserError`; never writes over a file."""
    if path.suffix.lower() != ".csv":
        raise UserError(f"--out {path} would hold CSV; give it a name that ends in .csv")
    said = read_verdicts(version, step).said
    kept, rejected = (_spread({i: one for i, one in said.items() if one.kept is side}) for side in (True, False))
    half = min(len(rejected), max(count // 2, count - len(kept)))
    chosen = [*_evenly(kept, count - half), *_evenly(rejected, half)]
    # In an order that has nothing to do with the verdict.
    chosen.sort(key=lambda id_: hashlib.sha256(f"{step} {id_}".encode()).digest())
    rows = _rows(version, step, chosen)
    names = [name for name in next(iter(rows.values()), {}) if all(name in row for row in rows.values())]
    names = [name for name in names if any(row[name] for row in rows.values())]
    sheet = io.StringIO()
    lines = csv.writer(sheet)
    lines.writerow(["id", "label", *names])
    lines.writerows([id_, "", *(rows.get(id_, {}).get(name, "") for name in names)] for id_ in chosen)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8-sig", newline="") as file:  # the mark, or Excel reads UTF-8 as its own
            file.write(sheet.getvalue())
    except FileExistsError:
        raise UserError(f"{path} exists, and may hold labels; name another file for --out") from None
    except OSError as error:
        raise UserError(f"{path} can't be written: {error.strerror}; name a file in a folder of yours") from None
    taken = sum(said[id_].kept for id_ in chosen)
    return Sampled(taken, len(chosen) - taken, sum(id_ not in rows for id_ in chosen))


def _spread(said: Mapping[str, SaidOf]) -> list[str]:
    """Ids by score, those of one score in an order that says nothing."""
    return sorted(said, key=lambda id_: (said[id_].score or 0.0, hashlib.sha256(id_.encode()).digest()))


def _evenly(ids: Sequence[str], count: int) -> list[str]:
    """So many of them, at even distances, from the middle of each stretch."""
    count = min(count, len(ids))
    return [ids[(2 * place + 1) * len(ids) // (2 * count)] for place in range(count)]


def _rows(version: Version, step: str, ids: Sequence[str]) -> dict[str, dict[str, str]]:
    """What a person is shown of each row."""
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    rows = dict[str, dict[str, str]]()
    for path in [*version.files("data"), *_left_by_the_run(version, step)]:  # what the step itself saw wins
        with readable(version, path), pq.ParquetFile(path) as file:
            if "id" not in file.schema_arrow.names:
                continue
            here = pc.is_in(file.read(["id"])["id"], pa.array(ids, pa.string()))
            found = file.read().filter(here) if pc.any(here).as_py() else None
        if found is None:
            continue
        types = {field.name: field.type for field in found.schema}
        for row in found.to_pylist(maps_as_pydicts="strict"):
            shown = {name: _cell(value, types[name], version.catalog) for name, value in row.items() if _is_shown(name)}
            rows[row["id"]] = shown
    return rows


def _left_by_the_run(version: Version, step: str) -> list[str]:
    """Shards of the steps before, the earliest first, so that later content replaces it."""
    steps = [str(one["step"]) for one in version.run.get("funnel", [])]
    before = steps[: steps.index(step)] if step in steps else []
    found = ([p for p in (version.catalog / "work").glob(f"{name}-*/*.rows.parquet")] for name in before)
    return [str(path) for paths in found for path in sorted(paths, key=lambda path: (path.stat().st_mtime_ns, path))]


def _is_shown(name: str) -> bool:
    return name != "id" and name not in TOLD and name not in BOOKKEEPING and not name.startswith("_")


def _cell(value: Any, kind: Any, catalog: Path) -> str:
    """Text as it is, pictures as the path of their file, lists as JSON."""
    if value is None or isinstance(value, bool | int | float):
        return "" if value is None else str(value)
    if is_media(kind):
        return str((catalog / show_value(value, kind)["path"]).resolve())
    if isinstance(value, str):
        text = value
    else:
        told = show_value(value, kind)
        text = json.dumps(told, ensure_ascii=False) if told else ""
    text = text[:LONGEST]
    return f"'{text}" if text.startswith(RUNS) else text
