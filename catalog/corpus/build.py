"""From a reader's pages to the files of a corpus, on all processors.

    build(DumpReader("ltgwiki.xml.bz2"), "5d0c1f…", folder, workers=2) → the corpus's files in <folder>/corpus

Workers turn parts of the source into shards (`shard.py`), which stay when the build is killed: the next one reads only
the parts that aren't there. Then `assemble.py` puts the shards together.
"""

import json
import multiprocessing
import os
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import chain, islice
from pathlib import Path

from synthloom.catalog.corpus.assemble import assemble
from synthloom.catalog.corpus.shard import write_shard
from synthloom.schemas.errors import UserError
from synthloom.schemas.wiki import Part, Reader

AHEAD = 2
"""Parts waiting per worker; a part may be pickled with what it holds."""


def build(reader: Reader, key: str, folder: Path, workers: int, on_pages: Callable[[int], None]) -> None:
    """Make `<folder>/corpus`. `on_pages` is told the number of articles read so far.

    Raises `UserError` where there is none.
    """
    parts = folder / "parts"
    parts.mkdir(parents=True, exist_ok=True)
    stems: list[Path] = []
    pages = 0
    for stem, count in _shards(reader, parts, workers):
        stems.append(stem)
        pages += count
        on_pages(pages)
    if pages == 0:
        raise UserError(
            f"{reader.name} holds no article: {_told(stems)}; expected pages of namespace 0 that aren't redirects"
        )
    assemble(reader, key, folder / "corpus", stems)


def _shards(reader: Reader, folder: Path, workers: int) -> Iterator[tuple[Path, int]]:
    """Each part's shard, in order, and its number of articles."""
    numbered = ((folder / f"{number:06d}", part) for number, part in enumerate(reader.parts()))
    first = list(islice(numbered, 2))
    if workers < 2 or len(first) < 2:
        for stem, part in chain(first, numbered):
            yield stem, _shard(part, stem, reader.language)
        return
    # Spawned, not forked: Arrow runs threads of its own, and a fork beside threads can hang.
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, spawn, initializer=_die_with_parent, initargs=(os.getpid(),)) as pool:
        waiting: list[tuple[Path, Future[int]]] = []
        try:
            for stem, part in chain(first, numbered):
                waiting.append((stem, pool.submit(_shard, part, stem, reader.language)))
                if len(waiting) >= AHEAD * workers:
                    done, future = waiting.pop(0)
                    yield done, future.result()
            for done, future in waiting:
                yield done, future.result()
        except BrokenProcessPool:
            raise UserError(
                f"a process that read {reader.name} was killed, most often for lack of memory; what was finished is "
                "kept: run the same command again with fewer workers"
            ) from None
        finally:
            pool.shutdown(cancel_futures=True)


def _told(stems: list[Path]) -> str:
    """What its parts do hold: `12 other_namespace, 3 bad pages`."""
    counts: Counter[str] = Counter()
    for stem in stems:
        told = json.loads(stem.with_suffix(".json").read_text(encoding="utf-8"))
        counts.update(told["passed"])
        counts["bad pages"] += len(told["bad"])
    return ", ".join(f"{count} {name}" for name, count in sorted(counts.items()) if count) or "it is empty"


def _shard(part: Part, stem: Path, language: str) -> int:
    marker = stem.with_suffix(".json")
    if marker.is_file():
        return int(json.loads(marker.read_text(encoding="utf-8"))["pages"])
    return write_shard(part, stem, language)


def _die_with_parent(parent: int) -> None:
    """Ctrl-C is the parent's to handle, and a killed parent must leave no process behind."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
