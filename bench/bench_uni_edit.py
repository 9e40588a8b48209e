"""How fast `uni-edit` makes records with rules, end to end, beside the least any such pipeline must do.

    python bench/bench_uni_edit.py [--scenes 400] [--workers 2]

Ours: `synthloom run uni-edit` in a process of its own and a catalog of its own: scenes drawn, filtered, edited,
checked, committed. The limit: the same kept pictures only decoded, encoded as PNG and written, by as many processes,
which is what no pipeline that stores its edits can leave out.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from PIL import Image

from synthloom.catalog import reader
from synthloom.catalog.png import encode_png
from synthloom.catalog.versions import resolve


def encode_again(paths: list[tuple[str, str]]) -> int:
    """Decode the source, encode the edit, write it: the pictures' own cost."""
    for source, edited in paths:
        Image.open(source).convert("RGB")
        Path(f"{edited}.again").write_bytes(encode_png(Image.open(edited).convert("RGB")))
    return len(paths)


def run(catalog: Path, scenes: int, workers: int) -> dict[str, object]:
    """One run in a process of its own; its report."""
    command = [sys.executable, "-m", "synthloom", "run", "uni-edit", "--json", "--catalog", str(catalog)]
    # Reading text back, where an OCR is installed, takes longer than all the rest: not part of this figure.
    command += ["--set", "edit_check.read_back=0", "--set", f"source.scenes={scenes}", "--workers", str(workers)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    report: dict[str, object] = json.loads(done.stdout)
    return report


def main() -> None:
    """Run ours and the limit once and print both."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scenes", type=int, default=400, help="sample scenes; each gives 8 questions")
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        catalog = Path(folder) / "catalog"
        started = time.monotonic()
        report = run(catalog, options.scenes, options.workers)
        ours = time.monotonic() - started
        rows = list(reader.rows(resolve(catalog, "uni-edit"), 0))
        pairs = [(str(catalog / row["image"]["path"]), str(catalog / row["edited_image"]["path"])) for row in rows]
        started = time.monotonic()
        with ProcessPoolExecutor(options.workers) as pool:
            list(pool.map(encode_again, [pairs[i :: options.workers] for i in range(options.workers)]))
        limit = time.monotonic() - started
    kept = int(str(report["rows"]))
    print(f"{'step':<22}{'in':>8}{'out':>8}{'seconds (all workers)':>24}")
    for entry in report["funnel"]:  # type: ignore[attr-defined]
        print(f"{entry['step']:<22}{entry['in']:>8}{entry['out']:>8}{entry['seconds']:>24.2f}")
    print(f"\nours:  {kept} records kept in {ours:.1f} s = {kept / ours:.0f} records/s ({options.workers} workers)")
    print(f"limit: their pictures decoded, encoded and written in {limit:.1f} s = {kept / limit:.0f} records/s")
    print(f"ratio: {limit / ours:.2f}")


if __name__ == "__main__":
    main()
