"""How fast edit pairs with pictures are exported, and in how much memory, beside `datasets`' own Parquet writers.

    python bench/bench_export.py --catalog /tmp/exported [--rows 100000] [--rounds 3] [--only ours_parquet limit]

The catalog is made where there is none, 5 GB for 100,000 rows: each row's `image` is a PNG of its own of 50 KB (129 x
129 pixels of noise, which nothing can compress), its `edited_image` one of 16 PNGs of 8 x 6 pixels, so that a row is
50 KB, two pictures and two files to open. Every subject reads the same files and writes the same pixels to the folder
`--out`, which is emptied after it; 5 GB more at a time.

ours_*: `export` of `edit_pairs` as Parquet, as JSON Lines with pictures beside, and of `webdataset`. Every picture is
checked against its hash, and every file's own hash is taken.
datasets_writer: `datasets.arrow_writer.ParquetWriter` with `embed_local_files`, which `download_and_prepare` uses: one
file, row groups of 100.
datasets_push: what `Dataset.push_to_hub` does to make its files, without the upload: 500 MB at a time embedded in
memory, then `to_parquet`. datasets_to_parquet is the second half of it alone: nothing is read, the pictures are in
memory. Neither checks nor hashes anything.
limit: the pictures' bytes read and written to one file by one thread.

100,000 rows, two processors, one round: ours 4,815 rows/s and 423 MiB (the same in the first quarter), datasets_writer
4,713 and 247 MiB, datasets_push 3,995 and 1,541 MiB, limit 7,337 to 21,900 (the disk's cache).

Each runs in a process of its own, in turn, as many times as there are rounds; the clock starts after imports and, for
all but ours, after the rows without their pictures are in memory. Told are medians, and the largest memory of the
process (its own, not the file cache's) during the first quarter of the time and over all of it.
"""

import argparse
import importlib
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from noise import png

if TYPE_CHECKING:
    from synthloom.schemas.records import EditPair

SIDE, SMALL, EDITS = 129, (8, 6), 16
DATASET = "noise"
SHARD = 500_000_000
ROWS_A_FILE = 5_000
PEERS = ("datasets_writer", "datasets_push", "datasets_to_parquet", "limit")


def make(catalog: Path, rows: int) -> None:
    """The catalog: media, and one version with all rows in the split sft."""
    import pyarrow.parquet as pq

    from synthloom.catalog.commit import commit
    from synthloom.catalog.tables import to_table
    from synthloom.schemas.records import EditPair

    drawn = random.Random(0)
    edits = [_stored(catalog, *SMALL, drawn) for _ in range(EDITS)]
    (catalog / "work").mkdir(parents=True, exist_ok=True)
    files = []
    for start in range(0, rows, ROWS_A_FILE):
        pairs = [_pair(catalog, n, drawn, edits) for n in range(start, min(rows, start + ROWS_A_FILE))]
        files.append(catalog / "work" / f"{start}.parquet")
        pq.write_table(to_table(pairs, EditPair), files[-1])
    recipe = {"name": "noise", "version": 1, "fingerprint": "noise", "config": {}}
    told: dict[str, Any] = {"splits": {"sft": 1.0}, "recipe": recipe, "run": {"id": "noise", "funnel": []}}
    commit(catalog, DATASET, files=files, record_type=EditPair, **told)
    shutil.rmtree(catalog / "work")


def _stored(catalog: Path, width: int, height: int, drawn: random.Random) -> Any:
    import hashlib

    from synthloom.schemas.media import Media

    data = png(width, height, drawn.randbytes)
    media = Media(hash=hashlib.sha256(data).hexdigest(), mime="image/png", width=width, height=height)
    path = catalog / media.path
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return media


def _pair(catalog: Path, number: int, drawn: random.Random, edits: list[Any]) -> "EditPair":
    from synthloom.schemas.records import EditPair, EditPlan, content_id

    return EditPair(
        id=content_id("pair", number), group_id=content_id("group", number), source="noise", revision="r1",
        licence="CC0-1.0", image=_stored(catalog, SIDE, SIDE, drawn), question=f"How many cubes are in scene {number}?",
        answer="2", category="count", original_answer="There are 2.", classifier="rules",
        instruction=f"Count the cubes of scene {number}; paint them blue if there are two, and green otherwise.",
        variant="syn", plan=EditPlan(operation="change_picture", effect="frame"), writer="rules",
        edited_image=edits[number % EDITS], edited_boxes=((0, 0, *SMALL),), engine="rules",
    )  # fmt: skip


def as_files(catalog: Path) -> list[dict[str, str]]:
    """The rows as a user of `datasets` would have them: a text and two paths."""
    from synthloom.catalog.reader import rows
    from synthloom.catalog.versions import resolve

    return [
        {
            "input_image": str(catalog / row["image"]["path"]),
            "edit_prompt": row["instruction"],
            "edited_image": str(catalog / row["edited_image"]["path"]),
        }
        for row in rows(resolve(catalog, DATASET), 0)
    ]


def run_ours(catalog: Path, out: Path, name: str, images: str) -> Iterator[None]:
    """`export`."""
    from synthloom.catalog.exports.export import export

    for used in ("duckdb", "pandas"):  # by the card; by pyarrow when it makes its first array
        importlib.import_module(used)
    yield
    export(catalog, DATASET, out, [name], settings={"images": images} if name == "edit_pairs" else {})


def run_writer(catalog: Path, out: Path) -> Iterator[None]:
    """`datasets`' ParquetWriter."""
    from datasets import Features, Image, Value
    from datasets.arrow_writer import ParquetWriter

    rows = as_files(catalog)
    features = Features({"input_image": Image(), "edit_prompt": Value("string"), "edited_image": Image()})
    yield
    with ParquetWriter(path=str(out / "train.parquet"), features=features, embed_local_files=True) as writer:
        for row in rows:
            writer.write(features.encode_example(row))
        writer.finalize()


def run_push(catalog: Path, out: Path, timed_reading: bool) -> Iterator[None]:
    """`push_to_hub` without the upload; or only its writing."""
    from datasets import Dataset, Image, disable_progress_bars
    from datasets.table import embed_table_storage

    disable_progress_bars()
    rows = as_files(catalog)
    table = Dataset.from_dict({name: [row[name] for row in rows] for name in rows[0]})
    whole = table.cast_column("input_image", Image()).cast_column("edited_image", Image())
    size = sum(os.path.getsize(row[name]) for row in rows for name in ("input_image", "edited_image"))
    shards = size // SHARD + 1
    batch = max(1, len(rows) * 100_000_000 // size)
    yield
    waited = 0.0
    for index in range(shards):
        begun = time.monotonic()
        shard = whole.shard(num_shards=shards, index=index, contiguous=True).with_format("arrow")
        shard = shard.map(embed_table_storage, batched=True, batch_size=batch, keep_in_memory=True)
        waited += time.monotonic() - begun
        shard.to_parquet(str(out / f"train-{index:05}.parquet"), batch_size=batch)
    if not timed_reading:
        NOT_COUNTED.append(waited)


NOT_COUNTED: list[float] = []


def run_limit(catalog: Path, out: Path) -> Iterator[None]:
    """Read and write."""
    rows = as_files(catalog)
    yield
    with (out / "all").open("wb") as target:
        for row in rows:
            for name in ("input_image", "edited_image"):
                with open(row[name], "rb", buffering=0) as file:
                    target.write(file.read())


SUBJECTS: dict[str, Callable[[Path, Path], Iterator[None]]] = {
    "ours_parquet": lambda catalog, out: run_ours(catalog, out, "edit_pairs", "embed"),
    "datasets_writer": run_writer,
    "datasets_push": lambda catalog, out: run_push(catalog, out, True),
    "datasets_to_parquet": lambda catalog, out: run_push(catalog, out, False),
    "limit": run_limit,
    "ours_jsonl": lambda catalog, out: run_ours(catalog, out, "edit_pairs", "files"),
    "ours_tar": lambda catalog, out: run_ours(catalog, out, "webdataset", ""),
}


class Memory(threading.Thread):
    """What this process holds of its own, ten times a second: MiB, not counting mapped files."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.seen: list[tuple[float, float]] = []

    def run(self) -> None:
        page = os.sysconf("SC_PAGE_SIZE")
        while True:
            _, resident, shared, *_ = Path("/proc/self/statm").read_text().split()
            self.seen.append((time.monotonic(), (int(resident) - int(shared)) * page / 2**20))
            time.sleep(0.1)


def measure(subject: str, catalog: Path, out: Path) -> dict[str, float]:
    """One subject, in this process."""
    memory = Memory()
    memory.start()
    running = SUBJECTS[subject](catalog, out)
    next(running)
    begun, used = time.monotonic(), time.process_time()
    next(running, None)
    ended, cpu = time.monotonic(), time.process_time() - used
    quarter = begun + (ended - begun) / 4
    return {
        "seconds": ended - begun - sum(NOT_COUNTED),
        "CPU": cpu,
        "bytes": sum(path.stat().st_size for path in out.rglob("*") if path.is_file()),
        "memory, first quarter": max(held for at, held in memory.seen if at <= quarter),
        "memory": max(held for _, held in memory.seen),
    }


def in_a_process(subject: str, catalog: Path, out: Path) -> dict[str, float]:
    """One subject, in a process of its own, with nothing left to be written by the one before."""
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    os.sync()
    command = [sys.executable, __file__, "--catalog", str(catalog), "--out", str(out), "--one", subject]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    shutil.rmtree(out)
    told: dict[str, float] = json.loads(done.stdout)
    return told


def main() -> None:
    """Measure all in turn and print medians and ratios."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--catalog", type=Path, required=True)
    parser.add_argument("--out", type=Path, help="emptied; default: beside the catalog")
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", nargs="+", choices=list(SUBJECTS), default=list(SUBJECTS))
    parser.add_argument("--one", choices=list(SUBJECTS), help=argparse.SUPPRESS)
    options = parser.parse_args()
    catalog: Path = options.catalog.resolve()
    out: Path = (options.out or catalog.with_name(f"{catalog.name}-out")).resolve()
    if options.one:
        print(json.dumps(measure(options.one, catalog, out)))
        return
    if not (catalog / "datasets" / DATASET).exists():
        make(catalog, options.rows)
    made: dict[str, list[dict[str, float]]] = {subject: [] for subject in options.only}
    for number in range(options.rounds):
        for subject in options.only:
            made[subject].append(in_a_process(subject, catalog, out))
            print(f"{number + 1} {subject:20}{json.dumps({k: round(v, 2) for k, v in made[subject][-1].items()})}")
    rows = len(as_files(catalog))
    print(f"\n{rows} rows, median of {options.rounds}")
    print(f"{'':20}{'rows/s':>8}{'MB/s':>8}{'CPU s':>8}{'MiB, 1st quarter':>18}{'MiB':>8}{'ours_parquet is':>18}")
    for subject, found in made.items():
        seconds, cpu, size, quarter, most = (statistics.median(one[name] for one in found) for name in found[0])
        ratio = ""
        if "ours_parquet" in made:
            pairs = zip(made["ours_parquet"], found, strict=True)
            ratio = f"{statistics.median(theirs['seconds'] / ours['seconds'] for ours, theirs in pairs):.2f} x"
        figures = f"{rows / seconds:8.0f}{size / seconds / 1e6:8.0f}{cpu:8.1f}{quarter:18.0f}{most:8.0f}{ratio:>18}"
        print(f"{subject:20}{figures}")


if __name__ == "__main__":
    main()
