"""Questions made from boxes."""

import asyncio

import pytest
from sample_rows import ORIGIN

from synthloom.generators.ask_boxes import AskBoxes, place_of, readable
from synthloom.schemas.records import Region, VqaItem
from synthloom.schemas.steps import Reject


def item(*regions, question=""):
    return VqaItem(
        **ORIGIN,
        question=question,
        answer="x" if question else "",
        regions=regions,
    )


def ask(record, context):
    return asyncio.run(AskBoxes().generate(record, context))


def box(label, x=0, y=0, size=50, **more):
    return Region(label=label, box=(x, y, x + size, y + size), **more)


def test_an_item_with_a_question_passes_unchanged(context):
    record = item(box("dog"), question="What is this?")
    assert ask(record, context) == [record]


def test_every_label_is_counted_and_a_single_thing_is_located(context):
    made = ask(item(box("dog"), box("dog", 100), box("raccoon", 10, 120)), context)
    answers = {(found.answer, found.asked) for found in made}
    assert answers == {("2", (0, 1)), ("1", (2,)), ("on the left", (2,))}
    assert all("dogs" in found.question for found in made if found.answer == "2")


def test_the_clearly_largest_of_a_few_is_located(context):
    made = ask(item(box("nut", 0, 200), box("nut", 200, 0, size=90)), context)
    (found,) = (question for question in made if "largest nut" in question.question)
    assert (found.answer, found.asked) == ("at the top right", (1,))
    assert not any(
        "largest" in question.question for question in ask(item(box("nut"), box("nut", 99, size=55)), context)
    )


def test_ids_come_from_content_and_the_group_stays(context):
    made = ask(item(box("dog"), box("cat", 100)), context)
    assert len({found.id for found in made}) == len(made)
    assert {found.group_id for found in made} == {"g"}


def test_the_same_seed_asks_the_same_questions(context):
    record = item(*(box(label) for label in ("dog", "cat", "bird")))
    state = context.random.getstate()
    first = ask(record, context)
    context.random.setstate(state)
    assert ask(record, context) == first


def test_more_than_twelve_are_not_counted(context):
    with pytest.raises(Reject, match="no_question"):
        ask(item(*(box("bean", 10 * i) for i in range(13))), context)


def test_a_thing_that_fills_the_picture_has_no_place(context):
    made = ask(item(box("dog", size=290)), context)
    assert [found.answer for found in made] == ["1"]


@pytest.mark.parametrize("regions", [(), (box("line", text="TOTAL 9.00"),), (box("42"),)])
def test_nothing_to_ask_about_is_rejected(context, regions):
    with pytest.raises(Reject, match="no_question"):
        ask(item(*regions), context)


@pytest.mark.parametrize(
    ("label", "words"),
    [
        ("date-123", "date"),
        ("tape_dispenser", "tape dispenser"),
        ("RBC", "red blood cell"),
        ("Platelets", "platelet"),
        ("King", "king"),
    ],
)
def test_labels_become_readable(label, words):
    assert readable(label) == words


@pytest.mark.parametrize(
    ("xy", "place"),
    [
        ((0, 0), "at the top left"),
        ((125, 125), "in the middle"),
        ((240, 125), "on the right"),
        ((125, 240), "at the bottom"),
    ],
)
def test_a_place_is_the_ninth_of_the_picture_its_center_lies_in(xy, place):
    assert place_of((*xy, xy[0] + 50, xy[1] + 50), 300, 300) == place
