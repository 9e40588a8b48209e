"""What a step said of rows, read out of a version: kept and rejected ones alike.

read_verdicts(version, "quality", ["a1", "b7"])
→ Verdicts(kept=412, rejected=88, errors=2, said={"a1": SaidOf(True, "", 5.0), "b7": SaidOf(False, "low_quality", 2.0)})
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from synthloom.catalog.reader import readable
from synthloom.catalog.versions import Version
from synthloom.schemas.errors import UserError

ERROR = "error"
"""The reason of a row on which the step failed: that is no judgement."""


class SaidOf(NamedTuple):
    """A verdict."""

    kept: bool
    reason: str
    score: float | None


@dataclass(frozen=True)
class Verdicts:
    """How many there are, and those asked for."""

    kept: int
    rejected: int
    errors: int
    said: Mapping[str, SaidOf]
    example: str
    """The first id, for a sentence."""


def read_verdicts(version: Version, step: str, ids: Sequence[str] | None = None) -> Verdicts:
    """A step's verdicts on some rows, or on all. Raises `UserError` where it has none, naming the steps that do."""
    import duckdb

    paths = version.files("verdicts")
    if not paths:
        raise UserError(f"{version.name} tells no verdicts: it was made without them; run its recipe to have some")
    rows = "FROM read_parquet($1, union_by_name = true) WHERE step = $2"
    with readable(version, "", duckdb.Error), duckdb.connect() as duck:
        counted = f"SELECT count(*) FILTER (kept), count(*) FILTER (NOT kept), min(record_id) {rows} AND reason <> $3"
        kept, rejected, example = duck.execute(counted, [paths, step, ERROR]).fetchall()[0]
        ((errors,),) = duck.execute(f"SELECT count(*) {rows} AND reason = $3", [paths, step, ERROR]).fetchall()
        if not kept + rejected:
            steps = [str(one["step"]) for one in version.run.get("funnel", [])]
            there = {name for (name,) in duck.execute("SELECT DISTINCT step FROM read_parquet($1)", [paths]).fetchall()}
            known = [name for name in steps if name in there] or sorted(there)
            raise UserError(f"{version.name} has no verdicts of a step {step!r}; it has some of {', '.join(known)}")
        one = f"SELECT record_id, kept, reason, score {rows} AND reason <> $3"
        wanted = [ERROR] if ids is None else [ERROR, list(ids)]
        said = duck.execute(
            one if ids is None else f"{one} AND record_id IN (SELECT unnest($4))", [paths, step, *wanted]
        )
        return Verdicts(kept, rejected, errors, {id_: SaidOf(*told) for id_, *told in said.fetchall()}, example)


def read_column(version: Version, column: str, ids: Sequence[str]) -> dict[str, str]:
    """A column of the version's rows as text, by id. Raises `UserError` where there is none of that name."""
    import duckdb

    from synthloom.catalog.reader import row_schema

    names = row_schema(version).names
    if column not in names:
        raise UserError(
            f"{version.name} has no column {column!r}; compare labels with kept, score, reason or one of "
            f"{', '.join(names)}"
        )
    quoted = column.replace('"', '""')
    query = f'SELECT id, CAST("{quoted}" AS VARCHAR) FROM read_parquet($1, union_by_name = true)'
    wanted = [version.files("data"), list(ids)]
    with readable(version, "", duckdb.Error), duckdb.connect() as duck:
        rows = duck.execute(f"{query} WHERE id IN (SELECT unnest($2))", wanted).fetchall()
    return {id_: text for id_, text in rows if text}
