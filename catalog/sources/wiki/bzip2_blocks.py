"""Blocks of a bzip2 file, each decompressed alone: by all cores, and around what is damaged.

    blocks("dump.xml.bz2") → Block(32, 1_740_911), Block(1_740_911, 3_502_240), …       (places in bits)

A block begins with the 48 bits of π, at any bit; neither streams nor their index matter, so `pages-articles`, its
multistream form and files of pbzip2 are all the same. A block becomes a stream of its own when its bits get a header
before them and an end after them. By chance the mark turns up once in 2^48 bits (35 TB); such a block fails its
checksum and is counted.
"""

import bz2
import mmap
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

_MARK = 0x314159265359
_END = 0x177245385090
_BITS = 48
_WINDOW = 1 << 24


class Block(NamedTuple):
    """One block: its first bit and the bit after its last."""

    start: int
    end: int


def _inner(shift: int) -> bytes:
    """The bytes of the mark that are whole when it begins `shift` bits into a byte."""
    return _MARK.to_bytes(6) if shift == 0 else (_MARK << (8 - shift)).to_bytes(7)[1:6]


def _marks(data: mmap.mmap) -> Iterator[int]:
    """The bits at which blocks begin, in order."""
    for begin in range(0, len(data), _WINDOW):
        window = data[begin : begin + _WINDOW + 7]
        found = []
        for shift in range(8):
            inner, back = _inner(shift), 1 if shift else 0
            at = window.find(inner)
            while at >= 0:
                start = (at - back) * 8 + shift
                if 0 <= start < _WINDOW * 8 and _bits(window, start, start + _BITS) == _MARK:
                    found.append(begin * 8 + start)
                at = window.find(inner, at + 1)
        yield from sorted(found)


def _bits(data: bytes | mmap.mmap, start: int, end: int) -> int:
    first, last = start // 8, -(-end // 8)
    return int.from_bytes(data[first:last]) >> (last * 8 - end) & ((1 << (end - start)) - 1)


def blocks(path: Path) -> Iterator[Block]:
    """The blocks of a file, in order; its last ends where the stream does, or where the file was cut off."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        before = -1
        for start in _marks(data):
            if before >= 0:
                yield Block(before, _stream_end(data, start - 32, before) if _headed(data, start) else start)
            before = start
        if before >= 0:
            yield Block(before, _stream_end(data, len(data) * 8, before))


def _headed(data: mmap.mmap, start: int) -> bool:
    """Whether a stream's header stands before a block."""
    return start % 8 == 0 and start >= 32 and data[start // 8 - 4 : start // 8 - 1] == b"BZh"


def _stream_end(data: mmap.mmap, end: int, start: int) -> int:
    """Where the mark of a stream's end stands, in the bits before `end`; `end` where there is none."""
    for padding in range(8):
        at = end - padding - 32 - _BITS
        if at > start and _bits(data, at, at + _BITS) == _END:
            return at
    return end


def read_block(data: mmap.mmap, block: Block) -> bytes:
    """A block's bytes. Raises `OSError`, `EOFError` or `ValueError` where it is damaged or cut off."""
    bits = block.end - block.start
    checksum = _bits(data, block.start + _BITS, block.start + _BITS + 32)
    value = _bits(data, block.start, block.end) << 80 | _END << 32 | checksum
    padding = -(bits + 80) % 8
    return bz2.decompress(b"BZh9" + (value << padding).to_bytes((bits + 80 + padding) // 8))
