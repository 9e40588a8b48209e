"""Edit the image as the instruction asks: by its plan with drawn parts, or by an image-edit model told the answer.

    "How many apples?" / "3" / "Count the apples, then add as many blue balloons. …"
      plan EditPlan(operation="add_objects", thing="balloon", count=3, color="blue")
    → the picture with three blue balloons where there is room, edited_boxes of the three, engine "rules"

What the drawing can't do well is rejected with a reason: no room, no glyph, no known region, a thing nobody can draw.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import ClassVar

import numpy as np
from PIL import Image, ImageChops

from synthloom.catalog.drawing.effects import PICTURE_EFFECTS, RECOLOR, REGION_EFFECTS, change_picture, change_region
from synthloom.catalog.drawing.lettering import STYLES, can_write
from synthloom.catalog.drawing.stickers import paste, with_rim, with_shadow
from synthloom.catalog.drawing.surfaces import SIGNS, SURFACES, TextDoesNotFit, draw_sign, render_text
from synthloom.catalog.drawing.things import COLORS, THINGS, draw_thing
from synthloom.generators.placement import places, survey
from synthloom.schemas.media import Media
from synthloom.schemas.prompts import row_block
from synthloom.schemas.records import Box, EditPair, EditPlan, EditTask
from synthloom.schemas.steps import Context, Model, Reject, Role

Edited = tuple[Image.Image, tuple[Box, ...]]

SMALLEST_SIDE = 96
MOST_THINGS = 12
SMALLEST_SLOT = 28
"""Pixels, for a thing of 20 and its shadow. Below, a balloon and an apple look alike."""
FITTINGS = ((True, 1.0), (True, 0.85), (True, 0.7), (False, 1.0), (False, 0.85), (False, 0.7), (True, 0.6), (True, 0.5),
            (False, 0.5), (True, 0.4), (False, 0.4), (True, 0.3), (False, 0.3))  # fmt: skip
"""Sizes to try, as shares of the wished one; first where no edge runs through the place, later anywhere free."""
SIGN_FITTINGS = ((True, 0.5), (True, 0.42), (True, 0.35), (False, 0.42), (False, 0.35), (True, 0.29), (False, 0.24))
"""The same for the width of a sign, as shares of the picture's."""
SHORTEST, LONGEST = 512, 1024
"""Sides of a picture of text: large enough for a few lines, small enough for an image model."""
SMALLEST_REGION, LARGEST_REGION = 8, 0.9
"""Pixels of its shorter side; share of the picture that stays a picture of something."""
LEAST_CONTRAST = 30.0
"""Of 255, between the mean colors of a thing and of what lies behind it: gray microscopes on gray walls had 12."""
LEAST_CHANGE = 3.0
"""Of 255, averaged over the changed boxes: less is a picture nobody can tell from the source."""
PROMPT = """Edit the picture as the instruction demands. The instruction has a question about the picture in it; the
question and its reference answer are given, so that you edit by the right answer. Do what the instruction leads to and
keep everything else as it is. Write no part of the question or instruction into the picture unless told to.
The question, the reference answer and the instruction, as JSON:
"""


@dataclass(frozen=True)
class EditImage:
    """Makes the edited picture of an edit task."""

    name: ClassVar[str] = "edit_image"
    version: ClassVar[int] = 1
    roles: ClassVar[tuple[Role, ...]] = ("editor",)

    @property
    def makes(self) -> type[EditPair]:
        return EditPair

    async def generate(self, record: EditTask, context: Context) -> Sequence[EditPair]:
        model = context.model("editor")
        boxes: tuple[Box, ...] = ()
        if model is not None:
            edited = await _ask(model, record, context)
        elif record.plan is None:
            raise Reject("no_plan", f"{record.writer} wrote the instruction, so only an editor model can follow it")
        else:
            image = context.media.image(record.image)
            picture, boxes = carry_out(record.plan, record, image, context.random)
            edited = context.media.put_image(picture)
        editor = model.name if model is not None else "rules"
        engine = "rules" if editor == record.writer == "rules" else f"writer={record.writer} editor={editor}"
        fields = record.fields_with(edited_image=edited, edited_boxes=boxes, engine=engine)
        return [EditPair.model_validate(fields)]


async def _ask(model: Model, record: EditTask, context: Context) -> Media:
    row = row_block(question=record.question, answer=record.answer, instruction=record.instruction)
    edited = await model.edit_image(PROMPT + row, record.image)
    before, after = context.media.image(record.image), context.media.image(edited)
    if before.size == after.size and ImageChops.difference(before, after).getbbox() is None:
        raise Reject("edit_unchanged")
    return edited


def carry_out(plan: EditPlan, task: EditTask, image: Image.Image, random: Random) -> Edited:
    """The edited picture and where it may differ from the source. Raises `Reject`."""
    if min(image.size) < SMALLEST_SIDE:
        raise Reject("image_too_small", f"{image.width}x{image.height}, at least {SMALLEST_SIDE} on each side")
    if plan.color and plan.color not in COLORS:
        raise Reject("cannot_draw", f"color {plan.color}")
    match plan.operation:
        case "render_text":
            return _render_text(plan, image.size, random), ()
        case "write_sign":
            edited = _write_sign(plan, task, image, random)
        case "add_objects" | "draw_entity":
            edited = _add_objects(plan, task, image, random)
        case "change_region":
            edited = _change_region(plan, task, image, random)
        case "change_picture":
            _check_effect(plan, PICTURE_EFFECTS)
            edited = change_picture(image, plan.effect, plan.color)
    for box in edited[1]:
        difference = ImageChops.difference(image.crop(box), edited[0].crop(box))
        if np.asarray(difference).mean() < LEAST_CHANGE:
            raise Reject("edit_unchanged", f"{plan.effect} {plan.color}")
    return edited


def _check_effect(plan: EditPlan, phrases: Mapping[str, str]) -> None:
    if plan.effect not in phrases or ("{color}" in phrases[plan.effect] and not plan.color):
        raise Reject("cannot_draw", f"effect {plan.effect} {plan.color}")


def text_size(size: tuple[int, int]) -> tuple[int, int]:
    """The size of a picture of text: as the source's, within limits of size and aspect."""
    aspect = min(max(size[0] / size[1], 0.5), 2.0)
    shorter = min(max(min(size), SHORTEST), LONGEST / max(aspect, 1 / aspect))
    return round(shorter * max(aspect, 1)), round(shorter * max(1 / aspect, 1))


def _check_text(plan: EditPlan, media: Mapping[str, str]) -> None:
    if plan.medium not in media or plan.effect not in STYLES:
        raise Reject("cannot_draw", f"{plan.medium} in {plan.effect}")
    if not plan.text.strip() or not can_write(plan.text, plan.effect):
        raise Reject("no_glyphs", f"{plan.effect}: {plan.text[:60]}")


def _render_text(plan: EditPlan, size: tuple[int, int], random: Random) -> Image.Image:
    _check_text(plan, SURFACES)
    try:
        return render_text(plan.text, plan.medium, plan.effect, text_size(size), random)
    except TextDoesNotFit as error:
        raise Reject("text_does_not_fit", str(error)) from error


def _write_sign(plan: EditPlan, task: EditTask, image: Image.Image, random: Random) -> Edited:
    """The largest sign there is room for."""
    _check_text(plan, SIGNS)
    ground = survey(image, [region.box for region in task.regions], known=bool(task.asked))
    legible = False
    for flat, share in SIGN_FITTINGS:
        width, height = round(image.width * share), round(min(image.width * share * 0.6, image.height * 0.36))
        sign = draw_sign(plan.text, plan.medium, plan.effect, width, height)
        if sign is None:
            continue
        legible = True
        part = with_shadow(sign)
        for slot in places(ground, part.size, 1, random, color=(128, 128, 128), flat=flat):
            return paste(image, [(part, slot[:2])])
    raise Reject("no_free_space" if legible else "text_does_not_fit", plan.text[:60])


def _add_objects(plan: EditPlan, task: EditTask, image: Image.Image, random: Random) -> Edited:
    """Alike in size, in rows or a cluster, the largest there is room for."""
    count = 1 if plan.operation == "draw_entity" else plan.count
    thing = THINGS.get(plan.thing)
    if thing is None or (plan.color and plan.color != thing.color and not thing.recolors):
        raise Reject("cannot_draw", f"{plan.color} {plan.thing}")
    if plan.shape and plan.shape != thing.shape:
        raise Reject("cannot_draw", f"{plan.thing} is not {plan.shape}")
    if count > MOST_THINGS:
        raise Reject("count_too_large", str(count))
    if count < 1:
        raise Reject("nothing_to_add", str(count))
    ground = survey(image, [region.box for region in task.regions], known=bool(task.asked))
    color = COLORS.get(plan.color or thing.color, COLORS["gray"])
    start = min(image.size) * _start(task, image, count)
    for flat, share in FITTINGS:
        side = round(start * share)
        if side >= max(SMALLEST_SLOT, min(image.size) * 0.07):
            slots = places(ground, (side, side), count, random, color=color, flat=flat)
            if slots:
                return paste(image, [_thing(plan, image, slot, random) for slot in slots])
    raise Reject("no_free_space", f"{count} {thing.plural}")


def _start(task: EditTask, image: Image.Image, count: int) -> float:
    """The size to try first, as a share of the shorter side: like the things that are there, fewer are larger."""
    sides = sorted(max(r.box[2] - r.box[0], r.box[3] - r.box[1]) / min(image.size) for r in task.regions)
    usual = min(max(sides[len(sides) // 2], 0.14), 0.3) if sides else 0.24
    return min(usual * (1.25 if count == 1 else 1.0), 0.8 / math.pow(count, 0.75))


def _thing(plan: EditPlan, image: Image.Image, slot: Box, random: Random) -> tuple[Image.Image, tuple[int, int]]:
    """One thing standing in its slot, a little smaller than it and not quite in line with the others."""
    room = slot[2] - slot[0]
    margin = 2 * max(room // 14, 2) + 4 * (room // 40 + 1)
    side = int((room - margin) * random.uniform(0.94, 1.0))
    drawn = draw_thing(plan.thing, side, plan.color)
    behind = np.asarray(image.crop(slot), np.float32).reshape(-1, 3).mean(0)
    pixels = np.asarray(drawn, np.float32)
    solid = pixels[pixels[:, :, 3] > 128][:, :3]
    if np.abs(solid.mean(0) - behind).mean() < LEAST_CONTRAST:  # a double rim, one of them seen on any ground
        light = behind.mean() < 150
        drawn = with_rim(with_rim(drawn, 40 if light else 255), 255 if light else 40)
    elif (np.abs(solid - behind).sum(1) < 100).mean() > 0.35:  # much of it would vanish before its background
        drawn = with_rim(drawn, 255 if behind.mean() < 150 else 40)
    part = with_shadow(drawn)
    spare = room - part.width
    return part, (slot[0] + random.randint(0, spare), slot[1] + random.randint(spare // 2, spare))


def _change_region(plan: EditPlan, task: EditTask, image: Image.Image, random: Random) -> Edited:
    """The named boxes changed, cut to the picture, one after the other."""
    if not plan.targets or not all(0 <= index < len(task.regions) for index in plan.targets):
        raise Reject("no_region")
    _check_effect(plan, {RECOLOR: "{color}", **REGION_EFFECTS})
    boxes = list[Box]()
    for index in dict.fromkeys(plan.targets):
        x0, y0, x1, y1 = task.regions[index].box
        box = max(x0, 0), max(y0, 0), min(x1, image.width), min(y1, image.height)
        if min(box[2] - box[0], box[3] - box[1]) < SMALLEST_REGION:
            raise Reject("region_too_small", str(box))
        boxes.append(box)
    if sum((x1 - x0) * (y1 - y0) for x0, y0, x1, y1 in boxes) > LARGEST_REGION * image.width * image.height:
        raise Reject("region_too_large", str(boxes))
    for box in boxes:
        image = change_region(image, box, plan.effect, plan.color, random)
    return image, tuple(boxes)
