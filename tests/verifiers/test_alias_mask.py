"""No name of any page of the path may stand in the question."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from search_rows import QUESTION, path, question, said
from step_context import StepContext

from synthloom.catalog.corpus.opened import LocalCorpus
from synthloom.verifiers.alias_mask import AliasMask

PATH = ("Maseru", "Lesotho")


def test_a_question_without_names_is_kept(corpus: LocalCorpus, searching: StepContext) -> None:
    assert said(AliasMask(), question(corpus), searching).kept


@pytest.mark.parametrize(
    ("text", "detail"),
    [
        ("Who founded Maseru?", "Maseru"),
        ("Which is the area of LESOTHO?", "Lesotho"),
        ("Which river rises in the Kingdom of Lesotho's north?", "Lesotho"),
        ("Which river rises in Basutoland?", "Basutoland"),
        ("How many basutolands are there?", "Basutoland"),
    ],
)
def test_titles_and_redirects_are_names(corpus: LocalCorpus, searching: StepContext, text: str, detail: str) -> None:
    verdict = said(AliasMask(), question(corpus, question=text, path=path(corpus, *PATH)), searching)
    assert (verdict.reason, verdict.detail) == ("alias_in_question", detail)


def test_names_that_only_the_record_gives_count_too(corpus: LocalCorpus, searching: StepContext) -> None:
    nodes = path(corpus, *PATH)
    named = (nodes[0].model_copy(update={"aliases": ("Place of Sandstone",)}), nodes[1])
    record = question(corpus, question="Who ruled the place of sandstone?", path=named)
    assert said(AliasMask(), record, searching).detail == "Place of Sandstone"


def test_a_last_name_is_enough(corpus: LocalCorpus, searching: StepContext) -> None:
    verdict = said(AliasMask(), question(corpus, question="Where did Gordimer die?"), searching)
    assert verdict.detail.startswith("Gordimer")
    record = question(corpus, question="Who ruled before Bosiu?", path=path(corpus, "Moshoeshoe I", "Thaba Bosiu"))
    assert said(AliasMask(), record, searching).detail == "Bosiu (Thaba Bosiu)"


def test_a_word_that_many_names_share_tells_nothing(corpus: LocalCorpus, searching: StepContext) -> None:
    record = question(corpus, question="Who was Nadine Boulanger?")
    assert said(AliasMask(), record, searching).detail == "Nadine (Nadine Gordimer)"
    assert said(AliasMask(shared_pages=0), record, searching).kept
    south = question(corpus, question="Who ruled South Georgia?", path=path(corpus, "Pretoria", "South Africa"))
    assert said(AliasMask(), south, searching).kept


def test_the_words_of_a_link_count_as_they_are_written(corpus: LocalCorpus, searching: StepContext) -> None:
    nodes = path(corpus, *PATH)
    linked = (nodes[0], nodes[1].model_copy(update={"anchor_text": "Basotho"}))
    assert not said(AliasMask(), question(corpus, question="Which Basotho king?", path=linked), searching).kept
    assert said(AliasMask(), question(corpus, question="Which basotho king?", path=linked), searching).kept


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_any_name_put_anywhere_is_found(small_wiki: tuple[object, LocalCorpus], data: st.DataObject) -> None:
    corpus = small_wiki[1]
    record = question(corpus)
    names = sorted({name for node in record.path for name in node.aliases})
    words, place = QUESTION.split(), data.draw(st.integers(0, len(QUESTION.split())))
    text = " ".join((*words[:place], data.draw(st.sampled_from(names)), *words[place:]))
    verdict = said(AliasMask(), record.model_copy(update={"question": text}), _Held(corpus))  # type: ignore[arg-type]
    assert verdict.reason == "alias_in_question"


class _Held:
    """A context of one corpus, for tests that hypothesis runs many times."""

    def __init__(self, corpus: LocalCorpus) -> None:
        self.corpus = corpus

    @property
    def corpora(self) -> "_Held":
        return self

    def open(self, key: str) -> LocalCorpus:
        assert key == self.corpus.info.key
        return self.corpus
