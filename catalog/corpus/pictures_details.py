"""Details of a picture that are found again in a part of it, or where it was blurred, scaled or tilted: SIFT.

    agreeing(details(crop), details(picture)) → 41      agreeing(details(crop), details(another picture)) → 0

Up to 120 points a picture, with the square roots of their histograms (RootSIFT) as bytes. Points agree when each is
the other's nearest, clearly, and one homography takes them there. Of 37 maps of countries among their
neighbours 36 are found first by a crop of 70 to 90 % of the sides, of 33 pictures of a ZIM file all.
"""

from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from synthloom.catalog.corpus.pictures_features import Numbers, Pixels

POINTS = 120
SIDE = 320
"""Pixels of the longer side that points are looked for at."""
_SCALE = 255.0
_CLEARLY = 0.7
"""Squared distance of the nearest over that of the second."""
LEAST = 7
"""Fewer agreeing points are chance."""
_WITHIN = 5.0
"""Pixels off the homography."""
_DRAWS = 300
_TILT = 0.004
"""Change of scale per pixel."""


class Details(NamedTuple):
    """Points of a picture: where (pixels at `SIDE`), and what is around each (unit length times 255)."""

    places: Numbers
    around: NDArray[np.uint8]


def details(picture: Pixels) -> Details:
    """The strongest points."""
    height, width = picture.shape[:2]
    scale = SIDE / max(height, width)
    size = max(round(width * scale), 8), max(round(height * scale), 8)
    resized = cv2.resize(picture, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC)
    points, found = cv2.SIFT.create(nfeatures=POINTS).detectAndCompute(cv2.cvtColor(resized, cv2.COLOR_RGB2GRAY), None)
    if found is None:
        return Details(np.zeros((0, 2), np.float32), np.zeros((0, 128), np.uint8))
    # Of equal strength SIFT may give one more than asked for.
    roots = np.sqrt(found[:POINTS] / np.maximum(found[:POINTS].sum(1, keepdims=True), 1e-6))
    places = np.array([point.pt for point in points[:POINTS]], np.float32)
    return Details(places, np.round(roots * _SCALE).astype(np.uint8))


def agreeing(asked: Details, kept: Details) -> int:
    """How many points of the one are in the other where one homography has them; 0 below what chance gives."""
    if min(len(asked.places), len(kept.places)) < LEAST:
        return 0
    # Not by numpy, whose product starts threads of BLAS: 16 ms of CPU on a busy machine where this takes 0.05.
    products = cv2.gemm(_floats(asked), _floats(kept), 1 / _SCALE**2, None, 0, flags=cv2.GEMM_2_T)
    rows, nearest = np.arange(len(products)), products.argmax(1)
    both_ways = products.argmax(0)[nearest] == rows
    best = products[rows, nearest]
    products[rows, nearest] = -1
    clear = both_ways & (1 - best < _CLEARLY * (1 - products.max(1)))
    if clear.sum() < LEAST:
        return 0
    found = asked.places[clear], kept.places[nearest[clear]]
    taken, inside = cv2.findHomography(*found, cv2.RANSAC, _WITHIN, maxIters=_DRAWS)
    if taken is None or not _plausible(taken):
        return 0
    count = int(inside.sum())
    return count if count >= LEAST else 0


def _floats(details: Details) -> NDArray[np.float32]:
    return np.ascontiguousarray(details.around, np.float32)


def _plausible(homography: NDArray[np.float64]) -> bool:
    """Whether it mirrors nothing, scales by no more than five, and tilts no more than a photograph would."""
    area = float(np.linalg.det(homography[:2, :2]))
    return 1 / 25 < area < 25 and float(np.abs(homography[2, :2]).max()) < _TILT
