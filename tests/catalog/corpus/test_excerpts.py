from hypothesis import given
from hypothesis import strategies as st

from synthloom.catalog.corpus.excerpts import clipped, excerpt, fitting, infobox_rows, opening
from synthloom.schemas.corpus import Known

TEXT = "Maseru is the capital. It lies on the Caledon River. Maseru was founded in 1869. It has a cathedral."


def test_the_sentence_that_fits_is_cut_out_with_its_neighbours():
    assert excerpt(TEXT, "Caledon river", 40, "en") == "… It lies on the Caledon River. …"
    assert excerpt(TEXT, "anything", 500, "en") == TEXT


@given(st.text(max_size=300), st.text(max_size=40), st.integers(20, 200))
def test_no_excerpt_is_longer_than_allowed(text, question, limit):
    assert len(excerpt(text, question, limit, "en").removeprefix("… ").removesuffix(" …")) <= limit + 1
    assert len(opening(text, limit)) <= limit + 1
    assert len(clipped(text, limit)) <= limit + 1


def test_words_that_only_ask_fit_nothing():
    assert fitting(["Capital: Maseru", "Area: 30,355 km²"], "What is the area of it?", "en")[0] == 0
    assert fitting(["Area: 1", "Lesotho: 2"], "area of Lesotho", "en", besides="Lesotho")[1] == 0


def test_facts_read_off_one_row_share_it_and_others_have_none():
    row = "genre_s: jazz soul"
    facts = [Known("genre", value, value, -1, row, "infobox") for value in ("jazz", "soul")]
    told = Known("genre", "blues", "blues", -1, "He sings blues.", "lead")
    assert infobox_rows([*facts, told], 100) == dict.fromkeys(facts, "Genre s: jazz, soul")


def test_a_row_that_does_not_hold_its_value_is_told_as_the_fact():
    fact = Known("birth_date", "1 July 1646", "", -1, "Birth: July 1, 1646", "infobox")
    assert infobox_rows([fact], 100) == {fact: "Birth date: 1 July 1646"}
