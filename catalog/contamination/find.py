"""Leaks: rows that are trained on and share what they ask about with rows that test, or with a benchmark.

    find_leaks(search-vl@1, rows, [Path("simplevqa")])
    → Leaks(excluded={"sft": {"9c1f…": "picture_in_test"}, "rl": {"04ab…": "in_benchmark"}, "test": {}}, report={…})

Test is kept before rl, and rl before sft: of two rows that share a strong key (`keys.py`) the one in the lower split is
left out, and what is left out takes nothing else with it. A row in one of `against` is left out of every split: of a
benchmark (`match.py`) because it is tested on elsewhere, of another export of ours where that one has it in another
split (`path_in_other_test`), because that one can't be changed any more.

DuckDB compares the keys of 100,000 questions in 5 s of one core. Pictures that look alike must be decoded to be found,
so they are looked for only where there are few; they are told and nothing is left out for them.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from synthloom.catalog.contamination.keys import STRONG, WEAK, pictures_of, strong, weak
from synthloom.catalog.contamination.match import matches
from synthloom.catalog.contamination.near import alike, looks
from synthloom.catalog.contamination.other import export_keys, is_export
from synthloom.catalog.contamination.tables import insert, lots, make_keys, opened
from synthloom.catalog.media import LocalMedia
from synthloom.catalog.splits import SPLITS
from synthloom.catalog.versions import Version
from synthloom.schemas.media import Media
from synthloom.schemas.records import content_id

if TYPE_CHECKING:
    import duckdb

NEAR = 200
SAMPLES = 10
"""Shared keys told of each kind and pair of splits, with an id of either side."""
PAIRS = (("sft", "test"), ("rl", "test"), ("sft", "rl"))


@dataclass(frozen=True)
class Leaks:
    """Rows to leave out, by split and id with the reason, and what the report says."""

    excluded: dict[str, dict[str, str]]
    report: dict[str, Any]

    @property
    def digest(self) -> str:
        """Differs where other rows are left out."""
        return content_id(self.excluded)


def find_leaks(version: Version, rows: pa.Schema, against: Sequence[Path] = (), near: int | None = NEAR) -> Leaks:
    """Compare a version's splits with each other and with benchmarks and exports.

    `near` is how many pictures there may be for those that look alike to be told, None for any number. Raises
    `UserError` for what of `against` can't be read.
    """
    excluded: dict[str, dict[str, str]] = {split: {} for split in reversed(SPLITS)}
    benchmarks = {path: matches(version, rows, path) for path in against if not is_export(path)}
    with opened(version) as duck:
        make_keys(duck, version, strong(rows), "keys")
        make_keys(duck, version, weak(rows), "weak")
        duck.execute("CREATE TABLE taken (kind VARCHAR, key VARCHAR, split VARCHAR, told VARCHAR)")
        shared = _shared(duck, "keys", STRONG)
        told = [benchmarks[path].report if path in benchmarks else _take(duck, path) for path in against]
        for benchmark in benchmarks.values():
            _leave_out(duck, benchmark.rows, excluded)
        for split in SPLITS:
            excluded[split] |= _leaking(duck, split)
            duck.execute(
                "INSERT INTO taken SELECT kind, key, split, split FROM keys WHERE split = $1 AND id NOT IN "
                "(SELECT unnest($2::VARCHAR[]))",
                [split, list(excluded[split])],
            )
        weakly = _shared(duck, "weak", WEAK)
        pictures = _near(duck, version, rows, near)
    reasons = {split: dict(sorted(Counter(rows.values()).items())) for split, rows in excluded.items()}
    report = {
        "dataset": version.dataset,
        "version": version.version,
        "content_hash": version.content_hash,
        "rows": version.split_rows,
        "left_out": {split: count for split, count in reasons.items() if count},
        "shared": shared,
        "weak": weakly,
        "near_pictures": pictures,
        "against": told,
    }
    return Leaks(excluded, report)


def _take(duck: "duckdb.DuckDBPyConnection", path: Path) -> dict[str, Any]:
    """Another export's keys into `taken`, and what the report says of it."""
    duck.execute("CREATE OR REPLACE TABLE theirs (kind VARCHAR, key VARCHAR, split VARCHAR)")
    for lot in lots(export_keys(path)):
        insert(duck, "theirs", lot)
    duck.execute("INSERT INTO taken SELECT DISTINCT kind, key, split, 'other_' || split FROM theirs")
    keys = duck.execute("SELECT split, count(DISTINCT (kind, key)) FROM theirs GROUP BY split ORDER BY split")
    return {"name": path.name, "kind": "export", "keys": dict(keys.fetchall())}


def _leave_out(duck: "duckdb.DuckDBPyConnection", found: dict[str, str], excluded: dict[str, dict[str, str]]) -> None:
    splits = duck.execute("SELECT DISTINCT id, split FROM keys WHERE id IN (SELECT unnest($1))", [list(found)])
    for row_id, split in splits.fetchall():
        excluded[split][row_id] = "in_benchmark"


def _leaking(duck: "duckdb.DuckDBPyConnection", split: str) -> dict[str, str]:
    """Rows of a split that share a key with what is taken by another, each with its first reason."""
    order = f"list_position({list(STRONG)}, k.kind)"
    found = duck.execute(
        f"SELECT k.id, arg_min(k.kind || '_in_' || t.told, ({order}, t.told)) FROM keys k "
        "JOIN (SELECT DISTINCT * FROM taken) t ON t.kind = k.kind AND t.key = k.key AND t.split <> k.split "
        "WHERE k.split = $1 GROUP BY k.id ORDER BY k.id",
        [split],
    ).fetchall()
    return dict(found)


def _shared(duck: "duckdb.DuckDBPyConnection", table: str, kinds: Sequence[str]) -> list[dict[str, Any]]:
    """By kind and pair of splits: how many keys are in both, the rows that have them, and a few of them."""
    told = []
    for one, other in PAIRS:
        duck.execute(
            f"CREATE OR REPLACE TABLE met AS SELECT kind, key, min(id) FILTER (split = '{one}') AS a, "
            f"min(id) FILTER (split = '{other}') AS b FROM {table} WHERE split IN ('{one}', '{other}') "
            "GROUP BY kind, key HAVING a IS NOT NULL AND b IS NOT NULL"
        )
        for kind in kinds:
            keys = duck.execute("SELECT count(*) FROM met WHERE kind = $1", [kind]).fetchall()[0][0]
            if not keys:
                continue
            rows = duck.execute(
                f"SELECT split, count(DISTINCT id) FROM {table} SEMI JOIN met USING (kind, key) "
                "WHERE kind = $1 AND split IN ($2, $3) GROUP BY split",
                [kind, one, other],
            ).fetchall()
            samples = duck.execute(
                "SELECT key, a, b FROM met WHERE kind = $1 ORDER BY key LIMIT $2", [kind, SAMPLES]
            ).fetchall()
            told.append(
                {
                    "kind": kind,
                    "splits": [one, other],
                    "keys": keys,
                    "rows": dict(sorted(rows)),
                    "samples": [{"key": key[:200], one: a, other: b} for key, a, b in samples],
                }
            )
    return told


def _near(duck: "duckdb.DuckDBPyConnection", version: Version, rows: pa.Schema, most: int | None) -> dict[str, Any]:
    """Pictures of different splits that look alike and aren't the same; told only."""
    asked = f"SELECT id, split, unnest({pictures_of(rows)}) AS media FROM read_parquet($1)"
    files = version.files("data")
    count = duck.execute(f"SELECT count(DISTINCT media.hash) FROM ({asked})", [files]).fetchall()[0][0]
    if most is not None and count > most:
        return {"looked_at": 0, "of": count, "pairs": {}, "samples": []}
    found = duck.execute(f"SELECT split, media, min(id) FROM ({asked}) GROUP BY ALL ORDER BY ALL", [files]).fetchall()
    by_split = {split: [(Media(**media), row) for name, media, row in found if name == split] for split in SPLITS}
    store = LocalMedia(version.catalog)
    seen = {split: looks(partial(store.image, media) for media, _ in some) for split, some in by_split.items()}
    pairs = []
    for one, other in PAIRS:
        for i, j, bits in alike(seen[one], seen[other]):
            (a, row), (b, other_row) = by_split[one][i], by_split[other][j]
            if a.hash != b.hash:
                pairs.append({"splits": [one, other], "bits": bits, one: row, other: other_row})
    counts = Counter(" and ".join(pair["splits"]) for pair in pairs)
    return {"looked_at": count, "of": count, "pairs": dict(sorted(counts.items())), "samples": pairs[:SAMPLES]}
