"""What an export tells of the version it was written from: `synthloom.json` and `synthloom/version.json`.

manifests(fetched("exported"), "exported")
→ ([Written("data/parquet/sft-00000-of-00001.parquet", "sft", 1843, …)], Original(dataset="uni-edit", version=2, …))

The first lists the files, the second has the version's manifest: without both nothing is loaded.
"""

from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from synthloom.catalog.exports.folder import MANIFEST, earlier
from synthloom.catalog.exports.format import Written
from synthloom.catalog.exports.provenance import FILE
from synthloom.catalog.hub.fetched import NOT_OURS, Fetched
from synthloom.catalog.splits import check_fractions
from synthloom.schemas.errors import UserError
from synthloom.schemas.records import EditPair, Record
from synthloom.schemas.search import SearchQuestion
from synthloom.schemas.trajectories import RLTask, Trajectory

RECORDS: dict[str, type[Record]] = {kind.__name__: kind for kind in (EditPair, SearchQuestion, Trajectory, RLTask)}
FORMAT = 1
AGAIN = "export it again, or take the download out of the cache (hf cache rm dataset/OWNER/NAME) and load it again"


class Recipe(BaseModel):
    """What made the rows."""

    model_config = ConfigDict(extra="allow")

    name: str
    version: int
    fingerprint: str
    config: dict[str, Any] = {}


class Run(BaseModel):
    """What the run told of itself."""

    model_config = ConfigDict(extra="allow")

    id: str
    funnel: list[dict[str, Any]]


class Original(BaseModel):
    """The version that was written, as the catalog it lay in had it."""

    format: int = FORMAT
    dataset: str
    version: int
    record_type: str
    rows: int
    """All of its rows, also where a part was written."""
    splits: dict[str, float]
    content_hash: str
    recipe: Recipe
    run: Run
    parents: list[str] = Field(default_factory=list)
    cost: float | None = None

    @field_validator("splits")
    @classmethod
    def _sum_to_one(cls, splits: dict[str, float]) -> dict[str, float]:
        check_fractions(splits)
        return splits


def manifests(found: Fetched, source: str) -> tuple[list[Written], Original]:
    """The files of whole rows, and their version. Raises `UserError` for a folder that isn't ours or is damaged."""
    written = earlier(found.folder)
    if written is None:
        raise UserError(NOT_OURS.format(source))
    try:
        files = [Written(**file) for file in written["formats"].get("parquet", [])]
        digest, number = written["content_hash"], written["version"]
    except (TypeError, KeyError) as error:
        raise UserError(f"{found.folder / MANIFEST} is damaged or of another release ({error}); {AGAIN}") from error
    if not files:
        raise UserError(f"{source} has no whole rows; push it, or export it with --format parquet, and load that")
    path = found.folder / FILE
    if not path.exists():
        raise UserError(f"{source} has no {FILE}; export or push it again with this release")
    told = _read(path)
    if told.record_type not in RECORDS:
        raise UserError(f"{source} holds rows of type {told.record_type!r}; expected one of {', '.join(RECORDS)}")
    if (told.content_hash, told.version) != (digest, number):
        raise UserError(f"{MANIFEST} and {FILE} of {source} tell of different versions; {AGAIN}")
    return files, told


def _read(path: Path) -> Original:
    try:
        told = Original.model_validate_json(path.read_bytes())
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise UserError(
            f"{path} is damaged or of another release of Synthloom ({where or 'the file'}: {first['msg']}); {AGAIN}"
        ) from error
    if told.format != FORMAT:
        raise UserError(f"{path} is of form {told.format}, this release reads {FORMAT}; load it with a newer Synthloom")
    return told
