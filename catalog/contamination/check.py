"""The check on finished files: what was written is read back, and nothing that is trained on may be tested on.

    check_exported(version, [staging, out], everything)
    → {"files": 4, "rows": {"sft": 1390, "test": 201}, "keys": {"row": 1591, "picture": 3182, "group": …}, "alike": 0}

Every file's rows are read in their own container, as a trainer would find them. Rows that tell their id are looked up
in the version and answer for all their strong keys (`keys.py`); pictures are known by the names they are written under,
so this holds for formats without ids too. 100,000 rows of Parquet take 3 to 4 s of one core, whatever their pictures
weigh; of `bagel` and tar shards every byte is read and hashed again.

A picture that a format had to write anew (`exports/formats/as_seen.py`) has a hash that the catalog doesn't know. Two
pictures that became one that way are told as `alike` and are no fault.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from synthloom.catalog.contamination.keys import strong
from synthloom.catalog.contamination.shown import Shown, keys_of, shown
from synthloom.catalog.contamination.tables import insert, lots, make_keys, opened
from synthloom.catalog.exports.families import family
from synthloom.catalog.exports.format import Made
from synthloom.catalog.reader import row_schema
from synthloom.catalog.splits import LEFT_OUT
from synthloom.catalog.versions import Version

if TYPE_CHECKING:
    import duckdb


class Leaked(AssertionError):
    """Exported files that aren't disjoint: a bug, never a user's mistake."""


def check_exported(version: Version, folders: Sequence[Path], everything: Sequence[Made]) -> dict[str, Any]:
    """Prove on the files that splits share nothing; each file is taken from the first folder that has it.

    Raises `Leaked` where they do, where a row isn't the version's or is in another split's file, or where a file holds
    another number of rows than was told.
    """
    schema = row_schema(version)
    known = family(schema) != "other"
    with opened(version) as duck:
        duck.execute("CREATE TABLE seen (kind VARCHAR, key VARCHAR, split VARCHAR, place VARCHAR)")
        files, counts = 0, dict[str, int]()
        for one in everything:
            for file in one.files:
                split = one.form.splits[file.split]
                if split == LEFT_OUT:
                    continue
                path = next(folder / file.path for folder in folders if (folder / file.path).exists())
                rows = 0
                for lot in lots(shown(path, one.form.container)):
                    keys = [key for row in lot for key in _keys(row, bool(one.form.siblings), known)]
                    insert(duck, "seen", [(*key, split, file.path) for key in keys])
                    rows += len(lot)
                if rows != file.rows:
                    raise Leaked(f"{file.path} holds {rows} rows and was said to hold {file.rows}")
                files, counts[split] = files + 1, counts.get(split, 0) + rows
        _check_rows(duck, version)
        make_keys(duck, version, strong(schema), "keys")
        duck.execute(
            "INSERT INTO seen SELECT k.kind, k.key, s.split, s.place FROM keys k "
            "JOIN (SELECT DISTINCT ON (key, split) * FROM seen WHERE kind = 'row') s ON k.id = s.key"
        )
        alike = _check_disjoint(duck, version)
        told = duck.execute("SELECT kind, count(DISTINCT key) FROM seen GROUP BY kind ORDER BY kind").fetchall()
    return {"files": files, "rows": counts, "keys": dict(told), "alike": alike}


def _keys(row: Shown, pair: bool, known: bool) -> Iterator[tuple[str, str]]:
    """The ids of a row, or of a pair of rows, and its keys; of a family that isn't known its id answers for them."""
    yield from (("row", row_id) for row_id in (_halves(row.id) if pair else (row.id,)) if row_id)
    if known:
        yield from keys_of(row)


def _halves(joined: str) -> tuple[str, str]:
    """Two ids joined by a dash; each may have dashes, the same number, since one step has made both."""
    parts = joined.split("-")
    half = len(parts) // 2
    return "-".join(parts[:half]), "-".join(parts[half:])


def _check_rows(duck: "duckdb.DuckDBPyConnection", version: Version) -> None:
    found = duck.execute(
        "SELECT s.key, s.place, s.split, v.split FROM (SELECT * FROM seen WHERE kind = 'row') s "
        "LEFT JOIN read_parquet(?) v ON v.id = s.key WHERE v.split IS DISTINCT FROM s.split ORDER BY ALL LIMIT 1",
        [version.files("data")],
    ).fetchone()
    if found:
        row_id, place, split, theirs = found
        raise Leaked(f"{place}, a file of {split}, holds row {row_id}, which {version.name} has in {theirs or 'none'}")


def _check_disjoint(duck: "duckdb.DuckDBPyConnection", version: Version) -> int:
    found = duck.execute(
        "SELECT kind, key, list(DISTINCT split ORDER BY split), min(place), max(place) FROM seen GROUP BY kind, key "
        "HAVING count(DISTINCT split) > 1 ORDER BY kind, key"
    ).fetchall()
    for kind, key, splits, one, other in found:
        if kind == "picture" and not any((version.catalog / "media" / key[:2]).glob(f"{key}.*")):
            continue
        raise Leaked(f"{kind} {key!r} is in {' and '.join(splits)}, in {one} and {other}; {len(found)} are shared")
    return len(found)
