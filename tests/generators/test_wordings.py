"""Questions and answers as parts of a sentence."""

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synthloom.generators.wordings.caption import is_boilerplate, tidy_caption
from synthloom.generators.wordings.knowledge import person_named
from synthloom.generators.wordings.noun_phrase import embed
from synthloom.generators.wordings.question import asks_twice, clean_question, is_broken, is_foreign
from synthloom.generators.wordings.words import mentions, number_of
from synthloom.generators.wordings.working import working_of


@pytest.mark.parametrize(
    ("question", "noun"),
    [
        ("what color is the chair in front of the white wall", "the color of the chair in front of the white wall"),
        ("what is the colour of lamp", "the color of the lamp"),
        ("What color shirt is the woman wearing?", "the color of the shirt that the woman is wearing"),
        ("What color car is driving down the road?", "the color of the car driving down the road"),
        ("There is a thing left of the cube; what shape is it?", "the shape of the thing left of the cube"),
        ("how many pictures are there on the wall", "the number of pictures on the wall"),
        ("How many things are purple?", "the number of things that are purple"),
        ("How many towels do you see?", "the number of towels you can see"),
        ("How many wheels does the black chair have?", "the number of wheels that the black chair has"),
        ("Where are the girls standing?", "the place where the girls are standing"),
        ("what is the largest brown object", "the largest brown object"),
        ("Give me a short description of the image.", "a short description of the image"),
        ("Looking at the flag on the wall, what color is it?", "the color of the flag on the wall"),
        ("Can you tell me the color of the lamp?", "the color of the lamp"),
        ("The box has a particular shape. Which shape is it?", "the shape of the box"),
        ("Count the stars in the picture.", "the number of stars in the picture"),
        ("In which area of the picture can the leaf be found?", "the area of the picture where the leaf can be found"),
        ("What color is it?", "the answer to “What color is it?”"),
        ("What shape is present?", "the answer to “What shape is present?”"),
        ("What is the man wearing?", "the answer to “What is the man wearing?”"),
        ("Describe it in detail.", "the response to “Describe it in detail.”"),
    ],
)
def test_a_question_becomes_a_noun_phrase_or_is_quoted(question, noun):
    assert embed(question).noun == noun


@pytest.mark.parametrize(
    ("question", "clause"),
    [
        ("What kind of bird is this?", "what kind of bird this is"),
        ("what is on the desk", "what is on the desk"),
        ("Which step is drawn with care?", "which step is drawn with care"),
        ("what does it say in the corner?", "what it says in the corner"),
        ("How many doors are there?", "how many doors there are"),
        ("Who wrote this book?", "who wrote this book"),
        ("What breed is the dog lying on the floor?", ""),
    ],
)
def test_a_question_becomes_an_indirect_question(question, clause):
    assert embed(question).clause == clause


@given(st.text(max_size=80))
def test_any_question_can_stand_in_a_sentence(question):
    parts = embed(clean_question(question))
    assert parts.noun
    assert parts.finds


def test_artefacts_of_data_sets_are_cut_off():
    assert clean_question("<image>\nwhat is on the tape_dispenser in the image3 ?") == "what is on the tape dispenser?"
    assert (
        clean_question("What year?\nReference OCR token: 1, 9\nAnswer the question using a single word.")
        == "What year?"
    )
    assert clean_question("how any drawers are there") == "how many drawers are there"
    assert clean_question("What is $x_1$?") == "What is $x_1$?"


def test_foreign_scripts_are_told_from_formulas():
    assert is_foreign("图中是什么?")
    assert not is_foreign("Find τ in Ω, café")


def test_captions_lose_their_tokenizers_spaces():
    assert tidy_caption("the runner - up did n't wait .") == "The runner-up didn't wait."
    assert tidy_caption("the girls ' team , `` you 're it '' , said 5 % ( of us )") == (
        "The girls' team, “you're it”, said 5% (of us)."
    )
    assert tidy_caption("A beach - wide and empty") == "A beach - wide and empty."
    assert tidy_caption('she said " go ! "') == 'She said "go!"'


@given(st.text(alphabet="ab ,.!'\"n-", max_size=40))
def test_a_tidied_caption_is_tidy(text):
    once = tidy_caption(text)
    assert not once or once[-1] in ".!\"'"
    assert "  " not in once


def test_advertisements_are_told_from_captions():
    assert is_boilerplate("royalty free stock photo of a dog")
    assert not is_boilerplate("A man loads stock onto a truck with high wheels, and clicks his pen.")


@pytest.mark.parametrize(
    "question",
    [
        "How many dogs are there, and what color are they?",
        "Is it red? Where is it?",
        "Who is she and where is he going?",
    ],
)
def test_two_questions_are_noticed(question):
    assert asks_twice(question)
    assert embed(question).finds == (f"the answer to “{question}”",) or "? " in question


@pytest.mark.parametrize(
    "question",
    [
        "Count all the cups: how many are there?",
        "How many red and blue cups are there?",
        "The box is big. Which is it?",
    ],
)
def test_one_question_is_not_two(question):
    assert not asks_twice(question)


@pytest.mark.parametrize("question", ["Who the bad dog?", "What the device on the desk?", "Where this?"])
def test_a_question_without_a_verb_is_broken(question):
    assert is_broken(question)


@pytest.mark.parametrize(
    "question",
    ["Who's the dog?", "What color?", "What the man is wearing?", "What a dog is this?", "Who painted this?"],
)
def test_a_question_with_a_verb_is_not_broken(question):
    assert not is_broken(question)


def test_real_questions_are_hardly_ever_broken(real_data):
    rows = list(csv.DictReader((real_data / "vqa/daquar/data.subset.csv").open()))
    assert not [row for row in rows if is_broken(row["question"]) or asks_twice(row["question"])]


@pytest.mark.parametrize(
    ("question", "finds"),
    [
        (
            "How many of the three chairs are wooden?",
            ("the answer to “How many of the three chairs are wooden?”", "how many of the three chairs are wooden"),
        ),
        ("What are the color of the shirts?", ("the answer to “What are the color of the shirts?”",)),
        ("What are the colors of the shirts?", ("the color of the shirts",)),
        (
            "What is the colour of the colour of the towels?",
            ("the answer to “What is the colour of the colour of the towels?”",),
        ),
    ],
)
def test_what_is_no_clean_phrase_is_quoted(question, finds):
    assert embed(question).finds == finds


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("two dogs", 2),
        ("12", 12),
        ("None", 0),
        ("about 20", None),
        ("2 or 3", None),
        ("13:57", None),
        ("many", None),
        ("-2", None),
        ("minus 2", None),
    ],
)
def test_a_number_is_read_only_where_it_is_exact(text, number):
    assert number_of(text) == number


def test_mentions_sees_through_endings_and_number_words():
    assert mentions("Put boxes there", "box")
    assert mentions("the three of them", "3")
    assert not mentions("put a blue frame around it", "red")


@pytest.mark.parametrize(
    ("question", "lines"),
    [
        ("What is 3 + 4 × 2?", (("3 + 4 × 2 = 3 + 8", "3 + 8 = 11"), "11")),
        ("Compute (8 - 2) / 3.", (("(8 - 2) ÷ 3 = 6 ÷ 3", "6 ÷ 3 = 2"), "2")),
        ("What is 5 - 8?", (("5 - 8 = -3",), "-3")),
        ("What is 1 / 3?", None),
        ("What is 1 / 0?", None),
        ("How old is the man?", None),
        ("Is 3 + 4 more than 2 + 2?", None),
    ],
)
def test_working_is_shown_step_by_step_or_not_at_all(question, lines):
    assert working_of(question) == lines


@given(st.integers(0, 99), st.sampled_from("+-×"), st.integers(0, 99), st.sampled_from("+-×"), st.integers(0, 99))
def test_the_working_ends_in_the_value(a, one, b, two, c):
    worked = working_of(f"What is {a} {one} {b} {two} {c}?")
    assert worked is not None
    assert int(worked[1]) == eval(f"{a} {one} {b} {two} {c}".replace("×", "*"))
    assert worked[0][-1].endswith(f" = {worked[1]}")


@given(st.text(alphabet="0123456789+-*/() x.", max_size=30))
def test_any_arithmetic_is_worked_or_left(text):
    working_of(f"What is {text}?")


@pytest.mark.parametrize(
    ("question", "answer", "named"),
    [
        ("Who painted this?", "Claude Monet", True),
        ("Which scientist is this?", "Einstein", True),
        ("Who is this?", "Queen Elizabeth II", True),
        ("By whom was this picture painted?", "Rembrandt", True),
        ("Who is on the sofa?", "A Young Man", False),
        ("Who is on the sofa?", "Policeman", False),
        ("What does the man have on?", "Glasses", False),
        ("Which city is this?", "New York", False),
    ],
)
def test_names_of_persons_are_told_from_other_answers(question, answer, named):
    assert person_named(question, answer) is named
