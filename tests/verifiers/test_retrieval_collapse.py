"""One search with the question's own words must not end it."""

import pytest
from search_rows import fact, path, question, said
from step_context import StepContext

from synthloom.catalog.corpus.opened import LocalCorpus
from synthloom.schemas.search import SearchQuestion
from synthloom.verifiers.retrieval_collapse import RetrievalCollapse


def test_a_question_whose_words_lead_elsewhere_is_kept(corpus: LocalCorpus, searching: StepContext) -> None:
    verdict = said(RetrievalCollapse(), question(corpus), searching)
    assert verdict.kept
    assert verdict.detail == "not among the best 3"


def test_the_answers_page_is_found_by_its_words(corpus: LocalCorpus, searching: StepContext) -> None:
    record = question(corpus, question="In what year was the largest city of South Africa founded?")
    verdict = said(RetrievalCollapse(), record, searching)
    assert (verdict.reason, verdict.score, verdict.detail) == ("one_step_retrieval", 2.0, "page: Johannesburg")


def crossing(corpus: LocalCorpus, answer: str, text: str) -> SearchQuestion:
    """A row whose answer's page is Thabana Ntlenyana, with any answer and question."""
    known = fact(corpus, "Thabana Ntlenyana", "3,482 m")
    nodes = path(corpus, "Thabana Ntlenyana", "Lesotho")
    turned = (nodes[1].model_copy(update={"role": "anchor"}), nodes[0].model_copy(update={"role": "answer"}))
    return question(corpus, path=turned, answer=answer, question=text, asked=known.relation)


def test_a_passage_of_another_page_that_holds_the_answer_counts(corpus: LocalCorpus, searching: StepContext) -> None:
    asked = "At which height does the geography of the Orange River's rise culminate, in m?"
    record = crossing(corpus, "3,482 m", asked)
    verdict = said(RetrievalCollapse(), record, searching)
    assert (verdict.reason, verdict.detail) == ("one_step_retrieval", "answer: Lesotho")
    assert verdict.score in (1.0, 2.0, 3.0)


def test_other_forms_of_the_answer_count(corpus: LocalCorpus, searching: StepContext) -> None:
    record = question(corpus, question="Which novel was set there?", answer="x" * 9, aliases=("July’s people",))
    assert said(RetrievalCollapse(), record, searching).detail == "answer: July's People"


@pytest.mark.parametrize(("answer", "kept"), [("24", True), ("24 km", False), ("east", False)])
def test_a_bare_small_number_counts_on_the_path_only(
    corpus: LocalCorpus, searching: StepContext, answer: str, kept: bool
) -> None:
    record = question(corpus, question="Which sandstone plateau is it?", answer=answer)
    assert said(RetrievalCollapse(), record, searching).kept is kept


def test_what_many_pages_state_counts_on_the_path_only(corpus: LocalCorpus, searching: StepContext) -> None:
    elsewhere = question(corpus, question="Which novel was set there?", answer="South Africa")
    assert said(RetrievalCollapse(k=1), elsewhere, searching).detail == "answer: July's People"
    off_path = question(corpus, question="Who founded one of the capitals?", answer="South Africa")
    assert said(RetrievalCollapse(k=1), off_path, searching).kept
    assert said(RetrievalCollapse(k=1, common_pages=99), off_path, searching).detail == "answer: Pretoria"


def test_a_small_number_on_the_path_counts(corpus: LocalCorpus, searching: StepContext) -> None:
    record = crossing(corpus, "m", "Where is the highest point and who founded it, over the capital Maseru?")
    assert said(RetrievalCollapse(), record, searching).detail in ("answer: Lesotho", "page: Thabana Ntlenyana")


def test_a_larger_corpus_looks_at_more(corpus: LocalCorpus, searching: StepContext) -> None:
    assert said(RetrievalCollapse(k=4), question(corpus), searching).detail == "not among the best 4"
    assert not said(RetrievalCollapse(profile="wikipedia"), question(corpus), searching).kept


def test_senseless_settings_are_refused() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        RetrievalCollapse(k=-1)
