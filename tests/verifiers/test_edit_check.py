import asyncio
import random
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageDraw

from synthloom.catalog.drawing.effects import PICTURE_EFFECTS, RECOLOR, REGION_EFFECTS
from synthloom.catalog.drawing.surfaces import SIGNS
from synthloom.catalog.drawing.things import THINGS
from synthloom.engines import ocr
from synthloom.generators.edit_image import EditImage
from synthloom.schemas.records import EditPair, EditPlan, EditTask, Region
from synthloom.verifiers import edit_check
from synthloom.verifiers.edit_check import EditCheck

REGIONS = (Region(label="ball", box=(200, 180, 300, 280)), Region(label="box", box=(20, 250, 120, 330)))


def scene() -> Image.Image:
    rows = np.linspace(150, 235, 384)[:, None, None] * np.array((0.92, 0.97, 1.0))
    image = Image.fromarray(np.broadcast_to(rows, (384, 512, 3)).astype(np.uint8))
    pen = ImageDraw.Draw(image)
    pen.ellipse(REGIONS[0].box, (90, 140, 60))
    pen.rectangle(REGIONS[1].box, (150, 60, 140))
    return image


def edited(context, plan: EditPlan, seed: int = 0, image: Image.Image | None = None) -> EditPair:
    """A right edit, made by the editor itself."""
    task = EditTask(
        id="t1", group_id="g1", source="test", revision="r1", licence="CC0-1.0",
        image=context.media.put_image(image or scene()), question="How many?", answer="3", category="count",
        original_answer="3", classifier="rules", instruction="Do it.", variant="syn", plan=plan, writer="rules",
        regions=REGIONS, asked=(0,),
    )  # fmt: skip
    (pair,) = asyncio.run(EditImage().generate(task, replace(context, random=random.Random(seed))))
    return pair


def verdict(context, pair: EditPair, read_back: float = 0):
    return asyncio.run(EditCheck(read_back=read_back).verify(pair, context))


def spoiled(context, pair: EditPair, spoil, **changes: Any) -> str:
    """The reason the check gives after `spoil` has drawn on the edited picture."""
    image = context.media.image(pair.edited_image)
    image = spoil(image) or image
    fields = {"edited_image": context.media.put_image(image)} | changes
    found = verdict(context, pair.model_copy(update=fields))
    assert not found.kept
    return found.reason


def add(thing: str = "star", count: int = 3, color: str = "red") -> EditPlan:
    return EditPlan(operation="add_objects", thing=thing, count=count, color=color)


def region(effect: str = "bricks", color: str = "") -> EditPlan:
    return EditPlan(operation="change_region", effect=effect, color=color, targets=(0,))


def whole(effect: str, color: str = "blue") -> EditPlan:
    return EditPlan(operation="change_picture", effect=effect, color=color if "{" in PICTURE_EFFECTS[effect] else "")


GOLD = [
    *(
        add(thing.name, 1 + place % 4, "orange" if thing.recolors else "")
        for place, thing in enumerate(THINGS.values())
    ),
    *(region(effect, "purple" if "{" in phrase else "") for effect, phrase in REGION_EFFECTS.items()),
    region(RECOLOR, "yellow"),
    *(whole(effect) for effect in PICTURE_EFFECTS),
    *(EditPlan(operation="write_sign", text="Ada Lovelace", medium=sign, effect="serif") for sign in SIGNS),
    EditPlan(operation="draw_entity", thing="umbrella"),
    EditPlan(operation="render_text", text="3 + 4 = 7", medium="whiteboard", effect="sans"),
]


def test_every_kind_of_edit_the_editor_makes_is_accepted(context):
    for plan in GOLD:
        found = verdict(context, edited(context, plan))
        assert found.kept, (plan, found)


@pytest.mark.parametrize("plan", [add(), region(), whole("frame"), whole("star_mark")])
def test_a_single_pixel_outside_the_boxes_is_found(context, plan):
    def spoil(image):
        red, green, blue = image.getpixel((400, 200))
        image.putpixel((400, 200), (red - 1, green, blue))

    pair = edited(context, plan)
    assert not any(x0 <= 400 < x1 and y0 <= 200 < y1 for x0, y0, x1, y1 in pair.edited_boxes)
    assert spoiled(context, pair, spoil) == "changed_outside"


def test_an_edit_that_did_not_happen_is_found(context):
    assert spoiled(context, edited(context, add()), lambda image: scene()) == "unchanged_inside"
    assert spoiled(context, edited(context, region()), lambda image: scene()) == "unchanged_inside"


def test_one_object_too_few_or_too_many_is_found(context):
    pair = edited(context, add())

    def without_one(image):
        box = pair.edited_boxes[0]
        image.paste(scene().crop(box), box[:2])

    assert spoiled(context, pair, without_one, edited_boxes=pair.edited_boxes[1:]) == "wrong_count"
    assert spoiled(context, pair, lambda image: None, plan=add(count=4)) == "wrong_count"


def test_a_white_die_on_white_counts_as_one_though_only_rim_and_pips_have_changed(context):
    assert verdict(context, edited(context, add("die", 3, ""), image=Image.new("RGB", (512, 384), "white"))).kept


def test_two_objects_in_one_box_are_found(context):
    pair = edited(context, add(count=2))
    (a, b, c, d), (e, f, g, h) = pair.edited_boxes
    both = ((min(a, e), min(b, f), max(c, g), max(d, h)),)
    assert spoiled(context, pair, lambda image: None, edited_boxes=both, plan=add(count=1)) == "wrong_count"


def test_an_object_over_a_region_is_found(context):
    pair = edited(context, add())
    x0, y0, _, _ = pair.edited_boxes[1]
    beneath = Region(label="cup", box=(x0 + 5, y0 + 5, x0 + 20, y0 + 20))
    assert spoiled(context, pair, lambda image: None, regions=(*REGIONS, beneath)) == "covers_region"


def test_another_color_than_planned_is_found(context):
    assert spoiled(context, edited(context, add(color="blue")), lambda image: None, plan=add()) == "wrong_color"
    plain = edited(context, region("plain", "blue"))
    assert spoiled(context, plain, lambda image: None, plan=region("plain", "red")) == "wrong_color"
    painted = edited(context, region(RECOLOR, "purple"))
    assert spoiled(context, painted, lambda image: None, plan=region(RECOLOR, "green")) == "wrong_color"


def test_a_change_of_another_region_is_found(context):
    pair = edited(context, region())
    assert spoiled(context, pair, lambda image: None, plan=region().model_copy(update={"targets": (1,)})) == "wrong_box"


def test_a_picture_effect_must_be_the_one_planned(context):
    for effect in ("mirror", "upside_down", "negative", "grayscale", "sepia", "vignette", "tint"):
        other = edited(context, whole("sepia" if effect == "upside_down" else "upside_down"))
        assert spoiled(context, other, lambda image: None, plan=whole(effect)) == "wrong_effect"
    framed = edited(context, whole("frame"))
    assert spoiled(context, framed, lambda image: None, plan=whole("frame", "red")) == "wrong_effect"
    marked = edited(context, whole("star_mark"))
    assert spoiled(context, marked, lambda image: None, plan=whole("star_mark", "red")) == "wrong_color"


def test_a_local_edit_keeps_the_size(context):
    assert spoiled(context, edited(context, add()), lambda image: image.resize((300, 200))) == "size_changed"


def test_a_models_edit_needs_only_to_differ(context):
    pair = edited(context, add()).model_copy(update={"engine": "writer=rules editor=acme/paint-1", "edited_boxes": ()})
    assert verdict(context, pair).kept
    assert spoiled(context, pair, lambda image: scene()) == "unchanged"


def test_a_picture_that_does_not_open_is_rejected(context):
    pair = edited(context, add())
    (context.media.root / pair.edited_image.path).write_bytes(b"\x89PNG and no more")
    assert verdict(context, pair).reason == "image_unreadable"


def text(written: str = "Marie Curie was here") -> EditPlan:
    return EditPlan(operation="render_text", text=written, medium="whiteboard", effect="sans")


def test_what_is_read_must_be_what_was_to_be_written(context, monkeypatch):
    pair = edited(context, text())
    monkeypatch.setattr(edit_check, "available", lambda: "reader 1")
    monkeypatch.setattr(edit_check, "read_text", lambda image: ocr.Reading("reader 1", "MARIE CURlE\nwashere."))
    found = verdict(context, pair, read_back=1)
    assert found.kept
    assert found.detail.startswith("reader 1: ")
    monkeypatch.setattr(edit_check, "read_text", lambda image: ocr.Reading("reader 1", "Pierre"))
    assert verdict(context, pair, read_back=1).reason == "text_unreadable"
    assert verdict(context, pair, read_back=0).kept


def test_without_an_ocr_the_verdict_says_that_nothing_was_read(context, monkeypatch):
    monkeypatch.setattr(edit_check, "available", lambda: "")
    assert verdict(context, edited(context, text()), read_back=1).detail == "not read: no OCR here"


def test_about_the_given_share_of_texts_is_read(context, monkeypatch):
    monkeypatch.setattr(edit_check, "available", lambda: "")
    pair = edited(context, text())
    details = [verdict(context, pair.model_copy(update={"id": f"r{n}"}), 0.25).detail for n in range(200)]
    assert 30 < details.count("not read: no OCR here") < 70


@pytest.mark.skipif(not ocr.available(), reason="no OCR installed")
def test_an_ocr_reads_signs_and_renders_and_notices_another_text(context):
    for place, style in enumerate(["handwriting", "italic", "bold"]):
        plan = EditPlan(
            operation="write_sign", text="Ada Lovelace", medium=list(SIGNS)[place % len(SIGNS)], effect=style
        )
        assert verdict(context, edited(context, plan, place), read_back=1).kept
    other = edited(context, text()).model_copy(update={"plan": text("Nobody has ever been to this place")})
    assert verdict(context, other, read_back=1).reason == "text_unreadable"
