"""What a picture looks like as a whole, as 300 numbers whose inner product tells how alike two pictures are.

    features(lesotho_map) @ features(the same map, blurred) → 0.98      @ features(map of Eswatini) → 0.83

Three parts of equal weight, each of length one: where colours lie (Lab on a 6x6 grid), the coarse pattern of light
(the lowest 8x8 frequencies of a cosine transform), and which way edges run (8 directions on a 4x4 grid). All are taken
after smoothing to 64x64 pixels, so size, blur and compression hardly matter; shape is given up too. A whole picture
and five crops of it are kept, so that a part of a picture still finds it. A picture that lies askew on plain ground is
looked at straightened as well.
"""

from collections.abc import Iterator
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

Pixels = NDArray[np.uint8]
Numbers = NDArray[np.float32]

VERSION = 1
"""Rises when the same picture gives other numbers, here or in `pictures_details`."""
SIDE = 512
"""Larger pictures are made smaller first."""
CROP = 0.7
"""Side of the crops, as a share: four corners and the middle."""
VIEWS = 6
WIDTH = 6 * 6 * 3 + 8 * 8 + 4 * 4 * 8
_DETAIL, _GRID, _WAVES, _CELLS, _DIRECTIONS = 64, 6, 8, 4, 8
_PLAIN = 12
"""Of 255: how far ground may vary and still be plain."""
_LEAST = 0.25
"""Of the area: a smaller quadrilateral isn't what the picture is of."""


def pixels(image: Image.Image) -> Pixels:
    """A picture upright, on white where it is transparent, at most 512 pixels wide and high."""
    upright = ImageOps.exif_transpose(image)
    if upright.mode != "RGB":
        clear = upright.convert("RGBA")
        upright = Image.alpha_composite(Image.new("RGBA", clear.size, "white"), clear).convert("RGB")
    return _shrunk(np.asarray(upright), SIDE)


def looks(picture: Pixels) -> list[Pixels]:
    """A picture as it is asked for: itself, and straightened where it lies on plain ground."""
    corners = _corners(picture)
    return [picture] if corners is None else [picture, _straightened(picture, corners)]


def views(picture: Pixels) -> Iterator[Pixels]:
    """A picture as it is kept: whole, its four corners, its middle."""
    height, width = picture.shape[:2]
    yield picture
    rest = 1 - CROP
    for across, down in ((0.0, 0.0), (rest, 0.0), (0.0, rest), (rest, rest), (rest / 2, rest / 2)):
        x, y = round(across * width), round(down * height)
        yield picture[y : y + max(round(CROP * height), 1), x : x + max(round(CROP * width), 1)]


def features(picture: Pixels) -> Numbers:
    """300 numbers, together of length one; all zero for a picture of one colour."""
    small = cv2.GaussianBlur(cv2.resize(picture, (_DETAIL, _DETAIL), interpolation=cv2.INTER_AREA), (0, 0), 1.0)
    lab = cv2.cvtColor(small.astype(np.float32) / 255, cv2.COLOR_RGB2LAB) / np.array([100, 128, 128], np.float32)
    light = lab[..., 0]
    colours = _grid(lab, _GRID)
    # Half of the mean colour stays: two drawings of one layout differ in it.
    colours -= colours.mean((0, 1)) * np.array([1.0, 0.5, 0.5], np.float32)
    waves = cv2.dct(_grid(light, 32))[:_WAVES, :_WAVES].copy()
    waves[0, 0] = 0
    parts = [_unit(part.ravel()) for part in (colours, waves, _edges(light))]
    return _unit(np.concatenate(parts))


def _edges(light: Numbers) -> Numbers:
    """How strong edges of each direction are in each cell, the mean taken off."""
    across, down = cv2.Sobel(light, cv2.CV_32F, 1, 0), cv2.Sobel(light, cv2.CV_32F, 0, 1)
    strength = np.hypot(across, down)
    direction = (np.arctan2(down, across) % np.pi / np.pi * _DIRECTIONS).astype(np.int32) % _DIRECTIONS
    layers = [_grid(np.where(direction == number, strength, 0), _CELLS) for number in range(_DIRECTIONS)]
    cells = np.sqrt(np.stack(layers, -1))
    return np.asarray(cells - cells.mean(), np.float32)


def _grid(values: NDArray[Any], side: int) -> Numbers:
    return np.asarray(cv2.resize(values.astype(np.float32), (side, side), interpolation=cv2.INTER_AREA))


def _unit(values: Numbers) -> Numbers:
    length = float(np.linalg.norm(values))
    return np.asarray(values / length if length > 1e-6 else np.zeros_like(values), np.float32)


def _corners(picture: Pixels) -> Numbers | None:
    """The corners of a quadrilateral on ground of one colour; None where there is no such thing."""
    height, width = picture.shape[:2]
    if min(height, width) < 16:
        return None
    signed = picture.astype(np.int16)
    ends = signed[[2, 2, -3, -3], [2, -3, 2, -3]]
    ground = np.median(ends, axis=0)
    if np.abs(ends - ground).max() > _PLAIN:
        return None
    figure = (np.abs(signed - ground).max(2) > _PLAIN).astype(np.uint8)
    figure = cv2.morphologyEx(figure, cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8))
    outlines, _ = cv2.findContours(figure, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    if not outlines:
        return None
    hull = cv2.convexHull(np.vstack(outlines))
    for tolerance in (0.01, 0.02, 0.03, 0.05):
        shape = cv2.approxPolyDP(hull, tolerance * cv2.arcLength(hull, True), True)
        if len(shape) == 4:
            wide = cv2.contourArea(shape) > _LEAST * width * height
            return _in_order(shape[:, 0].astype(np.float32)) if wide else None
    return None


def _in_order(corners: Numbers) -> Numbers:
    """Left above, right above, right below, left below."""
    rays = corners - corners.mean(0)
    round_about = corners[np.argsort(np.arctan2(rays[:, 1], rays[:, 0]))]
    return np.asarray(np.roll(round_about, -int(round_about.sum(1).argmin()), 0))


def _straightened(picture: Pixels, corners: Numbers) -> Pixels:
    sides = np.linalg.norm(corners - np.roll(corners, -1, 0), axis=1)
    width, height = round(max(sides[0], sides[2])), round(max(sides[1], sides[3]))
    frame = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    return np.asarray(cv2.warpPerspective(picture, cv2.getPerspectiveTransform(corners, frame), (width, height)))


def _shrunk(picture: Pixels, side: int) -> Pixels:
    height, width = picture.shape[:2]
    if max(height, width) <= side:
        return picture
    scale = side / max(height, width)
    size = max(round(width * scale), 1), max(round(height * scale), 1)
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA))
