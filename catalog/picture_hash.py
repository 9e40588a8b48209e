"""A picture in 64 bytes, and the copies among many pictures, without comparing each with each.

    hashes = [picture_hash(image) for image in images]        # uint64[8]: 256 bits of structure, 256 of detail
    near_pairs(structure, structure, radius=31)               # (i, j, distance) for every pair within 31 of 256 bits

Structure: the signs, around their median, of the 16x16 lowest frequencies (without the zeroth row and column) of the
64x64 luminance, as PDQ does. It survives re-encoding, resizing and filters, but tells pages of text with equal layout
apart badly. Detail: the signs of 256 fixed random projections of the same 64x64 pixels less their 9x9 mean; the share
of differing bits is the angle between two pictures' fine structure, and text, the only thing in which two receipts
differ, is all fine structure. All sums are of whole numbers below 2^53, so every machine finds the same bits.
"""

from collections.abc import Iterator
from functools import cache

import numpy as np
import numpy.typing as npt
from PIL import Image

SIDE = 64
CHUNKS = 16
MAX_RADIUS = 2 * CHUNKS - 1
"""With at most 31 differing bits in 16 chunks of 16, some chunk differs in at most one bit."""
STRUCTURE, DETAIL, COLOR = 28, 48, 32
"""What may differ in copies of one picture: bits of 256, twice, and of 255 in any channel of any field of the grid."""
PAIRS_AT_ONCE = 1 << 20
Words = npt.NDArray[np.uint64]
Numbers = npt.NDArray[np.int64]
Look = npt.NDArray[np.uint8]
GRID = 16


def picture_hash(image: Image.Image) -> Words:
    """Four words of structure and four of detail."""
    shrunk = image.convert("L").resize((SIDE, SIDE), Image.Resampling.BOX)
    pixels = np.asarray(shrunk, dtype=np.float64)
    frequencies = (_cosines() @ pixels @ _cosines().T).ravel()
    padded = np.pad(pixels, 4, mode="edge")
    sums = np.lib.stride_tricks.sliding_window_view(padded, (9, 9)).sum(axis=(2, 3))
    detail = _projections() @ (81 * pixels - sums).ravel()
    bits = np.concatenate([frequencies > np.median(frequencies), detail > 0])
    return np.packbits(bits).view(np.uint64)


def color_look(image: Image.Image) -> Look:
    """The mean color of each field of a 16x16 grid, which the hash knows nothing of."""
    return np.asarray(image.resize((GRID, GRID), Image.Resampling.BOX), dtype=np.uint8)


def color_difference(a: Look, b: Look) -> float:
    """The largest difference of any field and channel, after the gain and offset that explain most of it."""
    x, y = a.astype(np.float64).ravel(), b.astype(np.float64).ravel()
    spread = x.var()
    gain = ((x - x.mean()) * (y - y.mean())).mean() / spread if spread > 1 else 1.0
    gain = min(max(gain, 0.7), 1.4)
    offset = min(max(y.mean() - gain * x.mean(), -32.0), 32.0)
    return float(np.abs(gain * x + offset - y).max())


@cache
def _cosines() -> npt.NDArray[np.float64]:
    place = np.arange(SIDE)
    waves = np.cos(np.pi * (2 * place[None, :] + 1) * np.arange(1, 17)[:, None] / (2 * SIDE))
    return np.asarray(np.round(waves * 4096), dtype=np.float64)


@cache
def _projections() -> npt.NDArray[np.float64]:
    signs = np.random.Generator(np.random.PCG64(20)).integers(0, 2, (256, SIDE * SIDE))
    return np.asarray(2 * signs - 1, dtype=np.float64)


def distances(a: Words, b: Words) -> Numbers:
    """The number of differing bits, row by row."""
    return np.asarray(np.bitwise_count(a ^ b).sum(axis=-1), dtype=np.int64)


def near_pairs(queries: Words, pool: Words, radius: int) -> Iterator[tuple[Numbers, Numbers]]:
    """Batches of (row of `queries`, row of `pool`), every pair of 256-bit rows within the radius, some more than once.

    Multi-index hashing: rows are looked up by each of their 16 chunks as it is and with each one of its bits flipped.
    On 100,000 unrelated pictures that compares each with about 400 others.
    """
    if not 0 <= radius <= MAX_RADIUS:
        raise ValueError(f"radius is {radius}; chunks of 16 bits find pairs up to {MAX_RADIUS} of 256 bits")
    flips = [0] + ([1 << bit for bit in range(16)] if radius >= CHUNKS else [])
    query_chunks, pool_chunks = queries.view(np.uint16), pool.view(np.uint16)
    for chunk in range(CHUNKS):
        order = np.argsort(pool_chunks[:, chunk], kind="stable")
        starts = np.zeros((1 << 16) + 1, dtype=np.int64)
        np.cumsum(np.bincount(pool_chunks[:, chunk], minlength=1 << 16), out=starts[1:])
        for flip in flips:
            keys = query_chunks[:, chunk] ^ np.uint16(flip)
            for rows, places in _ranges(starts[keys], starts[keys.astype(np.int64) + 1]):
                others = order[places]
                near = distances(queries[rows], pool[others]) <= radius
                if near.any():
                    yield rows[near], others[near]


def _ranges(starts: Numbers, ends: Numbers) -> Iterator[tuple[Numbers, Numbers]]:
    """Every (row, place) with starts[row] <= place < ends[row], in batches of bounded size."""
    rows = np.flatnonzero(ends > starts)
    totals = np.cumsum(ends[rows] - starts[rows])
    first = 0
    while first < len(rows):
        done = totals[first - 1] if first else 0
        last = max(first + 1, int(np.searchsorted(totals, done + PAIRS_AT_ONCE, side="right")))
        batch = rows[first:last]
        counts = ends[batch] - starts[batch]
        repeated = np.repeat(batch, counts)
        offsets = np.arange(len(repeated)) - np.repeat(np.cumsum(counts) - counts, counts)
        yield repeated, starts[repeated] + offsets
        first = last
