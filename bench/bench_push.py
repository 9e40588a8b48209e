"""How many bytes a next version costs to push, with the real hf_xet, beside `datasets`' push_to_hub and sending it all.

    python bench/bench_push.py [--rows 3000] [--only ours datasets]

A version of edit pairs is pushed to a Hub on loopback (tests/hub_server.py, chunks kept by hf_xet's own local store),
then one that differs: 10 rows appended, 10 inserted near the top, the instruction of 1 row in 100 changed, 1 row in 100
gone. Each row has a PNG of its own of 12 KB of noise, which nothing can compress, and one of 16 small ones. Told are
the bytes that each push added to the store, and those of its commit; a subject and a change have a store of their own.

ours: `push` of the config `parquet`, every field. ours_all: with `edit_pairs` beside it, which holds the same pictures.
datasets: the same rows and fields as a `Dataset` with `Image` columns, by `push_to_hub`. whole: the size of our files,
which is what a push costs that knows nothing of the one before.

3,000 rows, hf_xet 1.8.0, datasets 5.2.0, MB:

               first   append   insert     edit     drop    whole
    ours       36.58     0.51     0.66     0.06     8.42    36.84
    ours_all   36.63     0.55     0.81     0.09     8.51    73.49
    datasets   36.32     0.41     0.45     0.06     8.21    36.59
"""

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from noise import png

CHANGES = ("append", "insert", "edit", "drop")
SUBJECTS = ("ours", "ours_all", "datasets")
SIDE = 63
TESTS = Path(__file__).parents[1] / "tests"


def changed(numbers: list[int], change: str) -> list[tuple[int, str]]:
    """Row numbers of the next version, and what is put behind their instruction."""
    new = list(range(len(numbers), len(numbers) + 10))
    match change:
        case "append":
            return [(number, "") for number in numbers + new]
        case "insert":
            return [(number, "") for number in numbers[:20] + new + numbers[20:]]
        case "edit":
            return [(number, " Take care." if number % 100 == 50 else "") for number in numbers]
        case _:
            return [(number, "") for number in numbers if number % 100 != 50]


def commit_rows(small: Any, rows: list[tuple[int, str]]) -> Any:
    """A version with these rows, in this order."""
    from synthloom.catalog.media import LocalMedia

    media = LocalMedia(small.root)
    pairs = []
    for number, behind in rows:
        image = media.put(png(SIDE, SIDE, random.Random(number).randbytes))
        edited = media.put(png(8, 6, random.Random(f"edit {number % 16}").randbytes))
        told = f"Count the cubes of scene {number}; paint them blue if there are two.{behind}"
        pairs.append(small.pair(number, image=image, edited_image=edited, instruction=told))
    return small.commit([small.file(f"{len(rows)}-{rows[-1][0]}", pairs)], splits={"sft": 1.0})[0]


def by_push(formats: list[str]) -> Callable[[Any], None]:
    """Our push of a version."""
    from synthloom.catalog.hub.push import push

    return lambda version: void(push(version.catalog, version.name, "alice/rows", formats=formats))


def by_datasets(version: Any) -> None:
    """What a user of `datasets` does: the rows with their pictures as a Dataset, pushed."""
    import pyarrow.parquet as pq
    from datasets import Dataset, Image, concatenate_datasets

    from synthloom.catalog.media import LocalMedia
    from synthloom.schemas.media import Media

    media = LocalMedia(version.catalog)
    parts = []
    for path in version.files("data"):
        rows = pq.read_table(path).to_pylist()
        for row in rows:
            for name in ("image", "edited_image"):
                row[name] = {"bytes": media.read(Media(**row[name])), "path": None}
        parts.append(Dataset.from_list(rows))
    whole = concatenate_datasets(parts)
    for name in ("image", "edited_image"):
        whole = whole.cast_column(name, Image())
    whole.push_to_hub("alice/rows", "parquet", private=True)


def void(_: object) -> None:
    """Nothing."""


def measure(subject: str, change: str, rows: int, folder: Path) -> dict[str, int]:
    """Bytes that the first and the next push of a subject take."""
    sys.path.insert(0, str(TESTS))
    from hub_server import HubServer
    from small_catalog import SmallCatalog

    with HubServer(folder / "hub", xet=True) as hub:
        os.environ.update(HF_ENDPOINT=hub.url, HF_TOKEN=hub.token, HF_HOME=str(folder / "hf"))
        os.environ["HF_HUB_DISABLE_PROGRESS_BARS"] = "1"
        send = {"ours": lambda: by_push(["parquet"]), "ours_all": lambda: by_push(["edit_pairs", "parquet"])}.get(
            subject, lambda: by_datasets
        )()
        small = SmallCatalog(folder / "catalog")
        first = list(range(rows))
        told = {}
        for name, numbers in (("first", [(number, "") for number in first]), (change, changed(first, change))):
            version = commit_rows(small, numbers)
            before, since = hub.stored(), len(hub.log)
            send(version)
            commits = sum(len(asked.data) for asked in hub.log[since:] if asked.name == "commit")
            told[name] = hub.stored() - before + commits
        told["whole"] = sum(blob.bytes for blob in hub.repos["alice/rows"].tree().values())
    return told


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=3_000)
    parser.add_argument("--only", nargs="*", default=SUBJECTS, choices=SUBJECTS)
    parser.add_argument("--one", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        with tempfile.TemporaryDirectory() as folder:
            print(json.dumps(measure(*options.one, options.rows, Path(folder))))
        return
    print(f"{'MB sent':<10}{'first':>9}" + "".join(f"{change:>9}" for change in CHANGES) + f"{'whole':>9}")
    for subject in options.only:
        told: dict[str, int] = {}
        for change in CHANGES:
            command = [sys.executable, __file__, "--rows", str(options.rows), "--one", subject, change]
            told |= json.loads(
                subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()[-1]
            )
        print(
            f"{subject:<10}" + "".join(f"{told[name] / 1e6:>9.2f}" for name in ("first", *CHANGES, "whole")), flush=True
        )


if __name__ == "__main__":
    main()
