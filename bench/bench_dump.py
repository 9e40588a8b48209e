"""How fast a MediaWiki dump is read: ours, `mwxml` with `mwparserfromhell`, gensim's `WikiCorpus`, and the limit.

    python bench/bench_dump.py [--megabytes 1024] [--peer-megabytes 48] [--workers 2] [--data DIR] [--peers VENV]

The file is made of real pages (shortened English dump, whole Latgalian wiki, DBpedia's English test dump), repeated
under new ids and titles, once as XML and once as multistream bzip2 (100 pages a stream, as Wikimedia packs it). Ours
reads all of it: text, links in place, infobox rows, categories, files. The peers read the beginning of the same file,
for they are slow. mwxml takes one process a file: it is run on the file as it is, and once more on as many files as
there are workers; it gives text, links and templates. gensim gives tokens; its reader opens bzip2 only, and is handed
a plain file in its place for XML. The limit: the same bytes only read, or only decompressed, by as many processes.
Speeds are given by the clock, and by the processor time of all processes, which other work on the machine changes less.
"""

import argparse
import bz2
import json
import os
import re
import resource
import subprocess
import tempfile
import time
import venv
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

from synthloom.catalog.sources.wiki.dump import DumpReader
from synthloom.schemas.wiki import BadPage, Part

SOURCES = ("gensim_dumps/enwiki-latest*.bz2", "ltgwiki_full/smallwiki*.bz2", "dbpedia_minidumps/en/wiki.xml.bz2")
STREAM = 100
PAGE = re.compile(rb"  <page>.*?</page>\n", re.DOTALL)
SPLIT = re.compile(rb"(<title>[^<]*)(</title>.*?<id>)\d+(</id>.*)", re.DOTALL)


def streams(data: Path, size: int) -> Iterable[bytes]:
    """The file's streams: the head, then 100 pages each, of `size` bytes or more in all."""
    files = [bz2.decompress(next((data / "wikipedia").glob(source)).read_bytes()) for source in SOURCES]
    head = files[0][: files[0].index(b"  <page>")]
    pages = [
        match.groups()
        for file in files
        for page in PAGE.findall(file)
        if (match := SPLIT.match(page, page.index(b"<title>")))
    ]
    yield head
    made, number, held = len(head), 0, list[bytes]()
    while made < size:
        title, middle, end = pages[number % len(pages)]
        number += 1
        held.append(b"  <page>\n    %b %d%b%d%b" % (title, number, middle, number, end))
        made += len(held[-1])
        if len(held) == STREAM:
            yield b"".join(held)
            held.clear()
    yield b"".join([*held, b"</mediawiki>\n"])


def make(folder: Path, data: Path, size: int, workers: int, name: str) -> tuple[Path, Path]:
    """The dump as XML and as bzip2."""
    plain, packed = folder / f"{name}.xml", folder / f"{name}.xml.bz2"
    with plain.open("wb") as xml, packed.open("wb") as file, pool(workers) as processes:
        waiting = []
        for stream in streams(data, size):
            xml.write(stream)
            waiting.append(processes.submit(bz2.compress, stream))
            if len(waiting) > 4 * workers:
                file.write(waiting.pop(0).result())
        for done in waiting:
            file.write(done.result())
    return plain, packed


def pool(workers: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(workers, mp_context=get_context("spawn"))


def read_part(part: Part) -> list[int]:
    """Pages, links, infobox rows, bad stretches of a part."""
    counts = [0, 0, 0, 0]
    for page in part.pages():
        if isinstance(page, BadPage):
            counts[3] += 1
        else:
            counts[0] += 1
            counts[1] += len(page.links)
            counts[2] += len(page.fields)
    return counts


def read_only(path: str, start: int, end: int) -> int:
    """Read a stretch of the file; unpack it where it is packed, which means to begin at a stream."""
    with open(path, "rb") as file:
        file.seek(start)
        data = file.read(end - start)
    return len(bz2.decompress(data)) if path.endswith(".bz2") else len(data)


class Spent(NamedTuple):
    """Seconds by the clock, and of processor time in all processes."""

    clock: float
    processor: float


def timed(work: Callable[[], object]) -> Spent:
    """What a piece of work takes, processes started included."""

    def used() -> float:
        kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
        return sum(usage.ru_utime + usage.ru_stime for usage in map(resource.getrusage, kinds))

    started, before = time.monotonic(), used()
    work()
    return Spent(time.monotonic() - started, used() - before)


def ours(path: Path, workers: int) -> list[int]:
    """What is found."""
    with pool(workers) as processes:
        return [sum(counts) for counts in zip(*processes.map(read_part, DumpReader(path).parts()), strict=True)]


def limit(path: Path, workers: int) -> Spent:
    """What it takes to read or unpack the file and do nothing else."""
    size, cuts = path.stat().st_size, [0]
    with path.open("rb") as file:
        while cuts[-1] < size:
            file.seek(cuts[-1] + (4 << 20))
            near = file.read(4 << 20)
            at = near.find(b"BZh91AY&SY") if path.suffix == ".bz2" else 0
            cuts.append(min(size, cuts[-1] + (4 << 20) + at) if near and at >= 0 else size)

    def read() -> None:
        with pool(workers) as processes:
            list(processes.map(read_only, [str(path)] * (len(cuts) - 1), cuts[:-1], cuts[1:]))

    return timed(read)


def peer(python: Path, script: str, paths: list[Path], workers: int) -> Spent:
    """What a peer says it took, its imports left out."""
    command = [str(python), "-c", TIMED + script, str(workers), *map(str, paths)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return Spent(*json.loads(done.stdout.splitlines()[-1]))


def peers_python(folder: Path, given: Path | None) -> Path:
    """The interpreter of an environment that has the peers; made on the spot unless given."""
    if given is None:
        given = folder / "peers"
        venv.create(given, with_pip=True)
        install = [str(given / "bin/python"), "-m", "pip", "install", "-q", "mwxml", "mwparserfromhell", "gensim"]
        subprocess.run(install, check=True)
    return given / "bin/python"


def main() -> None:
    """Make the file, run all, print one table for each packing."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--megabytes", type=int, default=1024)
    parser.add_argument("--peer-megabytes", type=int, default=48)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--data", type=Path, default=Path(os.environ.get("SYNTHLOOM_TEST_DATA", "../shared/data")))
    parser.add_argument("--peers", type=Path, help="a virtual environment with mwxml, mwparserfromhell and gensim")
    options = parser.parse_args()
    workers = options.workers
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        python = peers_python(folder, options.peers)
        whole = make(folder, options.data, options.megabytes << 20, workers, "whole")
        sample = make(folder, options.data, options.peer_megabytes << 20, workers, "sample")
        half = make(folder, options.data, (options.peer_megabytes << 20) // workers, workers, "half")
        for packing in (0, 1):
            compare(whole[packing], whole[0], sample[packing], half[packing], sample[0], python, workers)


def compare(whole: Path, plain: Path, sample: Path, half: Path, plain_sample: Path, python: Path, workers: int) -> None:
    """Run all on one packing and print a table; speeds are those of XML, however it is packed."""
    size, small = plain.stat().st_size / 1e6, plain_sample.stat().st_size / 1e6
    found: list[int] = []
    spent = timed(lambda: found.extend(ours(whole, workers)))
    clock, processor = size / spent.clock, size / spent.processor
    print(
        f"\n{'multistream bzip2' if whole.suffix == '.bz2' else 'plain XML'}, {size:.0f} MB of XML, {workers} processes"
    )
    print(f"  found: {found[0]} pages, {found[1]} links, {found[2]} infobox rows, {found[3]} bad stretches")
    print(f"  {'':<50}{'MB/s':>8}{'ours is':>10}{'MB/processor s':>18}{'ours is':>10}")
    print(f"  {'ours':<50}{clock:>8.1f}{'':>10}{processor:>18.1f}", flush=True)
    rows: list[tuple[str, float, Callable[[], Spent]]] = [
        (f"mwxml + mwparserfromhell, {small:.0f} MB, one file", small, lambda: peer(python, MWXML, [sample], 1)),
        (f"the same in {workers} files", small, lambda: peer(python, MWXML, [half] * workers, workers)),
        (f"gensim WikiCorpus, {small:.0f} MB", small, lambda: peer(python, GENSIM, [sample], workers)),
        ("limit: the bytes only read or unpacked", size, lambda: limit(whole, workers)),
    ]
    for label, megabytes, measure in rows:
        spent = measure()
        speeds = megabytes / spent.clock, megabytes / spent.processor
        ratios = clock / speeds[0], processor / speeds[1]
        print(f"  {label:<50}{speeds[0]:>8.1f}{ratios[0]:>8.2f} x{speeds[1]:>18.1f}{ratios[1]:>8.2f} x", flush=True)


TIMED = """
import json, multiprocessing, resource, sys, time
def used():
    kinds = resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN
    return sum(usage.ru_utime + usage.ru_stime for usage in map(resource.getrusage, kinds))
def report():
    for child in multiprocessing.active_children():
        child.join()
    print(json.dumps((time.monotonic() - started, used() - before)))
"""

MWXML = """
import mwxml, mwparserfromhell
def process(dump, path):
    for page in dump:
        for revision in page:
            if page.namespace == 0 and page.redirect is None and revision.text:
                code = mwparserfromhell.parse(revision.text)
                yield len(code.strip_code()), len(code.filter_wikilinks()), len(code.filter_templates())
started, before = time.monotonic(), used()
pages = sum(1 for _ in mwxml.map(process, sys.argv[2:], threads=int(sys.argv[1])))
assert pages
report()
"""

GENSIM = """
from gensim.corpora import wikicorpus
if not sys.argv[2].endswith(".bz2"):
    wikicorpus.bz2.BZ2File = lambda name: open(name, "rb")
started, before = time.monotonic(), used()
corpus = wikicorpus.WikiCorpus(sys.argv[2], processes=int(sys.argv[1]), dictionary={}, article_min_tokens=1)
assert sum(1 for _ in corpus.get_texts())
report()
"""


if __name__ == "__main__":
    main()
