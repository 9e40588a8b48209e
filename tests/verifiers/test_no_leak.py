"""No instruction gives its answer away."""

import asyncio
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample_rows import ORIGIN

from synthloom.catalog.drawing.things import COLORS, THINGS
from synthloom.generators.wordings import closings, color, count, knowledge, location, math, ocr, shape
from synthloom.generators.wordings.words import NUMBERS, SHAPES
from synthloom.generators.write_instruction import WriteInstruction
from synthloom.schemas.records import ClassifiedItem, EditPlan, EditTask, Region
from synthloom.verifiers.leaks import leaks
from synthloom.verifiers.no_leak import NoLeak

CLEAN = "Work out what the thing is, then add a matching umbrella to the scene. Mind the balance of the composition."
NAMES = "find noun quoted Quoted do Do leave a_thing things sign style surface effect answer answers answer_to"
SLOTS = dict.fromkeys(NAMES.split(), "it") | {"picture": "picture"}


def task(answer, instruction, variant="syn", category="color", question="what is it?", plan=None):
    return EditTask(
        **ORIGIN,
        question=question,
        answer=answer,
        category=category,
        original_answer=answer,
        classifier="rules",
        instruction=instruction,
        variant=variant,
        plan=plan,
        writer="rules",
    )


def verify(record, context=None):
    return asyncio.run(NoLeak().verify(record, context))


@pytest.mark.parametrize(
    ("answer", "instruction"),
    [
        ("3", "Add three stars."),
        ("three", "Add 3 stars."),
        ("1,200", "Write 1200 on it."),
        ("box", "Draw the boxes."),
        ("shelves", "Draw a shelf."),
        ("men", "There is a man."),
        ("standing", "He stood there."),
        ("run", "She is running."),
        ("tape dispenser", "Draw a tape-dispenser."),
        ("tape_dispenser", "Draw a tapedispenser."),
        ("bathtub", "Draw a bath tub."),
        ("café", "Go to the CAFE."),
        ("grey", "Use gray paint."),
        ("blue and white", "Paint it white, then blue."),
        ("on the left of the desk", "Look left of that desk."),
        ("Red", "Make it reddish-RED!"),
        ("circle", "It must be circular."),
        ("a black cat sleeps on a red sofa", "Write that a black cat sleeps on a chair."),
    ],
)
def test_a_leak_is_found_in_any_form(answer, instruction):
    assert leaks(answer, instruction)
    assert verify(task(answer, instruction)).reason == "answer_in_instruction"


@pytest.mark.parametrize(
    ("answer", "instruction"),
    [
        ("red", "Draw a tree and render it with blurred edges."),
        ("3", "Add 13 stars."),
        ("B", "Be bold."),
        ("blue and white", "Paint it white."),
        ("a black cat sleeps on a red sofa", "Describe the picture on a whiteboard."),
    ],
)
def test_what_only_looks_alike_is_kept(answer, instruction):
    assert verify(task(answer, instruction)).kept


def test_a_long_answer_may_share_words_with_the_question():
    answer = "The main focus of the image is a giraffe"
    instruction = "Write the main focus of the image on a board."
    assert verify(task(answer, instruction, "medium", "caption", "What is the main focus of the image?")).kept
    assert not verify(
        task(answer, instruction + " It is a giraffe.", "medium", "caption", "What is the main focus of the image?")
    ).kept


@pytest.mark.parametrize("answer", ["on", "It", "a", "the"])
def test_an_answer_of_stop_words_can_not_be_checked(answer):
    assert verify(task(answer, CLEAN)).reason == "answer_is_stop_word"


def test_the_condition_must_hold_the_answer():
    assert verify(
        task("red", "If the color of the sofa is red, mirror the picture. Otherwise change nothing.", "yes")
    ).kept
    assert verify(task("2", "Is the number of dogs 2? If so, mirror the picture.", "yes", "count")).kept
    assert (
        verify(task("red", "If the color of the sofa is blue, mirror the picture.", "yes")).reason
        == "condition_missing"
    )
    assert verify(task("red", "Draw a red frame. If you like, mirror it.", "yes")).reason == "condition_missing"


def test_neither_the_drawn_thing_nor_part_of_a_name_may_stand_there():
    plan = EditPlan(operation="draw_entity", thing="phone")
    assert not verify(task("telephone", "Draw a phone.", "entity", "knowledge", plan=plan)).kept
    assert not verify(task("Claude Monet", "Write Monet on a sign.", "person", "knowledge")).kept


FORMS = st.sampled_from([str, str.upper, str.title, lambda word: f"“{word}”,", lambda word: f"{word}-like"])
ANSWERS = st.sampled_from(
    sorted({*COLORS, *SHAPES, *THINGS, *(thing.plural for thing in THINGS.values()), *map(str, range(1, 13)), *NUMBERS})
)


@given(ANSWERS, FORMS, st.integers(0, 20))
def test_an_answer_spliced_in_anywhere_is_rejected(answer, form, position):
    words = CLEAN.split()
    instruction = " ".join((*words[:position], form(answer), *words[position:]))
    assert verify(task(answer, instruction)).reason == "answer_in_instruction"


@pytest.mark.parametrize(
    ("templates", "endings", "answers"),
    [
        (color.YES + color.SYN, closings.ADDED + closings.PICTURE + closings.REGION, COLORS),
        (shape.YES + shape.SYN, closings.ADDED + closings.PICTURE + closings.REGION, SHAPES),
        (count.YES + count.SYN, closings.ADDED_MANY + closings.PICTURE, (*map(str, range(101)), *NUMBERS)),
        (knowledge.ENTITY, closings.ADDED, THINGS),
        (
            location.REGION,
            closings.REGION,
            ("left", "right", "top", "bottom", "middle", "top left", "under the table", "behind"),
        ),
        (ocr.MEDIUM + math.MEDIUM, closings.WRITTEN, (*map(str, range(101)), *NUMBERS, "stop", "open", "exit")),
    ],
)
def test_no_wording_holds_an_answer_of_its_own(templates, endings, answers):
    texts = [template.format_map(SLOTS) for template in templates] + list(endings)
    leaky = {(answer, text) for answer in answers for text in texts if leaks(answer, text)}
    assert not leaky


@given(st.sampled_from(sorted(COLORS)), st.integers(0, 10**6))
def test_what_the_rules_write_about_colors_passes(answer, seed):
    assert _written("color", "What color is the thing?", answer, seed)


@given(st.integers(0, 20), st.integers(0, 10**6))
def test_what_the_rules_write_about_numbers_passes(answer, seed):
    assert _written("count", "How many things are there?", str(answer), seed)


@given(st.sampled_from(["on the left", "in the middle", "at the top right"]), st.integers(0, 10**6))
def test_what_the_rules_write_about_places_passes(answer, seed):
    assert _written("location", "Where is the thing?", answer, seed)


@given(st.sampled_from(sorted(THINGS)), st.integers(0, 10**6))
def test_what_the_rules_write_about_things_passes(answer, seed):
    assert _written("knowledge", "What is the largest object?", answer, seed)


def _written(category, question, answer, seed):
    """Whether the rules' instruction passes the check."""
    record = ClassifiedItem(
        **ORIGIN,
        question=question,
        answer=answer,
        category=category,
        original_answer=answer,
        classifier="rules",
        asked=(0,) if category == "location" else (),
        regions=(Region(label="thing", box=(0, 0, 9, 9)),),
    )

    class Seeded:
        media = None
        random = Random(seed)

        def model(self, role):
            return None

    return verify(asyncio.run(WriteInstruction().generate(record, Seeded()))[0]).kept
