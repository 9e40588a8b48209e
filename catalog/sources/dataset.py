"""A dataset of the catalog as a source: the rows of one version, as records.

    DatasetSource("search-vl@3", catalog, SearchQuestion).load(context) → SearchQuestion(id="0b6d…", …), …

Rows keep their ids, groups, sources and licences, so that what is made of them shares their splits and tells where
they came from.
"""

from collections.abc import Iterator
from dataclasses import InitVar, dataclass
from functools import cached_property
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from synthloom.catalog.reader import batches
from synthloom.catalog.tables import to_records
from synthloom.catalog.versions import Version, datasets, resolve
from synthloom.schemas.errors import UserError
from synthloom.schemas.records import Record
from synthloom.schemas.steps import Context


@dataclass(frozen=True)
class DatasetSource:
    """A version by its reference; the newest where it names none. Raises `UserError`."""

    reference: str
    catalog: InitVar[Path]
    record_type: InitVar[type[Record]]

    def __post_init__(self, catalog: Path, record_type: type[Record]) -> None:
        version = resolve(catalog, self.reference)
        if version.record_type != record_type.__name__:
            raise UserError(
                f"{version.name} holds rows of type {version.record_type}, but this recipe reads "
                f"{record_type.__name__}; name a dataset that holds such"
            )
        # Outside the fields, because these say where it is found and not what it is.
        object.__setattr__(self, "reference", version.name)
        object.__setattr__(self, "_version", version)
        object.__setattr__(self, "_makes", record_type)

    @property
    def pinned(self) -> Version:
        """What is read."""
        found: Version = self._version  # type: ignore[attr-defined]
        return found

    @property
    def makes(self) -> type[Record]:
        kind: type[Record] = self._makes  # type: ignore[attr-defined]
        return kind

    @property
    def name(self) -> str:
        return self.pinned.dataset

    @property
    def revision(self) -> str:
        return f"{self.pinned.version}-{self.pinned.content_hash[:12]}"

    @cached_property
    def licence(self) -> str:
        """All licences of the rows."""
        found = (pc.unique(batch.column("licence")).to_pylist() for batch in batches(self.pinned))
        return ", ".join(sorted({licence for batch in found for licence in batch}))

    @property
    def state(self) -> str:
        return self.pinned.content_hash

    @property
    def notes(self) -> tuple[str, ...]:
        return ()

    @property
    def count(self) -> int:
        return self.pinned.rows

    def load(self, context: Context) -> Iterator[Record]:
        """The rows in the order they were committed in."""
        for batch in batches(self.pinned):
            yield from to_records(pa.Table.from_batches([batch]), self.makes)


def names_dataset(catalog: Path, uri: str) -> bool:
    """Whether a source's address is a dataset of the catalog; a path that exists is not."""
    return uri.partition("@")[0] in datasets(catalog) and not Path(uri).exists()
