"""Versions: what a dataset's log says. One JSON manifest per version, and the highest number is the head.

    resolve(Path("synthloom-data"), "uni-edit@2").rows → 1843

    <catalog>/datasets/uni-edit/
      log/00000000000000000002.json     the manifest: files, counts, recipe, run; made by one exclusive create
      data/3f2a….parquet                rows; named by the file's SHA-256, so versions share what they have in common
      verdicts/… lineage/… calls/…      what each step said, what came from what, which model calls were used
      tags/gold.json                    {"version": 2}

A manifest lists every file of its version, so a version is read from one small file and never by replaying others.
"""

import json
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from synthloom.schemas.errors import UserError

Kind = Literal["data", "verdicts", "lineage", "calls"]
MANIFEST = re.compile(r"\d{20}\.json")
DATASET_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")


class DataFile(BaseModel):
    """One immutable Parquet file; its name is its SHA-256."""

    model_config = ConfigDict(frozen=True)

    path: str
    """Relative to the dataset's folder."""
    rows: int
    bytes: int


class Version(BaseModel):
    """An immutable state of a dataset, as its manifest tells it. Fields of later manifests are read past."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    catalog: Path = Field(default=Path(), exclude=True)
    tags: tuple[str, ...] = Field(default=(), exclude=True)

    dataset: str
    version: int
    created: datetime
    record_type: str
    rows: int
    split_rows: dict[str, int]
    content_hash: str
    splits: dict[str, float]
    data: tuple[DataFile, ...]
    verdicts: tuple[DataFile, ...]
    lineage: tuple[DataFile, ...]
    calls: tuple[DataFile, ...]
    recipe: dict[str, Any]
    """name, version, fingerprint, config."""
    run: dict[str, Any]
    """id, funnel, sources, started, and whatever else the run tells of itself."""
    parents: tuple[str, ...]
    """`dataset@version`: the head this one followed, then versions of other datasets that it was made of."""
    cost: float | None

    @property
    def name(self) -> str:
        """`dataset@version`."""
        return f"{self.dataset}@{self.version}"

    @property
    def fingerprint(self) -> str:
        """The recipe's."""
        return str(self.recipe["fingerprint"])

    def files(self, kind: Kind) -> list[str]:
        """Full paths of a kind's Parquet files."""
        files: tuple[DataFile, ...] = getattr(self, kind)
        return [str(dataset_folder(self.catalog, self.dataset) / file.path) for file in files]


def dataset_folder(catalog: Path, dataset: str) -> Path:
    """Where a dataset lies."""
    return catalog / "datasets" / dataset


def datasets(catalog: Path) -> list[str]:
    """Names of the datasets that have a version."""
    return sorted(log.parent.name for log in catalog.glob("datasets/*/log") if any(numbers(catalog, log.parent.name)))


def numbers(catalog: Path, dataset: str) -> list[int]:
    """A dataset's version numbers, ascending; empty where there is none."""
    log = dataset_folder(catalog, dataset) / "log"
    if not log.is_dir():
        return []
    return sorted(int(path.stem) for path in log.iterdir() if MANIFEST.fullmatch(path.name))


def manifest_path(catalog: Path, dataset: str, number: int) -> Path:
    """Where a version's manifest lies."""
    return dataset_folder(catalog, dataset) / "log" / f"{number:020}.json"


def read_version(catalog: Path, dataset: str, number: int) -> Version:
    """One version."""
    manifest = json.loads(manifest_path(catalog, dataset, number).read_bytes())
    tags = tuple(name for name, tagged in _tags(catalog, dataset) if tagged == number)
    return Version.model_validate({**manifest, "catalog": catalog, "tags": tags})


def head(catalog: Path, dataset: str) -> Version | None:
    """The newest version, if there is any."""
    found = numbers(catalog, dataset)
    return read_version(catalog, dataset, found[-1]) if found else None


def list_versions(catalog: Path, dataset: str | None = None) -> list[Version]:
    """All versions, or one dataset's, by dataset and number. Raises `UserError` for a dataset that isn't there."""
    if dataset is not None:
        _check_known(catalog, dataset)
    names = datasets(catalog) if dataset is None else [dataset]
    return [read_version(catalog, name, number) for name in names for number in numbers(catalog, name)]


def resolve(catalog: Path, reference: str) -> Version:
    """The version that `name@3`, `name@tag` or `name` (the newest) means. Raises `UserError` naming what there is."""
    dataset, _, at = reference.partition("@")
    _check_known(catalog, dataset)
    found = numbers(catalog, dataset)
    if not at:
        return read_version(catalog, dataset, found[-1])
    if at.isdecimal() and int(at) in found:
        return read_version(catalog, dataset, int(at))
    tags = dict(_tags(catalog, dataset))
    if at in tags:
        return read_version(catalog, dataset, tags[at])
    known = f"versions {_ranges(found)}" + (f" and tags {', '.join(tags)}" if tags else " and no tags")
    raise UserError(f"no version {at!r} of {dataset} in {catalog}: it has {known}")


def describe(version: Version) -> dict[str, Any]:
    """A version as `versions --json` prints it."""
    return {
        "dataset": version.dataset,
        "version": version.version,
        "rows": version.rows,
        "content_hash": version.content_hash,
        "fingerprint": version.fingerprint,
        "recipe": f"{version.recipe['name']}@{version.recipe['version']}",
        "created": version.created.isoformat(),
        "parents": list(version.parents),
        "tags": list(version.tags),
        "cost": version.cost,
        "cost_per_row": version.cost / version.rows if version.cost is not None and version.rows else None,
    }


def _check_known(catalog: Path, dataset: str) -> None:
    known = datasets(catalog)
    if dataset in known:
        return
    if known:
        raise UserError(f"no dataset {dataset!r} in {catalog}: it has {', '.join(known)}")
    raise UserError(
        f"no dataset {dataset!r}: {catalog} holds no datasets; "
        "make one with `synthloom run`, or point --catalog (or $SYNTHLOOM_HOME) at the catalog you mean"
    )


def _tags(catalog: Path, dataset: str) -> Iterator[tuple[str, int]]:
    for path in sorted((dataset_folder(catalog, dataset) / "tags").glob("*.json")):
        yield path.stem, int(json.loads(path.read_bytes())["version"])


def _ranges(found: list[int]) -> str:
    return str(found[0]) if len(found) == 1 else f"{found[0]} to {found[-1]}"
