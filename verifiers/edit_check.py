"""Is the edit exactly what its plan says? Checked on the pixels of both pictures, from the record alone.

plan add_objects(thing="balloon", count=3, color="blue"), three edited boxes
three blue spots have changed and nothing else → Verdict(kept=True)
a fourth spot has changed                      → Verdict(kept=False, reason="changed_outside")
two of the spots touch                         → Verdict(kept=False, reason="wrong_count")

Nothing of the editor but its color names is used, so a fault there can't hide itself. Of an edit by a model nothing
is known but that it must open, differ from its source, and show the text it was told to write. Text is read back by
OCR where one is installed: always what a model has written, and of our own lettering a share, chosen by id, for reading
takes 0.2 to 3 seconds a picture. The verdict's detail tells what was read and by whom.
"""

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import combinations
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageChops, ImageOps

from synthloom.catalog.drawing.things import COLORS
from synthloom.engines.ocr import available, read_text
from synthloom.schemas.media import BadImage
from synthloom.schemas.records import Box, EditPair, EditPlan
from synthloom.schemas.steps import Context, Verdict

Pixels = npt.NDArray[Any]

LEAST_CHANGE = 3.0
"""Of 255, the mean over a box: less is no visible change."""
CHANGED = 24
"""Of 255: a pixel that belongs to what was added, and not to its soft shadow."""
CELL = 4
"""Pixels of a cell that spots are looked for on: no drawn thing has parts further apart than this."""
ALIKE, LEAST_SHARE = 40.0, 0.1
"""A color counts as there when a tenth of the added pixels is nearer to it than to any other named color, and within
40. Over all drawable things in all colors, 99.9 % of right colors pass and 97 % of wrong ones don't."""
READ = 0.8
"""Similarity to the plan's text. rapidocr read 56 renders, each surface in each style, at 0.86 or better."""
READ_SIZE = 320
"""Pixels of the longer side that a small sign is enlarged to before it is read."""


@dataclass(frozen=True)
class EditCheck:
    """Keeps edits that are exact."""

    exact: ClassVar[bool] = True
    name: ClassVar[str] = "edit_check"
    version: ClassVar[int] = 1
    read_back: float = 0.1
    """The share of our own lettering that is read by OCR, where one is installed; a model's is always read."""

    @property
    def environment(self) -> str:
        """The reader installed here: it can reject what another machine keeps."""
        return available() if self.read_back else ""

    async def verify(self, record: EditPair, context: Context) -> Verdict:
        """Compare the two pictures, and read what should be written."""
        plan = record.plan
        if plan is not None and plan.operation == "render_text" and record.edited_by_rules:
            return self._read(record, plan, None, context)
        try:
            before, after = context.media.image(record.image), context.media.image(record.edited_image)
        except BadImage as error:
            return Verdict(False, error.reason, detail=str(error))
        if plan is None or not record.edited_by_rules:
            same = before.size == after.size and _difference(before, after).getbbox() is None
            if not same and plan is not None and plan.operation == "render_text":
                return self._read(record, plan, None, context)
            return Verdict(not same, "unchanged" if same else "", detail="edited by a model")
        reason, detail = _wrong(record, plan, before, after)
        if not reason and plan.operation == "write_sign":
            return self._read(record, plan, record.edited_boxes[0], context)
        return Verdict(not reason, reason, detail=detail)

    def _read(self, record: EditPair, plan: EditPlan, box: Box | None, context: Context) -> Verdict:
        """Read a text back: always what a model has written, a share of what our own code has."""
        drawn = int(hashlib.sha256(record.id.encode()).hexdigest()[:8], 16) < self.read_back * 2**32
        if record.edited_by_rules and not drawn:
            return Verdict(True, detail="not read: not drawn")
        if not available():
            return Verdict(True, detail="not read: no OCR here")
        picture = context.media.image(record.edited_image)
        picture = picture.crop(box) if box else picture
        if max(picture.size) < READ_SIZE:
            picture = ImageOps.contain(picture, (READ_SIZE, READ_SIZE), Image.Resampling.BICUBIC)
        reading = read_text(picture)
        assert reading
        score = SequenceMatcher(None, _folded(plan.text), _folded(reading.text), autojunk=False).ratio()
        kept = score >= READ
        return Verdict(kept, "" if kept else "text_unreadable", score, f"{reading.engine}: {reading.text[:200]}")


def _folded(text: str) -> str:
    """Letters and digits only: readers drop spaces, and case and marks are lost in small capitals."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text).casefold())


def _difference(before: Image.Image, after: Image.Image) -> Image.Image:
    """The largest difference of the three channels, per pixel."""
    red, green, blue = ImageChops.difference(before, after).split()
    return ImageChops.lighter(ImageChops.lighter(red, green), blue)


def _wrong(record: EditPair, plan: EditPlan, before: Image.Image, after: Image.Image) -> tuple[str, str]:
    """The reason why an edit within boxes is wrong, and a detail; empty when it is right."""
    boxes = record.edited_boxes
    if before.size != after.size:
        return "size_changed", f"{before.size} to {after.size}"
    if not boxes or not all(_within(box, before.size) for box in boxes):
        return "wrong_box", f"{boxes} in a picture of {before.size}"
    difference = np.array(_difference(before, after))
    for box in boxes:
        if _part(difference, box).mean() < LEAST_CHANGE:
            return "unchanged_inside", str(box)
    outside = difference.copy()
    for box in boxes:
        _part(outside, box)[:] = 0
    if outside.any():
        return "changed_outside", f"{np.count_nonzero(outside)} pixels"
    if plan.operation == "change_region":
        return _wrong_region(record, plan, before, after, difference)
    if plan.operation == "change_picture":
        return _wrong_picture(plan, before, after, boxes, difference)
    return _wrong_addition(record, plan, after, difference)


def _within(box: Box, size: tuple[int, int]) -> bool:
    return 0 <= box[0] < box[2] <= size[0] and 0 <= box[1] < box[3] <= size[1]


def _part(pixels: Pixels, box: Box) -> Pixels:
    return pixels[box[1] : box[3], box[0] : box[2]]


def _wrong_addition(record: EditPair, plan: EditPlan, after: Image.Image, difference: Pixels) -> tuple[str, str]:
    boxes, wanted = record.edited_boxes, plan.count if plan.operation == "add_objects" else 1
    apart = not any(_overlap(one, two) for one, two in combinations(boxes, 2))
    found = 1 if plan.operation == "write_sign" else sum(_spots(_part(difference, box) > CHANGED) for box in boxes)
    if not (apart and wanted == len(boxes) == found):
        return "wrong_count", f"{wanted} wanted, {found} spots in {len(boxes)} boxes{'' if apart else ', some overlap'}"
    for region in record.regions:
        for box in boxes:
            if _overlap(box, region.box):
                return "covers_region", f"{region.label} {region.box}"
    if plan.color and plan.operation != "write_sign":
        return _wrong_color(plan.color, np.asarray(after)[difference > CHANGED])
    return "", ""


def _overlap(one: Box, two: Box) -> bool:
    return one[0] < two[2] and two[0] < one[2] and one[1] < two[3] and two[1] < one[3]


def _spots(changed: Pixels) -> int:
    """How many separate spots there are, on a grid of cells. A white die on white changes its rim and its pips: holes
    belong to what is around them.
    """
    rows, columns = -(-changed.shape[0] // CELL) + 2, -(-changed.shape[1] // CELL) + 2
    padding = ((CELL, (rows - 1) * CELL - changed.shape[0]), (CELL, (columns - 1) * CELL - changed.shape[1]))
    cells = np.asarray(np.pad(changed, padding).reshape(rows, CELL, columns, CELL).any((1, 3)))
    start = np.zeros(cells.shape, np.int64)
    start[0, 0] = 1
    filled = np.asarray(_spread(start, ~cells) == 0)
    numbers = _spread(np.arange(1, cells.size + 1).reshape(cells.shape), filled)
    return len(np.unique(numbers[filled]))


def _spread(numbers: Pixels, cells: Pixels) -> Pixels:
    """Every one of the cells takes the highest number that reaches it through others of them."""
    numbers = numbers * cells
    while True:
        spread = numbers.copy()
        for axis in (0, 1):
            turned = spread if axis == 0 else spread.T
            known = turned.copy()
            np.maximum(turned[1:], known[:-1], out=turned[1:])
            np.maximum(turned[:-1], known[1:], out=turned[:-1])
        spread *= cells
        if (spread == numbers).all():
            return numbers
        numbers = spread


def _wrong_color(color: str, pixels: Pixels) -> tuple[str, str]:
    names = list(COLORS)
    away = np.stack([((pixels.astype(np.float32) - COLORS[name]) ** 2).sum(-1) for name in names])
    nearest = np.where(away.min(0) <= ALIKE**2, away.argmin(0), -1)
    share = float((nearest == names.index(color)).mean()) if color in names else 0.0
    return ("", "") if share >= LEAST_SHARE else ("wrong_color", f"{share:.1%} of the added pixels are {color}")


def _wrong_region(
    record: EditPair, plan: EditPlan, before: Image.Image, after: Image.Image, difference: Pixels
) -> tuple[str, str]:
    width, height = before.size
    targets = [record.regions[index].box for index in plan.targets if index < len(record.regions)]
    wanted = {(max(x0, 0), max(y0, 0), min(x1, width), min(y1, height)) for x0, y0, x1, y1 in targets}
    if wanted != set(record.edited_boxes):
        return "wrong_box", f"{sorted(wanted)} wanted, {record.edited_boxes} edited"
    changed = difference > CHANGED
    if plan.color and plan.effect == "recolor":  # shading stays, so it's the mean that has to move toward the color
        old, new = (np.asarray(image)[changed].mean(0) for image in (before, after))
        goal = np.array(COLORS[plan.color])
        if np.linalg.norm(new - goal) >= np.linalg.norm(old - goal):
            return "wrong_color", f"from {old.round()} to {new.round()}, away from {plan.color}"
    elif plan.color:
        return _wrong_color(plan.color, np.asarray(after)[changed])
    return "", ""


def _wrong_picture(
    plan: EditPlan, before: Image.Image, after: Image.Image, boxes: tuple[Box, ...], difference: Pixels
) -> tuple[str, str]:
    old, new = np.asarray(before, np.float32), np.asarray(after, np.float32)
    match plan.effect:
        case "mirror":
            right = bool((new == old[:, ::-1]).all())
        case "upside_down":
            right = bool((new == old[::-1, ::-1]).all())
        case "negative":
            right = bool((new + old == 255).all())
        case "grayscale":
            right = bool((new[:, :, 0] == new[:, :, 1]).all() and (new[:, :, 1] == new[:, :, 2]).all())
            right = right and _same_light(old, new)
        case "sepia":
            red, green, blue = new.mean((0, 1))
            right = bool(red > green > blue) and _same_light(old, new)
        case "vignette":
            rows, columns = (slice(side * 3 // 8, side * 5 // 8) for side in old.shape[:2])
            right = bool((new <= old).all() and np.abs(new - old)[rows, columns].mean() < 3)
        case "tint":
            goal, tone = np.array(COLORS[plan.color], np.float32), new.mean((0, 1))
            goal, tone = goal - goal.mean(), tone - tone.mean()
            cosine = float(goal @ tone) / max(float(np.linalg.norm(goal) * np.linalg.norm(tone)), 1e-9)
            right = cosine > 0.7 and _same_light(old, new)
        case "frame":
            rim = np.concatenate([_part(new, box).reshape(-1, 3) for box in boxes])
            right = bool((rim == COLORS[plan.color]).all())
        case _:
            return _wrong_color(plan.color, np.asarray(after)[difference > CHANGED])
    return ("", "") if right else ("wrong_effect", plan.effect)


def _same_light(old: Pixels, new: Pixels) -> bool:
    """Whether light and dark lie where they lay."""
    one, two = (pixels @ np.array((0.299, 0.587, 0.114), np.float32) for pixels in (old, new))
    one, two = one - one.mean(), two - two.mean()
    return float((one * two).sum()) >= 0.93 * float(np.linalg.norm(one) * np.linalg.norm(two))
