import asyncio
import random
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from synthloom.catalog.drawing.things import COLORS, THINGS
from synthloom.generators.edit_image import EditImage, carry_out, text_size
from synthloom.generators.placement import places, survey
from synthloom.schemas.media import Media
from synthloom.schemas.records import EditPlan, EditTask, Region
from synthloom.schemas.steps import Reject

SCENE = (Region(label="ball", box=(200, 180, 300, 280)), Region(label="box", box=(20, 250, 120, 330)))


def scene(width: int = 512, height: int = 384) -> Image.Image:
    image = Image.new("RGB", (width, height), (206, 222, 236))
    pen = ImageDraw.Draw(image)
    for region in SCENE:
        pen.rectangle(region.box, (90, 140, 60))
    return image


def task(context, plan: EditPlan | None, image: Image.Image | None = None, **changes: Any) -> EditTask:
    given_ = {"regions": SCENE, "asked": (0,), "writer": "rules"} | changes
    return EditTask(
        id="t1", group_id="g1", source="test", revision="r1", licence="CC0-1.0",
        image=context.media.put_image(image or scene()), question="How many balls are there?", answer="3",
        category="count", original_answer="3", classifier="rules", instruction="Add as many stars as balls.",
        variant="syn", plan=plan, **given_,
    )  # fmt: skip


def edit(context, plan: EditPlan | None, image: Image.Image | None = None, **changes: Any):
    (pair,) = asyncio.run(EditImage().generate(task(context, plan, image, **changes), context))
    return pair, context.media.image(pair.edited_image)


def rejection(context, plan: EditPlan | None, image: Image.Image | None = None, **changes: Any) -> str:
    with pytest.raises(Reject) as caught:
        edit(context, plan, image, **changes)
    return caught.value.reason


def add(thing: str = "star", count: int = 3, **fields: Any) -> EditPlan:
    return EditPlan(operation="add_objects", thing=thing, count=count, **fields)


def outside_changed(before: Image.Image, after: Image.Image, boxes) -> int:
    changed = (np.asarray(before) != np.asarray(after)).any(-1)
    for x0, y0, x1, y1 in boxes:
        changed[y0:y1, x0:x1] = False
    return int(changed.sum())


def overlap(one, two) -> bool:
    return one[0] < two[2] and two[0] < one[2] and one[1] < two[3] and two[1] < one[3]


def carried_out(plan: EditPlan, given_: EditTask, image: Image.Image, seed: int):
    """The edit, or the reason why there is none."""
    try:
        return carry_out(plan, given_, image, random.Random(seed))
    except Reject as reject:
        return reject.reason


def test_objects_are_added_in_number_and_nothing_else_changes(context):
    pair, after = edit(context, add(count=5))
    assert len(pair.edited_boxes) == 5
    assert pair.engine == "rules"
    assert outside_changed(scene(), after, pair.edited_boxes) == 0


boxes = st.tuples(st.integers(0, 400), st.integers(0, 260), st.integers(20, 200), st.integers(20, 160))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(boxes, max_size=6), st.integers(1, 12), st.sampled_from(sorted(THINGS)), st.integers())
def test_added_objects_cover_no_region_and_not_each_other(context, corners, count, thing, seed):
    regions = tuple(Region(label="r", box=(x, y, x + w, y + h)) for x, y, w, h in corners)
    asked = (0,) if regions else ()
    image = scene()
    plan = add(thing, count)
    done = carried_out(plan, task(context, plan, image, regions=regions, asked=asked), image, seed)
    if done == "no_free_space":
        return
    after, edited = done
    assert len(edited) == count
    assert not any(overlap(box, region.box) for box in edited for region in regions)
    assert not any(overlap(one, two) for place, one in enumerate(edited) for two in edited[:place])
    assert outside_changed(image, after, edited) == 0


def test_the_same_record_gives_the_same_picture(context):
    hashes = {edit(replace(context, random=random.Random(4)), add())[0].edited_image.hash for _ in range(2)}
    assert len(hashes) == 1


def test_a_color_is_painted_as_asked(context):
    pair, after = edit(context, add("balloon", 1, color="purple"))
    pixels = np.asarray(after.crop(pair.edited_boxes[0]), int).reshape(-1, 3)
    assert (np.abs(pixels - COLORS["purple"]).sum(1) < 30).mean() > 0.2


@pytest.mark.parametrize("color", ["gray", "black", "red", "navy"])
def test_an_object_stands_out_even_from_ground_of_its_own_color(context, color):
    flat = Image.new("RGB", (300, 300), COLORS[color])
    pair, after = edit(context, add("balloon", 1, color=color), flat, regions=(), asked=())
    levels = np.asarray(after.crop(pair.edited_boxes[0]).convert("L"), int)
    assert (np.abs(levels - flat.convert("L").getpixel((0, 0))) > 60).mean() > 0.07  # its rim


@pytest.mark.parametrize("level", [60, 110, 140, 160, 200])
@pytest.mark.parametrize("name", ["microscope", "camera", "key"])
def test_a_thing_like_its_background_gets_a_rim_that_is_seen(context, name, level):
    flat = Image.new("RGB", (300, 300), (level, level, level))
    pair, after = edit(context, EditPlan(operation="draw_entity", thing=name), flat, regions=(), asked=())
    pixels = np.asarray(after.crop(pair.edited_boxes[0]), int)
    assert (np.abs(pixels - level).max(-1) > 70).mean() > 0.08


def test_what_cannot_be_added_is_rejected_with_its_reason(context):
    assert rejection(context, add(count=0)) == "nothing_to_add"
    assert rejection(context, add(count=13)) == "count_too_large"
    assert rejection(context, add("quark")) == "cannot_draw"
    assert rejection(context, add("star", shape="round")) == "cannot_draw"
    assert rejection(context, add("star", color="infrared")) == "cannot_draw"
    assert rejection(context, add("banana", color="blue")) == "cannot_draw"
    everything = (Region(label="wall", box=(0, 0, 512, 384)),)
    assert rejection(context, add(), regions=everything) == "no_free_space"


def test_without_known_regions_only_flat_ground_that_runs_out_of_the_picture_is_used(context):
    noise = np.random.default_rng(1).integers(0, 256, (384, 512, 3), dtype=np.uint8)
    assert rejection(context, add(count=1), Image.fromarray(noise), regions=(), asked=()) == "no_free_space"
    noise[:, 350:] = 180
    pair, _ = edit(context, add(count=1), Image.fromarray(noise), regions=(), asked=())
    assert pair.edited_boxes[0][0] >= 350
    noise[:, :] = np.random.default_rng(1).integers(0, 256, (384, 512, 3), dtype=np.uint8)
    noise[100:300, 150:350] = 180  # a flat thing in the middle may be what is asked about
    assert rejection(context, add(count=1), Image.fromarray(noise), regions=(), asked=()) == "no_free_space"


def test_no_edge_runs_through_a_place_on_unknown_ground():
    image = scene()
    ImageDraw.Draw(image).line((0, 200, 512, 210), (120, 120, 120), 3)
    ground = survey(image, (), known=False)
    slots = places(ground, (70, 70), 4, random.Random(2), color=(216, 50, 48), flat=True)
    assert len(slots) == 4
    assert all(len(image.crop(slot).getcolors()) == 1 for slot in slots)


def test_soft_borders_are_borders_too():
    wave = 130 + 80 * np.sin(np.arange(512) / 120 * 2 * np.pi)
    image = Image.fromarray(np.broadcast_to(wave[None, :, None], (384, 512, 3)).astype(np.uint8))
    ground = survey(image, (), known=False)
    assert not places(ground, (80, 80), 1, random.Random(2), color=(216, 50, 48), flat=True)
    assert places(ground, (30, 30), 1, random.Random(2), color=(216, 50, 48), flat=True)


def test_tiny_pictures_are_left_alone(context):
    small = Image.new("RGB", (64, 64), "white")
    assert rejection(context, add(), small) == "image_too_small"
    assert rejection(context, EditPlan(operation="render_text", text="3"), small) == "image_too_small"


def test_an_entity_is_drawn_once(context):
    assert len(edit(context, EditPlan(operation="draw_entity", thing="umbrella"))[0].edited_boxes) == 1


def sign(text: str) -> EditPlan:
    return EditPlan(operation="write_sign", text=text, medium="wooden sign", effect="serif")


def test_a_sign_is_put_where_it_covers_no_region(context):
    pair, after = edit(context, sign("Ada Lovelace"))
    (box,) = pair.edited_boxes
    assert outside_changed(scene(), after, [box]) == 0
    assert not any(overlap(box, region.box) for region in SCENE)


def test_a_sign_needs_room_and_glyphs_and_a_short_text(context):
    assert rejection(context, sign("山田太郎")) == "no_glyphs"
    assert rejection(context, sign("word " * 300)) == "text_does_not_fit"
    everything = (Region(label="wall", box=(0, 0, 512, 384)),)
    assert rejection(context, sign("Ada"), regions=everything) == "no_free_space"


def text(written: str, medium: str = "whiteboard") -> EditPlan:
    return EditPlan(operation="render_text", text=written, medium=medium, effect="sans")


def test_text_is_rendered_on_a_new_picture(context):
    pair, after = edit(context, text("3 + 4 = 7"))
    assert pair.edited_boxes == ()
    assert after.size == text_size((512, 384))
    assert rejection(context, text("字")) == "no_glyphs"
    assert rejection(context, text("words " * 900)) == "text_does_not_fit"
    assert rejection(context, text("3", "papyrus")) == "cannot_draw"


@given(st.integers(96, 5000), st.integers(96, 5000))
def test_a_rendered_text_has_sides_that_fit_a_model(width, height):
    size = text_size((width, height))
    assert min(size) >= 512
    assert max(size) <= 1024


def region(effect: str = "bricks", targets: tuple[int, ...] = (0,), color: str = "") -> EditPlan:
    return EditPlan(operation="change_region", effect=effect, targets=targets, color=color)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(boxes, st.sampled_from(["bricks", "recolor", "stripes", "mosaic"]))
def test_a_changed_region_leaves_the_rest_alone(context, corner, effect):
    x, y, w, h = corner
    image = scene()
    plan = region(effect, color="red" if effect in ("recolor", "stripes") else "")
    given_ = task(context, plan, image, regions=(Region(label="r", box=(x, y, x + w, y + h)),))
    after, edited = carry_out(plan, given_, image, random.Random(1))
    assert edited == ((x, y, min(x + w, 512), min(y + h, 384)),)
    assert outside_changed(image, after, edited) == 0


def test_a_region_must_be_known_and_of_a_fit_size(context):
    assert rejection(context, region(), regions=(), asked=()) == "no_region"
    assert rejection(context, region(targets=())) == "no_region"
    assert rejection(context, region(targets=(2,))) == "no_region"
    whole = (Region(label="wall", box=(0, 0, 512, 380)),)
    assert rejection(context, region(), regions=whole) == "region_too_large"
    speck = (Region(label="fly", box=(100, 100, 107, 140)),)
    assert rejection(context, region(), regions=speck) == "region_too_small"
    assert rejection(context, region("recolor")) == "cannot_draw"
    assert rejection(context, region("glitter")) == "cannot_draw"


def test_an_edit_that_shows_nothing_is_rejected(context):
    gray = Image.linear_gradient("L").resize((300, 200)).convert("RGB")
    assert rejection(context, EditPlan(operation="change_picture", effect="grayscale"), gray) == "edit_unchanged"
    red = (Region(label="ball", box=(50, 50, 200, 150)),)
    painted = Image.new("RGB", (300, 200), COLORS["red"])
    assert rejection(context, region("recolor", color="red"), painted, regions=red) == "edit_unchanged"


class Editor:
    """An editor that returns a given picture and keeps what it was asked."""

    name = "acme/paint-1"

    def __init__(self, edited: Media) -> None:
        self.edited, self.prompts = edited, list[str]()

    async def edit_image(self, prompt: str, image: Media, *, draw: int = 0) -> Media:
        self.prompts.append(prompt)
        return self.edited


def test_a_model_is_told_question_answer_and_instruction(context):
    editor = Editor(context.media.put_image(Image.new("RGB", (300, 300), "red")))
    pair, after = edit(replace(context, models={"editor": editor}), None, writer="acme/pen-2")
    assert after.getpixel((0, 0)) == (255, 0, 0)
    assert (pair.engine, pair.edited_boxes) == ("writer=acme/pen-2 editor=acme/paint-1", ())
    (prompt,) = editor.prompts
    assert all(part in prompt for part in (pair.question, '"3"', pair.instruction))


def test_a_models_edit_of_a_rules_plan_names_both(context):
    editor = Editor(context.media.put_image(Image.new("RGB", (300, 300), "red")))
    pair, _ = edit(replace(context, models={"editor": editor}), add())
    assert pair.engine == "writer=rules editor=acme/paint-1"


def test_a_model_that_returns_the_source_is_rejected(context):
    editor = Editor(context.media.put_image(scene()))
    assert rejection(replace(context, models={"editor": editor}), add()) == "edit_unchanged"


def test_rules_cannot_follow_a_models_instruction(context):
    assert rejection(context, None, writer="acme/pen-2") == "no_plan"


def test_photographs_get_their_objects_on_calm_ground(context, real_data):
    kept = 0
    for path in sorted((real_data / "vqa" / "daquar" / "images").glob("*.png"))[:12]:
        photo = Image.open(path).convert("RGB")
        done = carried_out(add("balloon", 2), task(context, add(), photo, regions=(), asked=()), photo, 7)
        if done == "no_free_space":
            continue
        kept += 1
        for box in done[1]:
            assert np.asarray(photo.crop(box).convert("L"), float).std() < 25
    assert kept >= 8
