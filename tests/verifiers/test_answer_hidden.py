"""The answer stands nowhere in the question and follows from nothing in it."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from search_rows import QUESTION, question, said
from step_context import StepContext

from synthloom.catalog.corpus.opened import LocalCorpus
from synthloom.verifiers.answer_hidden import AnswerHidden


def test_a_hidden_answer_is_kept(corpus: LocalCorpus, searching: StepContext) -> None:
    assert said(AnswerHidden(), question(corpus), searching).kept


@pytest.mark.parametrize(
    ("changes", "detail"),
    [
        ({"answer": "1981"}, "1981"),
        ({"answer": "Novels", "asked": "genre"}, "Novels"),
        ({"answer": "prose", "aliases": ("literary",), "question": "Of what literary kind …?"}, "literary"),
        ({"answer": "Jan Weber", "asked": "teacher", "question": "Who taught Weber's son?"}, "Weber (Jan Weber)"),
        ({"answer": "three", "question": "Of the 3 lakes, which …?"}, "three"),
        ({"answer": "20 November 1923", "question": "Who was born on November 20, 1923 …?"}, "20 November 1923"),
        ({"answer": "São Paulo", "question": "How far is it from sao paulo?"}, "São Paulo"),
        ({"answer": "東京", "question": "東京の人口は何人ですか？"}, "東京"),
    ],
)  # fmt: skip
def test_an_answer_in_any_form_is_found(
    corpus: LocalCorpus, searching: StepContext, changes: dict[str, Any], detail: str
) -> None:
    verdict = said(AnswerHidden(), question(corpus, **changes), searching)
    assert (verdict.reason, verdict.detail) == ("answer_in_question", detail)


@pytest.mark.parametrize("answer", ["yes", "No", "the other", "it", "", "founded", "unknown"])
def test_an_answer_that_says_nothing_is_rejected(corpus: LocalCorpus, searching: StepContext, answer: str) -> None:
    record = question(corpus, answer=answer, asked="other:founded", question="How did it come about?")
    assert said(AnswerHidden(), record, searching).reason == "answer_trivial"


@pytest.mark.parametrize(("answer", "title"), [("Johannesburg", "Johannesburg"), ("July’s people", "July's People")])
def test_a_page_of_the_path_is_no_answer(corpus: LocalCorpus, searching: StepContext, answer: str, title: str) -> None:
    verdict = said(AnswerHidden(), question(corpus, answer=answer, asked="location"), searching)
    assert (verdict.reason, verdict.detail) == ("answer_in_path", title)


def test_parts_of_names_count_for_names_only(corpus: LocalCorpus, searching: StepContext) -> None:
    changes = {"answer": "Red Gold", "question": "Which flag has a Gold field …?"}
    assert said(AnswerHidden(), question(corpus, asked="motto", **changes), searching).kept
    assert not said(AnswerHidden(), question(corpus, asked="headquarters", **changes), searching).kept


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(["Pretoria", "1886", "Orange River", "2,432 km", "Nobel Prize"]), st.integers(0, 25))
def test_an_answer_put_anywhere_is_found(small_wiki: tuple[Any, LocalCorpus], answer: str, place: int) -> None:
    words = QUESTION.split()
    text = " ".join((*words[:place], answer, *words[place:]))
    record = question(small_wiki[1], answer=answer, question=text)
    # Rejected before the corpus is asked.
    assert said(AnswerHidden(), record, None).reason == "answer_in_question"  # type: ignore[arg-type]
