"""Categories and short answers."""

import asyncio
import csv

import pytest
from sample_rows import ORIGIN, Named

from synthloom.generators.classify import Classification, Classify
from synthloom.schemas.records import Region, VqaItem
from synthloom.schemas.steps import Reject


def item(question, answer="", **more):
    return VqaItem(
        **ORIGIN,
        question=question,
        answer=answer,
        **more,
    )


def classify(record, context):
    return asyncio.run(Classify().generate(record, context))[0]


@pytest.mark.parametrize(
    ("question", "answer", "category", "short"),
    [
        ("What color are the bushes?", "The bushes are green.", "color", "green"),
        ("what is the colour of the sofa", "black", "color", "black"),
        ("What color is the boat?", "Blue and white.", "color", "Blue and white"),
        ("What color is the bag?", "It is dark blue.", "color", "dark blue"),
        ("The tiny shiny cylinder has what color?", "brown", "color", "brown"),
        ("what is the red shape?", "triangle", "shape", "triangle"),
        ("What shape are the handles?", "Circular.", "shape", "Circular"),
        ("How many dogs are there?", "There are two dogs.", "count", "two"),
        ("How many people are visible?", "There are three people - two women and one man.", "count", "three"),
        ("How many monitors can be seen?", "Just 1.", "count", "1"),
        ("What number of chairs are there?", "2.", "count", "2"),
        ("Where is the mirror?", "It is on the left of the desk.", "location", "on the left of the desk"),
        (
            "Where is the man in the image?",
            "The man is on the left side of the image.",
            "location",
            "on the left side of the image",
        ),
        ("what is the largest object on the floor", "towel_rod", "knowledge", "towel rod"),
        ("what is the brown object in front of the sofa", "carton", "knowledge", "carton"),
        ("What in a London tower is, strictly speaking, called Big Ben?", "bell", "knowledge", "bell"),
        ("which object is on the floor", "box", "knowledge", "box"),
        ("What breed is the dog in the image?", "The dog in the image is a husky.", "knowledge", "husky"),
        ("What type of bird is pictured?", "A white duck is pictured in the image.", "knowledge", "white duck"),
        ("Who painted this picture?", "Vincent van Gogh", "knowledge", "Vincent van Gogh"),
        ("<image>\nGive me a short description of the image.", "a bench .", "caption", "A bench."),
        ("What does the sign say?", "It says STOP", "ocr", "STOP"),
        ("what brand of cocoa is it?", "fry's", "ocr", "fry's"),
        ("What is 3 + 4?", "7", "math", "7"),
        ("Find the size of angle x in the figure.", "24", "math", "24"),
    ],
)
def test_category_and_core_of_the_answer(context, question, answer, category, short):
    made = classify(item(question, answer), context)
    assert (made.category, made.answer, made.original_answer, made.classifier) == (category, short, answer, "rules")


@pytest.mark.parametrize(
    ("question", "answer", "reason"),
    [
        ("Is there a dog?", "yes", "category_yes_no"),
        ("Which is larger? (A) The cat (B) The dog", "A", "category_multi_choice"),
        ("what is on the desk", "book, scissor, papers", "category_others"),
        ("what is the object on the floor", "towel_rod", "category_others"),
        ("what is behind the door", "chair", "category_others"),
        ("what is stuck on the wall", "photo", "category_others"),
        ("what is to the left of the sink", "toilet", "category_others"),
        ("How many dogs are there in the picture, and what color are they?", "3", "two_questions"),
        ("Where is the cat? And where is the dog?", "on the left", "two_questions"),
        ("Who the bad dog?", "rex", "broken_question"),
        ("Describe the image.", "if it is the look you 're going after , search no further .", "boilerplate_caption"),
        ("Describe the image.", "Aerial view of a beach, high quality 4k format", "boilerplate_caption"),
        ("What are the men doing?", "Walking.", "category_others"),
        ("What color is the table?", "Wood grain.", "category_others"),
        ("How many people are there?", "A few.", "category_others"),
        ("Why did traffic stop?", "Red light.", "category_others"),
        ("Where was this photo taken?", "In an office.", "category_others"),
        ("What color is the cat?", " ", "no_answer"),
        ("what brand of watch is that?", "unanswerable", "no_answer"),
        ("<image>", "a cat", "no_question"),
    ],
)
def test_what_fits_no_category_is_rejected(context, question, answer, reason):
    with pytest.raises(Reject, match=f"^{reason}$"):
        classify(item(question, answer), context)


def test_options_beside_the_question_make_it_multiple_choice(context):
    with pytest.raises(Reject, match="category_multi_choice"):
        classify(item("What is the area?", "B", choices=("1", "2")), context)


def test_the_majority_of_annotators_decides(context):
    made = classify(item("What color is the cup?", "", answers=("blue",) * 4 + ("red",) * 4 + ("The red.",)), context)
    assert made.answer == "red"
    made = classify(item("How many elephants?", "", answers=("3", "3", "4")), context)
    assert made.answer == "3"


def test_annotators_without_a_common_answer_reject(context):
    with pytest.raises(Reject, match="annotators_disagree"):
        classify(item("What is this?", "", answers=("a", "b", "c", "d", "e", "f", "g", "h", "cat", "cat")), context)


def test_an_answer_that_is_written_in_the_picture_is_ocr(context):
    region = Region(label="total", box=(0, 0, 9, 9), text="9.00")
    assert classify(item("What is the total?", "9.00", regions=(region,)), context).category == "ocr"


def test_a_model_decides_where_one_is_named(context):
    model = Named(Classification(category="color", process_answer="dark red"))
    context.models = {"classifier": model}
    made = classify(item("What color is it?", "It is dark red."), context)
    assert (made.answer, made.category, made.classifier) == ("dark red", "color", "some/model")
    assert len(model.sent[0]) == 1 + 2 * 6 + 1


def test_a_models_multi_choice_is_dropped_like_the_rules(context):
    context.models = {"classifier": Named(Classification(category="multi-choice", process_answer="A"))}
    with pytest.raises(Reject, match="category_multi_choice"):
        classify(item("Which?", "A"), context)


def test_indoor_questions_of_people_are_sorted_by_their_first_words(context, real_data):
    rows = list(csv.DictReader((real_data / "vqa/daquar/data.subset.csv").open()))
    expected = {"how many": "count", "what color": "color", "what colour": "color", "what is the colour": "color"}
    wrong = []
    for row in rows:
        start = next((start for start in expected if row["question"].startswith(start)), None)
        if start and classify(item(row["question"], row["answer"]), context).category != expected[start]:
            wrong.append(row)
    assert len(rows) > 300
    assert not wrong
