"""Files of plain corpora: opened whatever they are packed with, and stamped.

pages.jsonl.zst → lines of bytes;  digest → "9f0c…", a hash of what they hold;  stamp → of names, sizes and times
"""

import bz2
import gzip
import hashlib
import io
import lzma
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, cast

DAMAGE = (OSError, EOFError, zlib.error, lzma.LZMAError)
"""What reading a packed file raises where it is cut or broken."""
_PACKED = ((b"\x1f\x8b", "gz"), (b"BZh", "bz2"), (b"\xfd7zXZ\x00", "xz"), (b"\x28\xb5\x2f\xfd", "zst"))


@contextmanager
def unpacked(path: Path) -> Iterator[IO[bytes]]:
    """The file's bytes, unpacked where it begins like gzip, bzip2, xz or zstd."""
    with path.open("rb") as file:
        head = file.read(6)
    kind = next((kind for magic, kind in _PACKED if head.startswith(magic)), "")
    if kind == "zst":
        import pyarrow

        with pyarrow.input_stream(str(path), compression="zstd", buffer_size=1 << 20) as stream:
            yield io.BufferedReader(cast(Any, stream), 1 << 20)
        return
    openers: dict[str, Callable[[Path], Any]] = {"gz": gzip.open, "bz2": bz2.open, "xz": lzma.open}
    with openers[kind](path) if kind else path.open("rb") as plain:
        yield plain


def digest(files: Sequence[Path]) -> str:
    """A hash of the files' names and bytes."""
    total = hashlib.sha256()
    for file in files:
        total.update(file.name.encode())
        with file.open("rb") as stream:
            total.update(hashlib.file_digest(stream, "sha256").digest())
    return total.hexdigest()[:16]


def stamp(files: Sequence[Path]) -> str:
    """A hash of the files' names, sizes and times."""
    seen = [(file.name, file.stat().st_size, file.stat().st_mtime_ns) for file in files]
    return hashlib.sha256(repr(seen).encode()).hexdigest()[:16]


def bare_name(path: Path) -> str:
    """A file's name without its endings: `pages.jsonl.gz` → `pages`."""
    name = path.name
    while (suffix := Path(name).suffix) and len(suffix) <= 6 and name != suffix and not suffix[1:].isdigit():
        name = name[: -len(suffix)]
    return name
