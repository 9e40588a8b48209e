r"""The bytes of a dump as UTF-8, whatever it is packed in, and parts cut from them.

    decompressed("dump.xml.zst") → b"<mediawiki …", b"…", …      cut(…) → BytesPart(b"<page>…</page>", 2817, …), …

A file's form is told by its first bytes, not by its name. Damage ends the bytes; what came before is kept.
"""

import bz2
import codecs
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, cast

from synthloom.catalog.sources.wiki.dump_page import LARGEST, PAGE
from synthloom.catalog.sources.wiki.dump_parts import BytesPart
from synthloom.catalog.sources.wiki.site import Site
from synthloom.schemas.wiki import BadPage

STEP = 1 << 20
_FORMS = (
    (b"BZh", "bz2"),
    (b"\x1f\x8b", "gz"),
    (b"\x28\xb5\x2f\xfd", "zst"),
    (b"7z\xbc\xaf", "7z"),
    (b"PK\x03\x04", "zip"),
)
_WIDE = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}


def form_of(path: Path) -> str:
    """`bz2`, `gz`, `zst`, `7z`, `zip`, or `plain`."""
    with path.open("rb") as file:
        head = file.read(6)
    return next((form for magic, form in _FORMS if head.startswith(magic)), "plain")


def decompressed(path: Path, bad: list[BadPage]) -> Iterator[bytes]:
    """The bytes of the file, unpacked; damage is added to `bad` and ends them."""
    form = form_of(path)
    try:
        with path.open("rb") as file:
            yield from _unpacked(file, form)
    except (OSError, EOFError, ValueError, zlib.error) as error:
        bad.append(BadPage(path.name, "damaged_file", f"{form}: {error}"))


def _unpacked(file: BinaryIO, form: str) -> Iterator[bytes]:
    stream: BinaryIO = file
    if form == "bz2":
        stream = cast(BinaryIO, bz2.BZ2File(file))
    elif form == "gz":
        from isal import igzip

        stream = igzip.open(file)  # type: ignore[no-untyped-call]
    elif form == "zst":
        import pyarrow as pa

        stream = pa.CompressedInputStream(pa.PythonFile(file, "r"), "zstd")
    # What can be unpacked before the damage is given out first: `read` would raise instead of returning it.
    read = getattr(stream, "read1", stream.read)
    while chunk := read(STEP):
        yield chunk


def as_utf8(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """The same text in UTF-8; only UTF-16 with a mark of its byte order is anything else."""
    first = next(chunks, b"")
    encoding = _WIDE.get(first[:2])
    if encoding is None:
        yield first.removeprefix(codecs.BOM_UTF8)
        yield from chunks
        return
    decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
    yield decoder.decode(first[2:]).encode("utf-8", "replace")
    for chunk in chunks:
        yield decoder.decode(chunk).encode("utf-8", "replace")


def cut(path: Path, site: Site, size: int) -> Iterator[BytesPart]:
    """Parts of about `size` bytes, cut where pages begin."""
    bad: list[BadPage] = []
    held = bytearray()
    at = 0
    for chunk in as_utf8(decompressed(path, bad)):
        scanned = max(len(held) - len(PAGE), 1)
        held += chunk
        if len(held) < size:
            continue
        end = held.rfind(PAGE, scanned)
        if end < 0 and len(held) > LARGEST + size + 2 * STEP:
            end = len(held)  # a page too large to read: its beginning is enough to say so
        if end > 0:
            yield BytesPart(bytes(held[:end]), at, site, last=False)
            at += end
            del held[:end]
    yield BytesPart(bytes(held), at, site, last=True, bad=tuple(bad))
