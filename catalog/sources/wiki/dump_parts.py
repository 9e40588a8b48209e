"""Parts of a dump: stretches that one process reads alone, whatever the file is packed in.

    PlainPart(path, 0, 8388608, site) · Bzip2Part(path, blocks 0–15, …) · BytesPart(b"<page>…", "bytes 0", site)

A page belongs to the part in which its `<page>` begins; that part reads on until the page ends. So parts may be cut
anywhere, and how they are cut depends on the file alone.
"""

import mmap
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from synthloom.catalog.sources.wiki.bzip2_blocks import Block, read_block
from synthloom.catalog.sources.wiki.dump_page import LARGEST, PAGE, read_pages
from synthloom.catalog.sources.wiki.site import Site
from synthloom.schemas.wiki import BadPage, Page

_STEP = 1 << 18


@dataclass(frozen=True)
class PlainPart:
    """Bytes `start` to `end` of a file that isn't compressed."""

    path: Path
    start: int
    end: int
    site: Site

    def pages(self) -> Iterator[Page | BadPage]:
        """Pages that begin in these bytes."""
        with self.path.open("rb") as file:
            file.seek(self.start)
            own = file.read(self.end - self.start)
            yield from _owned(own, iter(lambda: file.read(_STEP), b""), f"byte {self.start}", self.site)


@dataclass(frozen=True)
class Bzip2Part:
    """Some blocks of a bzip2 file, and those after them in which their last page may end."""

    path: Path
    blocks: tuple[Block, ...]
    after: tuple[Block, ...]
    site: Site

    def pages(self) -> Iterator[Page | BadPage]:
        """Pages that begin in these blocks, and the blocks that are damaged."""
        bad: list[BadPage] = []
        with self.path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            own = b"".join(self._read(data, block, bad) for block in self.blocks)
            yield from bad
            more = (self._read(data, block, []) for block in self.after)
            yield from _owned(own, more, f"byte {self.blocks[0].start // 8}", self.site)

    def _read(self, data: mmap.mmap, block: Block, bad: list[BadPage]) -> bytes:
        """The block's bytes; a NUL for one that is damaged, so that no page is read across it."""
        try:
            return read_block(data, block)
        except (OSError, EOFError, ValueError) as error:
            bad.append(BadPage(f"byte {block.start // 8}", "damaged_block", f"bzip2 block: {error}"))
            return b"\0"


@dataclass(frozen=True)
class BytesPart:
    """Whole pages, decompressed already; `at` is their place in the decompressed file."""

    data: bytes
    at: int
    site: Site
    last: bool
    bad: tuple[BadPage, ...] = ()

    def pages(self) -> Iterator[Page | BadPage]:
        """The pages, after what could not be decompressed."""
        begin = self.data.find(PAGE)
        if begin >= 0:
            yield from read_pages(self.data, f"byte {self.at}", self.site, begin, len(self.data), self.last)
        yield from self.bad


def _owned(own: bytes, more: Iterator[bytes], where: str, site: Site) -> Iterator[Page | BadPage]:
    """Pages of which `<page>` begins in `own`; `more` is what follows."""
    size = len(own)
    data = own + next(more, b"")
    begin = data.find(PAGE)
    if not 0 <= begin < size:
        return
    scan = size
    while (end := data.find(PAGE, scan)) < 0:
        scan = max(size, len(data) - len(PAGE) + 1)
        chunks = list(
            islice(more, 1 + (len(data) - size) // _STEP)
        )  # ever more, so that a huge page is copied few times
        if not chunks or len(data) - size > LARGEST:
            yield from read_pages(data, where, site, begin, len(data), at_end=not chunks)
            return
        data = b"".join((data, *chunks))
    yield from read_pages(data, where, site, begin, end, at_end=False)
