r"""Another export: what its splits hold, so that what this one trains on isn't what that one tests on, or the reverse.

    export_keys(Path("sft_export")) → ("picture", "3f2a…", "sft"), ("entity", "en\tlesotho", "sft"), …

Every file is read as `shown.py` reads it; whole rows (`data/parquet`) tell their groups, paths and entities too. Rows
that it left out itself don't count.
"""

from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq

from synthloom.catalog.contamination.keys import strong
from synthloom.catalog.contamination.shown import keys_of, shown
from synthloom.catalog.exports.folder import MANIFEST, earlier
from synthloom.catalog.splits import LEFT_OUT
from synthloom.schemas.errors import UserError

WHOLE = "parquet"


def is_export(path: Path) -> bool:
    """Whether a folder was written by `synthloom export` or `push`."""
    return (path / MANIFEST).is_file()


def export_keys(path: Path) -> Iterator[tuple[str, str, str]]:
    """Kind, key and the dataset's split of all that the files hold, some of it twice.

    Raises `UserError` where a file can't be read.
    """
    manifest = earlier(path) or {"formats": {}}
    for name, files in manifest["formats"].items():
        for file in files:
            if file["split"] == LEFT_OUT:
                continue
            split = {"train": "rl" if name.startswith("rl_") else "sft"}.get(file["split"], file["split"])
            try:
                yield from ((*key, split) for key in _file_keys(path / file["path"], name == WHOLE))
            except (OSError, ValueError, KeyError) as error:
                told = str(error).splitlines()[0][:200]
                raise UserError(
                    f"{path / file['path']} can't be read ({told}); export it again, or leave {path} out"
                ) from error


def _file_keys(path: Path, whole: bool) -> Iterator[tuple[str, str]]:
    for row in shown(path, path.suffix[1:]):
        yield from keys_of(row)
    if whole:
        import duckdb

        keys = strong(pq.read_schema(path))
        with duckdb.connect() as duck:
            for kind in {"path", "entity"} & keys.keys():
                found = duck.execute(f"SELECT DISTINCT unnest({keys[kind]}) FROM read_parquet(?)", [str(path)])
                yield from ((kind, key) for (key,) in found.fetchall())
