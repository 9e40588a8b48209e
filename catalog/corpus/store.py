"""The corpora of a catalog: built once, opened by key.

    LocalCorpora(Path("data")).build(DumpReader(…)) → data/corpora/5d0c1f…/      the same source again → only opened

A corpus is made aside and becomes visible by one rename; a killed build is done again, but for the parts it had read.
Its key is a hash of what is read (name, revision, language) and how (`files.FORMAT`).
"""

import atexit
import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from synthloom.catalog.corpus import files
from synthloom.catalog.corpus.build import build
from synthloom.catalog.corpus.opened import LocalCorpus
from synthloom.catalog.durable import make_folder, sync
from synthloom.schemas.errors import UserError
from synthloom.schemas.wiki import Reader


@dataclass(frozen=True)
class LocalCorpora:
    """The corpora under `<catalog>/corpora`."""

    catalog: Path

    def build(
        self, reader: Reader, workers: int | None = None, on_pages: Callable[[int], None] | None = None
    ) -> LocalCorpus:
        """The corpus of a reader's pages; opened where it is there already.

        `on_pages` is told the number of articles read so far. Raises `UserError` where the source has no article.
        """
        key = corpus_key(reader)
        folder = self.catalog / "corpora" / key
        if not (folder / "corpus.json").is_file():
            make_folder(folder.parent)
            with _alone(folder.with_name(f".{key}.lock")):
                if not (folder / "corpus.json").is_file():
                    aside = folder.with_name(f".{key}.building")
                    build(reader, key, aside, workers or _processors(), on_pages or (lambda pages: None))
                    (aside / "corpus").replace(folder)
                    sync(folder.parent)
                    shutil.rmtree(aside)
        return self.open(key)

    def open(self, key: str) -> LocalCorpus:
        """A corpus by its key. Raises `UserError` where the catalog doesn't have it."""
        folder = self.catalog / "corpora" / key
        # Keys come from records, so one may be any path.
        if not key.isalnum() or not (folder / "corpus.json").is_file():
            raise UserError(
                f"the corpus {key} isn't at {folder}; run the recipe that read it again, or copy its folder there"
            )
        return _opened(folder.resolve(), os.getpid())


@lru_cache(maxsize=8)
def _opened(folder: Path, process: int) -> LocalCorpus:
    """One corpus object per process: it keeps row groups and a database."""
    return LocalCorpus(folder)


# A database that is open when the interpreter ends makes DuckDB's binding complain of leaks on stderr.
atexit.register(_opened.cache_clear)


def corpus_key(reader: Reader) -> str:
    """20 hex digits that tell what was read and how."""
    said = "\n".join((reader.name, reader.revision, reader.language, str(files.FORMAT)))
    return sha256(said.encode()).hexdigest()[:20]


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Wait until no other process builds the same; a killed one's lock is gone with it."""
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else (os.cpu_count() or 1)
