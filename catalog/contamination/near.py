"""Pictures that look alike though their bytes differ: saved again, made smaller, a little brighter.

    near = alike(looks(ours), looks(theirs))   # [(0, 4, 11)]: ours[0] is theirs[4], 11 of 256 bits apart

By the hash and limits of the filter `duplicate_images`, which tells what they find and miss. A plain area of one color
has no structure, and is like no other.
"""

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice

import numpy as np
from PIL import Image

from synthloom.catalog.picture_hash import (
    COLOR,
    DETAIL,
    STRUCTURE,
    Look,
    Words,
    color_difference,
    color_look,
    distances,
    near_pairs,
    picture_hash,
)
from synthloom.schemas.media import BadImage

BLOCK = 256


@dataclass(frozen=True)
class Looks:
    """Hashes and colors of pictures that could be opened, with their places among those given."""

    places: list[int]
    hashes: Words
    colors: list[Look]


def looks(pictures: Iterable[Callable[[], Image.Image]]) -> Looks:
    """Open pictures, a block at a time, and look at each; those that can't be opened are left out."""
    found = list[tuple[int, tuple[Words, Look]]]()
    waiting = enumerate(pictures)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        while block := list(islice(waiting, BLOCK)):
            seen = pool.map(lambda item: _look(item[1]), block)
            found += [(place, look) for (place, _), look in zip(block, seen, strict=True) if look is not None]
    hashes = np.array([look[0] for _, look in found], dtype=np.uint64).reshape(-1, 8)
    return Looks([place for place, _ in found], hashes, [look[1] for _, look in found])


def _look(open_picture: Callable[[], Image.Image]) -> tuple[Words, Look] | None:
    try:
        image = open_picture()
    except (BadImage, OSError):  # what is missing or damaged is told by who reads it to use it
        return None
    low, high = image.convert("L").getextrema()
    if low == high:  # a plain one, told in a thousandth of the time that its hash would take
        return None
    hashed = picture_hash(image)
    return (hashed, color_look(image)) if hashed.any() else None


def alike(one: Looks, other: Looks) -> list[tuple[int, int, int]]:
    """Places of like pictures and the bits they differ in, sorted."""
    if not one.places or not other.places:
        return []
    first, second = (np.ascontiguousarray(side.hashes[:, :4]) for side in (one, other))
    found = dict[tuple[int, int], int]()
    for a, b in near_pairs(first, second, STRUCTURE):
        near = distances(one.hashes[a, 4:], other.hashes[b, 4:]) <= DETAIL
        for i, j in zip(a[near].tolist(), b[near].tolist(), strict=True):
            if (i, j) not in found and color_difference(one.colors[i], other.colors[j]) <= COLOR:
                found[i, j] = int(distances(first[i], second[j]))
    return sorted((one.places[i], other.places[j], bits) for (i, j), bits in found.items())
