"""Degrade: a tenth of the anchor pictures blurred, made small or warped, with the tool that undoes it.

    anchor_image Media(640x480) → anchor_image Media(640x480), blurred with radius 4.1,
                                  degradation Degradation("blur", 4.1, repair "sharpen", clean Media(640x480))

An agent then has a reason to call `sharpen`, `super_resolution` or `perspective_correct`. Strength grows with the
picture, so that what is shown stays recognisable in a thumbnail and looks spoilt in a large photograph. A warped
picture lies on a plain ground of another lightness than its rim: Canny and the largest quadrilateral found the four
corners of 70 of 72 photographs again, within 3 % of the side.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import ClassVar, Literal

import numpy as np
from PIL import Image, ImageFilter

from synthloom.schemas.media import BadImage
from synthloom.schemas.search import Degradation, SearchQuestion
from synthloom.schemas.steps import Context, Reject

Operation = Literal["blur", "downsample", "perspective"]
Point = tuple[float, float]
REPAIRS: dict[Operation, Literal["sharpen", "super_resolution", "perspective_correct"]] = {
    "blur": "sharpen",
    "downsample": "super_resolution",
    "perspective": "perspective_correct",
}
BLUR, LEAST_RADIUS = (0.004, 0.009), 1.2
"""Radius as a share of the shorter side, 2 to 4.6 pixels of 512; at 0.012 faces and lettering can no longer be told."""
SMALL_SIDE = (88, 128)
"""Pixels of the shorter side that are left after downsampling, by a factor of two at least."""
LEAST_FACTOR = 2.0
SHIFT = (0.10, 0.20)
"""How far the corner that moves most moves, as a share of each side."""
MARGIN = 0.05
FINE_PIXELS = 4_000_000
"""A smaller picture is warped at twice its size, or its rim would be stairs."""
GROUNDS, RESEMBLING = (250, 16, 170, 85), 40
"""Grays a warped picture may lie on, of 255, and how near a pixel of its rim is too near."""


@dataclass(frozen=True)
class Degrade:
    """Spoils some of the anchor pictures in a way a tool can undo."""

    name: ClassVar[str] = "degrade"
    version: ClassVar[int] = 1
    share: float = 0.1
    """Of the questions with a picture."""
    others: Literal["keep", "reject"] = "keep"
    """What becomes of questions that stay as they are."""

    @property
    def makes(self) -> type[SearchQuestion]:
        return SearchQuestion

    async def generate(self, record: SearchQuestion, context: Context) -> Sequence[SearchQuestion]:
        if record.degradation is not None:
            return [record]
        if record.anchor_image is None or context.random.random() >= self.share:
            if self.others == "reject":
                raise Reject("not_degraded" if record.anchor_image else "no_picture")
            return [record]
        clean = record.anchor_image
        try:
            image = context.media.image(clean)
        except BadImage as error:
            raise Reject(error.reason, str(error)) from error
        possible: list[Operation] = ["blur", "perspective"]
        if min(image.size) >= LEAST_FACTOR * SMALL_SIDE[0]:
            possible.append("downsample")
        operation = context.random.choice(possible)
        spoilt, strength = degraded(image, operation, context.random)
        degradation = Degradation(
            operation=operation, strength=round(strength, 3), repair=REPAIRS[operation], clean=clean
        )
        fields = record.fields_with(anchor_image=context.media.put_image(spoilt), degradation=degradation)
        return [SearchQuestion.model_validate(fields)]


def degraded(image: Image.Image, operation: Operation, random: Random) -> tuple[Image.Image, float]:
    """A spoilt picture and how strongly, in the units of `Degradation.strength`."""
    side = min(image.size)
    match operation:
        case "blur":
            radius = max(side * random.uniform(*BLUR), LEAST_RADIUS)
            return image.filter(ImageFilter.GaussianBlur(radius)), radius
        case "downsample":
            factor = max(side / random.uniform(*SMALL_SIDE), LEAST_FACTOR)
            size = round(image.width / factor), round(image.height / factor)
            return image.resize(size, Image.Resampling.BOX), factor
        case "perspective":
            corners, shift = drawn_corners(image.size, random)
            return warped(image, corners), shift


def drawn_corners(size: tuple[int, int], random: Random) -> tuple[tuple[Point, Point, Point, Point], float]:
    """Where the corners go: left above, right above, right below, left below; and the largest shift."""
    width, height = size
    largest = random.uniform(*SHIFT)
    shifts = [(random.uniform(0, 0.6) * largest, random.uniform(0, 0.6) * largest) for _ in range(4)]
    shifts[random.randrange(4)] = (largest, largest * random.uniform(0.5, 1.0))
    inside = 1 - 2 * MARGIN
    corners = []
    for (right, below), (x, y) in zip(((0, 0), (1, 0), (1, 1), (0, 1)), shifts, strict=True):
        across = MARGIN + inside * ((1 - x) if right else x)
        down = MARGIN + inside * ((1 - y) if below else y)
        corners.append((across * width, down * height))
    return (corners[0], corners[1], corners[2], corners[3]), largest


def warped(image: Image.Image, corners: Sequence[Point]) -> Image.Image:
    """The picture with its corners moved, on a plain ground of its own size."""
    width, height = image.size
    finer = 2 if width * height < FINE_PIXELS else 1
    size = width * finer, height * finer
    places = [(x * finer, y * finer) for x, y in corners]
    back = _homography(places, ((0, 0), (width, 0), (width, height), (0, height)))
    lying = image.convert("RGB").transform(size, Image.Transform.PERSPECTIVE, back, Image.Resampling.BILINEAR)
    mask = Image.new("L", image.size, 255).transform(size, Image.Transform.PERSPECTIVE, back)
    whole = Image.composite(lying, Image.new("RGB", size, (_ground(image),) * 3), mask)
    return whole.resize(image.size, Image.Resampling.BOX)


def _ground(image: Image.Image) -> int:
    """The gray that the fewest pixels of the picture's rim resemble: detectors look at lightness alone."""
    light = np.asarray(image.convert("L"), np.int16)
    rim = np.concatenate([light[:3].ravel(), light[-3:].ravel(), light[:, :3].ravel(), light[:, -3:].ravel()])
    return min(GROUNDS, key=lambda ground: int((np.abs(rim - ground) < RESEMBLING).sum()))


def _homography(source: Sequence[Point], target: Sequence[Point]) -> tuple[float, ...]:
    """The eight coefficients that take each source point to its target, as Pillow wants them."""
    rows, values = [], []
    for (x, y), (u, v) in zip(source, target, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        values += [u, v]
    return tuple(np.linalg.solve(np.array(rows, float), np.array(values, float)).tolist())
