"""Instructions and the edits that fulfil them."""

import asyncio
import re
from random import Random

import pytest
from sample_rows import IMAGE, ORIGIN, Named

from synthloom.catalog.drawing.effects import PICTURE_EFFECTS, RECOLOR, REGION_EFFECTS
from synthloom.catalog.drawing.lettering import STYLES
from synthloom.catalog.drawing.surfaces import SIGNS, SURFACES
from synthloom.catalog.drawing.things import COLORS, THINGS
from synthloom.generators.wordings import closings
from synthloom.generators.write_instruction import Instruction, WriteInstruction
from synthloom.schemas.records import ClassifiedItem, Region
from synthloom.schemas.steps import Reject

SOFA = Region(label="sofa", box=(10, 10, 90, 90), color="red")


def item(category, question, answer, **more):
    return ClassifiedItem(
        **ORIGIN,
        question=question,
        answer=answer,
        category=category,
        original_answer=answer,
        classifier="rules",
        **more,
    )


def write(record, context, yes_share=0.5):
    return asyncio.run(WriteInstruction(yes_share=yes_share).generate(record, context))[0]


COLOR = item("color", "what color is the sofa", "red")
COUNT = item("count", "how many dogs are there?", "3")


def test_the_same_seed_writes_the_same_instruction(context):
    context.random = Random(4)
    first = write(COLOR, context)
    context.random = Random(4)
    assert write(COLOR, context) == first


def test_instructions_to_one_question_differ(context):
    assert len({write(COLOR, context).instruction for _ in range(60)}) > 50


def test_the_coin_falls_on_both_sides(context):
    variants = [write(COLOR, context).variant for _ in range(200)]
    assert 70 < variants.count("yes") < 130


def test_a_test_names_answer_and_change(context):
    for _ in range(40):
        task = write(COLOR, context, yes_share=1)
        assert "red" in task.instruction
        assert task.plan.operation == "change_picture"
        assert PICTURE_EFFECTS[task.plan.effect].format(color=task.plan.color)[1:] in task.instruction
        assert task.plan.color != "red"


def test_a_known_region_is_what_changes(context):
    record = COLOR.model_copy(update={"regions": (SOFA,), "asked": (0,)})
    for _ in range(40):
        plan = write(record, context, yes_share=1).plan
        assert (plan.operation, plan.targets) == ("change_region", (0,))
        assert plan.effect == RECOLOR or plan.effect in REGION_EFFECTS
        assert plan.color != "red"


def test_a_transfer_adds_a_thing_of_another_class_in_the_color_asked_for(context):
    for _ in range(40):
        task = write(
            COLOR.model_copy(update={"regions": (SOFA, Region(label="lamp", box=(0, 0, 5, 5)))}), context, yes_share=0
        )
        assert (task.variant, task.plan.color, task.plan.count) == ("syn", "red", 1)
        assert task.plan.thing in task.instruction
        assert task.plan.thing not in ("sofa", "lamp")
        assert THINGS[task.plan.thing].recolors
        assert "red" not in task.instruction.split()


def test_as_many_things_are_added_as_were_counted(context):
    for answer, number in (("3", 3), ("One", 1), ("twelve", 12)):
        task = write(COUNT.model_copy(update={"answer": answer}), context, yes_share=0)
        assert task.plan.count == number
        assert THINGS[task.plan.thing].plural in task.instruction


@pytest.mark.parametrize("answer", ["0", "zero", "40", "100"])
def test_what_can_not_be_added_is_tested_instead(context, answer):
    task = write(COUNT.model_copy(update={"answer": answer}), context, yes_share=0)
    assert task.variant == "yes"
    assert answer in task.instruction


def test_a_shape_is_carried_over_without_naming_the_thing(context):
    task = write(item("shape", "what is the red shape?", "circle"), context, yes_share=0)
    assert THINGS[task.plan.thing].shape == task.plan.shape == "round"
    assert f" {task.plan.thing} " not in task.instruction


def test_a_person_is_named_on_a_sign_and_not_in_the_instruction(context):
    task = write(item("knowledge", "Who painted this picture?", "Claude Monet"), context)
    assert (task.variant, task.plan.operation, task.plan.text) == ("person", "write_sign", "Claude Monet")
    assert SIGNS[task.plan.medium] in task.instruction
    assert STYLES[task.plan.effect] in task.instruction
    assert "Monet" not in task.instruction


@pytest.mark.parametrize(("answer", "thing", "paint"), [("green apple", "apple", "green"), ("books", "book", "")])
def test_any_other_thing_is_drawn(context, answer, thing, paint):
    task = write(item("knowledge", "what is the largest object", answer), context)
    plan = task.plan
    assert (task.variant, plan.operation, plan.thing, plan.color) == ("entity", "draw_entity", thing, paint)
    assert thing not in task.instruction


def test_a_place_is_turned_into_something_else(context):
    record = item("location", "Where is the sofa?", "on the left", regions=(SOFA,), asked=(0,))
    for _ in range(20):
        task = write(record, context)
        assert REGION_EFFECTS[task.plan.effect].format(color=task.plan.color) in task.instruction
        assert task.plan.targets == (0,)


@pytest.mark.parametrize(
    ("category", "question", "answer", "text"),
    [
        ("caption", "<image>\nDescribe the image.", "A dog, a cat.", "A dog, a cat."),
        ("ocr", "what does the sign say?", "STOP", "STOP"),
        ("math", "What is 3 + 4?", "7", "3 + 4 = 7\nAnswer: 7"),
    ],
)
def test_text_goes_onto_the_surface_and_in_the_style_the_instruction_names(context, category, question, answer, text):
    for _ in range(20):
        task = write(item(category, question, answer), context)
        assert (task.variant, task.plan.operation, task.plan.text) == ("medium", "render_text", text)
        assert SURFACES[task.plan.medium] in task.instruction
        assert STYLES[task.plan.effect] in task.instruction
        assert "<image>" not in task.instruction


def test_a_source_working_is_used(context):
    task = write(item("math", "What is x?", "4", working="2x = 8\nx = 4"), context)
    assert task.plan.text == "2x = 8\nx = 4\nAnswer: 4"


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        (item("color", "what color is the boat", "blue and white"), "color_not_drawable"),
        (item("shape", "what shape is the pot", "cylinder"), "shape_not_drawable"),
        (item("count", "how many?", "many"), "count_not_a_number"),
        (item("count", "how many?", "none"), "count_not_a_number"),
        (item("count", "how many?", "-2"), "count_not_a_number"),
        (item("count", "how many?", "101"), "count_too_large"),
        (item("knowledge", "what is on the car", "license plate"), "cannot_draw_entity"),
        (item("knowledge", "what is it", "gearbox"), "cannot_draw_entity"),
        (item("location", "Where is the sofa?", "on the left"), "no_region"),
        (item("math", "What is the angle?", "40"), "no_working"),
        (item("math", "What is 3 + 4?", "8"), "no_working"),
        (item("math", "What is x?", "4", working="$x=\\frac{8}{2}$"), "formula_not_writable"),
        (item("caption", "Describe the image.", "word " * 71), "text_too_long"),
        (item("ocr", "这是什么?", "STOP"), "not_english"),
        (item("ocr", "what does the sign say?", "ᚠᚢᚦ"), "not_english"),
    ],
)
def test_what_can_not_be_drawn_is_rejected(context, record, reason):
    with pytest.raises(Reject, match=f"^{reason}$"):
        write(record, context, yes_share=0)


@pytest.mark.parametrize("answer", ["none", "-2", "500"])
def test_what_is_no_fit_number_is_not_tested_either(context, answer):
    with pytest.raises(Reject, match="count_"):
        write(COUNT.model_copy(update={"answer": answer}), context, yes_share=1)


@pytest.mark.parametrize("share", [-0.1, 1.5, float("nan")])
def test_a_share_is_between_nothing_and_all(share):
    with pytest.raises(ValueError, match=f"yes_share is {share}"):
        WriteInstruction(yes_share=share)


def test_a_free_spot_is_promised_only_where_regions_are_known(context):
    records = (
        item("knowledge", "what is the largest object", "book"),
        item("knowledge", "Who painted it?", "Claude Monet"),
    )
    promises = re.compile(r"free|empty|cover|hide|room for|breathing", re.IGNORECASE)
    for record in records:
        known = record.model_copy(update={"regions": (SOFA,), "asked": (0,)})
        assert not any(promises.search(write(record, context).instruction) for _ in range(200))
        assert any(promises.search(write(known, context).instruction) for _ in range(200))


def test_a_closing_asks_for_nothing_the_change_breaks(context):
    broken = {
        "grayscale": "color|crop", "negative": "color|light|calm", "mirror": "crop|untouched|stay where",
        "upside_down": "crop|untouched|every detail", "frame": "crop|every detail|mark", "vignette": "evenly|light",
    }  # fmt: skip
    seen = set()
    for _ in range(600):
        task = write(COLOR, context, yes_share=1)
        closing = re.split(r"(?<=[.?!]) ", task.instruction)[-1]
        pattern = broken.get(task.plan.effect, "lose|calm and intentional")
        seen.add(task.plan.effect)
        assert not re.search(pattern, closing), (task.plan.effect, closing)
    assert seen == set(PICTURE_EFFECTS) == set(closings.BY_EFFECT)


def test_every_color_shape_and_number_can_be_written_about(context):
    for name in COLORS:
        assert write(COLOR.model_copy(update={"answer": name}), context).plan
    for shape in {thing.shape for thing in THINGS.values() if thing.shape}:
        assert write(item("shape", "What shape is it?", shape), context, yes_share=0).plan.shape == shape


def test_a_model_writes_the_instruction_and_fixes_no_plan(context):
    model = Named(Instruction(edit_instruction=" Add a ball in the color of the sofa. "))
    context.models = {"writer": model}
    task = write(COLOR, context, yes_share=0)
    assert (task.instruction, task.plan, task.writer) == ("Add a ball in the color of the sofa.", None, "some/model")
    system, user = model.sent[0]
    assert "another class" in system.parts[0].text
    assert user.parts[0] == IMAGE
    assert "red" in user.parts[1].text


def test_a_model_that_writes_nothing_is_rejected(context):
    context.models = {"writer": Named(Instruction(edit_instruction=" "))}
    with pytest.raises(Reject, match="no_instruction"):
        write(COLOR, context)
